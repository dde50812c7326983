// The vectors of store/FORMAT.md against the code, both ways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "proto/base/sha256.h"
#include "store/codec.h"
#include "store/group.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

struct Vector {
  std::string line;
  std::string kind;
  // As written: hexadecimal, "-" where not given.
  std::string key;
  std::string value;
  // Good ones: name=value.
  std::map<std::string, std::string> fields;
  bool is_bad = false;
};

std::vector<Vector> ReadVectors() {
  std::istringstream file(ReadFile(HEMOLEDGER_FORMAT_MD));
  std::vector<Vector> vectors;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```vectors") {
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      Vector vector;
      vector.line = line;
      std::vector<std::string> words;
      std::istringstream stream(line);
      for (std::string word; std::getline(stream, word, ' ');) words.push_back(word);
      size_t at = 0;
      vector.is_bad = words[0] == "bad";
      if (vector.is_bad) ++at;
      vector.kind = words[at];
      vector.key = words[at + 1];
      vector.value = words[at + 2];
      for (size_t i = at + 3; i < words.size(); ++i) {
        const size_t equals = words[i].find('=');
        if (equals != std::string::npos) {
          vector.fields[words[i].substr(0, equals)] = words[i].substr(equals + 1);
        } else if (words[i] == "erased" || vector.fields.empty()) {
          vector.fields[words[i]] = "";
        } else {
          // The rest of a text with blanks.
          vector.fields["text"] += " " + words[i];
        }
      }
      vectors.push_back(vector);
    }
  }
  return vectors;
}

uint64_t Number(const Vector& vector, const std::string& field) {
  return std::stoull(vector.fields.at(field));
}

// Key and value as the code makes them from the fields.
std::pair<std::string, std::string> Encode(const Vector& vector) {
  std::string key;
  std::string value;
  const auto& fields = vector.fields;
  if (vector.kind == "frame") {
    Group group(Number(vector, "first_position"));
    std::istringstream events(fields.at("events"));
    for (std::string event; std::getline(events, event, ',');) group.AddEvent(*UnHex(event));
    EXPECT_EQ(group.frame_count(), 1u);
    const Group::FrameParts frame = group.frame(0);
    EncodePositionKey(frame.first_position, key);
    value = std::string(frame.events) + std::string(frame.offsets);
    EncodeFrameTrailer(frame.first_position, frame.events, frame.offsets, frame.event_count, value);
  } else if (vector.kind == "run") {
    EncodeRunKey(fields.at("source_id"), Number(vector, "first_sequence"), key);
    EncodeRunValue(Number(vector, "first_position"), static_cast<uint32_t>(Number(vector, "count")),
                   value);
  } else if (vector.kind == "id") {
    EncodeIdKey(fields.at("scope") == "feed" ? IdScope::kFeed : IdScope::kPrincipal,
                fields.at("scope_name"), fields.at("id"), key);
    EncodeIdValue(Number(vector, "position"), value);
  } else if (vector.kind == "version") {
    EncodePositionKey(Number(vector, "original_position"), key);
    EncodeVersionValue({.latest_position = Number(vector, "latest_position"),
                        .version = static_cast<uint32_t>(Number(vector, "version")),
                        .voided = fields.at("voided") == "1"},
                       value);
  } else if (vector.kind == "revision") {
    const auto subject = fields.at("subject") == "plan"    ? RevisionSubject::kPlan
                         : fields.at("subject") == "tree"  ? RevisionSubject::kTree
                         : fields.at("subject") == "entry" ? RevisionSubject::kEntry
                                                           : RevisionSubject::kRecord;
    EncodeRevisionKey(subject, fields.at("subject_id"), Number(vector, "number"), key);
    EncodeRevisionValue({.number = Number(vector, "number"),
                         .first_position = Number(vector, "first_position"),
                         .event_count = static_cast<uint32_t>(Number(vector, "count"))},
                        value);
  } else if (vector.kind == "text") {
    EncodeTextKey(Number(vector, "position"), static_cast<uint32_t>(Number(vector, "ordinal")),
                  key);
    TextRow row;
    row.erased = fields.contains("erased");
    if (!row.erased) {
      row.salt = std::string(32, (*UnHex(fields.at("salt")))[0]);
      row.text = fields.at("text");
    }
    EncodeTextValue(row, value);
  } else if (vector.kind == "meta") {
    key = kMetaFormatVersionKey;
    PutU32(static_cast<uint32_t>(Number(vector, "version")), value);
  } else {
    ADD_FAILURE() << "no such kind";
  }
  return {key, value};
}

// The fields as the code reads them from key and value.
std::map<std::string, std::string> Decode(const Vector& vector, std::string_view key,
                                          std::string_view value) {
  std::map<std::string, std::string> fields;
  uint64_t number = 0;
  uint32_t small = 0;
  std::string_view name;
  std::string_view id;
  if (vector.kind == "frame") {
    FrameView frame;
    std::string problem;
    EXPECT_TRUE(DecodePositionKey(key, number));
    EXPECT_TRUE(FrameView::Parse(number, value, frame, problem)) << problem;
    fields["first_position"] = std::to_string(number);
    std::string& events = fields["events"];
    for (uint32_t i = 0; i < frame.event_count(); ++i) {
      events += (i == 0 ? "" : ",") + Hex(frame.event(i));
    }
  } else if (vector.kind == "run") {
    EXPECT_TRUE(DecodeRunKey(key, name, number));
    fields["source_id"] = name;
    fields["first_sequence"] = std::to_string(number);
    EXPECT_TRUE(DecodeRunValue(value, number, small));
    fields["first_position"] = std::to_string(number);
    fields["count"] = std::to_string(small);
  } else if (vector.kind == "id") {
    IdScope scope;
    EXPECT_TRUE(DecodeIdKey(key, scope, name, id));
    EXPECT_TRUE(DecodeIdValue(value, number));
    fields = {{"scope", scope == IdScope::kFeed ? "feed" : "principal"},
              {"scope_name", std::string(name)},
              {"id", std::string(id)},
              {"position", std::to_string(number)}};
  } else if (vector.kind == "version") {
    VersionRow row;
    EXPECT_TRUE(DecodePositionKey(key, number));
    EXPECT_TRUE(DecodeVersionValue(value, row));
    fields = {{"original_position", std::to_string(number)},
              {"latest_position", std::to_string(row.latest_position)},
              {"version", std::to_string(row.version)},
              {"voided", row.voided ? "1" : "0"}};
  } else if (vector.kind == "revision") {
    RevisionSubject subject;
    RevisionRow row;
    EXPECT_TRUE(DecodeRevisionKey(key, subject, name, row.number));
    EXPECT_TRUE(DecodeRevisionValue(value, row));
    fields = {{"subject", subject == RevisionSubject::kPlan    ? "plan"
                          : subject == RevisionSubject::kTree  ? "tree"
                          : subject == RevisionSubject::kEntry ? "entry"
                                                               : "record"},
              {"subject_id", std::string(name)},
              {"number", std::to_string(row.number)},
              {"first_position", std::to_string(row.first_position)},
              {"count", std::to_string(row.event_count)}};
  } else if (vector.kind == "text") {
    TextRow row;
    EXPECT_TRUE(DecodeTextKey(key, number, small));
    EXPECT_TRUE(DecodeTextValue(value, row));
    fields = {{"position", std::to_string(number)}, {"ordinal", std::to_string(small)}};
    if (row.erased) {
      fields["erased"] = "";
    } else {
      fields["salt"] = Hex(row.salt.substr(0, 1));
      EXPECT_EQ(row.salt, std::string(32, row.salt[0]));
      fields["text"] = row.text;
    }
  } else if (vector.kind == "meta") {
    EXPECT_EQ(key, kMetaFormatVersionKey);
    fields["version"] = std::to_string(GetU32(value.data()));
  }
  return fields;
}

bool KeyIsGood(const std::string& kind, std::string_view key) {
  uint64_t number = 0;
  uint32_t small = 0;
  std::string_view name;
  std::string_view id;
  IdScope scope;
  RevisionSubject subject;
  if (kind == "frame" || kind == "version") return DecodePositionKey(key, number);
  if (kind == "run") return DecodeRunKey(key, name, number);
  if (kind == "id") return DecodeIdKey(key, scope, name, id);
  if (kind == "revision") return DecodeRevisionKey(key, subject, name, number);
  if (kind == "text") return DecodeTextKey(key, number, small);
  ADD_FAILURE() << kind;
  return true;
}

bool ValueIsGood(const std::string& kind, std::string_view key, std::string_view value) {
  uint64_t number = 0;
  uint32_t small = 0;
  VersionRow version;
  RevisionRow revision;
  TextRow text;
  FrameView frame;
  std::string problem;
  if (kind == "frame") {
    return DecodePositionKey(key, number) && FrameView::Parse(number, value, frame, problem);
  }
  if (kind == "run") return DecodeRunValue(value, number, small);
  if (kind == "id") return DecodeIdValue(value, number);
  if (kind == "version") return DecodeVersionValue(value, version);
  if (kind == "revision") return DecodeRevisionValue(value, revision);
  if (kind == "text") return DecodeTextValue(value, text);
  ADD_FAILURE() << kind;
  return true;
}

TEST(FormatTest, GoodVectorsAgreeBothWays) {
  std::set<std::string> kinds;
  for (const Vector& vector : ReadVectors()) {
    if (vector.is_bad) continue;
    SCOPED_TRACE(vector.line);
    kinds.insert(vector.kind);
    const auto [key, value] = Encode(vector);
    EXPECT_EQ(Hex(key), vector.key);
    EXPECT_EQ(Hex(value), vector.value);
    EXPECT_EQ(Decode(vector, *UnHex(vector.key), *UnHex(vector.value)), vector.fields);
  }
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre("frame", "run", "id", "version", "revision",
                                                     "text", "meta"));
}

TEST(FormatTest, BadVectorsAreRefused) {
  int count = 0;
  for (const Vector& vector : ReadVectors()) {
    if (!vector.is_bad) continue;
    SCOPED_TRACE(vector.line);
    ++count;
    const std::string key = vector.key == "-" ? "" : *UnHex(vector.key);
    if (vector.value == "-") {
      EXPECT_FALSE(KeyIsGood(vector.kind, key));
    } else {
      EXPECT_FALSE(ValueIsGood(vector.kind, key, *UnHex(vector.value)));
    }
  }
  EXPECT_GE(count, 20);
}

TEST(FormatTest, WorkedExampleIsTheFirstVector) {
  const std::string page = ReadFile(HEMOLEDGER_FORMAT_MD);
  const std::vector<Vector> vectors = ReadVectors();
  ASSERT_FALSE(vectors.empty());
  // The bytes of the example stand before two blanks or the end of the line.
  std::string bytes;
  std::istringstream lines(page.substr(page.find("\nvalue   00 03")));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && line != "```") {
    for (size_t at = 8; at + 1 < line.size() && at < 35; at += 1) {
      if (line.compare(at, 4, "    ") == 0) break;
      if (line[at] != ' ') bytes.push_back(line[at]);
    }
  }
  EXPECT_EQ(bytes, vectors[0].value);
}

TEST(FormatTest, KeysSortByPosition) {
  std::string before;
  for (const uint64_t position :
       {uint64_t{0}, uint64_t{1}, uint64_t{255}, uint64_t{256}, uint64_t{1} << 32, UINT64_MAX}) {
    std::string key;
    EncodePositionKey(position, key);
    EXPECT_TRUE(before.empty() || before < key) << position;
    before = key;
  }
}

}  // namespace
}  // namespace hemoledger
