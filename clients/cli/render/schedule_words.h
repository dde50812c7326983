// Rounds, tasks, campaigns and targets in some words: a line each, for histories, events and lists.
#pragma once

#include <string>
#include <string_view>

#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/records.pb.h"
#include "hemoledger/v1/schedule.pb.h"
#include "hemoledger/v1/targets.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// "quý I/2024 (dự kiến)"; "chưa rõ" where the time is not known.
std::string TimeWords(const v1::PlannedTime& time, Language language);
// The time as the document prints it, where that differs from TimeWords; else blank.
std::string TimeAsPrinted(const v1::PlannedTime& time, Language language);
// Both: "quý I/2024, in “Quý I: 06 đợt”".
std::string TimeWithPrint(const v1::PlannedTime& time, Language language);

// Sum of the stated quotas of a round; absent parts are no zero: blank where none is stated.
std::string RoundQuotaWords(const v1::Round& round, Language language);
// "Đợt I", else its id.
std::string RoundLabel(const v1::Round& round);

// "Đợt I (an-thi-2024-dot-1): 15/3/2024, chỉ tiêu 1.163 ĐVM, hoãn".
std::string RoundWords(const v1::Round& round, Language language);
// "Nộp danh sách (nop-danh-sach): trước 31/3/2020".
std::string TaskWords(const v1::Task& task, Language language);
std::string CampaignWords(const v1::Campaign& campaign, Language language);
// "máu nhắc lại (nhac-lai): trên 50%".
std::string TargetWords(const v1::Target& target, Language language);
// The target's figure in its metric's measure: "≥ 7.000", "trên 95%".
std::string TargetFigureWords(const v1::Target& target, Language language);
// "percent", "units" or blank: in what a metric is counted.
std::string_view MeasureOf(v1::TargetMetric metric);
// Whom it binds: "các huyện, thành phố; mỗi đơn vị"; blank: the plan as a whole.
std::string ScopeWords(const v1::TargetScope& scope, Language language);

// What a round's report says: "đã tổ chức, 15/3/2024".
std::string ProgressWords(const v1::ProgressReport& report, Language language);

// What changed between two versions: "thời gian: 15/3/2024 → 20/3/2024; trạng thái: …"; blank:
// nothing that is shown.
std::string RoundDifferences(const v1::Round& before, const v1::Round& after, Language language);
std::string TaskDifferences(const v1::Task& before, const v1::Task& after, Language language);
std::string TargetDifferences(const v1::Target& before, const v1::Target& after, Language language);
std::string CampaignDifferences(const v1::Campaign& before, const v1::Campaign& after,
                                Language language);

// One part of a corrected entry: "dòng r03: chỉ tiêu 1.142", "bỏ dòng r17".
std::string EntryFixWords(const v1::EntryFix& fix, Language language);

}  // namespace hemoledger
