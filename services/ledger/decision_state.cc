#include "services/ledger/decision_state.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {

DecisionState::DecisionState(const LedgerStore& store, const LedgerLimits& limits)
    : store_(store), stored_(store), max_cached_versions_(limits.max_cached_versions) {}

DecisionState::~DecisionState() = default;

void DecisionState::Reset(const DomainState& committed) {
  EndReading();
  for (std::unique_ptr<DecidedGroup>& group : groups_) spare_groups_.push_back(std::move(group));
  groups_.clear();
  open_ = false;
  tree_ = committed.tree();
  plans_ = committed.plans();
  records_ = committed.records();
  rules_version_ = committed.rules_version();
  sources_.clear();
  for (const auto& [source_id, source] : committed.sources()) {
    sources_.emplace(source_id, Source{source.opened, source.opened_position, source.mark});
  }
  committed_next_position_ = committed.next_position();
  last_record_time_micros_ = committed.record_time_micros();
  versions_.clear();
  version_order_.clear();
}

void DecisionState::OpenGroup(int64_t now_micros) {
  if (open_) return;
  const uint64_t base = next_position();
  last_record_time_micros_ = std::max(last_record_time_micros_, now_micros);
  std::unique_ptr<DecidedGroup> group;
  if (spare_groups_.empty()) {
    group = std::make_unique<DecidedGroup>();
  } else {
    group = std::move(spare_groups_.back());
    spare_groups_.pop_back();
  }
  group->Reset(base, last_record_time_micros_);
  groups_.push_back(std::move(group));
  open_ = true;
}

DecidedGroup& DecisionState::open_group() {
  HL_CHECK(open_);
  return *groups_.back();
}

DecidedGroup* DecisionState::SealGroup() {
  HL_CHECK(open_);
  open_ = false;
  groups_.back()->Seal();
  return groups_.back().get();
}

void DecisionState::RetireGroup() {
  HL_CHECK(groups_.size() > (open_ ? 1u : 0u)) << "no sealed group";
  std::unique_ptr<DecidedGroup> group = std::move(groups_.front());
  groups_.pop_front();
  committed_next_position_ = group->next_position();
  RememberVersions(*group);
  // Answers and texts must not live on with the buffers.
  group->Reset(0, 0);
  spare_groups_.push_back(std::move(group));
}

std::vector<DecidedGroup*> DecisionState::groups() {
  std::vector<DecidedGroup*> all;
  for (const std::unique_ptr<DecidedGroup>& group : groups_) all.push_back(group.get());
  return all;
}

void DecisionState::RememberVersions(const DecidedGroup& group) {
  for (const auto& [original_position, version] : group.versions()) {
    versions_.insert_or_assign(original_position, version);
    version_order_.emplace_back(original_position, version);
  }
  while (version_order_.size() > max_cached_versions_) {
    const auto oldest = versions_.find(version_order_.front().first);
    // A later version of the same receipt has its own place in the order.
    if (oldest != versions_.end() && oldest->second == version_order_.front().second) {
      versions_.erase(oldest);
    }
    version_order_.pop_front();
  }
}

uint64_t DecisionState::next_position() const {
  return groups_.empty() ? committed_next_position_ : groups_.back()->next_position();
}

DecisionState::Source* DecisionState::FindSource(std::string_view source_id) {
  const auto found = sources_.find(source_id);
  return found == sources_.end() ? nullptr : &found->second;
}

void DecisionState::AddSource(const v1::SourceOpened& opened, uint64_t position) {
  const bool added = sources_.emplace(opened.source_id(), Source{opened, position, 0}).second;
  HL_CHECK(added) << "source " << opened.source_id() << " opened twice";
}

std::optional<uint64_t> DecisionState::FindSequenceInFlight(std::string_view source_id,
                                                            uint64_t sequence) const {
  for (const std::unique_ptr<DecidedGroup>& group : groups_) {
    std::optional<uint64_t> position = group->FindSequence(source_id, sequence);
    if (position.has_value()) return position;
  }
  return std::nullopt;
}

absl::StatusOr<uint64_t> DecisionState::FindSequence(const v1::SourceIdentity& identity) {
  const std::optional<uint64_t> position =
      FindSequenceInFlight(identity.source_id(), identity.sequence());
  if (position.has_value()) return *position;
  return stored_.FindSequence(identity);
}

absl::StatusOr<uint64_t> DecisionState::PositionOf(const std::string& source_id,
                                                   uint64_t sequence) {
  if (!run_.has_value() || run_source_ != source_id || sequence < run_->first_sequence ||
      sequence > run_->last_sequence()) {
    const std::optional<uint64_t> position = FindSequenceInFlight(source_id, sequence);
    if (position.has_value()) return *position;
    run_source_ = source_id;
    ASSIGN_OR_RETURN(run_, store_.FindRun(source_id, sequence));
    if (!run_.has_value()) {
      return MakeError(
          ERROR_REASON_STORE_DAMAGED,
          {{"detail", Concat("number ", sequence, " of source ", source_id, " has no row")}});
    }
  }
  return run_->first_position + (sequence - run_->first_sequence);
}

absl::StatusOr<uint64_t> DecisionState::FindExternalId(const v1::FeedIdentity& identity) {
  for (const std::unique_ptr<DecidedGroup>& group : groups_) {
    const std::optional<uint64_t> position =
        group->FindId(IdScope::kFeed, identity.feed(), identity.external_id());
    if (position.has_value()) return *position;
  }
  return stored_.FindExternalId(identity);
}

absl::StatusOr<std::optional<uint64_t>> DecisionState::FindId(IdScope scope, std::string_view name,
                                                              std::string_view id) {
  for (const std::unique_ptr<DecidedGroup>& group : groups_) {
    std::optional<uint64_t> position = group->FindId(scope, name, id);
    if (position.has_value()) return position;
  }
  return store_.FindId(scope, name, id);
}

absl::StatusOr<std::optional<VersionRow>> DecisionState::FindVersion(uint64_t original_position) {
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
    const std::shared_ptr<const ReceiptTarget> version = (*group)->FindVersion(original_position);
    if (version != nullptr) {
      return VersionRow{version->current_position, version->version, version->voided};
    }
  }
  return store_.FindVersion(original_position);
}

absl::StatusOr<std::shared_ptr<const ReceiptTarget>> DecisionState::FindTarget(
    const v1::ReceiptReference& reference, const ReceiptTarget* hint) {
  // A hint's receipt is durable, and its place and bytes never change; its version may have.
  FoundReceipt found;
  uint64_t original_position = 0;
  if (hint != nullptr) {
    original_position = hint->original_position;
  } else {
    ASSIGN_OR_RETURN(found, FindReceipt(reference, *this));
    original_position = found.position;
  }
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
    std::shared_ptr<const ReceiptTarget> version = (*group)->FindVersion(original_position);
    if (version != nullptr) return version;
  }
  const auto cached = versions_.find(original_position);
  if (cached != versions_.end()) return cached->second;
  if (hint == nullptr) {
    ASSIGN_OR_RETURN(ReceiptTarget target, CurrentVersion(found, *this));
    return std::make_shared<const ReceiptTarget>(std::move(target));
  }
  ASSIGN_OR_RETURN(const std::optional<VersionRow> row, store_.FindVersion(original_position));
  const uint64_t current_position = row.has_value() ? row->latest_position : original_position;
  if (current_position == hint->current_position) {
    return std::make_shared<const ReceiptTarget>(*hint);
  }
  ASSIGN_OR_RETURN(ReceiptTarget target, VersionAt(original_position, *row, *this));
  return std::make_shared<const ReceiptTarget>(std::move(target));
}

absl::Status DecisionState::ReadEvent(uint64_t position, std::string* bytes) {
  for (const std::unique_ptr<DecidedGroup>& group : groups_) {
    if (group->Holds(position)) {
      *bytes = group->event(position);
      return absl::OkStatus();
    }
  }
  if (position >= committed_next_position_) return stored_.ReadEvent(position, bytes);
  const bool follows = cursor_.has_value() && cursor_->position() + 1 == position;
  if (!follows) cursor_.emplace(store_.ReadFrom(position));
  if (!cursor_->Next()) {
    absl::Status status = cursor_->status();
    cursor_.reset();
    if (status.ok()) {
      status = MakeError(ERROR_REASON_STORE_DAMAGED,
                         {{"detail", Concat("event ", position, " is missing")}});
    }
    return status;
  }
  *bytes = cursor_->event();
  return absl::OkStatus();
}

absl::StatusOr<PlainText> DecisionState::ReadText(uint64_t position, uint32_t ordinal) {
  for (const std::unique_ptr<DecidedGroup>& group : groups_) {
    const v1::AccompanyingText* text = group->FindText(position, ordinal);
    if (text != nullptr) return PlainText{text->text(), false};
  }
  ASSIGN_OR_RETURN(std::optional<TextRow> row, store_.GetText(position, ordinal));
  if (!row.has_value()) {
    return MakeError(ERROR_REASON_STORE_DAMAGED,
                     {{"detail", Concat("text ", ordinal, " of event ", position, " is missing")}});
  }
  return PlainText{std::move(row->text), row->erased};
}

void DecisionState::EndReading() {
  cursor_.reset();
  run_.reset();
}

}  // namespace hemoledger
