#include "clients/cli/render/unit_view.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/table.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string Since(int32_t date, Language language) {
  return date == 0 ? Say(language, "từ trước tới nay", "since before all records")
                   : FormatDate(date, language);
}

// Which attribute, and its value.
std::pair<std::string, std::string> AttributeWords(const v1::UnitAttribute& attribute,
                                                   Language language) {
  switch (attribute.value_case()) {
    case v1::UnitAttribute::kName:
      return {Say(language, "tên", "name"), attribute.name()};
    case v1::UnitAttribute::kParentId:
      return {Say(language, "trực thuộc", "parent"), attribute.parent_id()};
    case v1::UnitAttribute::kKind:
      return {Say(language, "loại", "kind"), WordFor(attribute.kind(), language)};
    case v1::UnitAttribute::kCode:
      return {Say(language, "mã hành chính", "official code"),
              attribute.code().empty() ? Say(language, "(không còn)", "(none any more)")
                                       : attribute.code()};
    case v1::UnitAttribute::kAlias:
      return {Say(language, "tên khác", "alias"), attribute.alias()};
    case v1::UnitAttribute::kClosed:
      return {Say(language, "giải thể", "closed"), ""};
    case v1::UnitAttribute::kSuccessorUnitId:
      return {Say(language, "được kế thừa bởi", "carried on by"), attribute.successor_unit_id()};
    case v1::UnitAttribute::VALUE_NOT_SET:
      break;
  }
  return {"?", ""};
}

}  // namespace

std::string UnitsText(std::span<const v1::Unit> units, Language language) {
  const bool closed = std::any_of(units.begin(), units.end(),
                                  [](const v1::Unit& u) { return u.closed_date() != 0; });
  std::vector<TableColumn> columns = {{Say(language, "Mã đơn vị", "Unit id")},
                                      {Say(language, "Tên đơn vị", "Name")},
                                      {Say(language, "Loại", "Kind")},
                                      {Say(language, "Mã hành chính", "Code"), Align::kRight},
                                      {Say(language, "Tên khác", "Aliases"), Align::kLeft, 48}};
  if (closed) columns.push_back({Say(language, "Giải thể từ", "Closed from")});
  Table table(std::move(columns));
  // Depth below the first unit of the list that stands above it.
  StringMap<int> depths;
  for (const v1::Unit& unit : units) {
    const auto parent = depths.find(unit.parent_id());
    const int depth = parent == depths.end() ? 0 : parent->second + 1;
    depths[unit.unit_id()] = depth;
    std::vector<std::string> cells = {
        unit.unit_id(), std::string(static_cast<size_t>(depth) * 2, ' ') + unit.name(),
        WordFor(unit.kind(), language), unit.code(), absl::StrJoin(unit.aliases(), "; ")};
    if (closed) cells.push_back(FormatDate(unit.closed_date(), language));
    table.AddRow(std::move(cells));
  }
  return table.ToText() + "\n" + FormatCount(static_cast<int64_t>(units.size()), language) +
         Say(language, " đơn vị.\n", units.size() == 1 ? " unit.\n" : " units.\n");
}

std::string UnitsCsv(std::span<const v1::Unit> units) {
  Csv csv(
      {"unit_id", "kind", "name", "parent_id", "code", "opened_date", "closed_date", "aliases"});
  for (const v1::Unit& unit : units) {
    csv.AddRow({unit.unit_id(), KeyFor(unit.kind()), unit.name(), unit.parent_id(), unit.code(),
                IsoDate(unit.opened_date()), IsoDate(unit.closed_date()),
                absl::StrJoin(unit.aliases(), "|")});
  }
  return csv.text();
}

std::string UnitText(const v1::Unit& unit, Language language) {
  Facts facts;
  facts.Add(Say(language, "Mã đơn vị", "Unit id"), unit.unit_id());
  facts.Add(Say(language, "Tên", "Name"), unit.name());
  facts.Add(Say(language, "Loại", "Kind"), WordFor(unit.kind(), language));
  facts.Add(Say(language, "Thuộc", "Within"), absl::StrJoin(unit.ancestor_names(), " < "));
  facts.Add(Say(language, "Mã hành chính", "Official code"), unit.code());
  facts.Add(Say(language, "Tên khác", "Aliases"), absl::StrJoin(unit.aliases(), "; "));
  facts.Add(Say(language, "Có từ", "Since"), Since(unit.opened_date(), language));
  facts.Add(Say(language, "Giải thể từ", "Closed from"), FormatDate(unit.closed_date(), language));
  facts.Add(Say(language, "Được kế thừa bởi", "Carried on by"), unit.successor_unit_id());
  facts.Add(Say(language, "Kế thừa", "Carries on"),
            absl::StrJoin(unit.predecessor_unit_ids(), "; "));
  facts.Add(Say(language, "Đơn vị trực thuộc", "Units directly below"),
            FormatCount(unit.child_count(), language));
  std::string text = facts.ToText();
  if (unit.attributes().empty()) return text;
  Table table({{Say(language, "Từ ngày", "From")},
               {Say(language, "Thuộc tính", "Attribute")},
               {Say(language, "Giá trị", "Value")},
               {Say(language, "Vị trí", "Position"), Align::kRight}});
  bool had_code = false;
  for (const v1::UnitAttribute& attribute : unit.attributes()) {
    if (attribute.value_case() == v1::UnitAttribute::kCode) {
      had_code |= !attribute.code().empty();
      // A unit that opens without a code has not lost one.
      if (!had_code) continue;
    }
    const auto [what, value] = AttributeWords(attribute, language);
    table.AddRow({Since(attribute.from_date(), language), what, value,
                  FormatCount(static_cast<int64_t>(attribute.position()), language)});
  }
  return text + "\n" + table.ToText();
}

}  // namespace hemoledger
