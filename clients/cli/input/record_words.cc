// The words of records: their kinds, what statements state, verdicts on findings.
#include "clients/cli/input/words.h"
#include "hemoledger/v1/findings.pb.h"
#include "hemoledger/v1/records.pb.h"

namespace hemoledger {
namespace {

constexpr WordValue kRecordKinds[] = {
    {"statements", kRecordStatements}, {"số liệu báo cáo", kRecordStatements},
    {"indicators", kRecordIndicators}, {"chỉ số khác", kRecordIndicators},
    {"verdict", kRecordVerdict},       {"kết luận", kRecordVerdict},
    {"progress", kRecordProgress},     {"tiến độ", kRecordProgress},
};

constexpr WordValue kStatementFacts[] = {
    {"received-units", v1::STATEMENT_FACT_RECEIVED_UNITS},
    {"tiếp nhận", v1::STATEMENT_FACT_RECEIVED_UNITS},
    {"attainment-percent", v1::STATEMENT_FACT_ATTAINMENT_PERCENT},
    {"đạt tỷ lệ", v1::STATEMENT_FACT_ATTAINMENT_PERCENT},
    {"voluntary-share", v1::STATEMENT_FACT_VOLUNTARY_SHARE},
    {"tỷ lệ tình nguyện", v1::STATEMENT_FACT_VOLUNTARY_SHARE},
    {"repeat-share", v1::STATEMENT_FACT_REPEAT_SHARE},
    {"tỷ lệ nhắc lại", v1::STATEMENT_FACT_REPEAT_SHARE},
    {"population-share", v1::STATEMENT_FACT_POPULATION_SHARE},
    {"tỷ lệ dân số", v1::STATEMENT_FACT_POPULATION_SHARE},
    {"quota-met", v1::STATEMENT_FACT_QUOTA_MET},
    {"đạt chỉ tiêu", v1::STATEMENT_FACT_QUOTA_MET},
    {"registered-people", v1::STATEMENT_FACT_REGISTERED_PEOPLE},
    {"số người đăng ký", v1::STATEMENT_FACT_REGISTERED_PEOPLE},
    {"change-to-earlier", v1::STATEMENT_FACT_CHANGE_TO_EARLIER},
    {"so với trước", v1::STATEMENT_FACT_CHANGE_TO_EARLIER},
    {"percent-of-plan", v1::STATEMENT_FACT_PERCENT_OF_PLAN},
    {"so với kế hoạch", v1::STATEMENT_FACT_PERCENT_OF_PLAN},
    {"other", v1::STATEMENT_FACT_OTHER},
    {"khác", v1::STATEMENT_FACT_OTHER},
    {"document-number", v1::STATEMENT_FACT_DOCUMENT_NUMBER},
    {"số văn bản", v1::STATEMENT_FACT_DOCUMENT_NUMBER},
    {"year", v1::STATEMENT_FACT_YEAR},
    {"năm", v1::STATEMENT_FACT_YEAR},
    {"quota-units", v1::STATEMENT_FACT_QUOTA_UNITS},
    {"chỉ tiêu", v1::STATEMENT_FACT_QUOTA_UNITS},
    {"round-received", v1::STATEMENT_FACT_ROUND_RECEIVED},
    {"tiếp nhận của đợt", v1::STATEMENT_FACT_ROUND_RECEIVED},
    {"round-registered", v1::STATEMENT_FACT_ROUND_REGISTERED},
    {"đăng ký của đợt", v1::STATEMENT_FACT_ROUND_REGISTERED},
    {"round-host", v1::STATEMENT_FACT_ROUND_HOST},
    {"đơn vị tổ chức đợt", v1::STATEMENT_FACT_ROUND_HOST},
    {"round-time", v1::STATEMENT_FACT_ROUND_TIME},
    {"thời gian của đợt", v1::STATEMENT_FACT_ROUND_TIME},
    {"round-count", v1::STATEMENT_FACT_ROUND_COUNT},
    {"số đợt", v1::STATEMENT_FACT_ROUND_COUNT},
    {"scheduled-units", v1::STATEMENT_FACT_SCHEDULED_UNITS},
    {"chỉ tiêu theo lịch", v1::STATEMENT_FACT_SCHEDULED_UNITS},
    {"column-month", v1::STATEMENT_FACT_COLUMN_MONTH},
    {"tháng của cột", v1::STATEMENT_FACT_COLUMN_MONTH},
};

constexpr WordValue kVerdictStates[] = {
    {"explained", v1::FINDING_STATE_EXPLAINED},
    {"đã giải thích", v1::FINDING_STATE_EXPLAINED},
    {"accepted", v1::FINDING_STATE_ACCEPTED},
    {"chấp nhận", v1::FINDING_STATE_ACCEPTED},
};

constexpr WordValue kFindingOrigins[] = {
    {"document", v1::FINDING_ORIGIN_DOCUMENT}, {"văn bản", v1::FINDING_ORIGIN_DOCUMENT},
    {"copy", v1::FINDING_ORIGIN_COPY},         {"bản sao", v1::FINDING_ORIGIN_COPY},
    {"entry", v1::FINDING_ORIGIN_ENTRY},       {"nhập liệu", v1::FINDING_ORIGIN_ENTRY},
};

}  // namespace

const WordList& RecordKindWords() {
  static const auto* const kList = new WordList(kRecordKinds);
  return *kList;
}

const WordList& StatementFactWords() {
  static const auto* const kList = new WordList(kStatementFacts);
  return *kList;
}

const WordList& VerdictStateWords() {
  static const auto* const kList = new WordList(kVerdictStates);
  return *kList;
}

const WordList& FindingOriginWords() {
  static const auto* const kList = new WordList(kFindingOrigins);
  return *kList;
}

}  // namespace hemoledger
