// Form of records: the limits that records.proto and figures.proto state.
#include "services/domain/record_form.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_records/records_world.h"

namespace hemoledger {
namespace {

using v1::PlanRecorded;

class RecordFormTest : public RecordsWorld {
 protected:
  // `change` makes one problem of a good record.
  void Bad(PlanRecorded record, const std::function<void(PlanRecorded&)>& change,
           ErrorReason reason, std::string_view place) {
    change(record);
    ExpectProblem(record, reason, place);
  }
  void BadStatement(const std::function<void(v1::Statement&)>& change, ErrorReason reason,
                    const std::string& field) {
    Bad(
        StatementsRecord(),
        [&](PlanRecorded& record) { change(*record.mutable_statements()->mutable_statements(0)); },
        reason, "statements.statements[0]." + field);
  }
  void BadIndicator(const std::function<void(v1::IndicatorValue&)>& change, ErrorReason reason,
                    const std::string& field) {
    Bad(
        IndicatorsRecord(),
        [&](PlanRecorded& record) { change(*record.mutable_indicators()->mutable_values(0)); },
        reason, "indicators.values[0]." + field);
  }
  void BadScan(const std::function<void(v1::Attachment&)>& change, ErrorReason reason,
               const std::string& field) {
    Bad(
        ScanRecord(), [&](PlanRecorded& record) { change(*record.mutable_attachment()); }, reason,
        "attachment." + field);
  }
};

TEST_F(RecordFormTest, OneOfEachKindIsGood) {
  for (const PlanRecorded& record : OneOfEachKind()) {
    const auto verdict = Check(record);
    ASSERT_OK(verdict) << RecordKindName(record);
    EXPECT_EQ(verdict->existing, nullptr);
    EXPECT_EQ(verdict->version, 1u);
  }
}

TEST_F(RecordFormTest, IdsAndKindAreRequired) {
  Bad(
      VerdictRecord(), [](auto& r) { r.clear_plan_id(); }, ERROR_REASON_FIELD_REQUIRED, "plan_id");
  Bad(
      VerdictRecord(), [](auto& r) { r.set_plan_id("Kế hoạch"); }, ERROR_REASON_ID_INVALID,
      "plan_id");
  Bad(
      VerdictRecord(), [](auto& r) { r.clear_record_id(); }, ERROR_REASON_FIELD_REQUIRED,
      "record_id");
  Bad(
      VerdictRecord(), [](auto& r) { r.set_record_id("a/b"); }, ERROR_REASON_ID_INVALID,
      "record_id");
  Bad(
      VerdictRecord(), [](auto& r) { r.clear_verdict(); }, ERROR_REASON_FIELD_REQUIRED, "record");
}

TEST_F(RecordFormTest, WhatReplacesOrAnswersAFindingSaysWhy) {
  Bad(
      VerdictRecord(), [](auto& r) { r.clear_reason(); }, ERROR_REASON_FIELD_REQUIRED, "reason");
  Put(RoundReport());
  Bad(
      Replacing(RoundReport(), 1), [](auto& r) { r.clear_reason(); }, ERROR_REASON_FIELD_REQUIRED,
      "reason");
  Bad(
      Withdrawing(RoundReport(), 1), [](auto& r) { r.clear_reason(); }, ERROR_REASON_FIELD_REQUIRED,
      "reason");
}

TEST_F(RecordFormTest, OnlyWhatIsThereIsWithdrawn) {
  Bad(
      Withdrawing(RoundReport(), 1), [](auto& r) { r.set_replaces_version(0); },
      ERROR_REASON_FIELD_REQUIRED, "replaces_version");
}

TEST_F(RecordFormTest, Source) {
  Bad(
      RoundReport(), [](auto& r) { r.mutable_source()->set_signed_date(20210231); },
      ERROR_REASON_DATE_INVALID, "source.signed_date");
  Bad(
      RoundReport(), [](auto& r) { r.mutable_source()->set_number(std::string(129, 'x')); },
      ERROR_REASON_TEXT_TOO_LONG, "source.number");
}

TEST_F(RecordFormTest, Tables) {
  const auto table = [](PlanRecorded& r) { return r.mutable_statements()->mutable_tables(0); };
  Bad(
      StatementsRecord(), [&](auto& r) { table(r)->clear_label(); }, ERROR_REASON_FIELD_REQUIRED,
      "statements.tables[0].label");
  Bad(
      StatementsRecord(), [&](auto& r) { table(r)->set_label(std::string(257, 'x')); },
      ERROR_REASON_TEXT_TOO_LONG, "statements.tables[0].label");
  Bad(
      StatementsRecord(), [&](auto& r) { *r.mutable_statements()->add_tables() = *table(r); },
      ERROR_REASON_DUPLICATE, "statements.tables[1].table_id");
  Bad(
      StatementsRecord(),
      [&](auto& r) {
        for (int i = 0; i < 64; ++i) {
          v1::StatementTable* more = r.mutable_statements()->add_tables();
          more->set_table_id("t" + std::to_string(i));
          more->set_label("Bảng");
        }
      },
      ERROR_REASON_COUNT_OUT_OF_RANGE, "statements.tables");
}

TEST_F(RecordFormTest, ThereIsAtLeastOneStatementAndNotMoreThanTwoThousand) {
  Bad(
      StatementsRecord(), [](auto& r) { r.mutable_statements()->clear_statements(); },
      ERROR_REASON_COUNT_OUT_OF_RANGE, "statements.statements");
  PlanRecorded record = StatementsRecord();
  for (int i = 2; i < 2'000; ++i) {
    v1::Statement* more = record.mutable_statements()->add_statements();
    *more = record.statements().statements(1);
    more->set_statement_id("m" + std::to_string(i));
  }
  EXPECT_OK(Check(record));
  *record.mutable_statements()->add_statements() = record.statements().statements(1);
  record.mutable_statements()->mutable_statements(2'000)->set_statement_id("m2000");
  ExpectProblem(record, ERROR_REASON_COUNT_OUT_OF_RANGE, "statements.statements");
}

TEST_F(RecordFormTest, IdsOfStatementsStandOnce) {
  Bad(
      StatementsRecord(),
      [](auto& r) { r.mutable_statements()->mutable_statements(0)->set_statement_id("s2"); },
      ERROR_REASON_DUPLICATE, "statements.statements[1].statement_id");
}

TEST_F(RecordFormTest, AStatementSaysWhereItStands) {
  BadStatement([](auto& s) { s.clear_statement_id(); }, ERROR_REASON_FIELD_REQUIRED,
               "statement_id");
  BadStatement([](auto& s) { s.clear_place(); }, ERROR_REASON_FIELD_REQUIRED, "place");
  BadStatement([](auto& s) { s.set_place(std::string(257, 'x')); }, ERROR_REASON_TEXT_TOO_LONG,
               "place");
  BadStatement([](auto& s) { s.set_printed_text(std::string(1'025, 'x')); },
               ERROR_REASON_TEXT_TOO_LONG, "printed_text");
  BadStatement([](auto& s) { s.set_printed_text("e\xCC\x82"); }, ERROR_REASON_TEXT_NOT_NFC,
               "printed_text");
  BadStatement([](auto& s) { s.set_text(std::string(1'025, 'x')); }, ERROR_REASON_TEXT_TOO_LONG,
               "text");
  BadStatement([](auto& s) { s.clear_table_id(); }, ERROR_REASON_FIELD_REQUIRED, "table_id");
}

TEST_F(RecordFormTest, WhatAStatementIsAboutIsOfItsForm) {
  for (const auto& [set, field] : std::vector<std::pair<void (*)(v1::Statement&), std::string>>{
           {[](v1::Statement& s) { s.set_unit_id("Rạch Giá"); }, "unit_id"},
           {[](v1::Statement& s) { s.set_row_id("R1"); }, "row_id"},
           {[](v1::Statement& s) { s.set_group_id("a b"); }, "group_id"},
           {[](v1::Statement& s) { s.set_campaign_id("-"); }, "campaign_id"},
           {[](v1::Statement& s) { s.set_compared_plan_id("KG"); }, "compared_plan_id"},
           {[](v1::Statement& s) { s.set_table_id("_"); }, "table_id"},
           {[](v1::Statement& s) { s.set_round_ids(1, "Đợt"); }, "round_ids[1]"}}) {
    BadStatement(set, ERROR_REASON_ID_INVALID, field);
  }
  BadStatement([](auto& s) { s.set_round_ids(1, "dot-1"); }, ERROR_REASON_DUPLICATE,
               "round_ids[1]");
  BadStatement([](auto& s) { s.mutable_interval()->set_first_date(20210532); },
               ERROR_REASON_DATE_INVALID, "interval");
  BadStatement([](auto& s) { s.mutable_interval()->set_last_date(20210430); },
               ERROR_REASON_INTERVAL_REVERSED, "interval");
  BadStatement([](auto& s) { s.set_component(static_cast<v1::Component>(9)); },
               ERROR_REASON_FIELD_INVALID, "component");
  BadStatement([](auto& s) { s.set_donor_class(static_cast<v1::DonorClass>(9)); },
               ERROR_REASON_FIELD_INVALID, "donor_class");
  BadStatement(
      [](auto& s) {
        for (int i = 0; i < 1'000; ++i) s.add_round_ids("x" + std::to_string(i));
      },
      ERROR_REASON_COUNT_OUT_OF_RANGE, "round_ids");
}

TEST_F(RecordFormTest, AFactNeedsWhatItSays) {
  BadStatement([](auto& s) { s.clear_fact(); }, ERROR_REASON_FIELD_REQUIRED, "fact");
  BadStatement([](auto& s) { s.set_fact(static_cast<v1::StatementFact>(99)); },
               ERROR_REASON_FIELD_INVALID, "fact");
  for (const v1::StatementFact fact :
       {v1::STATEMENT_FACT_RECEIVED_UNITS, v1::STATEMENT_FACT_ATTAINMENT_PERCENT,
        v1::STATEMENT_FACT_QUOTA_UNITS, v1::STATEMENT_FACT_ROUND_RECEIVED,
        v1::STATEMENT_FACT_ROUND_REGISTERED, v1::STATEMENT_FACT_ROUND_COUNT,
        v1::STATEMENT_FACT_SCHEDULED_UNITS, v1::STATEMENT_FACT_CHANGE_TO_EARLIER}) {
    BadStatement(
        [fact](auto& s) {
          s.set_fact(fact);
          s.clear_value();
        },
        ERROR_REASON_FIELD_REQUIRED, "value");
  }
  for (const v1::StatementFact fact : {v1::STATEMENT_FACT_DOCUMENT_NUMBER, v1::STATEMENT_FACT_YEAR,
                                       v1::STATEMENT_FACT_ROUND_HOST}) {
    BadStatement([fact](auto& s) { s.set_fact(fact); }, ERROR_REASON_FIELD_REQUIRED, "text");
  }
  BadStatement([](auto& s) { s.set_fact(v1::STATEMENT_FACT_ROUND_TIME); },
               ERROR_REASON_FIELD_REQUIRED, "time");
  BadStatement(
      [](auto& s) {
        s.set_fact(v1::STATEMENT_FACT_COLUMN_MONTH);
        s.clear_interval();
      },
      ERROR_REASON_FIELD_REQUIRED, "interval");
  BadStatement(
      [](auto& s) {
        s.set_fact(v1::STATEMENT_FACT_ROUND_RECEIVED);
        s.clear_round_ids();
      },
      ERROR_REASON_FIELD_REQUIRED, "round_ids");
  BadStatement(
      [](auto& s) {
        s.set_fact(v1::STATEMENT_FACT_QUOTA_MET);
        s.clear_unit_id();
        s.clear_row_id();
      },
      ERROR_REASON_FIELD_REQUIRED, "unit_id");
}

TEST_F(RecordFormTest, ATimeThatIsSaidIsOfItsForm) {
  BadStatement(
      [](auto& s) {
        s.set_fact(v1::STATEMENT_FACT_ROUND_TIME);
        s.mutable_time()->mutable_quarter()->set_year(2024);
        s.mutable_time()->mutable_quarter()->set_quarter(5);
      },
      ERROR_REASON_FIELD_INVALID, "time.quarter.quarter");
}

TEST_F(RecordFormTest, Figures) {
  BadStatement([](auto& s) { s.mutable_value()->clear_comparator(); }, ERROR_REASON_FIELD_REQUIRED,
               "value.comparator");
  BadStatement([](auto& s) { s.mutable_value()->set_comparator(static_cast<v1::Comparator>(9)); },
               ERROR_REASON_FIELD_INVALID, "value.comparator");
  BadStatement([](auto& s) { s.mutable_value()->clear_value(); }, ERROR_REASON_FIELD_REQUIRED,
               "value.value");
  BadStatement(
      [](auto& s) { s.mutable_value()->mutable_value()->set_unscaled(1'000'000'000'000'001); },
      ERROR_REASON_COUNT_OUT_OF_RANGE, "value.value.unscaled");
  BadStatement([](auto& s) { s.mutable_value()->mutable_value()->set_scale(7); },
               ERROR_REASON_COUNT_OUT_OF_RANGE, "value.value.scale");
  BadStatement([](auto& s) { s.mutable_value()->mutable_value()->set_text(std::string(65, '1')); },
               ERROR_REASON_TEXT_TOO_LONG, "value.value.text");
  BadStatement([](auto& s) { s.mutable_value()->mutable_upper()->set_unscaled(2'000); },
               ERROR_REASON_FIELD_INVALID, "value.upper");
  BadStatement([](auto& s) { s.mutable_value()->set_comparator(v1::COMPARATOR_RANGE); },
               ERROR_REASON_FIELD_REQUIRED, "value.upper");
  // 95,3 is less than 95,32.
  const auto range = [](int64_t upper, uint32_t upper_scale) {
    return [=](v1::Statement& s) {
      *s.mutable_value() = EqualFigure(9532, 2);
      s.mutable_value()->set_comparator(v1::COMPARATOR_RANGE);
      s.mutable_value()->mutable_upper()->set_unscaled(upper);
      s.mutable_value()->mutable_upper()->set_scale(upper_scale);
    };
  };
  BadStatement(range(953, 1), ERROR_REASON_FIELD_INVALID, "value.upper");
  PlanRecorded good = StatementsRecord();
  range(954, 1)(*good.mutable_statements()->mutable_statements(0));
  EXPECT_OK(Check(good));
}

TEST_F(RecordFormTest, Indicators) {
  Bad(
      IndicatorsRecord(), [](auto& r) { r.mutable_indicators()->clear_values(); },
      ERROR_REASON_COUNT_OUT_OF_RANGE, "indicators.values");
  Bad(
      IndicatorsRecord(),
      [](auto& r) {
        for (int i = 0; i < 1'000; ++i) {
          *r.mutable_indicators()->add_values() = r.indicators().values(0);
        }
      },
      ERROR_REASON_COUNT_OUT_OF_RANGE, "indicators.values");
  BadIndicator([](auto& v) { v.clear_unit_id(); }, ERROR_REASON_FIELD_REQUIRED, "unit_id");
  BadIndicator([](auto& v) { v.clear_indicator(); }, ERROR_REASON_FIELD_REQUIRED, "indicator");
  BadIndicator([](auto& v) { v.set_indicator("Câu lạc bộ"); }, ERROR_REASON_ID_INVALID,
               "indicator");
  BadIndicator([](auto& v) { v.clear_label(); }, ERROR_REASON_FIELD_REQUIRED, "label");
  BadIndicator([](auto& v) { v.set_label(std::string(257, 'x')); }, ERROR_REASON_TEXT_TOO_LONG,
               "label");
  BadIndicator([](auto& v) { v.clear_value(); }, ERROR_REASON_FIELD_REQUIRED, "value");
  BadIndicator([](auto& v) { v.mutable_value()->clear_comparator(); }, ERROR_REASON_FIELD_REQUIRED,
               "value.comparator");
  BadIndicator([](auto& v) { v.mutable_of()->set_scale(7); }, ERROR_REASON_COUNT_OUT_OF_RANGE,
               "of.scale");
  BadIndicator([](auto& v) { *v.mutable_interval() = DateRange(20210101, 20201231); },
               ERROR_REASON_INTERVAL_REVERSED, "interval");
  BadIndicator([](auto& v) { v.set_measure(std::string(65, 'x')); }, ERROR_REASON_TEXT_TOO_LONG,
               "measure");
  BadIndicator([](auto& v) { v.set_place(std::string(257, 'x')); }, ERROR_REASON_TEXT_TOO_LONG,
               "place");
}

TEST_F(RecordFormTest, Verdicts) {
  const auto bad = [this](const std::function<void(v1::FindingVerdict&)>& change,
                          ErrorReason reason, const std::string& field) {
    Bad(
        VerdictRecord(), [&](PlanRecorded& r) { change(*r.mutable_verdict()); }, reason,
        "verdict." + field);
  };
  bad([](auto& v) { v.clear_finding_id(); }, ERROR_REASON_FIELD_REQUIRED, "finding_id");
  bad([](auto& v) { v.clear_state(); }, ERROR_REASON_FIELD_REQUIRED, "state");
  bad([](auto& v) { v.set_state(v1::FINDING_STATE_OPEN); }, ERROR_REASON_FIELD_INVALID, "state");
  bad([](auto& v) { v.clear_fingerprint(); }, ERROR_REASON_FIELD_REQUIRED, "fingerprint");
  bad([](auto& v) { v.set_fingerprint(std::string(31, 'f')); }, ERROR_REASON_FIELD_INVALID,
      "fingerprint");
  bad([](auto& v) { v.set_origin(static_cast<v1::FindingOrigin>(9)); }, ERROR_REASON_FIELD_INVALID,
      "origin");
}

TEST_F(RecordFormTest, Reports) {
  const auto bad = [this](const PlanRecorded& record,
                          const std::function<void(v1::ProgressReport&)>& change,
                          ErrorReason reason, const std::string& field) {
    Bad(
        record, [&](PlanRecorded& r) { change(*r.mutable_progress()); }, reason,
        "progress." + field);
  };
  bad(
      RoundReport(), [](auto& p) { p.clear_round_id(); }, ERROR_REASON_FIELD_REQUIRED, "round_id");
  bad(
      RoundReport(), [](auto& p) { p.set_round_id("Đợt 1"); }, ERROR_REASON_ID_INVALID, "round_id");
  bad(
      RoundReport(), [](auto& p) { p.set_round_status(static_cast<v1::RoundStatus>(9)); },
      ERROR_REASON_FIELD_INVALID, "round_status");
  bad(
      RoundReport(), [](auto& p) { p.set_done(true); }, ERROR_REASON_FIELD_INVALID, "done");
  bad(
      RoundReport(), [](auto& p) { p.mutable_interval()->clear_first_date(); },
      ERROR_REASON_FIELD_REQUIRED, "interval");
  bad(
      TaskReport(), [](auto& p) { p.set_task_id(""); }, ERROR_REASON_FIELD_REQUIRED, "task_id");
  bad(
      TaskReport(), [](auto& p) { p.set_round_status(v1::ROUND_STATUS_HELD); },
      ERROR_REASON_FIELD_INVALID, "round_status");
}

TEST_F(RecordFormTest, Scans) {
  BadScan([](auto& a) { a.clear_sha256(); }, ERROR_REASON_FIELD_REQUIRED, "sha256");
  BadScan([](auto& a) { a.set_sha256(std::string(20, 's')); }, ERROR_REASON_FIELD_INVALID,
          "sha256");
  BadScan([](auto& a) { a.set_size_bytes(0); }, ERROR_REASON_COUNT_OUT_OF_RANGE, "size_bytes");
  BadScan([](auto& a) { a.set_size_bytes(20'971'521); }, ERROR_REASON_ATTACHMENT_TOO_LARGE,
          "size_bytes");
  PlanRecorded largest = ScanRecord();
  largest.mutable_attachment()->set_size_bytes(20'971'520);
  EXPECT_OK(Check(largest));
  BadScan([](auto& a) { a.clear_media_type(); }, ERROR_REASON_FIELD_REQUIRED, "media_type");
  BadScan([](auto& a) { a.set_media_type("image/png"); }, ERROR_REASON_FIELD_INVALID, "media_type");
  BadScan([](auto& a) { a.clear_file_name(); }, ERROR_REASON_FIELD_REQUIRED, "file_name");
  BadScan([](auto& a) { a.set_file_name(std::string(257, 'x')); }, ERROR_REASON_TEXT_TOO_LONG,
          "file_name");
  for (const char* name : {"..", ".", "a/b.pdf", "c:\\b.pdf", "a\nb.pdf"}) {
    BadScan([name](auto& a) { a.set_file_name(name); }, ERROR_REASON_FIELD_INVALID, "file_name");
  }
}

TEST_F(RecordFormTest, AllProblemsAreToldAtOnce) {
  PlanRecorded record = StatementsRecord();
  record.mutable_statements()->mutable_statements(0)->clear_place();
  record.mutable_statements()->mutable_statements(1)->clear_fact();
  const auto verdict = Check(record);
  EXPECT_EQ(ViolationsOf(verdict.status()).size(), 2u);
}

}  // namespace
}  // namespace hemoledger
