// The words of rounds, tasks and targets.
#include "clients/cli/input/words.h"
#include "hemoledger/v1/schedule.pb.h"
#include "hemoledger/v1/targets.pb.h"

namespace hemoledger {
namespace {

constexpr WordValue kRoundStatuses[] = {
    {"planned", v1::ROUND_STATUS_PLANNED},     {"sẽ tổ chức", v1::ROUND_STATUS_PLANNED},
    {"held", v1::ROUND_STATUS_HELD},           {"đã tổ chức", v1::ROUND_STATUS_HELD},
    {"postponed", v1::ROUND_STATUS_POSTPONED}, {"hoãn", v1::ROUND_STATUS_POSTPONED},
    {"cancelled", v1::ROUND_STATUS_CANCELLED}, {"hủy", v1::ROUND_STATUS_CANCELLED},
};

constexpr WordValue kTaskKinds[] = {
    {"other", v1::TASK_KIND_UNSPECIFIED},
    {"khác", v1::TASK_KIND_UNSPECIFIED},
    {"meeting", v1::TASK_KIND_MEETING},
    {"họp", v1::TASK_KIND_MEETING},
    {"list-submission", v1::TASK_KIND_LIST_SUBMISSION},
    {"nộp danh sách", v1::TASK_KIND_LIST_SUBMISSION},
    {"launch", v1::TASK_KIND_LAUNCH},
    {"lễ phát động", v1::TASK_KIND_LAUNCH},
    {"communication", v1::TASK_KIND_COMMUNICATION},
    {"truyền thông", v1::TASK_KIND_COMMUNICATION},
    {"tuyên truyền", v1::TASK_KIND_COMMUNICATION},
    {"report", v1::TASK_KIND_REPORT},
    {"báo cáo", v1::TASK_KIND_REPORT},
    {"training", v1::TASK_KIND_TRAINING},
    {"tập huấn", v1::TASK_KIND_TRAINING},
    {"honouring", v1::TASK_KIND_HONOURING},
    {"tôn vinh", v1::TASK_KIND_HONOURING},
    {"inspection", v1::TASK_KIND_INSPECTION},
    {"kiểm tra", v1::TASK_KIND_INSPECTION},
    {"planning", v1::TASK_KIND_PLANNING},
    {"xây dựng kế hoạch", v1::TASK_KIND_PLANNING},
};

constexpr WordValue kTargetMetrics[] = {
    {"units", v1::TARGET_METRIC_UNITS},
    {"đơn vị máu", v1::TARGET_METRIC_UNITS},
    {"converted-units", v1::TARGET_METRIC_CONVERTED_UNITS},
    {"đơn vị sau quy đổi", v1::TARGET_METRIC_CONVERTED_UNITS},
    {"population-share", v1::TARGET_METRIC_POPULATION_SHARE},
    {"tỷ lệ dân số", v1::TARGET_METRIC_POPULATION_SHARE},
    {"converted-population-share", v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE},
    {"tỷ lệ dân số sau quy đổi", v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE},
    {"registered-people", v1::TARGET_METRIC_REGISTERED_PEOPLE},
    {"số người đăng ký", v1::TARGET_METRIC_REGISTERED_PEOPLE},
    {"voluntary-share", v1::TARGET_METRIC_VOLUNTARY_SHARE},
    {"tỷ lệ tình nguyện", v1::TARGET_METRIC_VOLUNTARY_SHARE},
    {"repeat-share", v1::TARGET_METRIC_REPEAT_SHARE},
    {"tỷ lệ nhắc lại", v1::TARGET_METRIC_REPEAT_SHARE},
    {"large-bag-share", v1::TARGET_METRIC_LARGE_BAG_SHARE},
    {"tỷ lệ túi 350 ml", v1::TARGET_METRIC_LARGE_BAG_SHARE},
    {"staff-share", v1::TARGET_METRIC_STAFF_SHARE},
    {"tỷ lệ cán bộ tham gia", v1::TARGET_METRIC_STAFF_SHARE},
    {"event-count", v1::TARGET_METRIC_EVENT_COUNT},
    {"số đợt", v1::TARGET_METRIC_EVENT_COUNT},
    {"events-per-quarter", v1::TARGET_METRIC_EVENTS_PER_QUARTER},
    {"số đợt mỗi quý", v1::TARGET_METRIC_EVENTS_PER_QUARTER},
    {"club-count", v1::TARGET_METRIC_CLUB_COUNT},
    {"số câu lạc bộ", v1::TARGET_METRIC_CLUB_COUNT},
    {"club-members", v1::TARGET_METRIC_CLUB_MEMBERS},
    {"số thành viên câu lạc bộ", v1::TARGET_METRIC_CLUB_MEMBERS},
    {"organ-registrations", v1::TARGET_METRIC_ORGAN_REGISTRATIONS},
    {"số người đăng ký hiến tạng", v1::TARGET_METRIC_ORGAN_REGISTRATIONS},
    {"unit-share", v1::TARGET_METRIC_UNIT_SHARE},
    {"tỷ lệ đơn vị", v1::TARGET_METRIC_UNIT_SHARE},
    {"other", v1::TARGET_METRIC_OTHER},
    {"khác", v1::TARGET_METRIC_OTHER},
};

}  // namespace

const WordList& RoundStatusWords() {
  static const auto* const kList = new WordList(kRoundStatuses);
  return *kList;
}

const WordList& TaskKindWords() {
  static const auto* const kList = new WordList(kTaskKinds);
  return *kList;
}

const WordList& TargetMetricWords() {
  static const auto* const kList = new WordList(kTargetMetrics);
  return *kList;
}

}  // namespace hemoledger
