#!/usr/bin/env python3
"""A real server process ends when a sync fails, with nothing acknowledged after it; the data is whole when it starts again.

Usage: failed_sync_test.py HEMOLEDGERD

strace makes the next fdatasync or fsync of the running server fail with EIO (the kernel may have dropped the pages: trying again would be a lie).
"""
import pathlib
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

import grpc  # noqa: E402
from hemoledger_harness import (Server, Stream, Stubs, event_service_pb2, events_pb2, receipt_service_pb2,  # noqa: E402
                                receipt_submission, receipts_pb2, unit_service_pb2, units_pb2)

BINARY = sys.argv[1]


class FailedSyncTest(unittest.TestCase):
    def fail_syncs(self, call, error):
        """Attaches strace to the running server; returns when it is in place."""
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(self.server.process.pid), "-e", f"trace={call}",
             "-e", f"inject={call}:error={error}"], stderr=subprocess.PIPE)
        status = pathlib.Path(f"/proc/{self.server.process.pid}/task")
        deadline = time.monotonic() + 20
        while not all(re.search(r"TracerPid:\s*[1-9]", (task / "status").read_text()) for task in status.iterdir()):
            self.assertLess(time.monotonic(), deadline, "strace does not attach")
            self.assertIsNone(tracer.poll(), tracer.stderr.read() if tracer.poll() is not None else "")
            time.sleep(0.02)
        return tracer

    def run_case(self, call, error):
        self.server = Server(BINARY)
        self.addCleanup(self.server.clean_up)
        stubs = Stubs(self.server.address)
        opened = units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=[opened]), timeout=30)
        stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
            request_id="s", source=receipts_pb2.SourceOpened(source_id="may-01")), timeout=30)
        mode = receipt_service_pb2.StreamOpening(sequence=receipt_service_pb2.SequenceMode(source_id="may-01"))
        stream = Stream(stubs.receipts, mode)
        stream.opened()
        before = [receipt_submission("may-01", n, "vn", 5) for n in range(1, 11)]
        after = [receipt_submission("may-01", n, "vn", 5) for n in range(11, 21)]
        stream.send(before)
        acknowledged = 0
        while acknowledged < 10:
            acknowledged += sum(run.count for run in next(stream.call).acknowledgement.runs)

        tracer = self.fail_syncs(call, error)
        stream.send(after)
        with self.assertRaises(grpc.RpcError):
            while True:
                runs = next(stream.call).acknowledgement.runs
                self.fail(f"acknowledged after a failed sync: {runs}")
        code = self.server.process.wait(timeout=30)
        tracer.wait(timeout=30)
        self.assertNotEqual(code, 0)
        self.assertNotEqual(code, -9)
        self.assertTrue(self.server.log_text().strip(), "the server ended without a word")
        stubs.close()

        self.server.start()
        stubs = Stubs(self.server.address)
        stream = Stream(stubs.receipts, mode)
        stream.opened()
        stream.send(before + after)
        runs = stream.close()
        self.assertEqual(sum(run.count for run in runs), 20)
        page = stubs.events.ReadEvents(event_service_pb2.ReadEventsRequest(page_size=1000), timeout=30)
        submissions = [events_pb2.Submission.FromString(events_pb2.Event.FromString(e.event).submission) for e in page.events]
        self.assertEqual([s.source.sequence for s in submissions if s.HasField("receipt_recorded")], list(range(1, 21)))
        stubs.close()
        self.assertEqual(self.server.stop(), 0)
        report = self.server.fsck()
        self.assertEqual(report.returncode, 0, report.stdout + report.stderr)

    def test_failed_sync_ends_the_process(self):
        self.run_case("fdatasync", "EIO")

    def test_full_disk_on_write_ends_the_process(self):
        self.run_case("write,pwrite64,writev,pwritev", "ENOSPC")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
