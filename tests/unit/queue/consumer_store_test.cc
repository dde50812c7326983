// The rows of consumer groups, in bytes and on disk.
#include "store/consumer_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/base/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

OpenRow Open(uint64_t position) {
  OpenRow row;
  row.position = position;
  row.key = "unit:tan-hiep";
  row.attempts = 2;
  row.reason = "locked";
  return row;
}

ParkedRow Parked(uint64_t position) {
  ParkedRow row;
  row.position = position;
  row.key = "unit:tan-hiep";
  row.attempts = 3;
  row.attempts_used_up = true;
  row.park_time_micros = 77;
  row.consumer = "máy 1";
  row.reason = "hỏng";
  return row;
}

// The example of FORMAT.md.
TEST(ConsumerRows, TheDocumentedExample) {
  std::string key;
  EncodeConsumerKey({.group_id = "kho", .kind = ConsumerRowKind::kOpen, .position = 158}, key);
  EXPECT_EQ(Hex(key), "036b686f04000000000000009e");
  std::string value;
  EncodeOpenValue(Open(158), value);
  EXPECT_EQ(Hex(value), "0000000200000000000000000d756e69743a74616e2d686965706c6f636b6564");
  OpenRow row;
  row.position = 158;
  ASSERT_TRUE(DecodeOpenValue(value, row));
  EXPECT_EQ(row, Open(158));
}

TEST(ConsumerRows, WhatNoWriterMakesIsRefused) {
  ConsumerRowKey key;
  for (const std::string& bad :
       {std::string(""), std::string("\0\1", 2), std::string("\1g"), std::string("\1g\0", 3),
        std::string("\1g\6"), std::string("\1g\1x"), std::string("\1g\3short")}) {
    EXPECT_FALSE(DecodeConsumerKey(bad, key)) << Hex(bad);
  }
  OpenRow open;
  EXPECT_FALSE(DecodeOpenValue("short", open));
  EXPECT_FALSE(DecodeOpenValue(std::string(13, '\0'), open)) << "a blank key";
  ParkedRow parked;
  std::string value;
  EncodeParkedValue(Parked(1), value);
  ParkedRow again;
  again.position = 1;
  ASSERT_TRUE(DecodeParkedValue(value, again));
  EXPECT_EQ(again, Parked(1));
  value[4] = 2;
  EXPECT_FALSE(DecodeParkedValue(value, parked));
  EXPECT_FALSE(DecodeParkedValue(value.substr(0, 20), parked));
}

TEST(ConsumerStore, KeepsGroupsApartAndDeletesAllOfOne) {
  TempDir folder;
  {
    ASSERT_OK_AND_ASSIGN(const auto store, ConsumerStore::Open({.path = folder.path()}));
    ConsumerBatch batch;
    for (const std::string group : {"a", "aa", "b"}) {
      batch.PutGroup(group, "definition");
      batch.PutCursor(group, {.next_position = 5});
      batch.PutSettled(group, 7);
      batch.PutSettled(group, 300);
      batch.PutOpen(group, Open(3));
      batch.PutParked(group, Parked(4));
    }
    ConsumerBatch later;
    later.DeleteSettled("b", 7);
    later.DeleteGroup("aa");
    batch.Append(std::move(later));
    ASSERT_OK(store->Write(batch));
  }
  ASSERT_OK_AND_ASSIGN(const auto store, ConsumerStore::Open({.path = folder.path()}));
  ASSERT_OK_AND_ASSIGN(const auto groups, store->ReadAll());
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_EQ(groups[0].group_id, "a");
  EXPECT_THAT(groups[0].settled, ElementsAre(7, 300));
  EXPECT_THAT(groups[0].open, ElementsAre(Open(3)));
  EXPECT_EQ(groups[1].group_id, "b");
  EXPECT_EQ(groups[1].cursor.next_position, 5u);
  EXPECT_THAT(groups[1].settled, ElementsAre(300));
  ASSERT_OK_AND_ASSIGN(const auto parked, store->ReadParked("b", 0, 10));
  EXPECT_THAT(parked, ElementsAre(Parked(4)));
}

TEST(ConsumerStore, FsckTellsWhatDoesNotFit) {
  TempDir folder;
  uint64_t count = 0;
  ASSERT_OK_AND_ASSIGN(auto problems, CheckConsumerRows(folder.path(), nullptr, 10, count));
  EXPECT_THAT(problems, IsEmpty()) << "there never were groups";
  ASSERT_OK_AND_ASSIGN(auto store, ConsumerStore::Open({.path = folder.path()}));
  ConsumerBatch batch;
  batch.PutGroup("g", "definition");
  batch.PutCursor("g", {.next_position = 11});
  batch.PutSettled("g", 3);
  ASSERT_OK(store->Write(batch));
  store.reset();
  ASSERT_OK_AND_ASSIGN(problems, CheckConsumerRows(folder.path(), nullptr, 10, count));
  EXPECT_EQ(count, 1u);
  EXPECT_THAT(problems,
              ElementsAre(HasSubstr("beyond the ledger"), HasSubstr("before the cursor")));
}

}  // namespace
}  // namespace hemoledger
