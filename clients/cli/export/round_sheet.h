// A round as a workbook (.xlsx) to fill in where blood is received: a row a unit, with its quota;
// the number received, the day and a remark are for the person. Behind `hemo round sheet`.
//
// `hemo receipt import` reads it when it is filled in: the sheet "Thông tin" (in English "Info") is
// the header of a receipts file, "Bảng" ("Table") its table. Rows whose number is blank are passed
// over. The id of a row is its unit's, the feed is made of the round's, so that a sheet imported
// twice records nothing twice (docs/input-files.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "proto/base/language.h"

namespace hemoledger {

struct RoundSheet {
  struct Row {
    std::string unit_id;
    std::string unit_name;
    // Absent: the plan states none.
    std::optional<int64_t> quota;
  };

  // All of "Bảng tổng hợp …" that stands above on paper is in the page's header.
  std::string plan_id;
  std::string round_id;
  std::string label;
  std::string place;
  // The day of the round, YYYYMMDD; 0: not one day, or not known.
  int32_t date = 0;
  std::vector<Row> rows;
};

// The feed of the receipts of a round's sheet: "<round_id>-phieu", cut to what an id may be.
std::string FeedOfRound(const std::string& round_id);

// Writes the workbook to `path`, over whatever stands there. What is prefilled is locked (without a
// password), what is to be filled in is not; both sheets print on A4. Errors: FILE_UNREADABLE with
// the path and why.
absl::Status WriteRoundSheet(const RoundSheet& sheet, const std::string& path, Language language);

}  // namespace hemoledger
