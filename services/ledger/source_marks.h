// The sources and their marks, with snapshots that readers keep while the writer goes on.
//
// Sources are interned: dense indices in the order of opening. Marks stand in pages that are copied
// on write when a snapshot holds them, so publishing costs what changed, however many sources there
// are.
//
// Thread safety: one writer thread calls Open, SetMark and TakeSnapshot; a Snapshot may be read
// from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/receipts.pb.h"
#include "proto/base/mutex.h"
#include "proto/base/strings.h"

namespace hemoledger {

// A source as readers see it.
struct SourceInfo {
  std::shared_ptr<const v1::SourceOpened> opened;
  // Position of the opening.
  uint64_t opened_position = 0;
  // Highest number used; 0: none. The next submission must have mark + 1.
  uint64_t mark = 0;
};

class SourceMarks {
  static constexpr int kPageMarks = 512;
  struct Page {
    std::array<uint64_t, kPageMarks> marks{};
  };
  using Pages = std::vector<std::shared_ptr<Page>>;
  class Directory;

 public:
  class Snapshot {
   public:
    // Number of sources.
    int64_t size() const { return size_; }
    // Absent: no such source.
    std::optional<SourceInfo> Find(std::string_view source_id) const;
    // Mark of the source that was opened as number `index`, from 0. REQUIRES: 0 <= index < size().
    uint64_t mark(int64_t index) const {
      return (*pages_)[index / kPageMarks]->marks[index % kPageMarks];
    }

   private:
    friend class SourceMarks;
    std::shared_ptr<const Directory> directory_;
    std::shared_ptr<const Pages> pages_;
    int64_t size_ = 0;
  };

  SourceMarks();

  // REQUIRES: no source has this id.
  void Open(const v1::SourceOpened& opened, uint64_t position);
  // REQUIRES: it was opened.
  void SetMark(std::string_view source_id, uint64_t mark);
  Snapshot TakeSnapshot();

 private:
  std::shared_ptr<Directory> directory_;
  Pages pages_;
  // Which pages no snapshot shares: those made or copied since the last one.
  std::vector<bool> owned_;
  // What the last snapshot shares; nullptr: there were changes since.
  std::shared_ptr<const Pages> shared_;
  int64_t size_ = 0;
};

}  // namespace hemoledger
