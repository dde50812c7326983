// The catalog and proto/hemoledger/v1/errors.proto say the same: every reason, its fields, its
// code.
#include "proto/base/error_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::set<std::string> Words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

std::set<std::string> Placeholders(std::string_view message_template) {
  static const std::regex kPlaceholder(R"(\{([a-z_]+)\})");
  const std::string text(message_template);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), kPlaceholder), end; it != end; ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

// What errors.proto documents: reason → fields, and reason → the canonical code of its section.
struct Documented {
  std::map<std::string, std::set<std::string>> fields;
  std::map<std::string, std::string> codes;
};

Documented ReadErrorsProto() {
  Documented documented;
  std::istringstream file(ReadFile(HEMOLEDGER_SOURCE_DIR "/proto/hemoledger/v1/errors.proto"));
  static const std::regex kSection(R"(^  // --- .*: ([A-Z_]+) ---$)");
  static const std::regex kReason(R"(^  ERROR_REASON_([A-Z_0-9]+) = \d+;$)");
  static const std::regex kFields(R"(Fields: ([^.]*)\.)");
  static const std::regex kRemark(R"(\([^)]*\))");
  std::string line;
  std::string comment;
  std::string code;
  while (std::getline(file, line)) {
    std::smatch match;
    if (std::regex_match(line, match, kSection)) {
      code = match[1];
    } else if (line.starts_with("  // ")) {
      comment += line.substr(4);
    } else if (std::regex_match(line, match, kReason)) {
      const std::string reason = match[1];
      std::smatch fields;
      std::set<std::string>& names = documented.fields[reason];
      if (std::regex_search(comment, fields, kFields) && fields[1] != "none") {
        std::string list = std::regex_replace(fields[1].str(), kRemark, "");
        std::replace(list.begin(), list.end(), ',', ' ');
        names = Words(list);
      }
      documented.codes[reason] = code;
      comment.clear();
    }
  }
  return documented;
}

TEST(ErrorCatalogTest, HasEveryReasonOfTheEnumOnceAndInOrder) {
  const google::protobuf::EnumDescriptor* reasons = v1::ErrorReason_descriptor();
  std::vector<int> wanted;
  for (int i = 0; i < reasons->value_count(); ++i) {
    if (reasons->value(i)->number() != ERROR_REASON_UNSPECIFIED)
      wanted.push_back(reasons->value(i)->number());
  }
  std::vector<int> present;
  for (const ErrorCatalogEntry& entry : ErrorCatalog()) present.push_back(entry.reason);
  EXPECT_EQ(present, wanted);
  for (const ErrorCatalogEntry& entry : ErrorCatalog())
    EXPECT_EQ(FindInCatalog(entry.reason), &entry);
  EXPECT_EQ(FindInCatalog(ERROR_REASON_UNSPECIFIED), nullptr);
  EXPECT_EQ(FindInCatalog(static_cast<ErrorReason>(999)), nullptr);
}

TEST(ErrorCatalogTest, FieldsAndCodesAreThoseThatTheProtoDocuments) {
  const Documented documented = ReadErrorsProto();
  ASSERT_GT(documented.fields.size(), 50u);
  for (const ErrorCatalogEntry& entry : ErrorCatalog()) {
    const std::string reason(ReasonName(entry.reason));
    ASSERT_TRUE(documented.fields.contains(reason)) << reason;
    EXPECT_EQ(Words(entry.fields), documented.fields.at(reason)) << reason;
    EXPECT_EQ(absl::StatusCodeToString(entry.code), documented.codes.at(reason)) << reason;
  }
}

TEST(ErrorCatalogTest, PlaceholdersAreDocumentedFieldsAndBothLanguagesHaveTheSame) {
  for (const ErrorCatalogEntry& entry : ErrorCatalog()) {
    const std::set<std::string> vi = Placeholders(entry.vi);
    EXPECT_EQ(vi, Placeholders(entry.en)) << ReasonName(entry.reason);
    for (const std::string& placeholder : vi) {
      EXPECT_TRUE(HasField(entry, placeholder)) << ReasonName(entry.reason) << " " << placeholder;
    }
    // Whatever is documented is shown to people.
    EXPECT_EQ(vi, Words(entry.fields)) << ReasonName(entry.reason);
  }
}

TEST(ErrorCatalogTest, MessagesAreNfcSentencesAndVietnameseIsNotEnglish) {
  for (const ErrorCatalogEntry& entry : ErrorCatalog()) {
    for (const std::string_view message : {entry.vi, entry.en}) {
      EXPECT_TRUE(IsValidText(message)) << message;
      EXPECT_TRUE(message.ends_with('.')) << message;
    }
    EXPECT_NE(entry.vi, entry.en);
    // A sentence that tells what to do has more than ASCII in Vietnamese.
    EXPECT_GT(entry.vi.size(), DisplayWidth(entry.vi)) << entry.vi;
  }
}

TEST(ErrorCatalogTest, RendersOptionalPartsOnlyWhereTheirFieldsAreGiven) {
  constexpr std::string_view kTemplate = "A {x}[ (b {y})][, c {z}] d.";
  EXPECT_EQ(RenderMessage(kTemplate, {{"x", 1}, {"y", "2"}, {"z", "3"}}), "A 1 (b 2), c 3 d.");
  EXPECT_EQ(RenderMessage(kTemplate, {{"x", 1}, {"y", ""}}), "A 1 d.");
  EXPECT_EQ(RenderMessage(kTemplate, {{"z", 3}}), "A ?, c 3 d.");
}

TEST(ErrorCatalogTest, ValuesAreNotReadAsTemplates) {
  EXPECT_EQ(RenderMessage("{x}[ {y}] {z}", {{"x", "[{y}]"}, {"y", "{z}"}, {"z", "]"}}),
            "[{y}] {z} ]");
}

TEST(ErrorCatalogTest, HasFieldComparesWholeNames) {
  const ErrorCatalogEntry* entry = FindInCatalog(ERROR_REASON_SEQUENCE_GAP);
  ASSERT_NE(entry, nullptr);
  EXPECT_TRUE(HasField(*entry, "source_id"));
  EXPECT_TRUE(HasField(*entry, "actual"));
  EXPECT_FALSE(HasField(*entry, "source"));
  EXPECT_FALSE(HasField(*entry, ""));
}

}  // namespace
}  // namespace hemoledger
