// Progress against headline targets: Quảng Trị 2021 (000), Lào Cai 2024 (002).
// docs/attainment.md, "Targets".
#include "services/domain/target_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.h"
#include "tests/unit/domain_plans/world.h"

namespace hemoledger {
namespace {

class TargetProgressTest : public ::testing::Test {
 protected:
  TargetProgressTest() {
    world_.Open("vn");
    world_.Open("tinh", "vn");
    for (const char* unit : {"h1", "h2", "h3"}) world_.Open(unit, "tinh");
    world_.Open("x1", "h1");
    plan_ = MakePlan("p", "tinh", 20240101, 20241231);
    for (const char* unit : {"h1", "h2"}) {
      v1::PlanRow row = HolderRow(unit, unit, 100);
      row.mutable_population()->set_value(1000);
      *plan_.add_rows() = row;
    }
  }

  // `value` may have decimals: 1,79 is 179 with scale 2.
  v1::Target& Target(std::string_view id, v1::TargetMetric metric, v1::Comparator comparator,
                     int64_t value, uint32_t scale = 0) {
    v1::Target& target = *plan_.add_targets();
    target.set_target_id(std::string(id));
    target.set_metric(metric);
    target.set_text(std::string(id));
    target.mutable_value()->set_comparator(comparator);
    target.mutable_value()->mutable_value()->set_unscaled(value);
    target.mutable_value()->mutable_value()->set_scale(scale);
    return target;
  }
  v1::Round& Round(std::string_view id, std::string_view host, int32_t date) {
    *plan_.add_rounds() = MakeRound(id);
    v1::Round& round = *plan_.mutable_rounds(plan_.rounds_size() - 1);
    round.set_host_unit_id(std::string(host));
    if (date != 0) round.mutable_time()->mutable_dates()->add_dates(date);
    return round;
  }
  v1::Receipt Receipt(std::string_view unit, uint32_t count, uint32_t volume_ml = 0,
                      v1::DonorClass donor_class = v1::DONOR_CLASS_UNSPECIFIED,
                      int32_t date = 20240315) {
    v1::Receipt receipt = MakeReceipt(unit, date, count, volume_ml);
    receipt.set_donor_class(donor_class);
    return receipt;
  }
  void ReceiveIn(std::string_view round_id, std::string_view unit, int32_t date) {
    v1::Receipt receipt = MakeReceipt(unit, date, 1);
    receipt.set_round_id(std::string(round_id));
    world_.Receive(receipt);
  }
  static v1::IndicatorValue Indicator(std::string_view unit, std::string_view indicator,
                                      int64_t value, int64_t of = 0) {
    v1::IndicatorValue made;
    made.set_unit_id(std::string(unit));
    made.set_indicator(std::string(indicator));
    made.set_label(std::string(indicator));
    made.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
    made.mutable_value()->mutable_value()->set_unscaled(value);
    if (of != 0) made.mutable_of()->set_unscaled(of);
    return made;
  }
  void Record(const std::string& record_id, const std::vector<v1::IndicatorValue>& values) {
    PlanRecordVersion version;
    version.version = 1;
    version.position = world_.next_position++;
    version.record.set_plan_id("p");
    version.record.set_record_id(record_id);
    for (const v1::IndicatorValue& value : values) {
      *version.record.mutable_indicators()->add_values() = value;
    }
    records_.Apply(std::move(version));
  }

  v1::TargetProgress Of(std::string_view target_id, int32_t through_date = 0) {
    const FactCells::Snapshot cells = world_.cells.TakeSnapshot();
    const ScheduleSources sources{world_.tree, world_.book, records_, cells};
    for (const v1::TargetProgress& progress :
         ComputeTargetProgress(sources, world_.book.Find("p"), through_date)) {
      if (progress.target().target_id() == target_id) return progress;
    }
    ADD_FAILURE() << "no target " << target_id;
    return {};
  }
  // "105/2 reached receipts", "not known", "1 of 2 not reached receipts".
  std::string Tell(std::string_view target_id, int32_t through_date = 0) {
    const v1::TargetProgress progress = Of(target_id, through_date);
    std::string text;
    if (progress.has_reached_numerator()) {
      text = std::to_string(progress.reached_numerator());
      if (progress.reached_denominator() != 1) {
        text += "/" + std::to_string(progress.reached_denominator());
      }
      text += " ";
    }
    if (progress.has_units_reached()) {
      text += Concat(progress.units_reached(), " of ", progress.units_bound(), " ");
    }
    static constexpr const char* kStates[] = {"?", "not known", "not reached", "reached"};
    text += kStates[progress.state()];
    if (!progress.source().empty()) text += " " + progress.source();
    return text;
  }

  World world_;
  v1::PlanIssued plan_;
  RecordBook records_;
};

// "chưa quy đổi 10.000 đơn vị máu tương đương 1,6% dân số; sau quy đổi 11.200 … 1,79%; nhắc lại
// 80%; tình nguyện 100%; 350ml đạt 30%".
TEST_F(TargetProgressTest, WhatReceiptsTell) {
  Target("units", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_EQUAL, 100);
  Target("converted", v1::TARGET_METRIC_CONVERTED_UNITS, v1::COMPARATOR_EQUAL, 112);
  Target("share", v1::TARGET_METRIC_POPULATION_SHARE, v1::COMPARATOR_EQUAL, 50, 1);
  Target("converted-share", v1::TARGET_METRIC_CONVERTED_POPULATION_SHARE, v1::COMPARATOR_EQUAL, 56,
         1);
  Target("voluntary", v1::TARGET_METRIC_VOLUNTARY_SHARE, v1::COMPARATOR_EQUAL, 100);
  Target("repeat", v1::TARGET_METRIC_REPEAT_SHARE, v1::COMPARATOR_EQUAL, 80);
  Target("large", v1::TARGET_METRIC_LARGE_BAG_SHARE, v1::COMPARATOR_EQUAL, 30);
  world_.Issue(plan_);
  EXPECT_EQ(Tell("units"), "0 not reached receipts");
  for (const char* share : {"voluntary", "repeat", "large"}) {
    EXPECT_EQ(Tell(share), "not known") << share << " of nothing";
  }
  v1::Receipt receipt = Receipt("h1", 70, 250, v1::DONOR_CLASS_VOLUNTARY);
  receipt.set_repeat_donors(50);
  world_.Receive(receipt);
  receipt = Receipt("h2", 30, 350, v1::DONOR_CLASS_VOLUNTARY);
  receipt.set_repeat_donors(30);
  world_.Receive(receipt);
  EXPECT_EQ(Tell("units"), "100 reached receipts");
  EXPECT_EQ(Tell("converted"), "112 reached receipts");
  EXPECT_EQ(Tell("share"), "5 reached receipts") << "100 of 2.000";
  EXPECT_EQ(Tell("converted-share"), "28/5 reached receipts");
  EXPECT_EQ(Tell("voluntary"), "100 reached receipts");
  EXPECT_EQ(Tell("repeat"), "80 reached receipts");
  EXPECT_EQ(Tell("large"), "30 reached receipts");
  // What a receipt does not state changes no share; what does not convert leaves it unknown.
  world_.Receive(Receipt("h1", 5));
  EXPECT_EQ(Tell("units"), "105 reached receipts");
  EXPECT_EQ(Tell("voluntary"), "100 reached receipts");
  EXPECT_EQ(Tell("repeat"), "80 reached receipts");
  EXPECT_EQ(Tell("large"), "30 reached receipts");
  EXPECT_EQ(Tell("converted"), "not known");
  EXPECT_EQ(Tell("converted-share"), "not known");
  world_.Receive(Receipt("h1", 25, 450, v1::DONOR_CLASS_PAID));
  EXPECT_EQ(Tell("voluntary"), "80 not reached receipts");
  EXPECT_EQ(Tell("large"), "44 reached receipts") << "55 of 125: 450 ml are large too";
}

TEST_F(TargetProgressTest, ThePrintedPopulationGoesBeforeTheRows) {
  Target("share", v1::TARGET_METRIC_POPULATION_SHARE, v1::COMPARATOR_ABOUT, 1);
  plan_.mutable_stated()->mutable_population()->set_value(10'000);
  world_.Issue(plan_);
  world_.Receive(Receipt("h1", 94));
  EXPECT_EQ(Tell("share"), "47/50 not reached receipts") << "0,94% of about 1%";
  world_.Receive(Receipt("h1", 1));
  EXPECT_EQ(Tell("share"), "19/20 reached receipts") << "95% of it";
}

TEST_F(TargetProgressTest, WithoutAPopulationAShareIsNotKnown) {
  // Ân Thi 2024: "1,5% dân số", and no population.
  for (v1::PlanRow& row : *plan_.mutable_rows()) row.clear_population();
  Target("share", v1::TARGET_METRIC_POPULATION_SHARE, v1::COMPARATOR_EQUAL, 15, 1);
  world_.Issue(plan_);
  world_.Receive(Receipt("h1", 94));
  EXPECT_EQ(Tell("share"), "not known");
}

TEST_F(TargetProgressTest, WithinAScope) {
  v1::Target* target = &Target("units-h1", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10);
  target->mutable_scope()->add_unit_ids("h1");
  target = &Target("units-h3", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10);
  target->mutable_scope()->add_unit_ids("h3");
  target = &Target("units-both", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10);
  for (const char* unit : {"h1", "h3", "x1"}) target->mutable_scope()->add_unit_ids(unit);
  target = &Target("share-h2", v1::TARGET_METRIC_POPULATION_SHARE, v1::COMPARATOR_AT_LEAST, 1);
  target->mutable_scope()->add_unit_ids("h2");
  target = &Target("units-round", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10);
  target->mutable_scope()->set_round_id("dot-1");
  target = &Target("units-campaign", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10);
  target->mutable_scope()->set_campaign_id("he");
  target = &Target("units-quarter", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10);
  *target->mutable_scope()->mutable_interval() = DateRange(20240401, 20240630);
  for (const char* id : {"he", "hanh-trinh"}) {
    plan_.add_campaigns()->set_campaign_id(id);
    plan_.mutable_campaigns(plan_.campaigns_size() - 1)->set_label(id);
  }
  plan_.mutable_campaigns(1)->set_part_of_campaign_id("he");
  Round("dot-1", "", 20240501).add_campaign_ids("hanh-trinh");
  world_.Issue(plan_);
  v1::Receipt receipt = Receipt("x1", 7);
  world_.Receive(receipt);
  receipt = Receipt("h3", 4, 0, v1::DONOR_CLASS_UNSPECIFIED, 20240501);
  receipt.set_round_id("dot-1");
  *receipt.mutable_credited_to() = UnitById("h2");
  world_.Receive(receipt);
  EXPECT_EQ(Tell("units-h1"), "7 not reached receipts") << "a holder has what is credited to it";
  EXPECT_EQ(Tell("units-h3"), "4 not reached receipts") << "another what its units gave";
  EXPECT_EQ(Tell("units-both"), "11 reached receipts") << "each receipt once";
  EXPECT_EQ(Tell("share-h2"), "2/5 not reached receipts") << "4 of 1.000";
  EXPECT_EQ(Tell("units-round"), "4 not reached receipts");
  EXPECT_EQ(Tell("units-campaign"), "4 not reached receipts");
  EXPECT_EQ(Tell("units-quarter"), "4 not reached receipts");
  EXPECT_EQ(Tell("units-both", 20240430), "7 not reached receipts") << "through";
}

TEST_F(TargetProgressTest, EachUnitByItself) {
  v1::Target& target = Target("each", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10);
  target.mutable_scope()->set_each(true);
  for (const char* unit : {"h1", "h2"}) target.mutable_scope()->add_unit_ids(unit);
  Target("words", v1::TARGET_METRIC_UNITS, v1::COMPARATOR_AT_LEAST, 10)
      .mutable_scope()
      ->set_each(true);
  world_.Issue(plan_);
  world_.Receive(Receipt("h1", 10));
  world_.Receive(Receipt("h2", 9));
  EXPECT_EQ(Tell("each"), "1 of 2 not reached receipts");
  world_.Receive(Receipt("h2", 1));
  EXPECT_EQ(Tell("each"), "2 of 2 reached receipts");
  EXPECT_EQ(Tell("words"), "not known") << "which units are meant is told in words only";
}

// "ít nhất 02 - 03 sự kiện hiến máu trong năm", of each of three districts; "ít nhất 01 lần/Quý".
TEST_F(TargetProgressTest, EventsThatTookPlace) {
  v1::Target* target = &Target("events", v1::TARGET_METRIC_EVENT_COUNT, v1::COMPARATOR_RANGE, 2);
  target->mutable_value()->mutable_upper()->set_unscaled(3);
  target->mutable_scope()->set_each(true);
  for (const char* unit : {"h1", "h2"}) target->mutable_scope()->add_unit_ids(unit);
  Target("all", v1::TARGET_METRIC_EVENT_COUNT, v1::COMPARATOR_EQUAL, 19);
  Target("quarterly", v1::TARGET_METRIC_EVENTS_PER_QUARTER, v1::COMPARATOR_AT_LEAST, 1);
  Round("a", "h1", 20240110);
  Round("b", "x1", 20240510);
  Round("c", "h2", 20240810);
  Round("d", "h2", 20241010);
  Round("e", "", 20240112).add_contributing_unit_ids("h2");
  world_.Issue(plan_);
  EXPECT_EQ(Tell("events"), "0 of 2 not reached rounds");
  ReceiveIn("a", "h1", 20240110);
  ReceiveIn("b", "x1", 20240511);
  ReceiveIn("c", "h2", 20240810);
  EXPECT_EQ(Tell("events"), "1 of 2 not reached rounds") << "h1 has two, one of its commune";
  EXPECT_EQ(Tell("all"), "3 not reached rounds");
  EXPECT_EQ(Tell("quarterly"), "0 not reached rounds");
  EXPECT_EQ(Tell("quarterly", 20241130), "1 reached rounds") << "three quarters are over";
  EXPECT_EQ(Tell("quarterly", 20240330), "not known") << "none is";
  PlanRecordVersion held;
  held.version = 1;
  held.position = world_.next_position++;
  held.record.set_plan_id("p");
  held.record.set_record_id("bao-cao-e");
  held.record.mutable_progress()->set_round_id("e");
  held.record.mutable_progress()->set_round_status(v1::ROUND_STATUS_HELD);
  *held.record.mutable_progress()->mutable_interval() = DateRange(20241002);
  records_.Apply(std::move(held));
  EXPECT_EQ(Tell("events"), "2 of 2 reached rounds")
      << "one that names no host is of whom it concerns";
  EXPECT_EQ(Tell("quarterly"), "1 reached rounds") << "held in quarter IV, whatever was planned";
}

// "100% các huyện duy trì câu lạc bộ … có ít nhất 40 thành viên"; Kiên Giang: 11/15, trên 25.530.
TEST_F(TargetProgressTest, WhatIndicatorsTell) {
  Target("clubs", v1::TARGET_METRIC_UNIT_SHARE, v1::COMPARATOR_EQUAL, 100).set_indicator("clubs");
  v1::Target& members =
      Target("members", v1::TARGET_METRIC_CLUB_MEMBERS, v1::COMPARATOR_AT_LEAST, 40);
  members.set_indicator("club-members");
  members.mutable_scope()->set_each(true);
  for (const char* unit : {"h1", "h2", "h3"}) members.mutable_scope()->add_unit_ids(unit);
  Target("organs", v1::TARGET_METRIC_ORGAN_REGISTRATIONS, v1::COMPARATOR_MORE_THAN, 25530)
      .set_indicator("organs");
  Target("registered", v1::TARGET_METRIC_REGISTERED_PEOPLE, v1::COMPARATOR_AT_LEAST, 600)
      .set_indicator("registered");
  Target("staff", v1::TARGET_METRIC_STAFF_SHARE, v1::COMPARATOR_AT_LEAST, 50)
      .set_indicator("staff");
  Target("other", v1::TARGET_METRIC_OTHER, v1::COMPARATOR_AT_LEAST, 1);
  world_.Issue(plan_);
  for (const char* id : {"clubs", "members", "organs", "registered", "staff", "other"}) {
    EXPECT_EQ(Tell(id), "not known") << id;
  }
  v1::IndicatorValue organs = Indicator("tinh", "organs", 25530);
  organs.mutable_value()->set_comparator(v1::COMPARATOR_MORE_THAN);
  Record("chi-so-1", {Indicator("tinh", "clubs", 11, 15), Indicator("h1", "club-members", 45),
                      Indicator("h2", "club-members", 30), organs});
  // No figure of the whole: the sum of the units.
  Record("chi-so-2", {Indicator("h1", "registered", 400), Indicator("h2", "registered", 250),
                      Indicator("h1", "staff", 30), Indicator("h2", "staff", 60)});
  EXPECT_EQ(Tell("clubs"), "220/3 not reached chi-so-1") << "11/15 is 73,3%";
  EXPECT_EQ(Tell("members"), "1 of 3 not reached chi-so-1");
  EXPECT_EQ(Tell("organs"), "25530 reached chi-so-1") << "more than 25.530, as was asked";
  EXPECT_EQ(Tell("registered"), "650 reached chi-so-2");
  EXPECT_EQ(Tell("staff"), "not known") << "two percentages make none";
}

TEST_F(TargetProgressTest, OfSeveralValuesTheWholePeriodsThenTheLast) {
  Target("clubs", v1::TARGET_METRIC_CLUB_COUNT, v1::COMPARATOR_AT_LEAST, 10).set_indicator("clubs");
  v1::Target& quarter =
      Target("quarter", v1::TARGET_METRIC_CLUB_COUNT, v1::COMPARATOR_AT_LEAST, 10);
  quarter.set_indicator("clubs");
  *quarter.mutable_scope()->mutable_interval() = DateRange(20240101, 20240331);
  world_.Issue(plan_);
  v1::IndicatorValue march = Indicator("tinh", "clubs", 7);
  *march.mutable_interval() = DateRange(20240301, 20240331);
  v1::IndicatorValue june = Indicator("tinh", "clubs", 9);
  *june.mutable_interval() = DateRange(20240601, 20240630);
  Record("thang", {june, march});
  EXPECT_EQ(Tell("clubs"), "9 not reached thang");
  EXPECT_EQ(Tell("clubs", 20240531), "7 not reached thang");
  EXPECT_EQ(Tell("quarter"), "7 not reached thang");
  Record("nam", {Indicator("tinh", "clubs", 12)});
  EXPECT_EQ(Tell("clubs"), "12 reached nam");
  EXPECT_EQ(Tell("quarter"), "7 not reached thang");
  // Nothing below 0 is a count, whatever somebody enters.
  Record("am", {Indicator("tinh", "clubs", -1)});
  EXPECT_EQ(Tell("clubs"), "not known");
}

}  // namespace
}  // namespace hemoledger
