#include "proto/base/utf8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utf8proc.h>

#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

constexpr std::string_view kNfd = "Ho\u0300a";  // H o grave a
constexpr std::string_view kNfc = "H\u00F2a";

std::string Encode(utf8proc_int32_t code_point) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t size = utf8proc_encode_char(code_point, bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<size_t>(size)};
}

TEST(Utf8Test, NfcIsToldFromNfd) {
  EXPECT_TRUE(IsNfc("Kien Giang"));
  EXPECT_TRUE(IsNfc("Giồng Riềng – Đắk Lắk “Ấn Thi”"));
  EXPECT_TRUE(IsNfc(""));
  EXPECT_TRUE(IsNfc(kNfc));
  EXPECT_FALSE(IsNfc(kNfd));
  EXPECT_EQ(ToNfc(kNfd), kNfc);
  EXPECT_EQ(ToNfc(kNfc), kNfc);
}

// The fast path claims that certain characters never change: held against utf8proc for every
// character alone, and, up to where its claims end, with a letter or a mark on each side.
TEST(Utf8Test, TheFastPathAgreesWithUtf8procOnEveryCharacter) {
  const auto expect_agreement = [](const std::string& text) {
    const std::optional<std::string> nfc = ToNfc(text);
    ASSERT_TRUE(nfc.has_value());
    ASSERT_EQ(IsNfc(text), *nfc == text) << text;
  };
  constexpr utf8proc_int32_t kBeyondTheClaims = 0x3000;
  for (utf8proc_int32_t point = 0; point < 0x110000; ++point) {
    if (!utf8proc_codepoint_valid(point)) continue;
    expect_agreement(Encode(point));
    if (point >= kBeyondTheClaims) continue;
    for (const char* after : {"\u0301", "o\u0323"}) expect_agreement("a" + Encode(point) + after);
  }
}

TEST(Utf8Test, BytesThatAreNotUtf8AreNoText) {
  for (const std::string_view bad :
       {"\xFF", "a\x80", "\xC3", "\xE1\xBB", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(IsValidUtf8(bad));
    EXPECT_FALSE(IsNfc(bad));
    EXPECT_FALSE(IsValidText(bad));
    EXPECT_FALSE(ToNfc(bad).has_value());
    EXPECT_EQ(CaseFold(bad), bad);
    EXPECT_TRUE(IsValidUtf8(ReplaceInvalidUtf8(bad)));
  }
  EXPECT_EQ(ReplaceInvalidUtf8("đ\xFFz"), "đ\uFFFDz");
}

TEST(Utf8Test, ControlCharactersOtherThanLineBreaksAreNoText) {
  EXPECT_TRUE(IsValidText("một\nhai"));
  for (const std::string_view bad : {"a\tb", "a\rb", "\x1B[31m", "\x7F", "\u0085"})
    EXPECT_FALSE(IsValidText(bad));
  EXPECT_FALSE(IsValidText(std::string_view("\0", 1)));
  EXPECT_FALSE(IsValidText(kNfd));
}

TEST(Utf8Test, CheckTextTellsWhatIsWrong) {
  EXPECT_OK(CheckText("name", "Tân Hiệp", 64, true));
  EXPECT_OK(CheckText("name", "", 64, false));
  EXPECT_THAT(CheckText("name", "", 64, true), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  const absl::Status too_long = CheckText("name", "Tân Hiệp", 10, true);
  EXPECT_THAT(too_long, StatusIs(ERROR_REASON_TEXT_TOO_LONG));
  EXPECT_THAT(too_long, HasErrorField("limit", 10));
  EXPECT_THAT(too_long, HasErrorField("actual", 11));
  EXPECT_THAT(CheckText("name", kNfd, 64, true), StatusIs(ERROR_REASON_TEXT_NOT_NFC));
  EXPECT_THAT(CheckText("name", "\xFF", 64, true), HasErrorField("field", "name"));
}

TEST(Utf8Test, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("BCĐ. thành phố Rạch Giá"), 23u);
  EXPECT_EQ(DisplayWidth(kNfd), 3u);
  EXPECT_EQ(DisplayWidth("血液"), 4u);
  EXPECT_EQ(DisplayWidth("a\nb"), 2u);
  EXPECT_EQ(DisplayWidth("a\xFF"), 2u);
  EXPECT_EQ(DisplayWidth(""), 0u);
}

TEST(Utf8Test, CaseFoldsVietnamese) {
  EXPECT_EQ(CaseFold("ĐOÀN ỦY KHỐI"), "đoàn ủy khối");
  EXPECT_EQ(CaseFold("HO\u0300A"), "h\u00F2a");
  EXPECT_NE(CaseFold("Đ"), CaseFold("D"));
}

TEST(Utf8Test, TruncationNeverCutsACharacter) {
  constexpr std::string_view kText = "aệđ";  // 1 + 3 + 2 bytes
  EXPECT_EQ(TruncateUtf8(kText, 6), kText);
  EXPECT_EQ(TruncateUtf8(kText, 5), "aệ");
  EXPECT_EQ(TruncateUtf8(kText, 4), "aệ");
  EXPECT_EQ(TruncateUtf8(kText, 3), "a");
  EXPECT_EQ(TruncateUtf8(kText, 0), "");
}

}  // namespace
}  // namespace hemoledger
