// The counters: FactKey -> FactValue, with snapshots that readers keep while the writer goes on.
//
// Cells stand in pages of kPageCells in the order of first use; a cell's index and key never
// change, so a reader's pass is one walk over flat memory. Pages are copied before they change when
// a snapshot may hold them (copy_on_write.h): publishing costs what changed, and readers never
// block the writer. Cells that came back to zero stay, so that an index means the same in every
// snapshot.
//
// Thread safety: one writer thread calls Add / Subtract / TakeSnapshot and the questions; a
// Snapshot is immutable and may be read, copied and let go on any thread.
//
// Cost: Add and Subtract are one hash lookup, and after a snapshot one copy of each page touched
// (6 KB). Memory: about 110 bytes a cell.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "services/domain/cell_index.h"
#include "services/domain/copy_on_write.h"
#include "services/domain/facts.h"

namespace hemoledger {

class FactCells {
 public:
  // Small, since a group of receipts of many units touches as many pages.
  static constexpr int kPageCells = 64;
  struct Cell {
    FactKey key;
    FactValue value;
  };
  struct Page {
    std::array<Cell, kPageCells> cells;
  };

 private:
  using Pages = CowSequence<Page>;

 public:
  class Snapshot {
   public:
    // Of no cells.
    Snapshot() = default;
    // Number of cells, those that came back to zero included.
    int64_t size() const { return size_; }
    // REQUIRES: 0 <= index < size(). The reference lives as long as any copy of the snapshot.
    const Cell& cell(int64_t index) const {
      return (*pages_)[index / kPageCells].cells[index % kPageCells];
    }
    // Calls visit(key, before, after) for each cell whose value differs from `before`, an earlier
    // or later snapshot of the same cells; a cell that one of them does not have is zero there.
    // Costs what changed between them, and a look at each page.
    template <typename Visit>
    void VisitChanges(const Snapshot& before, const Visit& visit) const {
      const int64_t larger = std::max(size_, before.size_);
      for (int64_t page = 0; page * kPageCells < larger; ++page) {
        const int64_t begin = page * kPageCells;
        if (begin < std::min(size_, before.size_) &&
            Pages::IsShared(*pages_, *before.pages_, static_cast<size_t>(page))) {
          // Nothing was written into it between the two, so no cell was added to it either.
          continue;
        }
        for (int64_t i = begin; i < std::min(begin + kPageCells, larger); ++i) {
          const FactValue was = i < before.size_ ? before.cell(i).value : FactValue{};
          const FactValue is = i < size_ ? cell(i).value : FactValue{};
          if (is != was) visit(i < size_ ? cell(i).key : before.cell(i).key, was, is);
        }
      }
    }
    // SHA-256 over the non-zero cells in the order of their keys: equal facts, equal digests,
    // whatever the history. O(n log n).
    std::string Digest() const;

   private:
    friend class FactCells;
    // Not looked at where there are no cells.
    std::shared_ptr<const Pages> pages_;
    int64_t size_ = 0;
  };

  void Add(const ReceiptFacts& facts);
  // The same for each, in their order; faster than one by one.
  void AddAll(std::span<const ReceiptFacts> all);
  // REQUIRES: these facts were added before (CanSubtract). Aborts if a sum would fall below zero.
  void Subtract(const ReceiptFacts& facts);
  // Whether all that `facts` tell is in their cell.
  bool CanSubtract(const ReceiptFacts& facts) const;
  // The state now. O(cells / 4,096), and what the next changes copy.
  Snapshot TakeSnapshot();
  int64_t size() const { return size_; }

  // For a state made of a snapshot: room for so many cells, and the cell with the next index.
  // False: one of its key is there.
  void Reserve(int64_t cells);
  bool Restore(const Cell& cell);

 private:
  // How many look-ups of AddAll wait for memory at once.
  static constexpr size_t kAhead = 32;

  // Index of the key's cell, which is made where there is none.
  int64_t IndexOf(const FactKey& key, size_t hash);
  // The same; CellIndex::kNone: there is none.
  int64_t Find(const FactKey& key, size_t hash) const;
  FactValue& MutableValue(int64_t index);
  // Its key and value are asked for soon.
  void PrefetchCell(int64_t index) const;

  CopyGeneration generation_;
  Pages pages_;
  int64_t size_ = 0;
  CellIndex index_;
};

}  // namespace hemoledger
