#!/usr/bin/env python3
"""A consumer from the generated stubs alone: prints each event, acknowledges it, and ends when the group has caught up.

Usage: consumer_example.py SERVER GROUP
The stubs are made by: protoc --proto_path=proto --python_out=. --grpc_python_out=. --plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin proto/hemoledger/v1/*.proto
"""
import queue
import sys

import grpc
from hemoledger.v1 import consumer_service_pb2 as consumer
from hemoledger.v1 import consumer_service_pb2_grpc, events_pb2

# Asks whether the server is there while nothing comes: a network that died without a word would else hold us for ever.
KEEPALIVE = [("grpc.keepalive_time_ms", 20_000), ("grpc.keepalive_timeout_ms", 10_000), ("grpc.http2.max_pings_without_data", 0)]


def consume(address, group_id, handle):
    """Calls handle(position, key, attempt, event); False asks for a further attempt. Returns how many were done."""
    with grpc.insecure_channel(address, options=KEEPALIVE) as channel:
        stub = consumer_service_pb2_grpc.ConsumerServiceStub(channel)
        outbox = queue.Queue()
        outbox.put(consumer.ConsumeRequest(open=consumer.ConsumeOpening(group_id=group_id, consumer="python", credit=10)))
        done = 0
        for answer in stub.Consume(iter(outbox.get, None)):
            if answer.HasField("opened") and answer.opened.group.lag_events == 0:
                outbox.put(None)
            if answer.HasField("delivery"):
                verdicts = []
                for delivered in answer.delivery.events:
                    event = events_pb2.Event.FromString(delivered.event.event)
                    good = handle(delivered.position, delivered.key, delivered.attempt, event)
                    verdict = consumer.VERDICT_ACK if good else consumer.VERDICT_RETRY
                    verdicts.append(consumer.SettledEvent(position=delivered.position, verdict=verdict))
                    done += good
                outbox.put(consumer.ConsumeRequest(settle=consumer.Settlement(settlement_id=done, events=verdicts)))
                outbox.put(consumer.ConsumeRequest(credit=consumer.Credit(events=len(verdicts))))
            if answer.HasField("settled"):
                # From here on they are done for good, whatever happens.
                group = stub.GetConsumerGroup(consumer.GetConsumerGroupRequest(group_id=group_id), timeout=30)
                if group.lag_events == 0:
                    outbox.put(None)  # Closes our side; the server ends the stream in good order.
        return done


def print_event(position, key, attempt, event):
    submission = events_pb2.Submission.FromString(event.submission)
    print(position, key, attempt, submission.WhichOneof("body"), flush=True)
    return True


if __name__ == "__main__":
    print(consume(sys.argv[1], sys.argv[2], print_event), "events")
