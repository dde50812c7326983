#!/usr/bin/env python3
"""The examples of the C++ library (clients/examples) against a real server.

Usage: examples_test.py HEMOLEDGERD FOLDER-OF-EXAMPLES
"""
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

from ledger import PLAN, Ledger, run

BINARY, EXAMPLES = sys.argv[1], pathlib.Path(sys.argv[2])


class ExamplesTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger(BINARY)
        self.spool = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.spool.cleanup()
        self.assertEqual(self.ledger.close(), 0)

    def record(self, units):
        return run(EXAMPLES / "record_and_send", self.ledger.address, f"{self.spool.name}/spool", "tan-hiep", 20210405, units)

    def watch(self, enough):
        """Its process, after its first line."""
        process = subprocess.Popen([EXAMPLES / "watch_attainment", self.ledger.address, PLAN, str(enough)], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        self.assertIn(": 0 of 100, 0 lines changed", line)
        return process

    def test_a_receipt_on_all_ways(self):
        watch = self.watch(12)
        self.assertEqual(self.record(12), ["recorded 1", "created 1, rejected 0"])
        changed, done = watch.communicate(timeout=60)[0].splitlines()
        self.assertIn(": 12 of 100, 1 lines changed", changed)
        self.assertEqual((done, watch.returncode), ("done", 0))

        seen = run(EXAMPLES / "follow_events", self.ledger.address, 0, 5)
        positions = [int(line.split()[0]) for line in seen[:-1]]
        self.assertEqual((positions, seen[-1]), ([0, 1, 2, 3, 4], "next 5"), seen)
        rest = run(EXAMPLES / "follow_events", self.ledger.address, 5, 2)
        self.assertEqual([line.split()[0] for line in rest], ["5", "6", "next"], "it goes on there: the source, the receipt")

        self.assertEqual(run(EXAMPLES / "consume_group", self.ledger.address, "kho", 1), ["6 unit:tan-hiep attempt 1", "settled"])
        self.record(3)
        self.assertEqual(run(EXAMPLES / "consume_group", self.ledger.address, "kho", 1), ["7 unit:tan-hiep attempt 1", "settled"])

    def test_what_is_refused_stays_with_its_reason(self):
        lines = run(EXAMPLES / "record_and_send", self.ledger.address, f"{self.spool.name}/spool", "khong-co", 20210405, 1)
        self.assertEqual(lines[:2], ["recorded 1", "created 0, rejected 1"])
        self.assertIn("khong-co", lines[2])

    def test_a_signal_ends_a_silent_watch_in_good_order(self):
        watch = self.watch(1_000_000)
        watch.send_signal(signal.SIGTERM)
        self.assertEqual(watch.communicate(timeout=60)[0], "done\n")
        self.assertEqual(watch.returncode, 0)

    def test_without_a_server_its_address_is_told(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # Bound and not listening: nobody answers there.
            gone = f"127.0.0.1:{taken.getsockname()[1]}"
            failed = subprocess.run([EXAMPLES / "consume_group", gone, "kho", "1"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(failed.returncode, 1)
        self.assertTrue(failed.stderr.strip())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
