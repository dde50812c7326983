#!/usr/bin/env python3
"""One consumer of the chaos test, a process: settles at random what it is given, sleeps past its leases, and crashes.

Usage: consumer.py SERVER GROUP LOG SEED         PYTHONPATH has the generated stubs; ends by SIGKILL alone, or with 1 at what must not be

The log is shared by all consumers, a line an act, each in one write, before the act:
    O STREAM                        a stream is opened
    D STREAM POSITION KEY ATTEMPT   an event was delivered (the line is written before anything is done about it)
    A STREAM POSITION               it is acknowledged; R: tried again; P: parked
    S STREAM POSITION               the server answered the A or P
"""
import collections
import os
import queue
import random
import signal
import sys
import time

import grpc
from hemoledger.v1 import consumer_service_pb2 as consumer
from hemoledger.v1 import consumer_service_pb2_grpc

LEASE_SECONDS = 5
CREDIT = 6
VERDICTS = {"A": consumer.VERDICT_ACK, "R": consumer.VERDICT_RETRY, "P": consumer.VERDICT_PARK}
# A client must find out by itself that its network has died.
CHANNEL = [("grpc.use_local_subchannel_pool", 1), ("grpc.keepalive_time_ms", 15_000), ("grpc.keepalive_timeout_ms", 5_000),
           ("grpc.http2.max_pings_without_data", 0), ("grpc.initial_reconnect_backoff_ms", 200), ("grpc.max_reconnect_backoff_ms", 1_000)]


class Log:
    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def __call__(self, *words):
        os.write(self.file, (" ".join(map(str, words)) + "\n").encode())


def consume(stub, group, stream, log, rng):
    outbox = queue.Queue()
    outbox.put(consumer.ConsumeRequest(open=consumer.ConsumeOpening(group_id=group, consumer=stream, credit=CREDIT)))
    log("O", stream)
    held = set()
    waiting = collections.deque()
    for answer in stub.Consume(iter(outbox.get, None)):
        for event in answer.delivery.events:
            log("D", stream, event.position, event.key, event.attempt)
            held.add(event.position)
        if answer.HasField("settled"):
            for position in waiting.popleft() - set(answer.settled.not_held):
                log("S", stream, position)
        luck = rng.random()
        if luck < 0.01:
            os.kill(os.getpid(), signal.SIGKILL)
        if luck > 0.995:
            time.sleep(LEASE_SECONDS * 1.5)
        # With nothing under way nothing more would come.
        if held and (not waiting or rng.random() < 0.7):
            taken = rng.sample(sorted(held), rng.randint(1, len(held)))
            held.difference_update(taken)
            settlement = consumer.Settlement(settlement_id=1)
            final = set()
            for position in taken:
                verdict = rng.choices("ARP", (80, 17, 3))[0]
                log(verdict, stream, position)
                if verdict != "R":
                    final.add(position)
                settlement.events.add(position=position, verdict=VERDICTS[verdict], reason="thử")
            waiting.append(final)
            outbox.put(consumer.ConsumeRequest(settle=settlement))
            outbox.put(consumer.ConsumeRequest(credit=consumer.Credit(events=len(taken))))
            if rng.random() < 0.01:
                os.kill(os.getpid(), signal.SIGKILL)


def main():
    address, group, log_path, seed = sys.argv[1:]
    log = Log(log_path)
    rng = random.Random(seed)
    for number in range(1_000_000):
        with grpc.insecure_channel(address, options=CHANNEL) as channel:
            try:
                consume(consumer_service_pb2_grpc.ConsumerServiceStub(channel), group, f"{os.getpid()}.{number}", log, rng)
            except grpc.RpcError as error:
                details = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
                if details and b"SERVER_STOPPING" not in details:
                    print(error, file=sys.stderr)
                    return 1
        time.sleep(rng.uniform(0.1, 0.6))
    return 1


if __name__ == "__main__":
    sys.exit(main())
