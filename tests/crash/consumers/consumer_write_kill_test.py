#!/usr/bin/env python3
"""hemoledgerd is killed at every system call that writes into the consumers' folder: what was answered is there afterwards, what was not may come
again, and no key goes back.

Usage: consumer_write_kill_test.py HEMOLEDGERD KILL_AT_WRITE_SO

Each case is a data folder of its own, a copy of one that holds receipts. A person and a consumer work on it one step after the other, until the n-th
call kills the server (a write by half). The journal says what had been answered by then. Reopened, the folder is sound and agrees with the journal, and
the rest is worked off. A second kind of case is killed in the reopening after a kill -9, which writes tables.
"""
import concurrent.futures
import copy
import pathlib
import queue
import shutil
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

import grpc  # noqa: E402
from hemoledger_harness import (Server, Stream, Stubs, receipt_service_pb2, receipt_submission, receipts_pb2,  # noqa: E402
                                unit_service_pb2, units_pb2)
from hemoledger.v1 import consumer_service_pb2 as consumer  # noqa: E402
from hemoledger.v1 import consumer_service_pb2_grpc, event_service_pb2  # noqa: E402

SERVER, SHIM = sys.argv[1:3]
AT_ONCE = 4

GROUP = "kho"
SHORT_LIVED = "tam"
UNITS = [f"huyen-{n}" for n in range(4)]
RECEIPTS = 24
CREDIT = 6
# What becomes of the events in the order of their delivery; then the server is stopped, or dies.
VERDICTS = [consumer.VERDICT_ACK, consumer.VERDICT_RETRY, consumer.VERDICT_PARK, consumer.VERDICT_ACK, consumer.VERDICT_SKIP,
            consumer.VERDICT_RENEW, consumer.VERDICT_ACK, consumer.VERDICT_PARK, consumer.VERDICT_RETRY, consumer.VERDICT_ACK,
            consumer.VERDICT_PARK, consumer.VERDICT_ACK, consumer.VERDICT_ACK]
FINAL = {consumer.VERDICT_ACK: "done", consumer.VERDICT_SKIP: "done", consumer.VERDICT_PARK: "parked"}


class CopiedServer(Server):
    """Its data folder is a copy; start() is for the owner to call."""

    def __init__(self, template):  # pylint: disable=super-init-not-called
        self.binary = SERVER
        self.folder = tempfile.TemporaryDirectory()
        self.data = str(pathlib.Path(self.folder.name).resolve() / "data")
        shutil.copytree(template, self.data)
        self.process = None

    def start_with_shim(self, kill_at):
        """False: it was killed before it was up."""
        counter = pathlib.Path(self.folder.name, "calls")
        self.start(wait=False, prefix=["env", f"LD_PRELOAD={SHIM}", f"KILL_FOLDER={self.data}/consumers", f"KILL_AT={kill_at}",
                                       f"KILL_COUNT_FILE={counter}"])
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.port_file.exists() and self.port_file.read_text().strip():
                self.wait_until_up()
                return True
            time.sleep(0.01)
        return False

    def calls(self):
        return int(pathlib.Path(self.folder.name, "calls").read_text())


class Journal:
    """What was answered, and what was asked without an answer."""

    def __init__(self):
        self.created = self.asked_create = False
        # Of the group that is made, reset and deleted at once: the last step asked, the last answered.
        self.short_lived_asked = self.short_lived_answered = None
        # position -> "done" or "parked"; `asked`: settled or replayed or dropped without an answer.
        self.state = {}
        self.asked = {}
        self.retries = {}
        self.delivered = {}  # key -> highest position

    def settle_asked(self, position, verdict):
        self.asked[position] = verdict

    def settle_answered(self, position, verdict):
        del self.asked[position]
        if verdict in FINAL:
            self.state[position] = FINAL[verdict]
        elif verdict == consumer.VERDICT_RETRY:
            self.retries[position] = self.retries.get(position, 0) + 1

    def replay(self, position):
        self.state[position] = "replayed"
        self.retries[position] = 0


def stub_of(stubs):
    return consumer_service_pb2_grpc.ConsumerServiceStub(stubs.channel)


def create_group(stub, group_id):
    return stub.CreateConsumerGroup(consumer.CreateConsumerGroupRequest(group=consumer.ConsumerGroup(
        group_id=group_id, filter=event_service_pb2.EventFilter(types=[event_service_pb2.EVENT_TYPE_RECEIPT_RECORDED]),
        max_attempts=100, min_backoff_millis=1, max_backoff_millis=1)), timeout=30)


class Consumer:
    """One Consume call, read by a thread so that its user can look elsewhere while nothing comes."""

    def __init__(self, stub):
        self.outbox = queue.Queue()
        self.inbox = queue.Queue()
        self.outbox.put(consumer.ConsumeRequest(open=consumer.ConsumeOpening(group_id=GROUP, consumer="thử", credit=CREDIT)))
        self.call = stub.Consume(iter(self.outbox.get, None), timeout=120)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        self.last_settlement = 0

    def read(self):
        try:
            for answer in self.call:
                self.inbox.put(answer)
        except grpc.RpcError as error:
            self.inbox.put(error)

    def next(self, timeout):
        """An answer; None: nothing came in time. Raises how the call ended."""
        try:
            answer = self.inbox.get(timeout=timeout)
        except queue.Empty:
            return None
        if isinstance(answer, grpc.RpcError):
            raise answer
        return answer

    def settle(self, position, verdict):
        self.last_settlement += 1
        event = consumer.SettledEvent(position=position, verdict=verdict, reason="thử lại")
        self.outbox.put(consumer.ConsumeRequest(settle=consumer.Settlement(settlement_id=self.last_settlement, events=[event])))
        if verdict != consumer.VERDICT_RENEW:
            self.outbox.put(consumer.ConsumeRequest(credit=consumer.Credit(events=1)))

    def close(self):
        self.outbox.put(None)
        self.call.cancel()
        self.reader.join()


def work(address, journal):
    """A person and a consumer, one step after the other. Raises RpcError when the server is gone."""
    stubs = Stubs(address)
    stub = stub_of(stubs)
    worker = None
    try:
        journal.asked_create = True
        create_group(stub, GROUP)
        journal.created = True
        worker = Consumer(stub)
        held = []
        for verdict in VERDICTS:
            while not held:
                answer = worker.next(60)
                for event in answer.delivery.events:
                    journal.delivered[event.key] = event.position
                    held.append(event.position)
            position = held[0] if verdict == consumer.VERDICT_RENEW else held.pop(0)
            journal.settle_asked(position, verdict)
            worker.settle(position, verdict)
            while True:
                answer = worker.next(60)
                if answer.HasField("settled"):
                    break
                for event in answer.delivery.events:
                    journal.delivered[event.key] = event.position
                    held.append(event.position)
            assert not answer.settled.not_held, answer
            journal.settle_answered(position, verdict)
        parked = sorted(position for position, state in journal.state.items() if state == "parked")
        journal.asked[parked[0]] = "replay"
        stub.ReplayParkedEvents(consumer.ReplayParkedEventsRequest(group_id=GROUP, positions=parked[:1]), timeout=30)
        del journal.asked[parked[0]]
        journal.replay(parked[0])
        journal.asked[parked[1]] = "drop"
        stub.DropParkedEvents(consumer.DropParkedEventsRequest(group_id=GROUP, positions=parked[1:2]), timeout=30)
        del journal.asked[parked[1]]
        journal.state[parked[1]] = "done"
        steps = [
            ("create", lambda: create_group(stub, SHORT_LIVED)),
            ("reset", lambda: stub.ResetConsumerGroup(consumer.ResetConsumerGroupRequest(
                group_id=SHORT_LIVED, start=event_service_pb2.EventStart(position=3)), timeout=30)),
            ("delete", lambda: stub.DeleteConsumerGroup(consumer.DeleteConsumerGroupRequest(group_id=SHORT_LIVED), timeout=30))]
        for name, call in steps:
            journal.short_lived_asked = name
            call()
            journal.short_lived_answered = name
    finally:
        if worker is not None:
            worker.close()
        stubs.close()


class ConsumerWriteKillTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.template = pathlib.Path(scratch.name).resolve() / "template"
        server = Server(SERVER)
        self.addCleanup(server.clean_up)
        stubs = Stubs(server.address)
        changes = [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id="vn", kind=units_pb2.UNIT_KIND_NATION, name="Việt Nam"))]
        changes += [units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=u, kind=units_pb2.UNIT_KIND_PROVINCE, name=u,
                                                                     parent_id="vn")) for u in UNITS]
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units", changes=changes), timeout=30)
        stubs.receipts.OpenSource(receipt_service_pb2.OpenSourceRequest(
            request_id="open", source=receipts_pb2.SourceOpened(source_id="may-01")), timeout=30)
        stream = Stream(stubs.receipts, receipt_service_pb2.StreamOpening(sequence=receipt_service_pb2.SequenceMode(source_id="may-01")))
        stream.opened()
        stream.send([receipt_submission("may-01", n, UNITS[n % len(UNITS)], 1) for n in range(1, RECEIPTS + 1)])
        first = stream.close()[0].first_position
        self.wanted = set(range(first, first + RECEIPTS))
        stubs.close()
        self.assertEqual(server.stop(), 0)
        shutil.copytree(server.data, self.template)
        # No groups yet: the first start makes the folder.
        shutil.rmtree(self.template / "consumers")

    # --- One case ---

    def killed_at_work(self, kill_at):
        server = CopiedServer(self.template)
        try:
            journal = Journal()
            if server.start_with_shim(kill_at):
                try:
                    work(server.address, journal)
                    # It is killed while it stops, or not at all.
                    server.process.terminate()
                except grpc.RpcError as error:
                    self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE, f"call {kill_at}: {error}")
            self.assertIn(server.process.wait(timeout=60), (-9, 0), server.log_text())
            self.check_reopened(server, journal, f"killed at call {kill_at}")
        finally:
            server.clean_up()

    def killed_while_reopening(self, kill_at, template, journal):
        server = CopiedServer(template)
        try:
            if server.start_with_shim(kill_at):
                server.process.terminate()
            self.assertIn(server.process.wait(timeout=60), (-9, 0), server.log_text())
            self.check_reopened(server, copy.deepcopy(journal), f"killed at call {kill_at} of the reopening")
        finally:
            server.clean_up()

    # --- What must be there ---

    def check_reopened(self, server, journal, case):
        server.log.close()
        report = server.fsck()
        self.assertEqual(report.returncode, 0, f"{case}: {report.stdout}{report.stderr}")
        server.start()
        stubs = Stubs(server.address)
        stub = stub_of(stubs)
        try:
            groups = {g.group_id: g for g in stub.ListConsumerGroups(consumer.ListConsumerGroupsRequest(), timeout=30).groups}
            self.check_short_lived(groups, journal, case)
            if journal.created:
                self.assertIn(GROUP, groups, f"{case}: the group is lost")
            if GROUP in groups:
                self.assertTrue(journal.asked_create, case)
            else:
                create_group(stub, GROUP)
            self.check_parked(stub, journal, case)
            self.work_off(stub, journal, case)
        finally:
            stubs.close()
        self.assertEqual(server.stop(), 0, f"{case}: {server.log_text()}")

    def check_short_lived(self, groups, journal, case):
        asked, answered = journal.short_lived_asked, journal.short_lived_answered
        if answered == "delete" or asked is None:
            self.assertNotIn(SHORT_LIVED, groups, case)
        elif asked in (answered, "reset"):
            self.assertIn(SHORT_LIVED, groups, case)
        if answered == "reset" and SHORT_LIVED in groups:
            self.assertEqual(groups[SHORT_LIVED].next_position, 3, case)

    def check_parked(self, stub, journal, case):
        listed = {e.position for e in stub.ListParkedEvents(consumer.ListParkedEventsRequest(group_id=GROUP), timeout=30).events}
        sure = {p for p, state in journal.state.items() if state == "parked" and p not in journal.asked}
        possible = {p for p, asked in journal.asked.items() if asked in (consumer.VERDICT_PARK, "replay", "drop")}
        self.assertLessEqual(sure, listed, f"{case}: parked events are lost")
        self.assertLessEqual(listed, sure | possible, f"{case}: parked events came from nowhere")
        for position in possible:
            # Whatever became of it, from now on it is certain.
            asked = journal.asked.pop(position)
            if position in listed:
                journal.state[position] = "parked"
            elif asked == "drop":
                journal.state[position] = "done"
            elif asked == "replay":
                journal.replay(position)

    def work_off(self, stub, journal, case):
        worker = Consumer(stub)
        done = {p for p, state in journal.state.items() if state in ("done", "parked")}
        replayed = {p for p, state in journal.state.items() if state == "replayed"}
        # Asked without an answer: either.
        unsure = set(journal.asked)
        highest = dict(journal.delivered)
        got = set()
        deadline = time.monotonic() + 60
        try:
            while True:
                answer = worker.next(0.1)
                if answer is None:
                    group = stub.GetConsumerGroup(consumer.GetConsumerGroupRequest(group_id=GROUP), timeout=30)
                    if group.lag_events == 0 and group.in_flight == 0 and group.waiting_retry == 0:
                        break
                    self.assertLess(time.monotonic(), deadline, f"{case}: it does not come to its end: {group}")
                    continue
                for event in answer.delivery.events:
                    place = f"{case}: {event.key} at {event.position}"
                    self.assertIn(event.position, self.wanted, place)
                    self.assertNotIn(event.position, done, f"{place} comes again although it was answered")
                    self.assertGreaterEqual(event.attempt, 1 + journal.retries.get(event.position, 0), f"{place}: attempts are forgotten")
                    if event.position not in replayed:
                        self.assertGreaterEqual(event.position, highest.get(event.key, 0), f"{place}: the key goes back")
                        highest[event.key] = event.position
                    got.add(event.position)
                    worker.settle(event.position, consumer.VERDICT_ACK)
        finally:
            worker.close()
        self.assertLessEqual(self.wanted - done - unsure, got, f"{case}: events are lost")

    # --- All cases ---

    def test_killed_at_every_write(self):
        # How many calls there are when nothing happens, to the end of the stop.
        whole = CopiedServer(self.template)
        try:
            self.assertTrue(whole.start_with_shim(0), whole.log_text())
            work(whole.address, Journal())
            self.assertEqual(whole.stop(), 0)
            at_work = whole.calls()
        finally:
            whole.clean_up()
        self.assertGreater(at_work, 30)

        # A folder as kill -9 leaves it.
        left = CopiedServer(self.template)
        self.addCleanup(left.clean_up)
        left.start()
        journal = Journal()
        work(left.address, journal)
        left.kill()
        reopened = CopiedServer(left.data)
        try:
            self.assertTrue(reopened.start_with_shim(0), reopened.log_text())
            self.assertEqual(reopened.stop(), 0)
            reopening = reopened.calls()
        finally:
            reopened.clean_up()
        self.assertGreater(reopening, 5)

        cases = [lambda at=at: self.killed_at_work(at) for at in range(1, at_work + 1)]
        cases += [lambda at=at: self.killed_while_reopening(at, left.data, journal) for at in range(1, reopening + 1)]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda case: case(), cases):
                pass
        print(f"{len(cases)} cases; calls: {at_work} at work, {reopening} in the reopening")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
