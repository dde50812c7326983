#include "services/domain/plan_parts.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "services/domain/plan_text_places.h"

namespace hemoledger {
namespace {

size_t PlanVarintBytes(size_t value) {
  size_t bytes = 1;
  for (; value >= 128; value >>= 7) ++bytes;
  return bytes;
}

// Bytes that an entry takes as a field of the plan: tag, length, message.
size_t PlanEntryBytes(const google::protobuf::Message& entry, int field_number) {
  const size_t size = entry.ByteSizeLong();
  return PlanVarintBytes(static_cast<size_t>(field_number) << 3) + PlanVarintBytes(size) + size;
}

// Calls `visit(field number, list_of)` for every list of a plan, in the order of the fields, until
// one fails; `list_of(plan)` is the list.
template <typename Visit>
absl::Status ForEachPlanList(Visit visit) {
  using Plan = v1::PlanIssued;
  absl::Status status;
  const auto next = [&](int field_number, auto list_of) {
    if (status.ok()) status = visit(field_number, list_of);
  };
  next(Plan::kGroupsFieldNumber, [](Plan& p) { return p.mutable_groups(); });
  next(Plan::kRoundsFieldNumber, [](Plan& p) { return p.mutable_rounds(); });
  next(Plan::kCreditRulesFieldNumber, [](Plan& p) { return p.mutable_credit_rules(); });
  next(Plan::kRowsFieldNumber, [](Plan& p) { return p.mutable_rows(); });
  next(Plan::kCampaignsFieldNumber, [](Plan& p) { return p.mutable_campaigns(); });
  next(Plan::kTargetsFieldNumber, [](Plan& p) { return p.mutable_targets(); });
  next(Plan::kTasksFieldNumber, [](Plan& p) { return p.mutable_tasks(); });
  next(Plan::kImplementsFieldNumber, [](Plan& p) { return p.mutable_implements(); });
  next(Plan::kNotesFieldNumber, [](Plan& p) { return p.mutable_notes(); });
  return status;
}

// Numbers the texts of `plan` from `first` on, and returns the number behind the last.
uint32_t NumberPlanTexts(v1::PlanIssued& plan, uint32_t first) {
  for (v1::Text* text : MutableTexts(plan)) text->set_ordinal(first++);
  return first;
}

absl::Status PlanTooLarge(size_t limit, size_t actual) {
  return MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE, {{"limit", limit}, {"actual", actual}});
}

// Gives the texts of the whole to their parts, whose texts are numbered anew.
void GiveTextsToParts(std::vector<v1::PlanIssued>& parts,
                      std::vector<v1::AccompanyingText>& texts) {
  // The whole's number of each part's first text.
  std::vector<uint32_t> first_ordinals;
  uint32_t ordinal = 0;
  for (v1::PlanIssued& part : parts) {
    first_ordinals.push_back(ordinal);
    ordinal += NumberPlanTexts(part, 0);
  }
  for (v1::AccompanyingText& text : texts) {
    const auto behind =
        std::upper_bound(first_ordinals.begin(), first_ordinals.end(), text.ordinal());
    // Several parts can begin with the same number where some have no texts: the last of them has
    // it.
    const auto part = static_cast<uint32_t>(behind - first_ordinals.begin()) - 1;
    text.set_submission_index(part);
    text.set_ordinal(text.ordinal() - first_ordinals[part]);
  }
}

}  // namespace

absl::StatusOr<std::vector<v1::PlanIssued>> SplitPlan(const v1::PlanIssued& plan, size_t max_bytes,
                                                      std::vector<v1::AccompanyingText>* texts) {
  // Numbered right, whatever the caller did: so a text's number never grows below, and no part with
  // it.
  v1::PlanIssued whole = plan;
  NumberPlanTexts(whole, 0);
  // The lists by themselves, and all else in the first part.
  v1::PlanIssued lists;
  absl::Status status = ForEachPlanList([&](int, auto list_of) {
    list_of(whole)->Swap(list_of(lists));
    return absl::OkStatus();
  });
  HL_CHECK(status.ok());
  std::vector<v1::PlanIssued> parts;
  parts.push_back(std::move(whole));
  size_t bytes = parts.front().ByteSizeLong();
  if (bytes > max_bytes) return PlanTooLarge(max_bytes, bytes);
  status = ForEachPlanList([&](int field_number, auto list_of) -> absl::Status {
    for (auto& entry : *list_of(lists)) {
      const size_t entry_bytes = PlanEntryBytes(entry, field_number);
      if (bytes + entry_bytes > max_bytes) {
        v1::PlanIssued& next = parts.emplace_back();
        next.set_plan_id(plan.plan_id());
        bytes = next.ByteSizeLong();
        if (bytes + entry_bytes > max_bytes) return PlanTooLarge(max_bytes, bytes + entry_bytes);
      }
      list_of(parts.back())->Add()->Swap(&entry);
      bytes += entry_bytes;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  GiveTextsToParts(parts, *texts);
  for (const v1::PlanIssued& part : parts) HL_CHECK(part.ByteSizeLong() <= max_bytes);
  return parts;
}

v1::PlanIssued JoinPlan(const std::vector<v1::PlanIssued>& parts) {
  HL_CHECK(!parts.empty());
  v1::PlanIssued plan = parts.front();
  for (size_t i = 1; i < parts.size(); ++i) {
    v1::PlanIssued part = parts[i];
    const absl::Status status = ForEachPlanList([&](int, auto list_of) {
      for (auto& entry : *list_of(part)) list_of(plan)->Add()->Swap(&entry);
      return absl::OkStatus();
    });
    HL_CHECK(status.ok());
  }
  NumberPlanTexts(plan, 0);
  return plan;
}

}  // namespace hemoledger
