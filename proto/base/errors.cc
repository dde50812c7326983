#include "proto/base/errors.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "proto/base/check.h"
#include "proto/base/error_catalog.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr std::string_view kPayloadUrl = "type.googleapis.com/google.rpc.Status";
constexpr std::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr std::string_view kLocalizedMessageUrl = "type.googleapis.com/google.rpc.LocalizedMessage";
constexpr std::string_view kBadRequestUrl = "type.googleapis.com/google.rpc.BadRequest";
constexpr std::string_view kDomain = "hemoledger.v1";
constexpr std::string_view kReasonPrefix = "ERROR_REASON_";

// Limits of errors.proto: ErrorField and BadRequest.
constexpr size_t kMaxKeyBytes = 64;
constexpr size_t kMaxValueBytes = 512;
constexpr size_t kMaxViolations = 100;

constexpr int kLastGrpcCode = static_cast<int>(absl::StatusCode::kUnauthenticated);

void AddDetail(v1::ErrorStatus& status, std::string_view url,
               const google::protobuf::Message& detail) {
  google::protobuf::Any* any = status.add_details();
  any->set_type_url(std::string(url));
  HL_CHECK(detail.SerializeToString(any->mutable_value()));
}

void AddMessage(v1::ErrorStatus& status, std::string_view locale, std::string_view text) {
  v1::LocalizedMessage message;
  message.set_locale(std::string(locale));
  message.set_message(std::string(text));
  AddDetail(status, kLocalizedMessageUrl, message);
}

// The status that `wire` describes; its message and code are those of the status.
absl::Status WithPayload(const v1::ErrorStatus& wire) {
  absl::Status status(static_cast<absl::StatusCode>(wire.code()), wire.message());
  status.SetPayload(ToAbsl(kPayloadUrl), absl::Cord(wire.SerializeAsString()));
  return status;
}

v1::ErrorStatus MakeWire(const ErrorCatalogEntry& entry, const ErrorDetails& details,
                         std::string_view vi, std::string_view en) {
  v1::ErrorStatus wire;
  wire.set_code(static_cast<int>(entry.code));
  wire.set_message(std::string(en));
  v1::ErrorInfo info;
  info.set_reason(std::string(ReasonName(entry.reason)));
  info.set_domain(std::string(kDomain));
  for (const ErrorDetail& detail : details) {
    v1::ErrorField* field = info.add_metadata();
    field->set_key(detail.key);
    field->set_value(detail.value);
  }
  AddDetail(wire, kErrorInfoUrl, info);
  AddMessage(wire, "vi", vi);
  AddMessage(wire, "en", en);
  return wire;
}

// What may stand in ErrorField.
void Tidy(ErrorDetails& details) {
  for (ErrorDetail& detail : details) {
    HL_CHECK(!detail.key.empty() && detail.key.size() <= kMaxKeyBytes) << detail.key;
    if (!IsValidUtf8(detail.value)) detail.value = ReplaceInvalidUtf8(detail.value);
    if (detail.value.size() > kMaxValueBytes) {
      detail.value.resize(TruncateUtf8(detail.value, kMaxValueBytes).size());
    }
  }
}

// The details that `status` carries; false: none of ours.
bool ReadWire(const absl::Status& status, v1::ErrorStatus& wire) {
  const std::string bytes = DetailsBytes(status);
  return !bytes.empty() && wire.ParseFromString(bytes);
}

// Parses the first detail of this type that `matches` accepts into `detail`.
template <typename Detail, typename Matches>
bool FindDetail(const v1::ErrorStatus& wire, std::string_view url, Detail& detail,
                Matches matches) {
  for (const google::protobuf::Any& any : wire.details()) {
    if (any.type_url() == url && detail.ParseFromString(any.value()) && matches(detail))
      return true;
  }
  return false;
}

bool FindInfo(const absl::Status& status, v1::ErrorInfo& info) {
  v1::ErrorStatus wire;
  return ReadWire(status, wire) &&
         FindDetail(wire, kErrorInfoUrl, info,
                    [](const v1::ErrorInfo& found) { return found.domain() == kDomain; });
}

std::string MessageIn(const v1::ErrorStatus& wire, std::string_view locale) {
  v1::LocalizedMessage message;
  const bool found = FindDetail(
      wire, kLocalizedMessageUrl, message,
      [locale](const v1::LocalizedMessage& candidate) { return candidate.locale() == locale; });
  return found ? message.message() : wire.message();
}

// The same status, made by us: a foreign one becomes INTERNAL.
absl::Status AsOurs(const absl::Status& status) {
  HL_CHECK(!status.ok());
  if (ReasonOf(status) != ERROR_REASON_UNSPECIFIED) return status;
  return MakeError(
      ERROR_REASON_INTERNAL,
      {{"detail", Concat(absl::StatusCodeToString(status.code()), ": ", status.message())}});
}

}  // namespace

absl::Status MakeError(ErrorReason reason, ErrorDetails details) {
  const ErrorCatalogEntry* entry = FindInCatalog(reason);
  HL_CHECK(entry != nullptr) << "reason " << static_cast<int>(reason);
  Tidy(details);
  return WithPayload(MakeWire(*entry, details, RenderMessage(entry->vi, details),
                              RenderMessage(entry->en, details)));
}

absl::Status MakeBatchError(const std::vector<Violation>& violations) {
  HL_CHECK(!violations.empty());
  const absl::Status first = AsOurs(violations.front().problem);
  const ErrorCatalogEntry* entry = FindInCatalog(ReasonOf(first));
  HL_CHECK(entry != nullptr);

  std::string vi = MessageOf(first, Language::kVietnamese);
  std::string en = MessageOf(first, Language::kEnglish);
  if (const std::string& place = violations.front().place; !place.empty()) {
    vi = Concat(place, ": ", vi);
    en = Concat(place, ": ", en);
  }
  if (violations.size() > 1) {
    vi += Concat(" (Và ", violations.size() - 1, " lỗi khác.)");
    en += Concat(" (And ", violations.size() - 1, " more.)");
  }
  v1::ErrorStatus wire = MakeWire(*entry, FieldsOf(first), vi, en);

  v1::BadRequest bad_request;
  for (const Violation& violation : violations) {
    if (static_cast<size_t>(bad_request.field_violations_size()) == kMaxViolations) break;
    const absl::Status problem = AsOurs(violation.problem);
    v1::BadRequest::FieldViolation* listed = bad_request.add_field_violations();
    listed->set_field(ReplaceInvalidUtf8(violation.place));
    listed->set_description(Concat(ReasonName(ReasonOf(problem)), " | ",
                                   MessageOf(problem, Language::kVietnamese), " | ",
                                   MessageOf(problem, Language::kEnglish)));
  }
  AddDetail(wire, kBadRequestUrl, bad_request);
  return WithPayload(wire);
}

void Violations::Add(std::string_view place, absl::Status problem) {
  if (!problem.ok()) list_.push_back({std::string(place), std::move(problem)});
}

absl::Status Violations::ToStatus() const {
  return list_.empty() ? absl::OkStatus() : MakeBatchError(list_);
}

ErrorReason ReasonOf(const absl::Status& status) {
  v1::ErrorInfo info;
  return FindInfo(status, info) ? ReasonFromName(info.reason()) : ERROR_REASON_UNSPECIFIED;
}

ErrorDetails FieldsOf(const absl::Status& status) {
  v1::ErrorInfo info;
  ErrorDetails details;
  if (!FindInfo(status, info)) return details;
  for (const v1::ErrorField& field : info.metadata())
    details.emplace_back(field.key(), field.value());
  return details;
}

std::string FieldOf(const absl::Status& status, std::string_view key) {
  for (ErrorDetail& detail : FieldsOf(status)) {
    if (detail.key == key) return std::move(detail.value);
  }
  return {};
}

std::string MessageOf(const absl::Status& status, Language language) {
  v1::ErrorStatus wire;
  if (!ReadWire(status, wire)) return std::string(status.message());
  return MessageIn(wire, language == Language::kVietnamese ? "vi" : "en");
}

std::vector<v1::BadRequest::FieldViolation> ViolationsOf(const absl::Status& status) {
  v1::ErrorStatus wire;
  v1::BadRequest bad_request;
  if (!ReadWire(status, wire) ||
      !FindDetail(wire, kBadRequestUrl, bad_request, [](const v1::BadRequest&) { return true; })) {
    return {};
  }
  return {bad_request.field_violations().begin(), bad_request.field_violations().end()};
}

std::string_view ReasonName(ErrorReason reason) {
  std::string_view name = v1::ErrorReason_Name(reason);
  if (name.starts_with(kReasonPrefix)) name.remove_prefix(kReasonPrefix.size());
  return name;
}

ErrorReason ReasonFromName(std::string_view name) {
  ErrorReason reason;
  if (!v1::ErrorReason_Parse(Concat(kReasonPrefix, name), &reason)) return ERROR_REASON_UNSPECIFIED;
  return reason;
}

absl::StatusCode CodeOf(ErrorReason reason) {
  const ErrorCatalogEntry* entry = FindInCatalog(reason);
  return entry == nullptr ? absl::StatusCode::kUnknown : entry->code;
}

v1::Refusal ToRefusal(const absl::Status& status) {
  const absl::Status ours = AsOurs(status);
  v1::Refusal refusal;
  refusal.set_reason(ReasonOf(ours));
  for (ErrorDetail& detail : FieldsOf(ours)) {
    v1::ErrorField* field = refusal.add_fields();
    field->set_key(std::move(detail.key));
    field->set_value(std::move(detail.value));
  }
  refusal.set_message_vi(MessageOf(ours, Language::kVietnamese));
  refusal.set_message_en(MessageOf(ours, Language::kEnglish));
  return refusal;
}

absl::Status FromRefusal(ErrorReason reason,
                         const google::protobuf::RepeatedPtrField<v1::ErrorField>& fields) {
  if (FindInCatalog(reason) == nullptr) {
    return MakeError(ERROR_REASON_INTERNAL,
                     {{"detail", Concat("unknown reason ", static_cast<int>(reason))}});
  }
  ErrorDetails details;
  for (const v1::ErrorField& field : fields) {
    if (!field.key().empty() && field.key().size() <= kMaxKeyBytes) {
      details.emplace_back(field.key(), field.value());
    }
  }
  return MakeError(reason, std::move(details));
}

absl::Status FromRefusal(const v1::Refusal& refusal) {
  return FromRefusal(refusal.reason(), refusal.fields());
}

std::string DetailsBytes(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(ToAbsl(kPayloadUrl));
  return payload.has_value() ? std::string(*payload) : std::string();
}

absl::Status FromWire(int code, std::string_view message, std::string_view details_bytes) {
  if (code == 0) return absl::OkStatus();
  if (code < 0 || code > kLastGrpcCode) code = static_cast<int>(absl::StatusCode::kUnknown);
  absl::Status status(static_cast<absl::StatusCode>(code), ToAbsl(message));
  v1::ErrorStatus wire;
  if (!details_bytes.empty() &&
      wire.ParseFromArray(details_bytes.data(), static_cast<int>(details_bytes.size())) &&
      wire.code() == code) {
    // The bytes as they came: a newer server's details survive.
    status.SetPayload(ToAbsl(kPayloadUrl), absl::Cord(ToAbsl(details_bytes)));
  }
  return status;
}

}  // namespace hemoledger
