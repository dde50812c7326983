#!/usr/bin/env python3
"""A network that dies without a word, one way only: who consumes, follows or watches finds out by itself and goes on over a new connection.

Usage: half_open_test.py HEMOLEDGERD HEMO
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support" / "python"))

from faulty_proxy import FaultyProxy  # noqa: E402
from hemoledger_harness import (Server, Stubs, event_service_pb2, plan_service_pb2, plans_pb2, receipt_service_pb2,  # noqa: E402
                                receipts_pb2, salted, unit, unit_service_pb2, units_pb2, values_pb2)
from hemoledger.v1 import consumer_service_pb2 as consumer  # noqa: E402
from hemoledger.v1 import consumer_service_pb2_grpc  # noqa: E402

SERVER, HEMO = sys.argv[1:3]
# Far more than it takes, and far less than the two hours of TCP.
FOUND_OUT_SECONDS = 150


class HalfOpenTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(SERVER)
        self.addCleanup(self.server.clean_up)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.stubs = Stubs(self.server.address)
        self.addCleanup(self.stubs.close)
        self.groups = consumer_service_pb2_grpc.ConsumerServiceStub(self.stubs.channel)
        opened = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))]
        self.stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=opened), timeout=30)
        signatory, beside = salted("Nguyễn Văn A", 0)
        self.stubs.plans.IssuePlan(plan_service_pb2.IssuePlanRequest(request_id="p", texts=[beside], plan=plans_pb2.PlanIssued(
            plan_id="vn-2021", period=values_pb2.Interval(first_date=20210101, last_date=20211231),
            document=plans_pb2.PlanDocument(kind=plans_pb2.PLAN_KIND_PLAN, title="Kế hoạch", issuer_unit_id="vn", numbers=["1"],
                                            signatory=signatory, signed_date=20210110),
            rows=[plans_pb2.PlanRow(row_id="1", label="1", holder_unit_id="vn",
                                    quota=plans_pb2.Quota(units=values_pb2.PrintedNumber(value=10)))])), timeout=30)
        self.recorded = 0

    def proxy(self, seed):
        proxy = FaultyProxy(lambda: self.server.address, seed)
        self.addCleanup(proxy.close)
        return proxy

    def create_group(self, group_id):
        self.groups.CreateConsumerGroup(consumer.CreateConsumerGroupRequest(group=consumer.ConsumerGroup(
            group_id=group_id, filter=event_service_pb2.EventFilter(types=[event_service_pb2.EVENT_TYPE_RECEIPT_RECORDED]),
            lease_millis=1000, max_attempts=1000, min_backoff_millis=1, max_backoff_millis=1)), timeout=30)

    def record(self):
        self.recorded += 1
        self.stubs.receipts.RecordReceipt(receipt_service_pb2.RecordReceiptRequest(
            request_id=f"r{self.recorded}", receipt=receipts_pb2.Receipt(
                unit=unit("vn"), interval=values_pb2.Interval(first_date=20210405), bags=[values_pb2.BagCount(count=1)])), timeout=30)

    def start(self, proxy, name, *arguments):
        """A function that tells the lines it has printed."""
        out = self.folder / name
        with open(out, "wb") as file, open(self.folder / f"{name}.err", "wb") as err:
            process = subprocess.Popen([HEMO, *arguments, "--format", "json"], stdin=subprocess.DEVNULL, stdout=file, stderr=err, env={
                "HEMOLEDGER_SERVER": proxy.address, "HEMOLEDGER_LANG": "en", "HOME": str(self.folder)})

        def end():
            process.kill()
            process.wait()
        self.addCleanup(end)

        def lines():
            self.assertIsNone(process.poll(), (self.folder / f"{name}.err").read_text())
            return [json.loads(line) for line in out.read_text().split("\n")[:-1]]
        return lines

    def wait_until(self, condition, what):
        deadline = time.monotonic() + FOUND_OUT_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.1)

    def test_each_goes_on(self):
        for group_id in ("a", "b"):
            self.create_group(group_id)
        to_client, to_server = self.proxy("a"), self.proxy("b")
        consumed = self.start(to_client, "consumed", "group", "consume", "a")
        followed = self.start(to_client, "followed", "events", "--follow", "--type", "receipt-recorded")
        watched = self.start(to_client, "watched", "watch", "vn-2021")
        settled = self.start(to_server, "settled", "group", "consume", "b")
        self.record()
        self.wait_until(lambda: len(consumed()) == 1 and len(followed()) == 1, "the first receipt does not come")
        self.wait_until(lambda: watched() and watched()[-1]["total"]["received_units"] in (1, "1"), "the first figure does not come")
        self.wait_until(lambda: self.lag("b") == 0, "the first receipt is not settled")
        to_client.deafen("deaf_client")
        to_server.deafen("deaf_server")
        self.record()
        self.wait_until(lambda: len(followed()) == 2, "the follower does not find out")
        self.wait_until(lambda: watched()[-1]["total"]["received_units"] in (2, "2"), "the watcher does not find out")
        self.wait_until(lambda: self.lag("a") == 0 and len({e["position"] for e in consumed()}) == 2, "the deaf consumer does not find out")
        self.wait_until(lambda: settled() and self.lag("b") == 0, "the consumer whom the server does not hear does not find out")

    def lag(self, group_id):
        return self.groups.GetConsumerGroup(consumer.GetConsumerGroupRequest(group_id=group_id), timeout=30).lag_events


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
