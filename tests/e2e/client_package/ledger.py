"""A server with two districts and a plan for them, for the tests of the library."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "python"))

from hemoledger_harness import (Server, Stubs, plan_service_pb2, plans_pb2, unit_service_pb2, units_pb2, values_pb2)  # noqa: E402

PLAN = "kien-giang-2021"


class Ledger:
    def __init__(self, binary):
        self.server = Server(binary)
        self.address = self.server.address
        self.stubs = Stubs(self.address)

        def opened(id_, kind, name, parent=""):
            return units_pb2.UnitChanged(opened=units_pb2.UnitOpened(unit_id=id_, kind=kind, name=name, parent_id=parent))
        self.stubs.units.ChangeUnits(unit_service_pb2.ChangeUnitsRequest(request_id="units", changes=[
            opened("vn", units_pb2.UNIT_KIND_NATION, "Việt Nam"),
            opened("kien-giang", units_pb2.UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn"),
            opened("tan-hiep", units_pb2.UNIT_KIND_DISTRICT, "Huyện Tân Hiệp", "kien-giang")]), timeout=30)
        self.stubs.plans.IssuePlan(plan_service_pb2.IssuePlanRequest(request_id="plan", plan=plans_pb2.PlanIssued(
            plan_id=PLAN,
            document=plans_pb2.PlanDocument(kind=plans_pb2.PLAN_KIND_PLAN, title="Kế hoạch năm 2021", issuer_unit_id="kien-giang",
                                            numbers=["01/KH-BCĐ"], signed_date=20210110),
            period=values_pb2.Interval(first_date=20201201, last_date=20211130),
            rows=[plans_pb2.PlanRow(row_id="r1", label="1", holder_unit_id="tan-hiep",
                                    quota=plans_pb2.Quota(units=values_pb2.PrintedNumber(value=100)))])), timeout=30)

    def close(self):
        self.stubs.close()
        code = self.server.stop()
        self.server.clean_up()
        return code


def run(*command):
    """Its lines; fails where it does."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout.splitlines()
