#!/usr/bin/env python3
"""hemo is killed at every system call that writes into its spool, from recording to the acknowledgement; what it had answered for is there,
and arrives once.

Usage: spool_kill_test.py HEMOLEDGERD HEMO KILL_AT_WRITE_SO

Each case is a spool of its own: `receipt record` twice offline and `spool flush`, with the n-th call killed (a write by half); then it is used on,
undisturbed. One server has all that arrives, and is asked at the end.
"""
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stubs, event_service_pb2, events_pb2, unit_service_pb2, units_pb2)  # noqa: E402

SERVER, HEMO, SHIM = sys.argv[1:4]
# Cases wait for the disk most of their time.
AT_ONCE = 8


class SpoolKillTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(SERVER)
        self.addCleanup(self.server.clean_up)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        stubs = Stubs(self.server.address)
        opened = units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=[opened]), timeout=30)
        stubs.close()

    def hemo(self, case, arguments, kill_at=0):
        """The finished run, and how many calls it made (none where it was killed)."""
        spool = self.folder / case
        counter = self.folder / f"{case}.calls"
        counter.unlink(missing_ok=True)
        run = subprocess.run(
            [HEMO, *arguments, "--spool", str(spool)], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            env={"HEMOLEDGER_SERVER": self.server.address, "HEMOLEDGER_LANG": "en", "HOME": str(self.folder), "LD_PRELOAD": SHIM,
                 "KILL_FOLDER": str(spool), "KILL_AT": str(kill_at), "KILL_COUNT_FILE": str(counter)})
        return run, int(counter.read_text()) if counter.exists() else 0

    def record(self, case, count, kill_at=0):
        return self.hemo(case, ["receipt", "record", "--unit", "vn", "--when", "5/4/2021", "--count", str(count), "--source", case,
                                "--offline", "--yes"], kill_at)

    def run_case(self, case, killed_step, kill_at):
        """Counts that `record` answered for."""
        promised = []
        for step, count in enumerate((11, 22)):
            run, _ = self.record(case, count, kill_at if step == killed_step else 0)
            self.assertEqual(run.returncode, -9 if step == killed_step else 0, f"{case}: {run.stdout}{run.stderr}")
            if "number" in run.stdout:
                promised.append(count)
        if killed_step == 2:
            # The server may answer both in one acknowledgement or in two, so the last calls are not always made.
            run, _ = self.hemo(case, ["spool", "flush"], kill_at)
            self.assertIn(run.returncode, (-9, 0), f"{case}: {run.stdout}{run.stderr}")
        # Undisturbed, the spool goes on, and all that is left is sent.
        run, _ = self.record(case, 33)
        self.assertEqual(run.returncode, 0, f"{case}: {run.stdout}{run.stderr}")
        run, _ = self.hemo(case, ["spool", "flush"])
        self.assertEqual(run.returncode, 0, f"{case}: {run.stdout}{run.stderr}")
        return promised + [33]

    def received(self):
        """By source: the blood units of its receipts, in order."""
        stubs = Stubs(self.server.address)
        by_source = {}
        request = event_service_pb2.ReadEventsRequest(page_size=1000)
        while True:
            page = stubs.events.ReadEvents(request, timeout=30)
            for event in page.events:
                submission = events_pb2.Submission.FromString(events_pb2.Event.FromString(event.event).submission)
                if submission.HasField("receipt_recorded"):
                    receipts = by_source.setdefault(submission.source.source_id, [])
                    receipts.append(submission.receipt_recorded.receipt.bags[0].count)
                    self.assertEqual(submission.source.sequence, len(receipts))
            request.from_position = page.next_position
            if page.next_position > page.head_position:
                break
        stubs.close()
        return by_source

    def test_killed_at_every_write(self):
        # How many calls each step makes when nothing happens.
        calls = []
        for count in (11, 22):
            run, made = self.record("whole", count)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            calls.append(made)
        run, made = self.hemo("whole", ["spool", "flush"])
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        calls.append(made)
        self.assertTrue(all(made > 5 for made in calls), calls)
        cases = [(f"c{step}-{at}", step, at) for step, made in enumerate(calls) for at in range(1, made + 1)]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            promised = dict(zip((case for case, _, _ in cases), pool.map(lambda case: self.run_case(*case), cases)))
        received = self.received()
        for case, counts in promised.items():
            got = received.get(case, [])
            self.assertEqual(sorted(set(got)), sorted(got), f"{case}: recorded twice: {got}")
            self.assertEqual([count for count in got if count in counts], counts, f"{case}: lost: answered for {counts}, arrived {got}")
        print(f"{len(promised)} cases; calls of the steps: {calls}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
