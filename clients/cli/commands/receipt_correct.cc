// hemo receipt correct
#include <limits>
#include <optional>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/receipt_lookup.h"
#include "clients/cli/commands/receipt_write.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/receipt_view.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

struct Options {
  std::string receipt;
  std::string reason;
  int64_t version = 0;
  std::string unit;
  std::string collecting_unit;
  std::string credited_to;
  CivilInterval when;
  int64_t count = 0;
  std::vector<v1::BagCount> bags;
  std::optional<v1::Component> component;
  std::optional<v1::DonorClass> donor_class;
  std::optional<std::string> round;
  int64_t repeat_donors = -1;
  std::optional<std::string> note;
  bool dry_run = false;
};

absl::Status SetUnit(Context& context, const std::string& text, v1::UnitReference& reference) {
  if (text.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, text));
  reference.set_unit_id(unit.unit_id());
  return absl::OkStatus();
}

// The receipt as it should be: as it is, but for what the options say.
absl::StatusOr<v1::Receipt> Mended(const Options& options, v1::Receipt receipt, Context& context) {
  RETURN_IF_ERROR(SetUnit(context, options.unit, *receipt.mutable_unit()));
  if (!options.collecting_unit.empty()) {
    RETURN_IF_ERROR(SetUnit(context, options.collecting_unit, *receipt.mutable_collecting_unit()));
  }
  if (!options.credited_to.empty()) {
    RETURN_IF_ERROR(SetUnit(context, options.credited_to, *receipt.mutable_credited_to()));
  }
  if (options.when.first != 0) *receipt.mutable_interval() = ToProto(options.when);
  if (options.count > 0) {
    // The volume stays where there was one only.
    const uint32_t volume = receipt.bags_size() == 1 ? receipt.bags(0).volume_ml() : 0;
    receipt.clear_bags();
    receipt.add_bags()->set_volume_ml(volume);
    receipt.mutable_bags(0)->set_count(static_cast<uint32_t>(options.count));
  }
  if (!options.bags.empty()) {
    receipt.clear_bags();
    for (const v1::BagCount& bag : options.bags) *receipt.add_bags() = bag;
  }
  if (options.component.has_value()) receipt.set_component(*options.component);
  if (options.donor_class.has_value()) receipt.set_donor_class(*options.donor_class);
  if (options.round.has_value()) receipt.set_round_id(*options.round);
  if (options.repeat_donors >= 0)
    receipt.set_repeat_donors(static_cast<uint32_t>(options.repeat_donors));
  return receipt;
}

// The note of the current version, as plain text; blank: none, or erased.
std::string CurrentNote(const v1::ReceiptView& view) {
  return view.versions().empty() ? "" : view.versions(view.versions_size() - 1).note();
}

// Whether the mended receipt, with that note, says nothing else than the current version.
bool SaysTheSame(const v1::Receipt& mended, const std::string& note, const v1::ReceiptView& view) {
  v1::Receipt before = view.receipt();
  v1::Receipt after = mended;
  before.clear_note();
  after.clear_note();
  return before.SerializeAsString() == after.SerializeAsString() && note == CurrentNote(view);
}

// Nothing is asked of the server: the same command given twice must not make two versions.
void TellUnchanged(const Options& options, const v1::ReceiptView& view, Context& context) {
  v1::ReceiptWriteResponse answer;
  answer.set_outcome(v1::WRITE_OUTCOME_EXISTS);
  answer.set_version(view.version());
  answer.set_position(view.versions(view.versions_size() - 1).position());
  answer.set_leaf_hash(view.versions(view.versions_size() - 1).leaf_hash());
  TellReceiptWrite(options.receipt, answer, context);
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  ASSIGN_OR_RETURN(const v1::ReceiptReference target,
                   ResolveReceipt(context, options.receipt, true));
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse current, FetchReceipt(context, target, {}));
  v1::CorrectReceiptRequest request;
  request.set_request_id(context.NewRequestId("hemo-correct-"));
  request.set_validate_only(options.dry_run);
  v1::ReceiptCorrected& correction = *request.mutable_correction();
  *correction.mutable_target() = target;
  correction.mutable_target()->set_leaf_hash(current.receipt().leaf_hash());
  correction.set_replaces_version(options.version > 0 ? static_cast<uint32_t>(options.version)
                                                      : current.receipt().version());
  ASSIGN_OR_RETURN(*correction.mutable_receipt(),
                   Mended(options, current.receipt().receipt(), context));
  const std::string note = options.note.value_or(CurrentNote(current.receipt()));
  if (!current.receipt().voided() && !current.receipt().versions().empty() &&
      SaysTheSame(correction.receipt(), note, current.receipt())) {
    TellUnchanged(options, current.receipt(), context);
    return ExitCode::kOk;
  }
  // The note's text gets a new salt: a commitment is never used twice. It comes before the reason
  // (values.proto, Text.ordinal).
  correction.mutable_receipt()->clear_note();
  uint32_t ordinal = 0;
  if (!note.empty()) {
    MadeText made = MakeText(ordinal++, ToNfc(note).value_or(note), context.random());
    *correction.mutable_receipt()->mutable_note() = std::move(made.text);
    *request.add_texts() = std::move(made.accompanying);
  }
  MadeText reason =
      MakeText(ordinal, ToNfc(options.reason).value_or(options.reason), context.random());
  *correction.mutable_reason() = std::move(reason.text);
  *request.add_texts() = std::move(reason.accompanying);
  ASSIGN_OR_RETURN(const v1::ReceiptWriteResponse answer,
                   context.connection().CorrectReceipt(request));
  TellReceiptWrite(options.receipt, answer, context);
  return ExitCode::kOk;
}

}  // namespace

void AddReceiptCorrect(Command& receipt, CommandLine& line) {
  Register<Options>(
      receipt, line, "correct",
      {"đính chính một phiếu: chỉ nêu điều cần đổi, phần còn lại giữ nguyên; bản cũ vẫn còn trong "
       "sổ",
       "correct a receipt: say what changes, the rest stays; the old version remains in the ledger",
       "  hemo receipt correct kien-giang-2021-report/pl1-01-2 --count 54 --reason \"Đếm sót một "
       "túi\"\n"
       "  hemo receipt correct 'may-thanh-loc#12' --bag 250=10 --bag 350=3 --reason \"Ghi thiếu "
       "thể tích\"\n"
       "  hemo receipt correct kien-giang-2021-report/pl1-01-2 --when 4/2021 --reason \"Rõ tháng\" "
       "--dry-run"},
      [](Command& command, Options& options, Context& context) {
        const std::string unit = context.Say("ĐƠN VỊ", "UNIT");
        constexpr int64_t kMaxUnits = 100'000;
        AddReceiptId(command, options.receipt, /*for_writing=*/true);
        command.AddFilled("--reason", options.reason, "vì sao đính chính", "why it is corrected")
            .Required()
            .TypeName(context.Say("LÝ DO", "TEXT"));
        command.AddNumber("--version", options.version, 1, std::numeric_limits<int32_t>::max(),
                          "bản mà bạn đã xem (mặc định: bản hiện tại)",
                          "the version that you saw (default: the current one)");
        command.Add("--unit", options.unit, "máu của đơn vị nào", "whose blood it is")
            .TypeName(unit);
        command
            .Add("--collecting-unit", options.collecting_unit, "nơi tiếp nhận",
                 "where it was collected")
            .TypeName(unit);
        command
            .Add("--credited-to", options.credited_to, "tính cho đơn vị nào",
                 "whose quota it counts for")
            .TypeName(unit);
        command.AddInterval("--when", options.when, "ngày, tháng hoặc khoảng thời gian",
                            "day, month or period");
        const Option count = command.AddNumber("--count", options.count, 1, kMaxUnits,
                                               "số đơn vị máu (ĐVM)", "number of blood units");
        AddBags(command, options.bags).Excludes(count);
        AddOptionalWord(command, "--component", options.component, "thành phần", "component");
        AddOptionalWord(command, "--donor-class", options.donor_class, "loại người hiến",
                        "donor class");
        command
            .AddRead(
                "--round",
                [&options](const std::string& text) -> std::string {
                  options.round = text;
                  return "";
                },
                context.Say("mã đợt (\"\": không có)", "id of the round (\"\": none)"))
            .TypeName(context.Say("MÃ", "ID"));
        command.AddNumber("--repeat-donors", options.repeat_donors, 0, kMaxUnits,
                          "số người hiến nhắc lại", "how many had given before");
        command
            .AddRead(
                "--note",
                [&options](const std::string& text) -> std::string {
                  options.note = text;
                  return "";
                },
                context.Say("ghi chú (\"\": bỏ)", "the note (\"\": none)"))
            .TypeName(context.Say("GHI CHÚ", "TEXT"));
        command.Add("--dry-run", options.dry_run, "chỉ hỏi máy chủ, không ghi",
                    "only ask the server, record nothing");
      },
      Run);
}

}  // namespace hemoledger
