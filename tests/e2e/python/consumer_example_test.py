#!/usr/bin/env python3
"""The Python consumer of docs/queue.md and hemo group work a real server's groups off.

Usage: consumer_example_test.py HEMOLEDGERD HEMO
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stream, Stubs, receipt_service_pb2, receipt_submission, receipts_pb2,  # noqa: E402
                                unit_service_pb2, units_pb2)
import consumer_example  # noqa: E402

BINARY, HEMO = sys.argv[1:3]


class ConsumerExampleTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(BINARY)
        self.stubs = Stubs(self.server.address)
        self.stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units", changes=[
            units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam")),
            units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="tan-hiep", kind=units_pb2.UNIT_KIND_DISTRICT,
                                                              name="Huyện Tân Hiệp", parent_id="vn"))]), timeout=30)
        self.stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
            request_id="open", source=receipts_pb2.SourceOpened(source_id="may-01")), timeout=30)
        stream = Stream(self.stubs.receipts, receipt_service_pb2.StreamOpening(
            sequence=receipt_service_pb2.SequenceMode(source_id="may-01")))
        stream.opened()
        stream.send([receipt_submission("may-01", n, "tan-hiep", n) for n in range(1, 6)])
        self.first = stream.close()[0].first_position

    def tearDown(self):
        self.stubs.close()
        self.assertEqual(self.server.stop(), 0)
        self.server.clean_up()

    def hemo(self, *arguments, code=0):
        run = subprocess.run([HEMO, "--server", self.server.address, "--lang", "en", "group", *arguments], capture_output=True, text=True,
                             timeout=60, check=False)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run.stdout

    def test_python(self):
        self.hemo("create", "kho", "--type", "receipt-recorded", "--min-backoff-ms", "1", "--max-backoff-ms", "1")
        seen = []

        def handle(position, key, attempt, event):
            self.assertEqual((key, event.position), ("unit:tan-hiep", position))
            seen.append((position - self.first, attempt))
            return position - self.first != 2 or attempt == 2

        self.assertEqual(consumer_example.consume(self.server.address, "kho", handle), 5)
        self.assertEqual(seen, [(0, 1), (1, 1), (2, 1), (2, 2), (3, 1), (4, 1)])
        self.assertEqual(consumer_example.consume(self.server.address, "kho", handle), 0)

    def test_hemo(self):
        self.hemo("create", "kho", "--type", "receipt-recorded", "--max-attempts", "2", "--min-backoff-ms", "1", "--max-backoff-ms", "1")
        self.assertIn("kho", self.hemo("list"))
        printed = self.hemo("consume", "kho", "--limit", "2", "--format", "json")
        self.assertEqual([json.loads(line)["position"] for line in printed.splitlines()], [self.first, self.first + 1])
        # A command that fails for the third: tried twice, then parked; the others go on.
        with tempfile.TemporaryDirectory() as folder:
            script = f'read -r line; echo "$line" >> {folder}/seen; case "$line" in *\'"position":{self.first + 2},\'*) exit 1;; esac'
            self.hemo("consume", "kho", "--exec", script, "--limit", "4")
            positions = [json.loads(line)["position"] for line in pathlib.Path(folder, "seen").read_text().splitlines()]
            self.assertEqual([p - self.first for p in positions], [2, 2, 3, 4])
            parked = json.loads(self.hemo("parked", "kho", "--format", "json"))["events"]
            self.assertEqual([(e["position"], e["attempts"], e["reason"]) for e in parked],
                             [(self.first + 2, 2, "the command ended with 1")])
            self.hemo("replay", "kho", str(self.first + 2))
            self.hemo("consume", "kho", "--exec", "cat > /dev/null", "--limit", "1")
        self.assertEqual(json.loads(self.hemo("show", "kho", "--format", "json"))["parked"], 0)
        self.hemo("drop", "kho", str(self.first), code=1)
        self.hemo("reset", "kho", code=2)
        self.hemo("reset", "kho", "--from", "0")
        self.assertEqual(json.loads(self.hemo("show", "kho", "--format", "json"))["next_position"], 0)
        self.hemo("delete", "kho")
        self.hemo("show", "kho", code=1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
