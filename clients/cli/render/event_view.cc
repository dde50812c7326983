#include "clients/cli/render/event_view.h"

#include <string_view>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/plan_view.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/cli/render/record_view.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/event_types.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

constexpr size_t kPositionWidth = 10;
constexpr size_t kMomentWidth = 24;
constexpr size_t kTypeWidth = 20;

std::string Padded(std::string text, size_t width, bool right) {
  const size_t columns = DisplayWidth(text);
  if (columns >= width) return text;
  return right ? std::string(width - columns, ' ') + text
               : text + std::string(width - columns, ' ');
}

// "feed/id" or "source#number"; blank for unary calls and the server's own.
std::string IdentityWords(const v1::Submission& submission) {
  if (submission.has_feed())
    return Concat(submission.feed().feed(), "/", submission.feed().external_id());
  if (submission.has_source())
    return Concat(submission.source().source_id(), "#", submission.source().sequence());
  return "";
}

std::string TargetWords(const v1::ReceiptReference& target) {
  if (target.has_feed()) return Concat(target.feed().feed(), "/", target.feed().external_id());
  if (target.has_source())
    return Concat(target.source().source_id(), "#", target.source().sequence());
  return Concat(target.position());
}

std::string ReceiptWords(const v1::Receipt& receipt, const v1::Resolved& resolved,
                         Language language) {
  std::string unit = UnitWords(receipt.unit());
  if (receipt.unit().has_name() && !resolved.unit_id().empty())
    unit += " (" + resolved.unit_id() + ")";
  std::string text = FormatCount(BloodUnits(receipt), language) +
                     Say(language, " ĐVM, ", " blood units, ") + unit + ", " +
                     FormatInterval(ToCivil(receipt.interval()), language);
  if (receipt.component() != v1::COMPONENT_UNSPECIFIED)
    text += ", " + WordFor(receipt.component(), language);
  if (receipt.donor_class() != v1::DONOR_CLASS_UNSPECIFIED)
    text += ", " + WordFor(receipt.donor_class(), language);
  return text;
}

std::string UnitChangeWords(const v1::UnitChanged& changed, Language language) {
  const auto from = [&](int32_t date) {
    return date == 0 ? std::string()
                     : Say(language, ", từ ", ", from ") + FormatDate(date, language);
  };
  switch (changed.change_case()) {
    case v1::UnitChanged::kOpened:
      return Concat(changed.opened().unit_id(), ": ", Say(language, "thành lập ", "opened as "),
                    changed.opened().name(), " (", WordFor(changed.opened().kind(), language), ")",
                    from(changed.opened().from_date()));
    case v1::UnitChanged::kRenamed:
      return Concat(changed.renamed().unit_id(), ": ",
                    Say(language, "đổi tên thành ", "renamed to "), changed.renamed().name(),
                    from(changed.renamed().from_date()));
    case v1::UnitChanged::kMoved:
      return Concat(changed.moved().unit_id(), ": ", Say(language, "chuyển về ", "moved to "),
                    changed.moved().parent_id(), from(changed.moved().from_date()));
    case v1::UnitChanged::kKindSet:
      return Concat(
          changed.kind_set().unit_id(), ": ", Say(language, "đổi loại thành ", "kind set to "),
          WordFor(changed.kind_set().kind(), language), from(changed.kind_set().from_date()));
    case v1::UnitChanged::kCodeSet:
      return Concat(changed.code_set().unit_id(), ": ",
                    Say(language, "mã hành chính ", "official code "), changed.code_set().code(),
                    from(changed.code_set().from_date()));
    case v1::UnitChanged::kAliasAdded:
      return Concat(changed.alias_added().unit_id(), ": ", Say(language, "tên khác ", "alias "),
                    changed.alias_added().alias(), from(changed.alias_added().from_date()));
    case v1::UnitChanged::kClosed:
      return Concat(changed.closed().unit_id(), ": ", Say(language, "giải thể", "closed"),
                    from(changed.closed().from_date()));
    case v1::UnitChanged::kSucceeded:
      return Concat(changed.succeeded().unit_id(), ": ",
                    Say(language, "được kế thừa bởi ", "carried on by "),
                    changed.succeeded().successor_unit_id(), from(changed.succeeded().from_date()));
    case v1::UnitChanged::CHANGE_NOT_SET:
      break;
  }
  return "?";
}

std::string PartWords(const v1::Submission& submission, Language language) {
  if (submission.request().part_count() < 2) return "";
  return Concat(Say(language, " (phần ", " (part "), submission.request().part(), "/",
                submission.request().part_count(), ")");
}

}  // namespace

absl::StatusOr<DecodedEvent> DecodeEvent(const v1::RecordedEvent& recorded) {
  DecodedEvent decoded;
  if (!decoded.event.ParseFromString(recorded.event()) ||
      !decoded.submission.ParseFromString(decoded.event.submission())) {
    return MakeError(ERROR_REASON_INTERNAL,
                     {{"detail", "an event that can not be parsed was sent"}});
  }
  decoded.type = TypeOf(decoded.submission);
  decoded.leaf_hash = ToBytes(LeafHash(recorded.event()));
  return decoded;
}

std::string EventHeading(Language language) {
  return Padded(Say(language, "Vị trí", "Position"), kPositionWidth, true) + "  " +
         Padded(Say(language, "Ghi lúc", "Recorded"), kMomentWidth, false) + "  " +
         Padded(Say(language, "Sự kiện", "Event"), kTypeWidth, false) + "  " +
         Say(language, "Nội dung", "Content") + "\n";
}

std::string EventLine(const DecodedEvent& decoded, Language language) {
  return Padded(FormatCount(static_cast<int64_t>(decoded.event.position()), language),
                kPositionWidth, true) +
         "  " +
         Padded(FormatMoment(decoded.event.record_time_micros(), language), kMomentWidth, false) +
         "  " + Padded(WordFor(decoded.type, language), kTypeWidth, false) + "  " +
         OneLine(EventSummary(decoded, language)) + "\n";
}

std::string EventSummary(const DecodedEvent& decoded, Language language) {
  const v1::Submission& submission = decoded.submission;
  const std::string identity = IdentityWords(submission);
  const std::string prefix = identity.empty() ? "" : identity + ": ";
  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      return prefix + ReceiptWords(submission.receipt_recorded().receipt(),
                                   decoded.event.resolved(), language);
    case v1::Submission::kReceiptCorrected:
      return Concat(prefix, Say(language, "đính chính phiếu ", "corrects "),
                    TargetWords(submission.receipt_corrected().target()),
                    Say(language, " thành ", " to "),
                    ReceiptWords(submission.receipt_corrected().receipt(), decoded.event.resolved(),
                                 language));
    case v1::Submission::kReceiptVoided:
      return Concat(prefix, Say(language, "hủy phiếu ", "voids "),
                    TargetWords(submission.receipt_voided().target()));
    case v1::Submission::kReceiptRejected: {
      const absl::Status refused = FromRefusal(submission.receipt_rejected().reason(),
                                               submission.receipt_rejected().fields());
      return Concat(prefix, MessageOf(refused, language), " [",
                    ReasonName(submission.receipt_rejected().reason()), "]");
    }
    case v1::Submission::kSourceOpened:
      return Concat(submission.source_opened().source_id(),
                    submission.source_opened().label().empty()
                        ? ""
                        : ": " + submission.source_opened().label());
    case v1::Submission::kUnitChanged:
      return UnitChangeWords(submission.unit_changed(), language);
    case v1::Submission::kPlanIssued:
      return Concat(submission.plan_issued().plan_id(), ": ",
                    submission.plan_issued().document().title(), PartWords(submission, language));
    case v1::Submission::kPlanAmended:
      return Concat(submission.plan_amended().plan_id(), Say(language, ", bản ", ", revision "),
                    submission.plan_amended().against_revision() + 1, ": ",
                    DocumentWords(submission.plan_amended().authority(), language));
    case v1::Submission::kPlanEntryCorrected: {
      const v1::PlanEntryCorrected& corrected = submission.plan_entry_corrected();
      const int fixes =
          corrected.fixes_size() > 0 ? corrected.fixes_size() : corrected.amended().changes_size();
      return Concat(corrected.plan_id(), Say(language, ", bản ", ", revision "),
                    corrected.revision(), Say(language, ", lần nhập ", ", entry version "),
                    corrected.against_version() + 1, ": ", FormatCount(fixes, language),
                    Say(language, " chỗ", fixes == 1 ? " part" : " parts"));
    }
    case v1::Submission::kPlanRecorded: {
      const v1::PlanRecorded& record = submission.plan_recorded();
      return Concat(record.plan_id(), "/", record.record_id(),
                    Say(language, ", bản ", ", version "), record.replaces_version() + 1, ": ",
                    RecordWords(record, language));
    }
    case v1::Submission::kLedgerCreated:
      return Hex(submission.ledger_created().ledger_id());
    case v1::Submission::kClockConfirmed:
      return Concat(submission.clock_confirmed().jump_micros(), " µs");
    case v1::Submission::BODY_NOT_SET:
      break;
  }
  return Say(language, "(loại sự kiện của phiên bản mới hơn)", "(of a newer version)");
}

std::string EventCsvHeading() {
  return Csv({"position", "record_time", "principal", "type", "identity", "summary", "leaf_hash"})
      .text();
}

std::string EventCsvLine(const DecodedEvent& decoded) {
  std::string line;
  for (const std::string& cell :
       {std::to_string(decoded.event.position()), IsoMoment(decoded.event.record_time_micros()),
        decoded.event.principal(), KeyFor(decoded.type), IdentityWords(decoded.submission),
        EventSummary(decoded, Language::kEnglish), Hex(decoded.leaf_hash)}) {
    line += (line.empty() ? "" : ",") + CsvCell(cell);
  }
  return line + "\n";
}

Json EventJson(const DecodedEvent& decoded, const v1::RecordedEvent& recorded) {
  Json json = Json::object();
  json["position"] = decoded.event.position();
  json["record_time"] = IsoMoment(decoded.event.record_time_micros());
  json["principal"] = decoded.event.principal();
  json["type"] = KeyFor(decoded.type);
  json["leaf_hash"] = Hex(decoded.leaf_hash);
  json["submission"] = ToJson(decoded.submission);
  json["resolved"] =
      decoded.event.has_resolved() ? ToJson(decoded.event.resolved()) : Json(nullptr);
  Json texts = Json::array();
  for (const v1::AccompanyingText& text : recorded.texts()) {
    Json one = Json::object();
    one["ordinal"] = text.ordinal();
    one["text"] = text.erased() ? Json(nullptr) : Json(text.text());
    one["erased"] = text.erased();
    texts.push_back(std::move(one));
  }
  json["texts"] = std::move(texts);
  return json;
}

}  // namespace hemoledger
