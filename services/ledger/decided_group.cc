#include "services/ledger/decided_group.h"

#include <utility>

#include "proto/base/check.h"
#include "services/ledger/event_builder.h"

namespace hemoledger {
namespace {

// Room for the row of the open run: key and value are below 300 bytes (a source id of 64), and the
// store counts some dozens beside them.
constexpr size_t kOpenRunBytes = 512;

std::string IdKey(IdScope scope, std::string_view name, std::string_view id) {
  std::string key;
  key.reserve(name.size() + id.size() + 2);
  key.push_back(static_cast<char>(scope));
  key.append(name);
  // Names hold no NUL: they are ids, or principals.
  key.push_back('\0');
  key.append(id);
  return key;
}

}  // namespace

void DecidedGroup::Reset(uint64_t base_position, int64_t record_time_micros) {
  events_.Reset(base_position);
  record_time_micros_ = record_time_micros;
  folds_.clear();
  facts_.clear();
  runs_.clear();
  run_open_ = false;
  ids_.clear();
  texts_.clear();
  versions_.clear();
  pieces.clear();
}

bool DecidedGroup::Fits() const {
  return events_.size_bytes() + kOpenRunBytes <= kMaxGroupBytes;
}

void DecidedGroup::Rewind(const Mark& mark) {
  events_.Rewind(mark.events);
  folds_.resize(mark.folds);
  facts_.resize(mark.facts);
}

uint64_t DecidedGroup::AddEvent(std::string_view principal, std::string_view submission,
                                const v1::Resolved* resolved, FoldKind fold,
                                const ReceiptFacts* added, const ReceiptFacts* removed) {
  const uint64_t position = events_.next_position();
  const EventHead head{position, record_time_micros_, principal, resolved};
  const size_t size = EventSize(head, submission);
  HL_CHECK(size <= kMaxEventBytes) << "event " << position << " of " << size << " bytes";
  WriteEvent(head, submission, size, events_.AllocateEvent(size));
  folds_.push_back(fold);
  if (added != nullptr) facts_.push_back(*added);
  if (removed != nullptr) facts_.push_back(*removed);
  return position;
}

void DecidedGroup::AddTexts(uint64_t position, std::span<const v1::AccompanyingText* const> texts) {
  for (const v1::AccompanyingText* text : texts) {
    events_.AddText(position, text->ordinal(), text->salt(), text->text());
    texts_.insert_or_assign({position, text->ordinal()}, *text);
  }
}

void DecidedGroup::TookSequence(std::string_view source_id, uint64_t sequence) {
  const uint64_t position = events_.next_position() - 1;
  if (run_open_) {
    SourceRun& run = runs_.back();
    if (run.row.first_position + run.row.count == position && run.source_id == source_id) {
      HL_CHECK(run.row.last_sequence() + 1 == sequence)
          << source_id << ": " << sequence << " after " << run.row.last_sequence();
      ++run.row.count;
      return;
    }
    CloseRun();
  }
  runs_.push_back({std::string(source_id), RunRow{sequence, position, 1}});
  run_open_ = true;
}

void DecidedGroup::CloseRun() {
  const SourceRun& run = runs_.back();
  events_.AddRun(run.source_id, run.row.first_sequence, run.row.first_position, run.row.count);
  run_open_ = false;
}

void DecidedGroup::KnowId(IdScope scope, std::string_view name, std::string_view id,
                          uint64_t position) {
  ids_.insert_or_assign(IdKey(scope, name, id), position);
}

void DecidedGroup::KnowVersion(std::shared_ptr<const ReceiptTarget> target) {
  const uint64_t original_position = target->original_position;
  versions_.insert_or_assign(original_position, std::move(target));
}

void DecidedGroup::Seal() {
  if (run_open_) CloseRun();
}

std::optional<uint64_t> DecidedGroup::FindSequence(std::string_view source_id,
                                                   uint64_t sequence) const {
  for (const SourceRun& run : runs_) {
    if (sequence >= run.row.first_sequence && sequence <= run.row.last_sequence() &&
        run.source_id == source_id) {
      return run.row.first_position + (sequence - run.row.first_sequence);
    }
  }
  return std::nullopt;
}

std::optional<uint64_t> DecidedGroup::FindId(IdScope scope, std::string_view name,
                                             std::string_view id) const {
  if (ids_.empty()) return std::nullopt;
  const auto found = ids_.find(IdKey(scope, name, id));
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

std::shared_ptr<const ReceiptTarget> DecidedGroup::FindVersion(uint64_t original_position) const {
  const auto found = versions_.find(original_position);
  return found == versions_.end() ? nullptr : found->second;
}

const v1::AccompanyingText* DecidedGroup::FindText(uint64_t position, uint32_t ordinal) const {
  if (!Holds(position)) return nullptr;
  const auto found = texts_.find({position, ordinal});
  return found == texts_.end() ? nullptr : &found->second;
}

}  // namespace hemoledger
