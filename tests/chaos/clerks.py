"""Who records receipts: each writes every receipt into a journal of its own before it hands it to the product, and works until all of it is answered.

    SpoolClerk    `hemo receipt record`, `hemo spool flush`, a USB stick now and then
    FeedClerk     `hemo receipt import` of files, again after each failure, and now and then again without one
    RequestClerk  unary RecordReceipt under a request id
"""
import collections
import json
import pathlib
import random
import threading
import time

import grpc

from hemoledger_harness import Stubs, receipt_service_pb2, receipts_pb2, values_pb2, unit

# What hemo's exit codes mean (docs/clerks.md).
DONE, UNREACHABLE, KILLED = 0, 3, -9
# A clerk loses patience with a command that hangs.
PATIENCE_SECONDS = 6
FINISH_SECONDS = 240

Entry = collections.namedtuple("Entry", "unit date count")


class Clerk:
    """A thread that works until it is told to finish; `fault` says what it met that must not be."""

    def __init__(self, name, world):
        self.name = name
        self.world = world
        self.rng = random.Random(f"{world.seed}/{name}")
        self.folder = world.folder / name
        self.folder.mkdir()
        self.journal = {}
        self.fault = None
        self.commands = collections.Counter()
        self.finishing = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            while not self.finishing.is_set():
                self.work()
                self.finishing.wait(self.rng.uniform(0.05, 0.8))
            self.finish(time.monotonic() + FINISH_SECONDS)
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault

    def new_entry(self, key):
        """Journalled, on the disk, before anything else happens to it."""
        entry = Entry(self.rng.choice(self.world.units), 20210400 + self.rng.randint(1, 30), self.rng.randint(1, 400))
        with open(self.folder / "journal", "a", encoding="utf-8") as journal:
            journal.write(f"{key} {entry.unit} {entry.date} {entry.count}\n")
        self.journal[key] = entry
        return entry

    def hemo(self, *arguments, allowed=(DONE, UNREACHABLE), may_die=True):
        """(exit code, standard output). Killed at random where it may die."""
        kill_after = None
        if may_die:
            kill_after = self.rng.uniform(0, 0.15) if self.rng.random() < 0.25 else PATIENCE_SECONDS
        code, out, err = self.world.children.run(
            "clerk", [self.world.hemo, *map(str, arguments)], kill_after,
            env={"HEMOLEDGER_SERVER": self.world.proxy.address, "HEMOLEDGER_SPOOL": str(self.folder / "spool"),
                 "HEMOLEDGER_LANG": "en", "HOME": str(self.folder)})
        self.commands[code] += 1
        assert code in (*allowed, KILLED), f"{self.name}: hemo {' '.join(map(str, arguments))} ended with {code}: {out}{err}"
        return code, out

    def work(self):
        raise NotImplementedError

    def finish(self, deadline):
        raise NotImplementedError


def day(date):
    return f"{date % 100}/{date // 100 % 100}/{date // 10000}"


class SpoolClerk(Clerk):
    """The journal's keys are the numbers of the source: what is recorded must stand under just these."""

    def work(self):
        draw = self.rng.random()
        if draw < 0.7 or not self.journal:
            self.record()
        elif draw < 0.93:
            self.hemo("spool", "flush", "--timeout", 2)
        else:
            self.carry_a_stick()

    def record(self):
        number = len(self.journal) + 1
        entry = self.new_entry(number)
        while True:
            _, out = self.hemo("receipt", "record", "--unit", entry.unit, "--when", day(entry.date), "--count", entry.count, "--yes",
                               "--source", self.name, *(["--offline"] if self.rng.random() < 0.5 else []))
            if f"number {number} " in out:
                return
            # Killed before it said anything: the spool knows whether it has it.
            next_number = self.next_number()
            assert next_number in (number, number + 1), f"{self.name}: the spool goes on with {next_number} after {number}"
            if next_number == number + 1:
                return

    def next_number(self):
        if not (self.folder / "spool" / "spool.db").exists():
            return 1
        # A spool that was killed before its first table is none yet.
        code, out = self.hemo("spool", "status", "--format", "json", allowed=(DONE, 2), may_die=False)
        return json.loads(out)["next_sequence"] if code == DONE else 1

    def carry_a_stick(self):
        stick = self.folder / f"{self.commands.total()}.hemospool"
        code, _ = self.hemo("spool", "export", "--output", stick)
        if code == DONE:
            self.hemo("spool", "import", stick, "--wait", 2)

    def finish(self, deadline):
        while self.hemo("spool", "flush", "--timeout", 30, may_die=False)[0] != DONE:
            assert time.monotonic() < deadline, f"{self.name}: the spool is not sent"
        status = json.loads(self.hemo("spool", "status", "--format", "json", may_die=False)[1])
        found = {key: status[key] for key in ("waiting", "refused", "conflicts", "acknowledged_sequence")}
        assert found == {"waiting": 0, "refused": 0, "conflicts": 0, "acknowledged_sequence": len(self.journal)}, f"{self.name}: {found}"


class FeedClerk(Clerk):
    """The journal's keys are external ids."""

    def __init__(self, name, world):
        super().__init__(name, world)
        self.files = []
        self.left = []

    def work(self):
        if not self.left and self.rng.random() < 0.3 and self.files:
            self.import_file(self.rng.choice(self.files))
            return
        if not self.left:
            self.left.append(self.write_file())
        if self.import_file(self.left[0]) == DONE:
            self.files.append(self.left.pop())

    def write_file(self):
        name = f"so-{len(self.files) + 1}"
        rows = ["Mã phiếu;Đơn vị;Mã đơn vị;Ngày;Số đơn vị máu"]
        for n in range(self.rng.randint(1, 25)):
            entry = self.new_entry(f"{name}-{n}")
            rows.append(f"{name}-{n};{entry.unit};{entry.unit};{day(entry.date)};{entry.count}")
        (self.folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        path = self.folder / f"{name}.toml"
        path.write_text(f'feed = "{self.name}"\nunit_under = "vn"\ntable = "{name}.csv"\n\n[defaults]\ncomponent = "whole-blood"\n'
                        'donor_class = "voluntary"\n', encoding="utf-8")
        return path

    def import_file(self, path, may_die=True):
        return self.hemo("receipt", "import", path, "--wait", 2, may_die=may_die)[0]

    def finish(self, deadline):
        # All of them once more: nothing may be recorded again.
        for path in self.files + self.left:
            while self.import_file(path, may_die=False) != DONE:
                assert time.monotonic() < deadline, f"{self.name}: {path} is not imported"


class RequestClerk(Clerk):
    """The journal's keys are request ids."""

    def work(self):
        self.record(f"{self.name}-{len(self.journal) + 1}", time.monotonic() + FINISH_SECONDS)

    def record(self, key, deadline):
        entry = self.new_entry(key)
        request = receipt_service_pb2.RecordReceiptRequest(request_id=key, receipt=receipts_pb2.Receipt(
            unit=unit(entry.unit), interval=values_pb2.Interval(first_date=entry.date), component=values_pb2.COMPONENT_WHOLE_BLOOD,
            donor_class=values_pb2.DONOR_CLASS_VOLUNTARY, bags=[values_pb2.BagCount(count=entry.count)]))
        while True:
            stubs = Stubs(self.world.proxy.address)
            try:
                stubs.receipts.RecordReceipt(request, timeout=3)
                return
            except grpc.RpcError as error:
                assert may_try_again(error) and not self.world.children.closed, f"{self.name}: {key}: {error}"
                assert time.monotonic() < deadline, f"{self.name}: {key} is not recorded: {error}"
            finally:
                stubs.close()
            time.sleep(0.2)

    def finish(self, deadline):
        pass


def may_try_again(error):
    """Whether a call failed on the way, or because the server stops."""
    details = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
    return not details or b"SERVER_STOPPING" in details
