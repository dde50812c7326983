// The counters: FactKey -> FactValue, with snapshots that readers keep while the writer goes on.
//
// Cells stand in pages of kPageCells in the order of first use; a cell's index and key never change, so a reader's pass is one walk over flat memory. Pages are
// copied on write when a snapshot still holds them: publishing costs what changed, and readers never block the writer.
//
// Thread safety: one writer thread calls Add / Subtract / TakeSnapshot; a Snapshot is immutable and may be read from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/domain/facts.h"

namespace hemoledger {

class FactCells {
 public:
  static constexpr int kPageCells = 256;
  struct Cell {
    FactKey key;
    FactValue value;
  };
  struct Page {
    std::array<Cell, kPageCells> cells;
  };

  class Snapshot {
   public:
    // Number of cells, those that came back to zero included.
    int64_t size() const { return size_; }
    const Cell& cell(int64_t index) const { return (*pages_)[index / kPageCells]->cells[index % kPageCells]; }
    // SHA-256 over the non-zero cells in the order of their keys: equal facts, equal digests, whatever the history.
    std::string Digest() const;

   private:
    friend class FactCells;
    std::shared_ptr<const std::vector<std::shared_ptr<const Page>>> pages_ =
        std::make_shared<std::vector<std::shared_ptr<const Page>>>();
    int64_t size_ = 0;
  };

  void Add(const ReceiptFacts& facts);
  // REQUIRES: these facts were added before. Aborts if a sum would fall below zero.
  void Subtract(const ReceiptFacts& facts);
  // The state now. O(pages changed since the last one + pages / 8 bytes).
  Snapshot TakeSnapshot();
  int64_t size() const;

 private:
  // (members: see fact_cells.cc's owner)
};

}  // namespace hemoledger
