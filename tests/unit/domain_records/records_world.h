// A plan with something of every kind that records refer to, and records of every kind beside it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"
#include "services/domain/record_book.h"

namespace hemoledger {

// Việt Nam, Kiên Giang, Rạch Giá and Hà Tiên. The plan kg-2021 has rows r1, r2, a group ky-1,
// rounds dot-1, dot-2, a campaign xuan-hong and a task hop; kg-2022 has a round khac-1, a campaign
// khac.
class RecordsWorld : public ::testing::Test {
 protected:
  RecordsWorld();

  absl::StatusOr<RecordBook::Verdict> Check(const v1::PlanRecorded& record) const;
  // Checks and applies it; gives its position.
  uint64_t Put(const v1::PlanRecorded& record);
  // Exactly one problem, at this place.
  void ExpectProblem(const v1::PlanRecorded& record, ErrorReason reason, std::string_view place);

  OrgTree tree_;
  PlanBook plans_;
  RecordBook records_;
  uint64_t next_position_ = 100;
};

v1::Text ReasonText();

// Good records of kg-2021, new. The statements name one of everything.
v1::PlanRecorded StatementsRecord(std::string_view record_id = "so-lieu");
v1::PlanRecorded IndicatorsRecord(std::string_view record_id = "chi-so");
v1::PlanRecorded VerdictRecord(std::string_view record_id = "giai-trinh");
v1::PlanRecorded RoundReport(std::string_view record_id = "bao-cao-dot-1");
v1::PlanRecorded TaskReport(std::string_view record_id = "bao-cao-hop");
v1::PlanRecorded ScanRecord(std::string_view record_id = "ban-quet");
std::vector<v1::PlanRecorded> OneOfEachKind();
// The next version of what `record` made, which was `version`.
v1::PlanRecorded Replacing(v1::PlanRecorded record, uint32_t version);
v1::PlanRecorded Withdrawing(const v1::PlanRecorded& record, uint32_t version);

v1::Figure EqualFigure(int64_t unscaled, uint32_t scale = 0);

}  // namespace hemoledger
