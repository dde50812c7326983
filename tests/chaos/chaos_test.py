#!/usr/bin/env python3
"""Clerks record, consumers consume, and everything between and below them fails: the network (faulty_proxy.py), the server (kill -9), the clients
(kill -9), both at once. At the end the network is healed, all work is finished, and an independent counter (ledger_count.py) finds every receipt once.

Usage: chaos_test.py HEMOLEDGERD HEMO [SECONDS]

SECONDS of trouble: the argument, else HEMOLEDGER_CHAOS_SECONDS, else 1200. The seed is printed, and taken from HEMOLEDGER_CHAOS_SEED to repeat a run:
the same decisions in the same order, though not to the millisecond. Where something is wrong the folder with journals, logs and data is kept, and told.
"""
import collections
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support" / "python"))

import hemoledger_harness  # noqa: E402
from children import Children  # noqa: E402
from clerks import FINISH_SECONDS, FeedClerk, RequestClerk, SpoolClerk  # noqa: E402
from faulty_proxy import KINDS, FaultyProxy  # noqa: E402
from followers import (Follower, HemoConsumer, PythonConsumer, Watcher, create_group, get_group, parked_positions)  # noqa: E402
from hemoledger_harness import Server, Stubs, plan_service_pb2, plans_pb2, salted, unit_service_pb2, units_pb2, values_pb2  # noqa: E402
from ledger_count import Ledger, check, check_attainment, check_consumers, check_journals, sums  # noqa: E402

UNITS = [f"huyen-{n}" for n in range(8)]
PLAN = "tinh-a-2021"
LONG_OUTAGE_SECONDS = 30
# A run without one long outage shows too little; in a long run each such part has one.
LONG_OUTAGE_EVERY_SECONDS = 180
# In so long a run each kind of trouble must come.
SECONDS_FOR_ALL = 600


class World:
    """What all parts of a run share."""

    def __init__(self, server_binary, hemo, seed):
        self.seed = seed
        self.hemo = hemo
        self.here = HERE
        self.units = UNITS
        self.plan_id = PLAN
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hemoledger-chaos-"))
        self.stubs_path = hemoledger_harness._STUBS.name  # pylint: disable=protected-access
        self.consumer_log = self.folder / "consumers.log"
        self.children = Children()
        self.server = Server(server_binary)
        self.proxy = FaultyProxy(lambda: self.server.address, seed)

    def direct(self):
        return Stubs(self.server.address)

    def load(self):
        """Units, a plan that counts all receipts, a group."""
        stubs = self.direct()

        def opened(id_, kind, parent=""):
            return units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=id_, kind=kind, name=id_, parent_id=parent))
        changes = [opened("vn", units_pb2.UNIT_KIND_NATION), opened("tinh-a", units_pb2.UNIT_KIND_PROVINCE, "vn")]
        changes += [opened(u, units_pb2.UNIT_KIND_DISTRICT, "tinh-a") for u in UNITS]
        stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units", changes=changes), timeout=30)
        signatory, beside = salted("Nguyễn Văn A", 0)
        stubs.plans.IssuePlan(plan_service_pb2.IssuePlanRequest(request_id="plan", texts=[beside], plan=plans_pb2.PlanIssued(
            plan_id=PLAN, period=values_pb2.Interval(first_date=20210101, last_date=20211231),
            document=plans_pb2.PlanDocument(kind=plans_pb2.PLAN_KIND_PLAN, title="Kế hoạch năm 2021", issuer_unit_id="tinh-a",
                                            numbers=["01/KH-BCĐ"], signatory=signatory, signed_date=20210110),
            rows=[plans_pb2.PlanRow(row_id=u, label=u, holder_unit_id=u, quota=plans_pb2.Quota(
                units=values_pb2.PrintedNumber(value=1000))) for u in UNITS])), timeout=30)
        create_group(stubs)
        stubs.close()


class Trouble:
    """What happens while all work: drawn from a deck, so that each kind comes."""

    KINDS = ("kill server", "kill server", "kill client", "kill consumer", "kill both", "kill follower", "refused outage", "silent outage")

    def __init__(self, world):
        self.world = world
        self.rng = random.Random(f"{world.seed}/trouble")
        self.deck = []
        self.happened = collections.Counter()

    def run(self, seconds, everyone):
        self.world.proxy.trouble()
        begin = time.monotonic()
        next_long = min(seconds, LONG_OUTAGE_EVERY_SECONDS) * self.rng.uniform(0.2, 0.5)
        while (now := time.monotonic() - begin) < seconds:
            faults = [str(one.fault) for one in everyone if one.fault is not None]
            check(not faults, *faults)
            if now >= next_long:
                next_long += LONG_OUTAGE_EVERY_SECONDS
                self.happened["outage of 30 s"] += 1
                self.outage(self.rng.random() < 0.5, LONG_OUTAGE_SECONDS)
            else:
                self.one()
            time.sleep(self.rng.uniform(1, 6))

    def one(self):
        if not self.deck:
            self.deck = list(self.KINDS)
            self.rng.shuffle(self.deck)
        kind = self.deck.pop()
        self.happened[kind] += 1
        clients = ("clerk", "consumer", "follower")
        if kind == "kill server":
            self.kill_server()
        elif kind == "kill client":
            self.world.children.kill_one(self.rng, *clients)
        elif kind in ("kill consumer", "kill follower"):
            self.world.children.kill_one(self.rng, kind.split()[1])
        elif kind == "kill both":
            self.kill_server(lambda: self.world.children.kill_one(self.rng, *clients))
        else:
            self.outage(kind == "silent outage", self.rng.uniform(1, 5))

    def kill_server(self, beside=lambda: None):
        self.world.server.kill()
        beside()
        time.sleep(self.rng.choice([0, 0, 0.5, 3]))
        self.world.server.start()

    def outage(self, silent, seconds):
        self.world.proxy.begin_outage(silent)
        time.sleep(seconds)
        self.world.proxy.end_outage()


def wait_until(condition, what, seconds=FINISH_SECONDS):
    deadline = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < deadline, what)
        time.sleep(0.2)


def finish(world, clerks, kept):
    """All work is done on a good network; then nobody writes any more."""
    world.proxy.heal()
    for clerk in clerks:
        clerk.finishing.set()
    for clerk in clerks:
        clerk.thread.join()
        check(clerk.fault is None, clerk.fault)
    stubs = world.direct()
    try:
        head = stubs.status.GetStatus(hemoledger_harness.status_service_pb2.GetStatusRequest(), timeout=30).head_position
        follower = next(one for one in kept if isinstance(one, Follower))
        watcher = next(one for one in kept if isinstance(one, Watcher))

        def drained():
            group = get_group(stubs)
            check(not any(one.fault for one in kept), *[one.fault for one in kept])
            return group.lag_events == 0 and group.in_flight == 0 and group.waiting_retry == 0
        wait_until(drained, "the consumers do not come to the end")
        wait_until(lambda: follower.positions()[-1:] == [head], f"the follower does not come to position {head}")
        wait_until(lambda: watcher.received_units() == dict(sums(clerks)), "the watcher does not come to the last figures")
    finally:
        stubs.close()
    for one in kept:
        one.end()
        check(one.fault is None, one.fault)


def count(world, clerks, kept):
    stubs = world.direct()
    try:
        ledger = Ledger(stubs)
        check_journals(ledger, clerks)
        check_attainment(stubs, PLAN, clerks)
        parked = set(parked_positions(stubs))
    finally:
        stubs.close()
    lines = world.consumer_log.read_text(encoding="utf-8").splitlines()
    again = check_consumers(ledger, lines, parked)
    follower = next(one for one in kept if isinstance(one, Follower))
    check(follower.positions() == list(range(len(ledger.submissions))), "the follower saw not each event once, in order")
    check(next(one for one in kept if isinstance(one, Watcher)).starts == 1, "the watcher was started again")
    check(world.server.stop() == 0, world.server.log_text())
    report = world.server.fsck()
    check(report.returncode == 0, report.stdout, report.stderr)
    print(f"{len(ledger.receipts)} receipts of {len(clerks)} clerks, each once; {len(lines)} acts of consumers, {again} deliveries again, "
          f"{len(parked)} parked; {world.children.killed} clients killed by the trouble")
    for clerk in clerks:
        print(f"  {clerk.name}: {len(clerk.journal)} receipts, exit codes of hemo {dict(clerk.commands)}")


def main():
    server_binary, hemo = sys.argv[1:3]
    seconds = float(sys.argv[3] if len(sys.argv) > 3 else os.environ.get("HEMOLEDGER_CHAOS_SECONDS", 1200))
    seed = os.environ.get("HEMOLEDGER_CHAOS_SEED") or str(random.SystemRandom().randrange(1 << 32))
    print(f"HEMOLEDGER_CHAOS_SEED={seed}, {seconds:.0f} s of trouble", flush=True)
    world = World(server_binary, hemo, seed)
    clerks = []
    kept = []
    sound = False
    try:
        world.load()
        clerks = [SpoolClerk(f"may-{n}", world) for n in range(3)] + [FeedClerk("benh-vien", world), RequestClerk("cong", world)]
        kept = [PythonConsumer("python-1", world), PythonConsumer("python-2", world), HemoConsumer("hemo-1", world),
                Follower("follower", world), Watcher("watcher", world)]
        for one in kept:
            one.thread.start()
        # It tells at once where there is no server when it starts.
        wait_until(lambda: next(one for one in kept if isinstance(one, Watcher)).received_units(), "the watcher does not start")
        for clerk in clerks:
            clerk.thread.start()
        trouble = Trouble(world)
        trouble.run(seconds, clerks + kept)
        finish(world, clerks, kept)
        count(world, clerks, kept)
        print(f"  trouble: {dict(trouble.happened)}\n  network: {dict(world.proxy.happened)}")
        missed = (set(Trouble.KINDS) | {"outage of 30 s"}) - set(trouble.happened) | set(KINDS) - set(world.proxy.happened)
        # On a slow machine a short run may not come to all of it.
        check(not missed or seconds < SECONDS_FOR_ALL, "never happened:", missed)
        sound = True
    finally:
        for one in kept:
            one.ending = True
        for clerk in clerks:
            clerk.finishing.set()
        world.children.end_all()
        world.proxy.close()
        if sound:
            world.server.clean_up()
            shutil.rmtree(world.folder)
        else:
            if world.server.process.poll() is None:
                world.server.kill()
            kept_data = world.folder / "server"
            shutil.copytree(world.server.folder.name, kept_data)
            print(f"FAILED; HEMOLEDGER_CHAOS_SEED={seed}; journals, logs and data: {world.folder}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
