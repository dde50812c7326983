#include "clients/cli/commands/record_write.h"

#include <utility>

#include "clients/cli/commands/content_id.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/record_view.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// The plain text behind a Text of the record; blank: none, or erased.
std::string PlainOf(const v1::RecordView& view, const v1::Text& text) {
  if (text.commitment().empty()) return "";
  for (const v1::AccompanyingText& one : view.texts()) {
    if (one.ordinal() == text.ordinal() && !one.erased()) return one.text();
  }
  return "";
}

// What it says, without texts and the version that it replaces.
std::string Content(v1::PlanRecorded record) {
  record.clear_reason();
  record.clear_replaces_version();
  if (record.has_progress()) record.mutable_progress()->clear_note();
  return record.SerializeAsString();
}

bool SaysTheSame(const RecordDraft& draft, const v1::RecordView& view) {
  if (Content(draft.record) != Content(view.record())) return false;
  // A verdict given for another reason is another one.
  if (draft.record.has_verdict() && draft.reason != PlainOf(view, view.record().reason())) {
    return false;
  }
  return draft.note == PlainOf(view, view.record().progress().note());
}

std::string Nfc(const std::string& text) {
  return ToNfc(text).value_or(text);
}

}  // namespace

absl::StatusOr<std::optional<v1::RecordView>> FindRecord(Context& context,
                                                         const std::string& plan_id,
                                                         const std::string& record_id) {
  v1::ListRecordsRequest request;
  request.set_plan_id(plan_id);
  request.set_page_size(1'000);
  while (true) {
    ASSIGN_OR_RETURN(v1::ListRecordsResponse answer, context.connection().ListRecords(request));
    for (v1::RecordView& view : *answer.mutable_records()) {
      if (view.record().record_id() == record_id) return std::optional(std::move(view));
    }
    if (answer.next_page_token().empty()) return std::nullopt;
    request.set_page_token(answer.next_page_token());
  }
}

std::string RecordIdAbout(std::string_view prefix, std::string_view id) {
  constexpr size_t kHashDigits = 32;
  if (prefix.size() + id.size() <= kMaxIdBytes) return Concat(prefix, id);
  return Concat(prefix, Hex(Sha256(id)).substr(0, kHashDigits));
}

absl::StatusOr<MadeRecord> MakeRecord(const RecordDraft& given, Context& context) {
  RecordDraft draft = given;
  draft.reason = Nfc(draft.reason);
  draft.note = Nfc(draft.note);
  ASSIGN_OR_RETURN(std::optional<v1::RecordView> current,
                   FindRecord(context, draft.record.plan_id(), draft.record.record_id()));
  MadeRecord made;
  made.record = draft.record;
  if (current.has_value()) {
    if (SaysTheSame(draft, *current)) {
      made.unchanged = std::move(current);
      return made;
    }
    made.record.set_replaces_version(current->version());
    if (draft.reason.empty()) draft.reason = draft.again;
  }
  // Texts in the order of the message: the reason before the record's own.
  uint32_t ordinal = 0;
  const auto add = [&](const std::string& plain, v1::Text& text) {
    MadeText one = MakeText(ordinal++, plain, context.random());
    text = std::move(one.text);
    made.texts.push_back(std::move(one.accompanying));
  };
  const bool reason_needed = current.has_value() || draft.record.has_verdict();
  if (reason_needed && !draft.reason.empty()) add(draft.reason, *made.record.mutable_reason());
  if (!draft.note.empty()) add(draft.note, *made.record.mutable_progress()->mutable_note());
  return made;
}

absl::StatusOr<ExitCode> WriteRecord(const RecordDraft& draft, bool dry_run, Context& context) {
  ASSIGN_OR_RETURN(MadeRecord made, MakeRecord(draft, context));
  if (made.unchanged.has_value()) {
    TellRecordWrite(made.record, v1::WRITE_OUTCOME_EXISTS, made.unchanged->version(),
                    made.unchanged->position(), context);
    return ExitCode::kOk;
  }
  v1::PutRecordRequest request;
  *request.mutable_record() = std::move(made.record);
  for (v1::AccompanyingText& text : made.texts) *request.add_texts() = std::move(text);
  request.set_request_id("hemo-record-" + ContentId(request));
  request.set_validate_only(dry_run);
  ASSIGN_OR_RETURN(const v1::PutRecordResponse answer, context.connection().PutRecord(request));
  TellRecordWrite(request.record(), answer.outcome(), answer.version(), answer.position(), context);
  return ExitCode::kOk;
}

void TellRecordWrite(const v1::PlanRecorded& record, v1::WriteOutcome outcome, uint32_t version,
                     uint64_t position, Context& context) {
  v1::PutRecordResponse answer;
  answer.set_outcome(outcome);
  answer.set_version(version);
  answer.set_position(position);
  const Json fields = ToJson(answer);
  if (context.format() == OutputFormat::kJson) {
    Json json = Json::object();
    json["plan_id"] = record.plan_id();
    json["record_id"] = record.record_id();
    for (const auto& [key, value] : fields.items()) json[key] = value;
    context.out() << JsonText(json);
    return;
  }
  if (context.format() == OutputFormat::kCsv) {
    Csv csv({"record_id", "plan_id", "version", "position", "outcome"});
    csv.AddRow({record.record_id(), record.plan_id(), std::to_string(version),
                std::to_string(position), fields["outcome"].get<std::string>()});
    context.out() << csv.text();
    return;
  }
  context.out() << OneLine(RecordWords(record, context.language())) << "\n";
  const std::string id = record.record_id();
  const std::string plan = record.plan_id();
  switch (outcome) {
    case v1::WRITE_OUTCOME_EXISTS:
      context.out() << context.Say(
          Concat("Đã có từ trước: bản ghi ", id, " của ", plan, ", bản ", version, " (vị trí ",
                 position, "); không thay đổi gì.\n"),
          Concat("There already: record ", id, " of ", plan, ", version ", version, " (position ",
                 position, "); nothing changed.\n"));
      return;
    case v1::WRITE_OUTCOME_VALID:
      context.out() << context.Say(
          Concat("Hợp lệ: bản ghi ", id, " của ", plan, " sẽ là bản ", version, "; chưa ghi.\n"),
          Concat("Valid: record ", id, " of ", plan, " would come to version ", version,
                 "; nothing was recorded.\n"));
      return;
    default:
      context.out() << context.Say(Concat("Đã ghi: bản ghi ", id, " của ", plan, ", bản ", version,
                                          " (vị trí ", position, ").\n"),
                                   Concat("Recorded: record ", id, " of ", plan, ", version ",
                                          version, " (position ", position, ").\n"));
      return;
  }
}

}  // namespace hemoledger
