"""The independent counter: reads the whole ledger by a direct connection and compares it with the journals of those who recorded, and with the log of
those who consumed. Knows the contract alone.
"""
import collections

from clerks import Entry, FeedClerk, RequestClerk, SpoolClerk
from hemoledger_harness import attainment_service_pb2, event_service_pb2, events_pb2


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(w) for w in what))


class Ledger:
    """All events, by position."""

    def __init__(self, stubs):
        self.submissions = []
        self.receipts = {}  # position -> Entry
        self.keys = {}  # position -> the consumers' key
        request = event_service_pb2.ReadEventsRequest(page_size=1000)
        while True:
            page = stubs.events.ReadEvents(request, timeout=30)
            for recorded in page.events:
                event = events_pb2.Event.FromString(recorded.event)
                check(event.position == len(self.submissions), "position", event.position, "after", len(self.submissions) - 1)
                self.add(event.position, events_pb2.Submission.FromString(event.submission))
            if page.next_position > page.head_position:
                return
            request.from_position = page.next_position

    def add(self, position, submission):
        self.submissions.append(submission)
        check(submission.WhichOneof("body") != "receipt_rejected", "position", position, "is a refusal", submission)
        if submission.HasField("receipt_recorded"):
            receipt = submission.receipt_recorded.receipt
            self.receipts[position] = Entry(receipt.unit.unit_id, receipt.interval.first_date, sum(bag.count for bag in receipt.bags))
            self.keys[position] = f"unit:{receipt.unit.unit_id}"

    def by_identity(self):
        """(kind, scope, id) -> positions; for receipts only."""
        found = collections.defaultdict(list)
        for position in self.receipts:
            submission = self.submissions[position]
            kind = submission.WhichOneof("identity")
            if kind == "source":
                found[kind, submission.source.source_id, submission.source.sequence].append(position)
            elif kind == "feed":
                found[kind, submission.feed.feed, submission.feed.external_id].append(position)
            else:
                found[kind, "", submission.request.request_id].append(position)
        return found


def identity(clerk, key):
    if isinstance(clerk, SpoolClerk):
        return "source", clerk.name, key
    if isinstance(clerk, FeedClerk):
        return "feed", clerk.name, key
    check(isinstance(clerk, RequestClerk), clerk)
    return "request", "", key


def check_journals(ledger, clerks):
    """Each journalled receipt once, with its content; nothing else."""
    journalled = {identity(clerk, key): entry for clerk in clerks for key, entry in clerk.journal.items()}
    there = ledger.by_identity()
    lost = [key for key in journalled if key not in there]
    check(not lost, len(lost), "are lost:", lost[:20])
    doubled = {key: positions for key, positions in there.items() if len(positions) > 1}
    check(not doubled, len(doubled), "are doubled:", list(doubled.items())[:20])
    unknown = [key for key in there if key not in journalled]
    check(not unknown, len(unknown), "came from nowhere:", unknown[:20])
    for key, entry in journalled.items():
        check(ledger.receipts[there[key][0]] == entry, key, "has other content:", ledger.receipts[there[key][0]], "for", entry)
    for clerk in clerks:
        if isinstance(clerk, SpoolClerk):
            positions = [there[identity(clerk, number)][0] for number in sorted(clerk.journal)]
            check(positions == sorted(positions), clerk.name, "is not in its order")


def sums(clerks):
    by_unit = collections.Counter()
    for clerk in clerks:
        for entry in clerk.journal.values():
            by_unit[entry.unit] += entry.count
    return by_unit


def check_attainment(stubs, plan_id, clerks):
    wanted = sums(clerks)
    answer = stubs.attainment.GetAttainment(attainment_service_pb2.GetAttainmentRequest(plan_id=plan_id), timeout=30)
    found = {line.unit_id: line.figures.received_units for line in answer.lines}
    check(found == dict(wanted), "attainment", found, "is not", dict(wanted))
    check(answer.total.received_units == sum(wanted.values()), "total", answer.total, "is not", sum(wanted.values()))


def check_consumers(ledger, lines, parked):
    """The log of all consumers (consumer.py says its form) against the ledger. Returns how often an event was delivered again."""
    opened = {}
    first = {}
    ended = collections.defaultdict(list)  # position -> lines at which it was acknowledged or parked
    answered = {}
    deliveries = collections.defaultdict(list)  # position -> (line, stream)
    again = 0
    for number, line in enumerate(lines):
        act, stream, *rest = line.split()
        if act == "O":
            opened[stream] = number
            continue
        position = int(rest[0])
        check(position in ledger.receipts, line, "is no receipt")
        if act == "D":
            check(stream == "-" or rest[1] == ledger.keys[position], line, "has another key than", ledger.keys[position])
            again += position in first
            first.setdefault(position, number)
            deliveries[position].append((number, stream))
        elif act in "AP":
            ended[position].append(number)
        elif act == "S":
            answered.setdefault(position, number)
    for position in ledger.receipts:
        check(position in first, position, "was never delivered")
        check(position in ended or position in parked, position, "was neither acknowledged nor parked")
    for position, number in answered.items():
        for at, stream in deliveries[position]:
            check(stream == "-" or not opened[stream] > number, position, "was delivered to a stream that was opened after its answer:", lines[at])
    check_order(ledger, lines, first, ended, opened, deliveries)
    return again


def check_order(ledger, lines, first, ended, opened, deliveries):
    by_key = collections.defaultdict(list)
    for position in sorted(ledger.receipts):
        by_key[ledger.keys[position]].append(position)
    for key, positions in by_key.items():
        for earlier, later in zip(positions, positions[1:]):
            place = f"{key}: {later} ({lines[first[later]]})"
            check(first[earlier] < first[later], place, "was delivered before", earlier)
            check(ended[earlier] and ended[earlier][0] < first[later], place, "was delivered before", earlier, "was acknowledged or parked")
            # A delivery may be late on its way; a stream that was opened since never gets what is behind.
            for at, stream in deliveries[earlier]:
                check(stream == "-" or not opened[stream] > first[later], place, "was delivered, then", earlier, "anew:", lines[at])
