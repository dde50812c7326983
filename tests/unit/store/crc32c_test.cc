#include "store/crc32c.h"

#include <gtest/gtest.h>

#include <string>

#include "proto/base/random.h"

namespace hemoledger {
namespace {

// RFC 3720, B.4.
TEST(Crc32cTest, HasTheValuesOfTheRfc) {
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62A8AB43u);
  std::string rising;
  for (char c = 0; c < 32; ++c) rising.push_back(c);
  EXPECT_EQ(Crc32c(rising), 0x46DD794Eu);
  EXPECT_EQ(Crc32c(std::string(rising.rbegin(), rising.rend())), 0x113FDB5Cu);
}

TEST(Crc32cTest, OfNothingIsZero) {
  EXPECT_EQ(Crc32c(""), 0u);
}

TEST(Crc32cTest, PortableFormAgreesForAllLengthsAndSplits) {
  SeededRandom random(7);
  const std::string bytes = random.Bytes(300);
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string_view part = std::string_view(bytes).substr(0, size);
    const size_t split = random.Below(size + 1);
    EXPECT_EQ(Crc32c(part), internal::ExtendCrc32cPortable(0, part)) << size;
    EXPECT_EQ(ExtendCrc32c(Crc32c(part.substr(0, split)), part.substr(split)), Crc32c(part))
        << size << " split at " << split;
  }
}

}  // namespace
}  // namespace hemoledger
