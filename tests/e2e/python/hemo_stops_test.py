#!/usr/bin/env python3
"""hemo commands that run until they are told to end: the first SIGTERM lets them finish what is under way, the second ends them.

Usage: hemo_stops_test.py HEMOLEDGERD HEMO
"""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "client_package"))

from ledger import PLAN, Ledger, run  # noqa: E402

BINARY, HEMO = sys.argv[1:3]


class HemoStopsTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger(BINARY)
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()
        self.assertEqual(self.ledger.close(), 0)

    def path(self, name):
        return pathlib.Path(self.folder.name, name)

    def start(self, *arguments):
        process = subprocess.Popen([HEMO, "--server", self.ledger.address, "--lang", "en", *arguments], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def wait_for(self, path):
        deadline = time.monotonic() + 60
        while not path.exists():
            assert time.monotonic() < deadline, f"{path} did not come"
            time.sleep(0.01)

    def lag(self):
        return json.loads("\n".join(run(HEMO, "--server", self.ledger.address, "--format", "json", "group", "show", "g")))["lag_events"]

    def test_in_silence(self):
        for arguments in (["events", "--follow", "--format", "json"], ["watch", PLAN, "--format", "json"]):
            process = self.start(*arguments)
            self.assertTrue(process.stdout.readline())
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, arguments)

    def consume(self):
        """A consumer whose command is at work until the file `go` comes."""
        run(HEMO, "--server", self.ledger.address, "group", "create", "g", "--type", "plan-issued")
        process = self.start("group", "consume", "g", "--exec", f"touch {self.path('begun')}; while [ ! -e {self.path('go')} ]; do sleep 0.01; done")
        self.wait_for(self.path("begun"))
        process.send_signal(signal.SIGTERM)
        return process

    def test_a_consumer_settles_what_it_is_at(self):
        process = self.consume()
        self.assertIsNone(process.poll())
        self.path("go").touch()
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.lag(), 0)

    def test_the_second_signal_ends_it_at_once(self):
        process = self.consume()
        # The first one must have been taken: of two that wait together the system keeps one.
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.01)
        self.assertEqual(process.wait(timeout=60), -signal.SIGTERM)
        self.path("go").touch()
        self.assertGreater(self.lag(), 0, "it comes again")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
