#!/usr/bin/env python3
"""A follower from the generated stubs alone: prints each event that it was asked for, and goes on where it was when the connection breaks.

Usage: follower_example.py SERVER FROM-POSITION UNIT
The stubs are made by: protoc --proto_path=proto --python_out=. --grpc_python_out=. --plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin proto/hemoledger/v1/*.proto
"""
import sys
import time

import grpc
from hemoledger.v1 import event_service_pb2 as events
from hemoledger.v1 import event_service_pb2_grpc, events_pb2

# Asks whether the server is there while nothing comes: a network that died without a word would else hold us for ever.
KEEPALIVE = [("grpc.keepalive_time_ms", 20_000), ("grpc.keepalive_timeout_ms", 10_000), ("grpc.http2.max_pings_without_data", 0)]


def follow(connect, position, unit_id, handle, retry_seconds=5):
    """Calls handle(event) for events about the unit and those below it, from `position` on, until it returns False. Where to begin another time.

    connect() opens a channel to the server.
    """
    while True:
        with connect() as channel:
            call = event_service_pb2_grpc.EventServiceStub(channel).Subscribe(events.SubscribeRequest(
                start=events.EventStart(position=position), filter=events.EventFilter(unit_id=unit_id)))
            try:
                for message in call:
                    for recorded in message.batch.events:
                        event = events_pb2.Event.FromString(recorded.event)
                        position = event.position + 1
                        if not handle(event):
                            call.cancel()
                            return position
                    # All up to here was looked at, though nothing was wanted.
                    for mark in ("caught_up", "progress"):
                        if message.HasField(mark):
                            position = getattr(message, mark).position + 1
            except grpc.RpcError as error:
                # Only what trying again can mend; everything else says what is wrong with the request.
                if error.code() != grpc.StatusCode.UNAVAILABLE:
                    raise
        time.sleep(retry_seconds)


def print_event(event):
    print(event.position, events_pb2.Submission.FromString(event.submission).WhichOneof("body"), flush=True)
    return True


if __name__ == "__main__":
    follow(lambda: grpc.insecure_channel(sys.argv[1], options=KEEPALIVE), int(sys.argv[2]), sys.argv[3], print_event)
