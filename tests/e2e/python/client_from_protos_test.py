#!/usr/bin/env python3
"""A client in another language from the contract alone: generated stubs, hashlib, and what the proto comments say.

Usage: client_from_protos_test.py HEMOLEDGERD
"""
import hashlib
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

import grpc  # noqa: E402
from hemoledger_harness import (Server, Stream, Stubs, attainment_service_pb2, error_info, errors_pb2, event_service_pb2,  # noqa: E402
                                events_pb2, plan_service_pb2, plans_pb2, receipt_service_pb2, receipt_submission,
                                receipts_pb2, salted, unit_service_pb2, units_pb2, values_pb2)

BINARY = sys.argv[1]


class ClientFromProtosTest(unittest.TestCase):
    def setUp(self):
        self.server = Server(BINARY)
        self.connect()

    def connect(self):
        self.stubs = Stubs(self.server.address)
        self.units, self.plans, self.receipts = self.stubs.units, self.stubs.plans, self.stubs.receipts
        self.attainment, self.events = self.stubs.attainment, self.stubs.events

    def tearDown(self):
        self.stubs.close()
        self.assertEqual(self.server.stop(), 0)
        self.server.clean_up()

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
        self.stubs.close()
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
