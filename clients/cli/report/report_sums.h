// Sums of the figures of rows, for the subtotals of groups.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "hemoledger/v1/attainment_service.pb.h"
#include "services/domain/numbers.h"

namespace hemoledger {

// What was received: blood units or, converted, converted units.
Rational NumeratorOf(const v1::AttainmentFigures& figures, bool converted);

// Adds what docs/attainment.md ("Groupings", group) adds: each receipt stands on one row's figures.
class FigureSum {
 public:
  explicit FigureSum(bool converted) : converted_(converted) {}

  // `is_holder`: the row holds a quota in blood units; if it states none in converted ones, the sum
  // has none there.
  void Add(const v1::AttainmentFigures& figures, bool is_holder);
  void AddMonth(const std::string& key, int64_t units) { months_[key] += units; }

  // Absent: no holder, or one whose quota is not stated in these units.
  std::optional<int64_t> quota() const;
  // Absent: no row with figures, or beyond 2^63.
  std::optional<Rational> total() const { return total_; }
  // Absent: no quota, a quota of 0, or units that convert to unknown.
  std::optional<Rational> ratio() const;
  const std::map<std::string, int64_t>& months() const { return months_; }

 private:
  const bool converted_;
  bool has_rows_ = false;
  bool has_quota_ = false;
  bool quota_known_ = true;
  int64_t quota_ = 0;
  int64_t unconverted_ = 0;
  std::optional<Rational> total_;
  std::map<std::string, int64_t> months_;
};

}  // namespace hemoledger
