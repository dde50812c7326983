#include "services/domain/record_form.h"

#include <string>

#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/figure_form.h"
#include "services/domain/plan_form_parts.h"
#include "services/domain/planned_time.h"

namespace hemoledger {
namespace {

using internal::Invalid;
using internal::UniqueIds;

constexpr size_t kRecordHashBytes = sizeof(Hash256);

absl::Status RecordFieldRequired(const std::string& place) {
  return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", place}});
}

// What a statement's fact makes it say.
enum class StatedIn { kAny, kNothing, kFigure, kText, kTime, kInterval };

StatedIn StatedInOf(v1::StatementFact fact) {
  switch (fact) {
    case v1::STATEMENT_FACT_RECEIVED_UNITS:
    case v1::STATEMENT_FACT_ATTAINMENT_PERCENT:
    case v1::STATEMENT_FACT_VOLUNTARY_SHARE:
    case v1::STATEMENT_FACT_REPEAT_SHARE:
    case v1::STATEMENT_FACT_POPULATION_SHARE:
    case v1::STATEMENT_FACT_REGISTERED_PEOPLE:
    case v1::STATEMENT_FACT_CHANGE_TO_EARLIER:
    case v1::STATEMENT_FACT_PERCENT_OF_PLAN:
    case v1::STATEMENT_FACT_QUOTA_UNITS:
    case v1::STATEMENT_FACT_ROUND_RECEIVED:
    case v1::STATEMENT_FACT_ROUND_REGISTERED:
    case v1::STATEMENT_FACT_ROUND_COUNT:
    case v1::STATEMENT_FACT_SCHEDULED_UNITS:
      return StatedIn::kFigure;
    case v1::STATEMENT_FACT_DOCUMENT_NUMBER:
    case v1::STATEMENT_FACT_YEAR:
    case v1::STATEMENT_FACT_ROUND_HOST:
      return StatedIn::kText;
    case v1::STATEMENT_FACT_ROUND_TIME:
      return StatedIn::kTime;
    case v1::STATEMENT_FACT_COLUMN_MONTH:
      return StatedIn::kInterval;
    case v1::STATEMENT_FACT_QUOTA_MET:
      return StatedIn::kNothing;
    default:
      return StatedIn::kAny;
  }
}

bool IsAboutRounds(v1::StatementFact fact) {
  return fact == v1::STATEMENT_FACT_ROUND_RECEIVED || fact == v1::STATEMENT_FACT_ROUND_REGISTERED ||
         fact == v1::STATEMENT_FACT_ROUND_HOST || fact == v1::STATEMENT_FACT_ROUND_TIME;
}

// Adds the problems of the parts of a record under their places.
class RecordFormCheck {
 public:
  explicit RecordFormCheck(Violations* problems) : problems_(*problems) {}

  void Statements(const v1::StatementList& list, const std::string& place) {
    internal::RequireAtMost(list.tables_size(), kMaxStatementTables, place + ".tables", problems_);
    UniqueIds tables(&problems_);
    for (int i = 0; i < list.tables_size(); ++i) {
      const std::string where = Concat(place, ".tables[", i, "]");
      tables.Require(list.tables(i).table_id(), where + ".table_id");
      Text(list.tables(i).label(), kMaxRecordLabelBytes, true, where + ".label");
    }
    internal::CheckCount(list.statements_size(), 1, kMaxStatements, place + ".statements",
                         problems_);
    UniqueIds ids(&problems_);
    for (int i = 0; i < list.statements_size(); ++i) {
      const std::string where = Concat(place, ".statements[", i, "]");
      ids.Require(list.statements(i).statement_id(), where + ".statement_id");
      OneStatement(list.statements(i), where);
    }
  }

  void Indicators(const v1::IndicatorList& list, const std::string& place) {
    internal::CheckCount(list.values_size(), 1, kMaxIndicatorValues, place + ".values", problems_);
    for (int i = 0; i < list.values_size(); ++i) {
      const v1::IndicatorValue& value = list.values(i);
      const std::string where = Concat(place, ".values[", i, "]");
      problems_.Add(where + ".unit_id", RequireId(where + ".unit_id", value.unit_id()));
      problems_.Add(where + ".indicator", RequireId(where + ".indicator", value.indicator()));
      Text(value.label(), kMaxRecordLabelBytes, true, where + ".label");
      if (value.has_interval()) Span(value.interval(), where + ".interval");
      if (value.has_value()) {
        CheckFigure(value.value(), where + ".value", problems_);
      } else {
        Required(where + ".value");
      }
      if (value.has_of()) CheckPrintedDecimal(value.of(), where + ".of", problems_);
      Text(value.measure(), kMaxMeasureBytes, false, where + ".measure");
      Text(value.place(), kMaxRecordPlaceBytes, false, where + ".place");
    }
  }

  void Verdict(const v1::FindingVerdict& verdict, const std::string& place) {
    Id(verdict.finding_id(), true, place + ".finding_id");
    const std::string state = place + ".state";
    if (verdict.state() == v1::FINDING_STATE_UNSPECIFIED) {
      Required(state);
    } else if (verdict.state() != v1::FINDING_STATE_EXPLAINED &&
               verdict.state() != v1::FINDING_STATE_ACCEPTED) {
      problems_.Add(state,
                    Invalid(state, static_cast<int>(verdict.state()), "explained or accepted"));
    }
    Hash(verdict.fingerprint(), place + ".fingerprint");
    const std::string origin = place + ".origin";
    if (!v1::FindingOrigin_IsValid(verdict.origin())) {
      problems_.Add(origin, Invalid(origin, static_cast<int>(verdict.origin()), "a known origin"));
    }
  }

  void Progress(const v1::ProgressReport& report, const std::string& place) {
    const std::string status = place + ".round_status";
    switch (report.subject_case()) {
      case v1::ProgressReport::kRoundId:
        Id(report.round_id(), true, place + ".round_id");
        if (report.done()) {
          problems_.Add(place + ".done",
                        Invalid(place + ".done", "true", "blank: this is said of tasks"));
        }
        if (!v1::RoundStatus_IsValid(report.round_status())) {
          problems_.Add(status,
                        Invalid(status, static_cast<int>(report.round_status()), "a known status"));
        }
        break;
      case v1::ProgressReport::kTaskId:
        Id(report.task_id(), true, place + ".task_id");
        if (report.round_status() != v1::ROUND_STATUS_UNSPECIFIED) {
          problems_.Add(status, Invalid(status, static_cast<int>(report.round_status()),
                                        "blank: this is said of rounds"));
        }
        break;
      case v1::ProgressReport::SUBJECT_NOT_SET:
        Required(place + ".round_id");
        break;
    }
    if (report.has_interval()) Span(report.interval(), place + ".interval");
  }

  void Scan(const v1::Attachment& attachment, const std::string& place) {
    Hash(attachment.sha256(), place + ".sha256");
    const std::string size = place + ".size_bytes";
    if (attachment.size_bytes() > kMaxAttachmentBytes) {
      problems_.Add(
          size, MakeError(ERROR_REASON_ATTACHMENT_TOO_LARGE,
                          {{"limit", kMaxAttachmentBytes}, {"actual", attachment.size_bytes()}}));
    } else {
      internal::CheckCount(attachment.size_bytes(), 1, kMaxAttachmentBytes, size, problems_);
    }
    const std::string media_type = place + ".media_type";
    if (attachment.media_type().empty()) {
      Required(media_type);
    } else if (attachment.media_type() != kPdfMediaType &&
               attachment.media_type() != kWordMediaType) {
      problems_.Add(media_type, Invalid(media_type, attachment.media_type(),
                                        Concat(kPdfMediaType, " or ", kWordMediaType)));
    }
    FileName(attachment.file_name(), place + ".file_name");
  }

  void Required(const std::string& place) { problems_.Add(place, RecordFieldRequired(place)); }

 private:
  void OneStatement(const v1::Statement& statement, const std::string& place) {
    Text(statement.place(), kMaxRecordPlaceBytes, true, place + ".place");
    Text(statement.printed_text(), kMaxStatementTextBytes, false, place + ".printed_text");
    Id(statement.unit_id(), false, place + ".unit_id");
    Id(statement.row_id(), false, place + ".row_id");
    Id(statement.group_id(), false, place + ".group_id");
    Id(statement.campaign_id(), false, place + ".campaign_id");
    Id(statement.compared_plan_id(), false, place + ".compared_plan_id");
    Id(statement.table_id(), false, place + ".table_id");
    internal::RequireAtMost(statement.round_ids_size(), kMaxStatementRounds, place + ".round_ids",
                            problems_);
    UniqueIds rounds(&problems_);
    for (int i = 0; i < statement.round_ids_size(); ++i) {
      rounds.Require(statement.round_ids(i), Concat(place, ".round_ids[", i, "]"));
    }
    if (statement.has_interval()) Span(statement.interval(), place + ".interval");
    if (!v1::Component_IsValid(statement.component())) {
      problems_.Add(place + ".component",
                    Invalid(place + ".component", static_cast<int>(statement.component()),
                            "a known component"));
    }
    if (!v1::DonorClass_IsValid(statement.donor_class())) {
      problems_.Add(place + ".donor_class",
                    Invalid(place + ".donor_class", static_cast<int>(statement.donor_class()),
                            "a known donor class"));
    }
    if (statement.has_value()) CheckFigure(statement.value(), place + ".value", problems_);
    Text(statement.text(), kMaxStatementTextBytes, false, place + ".text");
    if (statement.has_time()) CheckPlannedTime(statement.time(), place + ".time", problems_);
    if (statement.column() != 0 && statement.table_id().empty()) Required(place + ".table_id");
    WhatIsSaid(statement, place);
  }

  void WhatIsSaid(const v1::Statement& statement, const std::string& place) {
    const v1::StatementFact fact = statement.fact();
    const std::string where = place + ".fact";
    if (fact == v1::STATEMENT_FACT_UNSPECIFIED) return Required(where);
    if (!v1::StatementFact_IsValid(fact)) {
      return problems_.Add(where, Invalid(where, static_cast<int>(fact), "a known fact"));
    }
    if (IsAboutRounds(fact) && statement.round_ids().empty()) Required(place + ".round_ids");
    switch (StatedInOf(fact)) {
      case StatedIn::kFigure:
        if (!statement.has_value()) Required(place + ".value");
        break;
      case StatedIn::kText:
        if (statement.text().empty()) Required(place + ".text");
        break;
      case StatedIn::kTime:
        if (!statement.has_time()) Required(place + ".time");
        break;
      case StatedIn::kInterval:
        if (!statement.has_interval()) Required(place + ".interval");
        break;
      case StatedIn::kNothing:
        // Somebody is on a list: who.
        if (statement.unit_id().empty() && statement.row_id().empty()) Required(place + ".unit_id");
        break;
      case StatedIn::kAny:
        break;
    }
  }

  void FileName(const std::string& name, const std::string& place) {
    Text(name, kMaxFileNameBytes, true, place);
    if (name == "." || name == ".." || name.find_first_of("/\\\n") != std::string::npos) {
      problems_.Add(place, Invalid(place, name, "a name without folders"));
    }
  }

  void Hash(const std::string& hash, const std::string& place) {
    if (hash.empty()) return Required(place);
    if (hash.size() == kRecordHashBytes) return;
    problems_.Add(place, Invalid(place, Concat(hash.size(), " bytes"), "32 bytes"));
  }

  void Id(const std::string& id, bool required, const std::string& place) {
    problems_.Add(place, required ? RequireId(place, id) : OptionalId(place, id));
  }
  void Text(const std::string& text, size_t limit, bool required, const std::string& place) {
    problems_.Add(place, CheckText(place, text, limit, required));
  }
  void Span(const v1::Interval& interval, const std::string& place) {
    problems_.Add(place, CheckInterval(place, interval));
  }

  Violations& problems_;
};

}  // namespace

std::string_view RecordKindName(const v1::PlanRecorded& record) {
  switch (record.record_case()) {
    case v1::PlanRecorded::kStatements:
      return "statements";
    case v1::PlanRecorded::kIndicators:
      return "indicators";
    case v1::PlanRecorded::kVerdict:
      return "verdict";
    case v1::PlanRecorded::kProgress:
      return "progress";
    case v1::PlanRecorded::kAttachment:
      return "attachment";
    case v1::PlanRecorded::kWithdrawn:
      return "withdrawn";
    case v1::PlanRecorded::RECORD_NOT_SET:
      break;
  }
  return "";
}

void CheckRecordForm(const v1::PlanRecorded& record, Violations& problems) {
  RecordFormCheck check(&problems);
  problems.Add("plan_id", RequireId("plan_id", record.plan_id()));
  problems.Add("record_id", RequireId("record_id", record.record_id()));
  // Whatever replaces something, and whatever closes a finding, says why.
  if (!record.has_reason() && (record.replaces_version() > 0 || record.has_verdict())) {
    check.Required("reason");
  }
  if (record.has_source()) internal::CheckReference(record.source(), "source", problems);
  const std::string place(RecordKindName(record));
  switch (record.record_case()) {
    case v1::PlanRecorded::kStatements:
      return check.Statements(record.statements(), place);
    case v1::PlanRecorded::kIndicators:
      return check.Indicators(record.indicators(), place);
    case v1::PlanRecorded::kVerdict:
      return check.Verdict(record.verdict(), place);
    case v1::PlanRecorded::kProgress:
      return check.Progress(record.progress(), place);
    case v1::PlanRecorded::kAttachment:
      return check.Scan(record.attachment(), place);
    case v1::PlanRecorded::kWithdrawn:
      // There is nothing yet that could be withdrawn.
      if (record.replaces_version() == 0) check.Required("replaces_version");
      return;
    case v1::PlanRecorded::RECORD_NOT_SET:
      return check.Required("record");
  }
}

}  // namespace hemoledger
