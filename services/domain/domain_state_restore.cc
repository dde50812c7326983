// DomainState, made of a snapshot's parts instead of all events (state_codec.h says why that is the
// same).
#include <algorithm>
#include <vector>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/domain_state.h"

namespace hemoledger {
namespace {

absl::Status DamagedPart(const std::string& detail) {
  return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", detail}});
}

bool IsIndex(int32_t index, int32_t size) {
  return 0 <= index && index < size;
}
// kNoUnit and the like, or an index.
bool IsIndexOrNone(int32_t index, int32_t size) {
  return index == -1 || IsIndex(index, size);
}

}  // namespace

bool IsDocument(v1::Submission::BodyCase body) {
  return body != v1::Submission::kReceiptRecorded && body != v1::Submission::kReceiptCorrected &&
         body != v1::Submission::kReceiptVoided && body != v1::Submission::kReceiptRejected &&
         body != v1::Submission::BODY_NOT_SET;
}

absl::Status DomainState::RestoreDocument(const v1::Event& event,
                                          const v1::Submission& submission) {
  if (!IsDocument(submission.body_case())) {
    return DamagedPart(Concat("the event at ", event.position(), " is no document"));
  }
  if (event.position() < next_position_) {
    return DamagedPart(Concat("the document at ", event.position(), " is out of order"));
  }
  if (HasIncompleteDocument() && event.position() != next_position_) {
    return DamagedPart(Concat("a part of a document is missing at ", next_position_));
  }
  next_position_ = event.position();
  return Apply(event, submission);
}

void DomainState::ReserveCells(uint64_t count) {
  cells_.Reserve(static_cast<int64_t>(count));
}

absl::Status DomainState::RestoreCell(const FactCells::Cell& cell) {
  const FactKey& key = cell.key;
  const int32_t units = tree_->size();
  if (!IsIndex(key.unit, units) || !IsIndex(key.collecting_unit, units) ||
      !IsIndexOrNone(key.credited_to, units) || !IsIndexOrNone(key.round, plans_->round_count()) ||
      !IsIndexOrNone(key.campaign, plans_->campaign_count())) {
    return DamagedPart("a counter of a unit, round or campaign that no document names");
  }
  if (!cell.value.Covers(FactValue{})) return DamagedPart("a counter below zero");
  if (!cells_.Restore(cell)) return DamagedPart("a counter that is there twice");
  return absl::OkStatus();
}

absl::Status DomainState::RestoreMarks(const std::vector<uint64_t>& marks) {
  if (marks.size() != sources_.size()) {
    return DamagedPart(Concat(marks.size(), " marks of ", sources_.size(), " sources"));
  }
  std::vector<SourceState*> sources;
  sources.reserve(sources_.size());
  for (auto& [id, source] : sources_) sources.push_back(&source);
  std::sort(sources.begin(), sources.end(), [](const SourceState* a, const SourceState* b) {
    return a->opened_position < b->opened_position;
  });
  for (size_t i = 0; i < marks.size(); ++i) sources[i]->mark = marks[i];
  return absl::OkStatus();
}

absl::Status DomainState::EndRestore(uint64_t next_position, int64_t record_time_micros) {
  if (ledger_.ledger_id().empty()) return DamagedPart("the ledger's first event is missing");
  if (HasIncompleteDocument()) return DamagedPart("the last document is not whole");
  if (next_position < next_position_ || record_time_micros < record_time_micros_) {
    return DamagedPart("a document is from after the state's end");
  }
  next_position_ = next_position;
  record_time_micros_ = record_time_micros;
  // The state is moved to where it is used.
  last_source_ = nullptr;
  return absl::OkStatus();
}

}  // namespace hemoledger
