// A plan that is still to be written, as a workbook to fill in: its header with what is known, its
// table with the units. Behind `hemo plan template`. Pure; plan_template_workbook.h writes it.
//
// `hemo plan import` reads the workbook when it is filled in: keys are those of the header, columns
// those of the table (docs/input-files.md). What is left blank says nothing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

struct PlanTemplate {
  // What a value is: decides how the cell looks and what it takes.
  enum class ValueKind { kText, kDate, kCount, kYesNo, kPlanKind };
  // One line of the header: a key as import knows it ("period.from"), what is known already, and
  // what a person is to write there.
  struct Line {
    std::string key;
    std::string value;
    // kDate: YYYYMMDD; 0: blank.
    int32_t date = 0;
    ValueKind kind = ValueKind::kText;
    std::string explanation;
  };
  std::vector<Line> header;
  // Keys of PlanColumns(), in the table's order.
  std::vector<std::string_view> columns;
  // Cells by key; what is not here is blank.
  std::vector<std::map<std::string_view, std::string>> rows;
};

// What is known when a template is made.
struct PlanTemplateFacts {
  // Id of the unit whose territory the plan is for.
  std::string issuer_unit_id;
  // Blank: to be filled in, or made of the issuer and the year where that is known.
  std::string plan_id;
  // 0: not known.
  int32_t year = 0;
  // Of the document, YYYYMMDD; 0: not known.
  int32_t signed_date = 0;
  // The units of the table, in its order.
  std::vector<v1::Unit> units;
  // A plan whose rows, groups and order are taken instead; nullptr: none. Quotas and all other
  // figures stay blank; `units` then only give names to rows that print none. Rounds are not taken:
  // their ids belong to that plan for ever.
  const v1::PlanIssued* from = nullptr;
};

PlanTemplate MakePlanTemplate(const PlanTemplateFacts& facts, Language language);

}  // namespace hemoledger
