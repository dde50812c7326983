// The catalog and proto/hemoledger/v1/errors.proto say the same: every reason, its fields, its
// code.
#include "proto/base/error_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
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
  std::set<std::string> found;
  for (size_t open = message_template.find('{'); open != std::string_view::npos;
       open = message_template.find('{', open + 1)) {
    const size_t close = message_template.find('}', open);
    EXPECT_NE(close, std::string_view::npos) << message_template;
    found.emplace(message_template.substr(open + 1, close - open - 1));
  }
  return found;
}

// The part of `text` between the first `before` and the next `after` behind it; blank: there is
// none.
std::string Between(std::string_view text, std::string_view before, std::string_view after) {
  const size_t start = text.find(before);
  if (start == std::string_view::npos) return {};
  const size_t end = text.find(after, start + before.size());
  if (end == std::string_view::npos) return {};
  return std::string(text.substr(start + before.size(), end - start - before.size()));
}

// The names in "holder_id, stated (the document's), computed".
std::set<std::string> FieldNames(std::string list) {
  while (list.find('(') != std::string::npos) {
    const size_t open = list.find('(');
    list.erase(open, list.find(')', open) - open + 1);
  }
  std::replace(list.begin(), list.end(), ',', ' ');
  return list == "none" ? std::set<std::string>() : Words(list);
}

// What errors.proto documents: reason → fields, and reason → the canonical code of its section.
struct Documented {
  std::map<std::string, std::set<std::string>> fields;
  std::map<std::string, std::string> codes;
};

Documented ReadErrorsProto() {
  constexpr std::string_view kSection = "  // --- ";
  constexpr std::string_view kComment = "  // ";
  constexpr std::string_view kReason = "  ERROR_REASON_";
  Documented documented;
  std::istringstream file(ReadFile(HEMOLEDGER_SOURCE_DIR "/proto/hemoledger/v1/errors.proto"));
  std::string comment;
  std::string code;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kSection)) {
      code = Between(line, ": ", " ---");
    } else if (line.starts_with(kComment)) {
      comment += line.substr(kComment.size());
    } else if (line.starts_with(kReason)) {
      const std::string reason = Between(line, kReason, " = ");
      documented.fields[reason] = FieldNames(Between(comment, "Fields: ", "."));
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
