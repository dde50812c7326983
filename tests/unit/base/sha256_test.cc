#include "proto/base/sha256.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"

namespace hemoledger {
namespace {

// FIPS 180-4, examples of NIST's CSRC.
TEST(Sha256Test, KnownVectors) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// RFC 6962's leaf of nothing, as its test vectors have it; the node follows from the definition.
TEST(Sha256Test, LeafAndNodeHashesAreOfRfc6962) {
  EXPECT_EQ(Hex(LeafHash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(LeafHash("abc"), Sha256(std::string("\0abc", 4)));
  const Hash256 left = LeafHash("a");
  const Hash256 right = LeafHash("b");
  EXPECT_EQ(NodeHash(left, right), Sha256("\x01" + ToBytes(left) + ToBytes(right)));
  EXPECT_NE(NodeHash(left, right), NodeHash(right, left));
}

// RFC 4231, test cases 1, 2, 6.
TEST(Sha256Test, HmacVectorsOfRfc4231) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(Hex(HmacSha256("", "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Sha256Test, AStreamHashesItsPieces) {
  Sha256Stream stream;
  stream.Add("a");
  stream.Add("");
  stream.Add("bc");
  EXPECT_EQ(stream.Finish(), Sha256("abc"));

  Sha256Stream first;
  first.AddField("a");
  first.AddField("bc");
  Sha256Stream second;
  second.AddField("ab");
  second.AddField("c");
  EXPECT_NE(first.Finish(), second.Finish());

  Sha256Stream integer;
  integer.AddInteger(0x0102);
  EXPECT_EQ(integer.Finish(), Sha256(std::string("\x02\x01\0\0\0\0\0\0", 8)));
}

TEST(Sha256Test, HexAndBack) {
  const std::string bytes("\x00\xFFz", 3);
  EXPECT_EQ(Hex(bytes), "00ff7a");
  EXPECT_EQ(UnHex("00Ff7A"), bytes);
  EXPECT_EQ(UnHex(""), "");
  for (const std::string_view bad : {"0", "0g", "zz", "00 "})
    EXPECT_FALSE(UnHex(bad).has_value()) << bad;
}

TEST(Sha256Test, HashesFromBytesHave32) {
  const Hash256 hash = Sha256("x");
  EXPECT_EQ(HashFromBytes(ToBytes(hash)), hash);
  EXPECT_FALSE(HashFromBytes("short").has_value());
  EXPECT_FALSE(HashFromBytes(ToBytes(hash) + "x").has_value());
}

TEST(Sha256Test, ConstantTimeEqualIsEquality) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("ab", "ab"));
  EXPECT_FALSE(ConstantTimeEqual("ab", "ac"));
  EXPECT_FALSE(ConstantTimeEqual("ab", "abc"));
}

}  // namespace
}  // namespace hemoledger
