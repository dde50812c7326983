// Single reads that stand near each other: corrections of one batch mostly name receipts of the
// same run and frame.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/ledger_store.h"

namespace hemoledger {

// LedgerStore's reads of the same names, keeping the frame and the run that were read last: neither
// ever changes. Keeps RocksDB's files and memtables of its last read alive, so it is for some
// milliseconds' work. One thread at a time; must not outlive the store. Costs nothing until used.
class NearReader {
 public:
  explicit NearReader(const LedgerStore& store);
  ~NearReader();
  NearReader(const NearReader&) = delete;
  NearReader& operator=(const NearReader&) = delete;

  // Errors: as LedgerStore::ReadEvent.
  absl::StatusOr<std::string> ReadEvent(uint64_t position);
  // Errors: as LedgerStore::FindRun.
  absl::StatusOr<std::optional<RunRow>> FindRun(std::string_view source_id, uint64_t sequence);

 private:
  struct Frame;

  const LedgerStore& store_;
  // Null: none was read.
  std::unique_ptr<Frame> frame_;
  std::string run_source_;
  std::optional<RunRow> run_;
};

}  // namespace hemoledger
