#include "clients/cli/input/receipt_rows.h"

#include <charconv>
#include <utility>

#include "clients/cli/input/cell_values.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/text_forms.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// Limits of the contract (receipts.proto, values.proto).
constexpr int64_t kMaxUnits = 100'000;
constexpr int64_t kMaxVolumeMl = 1000;
constexpr size_t kMaxExternalIdBytes = 128;
constexpr size_t kMaxBagVolumes = 16;

// Key of the column of a bag volume: "bags:250".
constexpr std::string_view kBagsPrefix = "bags:";

const std::vector<ColumnSpec>& ReceiptColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"id", {"id", "Mã phiếu"}, true},
      {"unit", {"unit", "Đơn vị", "Tên đơn vị"}},
      {"unit_id", {"unit_id", "Mã đơn vị"}},
      {"collecting_unit", {"collecting_unit", "Nơi tiếp nhận"}},
      {"collecting_unit_id", {"collecting_unit_id", "Mã nơi tiếp nhận"}},
      {"credited_to", {"credited_to", "Tính cho đơn vị"}},
      {"credited_to_id", {"credited_to_id", "Tính cho mã đơn vị"}},
      {"date", {"date", "Ngày"}},
      {"month", {"month", "Tháng"}},
      {"from", {"from", "Từ ngày"}},
      {"to", {"to", "Đến ngày"}},
      {"count", {"count", "Số đơn vị máu", "Số ĐVM", "Số lượng"}},
      {"component", {"component", "Thành phần"}},
      {"donor_class", {"donor_class", "Loại người hiến"}},
      {"repeat_donors", {"repeat_donors", "Nhắc lại", "Hiến nhắc lại"}},
      {"round", {"round", "Đợt", "Mã đợt"}},
      {"campaign", {"campaign", "Chiến dịch", "Mã chiến dịch"}},
      {"emergency", {"emergency", "Cấp cứu"}},
      {"note", {"note", "Ghi chú"}},
      // Stands in the sheet of a round for its readers (hemo round sheet); says nothing here.
      {"quota", {"quota", "Chỉ tiêu"}},
      // Stand in files of rows that were not taken (hemo feed csv), which come back mended.
      {kReasonCodeKey, {"refusal_code", "Mã lý do từ chối"}},
      {kReasonViKey, {"refusal_vi", "Lý do từ chối"}},
      {kReasonEnKey, {"refusal_en", "Why refused"}},
  };
  return *kColumns;
}

// "250 ml", "350ml" → "bags:250", "bags:350"; blank: not the heading of a volume.
std::string BagColumn(const std::string& heading) {
  const std::string folded = FoldText(heading);
  int volume = 0;
  const auto [end, error] = std::from_chars(folded.data(), folded.data() + folded.size(), volume);
  if (error != std::errc() || volume < 1 || volume > kMaxVolumeMl) return "";
  if (TrimSpaces(std::string_view(end, folded.data() + folded.size())) != "ml") return "";
  return Concat(kBagsPrefix, volume);
}

std::optional<CivilInterval> ReadMonth(const TableRow& row) {
  const std::optional<CivilInterval> month = ParseInterval(row.Text("month"));
  if (month && IsMonth(*month)) return month;
  row.Refuse("month", "Không có tháng này, hoặc viết sai",
             "There is no such month, or it is written otherwise", "4/2021, 2021-04");
  return std::nullopt;
}

std::optional<CivilInterval> ReadRange(const TableRow& row) {
  if (!row.Has("from")) row.RefuseBlank("from");
  if (!row.Has("to")) row.RefuseBlank("to");
  const CivilInterval range = {row.Date("from"), row.Date("to")};
  if (range.first == 0 || range.last == 0) return std::nullopt;
  if (range.first <= range.last) return range;
  row.problems().AddStatus(row.PlaceOf("to"), row.Text("to"),
                           CheckInterval(row.PlaceOf("to").heading, ToProto(range)));
  return std::nullopt;
}

void ReadRepeatDonors(const TableRow& row, int64_t units, v1::Receipt& receipt) {
  if (!row.Has("repeat_donors")) return;
  if (const auto count = row.Count("repeat_donors", 0, units)) {
    receipt.set_repeat_donors(static_cast<uint32_t>(*count));
  }
}

}  // namespace

std::span<const ColumnSpec> ReceiptRows::columns() const {
  return ReceiptColumns();
}

HeadingRule ReceiptRows::rule() const {
  return [this](const std::string& heading) {
    const auto found = key_by_heading_.find(FoldText(heading));
    return found == key_by_heading_.end() ? BagColumn(heading) : found->second;
  };
}

void ReceiptRows::ReadHeader(HeaderTable& root) {
  ReadUnitScope(root, 0, units_);
  if (std::optional<HeaderTable> defaults = root.Table("defaults")) ReadDefaults(*defaults);
  skip_blank_ = root.Boolean("skip_blank");
  ReadColumnNames(root);
}

void ReceiptRows::ReadColumnNames(HeaderTable& root) {
  for (const std::string& heading : root.Texts("ignore_columns")) {
    key_by_heading_.emplace(FoldText(heading), Concat("ignored:", FoldText(heading)));
  }
  std::optional<HeaderTable> columns = root.Table("columns");
  if (!columns) return;
  const HeadingRule no_rule;
  const HeadingIndex known(ReceiptColumns(), no_rule);
  for (const auto& [heading, value] : columns->value().entries) {
    const std::string name = columns->Text(heading);
    std::string key = known.KeyOf(name);
    if (key.empty()) key = BagColumn(name);
    if (key.empty()) {
      columns->problems().AddInvalid(columns->PlaceOf(heading), name,
                                     "Không có cột này ở phiếu tiếp nhận máu",
                                     "Receipts have no such column", "Mã phiếu, id, 250 ml, …");
    }
    key_by_heading_.emplace(FoldText(heading), key);
  }
}

template <typename Mutable>
void ReceiptRows::ReadUnitCell(const TableRow& row, std::string_view name_key,
                               std::string_view id_key, int32_t date, bool required,
                               Mutable target) {
  const bool by_id = row.Has(id_key);
  if (!by_id && !row.Has(name_key)) {
    if (required) row.RefuseBlank(row.Exists(name_key) ? name_key : id_key);
    return;
  }
  const std::string_view key = by_id ? id_key : name_key;
  v1::UnitReference reference;
  if (by_id) {
    reference.set_unit_id(row.Id(id_key));
    if (reference.unit_id().empty()) return;
  } else {
    reference = units_.ReferenceTo(row.Name(name_key));
  }
  *target() = reference;
  // The receipt leaves the date to the server; a look-up now has to say it.
  if (reference.has_name()) reference.mutable_name()->set_date(date);
  units_.Resolve(reference, row.PlaceOf(key), row.problems());
}

void ReceiptRows::ReadDefaults(HeaderTable defaults) {
  if (const auto interval = defaults.Period("interval")) defaults_.interval = ToCivil(*interval);
  if (const std::string month = defaults.Text("month"); !month.empty()) {
    defaults_.interval = ParseInterval(month);
    if (!defaults_.interval || !IsMonth(*defaults_.interval)) {
      defaults.problems().AddInvalid(
          defaults.PlaceOf("month"), month, "Không có tháng này, hoặc viết sai",
          "There is no such month, or it is written otherwise", "4/2021, 2021-04");
    }
  }
  if (const int32_t date = defaults.Date("date")) defaults_.interval = CivilInterval{date, date};
  if (defaults.Has("interval") + defaults.Has("month") + defaults.Has("date") > 1) {
    defaults.problems().AddInvalid(defaults.PlaceOf("interval"), "",
                                   "Chỉ dùng một trong các khóa interval, month, date",
                                   "Use only one of the keys interval, month, date", "one");
  }
  defaults_.component = defaults.Word("component", ComponentWords()).value_or(0);
  defaults_.donor_class = defaults.Word("donor_class", DonorClassWords()).value_or(0);
  defaults_.volume_ml =
      static_cast<uint32_t>(defaults.Integer("volume_ml", 1, kMaxVolumeMl).value_or(0));
  defaults_.round_id = defaults.Id("round");
  defaults_.campaign_id = defaults.Id("campaign");
  defaults.RefuseUnknownKeys();
}

void ReceiptRows::TakeColumns(const TableColumns& table, Problems& problems) {
  const auto& columns = table.index_by_key;
  for (const auto& [key, index] : columns) {
    if (key.starts_with(kBagsPrefix)) bag_columns_.push_back(key);
  }
  const FilePlace place = {table.file, 0, 0, "", table.sheet};
  if (!columns.contains("unit") && !columns.contains("unit_id")) {
    problems.AddInvalid(place, "", "Thiếu cột \"Đơn vị\" hoặc \"Mã đơn vị\"",
                        "The column \"unit\" or \"unit_id\" is missing", "unit, unit_id");
  }
  if (!columns.contains("count") && bag_columns_.empty()) {
    problems.AddInvalid(place, "", "Thiếu cột \"Số đơn vị máu\" (hoặc \"250 ml\" …)",
                        "The column \"count\" (or \"250 ml\" …) is missing", "count, 250 ml");
  }
  if (bag_columns_.size() > kMaxBagVolumes) {
    problems.AddInvalid(place, "", "Quá nhiều cột thể tích", "Too many volumes",
                        Concat(kMaxBagVolumes, " volumes"));
  }
}

// Whether nobody has written a number or a time into a row that was prefilled.
bool ReceiptRows::IsUnfilled(const TableRow& row) const {
  for (const std::string& key : bag_columns_) {
    if (row.Has(key)) return false;
  }
  for (const std::string_view key : {"count", "date", "month", "from", "to", "repeat_donors"}) {
    if (row.Has(key)) return false;
  }
  return true;
}

std::optional<InputReceipt> ReceiptRows::Read(const TableRow& row) {
  if (skip_blank_ && IsUnfilled(row)) return std::nullopt;
  InputReceipt input;
  input.place = row.place();
  input.external_id = ReadExternalId(row);
  v1::Receipt& receipt = input.receipt;
  const std::optional<CivilInterval> interval = ReadInterval(row);
  if (interval) *receipt.mutable_interval() = ToProto(*interval);
  const int32_t date = interval ? interval->first : 0;
  ReadUnitCell(row, "unit", "unit_id", date, true, [&] { return receipt.mutable_unit(); });
  ReadUnitCell(row, "collecting_unit", "collecting_unit_id", date, false,
               [&] { return receipt.mutable_collecting_unit(); });
  ReadUnitCell(row, "credited_to", "credited_to_id", date, false,
               [&] { return receipt.mutable_credited_to(); });
  receipt.set_component(static_cast<v1::Component>(
      row.Word("component", ComponentWords()).value_or(defaults_.component)));
  receipt.set_donor_class(static_cast<v1::DonorClass>(
      row.Word("donor_class", DonorClassWords()).value_or(defaults_.donor_class)));
  ReadBags(row, receipt);
  receipt.set_round_id(row.Has("round") ? row.Id("round") : defaults_.round_id);
  receipt.set_campaign_id(row.Has("campaign") ? row.Id("campaign") : defaults_.campaign_id);
  receipt.set_emergency(row.Word("emergency", YesNoWords()).value_or(0) == 1);
  TextCollector texts(random_);
  if (row.Has("note")) {
    *receipt.mutable_note() = texts.Make(row.Text("note"), row.PlaceOf("note"), row.problems());
  }
  input.texts = texts.Finish(receipt);
  return input;
}

std::string ReceiptRows::ReadExternalId(const TableRow& row) {
  const std::string& id = row.Text("id");
  if (id.empty()) {
    if (row.Exists("id")) row.RefuseBlank("id");
    return "";
  }
  const absl::Status status = CheckText(row.PlaceOf("id").heading, id, kMaxExternalIdBytes, true);
  if (!status.ok()) row.problems().AddStatus(row.PlaceOf("id"), id, status);
  if (duplicates_ == Duplicates::kLeft) return id;
  const auto [earlier, is_new] = id_lines_.emplace(id, row.place().line);
  if (!is_new) row.RefuseDuplicate("id", id, earlier->second);
  return id;
}

// A day, a month, or from … to; else the default.
std::optional<CivilInterval> ReceiptRows::ReadInterval(const TableRow& row) const {
  const bool has_range = row.Has("from") || row.Has("to");
  if (row.Has("date") + row.Has("month") + has_range > 1) {
    row.problems().AddInvalid(row.place(), "", "Chỉ ghi một trong: ngày, tháng, từ ngày – đến ngày",
                              "State only one of: day, month, from – to", "one");
    return std::nullopt;
  }
  if (row.Has("date")) {
    const int32_t date = row.Date("date");
    return date == 0 ? std::nullopt : std::optional(CivilInterval{date, date});
  }
  if (row.Has("month")) return ReadMonth(row);
  if (has_range) return ReadRange(row);
  if (!defaults_.interval) {
    row.problems().AddInvalid(
        row.place(), "", "Thiếu thời gian: ghi ngày, tháng hoặc từ ngày – đến ngày",
        "The time is missing: state a day, a month, or from – to", kIntervalExpected);
  }
  return defaults_.interval;
}

void ReceiptRows::ReadBags(const TableRow& row, v1::Receipt& receipt) const {
  int64_t sum = 0;
  bool readable = true;
  for (const std::string& key : bag_columns_) {
    if (!row.Has(key)) continue;
    const std::optional<int64_t> count = row.Count(key, 0, kMaxUnits);
    if (!count) readable = false;
    if (count.value_or(0) == 0) continue;
    sum += *count;
    v1::BagCount& bag = *receipt.add_bags();
    bag.set_volume_ml(static_cast<uint32_t>(std::stoi(key.substr(kBagsPrefix.size()))));
    bag.set_count(static_cast<uint32_t>(*count));
  }
  if (row.Has("count")) {
    const std::optional<int64_t> count = row.Count("count", 1, kMaxUnits);
    if (!count) readable = false;
    if (readable && receipt.bags_size() > 0 && *count != sum) {
      row.Refuse("count", Concat("Tổng khác với các cột thể tích cộng lại (", sum, ")"),
                 Concat("The total is not the sum of the volumes (", sum, ")"), Concat(sum));
    }
    if (readable && receipt.bags_size() == 0) {
      v1::BagCount& bag = *receipt.add_bags();
      bag.set_volume_ml(defaults_.volume_ml);
      bag.set_count(static_cast<uint32_t>(*count));
      sum = *count;
    }
  }
  if (!readable) return;
  if (sum == 0 && (row.Exists("count") || !bag_columns_.empty())) {
    row.problems().AddInvalid(row.PlaceOf("count"), "", "Phiếu không có đơn vị máu nào",
                              "The receipt has no blood unit", "1 to 100000");
    return;
  }
  ReadRepeatDonors(row, sum, receipt);
}

}  // namespace hemoledger
