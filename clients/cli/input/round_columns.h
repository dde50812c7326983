// Columns of an allocation table that are headed with a round of the plan ("Đợt I (15/3/2024)"):
// they hold what the row's unit must bring to that round.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/input/table_file.h"
#include "hemoledger/v1/plans.pb.h"

namespace hemoledger {

// Of one plan, whose rounds are known and do not change while this is used.
class RoundColumns {
 public:
  // `plan` must outlive this.
  explicit RoundColumns(v1::PlanIssued& plan);

  // The key of a heading that is the label or the id of a round; brackets at its end do not count.
  // Blank: it is none. Of a label that several rounds have, a key that Take refuses.
  std::string KeyOf(const std::string& heading) const;

  // Finds the columns of a table that was read with KeyOf; tells headings that fit several rounds.
  void Take(const TableFile& table, Problems& problems);

  // Adds the row's figures to the rounds. A blank cell: the unit takes no part; "x": it does, and
  // no figure is stated. `unit` may be blank: told where a cell is not.
  void ReadRow(const TableRow& row, const std::string& unit) const;

 private:
  // Rounds of that label or id.
  std::vector<int> Find(const std::string& heading) const;
  void AddQuota(const TableRow& row, const std::string& key, const std::string& unit,
                v1::Round& round) const;

  v1::PlanIssued& plan_;
  // Compared forms of the labels.
  std::vector<std::string> labels_;
  struct Column {
    std::string key;
    int round = 0;
  };
  std::vector<Column> columns_;
};

}  // namespace hemoledger
