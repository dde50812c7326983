#include "clients/lib/internal/open_source.h"

#include "proto/base/errors.h"

namespace hemoledger::internal {

absl::Status OpenSourceIfMissing(Connection& connection, const std::string& source_id,
                                 const std::string& label, const std::string& unit_id) {
  v1::GetSourceRequest get;
  get.set_source_id(source_id);
  const absl::StatusOr<v1::GetSourceResponse> found = connection.GetSource(get);
  if (found.ok()) return absl::OkStatus();
  if (ReasonOf(found.status()) != ERROR_REASON_SOURCE_NOT_FOUND) return found.status();
  v1::OpenSourceRequest open;
  open.set_request_id("open-source-" + source_id);
  open.mutable_source()->set_source_id(source_id);
  open.mutable_source()->set_label(label);
  open.mutable_source()->set_unit_id(unit_id);
  return connection.OpenSource(open).status();
}

}  // namespace hemoledger::internal
