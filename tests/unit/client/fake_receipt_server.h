// A receipt stream's server in memory: marks of sources, external ids, positions; it can be cut at
// any acknowledgement, refuse, stall and forget.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "clients/lib/connection.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/mutex.h"

namespace hemoledger {

// Thread-safe.
class FakeReceiptServer {
 public:
  // What goes wrong, and when. Counts are over the server's life.
  struct Faults {
    // Before the n-th batch (from 1) is taken, and after it was taken but before its
    // acknowledgement leaves, the stream is cut with UNAVAILABLE.
    std::set<uint64_t> cut_before_batch;
    std::set<uint64_t> cut_before_acknowledgement;
    // The n-th batch is never answered, until the client cancels.
    std::set<uint64_t> stall_at_batch;
    // Submissions whose receipt has this number of units are refused.
    uint32_t refused_count = 666;
  };

  FakeReceiptServer() = default;

  std::unique_ptr<ReceiptStream> OpenStream();

  void set_faults(Faults faults);
  // As after a restore from an older backup: the source's numbers above `mark` are gone.
  void ForgetAbove(const std::string& source_id, uint64_t mark);
  void OpenSource(const std::string& source_id);
  bool HasSource(const std::string& source_id) const;
  uint64_t NextSequence(const std::string& source_id) const;

  // Bytes in the order of recording.
  std::vector<std::string> recorded() const;
  uint64_t batches() const;
  uint64_t streams() const;
  // The most batches of one stream that were not answered at one time.
  size_t most_in_flight() const;
  // Salted texts seen beside the submissions.
  uint64_t texts() const;

 private:
  class Stream;
  struct Answer {
    v1::SubmissionOutcome outcome;
    uint64_t position;
  };

  Answer Take(const std::string& bytes) REQUIRES(mutex_);

  mutable Mutex mutex_;
  Faults faults_ GUARDED_BY(mutex_);
  std::vector<std::string> recorded_ GUARDED_BY(mutex_);
  // source → bytes and position by number (index 0: number 1).
  std::map<std::string, std::vector<std::pair<std::string, Answer>>> sources_ GUARDED_BY(mutex_);
  std::map<std::string, std::pair<std::string, uint64_t>> external_ids_ GUARDED_BY(mutex_);
  uint64_t position_ GUARDED_BY(mutex_) = 100;
  uint64_t batches_ GUARDED_BY(mutex_) = 0;
  uint64_t acknowledgements_ GUARDED_BY(mutex_) = 0;
  uint64_t streams_ GUARDED_BY(mutex_) = 0;
  uint64_t texts_ GUARDED_BY(mutex_) = 0;
  size_t most_in_flight_ GUARDED_BY(mutex_) = 0;
};

inline constexpr char kFakeLedgerId[] = "fake-ledger-16by";

}  // namespace hemoledger
