#include "clients/cli/render/receipt_view.h"

#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/error_view.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/receipt_id.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/table.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

std::string When(const v1::Receipt& receipt, Language language) {
  const CivilInterval interval = ToCivil(receipt.interval());
  std::string text = FormatInterval(interval, language);
  if (MonthOf(interval) == 0) text += Say(language, " (chưa rõ tháng)", " (month unknown)");
  return text;
}

std::string UnitCell(const v1::ReceiptView& view) {
  return view.unit_name().empty() ? UnitWords(view.receipt().unit()) : view.unit_name();
}

// Every fact of a receipt as label and value, for showing and for comparing versions.
std::vector<std::pair<std::string, std::string>> ReceiptFacts(const v1::Receipt& receipt,
                                                              Language language) {
  std::vector<std::pair<std::string, std::string>> facts;
  facts.emplace_back(Say(language, "Đơn vị", "Unit"), UnitWords(receipt.unit()));
  facts.emplace_back(Say(language, "Nơi tiếp nhận", "Collected at"),
                     UnitWords(receipt.collecting_unit()));
  facts.emplace_back(Say(language, "Tính cho", "Credited to"), UnitWords(receipt.credited_to()));
  facts.emplace_back(Say(language, "Thời gian", "When"), When(receipt, language));
  std::string units =
      FormatCount(BloodUnits(receipt), language) + Say(language, " ĐVM", " blood units");
  const std::string bags = BagWords(receipt);
  units +=
      bags.empty() ? Say(language, " (không rõ thể tích)", " (volume unknown)") : " (" + bags + ")";
  facts.emplace_back(Say(language, "Số lượng", "Amount"), units);
  facts.emplace_back(Say(language, "Thành phần", "Component"),
                     WordFor(receipt.component(), language));
  facts.emplace_back(Say(language, "Loại người hiến", "Donor class"),
                     WordFor(receipt.donor_class(), language));
  facts.emplace_back(
      Say(language, "Người hiến nhắc lại", "Repeat donors"),
      receipt.has_repeat_donors() ? FormatCount(receipt.repeat_donors(), language) : "");
  facts.emplace_back(Say(language, "Đợt", "Round"), receipt.round_id());
  facts.emplace_back(Say(language, "Chiến dịch", "Campaign"), receipt.campaign_id());
  facts.emplace_back(Say(language, "Cấp cứu", "Emergency"),
                     receipt.emergency() ? Say(language, "có", "yes") : "");
  return facts;
}

// What differs from the version before: "Số lượng: 402 ĐVM → 403 ĐVM".
std::string Differences(const v1::Receipt& before, const v1::Receipt& after, Language language) {
  const auto old_facts = ReceiptFacts(before, language);
  const auto new_facts = ReceiptFacts(after, language);
  const std::string none = Say(language, "không ghi", "not stated");
  std::vector<std::string> parts;
  for (size_t i = 0; i < old_facts.size(); ++i) {
    if (old_facts[i].second == new_facts[i].second) continue;
    parts.push_back(Concat(new_facts[i].first, ": ",
                           old_facts[i].second.empty() ? none : old_facts[i].second, " → ",
                           new_facts[i].second.empty() ? none : new_facts[i].second));
  }
  return absl::StrJoin(parts, "; ");
}

std::string VersionChange(std::span<const v1::ReceiptVersion> versions, size_t index,
                          Language language) {
  const v1::ReceiptVersion& version = versions[index];
  if (index == 0) return Say(language, "ghi lần đầu", "recorded");
  if (!version.has_receipt()) return Say(language, "hủy", "voided");
  const v1::Receipt& before = versions[index - 1].receipt();
  const std::string differences = Differences(before, version.receipt(), language);
  if (!differences.empty()) return differences;
  const bool note = version.note() != versions[index - 1].note() ||
                    version.note_erased() != versions[index - 1].note_erased();
  return note ? Say(language, "ghi chú", "the note") : Say(language, "không đổi", "nothing");
}

std::string VersionsTable(const v1::ReceiptView& view, Language language) {
  Table table({{Say(language, "Bản", "Version"), Align::kRight},
               {Say(language, "Ghi lúc", "Recorded")},
               {Say(language, "Người ghi", "By")},
               {Say(language, "Vị trí", "Position"), Align::kRight},
               {Say(language, "Thay đổi", "Change")},
               {Say(language, "Lý do", "Reason")},
               {Say(language, "Ghi chú", "Note")}});
  const std::string erased = Say(language, "(đã xóa)", "(erased)");
  const std::vector<v1::ReceiptVersion> versions(view.versions().begin(), view.versions().end());
  for (size_t i = 0; i < versions.size(); ++i) {
    const v1::ReceiptVersion& version = versions[i];
    table.AddRow(
        {std::to_string(version.version()), FormatMoment(version.record_time_micros(), language),
         version.principal(), FormatCount(static_cast<int64_t>(version.position()), language),
         VersionChange(versions, i, language), version.reason_erased() ? erased : version.reason(),
         version.note_erased() ? erased : version.note()});
  }
  return table.ToText();
}

}  // namespace

int64_t BloodUnits(const v1::Receipt& receipt) {
  int64_t units = 0;
  for (const v1::BagCount& bag : receipt.bags()) units += bag.count();
  return units;
}

std::string BagWords(const v1::Receipt& receipt) {
  std::vector<std::string> parts;
  for (const v1::BagCount& bag : receipt.bags()) {
    if (bag.volume_ml() > 0) parts.push_back(Concat(bag.count(), " × ", bag.volume_ml(), " ml"));
  }
  if (!parts.empty() && parts.size() < static_cast<size_t>(receipt.bags_size())) {
    for (const v1::BagCount& bag : receipt.bags()) {
      if (bag.volume_ml() == 0) parts.push_back(Concat(bag.count(), " × ? ml"));
    }
  }
  return absl::StrJoin(parts, ", ");
}

std::string UnitWords(const v1::UnitReference& reference) {
  return reference.has_name() ? reference.name().name() : reference.unit_id();
}

std::string ReceiptsText(std::span<const v1::ReceiptView> receipts, Language language) {
  bool rounds = false;
  bool marks = false;
  int64_t sum = 0;
  for (const v1::ReceiptView& view : receipts) {
    rounds |= !view.receipt().round_id().empty();
    marks |= view.voided() || view.version() > 1;
    if (!view.voided()) sum += BloodUnits(view.receipt());
  }
  std::vector<TableColumn> columns = {{Say(language, "Mã phiếu", "Receipt")},
                                      {Say(language, "Đơn vị", "Unit")},
                                      {Say(language, "Thời gian", "When")},
                                      {Say(language, "ĐVM", "Blood units"), Align::kRight},
                                      {Say(language, "Thành phần", "Component")},
                                      {Say(language, "Loại người hiến", "Donor class")}};
  if (rounds) columns.push_back({Say(language, "Đợt", "Round")});
  if (marks) columns.push_back({Say(language, "Bản", "Version")});
  Table table(std::move(columns));
  for (const v1::ReceiptView& view : receipts) {
    const v1::Receipt& receipt = view.receipt();
    std::vector<std::string> cells = {ReceiptIdOf(view),
                                      UnitCell(view),
                                      FormatInterval(ToCivil(receipt.interval()), language),
                                      FormatCount(BloodUnits(receipt), language),
                                      WordFor(receipt.component(), language),
                                      WordFor(receipt.donor_class(), language)};
    if (rounds) cells.push_back(receipt.round_id());
    if (marks) {
      cells.push_back(std::to_string(view.version()) +
                      (view.voided() ? Say(language, " (đã hủy)", " (voided)") : ""));
    }
    table.AddRow(std::move(cells));
  }
  return table.ToText() + "\n" + FormatCount(static_cast<int64_t>(receipts.size()), language) +
         Say(language, " phiếu, ", receipts.size() == 1 ? " receipt, " : " receipts, ") +
         FormatCount(sum, language) +
         Say(language, " ĐVM (không kể phiếu đã hủy).\n",
             " blood units (voided ones not counted).\n");
}

std::string ReceiptsCsv(std::span<const v1::ReceiptView> receipts) {
  Csv csv({"receipt", "position", "unit_id", "unit_name", "collecting_unit_id",
           "credited_to_unit_id", "first_date", "last_date", "blood_units", "bags", "component",
           "donor_class", "repeat_donors", "round_id", "campaign_id", "emergency", "version",
           "voided", "leaf_hash"});
  for (const v1::ReceiptView& view : receipts) {
    const v1::Receipt& receipt = view.receipt();
    const CivilInterval interval = ToCivil(receipt.interval());
    std::vector<std::string> bags;
    for (const v1::BagCount& bag : receipt.bags())
      bags.push_back(Concat(bag.volume_ml(), "=", bag.count()));
    csv.AddRow(
        {ReceiptIdOf(view), std::to_string(view.position()), receipt.unit().unit_id(),
         view.unit_name(), receipt.collecting_unit().unit_id(), receipt.credited_to().unit_id(),
         IsoDate(interval.first), IsoDate(interval.last), std::to_string(BloodUnits(receipt)),
         absl::StrJoin(bags, "|"), KeyFor(receipt.component()), KeyFor(receipt.donor_class()),
         receipt.has_repeat_donors() ? std::to_string(receipt.repeat_donors()) : "",
         receipt.round_id(), receipt.campaign_id(), receipt.emergency() ? "true" : "false",
         std::to_string(view.version()), view.voided() ? "true" : "false", Hex(view.leaf_hash())});
  }
  return csv.text();
}

std::string ReceiptText(const v1::ReceiptView& view, Language language) {
  Facts facts;
  facts.Add(Say(language, "Mã phiếu", "Receipt"), ReceiptIdOf(view));
  for (auto& [label, value] : ReceiptFacts(view.receipt(), language)) {
    const bool unit = label == Say(language, "Đơn vị", "Unit");
    facts.Add(label, unit && !view.unit_name().empty() ? Concat(view.unit_name(), " (", value, ")")
                                                       : value);
  }
  facts.Add(Say(language, "Bản", "Version"),
            std::to_string(view.version()) +
                (view.voided()
                     ? Say(language, " (đã hủy: không được tính nữa)", " (voided: counts no more)")
                     : ""));
  facts.Add(Say(language, "Vị trí", "Position"),
            FormatCount(static_cast<int64_t>(view.position()), language));
  facts.Add(Say(language, "Băm lá", "Leaf hash"), Hex(view.leaf_hash()));
  return facts.ToText() + "\n" + VersionsTable(view, language);
}

std::string RejectionsText(std::span<const v1::Rejection> rejections, const std::string& source_id,
                           Language language) {
  Table table({{Say(language, "Mã phiếu", "Receipt")},
               {Say(language, "Vị trí", "Position"), Align::kRight},
               {Say(language, "Ghi lúc", "Recorded")},
               {Say(language, "Vì sao, và cần làm gì", "Why, and what to do")}});
  for (const v1::Rejection& rejection : rejections) {
    table.AddRow({Concat(source_id, "#", rejection.sequence()),
                  FormatCount(static_cast<int64_t>(rejection.position()), language),
                  FormatMoment(rejection.record_time_micros(), language),
                  RenderRefusal(rejection.refusal(), language)});
  }
  return table.ToText();
}

std::string RejectionsCsv(std::span<const v1::Rejection> rejections, const std::string& source_id) {
  Csv csv({"receipt", "sequence", "position", "record_time", "reason", "message_vi", "message_en",
           "submission_sha256"});
  for (const v1::Rejection& rejection : rejections) {
    csv.AddRow({Concat(source_id, "#", rejection.sequence()), std::to_string(rejection.sequence()),
                std::to_string(rejection.position()), IsoMoment(rejection.record_time_micros()),
                std::string(ReasonName(rejection.refusal().reason())),
                rejection.refusal().message_vi(), rejection.refusal().message_en(),
                Hex(rejection.submission_sha256())});
  }
  return csv.text();
}

}  // namespace hemoledger
