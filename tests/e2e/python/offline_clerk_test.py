#!/usr/bin/env python3
"""A clerk whose network fails, through the real programs: recorded offline and sent later, carried on a USB stick, a spool that was cloned.

Usage: offline_clerk_test.py HEMOLEDGERD HEMO
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stubs, event_service_pb2, events_pb2, unit_service_pb2, units_pb2)  # noqa: E402

SERVER, HEMO = sys.argv[1:3]


def count_of(submission):
    return sum(bag.count for bag in submission.receipt_recorded.receipt.bags)


class OfflineClerkTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(SERVER)
        self.addCleanup(self.server.clean_up)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        stubs = Stubs(self.server.address)
        changes = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))]
        changes += [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=f"tinh-{c}", kind=units_pb2.UNIT_KIND_PROVINCE,
                                                                     name=f"Tỉnh {c.upper()}", parent_id="vn")) for c in "ab"]
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=changes), timeout=30)
        stubs.close()

    def hemo(self, *arguments, spool="spool", address=None, code=0):
        run = subprocess.run(
            [HEMO, *map(str, arguments)], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            env={"HEMOLEDGER_SERVER": address or self.server.address, "HEMOLEDGER_SPOOL": str(self.folder / spool),
                 "HEMOLEDGER_LANG": "en", "HOME": str(self.folder)})
        self.assertEqual(run.returncode, code, f"{arguments}: {run.stdout}{run.stderr}")
        return run

    def record(self, count, *more, unit="Tỉnh A", code=0, **keywords):
        return self.hemo("receipt", "record", "--unit", unit, "--when", "5/4/2021", "--count", count, "--yes", *more, code=code,
                         **keywords)

    def recorded(self):
        """(source, number, blood units) of every receipt of the ledger, in order."""
        stubs = Stubs(self.server.address)
        page = stubs.events.ReadEvents(event_service_pb2.ReadEventsRequest(page_size=1000), timeout=30)
        stubs.close()
        submissions = [events_pb2.Submission.FromString(events_pb2.Event.FromString(e.event).submission) for e in page.events]
        return [(s.source.source_id, s.source.sequence, count_of(s)) for s in submissions if s.HasField("receipt_recorded")]

    def status(self, **keywords):
        return json.loads(self.hemo("spool", "status", "--format", "json", **keywords).stdout)

    def test_recorded_offline_then_each_arrives_once(self):
        nowhere = "127.0.0.1:1"
        for count in (10, 20, 30):
            run = self.record(count, *(["--source", "may-a"] if count == 10 else []), address=nowhere)
            self.assertIn(f"number {count // 10} ", run.stdout)
            self.assertIn("waiting", run.stdout)
        self.assertEqual(self.status(address=nowhere)["waiting"], 3)
        self.hemo("spool", "flush", "--timeout", 0, address=nowhere, code=3)
        self.hemo("spool", "flush")
        self.hemo("spool", "flush")
        # With a network it is there at once.
        run = self.record(40)
        self.assertIn("The server has it", run.stdout)
        self.assertEqual(self.recorded(), [("may-a", n, 10 * n) for n in range(1, 5)])
        status = self.status()
        self.assertEqual((status["waiting"], status["acknowledged_sequence"], status["refused"]), (0, 4, 0))

    def test_doubts_are_refused_without_a_person(self):
        arguments = ["receipt", "record", "--unit", "Tỉnh A", "--when", "5/4/2999", "--count", 5, "--source", "may-a"]
        run = self.hemo(*arguments, code=2)
        self.assertIn("future", run.stderr)
        self.assertIn("--yes", run.stderr)
        self.assertEqual(self.status()["next_sequence"], 1)

    def test_a_refused_receipt_is_mended_under_a_new_number(self):
        self.record(5, "--round", "no-such-round", "--source", "may-a", code=1)
        self.record(7)
        rejected = self.hemo("spool", "rejected").stdout
        self.assertIn("may-a#1", rejected)
        self.assertIn("ROUND_NOT_FOUND", rejected)
        self.hemo("spool", "mend", 1, "--round", "", "--yes")
        self.assertIn("mended as may-a#3", self.hemo("spool", "rejected").stdout)
        self.hemo("spool", "mend", 1, "--round", "", "--yes", code=2)
        self.assertEqual(self.recorded(), [("may-a", 2, 7), ("may-a", 3, 5)])
        self.assertEqual(self.status()["refused"], 0)

    def test_a_usb_stick_and_the_clerks_own_machine_record_once(self):
        for count in (10, 20):
            self.record(count, "--source", "may-a", "--offline")
        stick = self.folder / "stick.hemospool"
        self.hemo("spool", "export", "--output", stick)
        self.record(30, "--offline")
        other = self.hemo("spool", "import", stick, spool="none")
        self.assertIn("2 receipts: 2 recorded", other.stdout)
        self.assertIn("2 receipts, all there already", self.hemo("spool", "import", stick, spool="none").stdout)
        self.assertIn("1 recorded, 2 there already", self.hemo("spool", "flush").stdout)
        self.assertEqual(self.recorded(), [("may-a", n, 10 * n) for n in range(1, 4)])
        # A stick that was pulled out too early is refused as a whole.
        stick.write_bytes(stick.read_bytes()[:-5])
        self.hemo("spool", "import", stick, spool="none", code=2)

    def test_a_clone_is_noticed_and_resolved_without_loss_or_doubles(self):
        self.record(10, "--source", "may-a")
        self.record(20, "--offline")  # number 2, in both
        shutil.copytree(self.folder / "spool", self.folder / "clone")
        self.record(30, "--offline")
        self.record(40, "--offline", unit="Tỉnh B")
        self.hemo("spool", "flush")
        self.record(60, "--offline", spool="clone")
        self.record(30, "--offline", spool="clone")  # number 4 here, 3 there: likely a double
        self.record(70, "--offline", spool="clone")  # number 5, which nobody has given yet
        self.assertIn("resend", self.hemo("spool", "flush", spool="clone", code=1).stderr)
        self.assertEqual(self.status(spool="clone")["conflicts"], 2)
        # From now on nothing is sent by itself, and nothing is lost.
        self.record(80, spool="clone")
        self.assertEqual(self.status(spool="clone")["waiting"], 1)
        before = self.recorded()
        run = self.hemo("spool", "resend", "--yes", spool="clone", code=2)
        self.assertIn("may-a#3", run.stderr)
        self.assertIn("--doubles", run.stderr)
        self.assertEqual(self.recorded(), before)
        self.hemo("spool", "resend", "--yes", "--doubles", "leave", spool="clone")
        self.assertEqual(self.recorded(), before + [("may-a-2", 1, 60), ("may-a-2", 2, 80)])
        self.assertEqual(sorted(count for _, _, count in self.recorded()), [10, 20, 30, 40, 60, 70, 80])
        status = self.status(spool="clone")
        self.assertEqual((status["source_id"], status["waiting"], status["conflicts"]), ("may-a-2", 0, 0))
        # The first machine finds number 5 taken by its clone, and does not take may-a-2 for its own.
        self.record(90, "--offline")
        self.hemo("spool", "flush", code=1)
        self.hemo("spool", "resend", "--yes")
        self.assertEqual(self.recorded()[-1], ("may-a-3", 1, 90))
        self.record(91)
        self.record(92, spool="clone")
        self.assertEqual(self.recorded()[-2:], [("may-a-3", 2, 91), ("may-a-2", 3, 92)])

    def test_an_old_copy_that_is_put_back_is_noticed(self):
        self.record(10, "--source", "may-a")
        shutil.copytree(self.folder / "spool", self.folder / "old")
        self.record(20)
        self.record(30)
        run = self.record(40, spool="old", code=1)  # number 2 in the old copy
        self.assertIn("number 2 ", run.stdout)
        self.assertIn("SPOOL_BEHIND_SERVER", run.stderr)
        before = self.recorded()
        self.hemo("spool", "resend", "--yes", spool="old")
        self.assertEqual(self.recorded(), before + [("may-a-2", 1, 40)])
        self.record(50, spool="old")
        self.assertEqual(self.recorded()[-1], ("may-a-2", 2, 50))
        self.assertIn("nothing is to be resolved", self.hemo("spool", "resend", spool="old").stderr)

    def test_a_spool_in_use_is_refused(self):
        self.record(10, "--source", "may-a")
        with open(self.folder / "spool" / "lock", "ab") as lock:
            import fcntl
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("DATA_FOLDER_IN_USE", self.record(20, code=2).stderr)
        self.record(20)
        self.assertEqual([count for _, _, count in self.recorded()], [10, 20])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
