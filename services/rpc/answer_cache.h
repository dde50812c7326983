// Serialised answers of one state of the ledger, so that the same question costs its bytes only.
//
// What is asked of a state is always answered the same: a state is its position, and an answer's
// key the request without what only says how long to wait. Answers of an older state are dropped
// when one of a newer state comes.
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "grpcpp/support/slice.h"
#include "proto/base/mutex.h"
#include "proto/base/strings.h"

namespace hemoledger {

class AnswerCache {
 public:
  // Of keys and answers together; what was not asked for longest goes first.
  explicit AnswerCache(size_t max_bytes) : max_bytes_(max_bytes) {}

  // The bytes are shared, not copied. Absent: not known for this state.
  std::optional<grpc::Slice> Find(uint64_t next_position, std::string_view key);
  // Does nothing where the cache is at a newer state, or the answer is larger than all of it.
  void Put(uint64_t next_position, std::string key, grpc::Slice answer);

 private:
  struct Entry {
    std::string key;
    grpc::Slice answer;
  };
  using Entries = std::list<Entry>;

  static size_t BytesOf(const Entry& entry) { return entry.key.size() + entry.answer.size(); }
  void Clear() REQUIRES(mutex_);

  const size_t max_bytes_;
  Mutex mutex_;
  // The state that all answers are of.
  uint64_t next_position_ GUARDED_BY(mutex_) = 0;
  size_t bytes_ GUARDED_BY(mutex_) = 0;
  // Most recently used first.
  Entries entries_ GUARDED_BY(mutex_);
  StringMap<Entries::iterator> by_key_ GUARDED_BY(mutex_);
};

}  // namespace hemoledger
