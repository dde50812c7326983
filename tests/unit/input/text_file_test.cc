#include "clients/cli/input/text_file.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TextFileTest : public InputTest {
 protected:
  std::string Decode(std::string_view bytes) {
    return DecodeTextFile(std::string(bytes), "t.txt", problems_);
  }
};

TEST_F(TextFileTest, DecodesUtf16OfBothOrders) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(Decode("\xFF\xFE\x11\x01\x61\x00\xA1\x1E\x3D\xD8\x00\xDE"sv), "đaạ\xF0\x9F\x98\x80");
  EXPECT_EQ(Decode("\xFE\xFF\x01\x11\x00\x61\x1E\xA1\xD8\x3D\xDE\x00"sv), "đaạ\xF0\x9F\x98\x80");
  EXPECT_EQ(Decode("\xFF\xFE"sv), "");
  EXPECT_TRUE(problems_.empty());
}

TEST_F(TextFileTest, TellsBrokenUtf16WithLineAndByte) {
  using std::string_view_literals::operator""sv;
  // A high half before a letter, a low half alone, a high half at the end, an odd byte.
  Decode("\xFE\xFF\x00\x61\x00\n\xD8\x3D\x00\x61\xDE\x00\xD8\x3D\x00"sv);
  EXPECT_THAT(
      Lines(problems_),
      ElementsAre(HasSubstr("t.txt:2: Broken UTF-16: half a character stands alone (byte 7"),
                  HasSubstr("t.txt:2: Broken UTF-16: half a character stands alone (byte 11"),
                  HasSubstr("t.txt:2: Broken UTF-16: half a character stands alone (byte 13"),
                  HasSubstr("t.txt:2: The UTF-16 file is truncated")));
}

TEST_F(TextFileTest, TellsAtMostAHundredBrokenCharacters) {
  std::string bytes = "\xFE\xFF";
  for (int i = 0; i < 1000; ++i) bytes += "\xDE\x01";
  Decode(bytes);
  EXPECT_EQ(problems_.total(), 100u);
}

TEST_F(TextFileTest, TellsEncodingsThatAreNotKnown) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view bytes :
       {"\xFF\xFE\0\0a\0\0\0"sv, "\0\0\xFE\xFF\0\0\0a"sv, "a\0b\0"sv, "\0a\0b"sv}) {
    Decode(bytes);
    ASSERT_EQ(problems_.total(), 1u);
    EXPECT_THAT(problems_.list()[0].message_en, HasSubstr("encoding of the file is not known"));
    problems_ = Problems();
  }
}

}  // namespace
}  // namespace hemoledger
