#include <utility>

#include "clients/cli/input/amendment_reader.h"
#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/header_file.h"
#include "clients/cli/input/header_parts.h"
#include "clients/cli/input/input_files.h"
#include "clients/cli/input/schedule_parts.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/text_collector.h"
#include "clients/cli/input/unit_lookup.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using Need = HeaderTable::Need;

constexpr int64_t kMaxRevision = 1'000'000;

const std::vector<ColumnSpec>& ChangeColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"change", {"change", "Thay đổi"}, true},
      {"unit", {"unit", "Đơn vị", "Tên đơn vị"}},
      {"unit_id", {"unit_id", "Mã đơn vị"}},
      {"to", {"to", "Chuyển cho"}},
      {"to_id", {"to_id", "Mã đơn vị nhận"}},
      {"units", {"units", "Số đơn vị máu"}},
      {"resulting", {"resulting", "Chỉ tiêu mới"}},
      {"converted_resulting", {"converted_resulting", "Chỉ tiêu mới sau quy đổi"}},
      {"to_resulting", {"to_resulting", "Chỉ tiêu mới của đơn vị nhận"}},
      {"to_converted_resulting",
       {"to_converted_resulting", "Chỉ tiêu mới sau quy đổi của đơn vị nhận"}},
  };
  return *kColumns;
}

// A change of quota as it was read, from the header or from the table.
struct QuotaChangeDraft {
  PlanChangeWord change = kQuotaSet;
  std::string holder;
  std::string to;
  int64_t units = 0;
  std::optional<v1::Quota> resulting;
  std::optional<v1::Quota> to_resulting;
};

bool IsOfQuota(PlanChangeWord kind) {
  return kind == kQuotaSet || kind == kQuotaSupplement || kind == kQuotaTransfer ||
         kind == kQuotaWithdraw;
}

void FillQuotaChange(QuotaChangeDraft draft, v1::PlanChange& change) {
  switch (draft.change) {
    case kQuotaSet: {
      v1::QuotaSet& set = *change.mutable_quota_set();
      set.set_holder_unit_id(std::move(draft.holder));
      if (draft.resulting) *set.mutable_quota() = *draft.resulting;
      return;
    }
    case kQuotaSupplement: {
      v1::QuotaSupplemented& supplemented = *change.mutable_quota_supplemented();
      supplemented.set_holder_unit_id(std::move(draft.holder));
      supplemented.set_added_units(draft.units);
      if (draft.resulting) *supplemented.mutable_resulting() = *draft.resulting;
      return;
    }
    case kQuotaTransfer: {
      v1::QuotaTransferred& transferred = *change.mutable_quota_transferred();
      transferred.set_from_unit_id(std::move(draft.holder));
      transferred.set_to_unit_id(std::move(draft.to));
      transferred.set_units(draft.units);
      if (draft.resulting) *transferred.mutable_from_resulting() = *draft.resulting;
      if (draft.to_resulting) *transferred.mutable_to_resulting() = *draft.to_resulting;
      return;
    }
    case kQuotaWithdraw: {
      v1::QuotaWithdrawn& withdrawn = *change.mutable_quota_withdrawn();
      withdrawn.set_holder_unit_id(std::move(draft.holder));
      withdrawn.set_withdrawn_units(draft.units);
      if (draft.resulting) *withdrawn.mutable_resulting() = *draft.resulting;
      return;
    }
    case kRoundAdd:
    case kCreditRuleSet:
    case kCreditRuleRemove:
    case kRoundSet:
    case kTargetSet:
    case kTargetRemove:
    case kTaskSet:
    case kCampaignSet:
      return;
  }
}

class AmendmentReader {
 public:
  AmendmentReader(HeaderTable root, UnitLookup& units, TextCollector& texts)
      : root_(std::move(root)), units_(units), texts_(texts), context_{units, texts} {}

  AmendmentFile Read() {
    ReadDocument();
    for (HeaderTable& entry : root_.Tables("changes")) ReadEntry(entry);
    const TableSource source = FindTable(root_, Need::kOptional);
    root_.RefuseUnknownKeys();
    if (!source.empty()) {
      const TableFile table = ReadTableFile(source, ChangeColumns(), nullptr, root_.problems());
      for (const TableRow& row : table.rows) ReadRow(row);
    } else if (amendment().changes().empty()) {
      root_.problems().AddInvalid(
          root_.PlaceOf("changes"), "", "Văn bản không thay đổi gì: ghi [[changes]] hoặc table",
          "The document changes nothing: write [[changes]] or table", "[[changes]], table");
    }
    return std::move(file_);
  }

 private:
  v1::PlanAmended& amendment() { return file_.amendment; }

  void ReadDocument() {
    amendment().set_plan_id(root_.Id("plan", Need::kRequired));
    amendment().set_against_revision(static_cast<uint32_t>(
        root_.Integer("against_revision", 1, kMaxRevision, Need::kRequired).value_or(0)));
    if (std::optional<HeaderTable> authority = root_.Table("authority", Need::kRequired)) {
      *amendment().mutable_authority() = ReadDocumentReference(*authority);
    }
    ReadText("reason", [&] { return amendment().mutable_reason(); });
    ReadText("approver", [&] { return amendment().mutable_approver(); });
    amendment().set_valid_from_date(root_.Date("valid_from", Need::kRequired));
    const int32_t signed_date = amendment().authority().signed_date();
    ReadUnitScope(root_, signed_date != 0 ? signed_date : amendment().valid_from_date(), units_);
  }

  template <typename Mutable>
  void ReadText(std::string_view key, Mutable target) {
    const std::string text = root_.Text(key, Need::kRequired);
    if (!text.empty()) *target() = texts_.Make(text, root_.PlaceOf(key), root_.problems());
  }

  v1::PlanChange& Add(FilePlace place) {
    file_.change_places.push_back(std::move(place));
    return *amendment().add_changes();
  }

  // One table of [[changes]].
  void ReadEntry(HeaderTable& entry) {
    const std::optional<int> word = entry.Word("kind", PlanChangeWords(), Need::kRequired);
    if (!word) return;
    v1::PlanChange& change = Add(entry.PlaceOf("kind"));
    const auto kind = static_cast<PlanChangeWord>(*word);
    switch (kind) {
      case kRoundAdd:
        *change.mutable_round_added()->mutable_round() = ReadRound(entry, context_);
        break;
      case kRoundSet:
        *change.mutable_round_set()->mutable_round() = ReadRound(entry, context_);
        break;
      case kTargetSet:
        *change.mutable_target_set()->mutable_target() = ReadTarget(entry, context_);
        break;
      case kTargetRemove:
        change.mutable_target_removed()->set_target_id(entry.Id("id", Need::kRequired));
        break;
      case kTaskSet:
        *change.mutable_task_set()->mutable_task() = ReadTask(entry, context_, "task_kind");
        break;
      case kCampaignSet:
        *change.mutable_campaign_set()->mutable_campaign() = ReadCampaign(entry, context_);
        break;
      case kCreditRuleSet:
        *change.mutable_credit_rule_set()->mutable_rule() = ReadCreditRule(entry, units_, texts_);
        break;
      case kCreditRuleRemove:
        change.mutable_credit_rule_removed()->set_rule_id(entry.Id("id", Need::kRequired));
        break;
      case kQuotaSet:
      case kQuotaSupplement:
      case kQuotaTransfer:
      case kQuotaWithdraw:
        FillQuotaChange(ReadEntryDraft(entry, kind), change);
        if (kind == kQuotaSet) ReadNewRow(entry, *change.mutable_quota_set());
        break;
    }
    entry.RefuseUnknownKeys();
  }

  QuotaChangeDraft ReadEntryDraft(HeaderTable& entry, PlanChangeWord kind) {
    const bool transfers = kind == kQuotaTransfer;
    QuotaChangeDraft draft;
    draft.change = kind;
    draft.holder = ReadUnit(entry, transfers ? "from" : "holder", Need::kRequired, units_);
    if (transfers) draft.to = ReadUnit(entry, "to", Need::kRequired, units_);
    if (kind != kQuotaSet) {
      draft.units = entry.Integer("units", 1, kMaxQuotaUnits, Need::kRequired).value_or(0);
    }
    const std::string_view key = kind == kQuotaSet ? "quota"
                                 : transfers       ? "from_resulting"
                                                   : "resulting";
    const Need need = kind == kQuotaWithdraw ? Need::kOptional : Need::kRequired;
    draft.resulting = QuotaOf(entry, key, need);
    if (transfers) draft.to_resulting = QuotaOf(entry, "to_resulting", Need::kRequired);
    return draft;
  }

  static std::optional<v1::Quota> QuotaOf(HeaderTable& entry, std::string_view key, Need need) {
    v1::Quota quota;
    if (!ReadQuota(entry, key, need, quota)) return std::nullopt;
    return quota;
  }

  // Where a holder that the plan does not have yet is shown.
  void ReadNewRow(HeaderTable& entry, v1::QuotaSet& set) {
    std::optional<HeaderTable> table = entry.Table("row");
    if (!table) return;
    v1::PlanRow& row = *set.mutable_new_row();
    row.set_row_id(table->Id("id", Need::kRequired));
    row.set_label(table->Text("label"));
    row.set_printed_name(table->Text("printed_name"));
    row.set_group_id(table->Id("group"));
    table->RefuseUnknownKeys();
  }

  // One row of the table: changes of quotas only.
  void ReadRow(const TableRow& row) {
    if (!units_.failure().ok()) return;
    const std::optional<int> word = row.Word("change", PlanChangeWords());
    if (!word) {
      if (!row.Has("change") && row.Exists("change")) row.RefuseBlank("change");
      return;
    }
    const auto kind = static_cast<PlanChangeWord>(*word);
    if (!IsOfQuota(kind)) {
      row.Refuse("change",
                 "Bảng chỉ thay đổi chỉ tiêu; đợt, quy tắc và các mục khác ghi ở [[changes]]",
                 "The table changes quotas only; rounds, rules and the like are written in the "
                 "header, under [[changes]]",
                 "set, supplement, transfer, withdraw");
      return;
    }
    QuotaChangeDraft draft;
    draft.change = kind;
    draft.holder = RowUnit(row, "unit", "unit_id");
    if (kind == kQuotaTransfer) {
      draft.to = RowUnit(row, "to", "to_id");
      draft.to_resulting = RowQuota(row, "to_resulting", "to_converted_resulting", true);
    } else {
      RefuseUnused(row, {"to", "to_id", "to_resulting", "to_converted_resulting"});
    }
    if (kind == kQuotaSet) {
      RefuseUnused(row, {"units"});
    } else {
      if (!row.Has("units")) row.RefuseBlank("units");
      draft.units = row.Count("units", 1, kMaxQuotaUnits).value_or(0);
    }
    draft.resulting = RowQuota(row, "resulting", "converted_resulting", kind != kQuotaWithdraw);
    FillQuotaChange(std::move(draft), Add(row.place()));
  }

  static void RefuseUnused(const TableRow& row, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
      if (!row.Has(key)) continue;
      row.Refuse(key, "Loại thay đổi này không dùng ô này; hãy để trống",
                 "This kind of change does not use the cell; leave it blank", "blank");
    }
  }

  std::string RowUnit(const TableRow& row, std::string_view name_key, std::string_view id_key) {
    if (row.Has(id_key)) {
      const std::string id = row.Id(id_key);
      return id.empty() ? "" : units_.Resolve(id, row.PlaceOf(id_key), row.problems());
    }
    if (row.Has(name_key)) {
      return units_.Resolve(row.Name(name_key), row.PlaceOf(name_key), row.problems());
    }
    row.RefuseBlank(row.Exists(name_key) ? name_key : id_key);
    return "";
  }

  static std::optional<v1::Quota> RowQuota(const TableRow& row, std::string_view key,
                                           std::string_view converted_key, bool required) {
    if (!row.Has(key)) {
      if (required || row.Has(converted_key)) row.RefuseBlank(key);
      return std::nullopt;
    }
    v1::Quota quota;
    if (const auto units = row.PrintedCount(key)) *quota.mutable_units() = *units;
    if (const auto converted = row.PrintedCount(converted_key)) {
      *quota.mutable_converted_units() = *converted;
    }
    CheckQuota(quota, row.PlaceOf(key), row.problems());
    return quota;
  }

  HeaderTable root_;
  UnitLookup& units_;
  TextCollector& texts_;
  const EntryContext context_;
  AmendmentFile file_;
};

}  // namespace

AmendmentFile ReadAmendment(HeaderTable root, UnitLookup& units, TextCollector& texts) {
  return AmendmentReader(std::move(root), units, texts).Read();
}

absl::StatusOr<AmendmentFile> ReadAmendmentFile(const std::string& path, UnitResolver& units,
                                                Random& random, Problems& problems) {
  ASSIGN_OR_RETURN(const std::unique_ptr<HeaderValue> header, ReadHeaderFile(path, problems));
  if (header == nullptr) return problems.ToStatus();
  UnitLookup lookup(&units);
  TextCollector texts(random);
  AmendmentFile file = ReadAmendment(HeaderTable(*header, path, "", problems), lookup, texts);
  RETURN_IF_ERROR(lookup.failure());
  if (!problems.empty()) return problems.ToStatus();
  file.texts = texts.Finish(file.amendment);
  return file;
}

}  // namespace hemoledger
