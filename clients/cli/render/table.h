// Tables for people: columns aligned by display width, numbers to the right.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hemoledger {

enum class Align { kLeft, kRight };

struct TableColumn {
  // With "\n" on several lines, of which the last stands right above the rows.
  std::string heading;
  Align align = Align::kLeft;
  // Longer cells are cut with "…"; 0: never.
  int max_width = 0;
};

// Collects rows, then writes them all at once. Cells are plain UTF-8; control characters in them
// become spaces.
class Table {
 public:
  explicit Table(std::vector<TableColumn> columns);

  // REQUIRES: as many cells as columns.
  void AddRow(std::vector<std::string> cells);
  // A line across, before the next row (totals).
  void AddRule();

  bool empty() const { return rows_.empty(); }

  // Heading, line, rows; each line ends with "\n" and has no blanks at its end.
  std::string ToText() const;

 private:
  struct Row {
    bool rule = false;
    std::vector<std::string> cells;
  };

  std::vector<TableColumn> columns_;
  std::vector<Row> rows_;
};

// "Nhãn:  giá trị" lines, values aligned; a blank value is left out.
class Facts {
 public:
  void Add(std::string label, std::string value);
  std::string ToText() const;

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

}  // namespace hemoledger
