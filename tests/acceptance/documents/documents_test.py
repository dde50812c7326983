#!/usr/bin/env python3
"""Five documents through the real programs: every figure that they print comes back out, what they leave blank stays blank, what contradicts itself is told,
and nothing is told that is right.

What is expected stands beside this file: tables/ holds the documents' tables as they stand in the copies at hand, the other files what their text says. Nothing
of it is read from deploy/demo.

Usage: documents_test.py HEMOLEDGERD HEMO
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tests/support/python"))
import hemoledger_harness  # noqa: E402
from hemoledger.v1 import (attainment_service_pb2, findings_pb2, plan_service_pb2, plans_pb2, record_service_pb2,  # noqa: E402
                           record_service_pb2_grpc, schedule_pb2, schedule_service_pb2, schedule_service_pb2_grpc, targets_pb2, figures_pb2)
from expected import blank, cells, count, printed_count, read_table, rows_of  # noqa: E402
from told import told_comparator, told_decimal, told_finding, told_time  # noqa: E402

HEMOLEDGERD, HEMO = sys.argv[1:3]
PLANS = ["quang-tri-2021", "an-thi-2024", "lao-cai-2024", "kien-giang-2021", "kien-giang-2022", "ngoc-hoi-2020"]


class Documents(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = hemoledger_harness.Server(HEMOLEDGERD)
        cls.stubs = hemoledger_harness.Stubs(cls.server.address)
        cls.schedule = schedule_service_pb2_grpc.ScheduleServiceStub(cls.stubs.channel)
        cls.records = record_service_pb2_grpc.RecordServiceStub(cls.stubs.channel)
        cls.positions = []
        for _ in range(2):
            cls.load()
            cls.positions.append(json.loads(cls.hemo("status", "--format", "json"))["head_position"])
        cls.views = {id_: cls.stubs.plans.GetPlan(plan_service_pb2.GetPlanRequest(plan_id=id_)).plan for id_ in PLANS}
        cls.plans = {id_: view.plan for id_, view in cls.views.items()}

    @classmethod
    def tearDownClass(cls):
        cls.stubs.close()
        cls.server.clean_up()

    @classmethod
    def load(cls):
        demo = ROOT / "deploy/demo"
        for folder, command in (("units", ("unit", "import")), ("plans", ("plan", "import")), ("receipts", ("receipt", "import")),
                                ("records", ("record", "put"))):
            for file in sorted((demo / folder).glob("*.toml")):
                cls.hemo(*command, str(file))

    @classmethod
    def hemo(cls, *arguments):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("HEMOLEDGER_")}
        environment["XDG_CONFIG_HOME"] = cls.server.folder.name
        run = subprocess.run([HEMO, "--server", cls.server.address, *arguments], capture_output=True, text=True, check=False,
                             env=environment, cwd=ROOT)
        assert run.returncode == 0, (arguments, run.returncode, run.stdout, run.stderr)
        return run.stdout

    # --- What the services tell ------------------------------------------------------------------------------------------------
    def rounds(self, plan):
        """RoundView by id, and the ids in the plan's own order."""
        found, token = {}, ""
        while True:
            answer = self.schedule.ListRounds(schedule_service_pb2.ListRoundsRequest(plan_id=plan, page_size=1000, page_token=token))
            found.update({view.round.round_id: view for view in answer.rounds})
            token = answer.next_page_token
            if not token:
                return found, [r.round_id for r in self.plans[plan].rounds]

    def statements(self, plan, record=""):
        found, token = [], ""
        while True:
            answer = self.records.ListStatements(record_service_pb2.ListStatementsRequest(
                plan_id=plan, record_id=record, page_size=5000, page_token=token))
            found += answer.statements
            token = answer.next_page_token
            if not token:
                return found

    def check_printed(self, number, expected, where):
        """A PrintedNumber is what the cell prints; a blank cell is no number, not zero."""
        if blank(expected):
            self.assertFalse(number.HasField("value") or number.text, (where, expected, number))
        else:
            self.assertEqual((number.value, number.text or printed_count(number.value, expected)), (count(expected), expected.strip()), where)

    # --- All -------------------------------------------------------------------------------------------------------------------
    def test_loading_a_second_time_changes_nothing(self):
        self.assertEqual(self.positions[0], self.positions[1])

    def test_the_documents_as_such(self):
        for id_, kind, numbers, signed, signatory, place, issuer, recipients, implements, assumed in rows_of("documents.tsv", 10):
            plan, document = self.plans[id_], self.plans[id_].document
            texts = {text.ordinal: text.text for text in self.views[id_].texts}
            self.assertEqual(plans_pb2.PlanKind.Name(document.kind), "PLAN_KIND_" + kind, id_)
            self.assertEqual(list(document.numbers), [n for n in numbers.split(",") if n], id_)
            self.assertEqual(document.signed_date, int(signed.replace("-", "") or 0), id_)
            self.assertEqual(texts[document.signatory.ordinal], signatory, id_)
            self.assertEqual((document.place, document.issuer_name, len(document.recipients)), (place, issuer, int(recipients)), id_)
            bases = [f"{d.number} {d.signed_date // 10000}-{d.signed_date // 100 % 100:02}-{d.signed_date % 100:02}" for d in plan.implements]
            self.assertEqual(bases, [implements] if implements else [], id_)
            self.assertEqual(plan.period_assumed, assumed == "yes", id_)
            self.assertFalse(plan.HasField("assigned_quota"), "none of the five prints it")

    def test_campaigns(self):
        expected = rows_of("campaigns.tsv", 3)
        for id_ in PLANS:
            wanted = [row for row in expected if row[0] == id_]
            found = list(self.plans[id_].campaigns)
            self.assertEqual(len(found), len(wanted), id_)
            for campaign, (_, words, day) in zip(found, wanted):
                self.assertIn(words, campaign.label)
                self.assertEqual(list(campaign.time.dates.dates), [int(day.replace("-", ""))] if day else [], campaign.label)

    def test_targets(self):
        expected = rows_of("targets.tsv", 9)
        for id_ in PLANS:
            wanted = [row for row in expected if row[0] == id_]
            answer = self.schedule.ListTargets(schedule_service_pb2.ListTargetsRequest(plan_id=id_))
            self.assertEqual([targets_pb2.TargetMetric.Name(t.target.metric)[14:] for t in answer.targets], [row[1] for row in wanted], id_)
            for progress, (_, _, comparator, value, upper, place, words, units, each) in zip(answer.targets, wanted):
                target = progress.target
                self.assertEqual(figures_pb2.Comparator.Name(target.value.comparator)[11:], comparator, target)
                self.assertEqual(told_decimal(target.value.value), value.strip(" %").replace(" ", ""), target)
                self.assertEqual(told_decimal(target.value.upper), upper, target)
                self.assertEqual(target.place, place, target)
                self.assertIn(words, target.text)
                self.assertEqual(list(target.scope.unit_ids), [u for u in units.split(",") if u], target)
                self.assertEqual(target.scope.each, each == "each", target)

    def test_progress_against_targets(self):
        """Known where receipts or rounds carry it, else not known: no percentage out of nothing."""
        known = {}
        for id_ in PLANS:
            for progress in self.schedule.ListTargets(schedule_service_pb2.ListTargetsRequest(plan_id=id_)).targets:
                if progress.state != schedule_service_pb2.TARGET_STATE_NOT_KNOWN:
                    known[(id_, progress.target.target_id)] = progress
        for (id_, target), progress in known.items():
            self.assertTrue(progress.source, (id_, target))
        # Nobody has given in these plans yet: that is known, and short of the targets.
        for id_, target in (("quang-tri-2021", "tiep-nhan"), ("lao-cai-2024", "tiep-nhan"), ("kien-giang-2022", "tiep-nhan")):
            progress = known[(id_, target)]
            self.assertEqual((progress.state, progress.reached_numerator), (schedule_service_pb2.TARGET_STATE_NOT_REACHED, 0), (id_, target))
        # No event carries staff, clubs, organ donors or those who sign up.
        for id_, target in (("quang-tri-2021", "can-bo"), ("lao-cai-2024", "thanh-vien-cau-lac-bo"), ("kien-giang-2022", "dang-ky"),
                            ("kien-giang-2022", "hien-tang-huyen"), ("an-thi-2024", "ty-le-dan-so")):
            self.assertNotIn((id_, target), known)

    def test_tasks(self):
        for id_ in ("an-thi-2024", "ngoc-hoi-2020"):
            wanted = [row for row in rows_of("tasks.tsv", 7) if row[0] == id_]
            views = {view.task.task_id: view for view in
                     self.schedule.ListTasks(schedule_service_pb2.ListTasksRequest(plan_id=id_, page_size=1000)).tasks}
            tasks = list(self.plans[id_].tasks)
            self.assertEqual(len(tasks), len(wanted), id_)
            self.assertEqual(len(views), len(wanted), id_)
            for task, (_, kind, words, lead, first, last, text) in zip(tasks, wanted):
                self.assertEqual(schedule_pb2.TaskKind.Name(task.kind)[10:], kind, task)
                self.assertIn(words, task.label)
                self.assertEqual((task.lead, task.time.text), (lead, text), task)
                view = views[task.task_id]
                dates = {"first": view.first_date, "last": view.last_date}
                if not last:
                    self.assertIsNone(task.time.WhichOneof("form"), task)
                    self.assertEqual(dates["first"], 0, task)
                else:
                    self.assertEqual(dates, {"first": int(first.replace("-", "") or 0), "last": int(last.replace("-", ""))}, task)

    def test_other_indicators(self):
        answer = self.records.ListIndicators(record_service_pb2.ListIndicatorsRequest(page_size=5000))
        wanted = rows_of("indicators.tsv", 6)
        found = {(view.value.unit_id, view.value.label): view.value for view in answer.indicators}
        self.assertEqual(len(answer.indicators), len(wanted))
        for unit, words, value, of, comparator, measure in wanted:
            matching = [v for (u, label), v in found.items() if u == unit and words in label]
            exact = [v for v in matching if v.label == words] or [v for v in matching if v.label.startswith(words)] or matching
            self.assertTrue(exact, words)
            indicator = exact[0]
            self.assertEqual(told_decimal(indicator.value.value), value, words)
            self.assertEqual(told_decimal(indicator.of), of, words)
            self.assertEqual(figures_pb2.Comparator.Name(indicator.value.comparator)[11:], comparator or "EQUAL", words)
            self.assertEqual(indicator.measure, measure, words)

    def test_statements_of_the_text(self):
        name = record_service_pb2.StatementComparison.Name
        for id_ in PLANS:
            wanted = [row for row in rows_of("statements.tsv", 4) if row[0] == id_]
            found = [view for view in self.statements(id_) if not view.statement.table_id]
            # Totals and percentages of the rows of appendices are checked with their tables.
            found = [view for view in found if not view.record_id.startswith("phu-luc")]
            self.assertEqual([(view.statement.place, name(view.comparison)[21:]) for view in found], [(place, outcome) for _, place, _, outcome in wanted], id_)
            for view, (_, _, words, _) in zip(found, wanted):
                self.assertIn(words, view.statement.printed_text)

    def test_findings_are_these_and_no_others(self):
        wanted = [tuple(row) for row in rows_of("findings.tsv", 7)]
        found = []
        for id_ in PLANS:
            answer = self.records.ListFindings(record_service_pb2.ListFindingsRequest(plan_id=id_))
            found += [(id_, *told_finding(finding)) for finding in answer.findings]
            for finding in answer.findings:
                self.assertEqual(len(finding.fingerprint), 32)
                self.assertTrue(finding.places)
                if finding.state == findings_pb2.FINDING_STATE_EXPLAINED:
                    self.assertIn("12/2020", finding.verdict_reason)
        self.assertEqual(sorted(found), sorted(wanted))

    # --- 000 -------------------------------------------------------------------------------------------------------------------
    def test_quang_tri_table(self):
        plan = self.plans["quang-tri-2021"]
        texts = {text.ordinal: text.text for text in self.views["quang-tri-2021"].texts}
        lines = read_table("quang-tri-2021.tsv", 2)
        self.assertEqual(len(plan.rows), 16)
        for row, line in zip(plan.rows, lines[:-1]):
            label, name, population, quota, share, converted, converted_share, rounds, time = cells(line, 9)
            mark = name[-1] if name[-1] in "¹²³" else ""
            self.assertEqual((row.label, row.printed_name), (label, name.rstrip(" ¹²³")))
            self.check_printed(row.population, population, name)
            self.check_printed(row.quota.units, quota, name)
            self.check_printed(row.quota.converted_units, converted, name)
            self.check_printed(row.round_count, rounds, name)
            self.assertEqual((row.population_share_text, row.converted_population_share_text, row.time_text), (share, converted_share, time))
            # Three footnotes, tied to their rows.
            self.assertEqual([texts[note.ordinal][0] for note in row.notes], [mark] if mark else [], name)
        _, _, population, quota, share, converted, converted_share, rounds, _ = cells(lines[-1], 9)
        self.check_printed(plan.stated.population, population, "total")
        self.check_printed(plan.stated_total.units, quota, "total")
        self.check_printed(plan.stated_total.converted_units, converted, "total")
        self.check_printed(plan.stated.round_count, rounds, "total")
        self.assertEqual((plan.stated.population_share_text, plan.stated.converted_population_share_text), (share, converted_share))
        self.assertEqual(self.views["quang-tri-2021"].total_quota_units, 9999)
        notes = " ".join(text for text in texts.values())
        for words in ("Đoàn khối Cơ quan và Doanh nghiệp tỉnh", "đoàn viên công đoàn các cơ quan cấp tỉnh", "hiến máu cấp cứu, tiểu cầu"):
            self.assertIn(words, notes)

    def test_quang_tri_rounds(self):
        views, order = self.rounds("quang-tri-2021")
        self.assertEqual(len(order), 34)
        holders = {row.label: row.holder_unit_id for row in self.plans["quang-tri-2021"].rows}
        for line in read_table("quang-tri-2021.tsv", 2)[:-1]:
            label, *_, number, time = cells(line, 9)
            # "Tháng 12/2020; 6, 11/2021": the months before a year are of that year.
            months = [int(year) * 100 + int(month) for part in time.split(";") for year in re.findall(r"/(\d{4})", part)
                      for month in re.findall(r"\d+", part.split("/")[0])]
            own = [views[id_].round for id_ in order if [q.unit_id for q in views[id_].round.quotas] == [holders[label]]]
            self.assertEqual([list(r.time.months.months) for r in own], [[month] for month in months], time)
            self.assertEqual(len(own), int(number))
            for round_ in own:
                self.assertFalse(round_.quotas[0].HasField("units"), "the plan gives its rounds no figures")

    # --- 001 -------------------------------------------------------------------------------------------------------------------
    def test_an_thi_tables(self):
        plan = self.plans["an-thi-2024"]
        first, second = read_table("an-thi-2024-1.tsv", 2), read_table("an-thi-2024-2.tsv", 2)
        lines = [cells(line, 5) + [""] for line in first[:-1]] + [cells(line, 6) for line in second[:-2]]
        self.assertEqual([(r.label, r.printed_name) for r in plan.rows], [(line[0], line[1]) for line in lines])
        self.assertEqual([r.group_id for r in plan.rows], [plan.groups[0].group_id] * 21 + [plan.groups[1].group_id] * 20)
        quotas = {r.round_id: {q.unit_id: q.units for q in r.quotas} for r in plan.rounds}
        self.assertEqual(len(quotas), 3)
        units = {"17.": "hung-yen-an-thi-may-smart-shirts", "18.": "hung-yen-an-thi-may-tre-dan-yen-hung"}
        texts = {text.ordinal: text.text for text in self.views["an-thi-2024"].texts}
        for row, (label, name, quota, *in_rounds) in zip(plan.rows, lines):
            remark = not blank(quota) and not quota[0].isdigit()
            self.check_printed(row.quota.units, "" if remark else quota, name)
            if remark:
                self.assertEqual([texts[note.ordinal] for note in row.notes], [quota])
            unit = row.holder_unit_id or units[label]
            for round_, figure in zip(plan.rounds, in_rounds):
                if blank(figure):
                    self.assertNotIn(unit, quotas[round_.round_id], f"{name}: blank, not zero")
                else:
                    self.check_printed(quotas[round_.round_id][unit], figure, name)
        # "Tổng I", "Tổng II", "Tổng cộng: I+II": what is printed, of every column.
        for stated, quota, line in ((plan.groups[0].stated, plan.groups[0].stated.quota, cells(first[-1], 5)),
                                    (plan.groups[1].stated, plan.groups[1].stated.quota, cells(second[-2], 6)),
                                    (plan.stated, plan.stated_total, cells(second[-1], 6))):
            self.check_printed(quota.units, line[2], line[0])
            self.assertEqual([s.round_id for s in stated.rounds], [r.round_id for r, _ in zip(plan.rounds, line[3:])], line[0])
            for total, figure in zip(stated.rounds, line[3:]):
                self.check_printed(total.units, figure, line[0])

    def test_an_thi_rounds(self):
        rounds = self.plans["an-thi-2024"].rounds
        self.assertEqual([(r.label, list(r.time.dates.dates), r.time.tentative) for r in rounds],
                         [("Đợt I", [20240315], False), ("Đợt II", [20240718], True), ("Đợt III", [20241109], True)])
        views, _ = self.rounds("an-thi-2024")
        self.assertEqual([views[r.round_id].quota_units for r in rounds], [857, 633, 431])

    # --- 002 -------------------------------------------------------------------------------------------------------------------
    def test_lao_cai_events(self):
        plan = self.plans["lao-cai-2024"]
        self.assertFalse(plan.rows, "the plan has no table")
        wanted = rows_of("events-lao-cai-2024.tsv", 8)
        self.assertEqual(len(plan.rounds), 19)
        for round_, (quarter, host, host_id, registered, received, campaigns, partners, place) in zip(plan.rounds, wanted):
            self.assertEqual((round_.time.quarter.year, round_.time.quarter.quarter), (2024, int(quarter)), round_)
            self.assertEqual((round_.host_name, round_.host_unit_id), (host, host_id))
            for figure, words in ((round_.registered, registered), (round_.received, received)):
                self.assertEqual(told_decimal(figure.value), "".join(re.findall(r"[\d.]+", words)), round_)
                minimum = any(word in words for word in ("tối thiểu", "ít nhất", "trở lên"))
                self.assertEqual(told_comparator(figure), "" if not words else "≥" if minimum else "=", round_)
            self.assertEqual(list(round_.campaign_ids), ["lao-cai-2024-" + c for c in campaigns.split(",") if c], round_)
            self.assertEqual(list(round_.partners), [p for p in partners.split(";") if p], round_)
            self.assertEqual(round_.place, place)
            self.assertFalse(round_.quotas)
        self.assertEqual([sum(1 for w in wanted if w[0] == q) for q in "1234"], [6, 5, 4, 4], "as III.3 says")
        self.assertEqual(sum(r.received.value.unscaled for r in plan.rounds), 7300)
        self.assertEqual(plan.document.signed_date, 0)

    # --- 003 -------------------------------------------------------------------------------------------------------------------
    def test_kien_giang_2021_cells(self):
        """Appendix 1, cell by cell, with the column that it has in the copy."""
        plan = self.plans["kien-giang-2021"]
        lines = read_table("kien-giang-2021.tsv", 2)
        views = self.statements("kien-giang-2021", "phu-luc-1")
        row_ids = [row.row_id for row in plan.rows]
        self.assertEqual([(r.label, r.printed_name) for r in plan.rows], [(line[0], line[1]) for line in lines[:-1]])
        own = lambda row_id: [v for v in views if v.statement.row_id == row_id]  # noqa: E731
        checked = 0
        for row, line in zip(plan.rows, lines[:-1]):
            damaged = len(line) == 16
            self.check_printed(row.quota.units, line[2], line[1])
            months, total, percent = line[3:-2], line[-2], line[-1]
            found = own(row.row_id)
            wanted = [(column, cell) for column, cell in enumerate(months, 4) if not blank(cell)]
            self.assertEqual([(v.statement.column, v.statement.printed_text) for v in found if v.statement.column], wanted, line[1])
            for view in found:
                if view.statement.column:
                    self.assertEqual(view.statement.HasField("interval"), not damaged, line[1])
            rest = [v for v in found if not v.statement.column]
            self.assertEqual([v.statement.printed_text for v in rest], [c for c in (total, percent) if not blank(c)], line[1])
            for view in rest:
                self.assertEqual(record_service_pb2.StatementComparison.Name(view.comparison), "STATEMENT_COMPARISON_EQUAL", view)
            checked += len(found)
        totals = [v for v in views if v.statement.table_total]
        printed = [c for c in lines[-1][3:] if not blank(c)]
        self.assertEqual([v.statement.printed_text for v in totals], printed)
        # 17.177 of 19.979 carry no month: no printed month total can be checked, and none falls below what is dated.
        self.assertEqual([record_service_pb2.StatementComparison.Name(v.comparison)[21:] for v in totals], ["NOT_CHECKABLE"] * 12 + ["EQUAL"] * 2)
        self.assertEqual(checked + len(totals), len(views))
        self.assertEqual(len(row_ids), 37)

    def test_kien_giang_2021_attainment(self):
        answer = self.stubs.attainment.GetAttainment(attainment_service_pb2.GetAttainmentRequest(plan_id="kien-giang-2021"))
        for line, printed in zip(answer.lines, read_table("kien-giang-2021.tsv", 2)[:-1]):
            total, percent = printed[-2], printed[-1]
            if blank(total):
                self.assertFalse(line.HasField("figures"), printed[1])
                continue
            self.assertEqual(line.figures.received_units, count(total), printed[1])
            if blank(percent):
                self.assertFalse(line.figures.HasField("ratio_numerator"), printed[1])
            else:
                ratio = 100 * line.figures.ratio_numerator, line.figures.ratio_denominator
                self.assertEqual((2 * ratio[0] + ratio[1]) // (2 * ratio[1]), count(percent), printed[1])
        self.assertEqual((answer.total.received_units, answer.total.quota_units), (19979, 19116))

    def test_kien_giang_2022_rows_and_rounds(self):
        plan = self.plans["kien-giang-2022"]
        lines = read_table("kien-giang-2022.tsv", 2)
        views, order = self.rounds("kien-giang-2022")
        self.assertEqual([(r.label, r.printed_name) for r in plan.rows], [(line[0], line[1]) for line in lines[:-1]])
        for row, line in zip(plan.rows, lines[:-1]):
            self.check_printed(row.quota.units, line[2], line[1])
            own = [views[id_].round for id_ in order if views[id_].round.quotas[0].unit_id == row.holder_unit_id]
            printed = [c for c in line[3:14] if not blank(c)]
            self.assertEqual([(r.quotas[0].units.value, r.quotas[0].units.text or printed_count(r.quotas[0].units.value, c)) for r, c in zip(own, printed)],
                             [(count(c), c) for c in printed], line[1])
            self.assertEqual(len(own), len(printed), line[1])
            self.assertEqual([r.time.WhichOneof("form") for r in own], [None] * len(own), "the month is not known")
        self.check_printed(plan.stated_total.units, lines[-1][2], "total")

    def test_kien_giang_2022_cells(self):
        plan = self.plans["kien-giang-2022"]
        lines = read_table("kien-giang-2022.tsv", 2)
        views = self.statements("kien-giang-2022", "phu-luc-2")
        for row, line in zip(plan.rows, lines[:-1]):
            found = [v.statement for v in views if v.statement.row_id == row.row_id]
            wanted = [(column, cell) for column, cell in enumerate(line[3:14], 4) if not blank(cell)]
            self.assertEqual([(s.column, s.printed_text) for s in found if s.column], wanted, line[1])
            self.assertEqual([s.printed_text for s in found if not s.column], [line[14]], line[1])
            self.assertFalse([s for s in found if s.HasField("interval")], "which month a cell belongs to is not certain")
        totals = [v.statement for v in views if v.statement.table_total]
        self.assertEqual([s.printed_text for s in totals], lines[-1][3:16])
        self.assertEqual([(s.interval.first_date, s.interval.last_date) for s in totals[:3]],
                         [(20220101, 20220131), (20220201, 20220228), (20220301, 20220331)])

    # --- 004 -------------------------------------------------------------------------------------------------------------------
    def test_ngoc_hoi_rounds(self):
        plan = self.plans["ngoc-hoi-2020"]
        views, order = self.rounds("ngoc-hoi-2020")
        wanted = rows_of("rounds-ngoc-hoi-2020.tsv", 5)
        self.assertEqual(len(plan.rounds), 3)
        for id_, (label, units, before, text, place) in zip(order, wanted):
            round_ = views[id_].round
            self.assertEqual((round_.label, round_.time.text, round_.place), (label, text, place))
            self.assertEqual((round_.time.deadline.date, round_.time.deadline.inclusive), (int(before.replace("-", "")), False))
            self.assertEqual([(q.unit_id, q.units.value) for q in round_.quotas], [("kon-tum-ngoc-hoi", int(units))])
            self.assertEqual((round_.host_unit_id, round_.host_name), ("kon-tum-hoi-chu-thap-do", "Hội Chữ thập đỏ tỉnh Kon Tum"))
            self.assertEqual(len(round_.partners), 5)
        self.assertFalse(plan.rows)
        self.assertFalse(plan.HasField("stated_total"), "no total is printed")
        self.assertEqual(sum(views[id_].quota_units for id_ in order), 370)


if __name__ == "__main__":
    sys.argv[1:] = []
    unittest.main(verbosity=2)
