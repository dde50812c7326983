#include "services/domain/fact_cells.h"

#include <algorithm>
#include <vector>

#include "absl/hash/hash.h"
#include "proto/base/check.h"
#include "proto/base/sha256.h"

namespace hemoledger {

namespace {

void AddToDigest(const FactCells::Cell& cell, Sha256Stream& digest) {
  const FactKey& key = cell.key;
  for (const int32_t field : {key.unit, key.collecting_unit, key.credited_to, key.round,
                              key.campaign, key.first_date, key.last_date}) {
    digest.AddInteger(static_cast<uint32_t>(field));
  }
  digest.AddInteger((uint64_t{key.component} << 16) | (uint64_t{key.donor_class} << 8) |
                    (key.emergency ? 1 : 0));
  const FactValue& value = cell.value;
  for (const int64_t field :
       {value.receipts, value.units, value.unknown_volume_units, value.volume_ml, value.large_units,
        value.repeat_donors, value.repeat_stated_units}) {
    digest.AddInteger(static_cast<uint64_t>(field));
  }
}

}  // namespace

std::string FactCells::Snapshot::Digest() const {
  std::vector<int64_t> order;
  order.reserve(size_);
  for (int64_t index = 0; index < size_; ++index) {
    if (!cell(index).value.IsZero()) order.push_back(index);
  }
  std::sort(order.begin(), order.end(),
            [this](int64_t a, int64_t b) { return cell(a).key < cell(b).key; });
  Sha256Stream digest;
  digest.AddField("hemoledger fact cells 2");
  digest.AddInteger(order.size());
  for (const int64_t index : order) AddToDigest(cell(index), digest);
  return ToBytes(digest.Finish());
}

int64_t FactCells::Find(const FactKey& key, size_t hash) const {
  return index_.Find(hash, [this, &key](int64_t index) {
    return pages_[index / kPageCells].cells[index % kPageCells].key == key;
  });
}

int64_t FactCells::IndexOf(const FactKey& key, size_t hash) {
  if (const int64_t found = Find(key, hash); found != CellIndex::kNone) return found;
  const int64_t index = size_++;
  index_.Insert(hash, index);
  const uint64_t generation = generation_.ForChange();
  Page& page = index % kPageCells == 0 ? pages_.Append(generation)
                                       : pages_.Mutable(index / kPageCells, generation);
  page.cells[index % kPageCells].key = key;
  return index;
}

FactValue& FactCells::MutableValue(int64_t index) {
  Page& page = pages_.Mutable(index / kPageCells, generation_.ForChange());
  return page.cells[index % kPageCells].value;
}

void FactCells::PrefetchCell(int64_t index) const {
  constexpr size_t kCacheLine = 64;
  const Cell& cell = pages_[index / kPageCells].cells[index % kPageCells];
  __builtin_prefetch(&cell);
  __builtin_prefetch(reinterpret_cast<const char*>(&cell) + kCacheLine);
}

void FactCells::Add(const ReceiptFacts& facts) {
  MutableValue(IndexOf(facts.key, absl::Hash<FactKey>{}(facts.key))) += facts.value;
}

void FactCells::AddAll(std::span<const ReceiptFacts> all) {
  std::array<size_t, kAhead> hashes;
  std::array<int64_t, kAhead> indexes;
  while (!all.empty()) {
    const std::span<const ReceiptFacts> some = all.first(std::min(all.size(), kAhead));
    all = all.subspan(some.size());
    for (size_t i = 0; i < some.size(); ++i) {
      hashes[i] = absl::Hash<FactKey>{}(some[i].key);
      index_.Prefetch(hashes[i]);
    }
    for (size_t i = 0; i < some.size(); ++i) {
      indexes[i] = index_.Guess(hashes[i]);
      if (indexes[i] != CellIndex::kNone) pages_.PrefetchPart(indexes[i] / kPageCells);
    }
    for (size_t i = 0; i < some.size(); ++i) {
      if (indexes[i] != CellIndex::kNone) PrefetchCell(indexes[i]);
    }
    for (size_t i = 0; i < some.size(); ++i) indexes[i] = IndexOf(some[i].key, hashes[i]);
    for (size_t i = 0; i < some.size(); ++i) MutableValue(indexes[i]) += some[i].value;
  }
}

bool FactCells::CanSubtract(const ReceiptFacts& facts) const {
  const int64_t index = Find(facts.key, absl::Hash<FactKey>{}(facts.key));
  return index >= 0 &&
         pages_[index / kPageCells].cells[index % kPageCells].value.Covers(facts.value);
}

void FactCells::Subtract(const ReceiptFacts& facts) {
  const int64_t index = Find(facts.key, absl::Hash<FactKey>{}(facts.key));
  HL_CHECK(index >= 0) << "facts that were never added";
  FactValue& value = MutableValue(index);
  HL_CHECK(value.Covers(facts.value)) << "a counter would fall below zero";
  value -= facts.value;
}

void FactCells::Reserve(int64_t cells) {
  index_.Reserve(static_cast<size_t>(cells));
}

bool FactCells::Restore(const Cell& cell) {
  const int64_t next = size_;
  const int64_t index = IndexOf(cell.key, absl::Hash<FactKey>{}(cell.key));
  if (index != next) return false;
  MutableValue(index) = cell.value;
  return true;
}

FactCells::Snapshot FactCells::TakeSnapshot() {
  Snapshot snapshot;
  snapshot.pages_ = std::make_shared<const Pages>(pages_);
  snapshot.size_ = size_;
  // From now on all present pages may have readers.
  generation_.Share();
  return snapshot;
}

}  // namespace hemoledger
