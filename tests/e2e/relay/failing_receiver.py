#!/usr/bin/env python3
"""The receiver of the test: writes each event down before it answers, and fails now and then in every way.

Usage: failing_receiver.py PORT SECRET LOG SEED     a line an event in LOG: position, key, id
"""
import os
import random
import sys
import threading

from webhook_receiver import serve

PORT, SECRET, LOG, SEED = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
dice = random.Random(SEED)
lock = threading.Lock()


def take(id_, event):
    with lock:
        roll = dice.random()
        if roll < 0.05:
            return 503
        if roll < 0.08:
            return 429
        if roll < 0.10:
            return 500
        if roll < 0.12:
            return None
        # One write: a kill leaves whole lines.
        os.write(log, f"{event['id']} {event['partitionkey']} {id_} {event['data']['position']}\n".encode())
        # It is taken, and the answer is lost: it has to come again with the same id.
        return None if roll < 0.15 else 200


serve(PORT, SECRET, take)
