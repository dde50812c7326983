// The header of an input file, a TOML file or a sheet of a workbook (header_workbook.h): read once
// into a small tree in which every value knows its place, then asked key by key.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/words.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// One value of a header.
struct HeaderValue {
  enum class Kind { kText, kInteger, kBoolean, kDate, kTable, kArray, kOther };
  Kind kind = Kind::kOther;
  // kText: in NFC, without white space around it.
  std::string text;
  // The same as it stands between its quotes, in NFC; blank: equal to `text`.
  std::string untrimmed;
  int64_t integer = 0;
  bool boolean = false;
  // kDate: YYYYMMDD.
  int32_t date = 0;
  // kTable: keys and values in the order of the file.
  std::vector<std::pair<std::string, HeaderValue>> entries;
  // kArray.
  std::vector<HeaderValue> elements;
  // Place in the file, from 1.
  int line = 0;
  int column = 0;
  // The sheet of a workbook in which the value stands; blank: the file is a TOML.
  std::string sheet = {};
  // Of the whole header of a workbook: its other sheets that are not hidden.
  std::vector<std::string> other_sheets = {};
};

// A table of a header while it is being asked. Every getter tells a value of a wrong kind or form
// as a problem and answers as if it were absent; keys never asked for are told by
// RefuseUnknownKeys. Keeps references: the value and the problems must outlive it.
class HeaderTable {
 public:
  enum class Need { kOptional, kRequired };

  // `path` is the key of the table in the file, blank for the whole file.
  HeaderTable(const HeaderValue& table, std::string file, std::string path, Problems& problems);

  // From here on texts of this table, and of tables taken out of it, are taken with the white space
  // around them: for files that a program wrote (header key `exact`).
  void TakeTextsExactly() { exact_ = true; }
  bool takes_texts_exactly() const { return exact_; }

  // Marks the key as asked for.
  bool Has(std::string_view key);
  // Whether the key is there and holds `false`: "none", where a value is expected.
  bool IsNone(std::string_view key);
  // Whether the key is there and holds a table.
  bool IsTable(std::string_view key);
  // Whether the key is there and holds an integer, or a date.
  bool IsInteger(std::string_view key);
  bool IsDate(std::string_view key);
  // The place of a key, or of the table where the key is absent or blank.
  FilePlace PlaceOf(std::string_view key) const;
  const std::string& file() const { return file_; }
  const HeaderValue& value() const { return *table_; }
  Problems& problems() const { return *problems_; }

  // Blank: absent. An integer where a text is wanted is taken as its digits (printed figures,
  // labels).
  std::string Text(std::string_view key, Need need = Need::kOptional);
  // An id: 1 to 64 characters of a-z, 0-9, '-'.
  std::string Id(std::string_view key, Need need = Need::kOptional);
  std::optional<int64_t> Integer(std::string_view key, int64_t lowest, int64_t highest,
                                 Need need = Need::kOptional);
  // True or false, also as a word (có, không). False: absent.
  bool Boolean(std::string_view key);
  // A TOML date (2021-04-05) or a text (05/4/2021); 0: absent.
  int32_t Date(std::string_view key, Need need = Need::kOptional);
  // { from = DATE, to = DATE }, or { date = DATE }, whose last day is then blank.
  std::optional<v1::Interval> Period(std::string_view key);
  // A count as a document prints it: an integer, or a text ("1.163", "1,141"), or a table
  // { value = 1120, text = "1,141" } where text and number do not follow from each other; either
  // may be left out.
  std::optional<v1::PrintedNumber> Count(std::string_view key, Need need = Need::kOptional);
  // Texts of an array; a single text is an array of one, integers are their digits, dates are
  // written "2021-04-05".
  std::vector<std::string> Texts(std::string_view key);
  std::optional<HeaderTable> Table(std::string_view key, Need need = Need::kOptional);
  // The tables of an array of tables.
  std::vector<HeaderTable> Tables(std::string_view key);
  // The value of a word in English or Vietnamese. Absent: no such key, or not one of the words.
  std::optional<int> Word(std::string_view key, const WordList& words, Need need = Need::kOptional);

  // Tells every key that nobody asked for (a misspelt one would else be lost in silence).
  void RefuseUnknownKeys();

 private:
  // Marks the key as asked for. With kRequired an absent key is a problem.
  const HeaderValue* Find(std::string_view key, Need need);
  std::string PathOf(std::string_view key) const;
  // The characters of a kText, as texts are taken here.
  const std::string& TextOf(const HeaderValue& value) const;
  HeaderTable Child(const HeaderValue& table, std::string path) const;
  void Refuse(std::string_view key, const HeaderValue& value, std::string_view vi,
              std::string_view en, std::string_view expected);

  const HeaderValue* table_;
  std::string file_;
  std::string path_;
  Problems* problems_;
  bool exact_ = false;
  std::set<std::string, std::less<>> asked_;
};

// The tree of a TOML file or of a workbook. Null with a problem when it is not TOML (only the first
// fault can be told then) or the workbook can not be read. FILE_UNREADABLE as ReadTextFile.
absl::StatusOr<std::unique_ptr<HeaderValue>> ReadHeaderFile(const std::string& path,
                                                            Problems& problems);

}  // namespace hemoledger
