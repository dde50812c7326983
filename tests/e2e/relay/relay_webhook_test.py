#!/usr/bin/env python3
"""hemo relay to a webhook through the real programs, with everything that can die dying in the middle.

Usage: relay_webhook_test.py HEMOLEDGERD HEMO [SEED]
"""
import base64
import http.server
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from relay_harness import Ledger, Relay, free_port, group_state, wait_until, wait_until_relayed

SERVER, HEMO = sys.argv[1:3]
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 30)
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
HERE = pathlib.Path(__file__).resolve().parent


class Receiver:
    """failing_receiver.py at one port for all its lives."""

    def __init__(self, folder):
        self.port = free_port()
        self.log = folder / "received"
        self.lives = 0
        self.start()

    def start(self):
        self.lives += 1
        self.process = subprocess.Popen(
            ["/usr/bin/python3", str(HERE / "failing_receiver.py"), str(self.port), SECRET, str(self.log), str(SEED + self.lives)],
            stdout=subprocess.PIPE)
        assert self.process.stdout.readline().strip() == str(self.port).encode()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def received(self):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [(int(position), key, id_, int(inner)) for position, key, id_, inner in (line.split() for line in lines)]


class RelayWebhookTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger(SERVER)
        self.addCleanup(self.ledger.clean_up)
        self.ledger.prepare()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def config(self, text):
        path = self.folder / "relay.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    def create_group(self, *more):
        self.ledger.hemo(HEMO, "group", "create", "bao-tin", "--type", "receipt-recorded", "--max-attempts", 1000,
                         "--min-backoff-ms", 1, "--max-backoff-ms", 10, *more)

    def relay(self, config, **variables):
        relay = Relay(HEMO, self.ledger, config, **variables)
        self.addCleanup(relay.clean_up)
        return relay

    def test_everything_dies_and_nothing_is_lost(self):
        self.create_group()
        receiver = Receiver(self.folder)
        self.addCleanup(lambda: receiver.process.poll() is None and receiver.kill())
        config = self.config(f'group = "bao-tin"\nconcurrency = 4\n[webhook]\nurl = "http://127.0.0.1:{receiver.port}/"\n')
        relay = self.relay(config, HEMOLEDGER_WEBHOOK_SECRET=SECRET)

        def more(count):
            seen = len(receiver.received())
            self.ledger.record(200)
            wait_until(lambda: len(receiver.received()) >= seen + count, lambda: (seen, relay.told()))

        more(50)
        receiver.kill()
        self.ledger.record(50)
        receiver.start()
        more(50)
        self.ledger.kill()
        self.ledger.start()
        more(50)
        relay.kill()
        relay.start()
        more(50)
        # Both at once: the relay waits for the one and for the other.
        receiver.kill()
        self.ledger.kill()
        self.ledger.start()
        receiver.start()
        self.ledger.record(50)
        wait_until_relayed(self.ledger, HEMO, "bao-tin")
        self.assertEqual(relay.stop(), 0, relay.told())
        self.assertEqual(relay.counts()["parked"], 0)
        self.assertEqual(group_state(self.ledger, HEMO, "bao-tin")["parked"], 0)

        received = receiver.received()
        recorded = self.ledger.receipts(HEMO)
        self.assertEqual(sorted({position for position, _, _, _ in received}), [position for position, _ in recorded])
        key_of = {position: f"unit:{unit}" for position, unit in recorded}
        ids = {}
        last = {}
        for position, key, id_, inner in received:
            self.assertEqual((key, inner), (key_of[position], position))
            self.assertEqual(ids.setdefault(position, id_), id_, "what comes again has the same id")
            self.assertLessEqual(last.get(key, 0), position, f"order of {key}")
            last[key] = position
        self.assertEqual(len(set(ids.values())), len(recorded))
        # The test has met what it is about.
        self.assertGreater(len(received), len(recorded))
        self.assertIn("503", relay.told())

    def test_what_is_refused_is_parked_and_replayed(self):
        self.create_group()
        refused = set()
        answers = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                position = int(self.headers["ce-id"])
                status = 422 if position in refused else 200
                answers.append((position, status))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.ledger.record(10)
        position = self.ledger.receipts(HEMO)[4][0]
        refused.add(position)
        config = self.config('group = "bao-tin"\nform = "binary"\ndata = "protobuf"\n[webhook]\n'
                             f'url = "http://127.0.0.1:{server.server_port}/"\nsecret = "{SECRET}"\n')
        self.assertIn("good", self.ledger.hemo(HEMO, "relay", "--config", config, "--check"))
        self.assertEqual(answers, [])
        relay = self.relay(config)
        wait_until_relayed(self.ledger, HEMO, "bao-tin")
        self.assertEqual(group_state(self.ledger, HEMO, "bao-tin")["parked"], 1)
        self.assertIn("422", self.ledger.hemo(HEMO, "group", "parked", "bao-tin"))
        refused.clear()
        self.ledger.hemo(HEMO, "group", "replay", "bao-tin", position)
        wait_until(lambda: answers[-1] == (position, 200), lambda: answers)
        wait_until(lambda: group_state(self.ledger, HEMO, "bao-tin")["in_flight"] == 0, "settled")
        self.assertEqual(relay.stop(), 0)
        self.assertEqual(relay.counts(), {"delivered": 10, "parked": 1})
        self.assertIn(f"Position {position}: the receiver answered 422; parked", relay.told())

    def test_a_stop_while_the_receiver_is_away_costs_no_attempt(self):
        self.create_group()
        self.ledger.record(20)
        config = self.config(f'group = "bao-tin"\n[webhook]\nurl = "http://127.0.0.1:{free_port()}/"\nsecret = "{SECRET}"\n')
        for _ in range(3):
            relay = self.relay(config)
            wait_until(lambda: "no connection" in relay.told(), relay.told)
            self.assertEqual(relay.stop(), 0)
            self.assertEqual(relay.counts(), {"delivered": 0, "parked": 0})
        printed = self.ledger.hemo(HEMO, "group", "consume", "bao-tin", "--limit", 1, "--format", "json")
        self.assertIn('"position"', printed)
        state = group_state(self.ledger, HEMO, "bao-tin")
        self.assertEqual((state["waiting_retry"], state["in_flight"], state["parked"]), (0, 0, 0))

    def test_a_receiver_that_is_gone_for_good_ends_it(self):
        self.create_group()
        self.ledger.record(1)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.send_response(410)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        config = self.config(f'group = "bao-tin"\n[webhook]\nurl = "http://127.0.0.1:{server.server_port}/"\nsecret = "{SECRET}"\n')
        relay = self.relay(config)
        self.assertEqual(relay.process.wait(timeout=60), 2)
        self.assertIn("410", relay.told())
        self.assertEqual(group_state(self.ledger, HEMO, "bao-tin")["parked"], 0)

    def test_faults_of_the_configuration(self):
        for text, told in (('', "[webhook] / [nats]"),
                           (f'[webhook]\nurl = "https://a"\nsecret = "{SECRET}"\n', "group"),
                           ('group = "a"\n', "[webhook] / [nats]"),
                           ('group = "a"\ngrup = "b"\n', "line 2"),
                           ('group = "a"\nconcurrency = 0\n', "1 … 256"),
                           ('group = "a"\n[webhook]\nurl = "ftp://a"\n', "https://"),
                           ('group = "a"\n[webhook]\nurl = "https://a"\n', "secret"),
                           ('group = "a"\n[webhook]\nurl = "https://a"\nsecret = "bi-mat"\n', "openssl rand"),
                           ('group = "a"\n[nats]\nservers = "nats://a"\n', "nats.stream"),
                           ('group = \n', "TOML")):
            run = subprocess.run([HEMO, "--server", self.ledger.address, "--lang", "en", "relay", "--config", str(self.config(text))],
                                 capture_output=True, text=True, timeout=60, check=False, env=self.ledger.environment())
            self.assertEqual(run.returncode, 2, (text, run.stderr))
            self.assertIn(told, run.stderr, text)
            self.assertNotIn("bi-mat", run.stderr)
        self.ledger.hemo(HEMO, "relay", "--config", "/does/not/exist", code=2)
        self.ledger.hemo(HEMO, "relay", code=2)
        good = self.config(f'group = "khong-co"\n[webhook]\nurl = "https://a"\nsecret = "{SECRET}"\n')
        self.ledger.hemo(HEMO, "relay", "--config", good, "--check", code=1)
        self.ledger.hemo(HEMO, "relay", "--config", good, code=1)


if __name__ == "__main__":
    print("seed", SEED, flush=True)
    unittest.main(argv=sys.argv[:1])
