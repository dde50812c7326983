// EventMatcher against a naive model: every event of random ledgers, looked at by the newest tree
// and book, is wanted exactly where a replay up to it, the attainment code asked there, and a walk
// up the tree say so.
//
// HEMOLEDGER_PROPERTY_SEED=n repeats one failing run; HEMOLEDGER_PROPERTY_RUNS=n makes more of
// them.
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <set>

#include "naive_model.h"
#include "proto/base/sha256.h"
#include "proto/base/text_commitment.h"
#include "random_world.h"
#include "services/domain/attainment.h"
#include "services/domain/civil_date.h"
#include "services/domain/domain_state.h"
#include "services/domain/event_matcher.h"
#include "services/domain/receipt_rules.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace hemoledger {
namespace {

using naive::Model;
using naive::RandomWorld;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

// An event with what the naive side needs of it.
struct Logged {
  std::string bytes;
  v1::Event event;
  v1::Submission submission;
  // The receipt that it states, and the one that it replaced.
  std::optional<ReceiptFacts> stated;
  std::optional<ReceiptFacts> replaced;
  // Plans in which `stated` counted at once.
  std::set<std::string> counted;
  // The plan whose document or record it is.
  std::string plan;
};

// Whether one receipt alone shows in the plan's attainment as of this state.
bool Shows(const DomainState& state, const std::string& plan_id, const ReceiptFacts& facts) {
  FactCells cells;
  cells.Add(facts);
  AttainmentQuery query;
  query.plan = state.plans()->Find(plan_id);
  if (query.plan == kNoPlan) return false;
  const auto answer = ComputeAttainment(*state.tree(), *state.plans(), cells.TakeSnapshot(), query);
  EXPECT_OK(answer);
  return answer->total().received_units() > 0;
}

class FilterRun : public LedgerFixture {
 public:
  void TestBody() override {}
  void Begin() { SetUp(); }
  void End() { TearDown(); }
  void Run(uint64_t seed);

  std::map<std::string, int> reached_;

 private:
  void Fill(RandomWorld& world, uint64_t seed);
  void Replay(const std::vector<std::string>& plans);
  void Compare(const v1::EventFilter& filter);
  bool IsWanted(const v1::EventFilter& filter, const Logged& logged);
  bool IsOfUnit(const std::string& unit_id, int32_t map_date, const Logged& logged) const;
  bool IsOfPlan(const std::string& plan_id, const Logged& logged) const;

  std::vector<Logged> log_;
  std::shared_ptr<const View> view_;
};

void FilterRun::Fill(RandomWorld& world, uint64_t seed) {
  Model model;
  SeededRandom salts(seed);
  int request = 0;
  const auto request_id = [&] { return "yeu-cau-" + std::to_string(request++); };
  v1::ChangeUnitsRequest units;
  units.set_request_id(request_id());
  for (const v1::UnitChanged& change : world.Tree()) {
    *units.add_changes() = change;
    model.Change(change);
  }
  ASSERT_OK(ChangeUnits(units).status());
  // All moves come first: the plan of a filter is looked at by the newest tree.
  for (int i = 0; i < 3; ++i) {
    v1::ChangeUnitsRequest move;
    move.set_request_id(request_id());
    *move.add_changes() = world.Move();
    const auto answer = ChangeUnits(move);
    ASSERT_OK(answer.status());
    if (answer->results(0).outcome() == v1::WRITE_OUTCOME_CREATED) model.Change(move.changes(0));
  }
  std::vector<std::pair<uint64_t, std::string>> receipts;
  std::vector<uint32_t> versions;
  std::vector<bool> voided;
  for (int step = 0; step < 60 && !HasFailure(); ++step) {
    clock_.Advance(int64_t{world.Below(40)} * 24 * 3600 * 1'000'000);
    const int action = world.Below(20);
    if (world.plans().empty() || (action == 0 && world.plans().size() < 4)) {
      v1::IssuePlanRequest plan;
      plan.set_request_id(request_id());
      *plan.mutable_plan() = world.Plan(static_cast<int>(world.plans().size()));
      ASSERT_OK(IssuePlan(plan).status());
      model.Issue(plan.plan());
    } else if (action < 4) {
      v1::AmendPlanRequest amend;
      bool wrong = false;
      amend.set_request_id(request_id());
      *amend.mutable_amendment() = world.Amendment(model, world.Any(world.plans()), &wrong);
      for (uint32_t i = 0; i < 2; ++i) {
        MadeText text = MakeText(i, "lý do", salts);
        *(i == 0 ? amend.mutable_amendment()->mutable_reason()
                 : amend.mutable_amendment()->mutable_approver()) = text.text;
        *amend.add_texts() = text.accompanying;
      }
      if (AmendPlan(amend).ok()) model.Amend(amend.amendment());
    } else if (action < 9 && !receipts.empty()) {
      const auto number = static_cast<size_t>(world.Below(static_cast<int>(receipts.size())));
      if (voided[number]) continue;
      v1::ReceiptReference target;
      target.set_position(receipts[number].first);
      target.set_leaf_hash(receipts[number].second);
      const MadeText reason = MakeText(0, "ghi nhầm", salts);
      if (world.OneIn(3)) {
        v1::VoidReceiptRequest call;
        call.set_request_id(request_id());
        *call.mutable_void_()->mutable_target() = target;
        call.mutable_void_()->set_replaces_version(versions[number]);
        *call.mutable_void_()->mutable_reason() = reason.text;
        *call.add_texts() = reason.accompanying;
        ASSERT_OK(Void(call).status());
        voided[number] = true;
      } else {
        v1::CorrectReceiptRequest call;
        call.set_request_id(request_id());
        *call.mutable_correction()->mutable_target() = target;
        call.mutable_correction()->set_replaces_version(versions[number]);
        *call.mutable_correction()->mutable_receipt() = world.Receipt();
        *call.mutable_correction()->mutable_reason() = reason.text;
        *call.add_texts() = reason.accompanying;
        ASSERT_OK(Correct(call).status());
        ++versions[number];
      }
    } else {
      v1::RecordReceiptRequest record;
      record.set_request_id(request_id());
      *record.mutable_receipt() = world.Receipt();
      const auto answer = Record(record);
      ASSERT_OK(answer.status());
      receipts.push_back({answer->position(), answer->leaf_hash()});
      versions.push_back(1);
      voided.push_back(false);
    }
  }
}

void FilterRun::Replay(const std::vector<std::string>& plans) {
  DomainState state;
  for (uint64_t position = 0; position < next_position(); ++position) {
    Logged& logged = log_.emplace_back();
    logged.bytes = StoredBytes(position);
    ASSERT_TRUE(logged.event.ParseFromString(logged.bytes));
    ASSERT_TRUE(logged.submission.ParseFromString(logged.event.submission()));
    ASSERT_OK(state.Apply(logged.event, logged.submission));
    const v1::Submission& body = logged.submission;
    if (body.has_receipt_recorded() || body.has_receipt_corrected()) {
      logged.stated =
          FactsOfRecorded(body.has_receipt_recorded() ? body.receipt_recorded().receipt()
                                                      : body.receipt_corrected().receipt(),
                          logged.event.resolved(), *state.tree(), *state.plans());
      for (const std::string& plan : plans) {
        if (Shows(state, plan, *logged.stated)) logged.counted.insert(plan);
      }
    }
    if (logged.event.resolved().has_replaced()) {
      logged.replaced =
          FactsOfRecorded(logged.event.resolved().replaced().receipt(),
                          v1::Resolved::default_instance(), *state.tree(), *state.plans());
    }
    if (body.has_plan_issued()) logged.plan = body.plan_issued().plan_id();
    if (body.has_plan_amended()) logged.plan = body.plan_amended().plan_id();
  }
}

bool FilterRun::IsOfUnit(const std::string& unit_id, int32_t map_date, const Logged& logged) const {
  const OrgTree& tree = *view_->tree;
  const UnitIndex top = tree.Find(unit_id);
  const auto below = [&](UnitIndex unit, int32_t own_date) {
    return unit != kNoUnit && tree.IsAtOrBelow(unit, top, map_date != 0 ? map_date : own_date);
  };
  for (const auto& facts : {logged.stated, logged.replaced}) {
    if (!facts.has_value()) continue;
    const FactKey& key = facts->key;
    for (const UnitIndex unit : {key.unit, key.collecting_unit, key.credited_to}) {
      if (below(unit, key.last_date)) return true;
    }
  }
  const int32_t recorded = DateOfMicros(logged.event.record_time_micros());
  if (logged.submission.has_unit_changed()) {
    const v1::UnitChanged& change = logged.submission.unit_changed();
    const std::vector<std::string> named =
        change.has_opened()
            ? std::vector<std::string>{change.opened().unit_id(), change.opened().parent_id()}
            : std::vector<std::string>{change.moved().unit_id(), change.moved().parent_id()};
    for (const std::string& id : named) {
      if (below(tree.Find(id), recorded)) return true;
    }
  }
  if (logged.plan.empty()) return false;
  for (const Logged& other : log_) {
    if (!other.submission.has_plan_issued() || other.plan != logged.plan) continue;
    return below(tree.Find(other.submission.plan_issued().document().issuer_unit_id()), recorded);
  }
  return false;
}

bool FilterRun::IsOfPlan(const std::string& plan_id, const Logged& logged) const {
  if (!logged.plan.empty()) return logged.plan == plan_id;
  if (logged.counted.contains(plan_id)) return true;
  return logged.replaced.has_value() &&
         log_[logged.event.resolved().replaced().replaced_position()].counted.contains(plan_id);
}

bool FilterRun::IsWanted(const v1::EventFilter& filter, const Logged& logged) {
  bool of_type = filter.types().empty();
  for (const int type : filter.types()) of_type |= type == TypeOf(logged.submission);
  return of_type &&
         (filter.unit_id().empty() || IsOfUnit(filter.unit_id(), filter.map_date(), logged)) &&
         (filter.plan_id().empty() || IsOfPlan(filter.plan_id(), logged));
}

void FilterRun::Compare(const v1::EventFilter& filter) {
  SCOPED_TRACE(filter.ShortDebugString());
  absl::StatusOr<EventMatcher> wanted = EventMatcher::Make(filter, view_->tree, view_->plans);
  ASSERT_OK(wanted);
  for (const Logged& logged : log_) {
    const uint64_t position = logged.event.position();
    const bool expected = IsWanted(filter, logged);
    EXPECT_EQ((*wanted)(position, logged.event, logged.submission), expected)
        << "position " << position << ": " << logged.submission.ShortDebugString();
    EventSketch sketch;
    ASSERT_TRUE(SketchEvent(logged.bytes, sketch));
    EXPECT_EQ(sketch.type, TypeOf(logged.submission));
    EXPECT_TRUE(!expected || wanted->MayMatch(sketch));
    const EventTraits traits =
        TraitsOf(logged.event, logged.submission, *view_->tree, *view_->plans);
    EXPECT_TRUE(!expected || wanted->MayMatch(PlainReceiptOf(traits)));
    if (filter.plan_id().empty() || !logged.plan.empty()) continue;
    reached_[expected ? "counts" : "does not count"] += logged.stated.has_value();
    reached_["void of one that counted"] += expected && !logged.stated.has_value();
    reached_["counts only as replaced"] +=
        expected && logged.stated.has_value() && !logged.counted.contains(filter.plan_id());
  }
}

void FilterRun::Run(uint64_t seed) {
  SCOPED_TRACE("HEMOLEDGER_PROPERTY_SEED=" + std::to_string(seed));
  RandomWorld world(seed);
  Fill(world, seed);
  view_ = ledger_->views().Pin();
  Replay(world.plans());
  for (const std::string& plan : world.plans()) {
    v1::EventFilter filter;
    filter.set_plan_id(plan);
    Compare(filter);
  }
  for (const std::string& unit : world.units()) {
    v1::EventFilter filter;
    filter.set_unit_id(unit);
    Compare(filter);
    filter.set_map_date(world.Through());
    Compare(filter);
    if (world.OneIn(2)) filter.set_plan_id(world.Any(world.plans()));
    filter.add_types(v1::EVENT_TYPE_RECEIPT_CORRECTED);
    filter.add_types(v1::EVENT_TYPE_PLAN_AMENDED);
    Compare(filter);
  }
}

TEST(EventFilterProperty, WantsWhatAReplayUpToEachEventSays) {
  const bool one = std::getenv("HEMOLEDGER_PROPERTY_SEED") != nullptr;
  const uint64_t first = FromEnvironment("HEMOLEDGER_PROPERTY_SEED", std::random_device()());
  const int runs = one ? 1 : static_cast<int>(FromEnvironment("HEMOLEDGER_PROPERTY_RUNS", 20));
  std::map<std::string, int> reached;
  for (int i = 0; i < runs && !testing::Test::HasFailure(); ++i) {
    const uint64_t seed = first + static_cast<uint64_t>(i);
    FilterRun run;
    run.Begin();
    run.Run(seed);
    run.End();
    for (const auto& [what, count] : run.reached_) reached[what] += count;
    if (testing::Test::HasFailure()) {
      std::cout << "failing seed: HEMOLEDGER_PROPERTY_SEED=" << seed << "\n";
    }
  }
  std::cout << runs << " runs from seed " << first << "; reached:";
  for (const auto& [what, count] : reached) std::cout << " " << what << " " << count << ";";
  std::cout << "\n";
  if (one || testing::Test::HasFailure()) return;
  for (const char* what :
       {"counts", "does not count", "void of one that counted", "counts only as replaced"}) {
    EXPECT_GT(reached[what], 0) << what;
  }
}

}  // namespace
}  // namespace hemoledger
