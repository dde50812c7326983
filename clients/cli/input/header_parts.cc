#include "clients/cli/input/header_parts.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "clients/cli/input/workbook_file.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {

using Need = HeaderTable::Need;

namespace {

// The table that stands in the workbook of the header.
TableSource TableBesideHeader(HeaderTable& root, Need need, std::string sheet,
                              std::string_view besides) {
  TableSource source{.path = root.file(), .sheet = std::move(sheet)};
  if (!source.sheet.empty()) return source;
  std::vector<std::string> others = root.value().other_sheets;
  std::erase_if(others, [&](const std::string& other) { return IsSheetName(other, besides); });
  for (const std::string& other : others) {
    if (IsSheetName(other, "Bảng") || IsSheetName(other, "Table")) source.sheet = other;
  }
  if (source.sheet.empty() && others.size() == 1) source.sheet = others[0];
  if (!source.sheet.empty()) return source;
  if (others.empty()) {
    if (need == Need::kOptional) return {};
    root.problems().AddInvalid(
        {root.file(), 0, 0, ""}, "", "Bảng tính thiếu trang \"Bảng\" chứa bảng",
        "The workbook lacks a sheet \"Table\" with the table", "Bảng, Table");
    return {};
  }
  std::string list;
  for (const std::string& other : others) {
    list += Concat(list.empty() ? "" : ", ", "\"", other, "\"");
  }
  root.problems().AddInvalid(
      {root.file(), 0, 0, ""}, "",
      Concat("Không rõ trang nào chứa bảng; đặt tên trang đó là \"Bảng\" hoặc ghi khóa \"sheet\": ",
             list),
      Concat("Which sheet holds the table is not certain; name it \"Table\" or write the key "
             "\"sheet\": ",
             list),
      list);
  return {};
}

}  // namespace

TableSource FindTable(HeaderTable& root, Need need, std::string_view besides) {
  const bool in_workbook = !root.value().sheet.empty();
  const std::string name = root.Text("table", in_workbook ? Need::kOptional : need);
  std::string sheet = root.Text("sheet");
  if (name.empty() && in_workbook) return TableBesideHeader(root, need, std::move(sheet), besides);
  if (name.empty()) {
    if (!sheet.empty() && need == Need::kOptional) {
      root.problems().AddInvalid(root.PlaceOf("sheet"), sheet,
                                 "Khóa \"sheet\" cần có khóa \"table\"",
                                 "The key \"sheet\" needs the key \"table\"", "table");
    }
    return {};
  }
  return {.path = FileBeside(root, name), .sheet = std::move(sheet)};
}

TableSource FindRoundsTable(HeaderTable& root) {
  const std::string name = root.Text("rounds_table");
  std::string sheet = root.Text("rounds_sheet");
  if (!name.empty()) return {.path = FileBeside(root, name), .sheet = std::move(sheet)};
  const bool in_workbook = !root.value().sheet.empty();
  if (!sheet.empty()) {
    if (in_workbook) return {.path = root.file(), .sheet = std::move(sheet)};
    root.problems().AddInvalid(
        root.PlaceOf("rounds_sheet"), sheet, "Khóa \"rounds_sheet\" cần có khóa \"rounds_table\"",
        "The key \"rounds_sheet\" needs the key \"rounds_table\"", "rounds_table");
  }
  for (const std::string& other : root.value().other_sheets) {
    if (!IsSheetName(other, "Đợt") && !IsSheetName(other, "Rounds")) continue;
    return {.path = root.file(), .sheet = other};
  }
  return {};
}

std::string FileBeside(const HeaderTable& root, std::string_view name) {
  return (std::filesystem::path(root.file()).parent_path() / name).string();
}

v1::DocumentReference ReadDocumentReference(HeaderTable table) {
  v1::DocumentReference document;
  document.set_number(table.Text("number"));
  document.set_signed_date(table.Date("date"));
  document.set_issuer_name(table.Text("issuer"));
  document.set_title(table.Text("title"));
  if (document.number().empty() && document.title().empty() && !table.takes_texts_exactly()) {
    table.problems().AddInvalid(table.PlaceOf("number"), "", "Văn bản phải có số hoặc tên",
                                "The document needs a number or a title", "number, title");
  }
  table.RefuseUnknownKeys();
  return document;
}

void ReadUnitScope(HeaderTable& root, int32_t date, UnitLookup& units) {
  const std::string under = root.Id("unit_under");
  if (!under.empty()) {
    v1::UnitReference reference;
    reference.set_unit_id(under);
    units.Resolve(reference, root.PlaceOf("unit_under"), root.problems());
  }
  units.SetScope(under, date);
}

std::string ReadUnit(HeaderTable& table, std::string_view key, Need need, UnitLookup& units) {
  const std::string text = table.Text(key, need);
  if (text.empty()) return "";
  return units.Resolve(text, table.PlaceOf(key), table.problems());
}

bool ReadQuota(HeaderTable& table, std::string_view key, Need need, v1::Quota& quota,
               Need units_need) {
  if (!table.Has(key)) {
    if (need == Need::kRequired) table.Table(key, need);  // Tells that it is missing.
    return false;
  }
  if (!table.IsTable(key)) {
    if (std::optional<v1::PrintedNumber> units = table.Count(key)) *quota.mutable_units() = *units;
  } else {
    HeaderTable figures = *table.Table(key);
    if (std::optional<v1::PrintedNumber> units = figures.Count("quota", units_need)) {
      *quota.mutable_units() = *units;
    }
    if (std::optional<v1::PrintedNumber> converted = figures.Count("converted_quota")) {
      *quota.mutable_converted_units() = *converted;
    }
    figures.RefuseUnknownKeys();
  }
  CheckQuota(quota, table.PlaceOf(key), table.problems());
  return true;
}

v1::CreditRule ReadCreditRule(HeaderTable& table, UnitLookup& units, TextCollector& texts) {
  v1::CreditRule rule;
  rule.set_rule_id(table.Id("id", Need::kRequired));
  rule.set_unit_id(ReadUnit(table, "unit", Need::kRequired, units));
  rule.set_credited_unit_id(ReadUnit(table, "credited_to", Need::kOptional, units));
  rule.set_inferred(table.Boolean("inferred"));
  if (const std::string reason = table.Text("reason"); !reason.empty()) {
    *rule.mutable_reason() = texts.Make(reason, table.PlaceOf("reason"), table.problems());
  }
  return rule;
}

void CheckQuota(const v1::Quota& quota, const FilePlace& place, Problems& problems) {
  for (const v1::PrintedNumber* const number : {&quota.units(), &quota.converted_units()}) {
    if (number->value() <= kMaxQuotaUnits) continue;
    problems.AddStatus(place, Concat(number->value()),
                       MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE, {{"field", place.heading},
                                                                   {"value", number->value()},
                                                                   {"limit", kMaxQuotaUnits}}));
  }
}

}  // namespace hemoledger
