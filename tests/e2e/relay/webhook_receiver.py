#!/usr/bin/env python3
"""A receiver of hemo relay: checks the signature and takes each event once.

Usage: webhook_receiver.py PORT SECRET
"""
import base64
import hashlib
import hmac
import http.server
import json
import sys
import time


def is_signed(secret, headers, body):
    """By Standard Webhooks: HMAC-SHA-256 of id, time and body; five minutes old at most."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    id_, seconds = headers["webhook-id"], headers["webhook-timestamp"]
    expected = base64.b64encode(hmac.new(key, f"{id_}.{seconds}.".encode() + body, hashlib.sha256).digest()).decode()
    given = [part.removeprefix("v1,") for part in headers["webhook-signature"].split()]
    return abs(time.time() - int(seconds)) < 300 and any(hmac.compare_digest(expected, one) for one in given)


def serve(port, secret, take):
    """Calls take(id, event) for each event that is signed; its answer is the status: 200 says that the event is ours for good."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            good = is_signed(secret, self.headers, body)
            status = take(self.headers["webhook-id"], json.loads(body)) if good else 401
            if status is None:  # nothing is answered: the connection breaks
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    done = set()  # in earnest: a table with a unique key, written together with what the event does

    def take(id_, event):
        if id_ not in done:
            print(id_, event["type"], event.get("subject"), event["data"]["position"], flush=True)
        done.add(id_)
        return 200

    serve(int(sys.argv[1]), sys.argv[2], take)
