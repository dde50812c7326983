// A file system in memory that loses power, for crash tests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace hemoledger {

namespace internal {
class FaultFileSystem;
}  // namespace internal

// What reached the disk is known for each byte and each directory entry: bytes by fsync of the
// file, entries (created, renamed, removed) by fsync of the folder. PowerCut goes back to that, and
// keeps or tears what was not synced as the seed says. Faults can be set to come at the n-th
// operation.
//
// Files live as long as the FaultEnv; env() is what StoreOptions, RepairTailOptions and FsckOptions
// take. Clock and threads are the machine's. Thread-safe; but PowerCut and Restart only when no
// store is open on it.
//
//   FaultEnv faults(seed);
//   … open a store with faults.env(), append, faults.FailAfter(FaultEnv::Operation::kSync, 7),
//   append until it fails, drop the store … faults.PowerCut(); … open again: all that Append
//   acknowledged is there …
class FaultEnv {
 public:
  enum class Operation { kWrite, kSync };
  enum class Fault {
    // An input/output error.
    kIoError,
    // No space left on the device.
    kNoSpace,
  };
  // What becomes of the bytes at the end of a file that were not synced.
  enum class Unsynced {
    // All dropped.
    kDropped,
    // Each file by the seed: dropped, kept, or a prefix of them kept.
    kPrefix,
    // As kPrefix, or the lost ones are there as zeros or as garbage (the size reached the disk, the
    // data did
    // not).
    kTorn,
  };

  explicit FaultEnv(uint64_t seed);
  ~FaultEnv();
  FaultEnv(const FaultEnv&) = delete;
  FaultEnv& operator=(const FaultEnv&) = delete;

  // Owned by this.
  rocksdb::Env* env() const;

  // The n-th (from 1) write or sync from now on fails, and all writes and syncs after it, until
  // ClearFaults. A failed write may have written a prefix; a failed sync may have synced or not.
  // Only files whose path holds `path_part` count (blank: all): ".log" is the WAL.
  void FailAfter(Operation operation, uint64_t n, Fault fault = Fault::kIoError,
                 std::string_view path_part = "");
  // The same for the n-th only; later ones work again, as on a disk that got space again.
  void FailOnce(Operation operation, uint64_t n, Fault fault = Fault::kIoError,
                std::string_view path_part = "");
  void ClearFaults();
  // Whether a fault set came.
  bool fault_came() const;

  // How many writes and syncs there were since the beginning.
  uint64_t count(Operation operation) const;

  // Calls after this change nothing any more and fail: how a process that is killed looks to the
  // disk. Files stay as written, synced or not, until PowerCut or Restart.
  void Stop();
  // The process was killed, the machine goes on: everything written is there. Ends Stop; locks are
  // free.
  void Restart();
  // The machine lost power: what was not synced goes as `unsynced` says, entries of folders by the
  // order of their operations (a prefix of them stays). Ends Stop; locks are free; faults are
  // cleared.
  void PowerCut(Unsynced unsynced = Unsynced::kTorn);

  // Free bytes that the disk tells; UINT64_MAX at first.
  void SetFreeBytes(uint64_t bytes);

  // --- Damage by hand ---

  // The whole file as written; blank: there is none.
  std::string ReadFile(const std::string& path) const;
  // Makes or replaces it, synced.
  void WriteFile(const std::string& path, std::string_view bytes);
  // Paths of all files, sorted, that hold `path_part`.
  std::vector<std::string> Files(std::string_view path_part = "") const;

 private:
  std::shared_ptr<internal::FaultFileSystem> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace hemoledger
