#include "clients/cli/input/unit_lookup.h"

#include "proto/base/errors.h"
#include "proto/base/ids.h"

namespace hemoledger {
namespace {

// Whether the error says something about the reference itself, and not that nobody could be asked.
bool IsAboutReference(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
      return ReasonOf(status) != ERROR_REASON_UNSPECIFIED;
    default:
      return false;
  }
}

}  // namespace

void UnitLookup::SetScope(std::string_view under_unit_id, int32_t date) {
  under_ = under_unit_id;
  date_ = date;
}

v1::UnitReference UnitLookup::ReferenceTo(const std::string& text) const {
  v1::UnitReference reference;
  if (IsValidId(text)) {
    reference.set_unit_id(text);
    return reference;
  }
  reference.mutable_name()->set_name(text);
  reference.mutable_name()->set_under_unit_id(under_);
  reference.mutable_name()->set_date(date_);
  return reference;
}

std::string UnitLookup::Resolve(const v1::UnitReference& reference, const FilePlace& place,
                                Problems& problems) {
  if (resolver_ == nullptr || !failure_.ok()) return "";
  const std::string key = reference.SerializeAsString();
  auto found = known_.find(key);
  if (found == known_.end()) {
    absl::StatusOr<std::string> answer = resolver_->Resolve(reference);
    if (!answer.ok() && !IsAboutReference(answer.status())) {
      failure_ = answer.status();
      return "";
    }
    found = known_.emplace(key, std::move(answer)).first;
  }
  if (found->second.ok()) return *found->second;
  problems.AddStatus(place, reference.has_name() ? reference.name().name() : reference.unit_id(),
                     found->second.status());
  return "";
}

}  // namespace hemoledger
