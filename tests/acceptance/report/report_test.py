#!/usr/bin/env python3
"""hemo report over the demo's data: every figure that appendix 1 of report 65/BC-BCĐ prints as quota, total and percentage, as text, as CSV and in the
spreadsheet, which is taken apart; a plan with groups; the same report is the same bytes.

Usage: report_test.py HEMOLEDGERD HEMO
"""
import csv
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support/python"))
import hemoledger_harness  # noqa: E402

HEMOLEDGERD, HEMO = sys.argv[1:3]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PLAN = "kien-giang-2021"

# Appendix 1 of 65/BC-BCĐ as printed: number, quota, total, percentage; None is blank.
PRINTED = [
    ("01", 503, 1030, 205), ("02", 723, 1130, 156), ("03", 464, 675, 145), ("04", 756, 1038, 137), ("05", 692, 930, 134),
    ("06", 843, 1116, 132), ("07", None, None, None), ("08", 815, 946, 116), ("09", 465, 539, 116), ("10", 750, 862, 115),
    ("11", 523, 600, 115), ("12", 1102, 1233, 112), ("13", 1057, 1132, 107), ("14", None, None, None), ("15", 1126, 1207, 107),
    ("16", None, None, None), ("17", None, None, None), ("18", None, None, None), ("19", None, None, None), ("20", None, None, None),
    ("21", 590, 627, 106), ("22", 723, 756, 105), ("23", 815, 790, 97), ("24", 313, 291, 93), ("25", 749, 587, 78), ("26", 921, 742, 81),
    ("27", 712, 472, 66), ("28", 750, 474, 63), ("29", 1150, 686, 60), ("30", 1251, 569, 45), ("31", 623, 226, 36), ("32", 700, 35, 5),
    ("33", None, 211, None), ("34", None, 41, None), ("35", None, 81, None), ("36", None, 890, None), ("37", None, 63, None),
    ("", 19116, 19979, 105),
]


class Workbook:
    """What the only sheet of a file says, read from its XML."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        assert self.zip.testzip() is None
        self.sheet = ET.fromstring(self.zip.read("xl/worksheets/sheet1.xml"))
        self.workbook = self.zip.read("xl/workbook.xml").decode()
        self.core = self.zip.read("docProps/core.xml").decode()
        shared = ET.fromstring(self.zip.read("xl/sharedStrings.xml"))
        self.texts = ["".join(t.text or "" for t in si.iter(MAIN + "t")) for si in shared.iter(MAIN + "si")]
        styles = ET.fromstring(self.zip.read("xl/styles.xml"))
        custom = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
        self.formats = [custom.get(x.get("numFmtId"), x.get("numFmtId")) for x in styles.find(MAIN + "cellXfs")]
        # Cells by row and column letter: a text, a number, or None for an empty one.
        self.rows = {}
        self.number_formats = {}
        for cell in self.sheet.iter(MAIN + "c"):
            column, row = re.match(r"([A-Z]+)(\d+)", cell.get("r")).groups()
            value = cell.find(MAIN + "v")
            if value is None:
                content = None
            elif cell.get("t") == "s":
                content = self.texts[int(value.text)]
            else:
                content = float(value.text)
                self.number_formats[cell.get("r")] = self.formats[int(cell.get("s"))]
            self.rows.setdefault(int(row), {})[column] = content

    def row_of(self, column, content):
        return next(number for number, row in self.rows.items() if row.get(column) == content)


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = hemoledger_harness.Server(HEMOLEDGERD)
        cls.folder = tempfile.TemporaryDirectory()
        config = pathlib.Path(cls.folder.name, "config/hemoledger")
        config.mkdir(parents=True)
        config.joinpath("hemo.toml").write_text(
            '[report]\nannex = "Phụ lục 1"\nprepared_by = "Nguyễn Văn A"\nsigned_title = "KT. TRƯỞNG BAN\\nPHÓ TRƯỞNG BAN"\n'
            'signed_name = "Trần Thị B"\n', encoding="utf-8")
        for kind in ("unit", "plan", "receipt"):
            for file in sorted((ROOT / f"deploy/demo/{kind}s").glob("*.toml")):
                cls.hemo(kind, "import", str(file))

    @classmethod
    def tearDownClass(cls):
        cls.server.clean_up()
        cls.folder.cleanup()

    @classmethod
    def hemo(cls, *arguments, code=0):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("HEMOLEDGER_")}
        environment["XDG_CONFIG_HOME"] = f"{cls.folder.name}/config"
        run = subprocess.run([HEMO, "--server", cls.server.address, *arguments], capture_output=True, text=True, check=False,
                             env=environment, cwd=ROOT)
        assert run.returncode == code, (arguments, run.returncode, run.stdout, run.stderr)
        return run.stdout if code == 0 else run.stderr

    def path(self, name):
        return f"{self.folder.name}/{name}"

    def test_text_prints_the_documents_figures(self):
        text = self.hemo("report", PLAN, "--no-months")
        dotted = lambda n: "" if n is None else f"{n:,}".replace(",", ".")  # noqa: E731
        lines = [line for line in text.splitlines() if re.match(r"\d\d  ", line)]
        self.assertEqual(len(lines), 37)
        for number, quota, total, percent in PRINTED[:-1]:
            line = next(line for line in lines if line.startswith(number + "  "))
            figures = re.split(r"Tính cho", re.sub(r"^\d\d +", "", line))[0]
            found = re.findall(r"(?<![^ ])[\d.]+(?![^ ])", figures)
            self.assertEqual(found, [f for f in (dotted(quota), dotted(total), dotted(percent)) if f], line)
        self.assertRegex(text, r"\n +Tổng cộng +19\.116 +19\.979 +105\n")
        self.assertRegex(text, r"Viện Huyết học .* +Tính cho dòng 06 \*\n")
        self.assertIn("(Kèm theo Báo cáo số 65/BC-BCĐ ngày 05 tháng 4 năm 2022 của Ban Chỉ đạo", text)
        for part in ("Phụ lục 1", "NGƯỜI LẬP BIỂU", "TM. BAN CHỈ ĐẠO", "PHÓ TRƯỞNG BAN", "Trần Thị B", "Kiên Giang, ngày"):
            self.assertIn(part, text)
        self.assertRegex(text, r"Số liệu tính đến sự kiện \d+, ghi lúc ")

    def test_csv_has_plain_numbers_and_months_that_add_up(self):
        rows = list(csv.DictReader(io.StringIO(self.hemo("report", PLAN, "--format", "csv"))))
        plain = lambda n: "" if n is None else str(n)  # noqa: E731
        self.assertEqual([(r["label"], r["quota_units"], r["received"], r["percent"]) for r in rows],
                         [(label, plain(quota), plain(total), plain(percent)) for label, quota, total, percent in PRINTED])
        months = [h for h in rows[0] if re.fullmatch(r"\d{4}-\d\d|month_unknown", h)]
        self.assertEqual(months, ["2020-12"] + [f"2021-{m:02}" for m in range(1, 12)] + ["month_unknown"])
        by_month = {m: sum(int(r[m] or 0) for r in rows[:-1]) for m in months}
        self.assertEqual(by_month, {m: int(rows[-1][m] or 0) for m in months})
        self.assertEqual(by_month["month_unknown"], 17177)
        self.assertEqual(sum(by_month.values()) - 17177, 2802)
        self.assertEqual((rows[28]["2020-12"], rows[28]["2021-03"], rows[28]["2021-02"]), ("349", "334", ""))
        self.assertEqual(rows[0]["unit_id"], "kien-giang-lien-doan-lao-dong")

    def test_spreadsheet(self):
        path = self.path("kien-giang.xlsx")
        self.hemo("report", PLAN, "--output", path)
        book = Workbook(path)
        heading = book.row_of("A", "STT")
        columns = [chr(ord("A") + i) for i in range(19)]
        self.assertEqual([book.rows[heading][c] for c in columns],
                         ["STT", "Đơn vị", "Chỉ tiêu", "Tháng\n12/2020", *[f"Tháng\n{m}/2021" for m in range(1, 12)], "Chưa rõ\ntháng",
                          "Tổng cộng", "Tỷ lệ %", "Ghi chú"])
        for i, (label, quota, total, percent) in enumerate(PRINTED):
            row = book.rows[heading + 1 + i]
            self.assertEqual((row["A"] or "", row["C"], row["Q"]), (label, quota, total))
            if percent is None:
                self.assertIsNone(row["R"])
            else:
                self.assertAlmostEqual(row["R"], 100 * total / quota)
                self.assertEqual(int(row["R"] + 0.5), percent)
            self.assertEqual(book.number_formats.get(f"C{heading + 1 + i}"), None if quota is None else "#,##0")
        # Row 29: December 2020, March and April 2021; the other months are empty, not 0.
        self.assertEqual([book.rows[heading + 29][c] for c in "DEFGHI"], [349, None, None, 334, 3, None])
        self.assertEqual(book.rows[heading + 38]["P"], 17177)
        # The page: A4, landscape, one page wide; the heading on every page and always in sight.
        page = book.sheet.find(MAIN + "pageSetup")
        self.assertEqual((page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")), ("9", "landscape", "0"))
        self.assertEqual(book.sheet.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr").get("fitToPage"), "1")
        self.assertRegex(book.workbook, rf"_xlnm.Print_Titles[^<]*>[^<]*!\${heading}:\${heading}<")
        pane = book.sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
        self.assertEqual((pane.get("topLeftCell"), pane.get("state")), (f"C{heading + 1}", "frozen"))
        merged = [m.get("ref") for m in book.sheet.iter(MAIN + "mergeCell")]
        self.assertIn("A1:S1", merged)
        self.assertEqual(book.rows[1]["A"], "Phụ lục 1")
        texts = "\n".join(book.texts)
        for part in ("(Kèm theo Báo cáo số 65/BC-BCĐ", "NGƯỜI LẬP BIỂU", "TM. BAN CHỈ ĐẠO", "Số liệu tính đến sự kiện"):
            self.assertIn(part, texts)
        self.assertNotIn("<f>", ET.tostring(book.sheet, encoding="unicode"), "figures, no formulas")

    def test_portrait_without_months(self):
        path = self.path("no-months.xlsx")
        self.hemo("report", PLAN, "--no-months", "--basis", "holders", "--output", path)
        book = Workbook(path)
        self.assertEqual(book.sheet.find(MAIN + "pageSetup").get("orientation"), "portrait")
        total = book.rows[book.row_of("B", "Tổng cộng")]
        self.assertEqual((total["C"], total["D"]), (19116, 18693))
        self.assertAlmostEqual(total["E"], 97.787194, places=5)
        self.assertEqual(book.number_formats[f"E{book.row_of('B', 'Tổng cộng')}"], "#,##0.0")

    def test_two_runs_give_the_same_bytes_and_nothing_of_the_machine(self):
        first, second = self.path("first.xlsx"), self.path("second.xlsx")
        self.hemo("report", PLAN, "--output", first)
        self.hemo("report", PLAN, "--output", second)
        self.assertEqual(pathlib.Path(first).read_bytes(), pathlib.Path(second).read_bytes())
        book = Workbook(first)
        self.assertNotIn(os.uname().nodename, book.core)
        recorded = re.search(r"ghi lúc (\d\d:\d\d:\d\d) ngày", "\n".join(book.texts)).group(1)
        created = re.search(r"<dcterms:created[^>]*>[^T]*T(\d\d:\d\d:\d\d)Z", book.core).group(1)
        self.assertEqual((int(created[:2]) + 7) % 24, int(recorded[:2]), "the ledger's time, in UTC")
        self.assertEqual(created[2:], recorded[2:])
        self.assertEqual(len(list(pathlib.Path(self.folder.name).glob(".*.tmp"))), 0)

    def test_groups_of_a_plan(self):
        folder = pathlib.Path(self.folder.name)
        folder.joinpath("nhom.toml").write_text(
            'id = "nhom-2024"\nkind = "plan"\ntitle = "Kế hoạch có nhóm"\nissuer = "kien-giang"\nperiod = { from = 2024-01-01, to = 2024-12-31 }\n'
            'unit_under = "kien-giang"\ntable = "nhom.csv"\n[[groups]]\nid = "huyen"\nlabel = "I. Các huyện"\n'
            '[[groups]]\nid = "co-quan"\nlabel = "II. Các cơ quan"\n', encoding="utf-8")
        folder.joinpath("nhom.csv").write_text(
            "STT,Đơn vị,Chỉ tiêu,Nhóm,Ghi chú\n1,Huyện Tân Hiệp,100,huyen,Cả hai đợt\n2,Huyện Gò Quao,50,huyen,\n"
            "1,Liên đoàn Lao động tỉnh,30,co-quan,Cả hai đợt\n", encoding="utf-8")
        self.hemo("plan", "import", str(folder / "nhom.toml"))
        text = self.hemo("report", "nhom-2024")
        table = [re.sub(r" +", " ", line).strip() for line in text.splitlines()]
        begin = table.index("I Các huyện")
        self.assertEqual(table[begin:begin + 7],
                         ["I Các huyện", "1 Huyện Tân Hiệp 100 0 0,0 (1)", "2 Huyện Gò Quao 50 0 0,0", "Tổng I 150 0 0,0",
                          "II Các cơ quan", "1 Liên đoàn Lao động tỉnh 30 0 0,0 (1)", "Tổng II 30 0 0,0"])
        self.assertIn("(1) Cả hai đợt", table)
        self.assertIn("(Kèm theo Kế hoạch)", table)

    def test_english(self):
        text = self.hemo("--lang", "en", "report", PLAN, "--no-months")
        self.assertRegex(text, r"\n +Total +19,116 +19,979 +105\n")
        self.assertIn("As of event ", text)

    def test_refusals(self):
        self.assertIn("--output", self.hemo("report", PLAN, "--format", "xlsx", code=2))
        self.assertIn("không có thư mục", self.hemo("report", PLAN, "--output", self.path("no/a.xlsx"), code=2))
        self.assertIn("PLAN_NOT_FOUND", self.hemo("report", "khong-co", "--output", self.path("a.xlsx"), code=1))
        self.assertFalse(os.path.exists(self.path("a.xlsx")))


if __name__ == "__main__":
    sys.argv[1:] = []
    unittest.main(verbosity=2)
