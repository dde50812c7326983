// A plan that is longer than one event: cut into parts, and put together again.
#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/text_commitment.h"
#include "services/domain/plan_book.h"

namespace hemoledger {
namespace {

// Bytes that a row takes as a field of the plan: tag (1 byte, field 9), length, message.
size_t RowBytes(const v1::PlanRow& row) {
  const size_t size = row.ByteSizeLong();
  size_t length_bytes = 1;
  for (size_t rest = size; rest >= 128; rest >>= 7) ++length_bytes;
  return 1 + length_bytes + size;
}

// Numbers the texts of `plan` from `first` on, and returns the number behind the last.
uint32_t NumberTexts(v1::PlanIssued& plan, uint32_t first) {
  for (const v1::Text* text : CollectTexts(plan)) const_cast<v1::Text*>(text)->set_ordinal(first++);
  return first;
}

absl::Status TooLarge(size_t limit, size_t actual) {
  return MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE, {{"limit", limit}, {"actual", actual}});
}

}  // namespace

absl::StatusOr<std::vector<v1::PlanIssued>> SplitPlan(const v1::PlanIssued& plan, size_t max_bytes,
                                                      std::vector<v1::AccompanyingText>* texts) {
  // Numbered right, whatever the caller did: so a text's number never grows below, and no part with
  // it.
  v1::PlanIssued whole = plan;
  NumberTexts(whole, 0);
  google::protobuf::RepeatedPtrField<v1::PlanRow> rows;
  rows.Swap(whole.mutable_rows());
  std::vector<v1::PlanIssued> parts;
  parts.push_back(std::move(whole));
  size_t bytes = parts.front().ByteSizeLong();
  if (bytes > max_bytes) return TooLarge(max_bytes, bytes);
  for (v1::PlanRow& row : rows) {
    const size_t row_bytes = RowBytes(row);
    if (bytes + row_bytes > max_bytes) {
      v1::PlanIssued& next = parts.emplace_back();
      next.set_plan_id(plan.plan_id());
      bytes = next.ByteSizeLong();
      if (bytes + row_bytes > max_bytes) return TooLarge(max_bytes, bytes + row_bytes);
    }
    parts.back().add_rows()->Swap(&row);
    bytes += row_bytes;
  }
  // The whole's number of each part's first text.
  std::vector<uint32_t> first_ordinals;
  uint32_t ordinal = 0;
  for (v1::PlanIssued& part : parts) {
    first_ordinals.push_back(ordinal);
    ordinal += NumberTexts(part, 0);
    HL_CHECK(part.ByteSizeLong() <= max_bytes);
  }
  for (v1::AccompanyingText& text : *texts) {
    const auto behind =
        std::upper_bound(first_ordinals.begin(), first_ordinals.end(), text.ordinal());
    // Several parts can begin with the same number where some have no texts: the last of them has
    // it.
    const auto part = static_cast<uint32_t>(behind - first_ordinals.begin()) - 1;
    text.set_submission_index(part);
    text.set_ordinal(text.ordinal() - first_ordinals[part]);
  }
  return parts;
}

v1::PlanIssued JoinPlan(const std::vector<v1::PlanIssued>& parts) {
  HL_CHECK(!parts.empty());
  v1::PlanIssued plan = parts.front();
  uint32_t ordinal = NumberTexts(plan, 0);
  for (size_t i = 1; i < parts.size(); ++i) {
    v1::PlanIssued part = parts[i];
    ordinal = NumberTexts(part, ordinal);
    for (v1::PlanRow& row : *part.mutable_rows()) plan.add_rows()->Swap(&row);
  }
  return plan;
}

}  // namespace hemoledger
