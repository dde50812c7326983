// Reads a whole ledger and says everything that is wrong with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/rows.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace hemoledger {

struct FsckOptions {
  // The data folder.
  std::string path;
  // As in StoreOptions.
  rocksdb::Env* env = nullptr;
  // Problems after this many are counted, not kept.
  size_t max_problems = 1'000;
  // Called now and then with events checked and events in all; blank: nothing.
  std::function<void(uint64_t checked, uint64_t total)> on_progress = nullptr;
};

// One thing that is wrong.
struct FsckProblem {
  enum class What {
    // A row that the events demand is not there.
    kMissing,
    // A row says another thing than the events.
    kAltered,
    // No event demands this row.
    kExtra,
    // A row's bytes, or a file's, can not be read.
    kUnreadable,
    // An event contradicts itself, its place, or an earlier one.
    kEvent,
  };
  What what;
  RowKind kind;
  // The row's key for people ("run tram-y-te-1 #17", "frame 4096", "event 4711").
  std::string key;
  // What is wrong: stated and computed.
  std::string detail;
  // What to do.
  std::string advice;
};

// "missing", "altered", "extra", "unreadable", "event".
std::string_view FsckWhatName(FsckProblem::What what);

struct FsckReport {
  uint64_t event_count = 0;
  uint64_t frame_count = 0;
  // Index rows found, of all kinds.
  uint64_t row_count = 0;
  // The first max_problems.
  std::vector<FsckProblem> problems;
  uint64_t problem_count = 0;

  bool clean() const { return problem_count == 0; }
};

// Checks, opening read-only and changing nothing:
// - every frame can be read and is whole; positions are gapless from 0;
// - every event parses, says its own position, has a known body and a record time not before the
// last
//   one's; the first is LedgerCreated, and the only one; sources count without a gap from their
//   opening; corrections name the version that was current; parts of a document are together;
// - index rows of every kind are exactly those that follow from the events, computed here apart
// from
//   the write path;
// - salts and texts give their commitments.
// An unreadable frame or event is named, and the check goes on behind it; rows of events that could
// not be read are then not called extra.
//
// The server must not run. An error is returned only where the ledger can not be opened at all: as
// LedgerStore::Open.
absl::StatusOr<FsckReport> Fsck(const FsckOptions& options);

}  // namespace hemoledger
