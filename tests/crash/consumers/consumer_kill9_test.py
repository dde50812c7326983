#!/usr/bin/env python3
"""kill -9 of the server right after settlements were answered, again and again: what was answered never comes again, what was not is not lost,
and the order within a key holds across all starts.

Usage: consumer_kill9_test.py HEMOLEDGERD [--kills N] [--seed S]
"""
import argparse
import pathlib
import queue
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

import grpc  # noqa: E402
from hemoledger_harness import (Server, Stream, Stubs, receipt_service_pb2, receipt_submission, receipts_pb2,  # noqa: E402
                                unit_service_pb2, units_pb2)
from hemoledger.v1 import consumer_service_pb2, consumer_service_pb2_grpc, event_service_pb2  # noqa: E402

UNITS = [f"huyen-{n:02}" for n in range(12)]
RECEIPTS = 800
CREDIT = 8


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(w) for w in what))


class Consumer:
    """One Consume call, one thread: settles what it was given and waits for the answer."""

    def __init__(self, stub):
        self.outbox = queue.Queue()
        self.outbox.put(consumer_service_pb2.ConsumeRequest(
            open=consumer_service_pb2.ConsumeOpening(group_id="kho", consumer="thử", credit=CREDIT)))
        self.call = stub.Consume(iter(self.outbox.get, None), timeout=60)

    def settle(self, events):
        self.outbox.put(consumer_service_pb2.ConsumeRequest(settle=consumer_service_pb2.Settlement(settlement_id=1, events=events)))
        self.outbox.put(consumer_service_pb2.ConsumeRequest(credit=consumer_service_pb2.Credit(events=len(events))))

    def close(self):
        self.outbox.put(None)
        self.call.cancel()


def load(server):
    stubs = Stubs(server.address)
    changes = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))]
    changes += [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=u, kind=units_pb2.UNIT_KIND_PROVINCE, name=u, parent_id="vn"))
                for u in UNITS]
    stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units", changes=changes), timeout=30)
    stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
        request_id="open", source=receipts_pb2.SourceOpened(source_id="may-01")), timeout=30)
    stream = Stream(stubs.receipts, receipt_service_pb2.StreamOpening(sequence=receipt_service_pb2.SequenceMode(source_id="may-01")))
    stream.opened()
    stream.send([receipt_submission("may-01", n, UNITS[n * 7 % len(UNITS)], 1) for n in range(1, RECEIPTS + 1)])
    runs = stream.close()
    check(sum(run.count for run in runs) == RECEIPTS, runs)
    consumers = consumer_service_pb2_grpc.ConsumerServiceStub(stubs.channel)
    consumers.CreateConsumerGroup(consumer_service_pb2.CreateConsumerGroupRequest(group=consumer_service_pb2.ConsumerGroup(
        group_id="kho", filter=event_service_pb2.EventFilter(types=[event_service_pb2.EVENT_TYPE_RECEIPT_RECORDED]),
        max_attempts=1000, min_backoff_millis=1, max_backoff_millis=1)), timeout=30)
    stubs.close()
    first = runs[0].first_position
    return set(range(first, first + RECEIPTS))


def run(server, rng, kills, wanted):
    answered = set()  # settled for good, and answered
    sent = set()  # settled, the answer not seen: may or may not come again
    last = {}  # key -> highest position delivered
    done_kills = 0
    again = 0
    while answered != wanted:
        stubs = Stubs(server.address)
        consumer = Consumer(consumer_service_pb2_grpc.ConsumerServiceStub(stubs.channel))
        limit = rng.randint(1, 60) if done_kills < kills else 10 * RECEIPTS
        held = {}
        waiting = []
        got = 0
        try:
            for response in consumer.call:
                if response.HasField("opened"):
                    left = response.opened.group
                    check(left.next_position <= min(wanted - answered, default=left.next_position), "the cursor passed what is not done")
                if response.HasField("settled"):
                    check(not response.settled.not_held, "it does not hold what it was given", response.settled)
                    positions = waiting.pop(0)
                    sent -= positions
                    answered |= positions
                    got += len(positions)
                for event in response.delivery.events:
                    check(event.position in wanted, "not wanted", event.position)
                    check(event.position not in answered, event.position, "comes again although it was answered")
                    check(event.position >= last.get(event.key, 0), event.key, "goes back before", last.get(event.key))
                    again += event.position == last.get(event.key)
                    last[event.key] = event.position
                    held[event.position] = event.key
                # Without a settlement under way nothing more would come.
                if held and (not waiting or rng.random() < 0.8):
                    take = set(rng.sample(sorted(held), rng.randint(1, len(held))))
                    verdicts = []
                    acked = set()
                    for position in sorted(take):
                        held.pop(position)
                        verdict = rng.choice([consumer_service_pb2.VERDICT_ACK] * 8 + [consumer_service_pb2.VERDICT_SKIP, consumer_service_pb2.VERDICT_RETRY])
                        if verdict != consumer_service_pb2.VERDICT_RETRY:
                            acked.add(position)
                        verdicts.append(consumer_service_pb2.SettledEvent(position=position, verdict=verdict))
                    sent |= acked
                    waiting.append(acked)
                    consumer.settle(verdicts)
                if got >= limit or not (held or waiting or wanted - answered - sent):
                    break
        except grpc.RpcError as error:
            raise AssertionError(f"the stream ended: {error}") from error
        if got >= limit and done_kills < kills:
            server.kill()
            done_kills += 1
            stubs.close()
            server.start()
        else:
            consumer.close()
            stubs.close()
        # What was settled without an answer counts as done where the server says so.
        stubs = Stubs(server.address)
        group = consumer_service_pb2_grpc.ConsumerServiceStub(stubs.channel).GetConsumerGroup(
            consumer_service_pb2.GetConsumerGroupRequest(group_id="kho"), timeout=30)
        check(group.next_position <= min(wanted - answered - sent, default=group.next_position), "the cursor passed what is not done")
        if group.next_position > max(wanted):
            answered |= sent
        elif sent:
            answered |= {p for p in sent if p < group.next_position}
        sent -= answered
        stubs.close()
    check(done_kills == kills, "only", done_kills, "kills")
    check(answered == wanted, len(wanted - answered), "are lost")
    print(f"{kills} kills, {len(wanted)} events, {again} delivered again, none after its answer")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    server = Server(options.binary)
    try:
        wanted = load(server)
        run(server, random.Random(options.seed), options.kills, wanted)
        check(server.stop() == 0, server.log_text())
        report = server.fsck()
        check(report.returncode == 0 and "1 consumer groups" in report.stdout, report.stdout, report.stderr)
    finally:
        server.clean_up()
    return 0


if __name__ == "__main__":
    sys.exit(main())
