#!/usr/bin/env python3
"""A client in another language from the contract alone: generated stubs, hashlib, and what the proto comments say.

Usage: client_from_protos_test.py HEMOLEDGERD PROTO_ROOT
"""
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
import unittest

SERVER, PROTO_ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
STUBS = tempfile.TemporaryDirectory()
subprocess.run(
    ["protoc", f"--proto_path={PROTO_ROOT}", f"--python_out={STUBS.name}", f"--grpc_python_out={STUBS.name}",
     "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
     *sorted(str(p) for p in PROTO_ROOT.glob("hemoledger/v1/*.proto"))], check=True)
sys.path.insert(0, STUBS.name)

import grpc  # noqa: E402
from hemoledger.v1 import (attainment_service_pb2, attainment_service_pb2_grpc, errors_pb2, event_service_pb2,  # noqa: E402
                           event_service_pb2_grpc, events_pb2, plan_service_pb2, plan_service_pb2_grpc, plans_pb2,
                           receipt_service_pb2, receipt_service_pb2_grpc, receipts_pb2, unit_service_pb2,
                           unit_service_pb2_grpc, units_pb2, values_pb2)


class Server:
    """hemoledgerd on a free port of loopback, with a data folder of its own."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.process = None
        self.start()

    def start(self):
        port_file = pathlib.Path(self.folder.name, "port")
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [SERVER, "--data", f"{self.folder.name}/data", "--listen", "127.0.0.1:0", "--port-file", str(port_file)])
        deadline = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().strip()):
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server did not come up"
            time.sleep(0.02)
        self.address = f"127.0.0.1:{port_file.read_text().strip()}"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.folder.cleanup()
        return code


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


class ClientFromProtosTest(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.connect()

    def connect(self):
        self.channel = grpc.insecure_channel(self.server.address)
        self.units = unit_service_pb2_grpc.UnitServiceStub(self.channel)
        self.plans = plan_service_pb2_grpc.PlanServiceStub(self.channel)
        self.receipts = receipt_service_pb2_grpc.ReceiptServiceStub(self.channel)
        self.attainment = attainment_service_pb2_grpc.AttainmentServiceStub(self.channel)
        self.events = event_service_pb2_grpc.EventServiceStub(self.channel)

    def tearDown(self):
        self.channel.close()
        self.assertEqual(self.server.stop(), 0)

    def load(self):
        def opened(id_, kind, name, parent=""):
            return units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=id_, kind=kind, name=name, parent_id=parent))
        changes = [opened("vn", units_pb2.UNIT_KIND_NATION, "Việt Nam"),
                   opened("kien-giang", units_pb2.UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn"),
                   opened("tan-hiep", units_pb2.UNIT_KIND_DISTRICT, "Huyện Tân Hiệp", "kien-giang"),
                   opened("go-quao", units_pb2.UNIT_KIND_DISTRICT, "Huyện Gò Quao", "kien-giang")]
        answer = self.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units-1", changes=changes), timeout=30)
        self.assertEqual([r.outcome for r in answer.results], [plan_service_pb2.WRITE_OUTCOME_CREATED] * 4)

        def row(number, id_, quota):
            return plans_pb2.PlanRow(row_id=f"r{number}", label=str(number), holder_unit_id=id_,
                                     quota=plans_pb2.Quota(units=values_pb2.PrintedNumber(value=quota)))
        signatory, beside = salted("Nguyễn Văn A", 0)
        self.plan = plans_pb2.PlanIssued(
            plan_id="kien-giang-2021",
            document=plans_pb2.PlanDocument(kind=plans_pb2.PLAN_KIND_PLAN, title="Kế hoạch năm 2021", issuer_unit_id="kien-giang",
                                            numbers=["01/KH-BCĐ"], signatory=signatory, signed_date=20210110),
            period=values_pb2.Interval(first_date=20201201, last_date=20211130),
            rows=[row(1, "tan-hiep", 100), row(2, "go-quao", 200)])
        issued = self.plans.IssuePlan(
            plan_service_pb2.IssuePlanRequest(request_id="plan-1", plan=self.plan, texts=[beside]), timeout=30)
        self.assertEqual((issued.outcome, issued.revision), (plan_service_pb2.WRITE_OUTCOME_CREATED, 1))

    def test_a_clerks_day(self):
        self.load()
        opened = self.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
            request_id="open-1", source=receipts_pb2.SourceOpened(source_id="may-01", label="Máy của trạm", unit_id="tan-hiep")),
            timeout=30)
        self.assertEqual(opened.next_sequence, 1)

        # Numbers 1 to 5, the third with a salted note, the fifth of a unit that nobody knows.
        note, beside = salted("Ghi chú của cán bộ", 0)
        beside.submission_index = 2
        submissions = [receipt_submission("may-01", n, "tan-hiep", 10, note if n == 3 else None) for n in range(1, 5)]
        submissions.append(receipt_submission("may-01", 5, "khong-co", 10))
        mode = receipt_service_pb2.SequenceMode(source_id="may-01")
        stream = Stream(self.receipts, receipt_service_pb2.StreamOpening(sequence=mode))
        hello = stream.opened()
        self.assertEqual((hello.next_sequence, len(hello.ledger_id)), (1, 16))
        stream.send(submissions, [beside])
        first = next(stream.call).acknowledgement.runs
        stream.call.cancel()  # cut, with the client not knowing what arrived

        # After a kill -9 of the server and a new connection, the same bytes: everything was there, the refusal has the same answer.
        self.server.kill()
        self.channel.close()
        self.server.start()
        self.connect()
        stream = Stream(self.receipts, receipt_service_pb2.StreamOpening(
            ledger_id=hello.ledger_id, epoch=hello.epoch, sequence=mode))
        self.assertEqual(stream.opened().next_sequence, 6)
        stream.send(submissions, [beside])
        again = stream.close()
        self.assertEqual(sum(run.count for run in again), 5)
        self.assertEqual([(run.first_number, run.count, run.outcome) for run in again],
                         [(1, 4, receipt_service_pb2.SUBMISSION_OUTCOME_EXISTS), (5, 1, receipt_service_pb2.SUBMISSION_OUTCOME_REJECTED)])
        self.assertEqual(again[0].first_position, first[0].first_position)
        self.assertEqual(again[1].refusal.reason, errors_pb2.ERROR_REASON_UNIT_NOT_FOUND)
        self.assertTrue(again[1].refusal.message_vi and again[1].refusal.message_en)
        rejections = self.receipts.ListRejections(receipt_service_pb2.ListRejectionsRequest(source_id="may-01"), timeout=30)
        self.assertEqual([(r.sequence, r.submission_sha256) for r in rejections.rejections],
                         [(5, hashlib.sha256(submissions[4]).digest())])

        # A text whose commitment does not fit is refused, and uses its number up.
        wrong, beside_wrong = salted("một đằng", 0)
        beside_wrong.text = "một nẻo"
        stream = Stream(self.receipts, receipt_service_pb2.StreamOpening(sequence=mode))
        stream.opened()
        stream.send([receipt_submission("may-01", 6, "tan-hiep", 1, wrong)], [beside_wrong])
        runs = stream.close()
        self.assertEqual(runs[0].refusal.reason, errors_pb2.ERROR_REASON_TEXT_COMMITMENT_MISMATCH)

        # A gap ends the stream and says which number is expected.
        stream = Stream(self.receipts, receipt_service_pb2.StreamOpening(sequence=mode))
        stream.opened()
        stream.send([receipt_submission("may-01", 9, "tan-hiep", 1)])
        with self.assertRaises(grpc.RpcError) as caught:
            stream.close()
        self.assertEqual(caught.exception.code(), grpc.StatusCode.ABORTED)
        reason, fields = error_info(caught.exception)
        self.assertEqual((reason, fields["expected"]), ("SEQUENCE_GAP", "7"))

        # The event is what is hashed, and the note comes back with its salt.
        position = first[0].first_position + 2
        page = self.events.ReadEvents(event_service_pb2.ReadEventsRequest(from_position=position, page_size=1), timeout=30)
        event = events_pb2.Event.FromString(page.events[0].event)
        self.assertEqual((event.position, event.submission), (position, submissions[2]))
        self.assertEqual(page.events[0].texts[0].text, "Ghi chú của cán bộ")
        got = self.receipts.GetReceipt(receipt_service_pb2.GetReceiptRequest(receipt=values_pb2.ReceiptReference(
            source=values_pb2.SourceIdentity(source_id="may-01", sequence=3))), timeout=30)
        self.assertEqual(got.receipt.leaf_hash, hashlib.sha256(b"\x00" + page.events[0].event).digest())

    def test_attainment_and_history(self):
        self.load()
        recorded = self.receipts.RecordReceipt(receipt_service_pb2.RecordReceiptRequest(
            request_id="r-1", receipt=receipts_pb2.Receipt(
                unit=values_pb2.UnitReference(name=values_pb2.UnitName(name="BCĐ. huyện Tân Hiệp", under_unit_id="kien-giang")),
                interval=values_pb2.Interval(first_date=20210301, last_date=20210331),
                bags=[values_pb2.BagCount(count=150)])), timeout=30)
        reason, beside0 = salted("Tăng chỉ tiêu", 0)
        approver, beside1 = salted("Nguyễn Văn B", 1)
        amendment = plans_pb2.PlanAmended(
            plan_id="kien-giang-2021", against_revision=1,
            authority=values_pb2.DocumentReference(number="02/KH-BCĐ", signed_date=20210601),
            reason=reason, approver=approver, valid_from_date=20210701,
            changes=[plans_pb2.PlanChange(quota_supplemented=plans_pb2.QuotaSupplemented(
                holder_unit_id="tan-hiep", added_units=20,
                resulting=plans_pb2.Quota(units=values_pb2.PrintedNumber(value=120))))])
        request = plan_service_pb2.AmendPlanRequest(request_id="a-1", amendment=amendment, texts=[beside0, beside1])
        self.assertEqual(self.plans.AmendPlan(request, timeout=30).revision, 2)
        self.assertEqual(self.plans.AmendPlan(request, timeout=30).outcome, plan_service_pb2.WRITE_OUTCOME_EXISTS)

        stale = plan_service_pb2.AmendPlanRequest(request_id="a-2", amendment=amendment, texts=[beside0, beside1])
        stale.amendment.changes[0].quota_supplemented.added_units = 30
        stale.amendment.changes[0].quota_supplemented.resulting.units.value = 130
        with self.assertRaises(grpc.RpcError) as caught:
            self.plans.AmendPlan(stale, timeout=30)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.ABORTED)
        why, fields = error_info(caught.exception)
        self.assertEqual((why, fields["current"]), ("PLAN_REVISION_STALE", "2"))
        self.assertIn("02/KH-BCĐ", fields["document"])

        answer = self.attainment.GetAttainment(attainment_service_pb2.GetAttainmentRequest(
            plan_id="kien-giang-2021", read={"min_position": recorded.position}), timeout=30)
        self.assertEqual([(line.label, line.figures.received_units, line.figures.quota_units) for line in answer.lines],
                         [("1", 150, 120), ("2", 0, 200)])
        self.assertEqual((answer.total.received_units, answer.total.quota_units), (150, 320))
        self.assertGreaterEqual(answer.reflects.position, recorded.position)
        before = self.attainment.GetAttainment(attainment_service_pb2.GetAttainmentRequest(
            plan_id="kien-giang-2021", read={"through_date": 20210630}), timeout=30)
        self.assertEqual(before.total.quota_units, 300)

        history = self.plans.ListPlanHistory(plan_service_pb2.ListPlanHistoryRequest(
            plan_id="kien-giang-2021", holder_unit_id="tan-hiep"), timeout=30)
        self.assertEqual([(r.revision, r.reason, r.approver, r.authority.number) for r in history.revisions],
                         [(1, "", "Nguyễn Văn A", "01/KH-BCĐ"), (2, "Tăng chỉ tiêu", "Nguyễn Văn B", "02/KH-BCĐ")])
        change = history.revisions[1].quota_changes[0]
        self.assertEqual((change.units_before, change.units_after, history.revisions[1].principal), (100, 120, "anonymous"))

        with self.assertRaises(grpc.RpcError) as caught:
            self.attainment.GetAttainment(attainment_service_pb2.GetAttainmentRequest(
                plan_id="kien-giang-2021", read={"as_of": {"position": 1}}), timeout=30)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
        self.assertEqual(error_info(caught.exception)[0], "AS_OF_UNSUPPORTED")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
