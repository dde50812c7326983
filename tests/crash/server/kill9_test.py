#!/usr/bin/env python3
"""kill -9 of the server while eight clients stream, again and again: nothing lost, nothing doubled, refusals keep their answers.

Usage: kill9_test.py HEMOLEDGERD [--kills N] [--seed S]

Half of the clients stream in SEQUENCE mode, half in EXTERNAL_ID mode; each keeps what is not acknowledged and sends it again, as a client must. The killer waits until
submissions are under way and kills in one of these phases, which are told apart by what the retry finds:
  lost    sent, and not durable when the server died: the retry is answered CREATED
  kept    durable, and not acknowledged when the server died: the retry is answered EXISTS
  start   the server died while it was starting
The test fails if a phase was never hit, or if fewer than N kills fell while submissions were not acknowledged.
"""
import argparse
import collections
import hashlib
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

import grpc  # noqa: E402
from hemoledger_harness import (Server, Stubs, attainment_service_pb2, event_service_pb2, events_pb2, plan_service_pb2,  # noqa: E402
                                plans_pb2, receipt_service_pb2, receipts_pb2, status_service_pb2, unit_service_pb2,
                                units_pb2, values_pb2)

CREATED = receipt_service_pb2.SUBMISSION_OUTCOME_CREATED
EXISTS = receipt_service_pb2.SUBMISSION_OUTCOME_EXISTS
REJECTED = receipt_service_pb2.SUBMISSION_OUTCOME_REJECTED
BATCH = 64
IN_FLIGHT = 6
UNITS = [f"huyen-{n:02}" for n in range(12)]


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(w) for w in what))


class Client(threading.Thread):
    """Streams receipts until told to stop; survives the server's death."""

    def __init__(self, name, sequence_mode, seed, harness):
        super().__init__(name=name, daemon=True)
        self.sequence_mode = sequence_mode
        self.random = random.Random(seed)
        self.harness = harness
        self.lock = threading.Lock()
        self.next_number = 1
        self.pending = collections.deque()  # (number, bytes, sent before?)
        self.answers = {}  # number -> (outcome of the first answer, position, reason)
        self.units = {}  # number -> blood units
        self.bytes = {}
        self.stopping = False
        self.failure = None
        self.retried = collections.Counter()

    def make(self):
        number = self.next_number
        self.next_number += 1
        bad = self.random.random() < 0.02
        count = self.random.randint(1, 40)
        receipt = receipts_pb2.Receipt(
            unit=values_pb2.UnitReference(unit_id="khong-co" if bad else self.random.choice(UNITS)),
            interval=values_pb2.Interval(first_date=20210101 + self.random.randint(0, 27)),
            bags=[values_pb2.BagCount(volume_ml=self.random.choice([0, 250, 350]), count=count)])
        if self.sequence_mode:
            submission = events_pb2.Submission(source=values_pb2.SourceIdentity(source_id=self.name, sequence=number))
        else:
            submission = events_pb2.Submission(feed=values_pb2.FeedIdentity(feed=self.name, external_id=f"id-{number}"))
        submission.receipt_recorded.receipt.CopyFrom(receipt)
        self.bytes[number] = submission.SerializeToString()
        self.units[number] = 0 if bad else count
        return number

    def run(self):
        try:
            while not (self.stopping and not self.pending):
                try:
                    self.stream_once()
                except grpc.RpcError as error:
                    check(error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN,
                                           grpc.StatusCode.INTERNAL), self.name, error)
                    time.sleep(0.02)
        except BaseException as error:  # noqa: BLE001: told to the main thread
            self.failure = error

    def stream_once(self):
        stubs = Stubs(self.harness.address)
        try:
            mode = ({"sequence": receipt_service_pb2.SequenceMode(source_id=self.name, acknowledged_sequence=self.acknowledged())}
                    if self.sequence_mode else {"external_id": receipt_service_pb2.ExternalIdMode(feed=self.name)})
            again = [number for number, _ in self.pending]
            window = threading.Semaphore(IN_FLIGHT)
            order = []  # numbers in the order sent on this stream
            done = threading.Event()

            def requests():
                yield receipt_service_pb2.StreamReceiptsRequest(open=receipt_service_pb2.StreamOpening(**mode))
                queue = collections.deque(again)
                while not done.is_set():
                    while not window.acquire(timeout=0.1):
                        if done.is_set():
                            return
                    if queue:
                        numbers = [queue.popleft() for _ in range(min(BATCH, len(queue)))]
                    elif self.stopping:
                        return
                    else:
                        numbers = [self.make() for _ in range(self.random.randint(1, BATCH))]
                        with self.lock:
                            self.pending.extend((number, False) for number in numbers)
                    order.extend(numbers)
                    yield receipt_service_pb2.StreamReceiptsRequest(batch=receipt_service_pb2.SubmissionBatch(
                        submissions=[self.bytes[number] for number in numbers]))

            retried = set(again)
            answered = 0
            batches = 0
            try:
                for answer in stubs.receipts.StreamReceipts(requests(), timeout=120):
                    if answer.HasField("opened"):
                        continue
                    for run in answer.acknowledgement.runs:
                        for offset in range(run.count):
                            number = order[answered]
                            expected = number if self.sequence_mode else answered + 1
                            check(run.first_number + offset == expected, self.name, "acknowledgement out of order", run)
                            position = run.first_position + (offset if run.first_position else 0)
                            self.take(number, run.outcome, position, run.refusal.reason, number in retried)
                            answered += 1
                    # The window opens again by what was answered, a batch at a time.
                    while batches < answered // BATCH:
                        batches += 1
                        window.release()
                    if answered == len(order):
                        window.release()
            finally:
                done.set()
        finally:
            stubs.close()

    def acknowledged(self):
        return max(self.answers, default=0)

    def take(self, number, outcome, position, reason, retried):
        with self.lock:
            check(self.pending and self.pending[0][0] == number, self.name, "answer for", number, "not expected")
            self.pending.popleft()
            check(number not in self.answers, self.name, number, "answered twice")
            check(outcome in (CREATED, EXISTS, REJECTED), self.name, number, "outcome", outcome)
            check((outcome == REJECTED) == (self.units[number] == 0), self.name, number, "wrongly", outcome, reason)
            if outcome == EXISTS:
                check(retried, self.name, number, "exists though never sent before")
            self.answers[number] = (outcome, position, reason)
            if retried and outcome != REJECTED:
                self.retried["kept" if outcome == EXISTS else "lost"] += 1

    def unacknowledged(self):
        with self.lock:
            return len(self.pending)

    def take_retried(self):
        with self.lock:
            counts, self.retried = self.retried, collections.Counter()
            return counts


class Harness:
    def __init__(self, binary):
        self.server = Server(binary)

    @property
    def address(self):
        return self.server.address


def load(stubs, clients):
    changes = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam")),
               units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="tinh", kind=units_pb2.UNIT_KIND_PROVINCE, name="Tỉnh",
                                                                 parent_id="vn"))]
    changes += [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(
        unit_id=u, kind=units_pb2.UNIT_KIND_DISTRICT, name=f"Huyện {u}", parent_id="tinh")) for u in UNITS]
    stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="u", changes=changes), timeout=30)
    plan = plans_pb2.PlanIssued(
        plan_id="ke-hoach", document=plans_pb2.PlanDocument(kind=plans_pb2.PLAN_KIND_PLAN, title="Kế hoạch", issuer_unit_id="tinh"),
        period=values_pb2.Interval(first_date=20210101, last_date=20211231),
        rows=[plans_pb2.PlanRow(row_id=f"r{n}", holder_unit_id=u,
                                quota=plans_pb2.Quota(units=values_pb2.PrintedNumber(value=1000)))
              for n, u in enumerate(UNITS)])
    stubs.plans.IssuePlan(plan_service_pb2.IssuePlanRequest(request_id="p", plan=plan), timeout=30)
    for client in clients:
        if client.sequence_mode:
            stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
                request_id=f"open-{client.name}", source=receipts_pb2.SourceOpened(source_id=client.name)), timeout=30)


def attainment(stubs):
    answer = stubs.attainment.GetAttainment(
        attainment_service_pb2.GetAttainmentRequest(plan_id="ke-hoach"), timeout=60)
    return answer


def all_events(stubs):
    position = 0
    while True:
        page = stubs.events.ReadEvents(event_service_pb2.ReadEventsRequest(from_position=position, page_size=1000), timeout=60)
        for recorded in page.events:
            event = events_pb2.Event.FromString(recorded.event)
            check(event.position == position, "position", event.position, "where", position, "is due")
            yield event, events_pb2.Submission.FromString(event.submission)
            position += 1
        if position > page.head_position:
            return


def verify_log(stubs, clients):
    """Every receipt once, in the log and in the answers; returns the units received."""
    seen = {client.name: {} for client in clients}
    total = 0
    for event, submission in all_events(stubs):
        kind = submission.WhichOneof("body")
        if kind not in ("receipt_recorded", "receipt_rejected"):
            continue
        if submission.WhichOneof("identity") == "source":
            name, number = submission.source.source_id, submission.source.sequence
        else:
            name, number = submission.feed.feed, int(submission.feed.external_id[3:])
        check(number not in seen[name], name, number, "stands twice in the log")
        seen[name][number] = (kind, event)
        if kind == "receipt_recorded":
            total += sum(bag.count for bag in submission.receipt_recorded.receipt.bags)
    for client in clients:
        for number, (outcome, position, _) in client.answers.items():
            in_log = seen[client.name].pop(number, None)
            if outcome == REJECTED and not client.sequence_mode:
                check(in_log is None, client.name, number, "refused, and yet in the log")
                continue
            check(in_log is not None, client.name, number, "acknowledged, and not in the log")
            kind, event = in_log
            check(event.position == position, client.name, number, "acknowledged at", position, "stands at", event.position)
            check((kind == "receipt_rejected") == (outcome == REJECTED), client.name, number, kind, outcome)
            if kind == "receipt_rejected":
                rejected = events_pb2.Submission.FromString(event.submission).receipt_rejected
                check(rejected.submission_sha256 == hashlib.sha256(client.bytes[number]).digest(), client.name, number, "hash")
            else:
                check(event.submission == client.bytes[number], client.name, number, "other bytes than sent")
        check(not seen[client.name], client.name, "in the log, never acknowledged:", list(seen[client.name])[:5])
    return total


def resend_everything(stubs, client):
    """What was answered before is answered alike."""
    numbers = sorted(client.answers)
    mode = ({"sequence": receipt_service_pb2.SequenceMode(source_id=client.name, acknowledged_sequence=client.acknowledged())}
            if client.sequence_mode else {"external_id": receipt_service_pb2.ExternalIdMode(feed=client.name)})

    def requests():
        yield receipt_service_pb2.StreamReceiptsRequest(open=receipt_service_pb2.StreamOpening(**mode))
        for at in range(0, len(numbers), 1024):
            yield receipt_service_pb2.StreamReceiptsRequest(batch=receipt_service_pb2.SubmissionBatch(
                submissions=[client.bytes[n] for n in numbers[at:at + 1024]]))

    at = 0
    for answer in stubs.receipts.StreamReceipts(requests(), timeout=120):
        for run in answer.acknowledgement.runs:
            for offset in range(run.count):
                outcome, position, reason = client.answers[numbers[at]]
                expected = REJECTED if outcome == REJECTED else EXISTS
                got = run.first_position + (offset if run.first_position else 0)
                check((run.outcome, got, run.refusal.reason) == (expected, position, reason),
                      client.name, numbers[at], "was", (expected, position, reason), "is", run)
                at += 1
    check(at == len(numbers), client.name, "answers", at, "of", len(numbers))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)

    harness = Harness(arguments.binary)
    clients = [Client(f"may-{n}", n < 4, chance.randrange(2**32), harness) for n in range(8)]
    stubs = Stubs(harness.address)
    load(stubs, clients)
    stubs.close()
    for client in clients:
        client.start()

    phases = collections.Counter()
    kills = kills_in_flight = 0
    began = time.monotonic()
    while kills_in_flight < arguments.kills:
        check(time.monotonic() - began < 900, "too slow:", kills_in_flight, "kills in flight of", kills, dict(phases))
        for client in clients:
            if client.failure:
                raise client.failure
        # Let the retry be answered and new work begin, then kill at a random moment while something is under way.
        progress = [len(client.answers) for client in clients]
        while not all(len(client.answers) > before + BATCH for client, before in zip(clients, progress)):
            for client in clients:
                if client.failure:
                    raise client.failure
            check(time.monotonic() - began < 900, "no progress", progress, harness.server.log_text())
            time.sleep(0.005)
        counts = sum((client.take_retried() for client in clients), collections.Counter())
        for phase in ("lost", "kept"):
            phases[phase] += counts[phase] > 0
        time.sleep(chance.random() * 0.03)
        deadline = time.monotonic() + 10
        while sum(client.unacknowledged() for client in clients) == 0 and time.monotonic() < deadline:
            time.sleep(0.0005)
        unacknowledged = sum(client.unacknowledged() for client in clients)
        harness.server.kill()
        kills += 1
        kills_in_flight += unacknowledged > 0
        if chance.random() < 0.2:
            harness.server.start(wait=False)
            time.sleep(chance.random() * 0.15)
            phases["start"] += not harness.server.port_file.exists() or not harness.server.port_file.read_text().strip()
            harness.server.kill()
            kills += 1
        harness.server.start()
    for client in clients:
        client.stopping = True
    for client in clients:
        client.join(timeout=120)
        check(not client.is_alive(), client.name, "does not end")
        if client.failure:
            raise client.failure
    counts = sum((client.take_retried() for client in clients), collections.Counter())
    for phase in ("lost", "kept"):
        phases[phase] += counts[phase] > 0

    stubs = Stubs(harness.address)
    total = verify_log(stubs, clients)
    live = attainment(stubs)
    check(live.total.received_units == total, "attainment", live.total.received_units, "log", total)
    expected = sum(client.units[n] for client in clients for n, (outcome, _, _) in client.answers.items() if outcome != REJECTED)
    check(total == expected, "log", total, "clients", expected)
    for client in clients:
        resend_everything(stubs, client)
    head = stubs.status.GetStatus(status_service_pb2.GetStatusRequest(), timeout=30).head_position
    stubs.close()
    check(harness.server.stop() == 0, "graceful stop", harness.server.log_text())
    report = harness.server.fsck()
    check(report.returncode == 0, "fsck", report.stdout, report.stderr)
    harness.server.start()
    stubs = Stubs(harness.address)
    check(attainment(stubs).SerializeToString() == live.SerializeToString(), "views differ from a replay")
    stubs.close()
    harness.server.stop()
    harness.server.clean_up()
    print(f"{kills} kills, {kills_in_flight} with submissions not acknowledged; by phase: {dict(phases)}; "
          f"{head + 1} events, {sum(len(c.answers) for c in clients)} submissions of 8 clients")
    for phase in ("lost", "kept", "start"):
        check(phases[phase] > 0, "phase never hit:", phase, "; kills", kills)


if __name__ == "__main__":
    main()
