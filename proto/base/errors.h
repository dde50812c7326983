// Where every status of this project is made and read. Nothing else calls absl::XxxError.
//
// An error is an ErrorReason of proto/hemoledger/v1/errors.proto and that reason's fields. The
// canonical code and the messages for people, in Vietnamese and English, follow from them by the
// one table in error_catalog.cc. The status carries the serialised ErrorStatus (wire-compatible
// with google.rpc.Status) as a payload; rpc puts these bytes into the `grpc-status-details-bin`
// trailer, clients make the same status of them again.
//
//   return MakeError(ERROR_REASON_SEQUENCE_GAP, {{"source_id", id}, {"expected", next}, {"actual",
//   sequence}});
//
// All functions are thread-safe.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "hemoledger/v1/errors.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// The reasons' names stand in this namespace too.
using v1::ErrorReason;
using enum v1::ErrorReason;

// A reason's field: its key, and its value as text.
struct ErrorDetail {
  template <std::integral Integer>
  ErrorDetail(std::string_view key, Integer value) : key(key), value(std::to_string(value)) {}
  ErrorDetail(std::string_view key, std::string_view value) : key(key), value(value) {}
  ErrorDetail(std::string_view key, const std::string& value) : key(key), value(value) {}
  ErrorDetail(std::string_view key, const char* value) : key(key), value(value) {}

  std::string key;
  std::string value;

  friend bool operator==(const ErrorDetail&, const ErrorDetail&) = default;
};
using ErrorDetails = std::vector<ErrorDetail>;

// `details` are the fields that the reason's comment in errors.proto names; where one is not given,
// the messages show "?" or leave its part out. Others are carried too, and show nowhere. Values are
// cut at 512 bytes, bytes that are not UTF-8 replaced. REQUIRES: `reason` is one of the enum, not
// UNSPECIFIED.
[[nodiscard]] absl::Status MakeError(ErrorReason reason, ErrorDetails details = {});

// A problem and its place in a request.
struct Violation {
  // Path, such as "submissions[17].receipt_recorded.receipt.bags[0].count".
  std::string place;
  // Not OK.
  absl::Status problem;
};

// All problems of a batch or a form. The result has code, reason and fields of the first; its
// messages name the first place and tell how many more there are; its details hold a BadRequest
// with the first 100. REQUIRES: not empty.
[[nodiscard]] absl::Status MakeBatchError(const std::vector<Violation>& violations);

// Collects them: violations.Add("rows[3].row_id", RequireId(...)); … return violations.ToStatus();
class Violations {
 public:
  // Keeps `problem`, unless it is OK.
  void Add(std::string_view place, absl::Status problem);
  bool empty() const { return list_.empty(); }
  const std::vector<Violation>& list() const { return list_; }
  // OK when there are none.
  absl::Status ToStatus() const;

 private:
  std::vector<Violation> list_;
};

// --- Reading. Of a status that carries no details of ours (of gRPC, of a library): UNSPECIFIED, no
// fields, its own message. ---

ErrorReason ReasonOf(const absl::Status& status);
ErrorDetails FieldsOf(const absl::Status& status);
// The value of one field; blank: it has none.
std::string FieldOf(const absl::Status& status, std::string_view key);
std::string MessageOf(const absl::Status& status, Language language);
// The violations of a batch error, in the request's order.
std::vector<v1::BadRequest::FieldViolation> ViolationsOf(const absl::Status& status);

// The reason's name without its prefix ("PLAN_REVISION_STALE").
std::string_view ReasonName(ErrorReason reason);
// The reason that has this name; UNSPECIFIED: none of ours.
ErrorReason ReasonFromName(std::string_view name);
absl::StatusCode CodeOf(ErrorReason reason);

// --- Inside answers ---

// A status as a refusal inside an answer; one without details of ours becomes INTERNAL with its
// message as detail. REQUIRES: not OK.
v1::Refusal ToRefusal(const absl::Status& status);
// The status of a reason and fields that were stored or sent: an unknown reason (of a newer server)
// gives INTERNAL, unknown fields are dropped.
absl::Status FromRefusal(ErrorReason reason,
                         const google::protobuf::RepeatedPtrField<v1::ErrorField>& fields);
absl::Status FromRefusal(const v1::Refusal& refusal);

// --- On the wire ---

// The serialised ErrorStatus for `grpc-status-details-bin`; blank for a status without details of
// ours.
std::string DetailsBytes(const absl::Status& status);
// The status that a call ended with: code, message, and the bytes of `grpc-status-details-bin`.
// Bytes that can not be read, or that name another code, are ignored. A code that gRPC does not
// have gives UNKNOWN.
absl::Status FromWire(int code, std::string_view message, std::string_view details_bytes);

}  // namespace hemoledger
