#include "tests/unit/input/input_fixture.h"

#include <filesystem>

#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {

std::string SourcePath(std::string_view path) {
  return Concat(HEMOLEDGER_SOURCE_DIR, "/", path);
}

absl::StatusOr<std::string> TreeResolver::Resolve(const v1::UnitReference& reference) {
  ++asked_;
  const int32_t date =
      reference.has_name() && reference.name().date() != 0 ? reference.name().date() : kNewestDate;
  ASSIGN_OR_RETURN(const UnitIndex unit, tree_.Resolve(reference, date, "unit"));
  return tree_.Id(unit);
}

void ApplyUnits(const UnitsFile& file, OrgTree& tree) {
  for (size_t i = 0; i < file.changes.size(); ++i) {
    const absl::StatusOr<OrgTree::Verdict> verdict = tree.Check(file.changes[i]);
    ASSERT_OK(verdict.status()) << file.places[i].ToString();
    if (!verdict->exists) tree.Apply(file.changes[i], tree.version() + 1);
  }
}

std::vector<std::string> Lines(const Problems& problems) {
  std::vector<std::string> lines;
  for (const Problem& problem : problems.list()) {
    FilePlace place = problem.place;
    place.file = std::filesystem::path(place.file).filename().string();
    lines.push_back(Concat(place.ToString(), ": ", problem.message_en));
  }
  return lines;
}

InputTest::InputTest() {
  const std::vector<v1::UnitChanged> changes = {
      OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"),
      OpenUnit("tinh-a", v1::UNIT_KIND_PROVINCE, "Tỉnh A", "vn"),
      OpenUnit("tinh-a-rach-gia", v1::UNIT_KIND_DISTRICT, "Thành phố Rạch Giá", "tinh-a"),
      OpenUnit("tinh-a-hoa-an", v1::UNIT_KIND_DISTRICT, "Huyện Hòa An", "tinh-a"),
      OpenUnit("tinh-a-truong", v1::UNIT_KIND_SCHOOL, "Trường Cao đẳng", "tinh-a"),
      OpenUnit("tinh-b", v1::UNIT_KIND_PROVINCE, "Tỉnh B", "vn"),
      OpenUnit("tinh-b-truong", v1::UNIT_KIND_SCHOOL, "Trường Cao đẳng", "tinh-b"),
  };
  for (const v1::UnitChanged& change : changes) {
    EXPECT_OK(tree_.Check(change).status());
    tree_.Apply(change, tree_.version() + 1);
  }
}

std::string InputTest::Write(std::string_view name, std::string_view content) {
  const std::string path = dir_.Join(name);
  WriteFile(path, content);
  return path;
}

}  // namespace hemoledger
