#!/usr/bin/env python3
"""Walks the guide docs/ten-minutes.md with the real programs and draws what one sees: a picture for each command that has one, and the printed page.

Usage: make_images.py BIN            the folder with hemoledgerd and hemo; writes docs/images/*.svg, and report.png where LibreOffice and pdftoppm are there
       make_images.py BIN --check    writes nothing: every command of the guide runs, and prints what the guide says
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support/python"))
import hemoledger_harness  # noqa: E402

GUIDE = ROOT / "docs/ten-minutes.md"
IMAGES = ROOT / "docs/images"
# Pictures by the first words of the command that they show.
PICTURES = {
    "hemo plan import --dry-run": "dry-run",
    "hemo plan findings": "findings",
    "hemo attainment": "attainment",
}
FONT = "'DejaVu Sans Mono','Menlo','Consolas','Liberation Mono',monospace"
COLUMN, LINE, MARGIN, BAR = 8.43, 19, 16, 30


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def svg(command, output):
    """A terminal with a command and what it printed."""
    lines = [("#8be9fd", "$ " + command)] + [("#f2f2f2", line) for line in output.rstrip("\n").splitlines()]
    wide = max(width(text) for _, text in lines) * COLUMN + 2 * MARGIN
    high = BAR + len(lines) * LINE + MARGIN
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high}" viewBox="0 0 {wide:.0f} {high}" role="img">',
             f"<title>{escaped(command)}</title>",
             f'<rect width="{wide:.0f}" height="{high}" rx="8" fill="#20232a"/>']
    parts += [f'<circle cx="{18 + 18 * i}" cy="15" r="5" fill="{colour}"/>' for i, colour in enumerate(("#ff5f56", "#ffbd2e", "#27c93f"))]
    parts.append(f'<g font-family="{FONT}" font-size="14">')
    for i, (colour, text) in enumerate(lines):
        # Each column's text has a place of its own, so that columns stand under each other in any font.
        for part in re.finditer(r"\S+(?: \S+)*", text):
            parts.append(f'<text x="{MARGIN + width(text[:part.start()]) * COLUMN:.1f}" y="{BAR + 14 + i * LINE}" fill="{colour}">'
                         f"{escaped(part.group())}</text>")
    parts += ["</g>", "</svg>", ""]
    return "\n".join(parts)


def commands(guide):
    """Commands of the guide's blocks of sh, in order; `# …` behind one is for people."""
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```", guide, re.M | re.S):
        for line in block.splitlines():
            line = re.sub(r"\s+#.*", "", line).strip()
            if line.startswith("hemo "):
                found.append(line)
    return found


def page(workbook, folder):
    """The first page of a spreadsheet as a picture."""
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        print("no LibreOffice or no pdftoppm here: the picture of the printed page stays as it is")
        return
    # Numbers as a Vietnamese office shows them.
    settings = pathlib.Path(folder, "office/user/registrymodifications.xcu")
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">'
        '<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item></oor:items>', encoding="utf-8")
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf", "--outdir", folder, workbook],
                   check=True, capture_output=True, timeout=180)
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", "-x", "0", "-y", "0", "-W", "940", "-H", "480", f"{folder}/{pathlib.Path(workbook).stem}.pdf", str(IMAGES / "report")], check=True)


def main():
    bin_folder, check = sys.argv[1], "--check" in sys.argv
    guide = GUIDE.read_text(encoding="utf-8")
    server = hemoledger_harness.Server(f"{bin_folder}/hemoledgerd")
    problems = []
    drawn = set()
    try:
        with tempfile.TemporaryDirectory() as folder:
            environment = {key: value for key, value in os.environ.items() if not key.startswith("HEMOLEDGER_")}
            environment.update(HEMOLEDGER_SERVER=server.address, XDG_CONFIG_HOME=folder, PATH=f"{bin_folder}:{environment['PATH']}")
            # The guide begins where the demo's units are loaded.
            for file in ("1-viet-nam", "3-quang-tri"):
                subprocess.run(["hemo", "unit", "import", f"deploy/demo/units/{file}.toml"], env=environment, cwd=ROOT, check=True, capture_output=True)
            for command in commands(guide):
                arguments = shlex.split(command)
                arguments = [f"{folder}/{a}" if a.endswith(".xlsx") else a for a in arguments]
                run = subprocess.run(arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
                if run.returncode != 0:
                    problems.append(f"{command}: exit code {run.returncode}: {run.stderr}")
                    continue
                name = next((name for words, name in PICTURES.items() if command.startswith(words)), None)
                if name and name not in drawn:
                    drawn.add(name)
                    if not check:
                        (IMAGES / f"{name}.svg").write_text(svg(command, run.stdout), encoding="utf-8")
                if arguments[-1].endswith(".xlsx") and not check:
                    page(arguments[-1], folder)
    finally:
        server.clean_up()
    problems += [f"no command of the guide draws {name}.svg" for name in PICTURES.values() if name not in drawn]
    problems += [f"{GUIDE.name} shows {image}, which is not there" for image in re.findall(r"\]\(images/([\w.-]+)\)", guide) if not (IMAGES / image).exists()]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
