"""Who reads: consumers of a group, kept alive; one that follows all events; one that watches the attainment."""
import json
import pathlib
import random
import threading

from consumer import LEASE_SECONDS
from hemoledger_harness import event_service_pb2
from hemoledger.v1 import consumer_service_pb2 as consumer
from hemoledger.v1 import consumer_service_pb2_grpc

GROUP = "kho-mau"
KILLED = -9
# What `hemo group consume` runs for each event: as consumer.py, but that it knows neither streams nor answers.
SCRIPT = """read -r line
position=${line#*\\"position\\":}
position=${position%%,*}
echo "D - $position" >> "$CHAOS_LOG"
if [ $(( ($$ + position) % 7 )) = 0 ]; then echo "R - $position" >> "$CHAOS_LOG"; exit 75; fi
echo "A - $position" >> "$CHAOS_LOG"
"""


def create_group(stubs):
    consumer_service_pb2_grpc.ConsumerServiceStub(stubs.channel).CreateConsumerGroup(consumer.CreateConsumerGroupRequest(
        group=consumer.ConsumerGroup(
            group_id=GROUP, filter=event_service_pb2.EventFilter(types=[event_service_pb2.EVENT_TYPE_RECEIPT_RECORDED]),
            max_attempts=1000, lease_millis=LEASE_SECONDS * 1000, min_backoff_millis=20, max_backoff_millis=200)), timeout=30)


def get_group(stubs):
    return consumer_service_pb2_grpc.ConsumerServiceStub(stubs.channel).GetConsumerGroup(
        consumer.GetConsumerGroupRequest(group_id=GROUP), timeout=30)


def parked_positions(stubs):
    stub = consumer_service_pb2_grpc.ConsumerServiceStub(stubs.channel)
    request = consumer.ListParkedEventsRequest(group_id=GROUP, page_size=1000)
    found = []
    while True:
        page = stub.ListParkedEvents(request, timeout=30)
        found += [event.position for event in page.events]
        request.page_token = page.next_page_token
        if not page.next_page_token:
            return found


class Kept:
    """A process that is started again each time it was killed; `fault`: how it ended otherwise."""

    kind = "follower"

    def __init__(self, name, world):
        self.name = name
        self.world = world
        self.rng = random.Random(f"{world.seed}/{name}")
        self.fault = None
        self.ending = False
        self.starts = 0
        self.process = None
        self.out = world.folder / f"{name}.out"
        self.thread = threading.Thread(target=self._run, daemon=True)

    def command(self):
        """(command, environment)"""
        raise NotImplementedError

    def _run(self):
        try:
            while not self.ending:
                command, env = self.command()
                self.starts += 1
                with open(self.out, "ab") as out, open(f"{self.out}.err", "ab") as err:
                    self.process = self.world.children.start(self.kind, command, stdout=out, stderr=err, env=env)
                if self.ending:
                    self.process.kill()
                code = self.world.children.wait(self.process)
                if code != KILLED and not self.ending:
                    said = pathlib.Path(f"{self.out}.err").read_text(encoding="utf-8")[-2000:]
                    raise AssertionError(f"{self.name} ended with {code}: {said}")
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault

    def end(self):
        self.ending = True
        if self.process is not None:
            self.process.kill()
        self.thread.join()

    def hemo(self, *arguments, **more):
        return ([self.world.hemo, *map(str, arguments)],
                {"HEMOLEDGER_SERVER": self.world.proxy.address, "HEMOLEDGER_LANG": "en", "HOME": str(self.world.folder),
                 "PATH": "/usr/bin:/bin", **more})


class PythonConsumer(Kept):
    kind = "consumer"

    def command(self):
        return (["/usr/bin/python3", str(self.world.here / "consumer.py"), self.world.proxy.address, GROUP, str(self.world.consumer_log),
                 str(self.rng.random())], {"PYTHONPATH": self.world.stubs_path, "PATH": "/usr/bin:/bin"})


class HemoConsumer(Kept):
    kind = "consumer"

    def command(self):
        return self.hemo("group", "consume", GROUP, "--exec", SCRIPT, "--concurrency", 2, "--wait", 3600,
                         CHAOS_LOG=str(self.world.consumer_log))


class Follower(Kept):
    """`hemo events --follow`; killed, it goes on behind the last line that is whole."""

    def command(self):
        if self.out.exists():
            text = self.out.read_bytes()
            self.out.write_bytes(text[:text.rfind(b"\n") + 1])
        positions = self.positions()
        return self.hemo("events", "--follow", "--format", "json", "--wait", 3600, "--from", positions[-1] + 1 if positions else 0)

    def positions(self):
        if not self.out.exists():
            return []
        lines = self.out.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line)["position"] for line in lines]


class Watcher(Kept):
    """`hemo watch`, one process from before the trouble to the end."""

    kind = "watcher"

    def command(self):
        return self.hemo("watch", self.world.plan_id, "--format", "json", "--wait", 3600)

    def received_units(self):
        """Of the last whole answer: row's unit -> figure."""
        lines = self.out.read_text(encoding="utf-8").split("\n")[:-1] if self.out.exists() else []
        if not lines:
            return {}
        return {line["unit_id"]: int(line["figures"]["received_units"]) for line in json.loads(lines[-1])["lines"]}
