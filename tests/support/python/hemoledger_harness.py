"""What tests in Python share: generated stubs, a server process, and a client written from the proto comments alone."""
import hashlib
import hmac
import pathlib
import queue
import secrets
import signal
import subprocess
import sys
import tempfile
import time

PROTO_ROOT = pathlib.Path(__file__).resolve().parents[3] / "proto"
_STUBS = tempfile.TemporaryDirectory()
subprocess.run(
    ["protoc", f"--proto_path={PROTO_ROOT}", f"--python_out={_STUBS.name}", f"--grpc_python_out={_STUBS.name}",
     "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
     *sorted(str(p) for p in PROTO_ROOT.glob("hemoledger/v1/*.proto"))], check=True)
sys.path.insert(0, _STUBS.name)

import grpc  # noqa: E402
from hemoledger.v1 import (attainment_service_pb2, attainment_service_pb2_grpc, errors_pb2, event_service_pb2,  # noqa: E402,F401
                           event_service_pb2_grpc, events_pb2, plan_service_pb2, plan_service_pb2_grpc, plans_pb2,
                           receipt_service_pb2, receipt_service_pb2_grpc, receipts_pb2, status_service_pb2,
                           status_service_pb2_grpc, unit_service_pb2, unit_service_pb2_grpc, units_pb2, values_pb2)


class Server:
    """hemoledgerd on a free port of loopback, with a data folder of its own. `prefix`: a command that runs it (strace …)."""

    def __init__(self, binary, prefix=()):
        self.binary = binary
        self.folder = tempfile.TemporaryDirectory()
        self.data = f"{self.folder.name}/data"
        self.process = None
        self.start(prefix)

    def start(self, prefix=(), wait=True):
        self.port_file = pathlib.Path(self.folder.name, "port")
        self.port_file.unlink(missing_ok=True)
        self.log = open(f"{self.folder.name}/log", "ab")
        self.process = subprocess.Popen(
            [*prefix, self.binary, "--data", self.data, "--listen", "127.0.0.1:0", "--port-file", str(self.port_file)],
            stderr=self.log, stdout=self.log)
        if wait:
            self.wait_until_up()

    def wait_until_up(self):
        deadline = time.monotonic() + 60
        while not (self.port_file.exists() and self.port_file.read_text().strip()):
            assert self.process.poll() is None, f"the server ended: {self.log_text()}"
            assert time.monotonic() < deadline, f"the server did not come up: {self.log_text()}"
            time.sleep(0.01)
        self.address = f"127.0.0.1:{self.port_file.read_text().strip()}"

    def log_text(self):
        return pathlib.Path(self.folder.name, "log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.log.close()
        return code

    def fsck(self):
        return subprocess.run([self.binary, "fsck", "--data", self.data], capture_output=True, text=True, check=False)

    def clean_up(self):
        if self.process.poll() is None:
            self.kill()
        self.folder.cleanup()


class Stubs:
    """One channel and a stub for each service."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)])
        self.units = unit_service_pb2_grpc.UnitServiceStub(self.channel)
        self.plans = plan_service_pb2_grpc.PlanServiceStub(self.channel)
        self.receipts = receipt_service_pb2_grpc.ReceiptServiceStub(self.channel)
        self.attainment = attainment_service_pb2_grpc.AttainmentServiceStub(self.channel)
        self.events = event_service_pb2_grpc.EventServiceStub(self.channel)
        self.status = status_service_pb2_grpc.StatusServiceStub(self.channel)

    def close(self):
        self.channel.close()


def salted(text, ordinal):
    """A Text and the salt and plain text that go beside it (values.proto)."""
    salt = secrets.token_bytes(32)
    commitment = hmac.new(salt, text.encode(), hashlib.sha256).digest()
    return (values_pb2.Text(commitment=commitment, ordinal=ordinal),
            values_pb2.AccompanyingText(ordinal=ordinal, salt=salt, text=text))


def error_info(error):
    """The ErrorInfo of an RpcError's grpc-status-details-bin (errors.proto)."""
    for key, value in error.trailing_metadata():
        if key == "grpc-status-details-bin":
            status = errors_pb2.ErrorStatus.FromString(value)
            infos = [d for d in status.details if d.type_url == "type.googleapis.com/google.rpc.ErrorInfo"]
            info = errors_pb2.ErrorInfo.FromString(infos[0].value)
            locales = {errors_pb2.LocalizedMessage.FromString(d.value).locale for d in status.details
                       if d.type_url == "type.googleapis.com/google.rpc.LocalizedMessage"}
            assert locales == {"vi", "en"}, locales
            return info.reason, {f.key: f.value for f in info.metadata}
    raise AssertionError("no details")


def unit(id_):
    return values_pb2.UnitReference(unit_id=id_)


def receipt_submission(source, sequence, unit_id, count, note=None):
    receipt = receipts_pb2.Receipt(
        unit=unit(unit_id), interval=values_pb2.Interval(first_date=20210405), component=values_pb2.COMPONENT_WHOLE_BLOOD,
        donor_class=values_pb2.DONOR_CLASS_VOLUNTARY, bags=[values_pb2.BagCount(volume_ml=350, count=count)], note=note)
    return events_pb2.Submission(
        source=values_pb2.SourceIdentity(source_id=source, sequence=sequence),
        receipt_recorded=receipts_pb2.ReceiptRecorded(receipt=receipt)).SerializeToString()


class Stream:
    """One StreamReceipts call: send batches, read answers."""

    def __init__(self, stub, opening):
        self.outbox = queue.Queue()
        self.outbox.put(receipt_service_pb2.StreamReceiptsRequest(open=opening))
        self.call = stub.StreamReceipts(iter(self.outbox.get, None), timeout=30)

    def opened(self):
        return next(self.call).opened

    def send(self, submissions, texts=()):
        self.outbox.put(receipt_service_pb2.StreamReceiptsRequest(
            batch=receipt_service_pb2.SubmissionBatch(submissions=submissions, texts=texts)))

    def close(self):
        """Closes our side and returns all runs that were still to come."""
        self.outbox.put(None)
        return [run for answer in self.call for run in answer.acknowledgement.runs]
