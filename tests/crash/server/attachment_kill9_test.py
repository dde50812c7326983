#!/usr/bin/env python3
"""kill -9 of the server while a scan is uploaded: an event never names bytes that are not there, and what is left over goes at the next start.

Usage: attachment_kill9_test.py HEMOLEDGERD

strace holds the server between the file and the event: it delays the return of the rename that gives the file its name.
"""
import hashlib
import pathlib
import re
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

import grpc  # noqa: E402
from hemoledger_harness import (Server, Stubs, plan_service_pb2, plans_pb2, unit_service_pb2, units_pb2)  # noqa: E402
from hemoledger.v1 import (attachment_service_pb2, attachment_service_pb2_grpc, record_service_pb2,  # noqa: E402
                           record_service_pb2_grpc, records_pb2)

BINARY = sys.argv[1]
SCAN = b"%PDF-1.7\n" + bytes(range(256)) * 8192
HASH = hashlib.sha256(SCAN)
PIECE = 1 << 18


def opening(request_id="scan"):
    return attachment_service_pb2.UploadAttachmentRequest(open=attachment_service_pb2.AttachmentOpening(
        request_id=request_id,
        record=records_pb2.PlanRecorded(plan_id="ke-hoach", record_id="ban-quet", attachment=records_pb2.Attachment(
            sha256=HASH.digest(), size_bytes=len(SCAN), media_type="application/pdf", file_name="05-KH-BCĐ.pdf"))))


def pieces():
    for begin in range(0, len(SCAN), PIECE):
        yield attachment_service_pb2.UploadAttachmentRequest(chunk=SCAN[begin:begin + PIECE])


class AttachmentKillTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(BINARY)
        self.addCleanup(self.server.clean_up)
        self.connect()
        changes = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))]
        stubs = Stubs(self.server.address)
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=changes), timeout=30)
        stubs.plans.IssuePlan(plan_service_pb2.IssuePlanRequest(request_id="p", plan=plans_pb2.PlanIssued(
            plan_id="ke-hoach", document=plans_pb2.PlanDocument(kind=plans_pb2.PLAN_KIND_PLAN, title="Kế hoạch",
                                                               issuer_unit_id="vn"))), timeout=30)
        stubs.close()

    def connect(self):
        self.channel = grpc.insecure_channel(self.server.address)
        self.attachments = attachment_service_pb2_grpc.AttachmentServiceStub(self.channel)
        self.records = record_service_pb2_grpc.RecordServiceStub(self.channel)

    def files(self):
        return sorted(p.name for p in pathlib.Path(self.server.data, "attachments").iterdir())

    def wait_for(self, what, condition):
        deadline = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"{what}: {self.files()} {self.server.log_text()}")
            time.sleep(0.01)

    def restart(self):
        self.channel.close()
        self.server.start()
        self.connect()

    def listed(self):
        return self.records.ListRecords(record_service_pb2.ListRecordsRequest(plan_id="ke-hoach"), timeout=30).records

    def upload(self, request_id="scan"):
        return self.attachments.UploadAttachment(iter([opening(request_id), *pieces()]), timeout=60)

    def download(self):
        messages = list(self.attachments.DownloadAttachment(attachment_service_pb2.DownloadAttachmentRequest(
            plan_id="ke-hoach", record_id="ban-quet"), timeout=60))
        return b"".join(message.chunk for message in messages[1:])

    def check_upload_works(self):
        self.assertEqual(self.upload().outcome, 1, "CREATED")
        self.assertEqual(self.download(), SCAN)
        self.assertEqual(self.upload("again").outcome, 2, "EXISTS")
        self.assertEqual(self.server.stop(), 0)
        checked = self.server.fsck()
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertIn("1 attachments are whole, 0 are not, 0 strays", checked.stdout)

    def test_killed_while_bytes_come(self):
        hold = threading.Event()

        def half():
            yield opening()
            for message in list(pieces())[:3]:
                yield message
            hold.wait(60)

        call = self.attachments.UploadAttachment.future(half(), timeout=60)
        self.wait_for("a part", lambda: any(name.endswith(".part") for name in self.files()))
        self.server.kill()
        hold.set()
        self.assertIsNotNone(call.exception(timeout=60))
        self.assertEqual(len(self.files()), 1)
        self.restart()
        self.assertEqual(self.files(), [])
        self.assertEqual(len(self.listed()), 0)
        self.check_upload_works()

    def test_killed_between_file_and_event(self):
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(self.server.process.pid), "-e", "trace=rename",
             "-e", "inject=rename:delay_exit=20000000"], stderr=subprocess.PIPE)
        tasks = pathlib.Path(f"/proc/{self.server.process.pid}/task")
        deadline = time.monotonic() + 20
        while not all(re.search(r"TracerPid:\s*[1-9]", (task / "status").read_text()) for task in tasks.iterdir()):
            self.assertLess(time.monotonic(), deadline, "strace does not attach")
            time.sleep(0.02)
        call = self.attachments.UploadAttachment.future(iter([opening(), *pieces()]), timeout=60)
        self.wait_for("the file", lambda: HASH.hexdigest() in self.files())
        self.server.kill()
        tracer.wait(timeout=30)
        tracer.stderr.close()
        self.assertIsNotNone(call.exception(timeout=60))
        # The bytes are there, the event is not: fsck tells the stray, and no damage.
        checked = self.server.fsck()
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertIn(f"stray attachments/{HASH.hexdigest()}", checked.stdout)
        # It stays: the client, which has no answer, uploads the same again.
        self.restart()
        self.assertEqual(self.files(), [HASH.hexdigest()])
        self.assertEqual(len(self.listed()), 0)
        self.check_upload_works()

    def test_changed_and_missing_files_are_told(self):
        self.upload()
        file = pathlib.Path(self.server.data, "attachments", HASH.hexdigest())
        file.write_bytes(SCAN[:-1] + b"x")
        with self.assertRaises(grpc.RpcError) as refused:
            self.download()
        self.assertEqual(refused.exception.code(), grpc.StatusCode.DATA_LOSS)
        self.server.stop()
        checked = self.server.fsck()
        self.assertEqual(checked.returncode, 1, checked.stdout)
        self.assertIn(f"attachment {HASH.hexdigest()}", checked.stdout)
        file.unlink()
        checked = self.server.fsck()
        self.assertEqual(checked.returncode, 1, checked.stdout)
        # Uploaded again, it is there again.
        self.restart()
        with self.assertRaises(grpc.RpcError) as refused:
            self.download()
        self.assertEqual(refused.exception.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(self.upload().outcome, 2, "EXISTS")
        self.assertEqual(self.download(), SCAN)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
