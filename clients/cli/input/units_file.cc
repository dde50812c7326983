#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

const std::vector<ColumnSpec>& UnitColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"change", {"change", "Thay đổi"}},
      {"unit_id", {"unit_id", "Mã đơn vị"}, true},
      {"kind", {"kind", "Loại"}},
      {"name", {"name", "Tên đơn vị", "Đơn vị"}},
      {"parent", {"parent", "Trực thuộc"}},
      {"code", {"code", "Mã hành chính"}},
      {"from", {"from", "Từ ngày"}},
      {"aliases", {"aliases", "Tên khác"}},
      {"successor", {"successor", "Mã đơn vị kế thừa"}},
  };
  return *kColumns;
}

class UnitsReader {
 public:
  UnitsReader(HeaderTable root, Random& random) : root_(std::move(root)), random_(random) {}

  UnitsFile Read() {
    default_parent_ = root_.Id("parent");
    if (std::optional<HeaderTable> document = root_.Table("document")) {
      authority_ = ReadDocumentReference(*document);
    }
    reason_ = root_.Text("reason");
    const TableSource source = FindTable(root_, Need::kRequired);
    root_.RefuseUnknownKeys();
    if (source.empty()) return std::move(file_);
    const TableFile table = ReadTableFile(source, UnitColumns(), nullptr, root_.problems());
    for (const TableRow& row : table.rows) ReadRow(row);
    return std::move(file_);
  }

 private:
  void ReadRow(const TableRow& row) {
    const std::optional<int> word = row.Word("change", UnitChangeWords());
    if (row.Has("change") && !word) return;
    if (!row.Has("unit_id")) row.RefuseBlank("unit_id");
    const std::string id = row.Id("unit_id");
    switch (static_cast<UnitChangeWord>(word.value_or(kUnitOpen))) {
      case kUnitOpen:
        return Open(row, id);
      case kUnitRename: {
        v1::UnitRenamed& renamed = *Add(row, {"name", "from"}).mutable_renamed();
        renamed.set_unit_id(id);
        renamed.set_name(row.RequiredName("name"));
        renamed.set_from_date(RequiredDate(row));
        return;
      }
      case kUnitMove: {
        v1::UnitMoved& moved = *Add(row, {"parent", "from"}).mutable_moved();
        moved.set_unit_id(id);
        if (!row.Has("parent")) row.RefuseBlank("parent");
        moved.set_parent_id(row.Id("parent"));
        moved.set_from_date(RequiredDate(row));
        return;
      }
      case kUnitSetKind: {
        v1::UnitKindSet& set = *Add(row, {"kind", "from"}).mutable_kind_set();
        set.set_unit_id(id);
        set.set_kind(RequiredKind(row));
        set.set_from_date(RequiredDate(row));
        return;
      }
      case kUnitSetCode: {
        v1::UnitCodeSet& set = *Add(row, {"code", "from"}).mutable_code_set();
        set.set_unit_id(id);
        set.set_code(row.Name("code"));
        set.set_from_date(RequiredDate(row));
        return;
      }
      case kUnitAddAlias:
        return AddAliases(row, id);
      case kUnitClose: {
        v1::UnitClosed& closed = *Add(row, {"from"}).mutable_closed();
        closed.set_unit_id(id);
        closed.set_from_date(RequiredDate(row));
        return;
      }
      case kUnitSucceed: {
        v1::UnitSucceeded& succeeded = *Add(row, {"successor", "from"}).mutable_succeeded();
        succeeded.set_unit_id(id);
        if (!row.Has("successor")) row.RefuseBlank("successor");
        succeeded.set_successor_unit_id(row.Id("successor"));
        succeeded.set_from_date(RequiredDate(row));
        if (!reason_.empty()) return;
        return row.Refuse("change", "Kế thừa phải có lý do: hãy ghi khóa reason ở phần đầu của tệp",
                          "A succession needs a reason: state the key reason in the file's header");
      }
    }
  }

  void Open(const TableRow& row, const std::string& id) {
    v1::UnitOpened& opened =
        *Add(row, {"kind", "name", "parent", "code", "from", "aliases"}).mutable_opened();
    opened.set_unit_id(id);
    opened.set_kind(RequiredKind(row));
    opened.set_name(row.RequiredName("name"));
    if (row.Has("parent")) {
      opened.set_parent_id(row.Id("parent"));
    } else if (opened.kind() != v1::UNIT_KIND_NATION) {
      opened.set_parent_id(default_parent_);
    }
    if (opened.parent_id().empty() && !row.Has("parent") && opened.kind() != v1::UNIT_KIND_NATION) {
      row.RefuseBlank("parent");
    }
    opened.set_code(row.Name("code"));
    opened.set_from_date(row.Date("from"));
    for (std::string& alias : Aliases(row)) opened.add_aliases(std::move(alias));
    if (id.empty()) return;
    const auto [earlier, is_new] = opened_lines_.emplace(id, row.place().line);
    if (!is_new) row.RefuseDuplicate("unit_id", id, earlier->second);
  }

  // One change an alias.
  void AddAliases(const TableRow& row, const std::string& id) {
    std::vector<std::string> aliases = Aliases(row);
    if (aliases.empty()) row.RefuseBlank("aliases");
    for (std::string& alias : aliases) {
      v1::UnitAliasAdded& added = *Add(row, {"aliases", "from"}).mutable_alias_added();
      added.set_unit_id(id);
      added.set_alias(std::move(alias));
      added.set_from_date(row.Date("from"));
    }
  }

  // A further change with the file's document and reason. Cells that such a change does not use
  // must be blank.
  v1::UnitChanged& Add(const TableRow& row, std::initializer_list<std::string_view> used) {
    for (const ColumnSpec& spec : UnitColumns()) {
      if (spec.key == "unit_id" || spec.key == "change" || !row.Has(spec.key)) continue;
      if (std::find(used.begin(), used.end(), spec.key) != used.end()) continue;
      row.Refuse(spec.key, "Loại thay đổi này không dùng ô này; hãy để trống",
                 "This kind of change does not use the cell; leave it blank", "blank");
    }
    v1::UnitChanged& change = file_.changes.emplace_back();
    file_.places.push_back(row.place());
    if (authority_) *change.mutable_authority() = *authority_;
    if (!reason_.empty()) {
      TextCollector texts(random_, static_cast<uint32_t>(file_.changes.size() - 1));
      *change.mutable_reason() = texts.Make(reason_, root_.PlaceOf("reason"), root_.problems());
      for (v1::AccompanyingText& text : texts.Finish(change)) {
        file_.texts.push_back(std::move(text));
      }
    }
    return change;
  }

  static std::vector<std::string> Aliases(const TableRow& row) {
    std::vector<std::string> aliases;
    std::string_view rest = row.Text("aliases");
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('|'), rest.size());
      std::string alias = CollapseSpaces(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!alias.empty()) aliases.push_back(std::move(alias));
    }
    return aliases;
  }

  static int32_t RequiredDate(const TableRow& row) {
    if (!row.Has("from")) row.RefuseBlank("from");
    return row.Date("from");
  }

  static v1::UnitKind RequiredKind(const TableRow& row) {
    if (!row.Has("kind")) row.RefuseBlank("kind");
    return static_cast<v1::UnitKind>(row.Word("kind", UnitKindWords()).value_or(0));
  }

  HeaderTable root_;
  Random& random_;
  std::string default_parent_;
  std::optional<v1::DocumentReference> authority_;
  std::string reason_;
  UnitsFile file_;
  std::map<std::string, int> opened_lines_;
};

}  // namespace

absl::StatusOr<UnitsFile> ReadUnitsFile(const std::string& path, Random& random,
                                        Problems& problems) {
  ASSIGN_OR_RETURN(const std::unique_ptr<HeaderValue> header, ReadHeaderFile(path, problems));
  if (header == nullptr) return problems.ToStatus();
  UnitsFile file = UnitsReader(HeaderTable(*header, path, "", problems), random).Read();
  if (!problems.empty()) return problems.ToStatus();
  return file;
}

}  // namespace hemoledger
