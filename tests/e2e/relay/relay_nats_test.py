#!/usr/bin/env python3
"""hemo relay to a real NATS JetStream: broker, ledger and relay are killed in the middle, and the stream has every event once, in order per key.

Usage: relay_nats_test.py HEMOLEDGERD HEMO
"""
import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from nats_broker import Broker, Client
from relay_harness import Ledger, Relay, group_state, wait_until, wait_until_relayed
from hemoledger.v1 import event_service_pb2, events_pb2

SERVER, HEMO = sys.argv[1:3]


class RelayNatsTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger(SERVER)
        self.addCleanup(self.ledger.clean_up)
        self.ledger.prepare()
        self.broker = Broker()
        self.addCleanup(self.broker.clean_up)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.ledger.hemo(HEMO, "group", "create", "bao-tin", "--type", "receipt-recorded", "--max-attempts", 1000,
                         "--min-backoff-ms", 1, "--max-backoff-ms", 10)

    def config(self, more="", head=""):
        path = self.folder / "relay.toml"
        path.write_text(f'group = "bao-tin"\nconcurrency = 4\n{head}\n[nats]\nservers = "{self.broker.url}"\nstream = "MAU"\n{more}\n',
                        encoding="utf-8")
        return path

    def relay(self, config, **variables):
        relay = Relay(HEMO, self.ledger, config, **variables)
        self.addCleanup(relay.clean_up)
        return relay

    def client(self):
        client = Client(self.broker)
        self.addCleanup(client.close)
        return client

    def stored(self):
        return self.client().info("MAU").get("state", {"messages": 0})["messages"]

    def test_everything_dies_and_each_is_stored_once(self):
        relay = self.relay(self.config("create_stream = true\ntimeout_seconds = 2"))

        def more(count):
            wait_until(lambda: "state" in self.client().info("MAU"), relay.told)
            seen = self.stored()
            self.ledger.record(300)
            wait_until(lambda: self.stored() >= seen + count, lambda: (seen, relay.told()))

        more(50)
        self.broker.kill()
        self.ledger.record(50)
        wait_until(lambda: "NATS" in relay.told(), relay.told)
        self.broker.start()
        more(50)
        self.ledger.kill()
        self.ledger.start()
        more(50)
        relay.kill()
        relay.start()
        more(50)
        self.broker.kill()
        self.ledger.kill()
        self.ledger.start()
        self.broker.start()
        self.ledger.record(50)
        wait_until_relayed(self.ledger, HEMO, "bao-tin")
        self.assertEqual(relay.stop(), 0, relay.told())
        self.assertEqual(relay.counts()["parked"], 0)

        recorded = self.ledger.receipts(HEMO)
        messages = list(self.client().messages("MAU"))
        positions = [int(headers["ce-id"]) for _, headers, _ in messages]
        self.assertEqual(sorted(positions), [position for position, _ in recorded], "each once")
        unit_of = dict(recorded)
        last = {}
        for subject, headers, body in messages:
            position = int(headers["ce-id"])
            unit = unit_of[position]
            self.assertEqual(subject, f"hemoledger.receipt-recorded.{unit}")
            self.assertTrue(headers["Nats-Msg-Id"].endswith(f"-1-{position}"), headers)
            self.assertEqual(headers["ce-type"], "vn.hemoledger.receipt-recorded")
            self.assertEqual(headers["ce-datacontenttype"], "application/json")
            self.assertEqual(json.loads(body)["position"], position)
            self.assertLess(last.get(unit, 0), position, f"order of {unit}")
            last[unit] = position

    def test_the_structured_form_with_protobuf_data(self):
        self.client().create_stream("MAU", ["mau.>"])
        self.ledger.record(5)
        config = self.config('subject = "mau.{unit}.{type}"', head='form = "structured"\ndata = "protobuf"')
        self.assertIn("good", self.ledger.hemo(HEMO, "relay", "--config", config, "--check"))
        relay = self.relay(config)
        wait_until_relayed(self.ledger, HEMO, "bao-tin")
        self.assertEqual(relay.stop(), 0)
        messages = list(self.client().messages("MAU"))
        self.assertEqual(len(messages), 5)
        for subject, headers, body in messages:
            self.assertEqual(headers["Content-Type"], "application/cloudevents+json")
            event = json.loads(body)
            self.assertEqual(subject, f"mau.{event['subject']}.receipt-recorded")
            recorded = event_service_pb2.RecordedEvent.FromString(base64.b64decode(event["data_base64"]))
            self.assertEqual(str(events_pb2.Event.FromString(recorded.event).position), event["id"])

    def test_a_second_relay_of_all_is_stored_once(self):
        config = self.config("create_stream = true")
        relay = self.relay(config)
        self.ledger.record(20)
        wait_until_relayed(self.ledger, HEMO, "bao-tin")
        # The relay goes along with the reset; the broker knows the ids.
        self.ledger.hemo(HEMO, "group", "reset", "bao-tin", "--from", 0)
        wait_until_relayed(self.ledger, HEMO, "bao-tin")
        self.assertEqual(relay.stop(), 0, relay.told())
        self.assertEqual(self.stored(), 20)
        self.assertGreaterEqual(relay.counts()["delivered"], 21)

    def test_a_stream_that_is_not_there_is_told(self):
        self.ledger.record(1)
        for extra in ((), ("--check",)):
            run = subprocess.run([HEMO, "--server", self.ledger.address, "--lang", "en", "relay", "--config", str(self.config()), *extra],
                                 capture_output=True, text=True, timeout=60, check=False, env=self.ledger.environment())
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn("MAU", run.stderr)
            self.assertIn("create_stream", run.stderr)
        # Of another stream: what it publishes is refused by the broker and stays the group's.
        self.client().create_stream("KHAC", ["hemoledger.>"])
        self.client().create_stream("MAU", ["mau.>"])
        relay = self.relay(self.config())
        wait_until(lambda: "JetStream refused it with 10060" in relay.told(), relay.told)
        self.assertEqual(relay.stop(), 0)
        self.assertEqual(group_state(self.ledger, HEMO, "bao-tin")["parked"], 0)

    def test_what_is_too_large_is_parked(self):
        self.broker.kill()
        small = pathlib.Path(self.broker.folder.name, "small.conf")
        small.write_text("max_payload: 600\n", encoding="utf-8")
        self.broker.more = ("-c", str(small))
        self.broker.start()
        self.client().create_stream("MAU", ["hemoledger.>"])
        self.ledger.record(1)
        relay = self.relay(self.config())
        wait_until(lambda: group_state(self.ledger, HEMO, "bao-tin")["parked"] == 1, relay.told)
        self.assertEqual(relay.stop(), 0)
        self.assertIn("parked", relay.told())

    def test_a_password_from_the_environment(self):
        self.broker.kill()
        self.broker.more = ("--user", "hemo", "--pass", "mat-khau")
        self.broker.start()
        self.ledger.record(1)
        config = self.config('user = "hemo"\ncreate_stream = true')
        relay = self.relay(config, HEMOLEDGER_NATS_PASSWORD="sai")
        wait_until(lambda: "NATS" in relay.told(), relay.told)
        self.assertEqual(relay.stop(), 0)
        self.assertNotIn("sai", relay.told())
        relay = self.relay(config, HEMOLEDGER_NATS_PASSWORD="mat-khau")
        wait_until_relayed(self.ledger, HEMO, "bao-tin")
        self.assertEqual(relay.stop(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
