#!/usr/bin/env python3
"""kill -9 of the server while it takes a snapshot: the next start uses the one before, what was cut short goes, and nothing else changes.

Usage: snapshot_kill9_test.py HEMOLEDGERD

Positions are known, so the path of the next snapshot is: strace holds the one call on it, and the server is killed there.
"""
import os
import pathlib
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stream, Stubs, receipt_service_pb2, receipt_submission, receipts_pb2,  # noqa: E402
                                unit_service_pb2, units_pb2)

BINARY = sys.argv[1]
EVERY = 200
SOURCE = "may-01"
os.environ["HEMOLEDGER_SNAPSHOT_EVENTS"] = str(EVERY)


def name(position):
    return f"{position:020}.snapshot"


class SnapshotKillTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(BINARY)
        self.addCleanup(self.server.clean_up)
        stubs = Stubs(self.server.address)
        opened = units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=[opened]), timeout=30)
        stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
            request_id="s", source=receipts_pb2.SourceOpened(source_id=SOURCE)), timeout=30)
        stubs.close()
        self.sent = 0
        # LedgerCreated, the unit, the source.
        self.position = 3

    def files(self):
        return sorted(p.name for p in pathlib.Path(self.server.data, "snapshots").iterdir())

    def fill_to(self, position):
        """Receipts in one stream until there are so many events; all are acknowledged."""
        stubs = Stubs(self.server.address)
        stream = Stream(stubs.receipts, receipt_service_pb2.StreamOpening(
            sequence=receipt_service_pb2.SequenceMode(source_id=SOURCE)))
        stream.opened()
        count = position - self.position
        stream.send([receipt_submission(SOURCE, self.sent + n, "vn", 5) for n in range(1, count + 1)])
        self.assertEqual(sum(run.count for run in stream.close()), count)
        stubs.close()
        self.sent += count
        self.position = position

    def wait_for(self, what, condition):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"{what}: {self.files()} {self.server.log_text()}")
            time.sleep(0.01)

    def hold(self, call, path):
        """Attaches strace, which holds the next such call on the path; returns when it is in place."""
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(self.server.process.pid), "-P", path, "-e", f"trace={call}",
             "-e", f"inject={call}:delay_enter=20000000"], stderr=subprocess.PIPE)
        tasks = pathlib.Path(f"/proc/{self.server.process.pid}/task")
        deadline = time.monotonic() + 20
        while not all(re.search(r"TracerPid:\s*[1-9]", (task / "status").read_text()) for task in tasks.iterdir()):
            self.assertLess(time.monotonic(), deadline, "strace does not attach")
            self.assertIsNone(tracer.poll(), "strace ended")
            time.sleep(0.02)
        return tracer

    def check_start(self, expected_line):
        self.server.start()
        self.assertIn(expected_line, self.server.log_text())

    def check_all_there(self):
        """Nothing acknowledged is lost: every number is known, and the next one is the next."""
        stubs = Stubs(self.server.address)
        stream = Stream(stubs.receipts, receipt_service_pb2.StreamOpening(
            sequence=receipt_service_pb2.SequenceMode(source_id=SOURCE, acknowledged_sequence=self.sent)))
        self.assertEqual(stream.opened().next_sequence, self.sent + 1)
        stream.send([receipt_submission(SOURCE, n, "vn", 5) for n in range(1, self.sent + 1)])
        runs = stream.close()
        self.assertEqual({run.outcome for run in runs}, {receipt_service_pb2.SUBMISSION_OUTCOME_EXISTS})
        stubs.close()

    def kill_at(self, call, expected_files):
        self.fill_to(EVERY)
        self.wait_for("the first snapshot", lambda: self.files() == [name(EVERY)])
        part = str(pathlib.Path(self.server.data, "snapshots", name(2 * EVERY) + ".part"))
        tracer = self.hold(call, part)
        self.fill_to(2 * EVERY)
        self.wait_for("the next one under way", lambda: os.path.exists(part))
        if call == "rename":
            # All of it is written and synced: only the name is missing.
            size = pathlib.Path(self.server.data, "snapshots", name(EVERY)).stat().st_size
            self.wait_for("all of it", lambda: os.stat(part).st_size == size)
        # Writing goes on beside it.
        self.fill_to(2 * EVERY + 7)
        self.server.kill()
        tracer.wait(timeout=60)
        tracer.stderr.close()
        self.assertEqual(self.files(), expected_files)
        self.check_start(f"snapshot at position {EVERY}, {EVERY + 7} events replayed after it")
        self.check_all_there()
        # It is due, and is taken now.
        self.wait_for("the next one", lambda: self.files() == [name(EVERY), name(2 * EVERY + 7)])
        self.assertEqual(self.server.stop(), 0)
        checked = self.server.fsck()
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertIn("2 snapshots are equal to the replay, 0 are not used", checked.stdout)

    def test_killed_while_it_is_synced(self):
        self.kill_at("fdatasync", [name(EVERY), name(2 * EVERY) + ".part"])

    def test_killed_between_temporary_and_name(self):
        self.kill_at("rename", [name(EVERY), name(2 * EVERY) + ".part"])

    def test_a_failed_write_is_a_warning(self):
        part = str(pathlib.Path(self.server.data, "snapshots", name(EVERY) + ".part"))
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(self.server.process.pid), "-P", part, "-e", "trace=write,fdatasync",
             "-e", "inject=write:error=ENOSPC"], stderr=subprocess.PIPE)
        self.addCleanup(tracer.stderr.close)
        tasks = pathlib.Path(f"/proc/{self.server.process.pid}/task")
        self.wait_for("strace", lambda: all(
            re.search(r"TracerPid:\s*[1-9]", (task / "status").read_text()) for task in tasks.iterdir()))
        self.fill_to(EVERY)
        self.wait_for("the warning", lambda: f"no snapshot at position {EVERY}" in self.server.log_text())
        self.fill_to(EVERY + 5)
        self.assertEqual(self.files(), [])
        tracer.terminate()
        tracer.wait(timeout=30)
        self.assertEqual(self.server.stop(), 0)

    def test_damaged_ones_are_told_and_skipped(self):
        self.fill_to(EVERY)
        self.wait_for("one", lambda: self.files() == [name(EVERY)])
        self.fill_to(2 * EVERY)
        self.wait_for("two", lambda: self.files() == [name(EVERY), name(2 * EVERY)])
        self.server.kill()
        file = pathlib.Path(self.server.data, "snapshots", name(2 * EVERY))
        sound = file.read_bytes()
        file.write_bytes(sound[:-1])
        checked = self.server.fsck()
        self.assertEqual(checked.returncode, 1, checked.stdout)
        self.assertIn(f"damaged snapshots/{name(2 * EVERY)}", checked.stdout)
        self.assertIn("1 snapshots are equal to the replay, 1 are not used", checked.stdout)
        self.server.start()
        self.assertIn(f"snapshot {name(2 * EVERY)} is not used", self.server.log_text())
        self.assertIn(f"snapshot at position {EVERY}, {EVERY} events replayed after it", self.server.log_text())
        self.check_all_there()
        self.assertEqual(self.server.stop(), 0)
        # Whoever removes the folder loses nothing.
        for path in pathlib.Path(self.server.data, "snapshots").iterdir():
            path.unlink()
        pathlib.Path(self.server.data, "snapshots").rmdir()
        self.server.start()
        self.assertIn(f"no snapshot, {2 * EVERY} events replayed", self.server.log_text())
        self.check_all_there()
        self.assertEqual(self.server.stop(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
