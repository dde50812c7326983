#!/usr/bin/env python3
"""hemo feed csv with real programs: files dropped in every way, kill -9 of the command and of the server; counted from the events alone.

Usage: csv_feed_test.py HEMOLEDGERD HEMO
"""
import collections
import csv
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stubs, event_service_pb2, events_pb2, status_service_pb2, unit_service_pb2,  # noqa: E402
                                units_pb2)

SERVER, HEMO = sys.argv[1:3]
HEADINGS = "Mã phiếu;Đơn vị;Ngày;350 ml;Ghi chú"
PATIENCE = 60


class CsvFeedTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(SERVER)
        self.addCleanup(self.server.clean_up)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name, "thả vào đây")
        self.folder.mkdir()
        self.log = pathlib.Path(folder.name, "log")
        self.feed = None
        self.addCleanup(self.end_feed)
        stubs = Stubs(self.server.address)
        changes = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))]
        changes += [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=f"tinh-{c}", kind=units_pb2.UNIT_KIND_PROVINCE,
                                                                     name=f"Tỉnh {c.upper()}", parent_id="vn")) for c in "ab"]
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=changes), timeout=30)
        stubs.close()

    def start_feed(self, *more, settle=1, wait=None):
        """The address goes by a variable; a server that is started again has another port, so the feed is started again too."""
        arguments = [HEMO, "feed", "csv", "--watch", self.folder, "--feed", "bv", "--unit-under", "vn", "--interval", 1, "--settle", settle]
        if wait is not None:
            arguments += ["--wait", wait]
        with open(self.log, "ab") as log:
            self.feed = subprocess.Popen([*map(str, arguments), *more], stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={
                "HEMOLEDGER_SERVER": self.server.address, "HEMOLEDGER_LANG": "en", "HOME": str(self.folder.parent)})

    def end_feed(self, how=signal.SIGKILL):
        if self.feed is None:
            return None
        self.feed.send_signal(how)
        code = self.feed.wait(timeout=PATIENCE)
        self.feed = None
        return code

    def log_text(self):
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def wait_until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertIsNone(self.feed.poll(), f"the feed ended: {self.log_text()}")
            self.assertLess(time.monotonic(), deadline, f"{what}: {self.log_text()} {self.below('')}")
            time.sleep(0.02)

    def drop(self, name, *rows, headings=HEADINGS, encoding="utf-8"):
        """Written under another name and renamed in, as good programs do."""
        text = "".join(row + "\r\n" for row in (headings, *rows))
        under_way = self.folder / (name + ".tmp")
        under_way.write_bytes(text.encode(encoding))
        under_way.rename(self.folder / name)

    def below(self, part):
        """Files below the folder, but for the lock."""
        return sorted(p.relative_to(self.folder).as_posix() for p in (self.folder / part).rglob("*") if p.is_file() and p.name != "lock")

    def dropped(self):
        return sorted(p.name for p in self.folder.iterdir() if p.is_file())

    def archived(self):
        return sorted(pathlib.PurePath(p).name for p in self.below("da-nhap"))

    def rejected(self):
        """Id → codes of every row of the reject files."""
        rows = collections.defaultdict(list)
        for path in self.below("tu-choi"):
            if path.endswith(".reject.csv"):
                with open(self.folder / path, encoding="utf-8-sig", newline="") as file:
                    for row in csv.DictReader(file, delimiter=";"):
                        self.assertTrue(row["Lý do từ chối"] and row["Why refused"], row)
                        rows[row["Mã phiếu"]].append(row["Mã lý do từ chối"])
        return dict(rows)

    def recorded(self):
        """Id → blood units, as often as it stands in the ledger."""
        stubs = Stubs(self.server.address)
        found = collections.defaultdict(list)
        position = 0
        while True:
            page = stubs.events.ReadEvents(event_service_pb2.ReadEventsRequest(from_position=position, page_size=1000), timeout=30)
            for recorded in page.events:
                submission = events_pb2.Submission.FromString(events_pb2.Event.FromString(recorded.event).submission)
                if submission.HasField("receipt_recorded"):
                    self.assertEqual(submission.feed.feed, "bv")
                    found[submission.feed.external_id].append(sum(b.count for b in submission.receipt_recorded.receipt.bags))
            if page.next_position > page.head_position:
                stubs.close()
                return dict(found)
            position = page.next_position

    def head(self):
        stubs = Stubs(self.server.address)
        head = stubs.status.GetStatus(status_service_pb2.GetStatusRequest(), timeout=30).head_position
        stubs.close()
        return head

    def test_files_dropped_while_it_watches(self):
        self.drop("truoc.csv", "A1;Tỉnh A;05/4/2021;10;")
        self.start_feed(settle=3)
        # Excel in a Vietnamese Windows, another export with commas, UTF-16, two rows of one id.
        self.drop("excel.csv", "B1;Tỉnh B;05/4/2021;11;\"Trời; mưa\"", "B2;tỉnh b;6/4/2021;12;", encoding="utf-8-sig")
        self.drop("phay.csv", "C1,Tỉnh A,2021-04-05,13", "C1,Tỉnh A,2021-04-05,13", "C2,Tỉnh A,2021-04-05,14",
                  "C2,Tỉnh A,2021-04-05,15", headings="id,unit,date,350 ml")
        self.drop("unicode.tsv", "D1\tTỉnh A\t05/4/2021\t16\t", headings=HEADINGS.replace(";", "\t"), encoding="utf-16")
        # Bad rows of every kind beside good ones.
        self.drop("xau.csv", "E1;Tỉnh A;05/4/2021;17;", "E2;Tỉnh Không Có;05/4/2021;1;", "E3;Tỉnh A;31/2/2021;1;", "E4;Tỉnh A;05/4/2021;1",
                  "E5;Tỉnh A;05/4/2021;0;", "E6;Tỉnh B;05/4/2021;18;")
        # No tables of receipts at all.
        self.drop("la.csv", "1;2", headings="Họ tên;Tuổi")
        self.drop("tcvn.csv", "F1;Tỉnh A;05/4/2021;1;", encoding="utf-16-le")
        (self.folder / "bang.xlsx").write_bytes(b"no workbook")
        (self.folder / "trong.csv").write_bytes(b"")
        # A program that writes slowly, and pauses for less than the file has to settle.
        with open(self.folder / "cham.csv", "w", encoding="utf-8") as slow:
            for n, piece in enumerate([HEADINGS + "\nG1;Tỉnh A;05/4/20", "21;19;\nG2;Tỉnh B;05/4/2021;2", "0;\nG3;Tỉnh B;05/4/2021;21;\n"]):
                slow.write(piece)
                slow.flush()
                if n < 2:
                    time.sleep(0.3)
        # Under way for ever.
        (self.folder / "dang-chep.csv.part").write_text("x")
        self.wait_until(lambda: self.dropped() == ["dang-chep.csv.part"], "taken")
        self.assertEqual(self.recorded(), {
            "A1": [10], "B1": [11], "B2": [12], "C1": [13], "C2": [14], "D1": [16], "E1": [17], "E6": [18], "G1": [19], "G2": [20], "G3": [21]})
        self.assertEqual(self.rejected_codes("phay", "id"), {"C2": "EXISTS_WITH_DIFFERENT_CONTENT"})
        self.assertEqual(self.rejected_codes("xau", "Mã phiếu"), {
            "E2": "UNIT_NOT_FOUND", "E3": "DATE_INVALID", "E4": "INPUT_FILE_INVALID", "E5": "INPUT_FILE_INVALID"})
        self.assertEqual(self.archived(), ["cham.csv", "excel.csv", "phay.csv", "truoc.csv", "unicode.tsv", "xau.csv"])
        aside = [p for p in self.below("tu-choi") if not p.endswith(".reject.csv")]
        self.assertEqual(len(aside), 8, aside)
        self.assertEqual(len([p for p in aside if p.endswith(".reason.txt")]), 4, aside)
        # A second file of one name; the mended rows of the first.
        self.drop("xau.csv", "H1;Tỉnh A;05/4/2021;22;")
        reject = next(p for p in self.below("tu-choi") if "xau-" in p)
        text = (self.folder / reject).read_text(encoding="utf-8")
        mended = text.replace("Tỉnh Không Có", "Tỉnh B").replace("31/2/2021", "28/2/2021").replace("05/4/2021;0;", "05/4/2021;3;")
        (self.folder / reject).write_text(mended, encoding="utf-8")
        (self.folder / reject).rename(self.folder / pathlib.PurePath(reject).name)
        self.wait_until(lambda: self.dropped() == ["dang-chep.csv.part"], "taken again")
        recorded = self.recorded()
        self.assertEqual({k: recorded.get(k) for k in ("E2", "E3", "E4", "E5", "H1")},
                         {"E2": [1], "E3": [1], "E4": None, "E5": [3], "H1": [22]})
        self.assertEqual(self.rejected_codes("xau", "Mã phiếu"), {"E4": "INPUT_FILE_INVALID"})
        self.assertIn("xau-2.csv", self.archived())
        self.assertEqual(self.end_feed(signal.SIGTERM), 0, self.log_text())

    def rejected_codes(self, stem, id_heading):
        """Of the one reject file that `stem` has."""
        paths = [p for p in self.below("tu-choi") if p.startswith(f"tu-choi/{stem}-") and p.endswith(".reject.csv")]
        self.assertEqual(len(paths), 1, self.below("tu-choi"))
        with open(self.folder / paths[0], encoding="utf-8-sig", newline="") as file:
            lines = file.read()
        rows = csv.DictReader(lines.splitlines(), delimiter=";" if ";" in lines.splitlines()[0] else ",")
        return {row[id_heading]: row["Mã lý do từ chối"] for row in rows}

    def test_a_server_that_is_away_is_told_once_and_waited_for(self):
        self.server.kill()
        self.start_feed(wait=1)
        self.drop("a.csv", "A1;Tỉnh A;05/4/2021;10;")
        self.wait_until(lambda: "The files stay" in self.log_text(), "told")
        told = self.log_text().count("The files stay")
        time.sleep(3)  # Several tries more; that they say nothing is what is looked at.
        self.assertEqual((told, self.log_text().count("The files stay")), (1, 1))
        self.assertEqual(self.dropped(), ["a.csv"])
        port = self.server.address.rsplit(":", 1)[1]
        self.restart_on(port)
        self.wait_until(lambda: not self.dropped(), "taken")
        self.wait_until(lambda: "answers again" in self.log_text(), "told that it is back")
        self.assertEqual(self.recorded(), {"A1": [10]})

    def restart_on(self, port):
        """The server again, on the port that the feed knows."""
        self.server.port_file.unlink(missing_ok=True)
        self.server.log = open(f"{self.server.folder.name}/log", "ab")
        self.server.process = subprocess.Popen(
            [SERVER, "--data", self.server.data, "--listen", f"127.0.0.1:{port}", "--port-file", str(self.server.port_file)],
            stdout=self.server.log, stderr=self.server.log)
        self.server.wait_until_up()

    def test_kill_9_of_either_side_loses_and_doubles_nothing(self):
        seed = int(os.environ.get("HEMOLEDGER_FEED_SEED", random.SystemRandom().randrange(1 << 30)))
        print("seed", seed)
        rng = random.Random(seed)
        expected, bad, files = {}, set(), {}
        for f in range(4):
            rows = []
            for n in range(rng.randrange(5_000, 10_000)):
                id_, count = f"F{f}-{n}", rng.randrange(1, 50)
                kind = rng.random()
                unit, date = ("Tỉnh A", "05/4/2021") if kind < 0.5 else ("tinh-b", "6/4/2021")
                if kind < 0.001:
                    unit = "Tỉnh Không Có"
                elif kind > 0.999:
                    date = "30/2/2021"
                if kind < 0.001 or kind > 0.999:
                    bad.add(id_)
                else:
                    expected[id_] = [count]
                rows.append(f"{id_};{unit};{date};{count};")
            files[f"phieu-{f}.csv"] = rows
        port = self.server.address.rsplit(":", 1)[1]
        self.start_feed(settle=0)
        kills = 0
        for name, rows in files.items():
            before = self.head()
            self.drop(name, *rows)
            # In the middle of the file, as far as the ledger tells.
            for _ in range(2):
                goal = before + rng.randrange(1, len(rows) // 2)
                self.wait_until(lambda goal=goal: self.head() >= goal, "sent")
                if rng.random() < 0.5:
                    self.server.kill()
                    self.restart_on(port)
                else:
                    self.end_feed()
                    self.start_feed(settle=0)
                kills += 1
        self.drop("phieu-0-lai.csv", *files["phieu-0.csv"])  # The same content under another name.
        self.wait_until(lambda: not self.dropped(), "all taken")
        self.assertEqual(kills, 2 * len(files))
        recorded = self.recorded()
        self.assertEqual(recorded, expected)
        rejected = self.rejected()
        self.assertEqual(set(rejected), bad)
        self.assertEqual(self.archived(), sorted([*files, "phieu-0-lai.csv"]))
        self.assertEqual([p for p in self.below("tu-choi") if not p.endswith(".reject.csv")], [])
        self.assertEqual(self.server.fsck().returncode if self.server.stop() == 0 else None, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
