#include "services/ledger/source_marks.h"

#include <utility>

#include "proto/base/check.h"

namespace hemoledger {

// Who the sources are. It only grows; a snapshot ignores what was opened after it.
class SourceMarks::Directory {
 public:
  struct Entry {
    int64_t index = 0;
    std::shared_ptr<const v1::SourceOpened> opened;
    uint64_t position = 0;
  };

  void Add(const v1::SourceOpened& opened, uint64_t position, int64_t index) {
    Entry entry{index, std::make_shared<const v1::SourceOpened>(opened), position};
    MutexLock lock(mutex_);
    const bool added = by_id_.try_emplace(opened.source_id(), std::move(entry)).second;
    HL_CHECK(added) << "source " << opened.source_id() << " opened twice";
  }

  std::optional<Entry> Find(std::string_view source_id) const {
    MutexLock lock(mutex_);
    const auto found = by_id_.find(source_id);
    if (found == by_id_.end()) return std::nullopt;
    return found->second;
  }

 private:
  mutable Mutex mutex_;
  StringMap<Entry> by_id_ GUARDED_BY(mutex_);
};

SourceMarks::SourceMarks() : directory_(std::make_shared<Directory>()) {}

void SourceMarks::Open(const v1::SourceOpened& opened, uint64_t position) {
  directory_->Add(opened, position, size_);
  if (size_ % kPageMarks == 0) {
    pages_.push_back(std::make_shared<Page>());
    owned_.push_back(true);
  }
  ++size_;
  shared_ = nullptr;
}

void SourceMarks::SetMark(std::string_view source_id, uint64_t mark) {
  const std::optional<Directory::Entry> entry = directory_->Find(source_id);
  HL_CHECK(entry.has_value()) << "mark of an unknown source " << source_id;
  const size_t page = static_cast<size_t>(entry->index / kPageMarks);
  if (!owned_[page]) {
    pages_[page] = std::make_shared<Page>(*pages_[page]);
    owned_[page] = true;
  }
  pages_[page]->marks[entry->index % kPageMarks] = mark;
  shared_ = nullptr;
}

SourceMarks::Snapshot SourceMarks::TakeSnapshot() {
  if (shared_ == nullptr) {
    shared_ = std::make_shared<const Pages>(pages_);
    owned_.assign(owned_.size(), false);
  }
  Snapshot snapshot;
  snapshot.directory_ = directory_;
  snapshot.pages_ = shared_;
  snapshot.size_ = size_;
  return snapshot;
}

std::optional<SourceInfo> SourceMarks::Snapshot::Find(std::string_view source_id) const {
  if (directory_ == nullptr) return std::nullopt;
  std::optional<Directory::Entry> entry = directory_->Find(source_id);
  if (!entry.has_value() || entry->index >= size_) return std::nullopt;
  SourceInfo info;
  info.opened = std::move(entry->opened);
  info.opened_position = entry->position;
  info.mark = (*pages_)[entry->index / kPageMarks]->marks[entry->index % kPageMarks];
  return info;
}

}  // namespace hemoledger
