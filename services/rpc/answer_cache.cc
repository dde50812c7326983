#include "services/rpc/answer_cache.h"

namespace hemoledger {

std::optional<grpc::Slice> AnswerCache::Find(uint64_t next_position, std::string_view key) {
  const MutexLock lock(mutex_);
  if (next_position != next_position_) return std::nullopt;
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->answer;
}

void AnswerCache::Put(uint64_t next_position, std::string key, grpc::Slice answer) {
  const size_t bytes = key.size() + answer.size();
  const MutexLock lock(mutex_);
  if (next_position < next_position_ || bytes > max_bytes_) return;
  if (next_position > next_position_) {
    Clear();
    next_position_ = next_position;
  }
  // Two may have worked out the same answer at once.
  if (by_key_.contains(key)) return;
  entries_.push_front({std::move(key), std::move(answer)});
  by_key_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > max_bytes_) {
    bytes_ -= BytesOf(entries_.back());
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

void AnswerCache::Clear() {
  by_key_.clear();
  entries_.clear();
  bytes_ = 0;
}

}  // namespace hemoledger
