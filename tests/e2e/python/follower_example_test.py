#!/usr/bin/env python3
"""The Python follower of docs/following.md against a real server, which is killed under it.

Usage: follower_example_test.py HEMOLEDGERD
"""
import pathlib
import sys
import threading
import unittest

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stream, Stubs, receipt_service_pb2, receipt_submission, receipts_pb2,  # noqa: E402
                                unit_service_pb2, units_pb2)
import follower_example  # noqa: E402

BINARY = sys.argv[1]


class FollowerExampleTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(BINARY)
        stubs = Stubs(self.server.address)

        def opened(id_, kind, name, parent=""):
            return units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=id_, kind=kind, name=name, parent_id=parent))
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units", changes=[
            opened("vn", units_pb2.UNIT_KIND_NATION, "Việt Nam"),
            opened("tan-hiep", units_pb2.UNIT_KIND_DISTRICT, "Huyện Tân Hiệp", "vn"),
            opened("go-quao", units_pb2.UNIT_KIND_DISTRICT, "Huyện Gò Quao", "vn")]), timeout=30)
        stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
            request_id="open", source=receipts_pb2.SourceOpened(source_id="may-01")), timeout=30)
        stubs.close()

    def tearDown(self):
        self.assertEqual(self.server.stop(), 0)
        self.server.clean_up()

    def send(self, numbers):
        """Odd ones of tan-hiep, even ones of go-quao; the position of the first."""
        stubs = Stubs(self.server.address)
        stream = Stream(stubs.receipts, receipt_service_pb2.StreamOpening(sequence=receipt_service_pb2.SequenceMode(source_id="may-01")))
        stream.opened()
        stream.send([receipt_submission("may-01", n, "tan-hiep" if n % 2 else "go-quao", n) for n in numbers])
        first = stream.close()[0].first_position
        stubs.close()
        return first

    def test_each_once_in_order_across_a_kill(self):
        first = self.send(range(1, 5))
        seen = []
        two_seen = threading.Event()
        ended = []

        def handle(event):
            seen.append(event.position - first)
            if len(seen) == 2:
                two_seen.set()
            return len(seen) < 4

        follower = threading.Thread(target=lambda: ended.append(
            follower_example.follow(lambda: grpc.insecure_channel(self.server.address), first, "tan-hiep", handle, retry_seconds=0.01)))
        follower.start()
        self.assertTrue(two_seen.wait(60))
        self.server.kill()
        self.server.start()
        self.send(range(5, 9))
        follower.join(60)
        self.assertEqual((seen, ended), ([0, 2, 4, 6], [first + 7]))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
