// Words of what stands beside quotas: rounds, tasks, targets, findings, statements, pace.
#include "clients/cli/render/enum_words.h"

namespace hemoledger {

template <>
std::span<const EnumWord> WordsOf<v1::RoundStatus>() {
  static constexpr EnumWord kWords[] = {
      {v1::ROUND_STATUS_UNSPECIFIED, "", "chưa tổ chức", "planned"},
      {v1::ROUND_STATUS_PLANNED, "planned", "chưa tổ chức", "planned"},
      {v1::ROUND_STATUS_HELD, "held", "đã tổ chức", "held"},
      {v1::ROUND_STATUS_POSTPONED, "postponed", "hoãn", "postponed"},
      {v1::ROUND_STATUS_CANCELLED, "cancelled", "hủy", "cancelled"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::TaskKind>() {
  static constexpr EnumWord kWords[] = {
      {v1::TASK_KIND_UNSPECIFIED, "", "việc khác", "other"},
      {v1::TASK_KIND_MEETING, "meeting", "họp", "meeting"},
      {v1::TASK_KIND_LIST_SUBMISSION, "list-submission", "nộp danh sách", "list submission"},
      {v1::TASK_KIND_LAUNCH, "launch", "lễ phát động", "launch"},
      {v1::TASK_KIND_COMMUNICATION, "communication", "truyền thông", "communication"},
      {v1::TASK_KIND_REPORT, "report", "báo cáo", "report"},
      {v1::TASK_KIND_TRAINING, "training", "tập huấn", "training"},
      {v1::TASK_KIND_HONOURING, "honouring", "tôn vinh, khen thưởng", "honouring"},
      {v1::TASK_KIND_INSPECTION, "inspection", "kiểm tra, giám sát", "inspection"},
      {v1::TASK_KIND_PLANNING, "planning", "xây dựng kế hoạch", "planning"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::TargetMetric>() {
  static constexpr EnumWord kWords[] = {
      {v1::TARGET_METRIC_UNSPECIFIED, "", "không ghi", "not stated"},
      {v1::TARGET_METRIC_UNITS, "units", "số đơn vị máu", "blood units"},
      {v1::TARGET_METRIC_CONVERTED_UNITS, "converted-units", "số ĐVM sau quy đổi",
       "converted units"},
      {v1::TARGET_METRIC_POPULATION_SHARE, "population-share", "% dân số", "% of population"},
      {v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE, "converted-population-share",
       "% dân số sau quy đổi", "% of population, converted"},
      {v1::TARGET_METRIC_REGISTERED_PEOPLE, "registered-people", "số người đăng ký",
       "people registered"},
      {v1::TARGET_METRIC_VOLUNTARY_SHARE, "voluntary-share", "% hiến máu tình nguyện",
       "% voluntary"},
      {v1::TARGET_METRIC_REPEAT_SHARE, "repeat-share", "% hiến máu nhắc lại", "% repeat donors"},
      {v1::TARGET_METRIC_LARGE_BAG_SHARE, "large-bag-share", "% túi từ 350 ml",
       "% bags of 350 ml or more"},
      {v1::TARGET_METRIC_STAFF_SHARE, "staff-share", "% cán bộ tham gia", "% of staff taking part"},
      {v1::TARGET_METRIC_EVENT_COUNT, "event-count", "số đợt", "rounds"},
      {v1::TARGET_METRIC_EVENTS_PER_QUARTER, "events-per-quarter", "số đợt mỗi quý",
       "rounds a quarter"},
      {v1::TARGET_METRIC_CLUB_COUNT, "club-count", "số câu lạc bộ", "clubs"},
      {v1::TARGET_METRIC_CLUB_MEMBERS, "club-members", "số thành viên câu lạc bộ",
       "members of clubs"},
      {v1::TARGET_METRIC_ORGAN_REGISTRATIONS, "organ-registrations",
       "số người đăng ký hiến mô, tạng", "organ-donor registrations"},
      {v1::TARGET_METRIC_UNIT_SHARE, "unit-share", "% đơn vị thực hiện", "% of units"},
      {v1::TARGET_METRIC_OTHER, "other", "khác", "other"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::TargetState>() {
  static constexpr EnumWord kWords[] = {
      {v1::TARGET_STATE_UNSPECIFIED, "", "chưa biết", "not known yet"},
      {v1::TARGET_STATE_NOT_KNOWN, "not-known", "chưa biết", "not known yet"},
      {v1::TARGET_STATE_NOT_REACHED, "not-reached", "chưa đạt", "not reached"},
      {v1::TARGET_STATE_REACHED, "reached", "đạt", "reached"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::FindingKind>() {
  static constexpr EnumWord kWords[] = {
      {v1::FINDING_KIND_UNSPECIFIED, "", "khác", "other"},
      {v1::FINDING_KIND_CONVERTED_QUOTA, "converted-quota", "chỉ tiêu sau quy đổi",
       "converted quota"},
      {v1::FINDING_KIND_TOTAL, "total", "tổng", "total"},
      {v1::FINDING_KIND_ROUND_SUM, "round-sum", "tổng các đợt", "sum of rounds"},
      {v1::FINDING_KIND_GROUP_ONLY, "group-only", "chỉ khớp theo nhóm", "only as one group"},
      {v1::FINDING_KIND_POPULATION_SHARE, "population-share", "% dân số", "% of population"},
      {v1::FINDING_KIND_ROUND_COUNT, "round-count", "số đợt", "number of rounds"},
      {v1::FINDING_KIND_HEADLINE, "headline", "chỉ tiêu chung", "headline target"},
      {v1::FINDING_KIND_ROUND_BEFORE_SIGNING, "round-before-signing", "đợt trước ngày ký",
       "round before the signing"},
      {v1::FINDING_KIND_ROUND_OUTSIDE_PERIOD, "round-outside-period", "đợt ngoài kỳ",
       "round outside the period"},
      {v1::FINDING_KIND_LEGAL_BASIS_LATER, "legal-basis-later", "căn cứ sau ngày ký",
       "legal basis after the signing"},
      {v1::FINDING_KIND_DOCUMENT_NUMBER, "document-number", "số văn bản", "document number"},
      {v1::FINDING_KIND_ROUND_WITHOUT_FIGURE, "round-without-figure", "đợt không có con số",
       "round without a figure"},
      {v1::FINDING_KIND_EVENTS_TOO_FEW, "events-too-few", "thiếu đợt", "too few rounds"},
      {v1::FINDING_KIND_SAID_TWICE, "said-twice", "nói hai nơi khác nhau", "said twice"},
      {v1::FINDING_KIND_PERCENTAGE, "percentage", "tỷ lệ %", "percentage"},
      {v1::FINDING_KIND_QUOTA_MET_LIST, "quota-met-list", "danh sách đạt chỉ tiêu",
       "list of units that met"},
      {v1::FINDING_KIND_COLUMN_MONTH, "column-month", "tháng ở tiêu đề cột", "month of a column"},
      {v1::FINDING_KIND_COPY_DAMAGE, "copy-damage", "bản sao hỏng", "damaged copy"},
      {v1::FINDING_KIND_RESULT, "result", "kết quả", "result"},
      {v1::FINDING_KIND_CHANGE_OVERTAKEN, "change-overtaken", "thay đổi bị thay thế",
       "change overtaken"},
      {v1::FINDING_KIND_RECEIPT_STRADDLES, "receipt-straddles", "phiếu vắt qua kỳ",
       "receipts astride the period"},
      {v1::FINDING_KIND_ASSIGNED_QUOTA, "assigned-quota", "chỉ tiêu được giao", "assigned quota"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::FindingOrigin>() {
  static constexpr EnumWord kWords[] = {
      {v1::FINDING_ORIGIN_UNSPECIFIED, "", "chưa rõ", "not known"},
      {v1::FINDING_ORIGIN_DOCUMENT, "document", "văn bản", "the document"},
      {v1::FINDING_ORIGIN_COPY, "copy", "bản sao", "the copy"},
      {v1::FINDING_ORIGIN_ENTRY, "entry", "nhập liệu", "the entry"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::FindingState>() {
  static constexpr EnumWord kWords[] = {
      {v1::FINDING_STATE_UNSPECIFIED, "", "chưa xử lý", "open"},
      {v1::FINDING_STATE_OPEN, "open", "chưa xử lý", "open"},
      {v1::FINDING_STATE_EXPLAINED, "explained", "đã giải trình", "explained"},
      {v1::FINDING_STATE_ACCEPTED, "accepted", "chấp nhận", "accepted"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::StatementFact>() {
  static constexpr EnumWord kWords[] = {
      {v1::STATEMENT_FACT_UNSPECIFIED, "", "khác", "other"},
      {v1::STATEMENT_FACT_RECEIVED_UNITS, "received-units", "số ĐVM tiếp nhận", "units received"},
      {v1::STATEMENT_FACT_ATTAINMENT_PERCENT, "attainment-percent", "đạt tỷ lệ %", "attained %"},
      {v1::STATEMENT_FACT_VOLUNTARY_SHARE, "voluntary-share", "% tình nguyện", "% voluntary"},
      {v1::STATEMENT_FACT_REPEAT_SHARE, "repeat-share", "% nhắc lại", "% repeat donors"},
      {v1::STATEMENT_FACT_POPULATION_SHARE, "population-share", "% dân số", "% of population"},
      {v1::STATEMENT_FACT_QUOTA_MET, "quota-met", "được kể là đạt chỉ tiêu",
       "listed as having met its quota"},
      {v1::STATEMENT_FACT_REGISTERED_PEOPLE, "registered-people", "số người đăng ký",
       "people registered"},
      {v1::STATEMENT_FACT_CHANGE_TO_EARLIER, "change-to-earlier", "tăng, giảm so với trước",
       "change to before"},
      {v1::STATEMENT_FACT_PERCENT_OF_PLAN, "percent-of-plan", "% so với kế hoạch", "% of a plan"},
      {v1::STATEMENT_FACT_OTHER, "other", "kết quả khác", "other result"},
      {v1::STATEMENT_FACT_DOCUMENT_NUMBER, "document-number", "số văn bản", "document number"},
      {v1::STATEMENT_FACT_YEAR, "year", "năm", "year"},
      {v1::STATEMENT_FACT_QUOTA_UNITS, "quota-units", "chỉ tiêu", "quota"},
      {v1::STATEMENT_FACT_ROUND_RECEIVED, "round-received", "số ĐVM cần tiếp nhận của đợt",
       "units that the round is to receive"},
      {v1::STATEMENT_FACT_ROUND_REGISTERED, "round-registered", "số người đăng ký của đợt",
       "people who sign up for the round"},
      {v1::STATEMENT_FACT_ROUND_HOST, "round-host", "đơn vị chủ trì đợt", "host of the round"},
      {v1::STATEMENT_FACT_ROUND_TIME, "round-time", "thời gian của đợt", "time of the round"},
      {v1::STATEMENT_FACT_ROUND_COUNT, "round-count", "số đợt", "number of rounds"},
      {v1::STATEMENT_FACT_SCHEDULED_UNITS, "scheduled-units", "chỉ tiêu theo tháng",
       "units scheduled"},
      {v1::STATEMENT_FACT_COLUMN_MONTH, "column-month", "tháng ở tiêu đề cột",
       "month of a column's heading"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::StatementComparison>() {
  static constexpr EnumWord kWords[] = {
      {v1::STATEMENT_COMPARISON_UNSPECIFIED, "", "chưa so", "not compared"},
      {v1::STATEMENT_COMPARISON_EQUAL, "equal", "khớp", "equal"},
      {v1::STATEMENT_COMPARISON_DIFFERENT, "different", "lệch", "different"},
      {v1::STATEMENT_COMPARISON_NOT_CHECKABLE, "not-checkable", "không kiểm được", "not checkable"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::Pace>() {
  static constexpr EnumWord kWords[] = {
      {v1::PACE_UNSPECIFIED, "", "chưa rõ", "not known"},
      {v1::PACE_AHEAD, "ahead", "vượt tiến độ", "ahead"},
      {v1::PACE_ON_TIME, "on-time", "đúng tiến độ", "on time"},
      {v1::PACE_BEHIND, "behind", "chậm tiến độ", "behind"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::PaceBasis>() {
  static constexpr EnumWord kWords[] = {
      {v1::PACE_BASIS_UNSPECIFIED, "", "chưa rõ", "not known"},
      {v1::PACE_BASIS_SCHEDULE, "schedule", "theo lịch các đợt", "by the schedule of rounds"},
      {v1::PACE_BASIS_PRO_RATA, "pro-rata", "chia đều theo ngày của kỳ", "by days of the period"},
      {v1::PACE_BASIS_MIXED, "mixed", "nơi có lịch thì theo lịch, còn lại chia đều theo ngày",
       "by the schedule where there is one, else by days"},
  };
  return kWords;
}

}  // namespace hemoledger
