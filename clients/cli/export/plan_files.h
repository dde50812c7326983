// A plan as the files that import to an equal one (docs/input-files.md): the header as TOML, the
// table as CSV, and a table of the rounds where they are many. This is the library behind `hemo
// plan export`. Pure.
//
// Equal: ReadPlanFile gives the same PlanIssued but for salts and commitments, and the same plain
// texts. What a cell can not say stands in the header's [[row_details]]. Texts that were erased are
// gone: they are left out, told in `erased` and in a comment of the header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/plan_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

struct PlanFiles {
  // UTF-8 with "\n" at the ends of lines; the header also names the table's file.
  std::string header;
  // UTF-8 with a byte order mark, without which spreadsheets take it for another encoding. Blank:
  // the plan has no rows.
  std::string table;
  // The same of the rounds. Blank: they are few, and stand in the header.
  std::string rounds_table;
  // What was erased, for people, in the language asked for: "signatory", "r03: notes".
  std::vector<std::string> erased;
};

// `table_name` and `rounds_table_name` are the file names under which the tables will stand beside
// the header. `through_date`:
// as the view was asked for, told in a comment (0: not at all). Comments, headings and words of
// enums are in `language`; both languages are read back. REQUIRES: `answer.plan()` is a valid plan,
// as a server gives it; its own ids and texts may be hostile.
PlanFiles WritePlanFiles(const v1::GetPlanResponse& answer, std::string_view table_name,
                         std::string_view rounds_table_name, int32_t through_date,
                         Language language);

}  // namespace hemoledger
