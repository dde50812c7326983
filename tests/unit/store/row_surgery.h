// Rows changed behind the store's back.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/rocks.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {

// The database of a ledger that no store has open.
class RowSurgery {
 public:
  RowSurgery(const std::string& data_folder, rocksdb::Env* env) {
    internal::Rocks::Options options;
    options.path = data_folder + "/ledger";
    options.env = env;
    options.write_buffer_bytes = size_t{1} << 20;
    EXPECT_OK(internal::ToStatus(internal::Rocks::Open(options, rocks_), options.path));
  }

  using Rows = std::vector<std::pair<std::string, std::string>>;
  Rows All(RowKind kind) const {
    Rows rows;
    const auto it = rocks_->NewIterator(kind);
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      rows.emplace_back(it->key().ToString(), it->value().ToString());
    }
    EXPECT_TRUE(it->status().ok());
    return rows;
  }
  void Put(RowKind kind, std::string_view key, std::string_view value) {
    EXPECT_TRUE(rocks_->db()
                    .Put({}, rocks_->family(kind), internal::ToSlice(key), internal::ToSlice(value))
                    .ok());
  }
  void Delete(RowKind kind, std::string_view key) {
    EXPECT_TRUE(rocks_->db().Delete({}, rocks_->family(kind), internal::ToSlice(key)).ok());
  }
  // Everything into tables.
  void Flush() {
    for (int i = 0; i < kRowKindCount; ++i) {
      EXPECT_TRUE(rocks_->db().Flush({}, rocks_->family(static_cast<RowKind>(i))).ok());
    }
  }

 private:
  std::unique_ptr<internal::Rocks> rocks_;
};

}  // namespace hemoledger
