#include "services/rpc/answer_cache.h"

#include <gtest/gtest.h>

namespace hemoledger {
namespace {

std::string Found(AnswerCache& cache, uint64_t next_position, std::string_view key) {
  const std::optional<grpc::Slice> answer = cache.Find(next_position, key);
  if (!answer.has_value()) return "none";
  return {reinterpret_cast<const char*>(answer->begin()), answer->size()};
}

TEST(AnswerCacheTest, KnowsAnswersOfOneStateOnly) {
  AnswerCache cache(1'000);
  cache.Put(7, "how many", grpc::Slice("seven"));
  EXPECT_EQ(Found(cache, 7, "how many"), "seven");
  EXPECT_EQ(Found(cache, 7, "how few"), "none");
  EXPECT_EQ(Found(cache, 8, "how many"), "none");
  cache.Put(8, "how many", grpc::Slice("eight"));
  EXPECT_EQ(Found(cache, 8, "how many"), "eight");
  EXPECT_EQ(Found(cache, 7, "how many"), "none");
}

TEST(AnswerCacheTest, AnAnswerOfAnOlderStateIsNotKept) {
  AnswerCache cache(1'000);
  cache.Put(8, "how many", grpc::Slice("eight"));
  // Worked out before, and late.
  cache.Put(7, "how few", grpc::Slice("seven"));
  EXPECT_EQ(Found(cache, 7, "how few"), "none");
  EXPECT_EQ(Found(cache, 8, "how few"), "none");
  EXPECT_EQ(Found(cache, 8, "how many"), "eight");
}

TEST(AnswerCacheTest, WhatWasNotAskedForLongestGoesFirst) {
  // Three entries of ten bytes each.
  AnswerCache cache(30);
  for (const char* key : {"a", "b", "c"}) cache.Put(1, key, grpc::Slice("123456789"));
  EXPECT_EQ(Found(cache, 1, "a"), "123456789");
  cache.Put(1, "d", grpc::Slice("123456789"));
  EXPECT_EQ(Found(cache, 1, "b"), "none");
  EXPECT_EQ(Found(cache, 1, "a"), "123456789");
  EXPECT_EQ(Found(cache, 1, "d"), "123456789");
  // Larger than all of it: nothing is dropped for it.
  cache.Put(1, "e", grpc::Slice(std::string(30, 'x')));
  EXPECT_EQ(Found(cache, 1, "e"), "none");
  EXPECT_EQ(Found(cache, 1, "a"), "123456789");
}

TEST(AnswerCacheTest, TheSameAgainTakesNoSpace) {
  AnswerCache cache(20);
  cache.Put(1, "a", grpc::Slice("123456789"));
  for (int i = 0; i < 5; ++i) cache.Put(1, "b", grpc::Slice("123456789"));
  EXPECT_EQ(Found(cache, 1, "a"), "123456789");
}

}  // namespace
}  // namespace hemoledger
