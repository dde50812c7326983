"""What the tests of the relay share: a ledger that comes back under its address, hemo relay as a process, waiting for what becomes true."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stream, Stubs, receipt_service_pb2, receipt_submission, receipts_pb2,  # noqa: E402,F401
                                unit_service_pb2, units_pb2)

UNITS = [f"tinh-{n:02}" for n in range(8)]
DEADLINE_SECONDS = 120


def wait_until(condition, what):
    """Waits for something that comes true by itself; the limit is only for what never does."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"never came true: {what() if callable(what) else what}"
        time.sleep(0.02)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Ledger(Server):
    """hemoledgerd that is found again at the same address after a kill."""

    def start(self, prefix=(), wait=True):
        self.port = getattr(self, "port", None) or free_port()
        self.port_file = pathlib.Path(self.folder.name, "port")
        self.port_file.unlink(missing_ok=True)
        self.log = open(f"{self.folder.name}/log", "ab")
        self.process = subprocess.Popen(
            [*prefix, self.binary, "--data", self.data, "--listen", f"127.0.0.1:{self.port}", "--port-file", str(self.port_file)],
            stderr=self.log, stdout=self.log)
        if wait:
            self.wait_until_up()

    def prepare(self):
        self.recorded = 0
        stubs = Stubs(self.address)
        changes = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))]
        changes += [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=u, kind=units_pb2.UNIT_KIND_PROVINCE, name=u, parent_id="vn"))
                    for u in UNITS]
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units", changes=changes), timeout=30)
        stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
            request_id="open", source=receipts_pb2.SourceOpened(source_id="may-01")), timeout=30)
        stubs.close()

    def record(self, count):
        """Receipts of all units in turn."""
        stubs = Stubs(self.address)
        stream = Stream(stubs.receipts, receipt_service_pb2.StreamOpening(sequence=receipt_service_pb2.SequenceMode(source_id="may-01")))
        stream.opened()
        numbers = range(self.recorded + 1, self.recorded + count + 1)
        stream.send([receipt_submission("may-01", n, UNITS[n % len(UNITS)], n) for n in numbers])
        runs = stream.close()
        assert sum(run.count for run in runs) == count, runs
        self.recorded += count
        stubs.close()

    def hemo(self, binary, *arguments, code=0):
        run = subprocess.run([binary, "--server", self.address, "--lang", "en", *map(str, arguments)], capture_output=True, text=True,
                             timeout=60, check=False, env=self.environment())
        assert run.returncode == code, f"{arguments}: {run.returncode} {run.stdout}{run.stderr}"
        return run.stdout

    def environment(self, **more):
        return {"HOME": self.folder.name, "PATH": os.environ["PATH"], **more}

    def receipts(self, binary):
        """(position, unit) of every receipt, in the ledger's order."""
        lines = self.hemo(binary, "events", "--type", "receipt-recorded", "--format", "json").splitlines()
        events = [json.loads(line) for line in lines]
        return [(e["position"], e["submission"]["receipt_recorded"]["receipt"]["unit"]["unit_id"]) for e in events]


class Relay:
    """hemo relay --config as a process."""

    def __init__(self, binary, ledger, config, **variables):
        self.arguments = [binary, "--server", ledger.address, "--lang", "en", "--format", "json", "relay", "--config", str(config)]
        self.environment = ledger.environment(**variables)
        self.output = tempfile.TemporaryFile()
        self.errors = tempfile.TemporaryFile()
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.arguments, stdout=self.output, stderr=self.errors, env=self.environment)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def told(self):
        self.errors.seek(0)
        return self.errors.read().decode()

    def counts(self):
        self.output.seek(0)
        return json.loads(self.output.read())

    def clean_up(self):
        if self.process.poll() is None:
            self.kill()
        self.output.close()
        self.errors.close()


def group_state(ledger, binary, group):
    return json.loads(ledger.hemo(binary, "group", "show", group, "--format", "json"))


def wait_until_relayed(ledger, binary, group):
    def done():
        state = group_state(ledger, binary, group)
        return state["next_position"] > state["head_position"] and state["in_flight"] == 0
    wait_until(done, lambda: group_state(ledger, binary, group))
