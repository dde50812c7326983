// One entry of an input file (a round, a target, a statement …), asked key by key, whether it
// stands in a table of the header or in a row of a table: both know the same keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/figures.h"
#include "clients/cli/input/header_file.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/table_file.h"
#include "clients/cli/input/unit_lookup.h"
#include "clients/cli/input/words.h"
#include "hemoledger/v1/figures.pb.h"
#include "hemoledger/v1/schedule.pb.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// Every getter tells a value of a wrong form as a problem with its place, and answers as if it were
// absent.
class Fields {
 public:
  virtual ~Fields() = default;

  virtual bool Has(std::string_view key) = 0;
  // The value is a table of its own: { … } of TOML.
  virtual bool IsTable(std::string_view key) = 0;
  virtual FilePlace PlaceOf(std::string_view key) const = 0;
  virtual Problems& problems() const = 0;
  // Tells that the key is wanted and blank.
  virtual void RefuseBlank(std::string_view key) = 0;

  // Blank: absent. In a row white space is collapsed.
  virtual std::string Text(std::string_view key) = 0;
  virtual std::string Id(std::string_view key) = 0;
  // In a cell separated by "|".
  virtual std::vector<std::string> List(std::string_view key) = 0;
  // Texts for people; in a cell each line is one.
  virtual std::vector<std::string> Notes(std::string_view key) = 0;
  virtual bool Flag(std::string_view key) = 0;
  virtual std::optional<int> Word(std::string_view key, const WordList& words) = 0;
  // 0: absent.
  virtual int32_t Date(std::string_view key) = 0;
  virtual std::optional<int64_t> Integer(std::string_view key, int64_t lowest, int64_t highest) = 0;
  virtual std::optional<v1::PrintedNumber> Count(std::string_view key, int64_t highest) = 0;
  virtual std::optional<v1::Figure> Figure(std::string_view key, FigureKind kind) = 0;
  virtual std::optional<v1::PrintedDecimal> Decimal(std::string_view key, FigureKind kind) = 0;
  // A planned time without its printed text.
  virtual std::optional<v1::PlannedTime> Time(std::string_view key) = 0;
  // Id of a unit, written by id or name; in a row the column "KEY_id" goes before. Blank: absent.
  virtual std::string Unit(std::string_view key, UnitLookup& units) = 0;
  virtual std::string RequiredUnit(std::string_view key, UnitLookup& units) = 0;

  // The same, told where it is absent.
  std::string RequiredText(std::string_view key);
  std::string RequiredId(std::string_view key);
  std::optional<int> RequiredWord(std::string_view key, const WordList& words);

  // The problem of a value that has been read and can not be.
  void Refuse(std::string_view key, std::string_view value, std::string_view vi,
              std::string_view en, std::string_view expected);
  // `value` stands where nothing of that id is (reason REFERENCE_UNKNOWN).
  void RefuseUnknown(std::string_view key, std::string_view value);
};

// Of a header. `table` must outlive this.
class HeaderFields : public Fields {
 public:
  explicit HeaderFields(HeaderTable& table) : table_(table) {}

  HeaderTable& table() { return table_; }

  bool Has(std::string_view key) override { return table_.Has(key); }
  bool IsTable(std::string_view key) override { return table_.IsTable(key); }
  FilePlace PlaceOf(std::string_view key) const override { return table_.PlaceOf(key); }
  Problems& problems() const override { return table_.problems(); }
  void RefuseBlank(std::string_view key) override;
  std::string Text(std::string_view key) override { return table_.Text(key); }
  std::string Id(std::string_view key) override { return table_.Id(key); }
  std::vector<std::string> List(std::string_view key) override { return table_.Texts(key); }
  std::vector<std::string> Notes(std::string_view key) override { return table_.Texts(key); }
  bool Flag(std::string_view key) override { return table_.Boolean(key); }
  std::optional<int> Word(std::string_view key, const WordList& words) override;
  int32_t Date(std::string_view key) override { return table_.Date(key); }
  std::optional<int64_t> Integer(std::string_view key, int64_t lowest, int64_t highest) override;
  std::optional<v1::PrintedNumber> Count(std::string_view key, int64_t highest) override;
  std::optional<v1::Figure> Figure(std::string_view key, FigureKind kind) override;
  std::optional<v1::PrintedDecimal> Decimal(std::string_view key, FigureKind kind) override;
  std::optional<v1::PlannedTime> Time(std::string_view key) override;
  std::string Unit(std::string_view key, UnitLookup& units) override;
  std::string RequiredUnit(std::string_view key, UnitLookup& units) override;

 private:
  HeaderTable& table_;
};

// Of a table. `row` must outlive this.
class RowFields : public Fields {
 public:
  explicit RowFields(const TableRow& row) : row_(row) {}

  const TableRow& row() const { return row_; }

  bool Has(std::string_view key) override { return row_.Has(key); }
  bool IsTable(std::string_view) override { return false; }
  FilePlace PlaceOf(std::string_view key) const override { return row_.PlaceOf(key); }
  Problems& problems() const override { return row_.problems(); }
  void RefuseBlank(std::string_view key) override { row_.RefuseBlank(key); }
  std::string Text(std::string_view key) override { return row_.Name(key); }
  std::string Id(std::string_view key) override { return row_.Id(key); }
  std::vector<std::string> List(std::string_view key) override;
  std::vector<std::string> Notes(std::string_view key) override;
  bool Flag(std::string_view key) override;
  std::optional<int> Word(std::string_view key, const WordList& words) override;
  int32_t Date(std::string_view key) override { return row_.Date(key); }
  std::optional<int64_t> Integer(std::string_view key, int64_t lowest, int64_t highest) override;
  std::optional<v1::PrintedNumber> Count(std::string_view key, int64_t highest) override;
  std::optional<v1::Figure> Figure(std::string_view key, FigureKind kind) override;
  std::optional<v1::PrintedDecimal> Decimal(std::string_view key, FigureKind kind) override;
  std::optional<v1::PlannedTime> Time(std::string_view key) override;
  std::string Unit(std::string_view key, UnitLookup& units) override;
  std::string RequiredUnit(std::string_view key, UnitLookup& units) override;

 private:
  const TableRow& row_;
};

}  // namespace hemoledger
