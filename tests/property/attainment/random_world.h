// Random units, plans, amendments and receipts, small enough that everything meets everything: few
// units, few dates, few rounds.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "hemoledger/v1/units.pb.h"
#include "naive_model.h"

namespace hemoledger::naive {

class RandomWorld {
 public:
  explicit RandomWorld(uint64_t seed) : random_(seed) {}

  // 0 … below - 1.
  int Below(int below) { return static_cast<int>(random_() % static_cast<uint64_t>(below)); }
  bool OneIn(int n) { return Below(n) == 0; }
  template <typename T>
  const T& Any(const std::vector<T>& of) {
    return of[static_cast<size_t>(Below(static_cast<int>(of.size())))];
  }

  // The first tree: a nation, two provinces, districts, communes and bodies.
  std::vector<v1::UnitChanged> Tree();
  // A district or commune moves.
  v1::UnitChanged Move();
  const std::vector<std::string>& units() const { return units_; }

  v1::PlanIssued Plan(int number);
  // Right against `model` more often than not; `wrong_result` tells that a stated result was made
  // wrong on purpose.
  v1::PlanAmended Amendment(const Model& model, const std::string& plan_id, bool* wrong_result);
  v1::Receipt Receipt();
  // A day of the years around the plans, or 0.
  int32_t Through();
  const std::vector<std::string>& plans() const { return plans_; }

 private:
  std::string Unit() { return Any(units_); }
  int32_t Day();
  // `plan_id`: of whose rounds and campaigns.
  v1::Round Round(const std::string& id, const std::string& plan_id);
  v1::PlannedTime Time();
  v1::Campaign Campaign(const std::string& plan_id, int number);
  v1::CreditRule Rule(int number);

  std::mt19937_64 random_;
  std::vector<std::string> units_;
  std::vector<std::string> movable_;
  std::vector<std::string> districts_;
  std::vector<std::string> plans_;
  std::vector<std::string> rounds_;
  int next_row_ = 0;
  int next_round_ = 0;
  // By plan: ids of its rounds, and how many campaigns it may have; they have the numbers below.
  std::map<std::string, std::vector<std::string>> rounds_of_plan_;
  std::map<std::string, int> campaigns_of_plan_;
  std::vector<std::string> campaigns_;
};

}  // namespace hemoledger::naive
