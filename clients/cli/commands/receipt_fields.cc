#include "clients/cli/commands/receipt_fields.h"

#include <utility>

#include "clients/cli/commands/receipt_write.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/text_commitment.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr int64_t kMaxUnits = 100'000;

void AddText(Command& command, const std::string& name, std::optional<std::string>& value,
             const std::string& type, std::string_view vi, std::string_view en) {
  command
      .AddRead(
          name,
          [&value](const std::string& text) -> std::string {
            value = text;
            return "";
          },
          command.context().Say(vi, en))
      .TypeName(type);
}

}  // namespace

void AddReceiptFields(Command& command, ReceiptFields& fields, bool mandatory) {
  Context& context = command.context();
  const std::string unit = context.Say("ĐƠN VỊ", "UNIT");
  const std::string id = context.Say("MÃ", "ID");
  const Option of =
      mandatory ? command.AddFilled("--unit", fields.unit, "máu của đơn vị nào (mã hoặc tên)",
                                    "whose blood it is (id or name)")
                : command.Add("--unit", fields.unit, "máu của đơn vị nào", "whose blood it is");
  of.TypeName(unit);
  const Option when = command.AddInterval(
      "--when", fields.when, "ngày, tháng hoặc khoảng thời gian", "day, month or period");
  if (mandatory) {
    of.Required();
    when.Required();
  }
  const Option count = command.AddNumber("--count", fields.count, 1, kMaxUnits,
                                         "số đơn vị máu (ĐVM), khi chưa rõ thể tích",
                                         "number of blood units, of unknown volume");
  AddBags(command, fields.bags).Excludes(count);
  command
      .Add("--collecting-unit", fields.collecting_unit, "nơi tiếp nhận", "where it was collected")
      .TypeName(unit);
  command
      .Add("--credited-to", fields.credited_to, "tính cho đơn vị nào", "whose quota it counts for")
      .TypeName(unit);
  AddOptionalWord(command, "--component", fields.component, "thành phần", "component");
  AddOptionalWord(command, "--donor-class", fields.donor_class, "loại người hiến", "donor class");
  AddText(command, "--round", fields.round, id, "mã đợt", "id of the round");
  AddText(command, "--campaign", fields.campaign, id, "mã chiến dịch", "id of the campaign");
  command.AddNumber("--repeat-donors", fields.repeat_donors, 0, kMaxUnits, "số người hiến nhắc lại",
                    "how many had given before");
  command
      .AddRead(
          "--emergency",
          [&fields, &context](const std::string& text) -> std::string {
            if (text != "yes" && text != "no") {
              return Command::UnknownWord(context, text, "yes, no");
            }
            fields.emergency = text == "yes";
            return "";
          },
          context.Say("hiến máu cấp cứu: yes, no", "an emergency donation: yes, no"))
      .TypeName("")
      .Choices("yes, no");
  AddText(command, "--note", fields.note, context.Say("GHI CHÚ", "TEXT"),
          "ghi chú; không bao giờ ghi tên hay giấy tờ của người hiến",
          "a note; never a donor's name or identity");
}

absl::Status UnitChooser::Choose(const std::string& text, v1::UnitReference& reference) {
  if (text.empty()) return absl::OkStatus();
  std::string name = text;
  if (reachable_) {
    const absl::StatusOr<v1::Unit> unit = FindUnit(context_, text);
    if (unit.ok()) {
      reference.set_unit_id(unit->unit_id());
      if (first_name_.empty()) first_name_ = unit->name();
      return absl::OkStatus();
    }
    if (!IsUnreachable(unit.status())) return unit.status();
    reachable_ = false;
  }
  if (IsValidId(text)) {
    reference.set_unit_id(text);
  } else {
    // A terminal or a Mac may give NFD.
    reference.mutable_name()->set_name(ToNfc(text).value_or(text));
  }
  if (first_name_.empty()) first_name_ = std::move(name);
  return absl::OkStatus();
}

absl::Status ApplyFields(const ReceiptFields& fields, UnitChooser& units, v1::Receipt& receipt) {
  RETURN_IF_ERROR(units.Choose(fields.unit, *receipt.mutable_unit()));
  if (!fields.collecting_unit.empty()) {
    RETURN_IF_ERROR(units.Choose(fields.collecting_unit, *receipt.mutable_collecting_unit()));
  }
  if (!fields.credited_to.empty()) {
    RETURN_IF_ERROR(units.Choose(fields.credited_to, *receipt.mutable_credited_to()));
  }
  if (fields.when.first != 0) *receipt.mutable_interval() = ToProto(fields.when);
  if (fields.count > 0) {
    // The volume stays where there was one only.
    const uint32_t volume = receipt.bags_size() == 1 ? receipt.bags(0).volume_ml() : 0;
    receipt.clear_bags();
    receipt.add_bags()->set_volume_ml(volume);
    receipt.mutable_bags(0)->set_count(static_cast<uint32_t>(fields.count));
  }
  if (!fields.bags.empty()) {
    receipt.clear_bags();
    for (const v1::BagCount& bag : fields.bags) *receipt.add_bags() = bag;
  }
  if (fields.component.has_value()) receipt.set_component(*fields.component);
  if (fields.donor_class.has_value()) receipt.set_donor_class(*fields.donor_class);
  if (fields.round.has_value()) receipt.set_round_id(*fields.round);
  if (fields.campaign.has_value()) receipt.set_campaign_id(*fields.campaign);
  if (fields.repeat_donors >= 0)
    receipt.set_repeat_donors(static_cast<uint32_t>(fields.repeat_donors));
  if (fields.emergency.has_value()) receipt.set_emergency(*fields.emergency);
  return absl::OkStatus();
}

std::vector<v1::AccompanyingText> SetNote(const std::string& plain, Context& context,
                                          v1::Receipt& receipt) {
  receipt.clear_note();
  if (plain.empty()) return {};
  MadeText made = MakeText(0, ToNfc(plain).value_or(plain), context.random());
  *receipt.mutable_note() = std::move(made.text);
  return {std::move(made.accompanying)};
}

}  // namespace hemoledger
