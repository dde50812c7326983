#include "consistent_world.h"

#include <algorithm>
#include <random>

#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// numerator / denominator, half up.
int64_t HalfUp(int64_t numerator, int64_t denominator) {
  return (2 * numerator + denominator) / (2 * denominator);
}

// A percentage of `decimals`, written with a comma.
std::string PercentText(int64_t numerator, int64_t denominator, int decimals) {
  int64_t scale = 100;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  std::string digits = std::to_string(HalfUp(numerator * scale, denominator));
  if (decimals == 0) return digits;
  while (digits.size() <= static_cast<size_t>(decimals)) digits.insert(0, "0");
  return digits.insert(digits.size() - static_cast<size_t>(decimals), ",");
}

class ConsistentWorldMaker {
 public:
  ConsistentWorldMaker(uint64_t seed, const Fault& fault, int64_t amount)
      : random_(seed), fault_(fault), amount_(amount), chosen_(Between(0, 1'000'000)) {}

  FindingWorld Make() {
    MakeDocument();
    MakeRows();
    MakeRounds();
    MakeRowColumns();
    MakeTotals();
    MakeTargets();
    MakeResults();
    MakeSayings();
    MakeTable();
    MakeChanges();
    return std::move(world_);
  }

 private:
  bool Is(v1::FindingKind kind, int way = 0) const {
    return fault_.kind == kind && fault_.way == way;
  }
  int64_t Between(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }
  v1::PlanIssued& plan() { return world_.plan; }
  // The row that a fault of rows is put into.
  int ChosenRow() const { return static_cast<int>(chosen_ % row_count_); }
  std::string UnitId(int row) const { return Concat("don-vi-", row); }

  void MakeDocument() {
    plan().set_period_assumed(false);
    v1::PlanDocument& document = *plan().mutable_document();
    document.add_numbers("05/KH-BCĐ");
    if (Is(v1::FINDING_KIND_DOCUMENT_NUMBER)) document.add_numbers("06/KH-BCĐ");
    document.set_signed_date(20210114);
    for (int64_t i = Between(0, 3); i > 0; --i) {
      document.add_legal_bases()->set_signed_date(static_cast<int32_t>(20201200 + Between(1, 31)));
    }
    if (Is(v1::FINDING_KIND_LEGAL_BASIS_LATER)) {
      document.add_legal_bases()->set_signed_date(20211220);
    }
    large_permille_ = Between(0, 10) * 100;
    v1::ConversionRule& conversion = *plan().mutable_conversion();
    const auto add = [&](uint32_t volume, int64_t permille) {
      if (permille == 0) return;
      v1::BagMix& mix = *conversion.add_bag_mix();
      mix.set_volume_ml(volume);
      mix.set_permille(static_cast<uint32_t>(permille));
    };
    add(250, 1000 - large_permille_);
    add(350, large_permille_);
  }

  void MakeRows() {
    row_count_ = static_cast<int>(Between(2, 20));
    for (int64_t i = Between(0, 3); i > 0; --i) {
      v1::RowGroup& group = *plan().add_groups();
      group.set_group_id(Concat("nhom-", i));
      group.set_label(group.group_id());
    }
    for (int row = 0; row < row_count_; ++row) {
      v1::PlanRow& added = AddRow(plan(), Concat("r", row), UnitId(row), {});
      added.set_printed_name(UnitId(row));
      if (plan().groups_size() > 0) {
        added.set_group_id(
            plan().groups(static_cast<int>(Between(0, plan().groups_size() - 1))).group_id());
      }
    }
  }

  // Every row in some rounds; its quota is the sum of its figures there. All rounds have one.
  void MakeRounds() {
    const int count = static_cast<int>(Between(2, 6));
    for (int i = 0; i < count; ++i) {
      const auto month = static_cast<int>(Between(2, 12));
      std::string time = Concat(Between(1, 28), "/", month, "/2021");
      if (i == 0 && Is(v1::FINDING_KIND_ROUND_BEFORE_SIGNING)) time = "05/01/2021";
      if (i == 0 && Is(v1::FINDING_KIND_ROUND_OUTSIDE_PERIOD)) time = "05/02/2022";
      v1::Round& round = AddRound(plan(), Concat("dot-", i), time);
      round.set_host_name(Concat("Ban Chỉ đạo huyện thứ ", i));
      *round.mutable_registered() = AtLeast(Between(100, 900));
    }
    for (int row = 0; row < row_count_; ++row) {
      int64_t quota = 0;
      int64_t rounds = 0;
      for (int i = 0; i < count; ++i) {
        // The first row is in every round, so that none is without a figure.
        if (row > 0 && Between(0, 2) == 0 && (rounds > 0 || i + 1 < count)) continue;
        const int64_t units = Between(1, 500);
        AddQuota(*plan().mutable_rounds(i), UnitId(row), units);
        quota += units;
        ++rounds;
      }
      v1::PlanRow& made = *plan().mutable_rows(row);
      *made.mutable_quota()->mutable_units() = Printed(quota);
      *made.mutable_round_count() = Printed(rounds);
    }
    if (Is(v1::FINDING_KIND_ROUND_WITHOUT_FIGURE)) AddRound(plan(), "dot-khong-so", "01/6/2021");
    if (Is(v1::FINDING_KIND_ROUND_SUM)) {
      v1::PrintedNumber& units =
          *plan().mutable_rows(ChosenRow())->mutable_quota()->mutable_units();
      units.set_value(units.value() + amount_);
    }
    if (Is(v1::FINDING_KIND_ROUND_COUNT)) {
      v1::PrintedNumber& rounds = *plan().mutable_rows(ChosenRow())->mutable_round_count();
      rounds.set_value(rounds.value() + amount_);
    }
    if (Is(v1::FINDING_KIND_GROUP_ONLY)) MoveRoundsToAnotherRow();
  }

  // The holder's figures stand on a row of another unit, which a rule credits to it.
  void MoveRoundsToAnotherRow() {
    const std::string holder = UnitId(ChosenRow());
    for (v1::Round& round : *plan().mutable_rounds()) {
      for (v1::RoundQuota& quota : *round.mutable_quotas()) {
        if (quota.unit_id() == holder) quota.set_unit_id("ghi-cong");
      }
    }
    v1::PlanRow row = SelectorRow("r-ghi-cong", "ghi-cong");
    row.set_group_id(plan().rows(ChosenRow()).group_id());
    *plan().add_rows() = row;
    *plan().add_credit_rules() = MakeCreditRule("quy-tac", "ghi-cong", holder);
  }

  void MakeRowColumns() {
    share_decimals_ = static_cast<int>(Between(0, 3));
    for (int i = 0; i < row_count_; ++i) {
      v1::PlanRow& row = *plan().mutable_rows(i);
      const int64_t quota = row.quota().units().value();
      // 250 ml are one converted unit, 350 ml are 1,4.
      int64_t converted =
          HalfUp(quota * ((1000 - large_permille_) * 250 + large_permille_ * 350), 1000 * 250);
      if (i == ChosenRow() && Is(v1::FINDING_KIND_CONVERTED_QUOTA)) converted += amount_;
      *row.mutable_quota()->mutable_converted_units() = Printed(converted);
      const int64_t population = Between(1000, 200000);
      *row.mutable_population() = Printed(population);
      row.set_population_share_text(PercentText(quota, population, share_decimals_));
      row.set_converted_population_share_text(PercentText(converted, population, 2));
    }
    if (Is(v1::FINDING_KIND_POPULATION_SHARE)) {
      v1::PlanRow& row = *plan().mutable_rows(ChosenRow());
      row.set_population_share_text("1" + row.population_share_text());
    }
  }

  void MakeTotals() {
    for (v1::RowGroup& group : *plan().mutable_groups()) {
      AddUp(group.group_id(), *group.mutable_stated()->mutable_quota(), *group.mutable_stated());
    }
    AddUp("", *plan().mutable_stated_total(), *plan().mutable_stated());
    v1::StatedTotals& stated = *plan().mutable_stated();
    const auto spoil = [&](v1::PrintedNumber& number) {
      number.set_value(number.value() + amount_);
    };
    if (Is(v1::FINDING_KIND_TOTAL, 0)) spoil(*plan().mutable_stated_total()->mutable_units());
    if (Is(v1::FINDING_KIND_TOTAL, 1)) {
      spoil(*plan().mutable_stated_total()->mutable_converted_units());
    }
    if (Is(v1::FINDING_KIND_TOTAL, 2)) spoil(*stated.mutable_round_count());
    if (Is(v1::FINDING_KIND_TOTAL, 3)) spoil(*stated.mutable_rounds(0)->mutable_units());
    const v1::Quota& total = plan().stated_total();
    stated.set_population_share_text(
        PercentText(total.units().value(), stated.population().value(), 2));
    *plan().mutable_assigned_quota()->mutable_units() =
        Printed(allocated_ + (Is(v1::FINDING_KIND_ASSIGNED_QUOTA) ? amount_ : 0));
  }

  void AddUp(const std::string& group, v1::Quota& quota, v1::StatedTotals& stated) {
    int64_t units = 0;
    int64_t converted = 0;
    int64_t population = 0;
    int64_t rounds = 0;
    bool any = false;
    std::vector<std::string> members;
    for (const v1::PlanRow& row : plan().rows()) {
      if (!group.empty() && row.group_id() != group) continue;
      any = true;
      units += row.quota().units().value();
      converted += row.quota().converted_units().value();
      population += row.population().value();
      rounds += row.round_count().value();
      members.push_back(row.holder_unit_id().empty() ? row.selector().unit_id()
                                                     : row.holder_unit_id());
    }
    if (!any) return;
    *quota.mutable_units() = Printed(units);
    *quota.mutable_converted_units() = Printed(converted);
    *stated.mutable_population() = Printed(population);
    *stated.mutable_round_count() = Printed(rounds);
    if (group.empty()) allocated_ = units;
    for (const v1::Round& round : plan().rounds()) {
      int64_t sum = 0;
      for (const v1::RoundQuota& of_unit : round.quotas()) {
        if (std::find(members.begin(), members.end(), of_unit.unit_id()) != members.end()) {
          sum += of_unit.units().value();
        }
      }
      if (sum == 0) continue;
      v1::StatedRoundTotal& column = *stated.add_rounds();
      column.set_round_id(round.round_id());
      *column.mutable_units() = Printed(sum);
    }
  }

  void MakeTargets() {
    AddTarget(plan(), "it-nhat", v1::TARGET_METRIC_UNITS, AtLeast(Between(1, allocated_)));
    AddTarget(plan(), "dung", v1::TARGET_METRIC_UNITS, Fig(plan().stated_total().units().value()));
    if (Is(v1::FINDING_KIND_HEADLINE)) {
      AddTarget(plan(), "sai", v1::TARGET_METRIC_UNITS, AtLeast(allocated_ + amount_));
    }
    // The first unit is in every round, or was before its figures moved to another row.
    const int64_t listed = Is(v1::FINDING_KIND_GROUP_ONLY) && ChosenRow() == 0
                               ? 0
                               : plan().rows(0).round_count().value();
    const bool few = Is(v1::FINDING_KIND_EVENTS_TOO_FEW);
    const int64_t demanded = Is(v1::FINDING_KIND_ROUND_COUNT) ? 1 : listed + (few ? amount_ : 0);
    if (demanded == 0) return;
    v1::Target& events =
        AddTarget(plan(), "so-dot", v1::TARGET_METRIC_EVENT_COUNT, AtLeast(demanded));
    events.mutable_scope()->add_unit_ids(UnitId(0));
    events.mutable_scope()->set_each(true);
  }

  v1::Statement& Say(const std::string& id, v1::StatementFact fact) {
    return AddStatement(world_.statements, id, fact);
  }

  // What was received, by the ledger and by the document.
  void MakeResults() {
    world_.has_ledger = true;
    bool any_met = false;
    for (int i = 0; i < row_count_; ++i) {
      const int64_t quota = plan().rows(i).quota().units().value();
      // The first row met its quota, so that the list has an entry.
      const int64_t received = i == 0 ? quota + Between(0, 50) : Between(0, 2 * quota);
      world_.ledger.received[Concat("unit ", UnitId(i))] = {received, received, 0};
      const int decimals = static_cast<int>(Between(0, 2));
      int64_t scale = 100;
      for (int d = 0; d < decimals; ++d) scale *= 10;
      int64_t percent = HalfUp(received * scale, quota);
      if (i == ChosenRow() && Is(v1::FINDING_KIND_PERCENTAGE)) percent += amount_;
      v1::Statement& share = Say(Concat("ty-le-", i), v1::STATEMENT_FACT_ATTAINMENT_PERCENT);
      share.set_unit_id(UnitId(i));
      *share.mutable_value() = Fig(percent, static_cast<uint32_t>(decimals));
      // 99,95 % and more print as 100,0: such a one may be listed or not.
      const bool met = received >= quota;
      const bool drop = met && any_met && Is(v1::FINDING_KIND_QUOTA_MET_LIST, 0) && !dropped_;
      dropped_ |= drop;
      if (!met || drop) continue;
      any_met = true;
      Say(Concat("dat-", i), v1::STATEMENT_FACT_QUOTA_MET).set_unit_id(UnitId(i));
    }
    if (Is(v1::FINDING_KIND_QUOTA_MET_LIST, 1) ||
        (Is(v1::FINDING_KIND_QUOTA_MET_LIST, 0) && !dropped_)) {
      // Where nobody else met it: one that did not is listed.
      ListOneThatDidNot();
    }
    world_.ledger.received["campaign xuan-hong"] = {434, 434, 0};
    world_.ledger.received["campaign xuan-hong 202103"] = {900, 300, 600};
    v1::Statement& campaign = Say("xuan-hong", v1::STATEMENT_FACT_RECEIVED_UNITS);
    campaign.set_campaign_id("xuan-hong");
    *campaign.mutable_value() = Fig(434 + (Is(v1::FINDING_KIND_RESULT) ? amount_ : 0));
    v1::Statement& month = Say("thang-3", v1::STATEMENT_FACT_RECEIVED_UNITS);
    month.set_campaign_id("xuan-hong");
    *month.mutable_interval() = Month(202103);
    *month.mutable_value() = Fig(Between(300, 5000));
    if (Is(v1::FINDING_KIND_RECEIPT_STRADDLES)) world_.ledger.straddling = amount_;
  }

  void ListOneThatDidNot() {
    for (int i = 1; i < row_count_; ++i) {
      auto& received = world_.ledger.received[Concat("unit ", UnitId(i))];
      const int64_t quota = plan().rows(i).quota().units().value();
      if (received.units * 200 >= quota * 199) continue;
      Say("dat-ma-khong", v1::STATEMENT_FACT_QUOTA_MET).set_unit_id(UnitId(i));
      return;
    }
    // All met, or nearly: the last one did not after all.
    const int last = row_count_ - 1;
    const int64_t quota = plan().rows(last).quota().units().value();
    world_.ledger.received[Concat("unit ", UnitId(last))] = {quota / 2, quota / 2, 0};
    bool listed = false;
    for (v1::Statement& statement : *world_.statements.mutable_statements()) {
      listed |= statement.statement_id() == Concat("dat-", last);
      if (statement.statement_id() == Concat("ty-le-", last)) {
        *statement.mutable_value() = Fig(HalfUp(quota / 2 * 100, quota));
      }
    }
    if (listed) return;
    Say("dat-ma-khong", v1::STATEMENT_FACT_QUOTA_MET).set_unit_id(UnitId(last));
  }

  // The plan's own words a second time.
  void MakeSayings() {
    for (int i = 0; i < plan().rounds_size(); ++i) {
      const v1::Round& round = plan().rounds(i);
      v1::Statement& time = Say(Concat("ngay-", i), v1::STATEMENT_FACT_ROUND_TIME);
      time.add_round_ids(round.round_id());
      const int32_t day = round.time().dates().dates(0);
      *time.mutable_time() =
          Between(0, 1) == 0 ? round.time() : Time(Concat(day / 100 % 100, "/", day / 10000));
      if (!round.host_name().empty()) {
        v1::Statement& host = Say(Concat("chu-tri-", i), v1::STATEMENT_FACT_ROUND_HOST);
        host.add_round_ids(round.round_id());
        host.set_text(Concat("BCĐ huyện  thứ ", i));
        v1::Statement& registered = Say(Concat("dang-ky-", i), v1::STATEMENT_FACT_ROUND_REGISTERED);
        registered.add_round_ids(round.round_id());
        *registered.mutable_value() = round.registered();
      }
    }
    v1::Statement& count = Say("so-dot", v1::STATEMENT_FACT_ROUND_COUNT);
    *count.mutable_value() = Fig(plan().rounds_size());
    Say("nam", v1::STATEMENT_FACT_YEAR).set_text("2021");
    Say("so", v1::STATEMENT_FACT_DOCUMENT_NUMBER).set_text("05 /KH-BCĐ");
    v1::Statement& quota = Say("chi-tieu", v1::STATEMENT_FACT_QUOTA_UNITS);
    *quota.mutable_value() = Fig(plan().stated_total().units().value());
    v1::Statement& column = Say("cot", v1::STATEMENT_FACT_COLUMN_MONTH);
    *column.mutable_interval() = Month(
        Is(v1::FINDING_KIND_COLUMN_MONTH) ? 202012 : 202100 + static_cast<int>(Between(1, 12)));
    SpoilSayings();
  }

  void SpoilSayings() {
    if (fault_.kind != v1::FINDING_KIND_SAID_TWICE) return;
    v1::Statement& again = Say("lan-hai", v1::STATEMENT_FACT_ROUND_TIME);
    again.add_round_ids("dot-0");
    switch (fault_.way) {
      case 0:
        *again.mutable_time() = Time("15/01/2021");
        break;
      case 1:
        again.set_fact(v1::STATEMENT_FACT_ROUND_HOST);
        again.set_text("Hội Chữ thập đỏ huyện thứ 0");
        break;
      case 2:
        again.set_fact(v1::STATEMENT_FACT_ROUND_REGISTERED);
        *again.mutable_value() = plan().rounds(0).registered();
        again.mutable_value()->set_comparator(v1::COMPARATOR_MORE_THAN);
        break;
      case 3:
        again.set_fact(v1::STATEMENT_FACT_YEAR);
        again.set_text("2020");
        break;
      default:
        again.set_fact(v1::STATEMENT_FACT_QUOTA_UNITS);
        again.clear_round_ids();
        again.set_unit_id(UnitId(0));
        *again.mutable_value() = Fig(plan().rows(0).quota().units().value() + amount_);
        break;
    }
  }

  // A table whose copy lost cells, and in which all the same everything adds up.
  void MakeTable() {
    v1::StatementTable& table = *world_.statements.add_tables();
    table.set_table_id("bang");
    table.set_label("Phụ lục");
    table.set_copy_damaged(true);
    std::vector<int64_t> columns(12, 0);
    for (int i = 0; i < row_count_; ++i) {
      int64_t total = 0;
      for (uint32_t column = 0; column < 12; ++column) {
        if (Between(0, 2) == 0) continue;
        const int64_t units = Between(1, 90);
        total += units;
        columns[column] += units;
        AddCell(Concat("o-", i, "-", column), Concat("r", i), units).set_column(column + 3);
      }
      if (total == 0) continue;
      if (i == ChosenRow() && Is(v1::FINDING_KIND_COPY_DAMAGE)) total += amount_;
      AddCell(Concat("tong-dong-", i), Concat("r", i), total);
    }
    for (uint32_t column = 0; column < 12; ++column) {
      v1::Statement& total = AddCell(Concat("tong-cot-", column), "", columns[column]);
      total.set_column(column + 3);
      total.set_table_total(true);
      *total.mutable_interval() = Month(202101 + static_cast<int32_t>(column));
    }
  }

  v1::Statement& AddCell(const std::string& id, const std::string& row_id, int64_t units) {
    v1::Statement& cell = Say(id, v1::STATEMENT_FACT_RECEIVED_UNITS);
    cell.set_row_id(row_id);
    cell.set_table_id("bang");
    // Of another class than the percentages speak of, of which the ledger knows nothing.
    cell.set_donor_class(v1::DONOR_CLASS_PAID);
    *cell.mutable_value() = Fig(units);
    return cell;
  }

  void MakeChanges() {
    for (const int32_t date :
         {20210301, Is(v1::FINDING_KIND_CHANGE_OVERTAKEN) ? 20210201 : 20210401}) {
      v1::PlanAmended& amendment = world_.amendments.emplace_back();
      amendment.set_against_revision(static_cast<uint32_t>(world_.amendments.size()));
      amendment.set_valid_from_date(date);
      amendment.add_changes()->mutable_task_set()->mutable_task()->set_task_id("hop");
    }
  }

  std::mt19937_64 random_;
  const Fault fault_;
  const int64_t amount_;
  const int64_t chosen_;
  FindingWorld world_;
  int row_count_ = 1;
  int64_t large_permille_ = 0;
  int share_decimals_ = 0;
  int64_t allocated_ = 0;
  bool dropped_ = false;
};

}  // namespace

std::vector<Fault> AllFaults() {
  std::vector<Fault> faults;
  for (int kind = 1; kind < v1::FindingKind_ARRAYSIZE; ++kind) {
    int ways = 1;
    if (kind == v1::FINDING_KIND_TOTAL) ways = 4;
    if (kind == v1::FINDING_KIND_SAID_TWICE) ways = 5;
    if (kind == v1::FINDING_KIND_QUOTA_MET_LIST) ways = 2;
    for (int way = 0; way < ways; ++way)
      faults.push_back({static_cast<v1::FindingKind>(kind), way});
  }
  return faults;
}

std::string NameOf(const Fault& fault) {
  return Concat(v1::FindingKind_Name(fault.kind), " ", fault.way);
}

FindingWorld MakeConsistentWorld(uint64_t seed, const Fault& fault, int64_t amount) {
  return ConsistentWorldMaker(seed, fault, amount).Make();
}

}  // namespace hemoledger
