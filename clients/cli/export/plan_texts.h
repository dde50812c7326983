// The plain texts of a plan view, found by what they commit to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hemoledger/v1/plan_service.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/strings.h"

namespace hemoledger {

// A text is known by its commitment, which proves that it is the one that was written.
class PlanTexts {
 public:
  // Copies what it needs. One HMAC a text.
  explicit PlanTexts(const v1::PlanView& view);

  // Absent: the text was erased (or the server sent none that fits).
  std::optional<std::string> Find(const v1::Text& text) const;

 private:
  StringMap<std::string> text_by_commitment_;
};

}  // namespace hemoledger
