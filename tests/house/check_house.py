#!/usr/bin/env python3
"""Holds the tree to the house's rules: which folder may include which, calls that have a replacement, lengths, formatting.

Usage: check_house.py ROOT            prints every offence as file:line: what, and exits 1 if there is one
       check_house.py --self-test     plants one offence of each kind in a scratch tree and expects exactly these
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Arrows: a folder, and the folders whose headers it may include (besides its own). The longest prefix of a path decides.
ARROWS = {
    "proto/base": ["hemoledger/v1"],
    "store": ["proto/base", "hemoledger/v1"],
    "store/merkle": ["proto/base", "hemoledger/v1"],
    "store/testing": ["store", "proto/base", "hemoledger/v1"],
    "services/domain": ["proto/base", "hemoledger/v1"],
    "services/ledger": ["services/domain", "store", "proto/base", "hemoledger/v1"],
    "services/queue": ["services/domain", "store", "proto/base", "hemoledger/v1"],
    "services/rpc": ["services/ledger", "services/queue", "services/domain", "store", "proto/base", "hemoledger/v1"],
    "services/server": ["services", "store", "proto/base", "hemoledger/v1"],
    "clients/lib": ["proto/base", "hemoledger/v1"],
    # As somebody outside this project would: what is installed, and nothing else.
    "clients/examples": ["clients/lib", "proto/base", "hemoledger/v1"],
    "clients/relay": ["clients/lib", "proto/base", "hemoledger/v1"],
    "clients/cli/spreadsheet": ["proto/base"],
    "clients/cli": ["clients/lib", "clients/relay", "clients/cli/spreadsheet", "services/domain", "store/merkle", "proto/base", "hemoledger/v1"],
}
# Libraries that only some folders may see.
LIBRARIES = {
    r"grpc(pp|\+\+)?/": ["services/rpc", "services/server", "clients/lib", "tests"],
    r"rocksdb/": ["store", "services/server", "tests"],
    r"sqlite3\.h": ["clients/lib", "tests"],
    r"CLI/": ["services/server", "clients/cli"],
    r"toml\+\+/": ["services/server", "clients/cli"],
    r"(zip|expat)\.h": ["clients/cli/spreadsheet", "tests"],
    r"(httplib|nats/nats)\.h": ["clients/relay", "tests"],
    r"xlsxwriter(\.h|/)": ["clients/cli", "tests"],
}
# Calls with a replacement: pattern, where it is allowed, what to use.
BANNED = [
    (r"\babsl::(InvalidArgument|NotFound|AlreadyExists|FailedPrecondition|Aborted|OutOfRange|ResourceExhausted|Unavailable|DataLoss|"
     r"Internal|Unimplemented|PermissionDenied|DeadlineExceeded|Unknown|Cancelled)Error\(", ["proto/base", "tests"], "MakeError"),
    (r"\babsl::Mutex\b", ["proto/base"], "Mutex of proto/base/mutex.h (TSan sees it)"),
    (r"\bstd::atomic<\s*std::shared_ptr", [], "a shared_ptr behind a Mutex"),
    (r"(?<![\w:.>])(system|popen|strcpy|sprintf|gets)\s*\(", ["tests"], "a safe call"),
    (r"\bstd::chrono::\w+_clock::now\(", ["proto/base", "clients", "services/rpc", "services/server", "tests"], "the Clock handed in"),
    (r"\bgetenv\(", ["services/server", "clients/cli", "tests", "proto/base"], "configuration, read in services/server or clients/cli"),
]
MAX_LINES = 700
MAX_COLUMNS = 120
SOURCES = {".cc", ".h"}


def folder_of(path, table):
    best = None
    for folder in table:
        if path.startswith(folder + "/") and (best is None or len(folder) > len(best)):
            best = folder
    return best


def under(path, folders):
    return any(path.startswith(folder + "/") for folder in folders)


def offences(root):
    found = []
    files = []
    for top in ("proto", "store", "services", "clients", "tests"):
        files += [p for p in (root / top).rglob("*") if p.suffix in SOURCES and p.is_file()]
    for file in sorted(files):
        path = file.relative_to(root).as_posix()
        home = folder_of(path, ARROWS)
        lines = file.read_text(encoding="utf-8").splitlines()
        if len(lines) > MAX_LINES:
            found.append((path, len(lines), f"has more than {MAX_LINES} lines: is it one subject?"))
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_COLUMNS and "http" not in line and not path.startswith("tests/"):
                found.append((path, number, f"is longer than {MAX_COLUMNS} columns"))
            match = re.match(r'\s*#include\s+["<]([^">]+)[">]', line)
            if match:
                target = match.group(1)
                target_home = folder_of(target, {**ARROWS, "hemoledger/v1": []})
                if home and target_home and target_home != home and not under(target, ARROWS[home]):
                    found.append((path, number, f"{home} must not include {target}"))
                if home and target.startswith("tests/"):
                    found.append((path, number, f"{home} must not include {target}"))
                for library, allowed in LIBRARIES.items():
                    if re.match(library, target) and not under(path, allowed):
                        found.append((path, number, f"{target} is not for {path.rsplit('/', 1)[0]}"))
            code = re.sub(r'"(\\.|[^"\\])*"', '""', line.split("//")[0])
            for pattern, allowed, instead in BANNED:
                if re.search(pattern, code) and not under(path, allowed):
                    found.append((path, number, f"use {instead} instead of {re.search(pattern, code).group(0)}"))
    return found


def unformatted(root):
    """Files that clang-format would change; nothing where it is not installed."""
    if shutil.which("clang-format") is None:
        return []
    files = [str(p) for top in ("proto", "store", "services", "clients", "tests")
             for p in sorted((root / top).rglob("*")) if p.suffix in SOURCES]
    if not files:
        return []
    run = subprocess.run(["clang-format", "--dry-run", *files], capture_output=True, text=True, cwd=root, check=False)
    names = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "-Wclang-format-violations" in line})
    return [(name, 1, "is not formatted: clang-format -i") for name in names]


def self_test():
    planted = {
        "store/a.cc": ('#include "services/domain/org_tree.h"\n', "must not include"),
        "services/domain/b.cc": ("#include <grpcpp/grpcpp.h>\n", "is not for"),
        "services/ledger/c.cc": ("absl::Status s = absl::NotFoundError(x);\n", "use MakeError"),
        "services/ledger/d.h": ("absl::Mutex m;\n", "use Mutex"),
        "services/domain/e.cc": ("x\n" * (MAX_LINES + 1), "more than"),
        "proto/base/f.h": ("// " + "y" * MAX_COLUMNS + "\n", "longer than"),
        "clients/lib/g.cc": ('#include "services/domain/names.h"\n', "must not include"),
        "services/ledger/h.cc": ("auto t = std::chrono::system_clock::now();\n", "use the Clock"),
    }
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch)
        (root / "services/ledger").mkdir(parents=True)
        (root / "services/ledger/fine.cc").write_text('#include "store/group.h"\n// absl::Mutex in words\n', encoding="utf-8")
        for path, (text, _) in planted.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        found = {path: what for path, _, what in offences(root)}
    missed = [path for path, (_, what) in planted.items() if what not in found.get(path, "")]
    extra = [path for path in found if path not in planted]
    if missed or extra:
        print(f"missed: {missed}; wrongly told: {extra}")
        return 1
    print(f"all {len(planted)} planted offences were told, and nothing else")
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1])
    found = offences(root) + unformatted(root)
    for path, line, what in found:
        print(f"{path}:{line}: {what}")
    print(f"{len(found)} offences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
