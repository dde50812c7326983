// Parts shared between copies: whoever changes one does so alone.
#include "services/domain/copy_on_write.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// The smallest value type with parts.
class Words {
 public:
  void Append(const std::string& word) { words_.Append(generation_.ForChange()) = word; }
  void Set(size_t index, const std::string& word) {
    words_.Mutable(index, generation_.ForChange()) = word;
  }
  void SetKey(const std::string& key, int value) {
    const size_t hash = StringHash{}(key);
    keys_.MutableShard(hash, generation_.ForChange())[key] = value;
  }
  int Key(const std::string& key) const {
    const auto* shard = keys_.Shard(StringHash{}(key));
    if (shard == nullptr) return -1;
    const auto found = shard->find(key);
    return found == shard->end() ? -1 : found->second;
  }
  const std::string& operator[](size_t index) const { return words_[index]; }
  const std::string* Address(size_t index) const { return &words_[index]; }
  size_t size() const { return words_.size(); }

 private:
  CopyGeneration generation_;
  CowSequence<std::string, 4> words_;
  CowMap<StringMap<int>, 8> keys_;
};

Words Ten() {
  Words words;
  for (int i = 0; i < 10; ++i) words.Append(std::to_string(i));
  return words;
}

TEST(CopyOnWriteTest, AChangeOfOneCopyDoesNotShowInAnother) {
  Words a = Ten();
  Words b = a;
  a.Set(3, "a");
  b.Set(3, "b");
  b.Append("ten");
  EXPECT_EQ(a[3], "a");
  EXPECT_EQ(b[3], "b");
  EXPECT_EQ(a.size(), 10u);
  EXPECT_EQ(b.size(), 11u);
}

TEST(CopyOnWriteTest, WhatDidNotChangeIsShared) {
  Words a = Ten();
  const Words b = a;
  a.Set(3, "a");
  EXPECT_EQ(a.Address(2), b.Address(2));
  EXPECT_EQ(a.Address(9), b.Address(9));
  EXPECT_NE(a.Address(3), b.Address(3));
}

TEST(CopyOnWriteTest, AnOwnPartIsChangedInPlace) {
  Words a = Ten();
  const Words b = a;
  a.Set(3, "a");
  const std::string* place = a.Address(3);
  a.Set(3, "again");
  EXPECT_EQ(a.Address(3), place);
  // A copy makes it shared again, even if the copy is gone.
  { const Words c = a; }
  a.Set(3, "still");
  EXPECT_NE(a.Address(3), place);
}

TEST(CopyOnWriteTest, CopiesOfCopiesStayApart) {
  std::vector<Words> all = {Ten()};
  for (int round = 0; round < 6; ++round) {
    const size_t count = all.size();
    for (size_t i = 0; i < count; ++i) {
      all.push_back(all[i]);
      all[i].Set(5, Concat(round, ".", i));
      all.back().Set(5, Concat(round, ".", i, " copy"));
      all[i].SetKey("k", static_cast<int>(i));
      all.back().SetKey("k", static_cast<int>(all.size()));
    }
    for (size_t i = 0; i < count; ++i) {
      EXPECT_EQ(all[i][5], Concat(round, ".", i));
      EXPECT_EQ(all[count + i][5], Concat(round, ".", i, " copy"));
      EXPECT_EQ(all[i].Key("k"), static_cast<int>(i));
      EXPECT_EQ(all[count + i].Key("k"), static_cast<int>(count + i + 1));
    }
  }
}

TEST(CopyOnWriteTest, AssigningMakesTheTargetTheSourcesCopy) {
  Words a = Ten();
  Words b = a;
  b.Set(1, "b");
  a = b;
  b.Set(1, "later");
  EXPECT_EQ(a[1], "b");
  a.Set(1, "a");
  EXPECT_EQ(b[1], "later");
  Words moved = std::move(b);
  EXPECT_EQ(moved[1], "later");
  b = a;
  b.Set(1, "anew");
  EXPECT_EQ(a[1], "a");
  EXPECT_EQ(moved[1], "later");
}

// Under the thread sanitizer this is the proof that no count of references is relied on.
TEST(CopyOnWriteTest, ReadersMayCopyAndLetGoWhileTheWriterGoesOn) {
  constexpr int kReaders = 2;
  constexpr int kRounds = 200;
  Words words = Ten();
  std::vector<std::thread> readers;
  for (int round = 0; round < kRounds; ++round) {
    for (int r = 0; r < kReaders; ++r) {
      readers.emplace_back([held = words, round] {
        const Words own = held;
        EXPECT_EQ(own[7], round == 0 ? "7" : std::to_string(round - 1));
      });
    }
    words.Set(7, std::to_string(round));
    words.SetKey("k", round);
    if (readers.size() >= 8) {
      for (std::thread& reader : readers) reader.join();
      readers.clear();
    }
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(words[7], std::to_string(kRounds - 1));
}

}  // namespace
}  // namespace hemoledger
