// The table behind errors.h: of every reason its canonical code, its fields and its messages.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "proto/base/errors.h"

namespace hemoledger {

struct ErrorCatalogEntry {
  ErrorReason reason;
  absl::StatusCode code;
  // The fields that errors.proto documents, separated by blanks.
  std::string_view fields;
  // Templates: {field} stands for the field's value ("?" where it is not given); a part in
  // [brackets] is left out where a field in it is blank.
  std::string_view vi;
  std::string_view en;
};

// One entry a reason, in the order of the enum's numbers, UNSPECIFIED left out.
std::span<const ErrorCatalogEntry> ErrorCatalog();

// nullptr: no such reason.
const ErrorCatalogEntry* FindInCatalog(ErrorReason reason);

// Whether the entry documents this field.
bool HasField(const ErrorCatalogEntry& entry, std::string_view field);

// The template with the fields' values in their places.
std::string RenderMessage(std::string_view message_template, const ErrorDetails& details);

}  // namespace hemoledger
