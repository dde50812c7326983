// Random plans, amendments, receipts, corrections and voids through the sequencer, against the
// naive model: equal at every step, for every basis and grouping.
//
// HEMOLEDGER_PROPERTY_SEED=n repeats one failing run; HEMOLEDGER_PROPERTY_RUNS=n makes more of
// them.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>

#include "naive_model.h"
#include "proto/base/sha256.h"
#include "proto/base/text_commitment.h"
#include "random_world.h"
#include "services/domain/running_attainment.h"
#include "tests/unit/ledger/ledger_fixture.h"

namespace hemoledger {
namespace {

using naive::Answer;
using naive::Figures;
using naive::Line;
using naive::Model;
using naive::Question;
using naive::RandomWorld;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

Figures FiguresOf(const v1::AttainmentFigures& f) {
  Figures figures;
  figures.received = f.received_units();
  if (f.has_quota_units()) figures.quota = f.quota_units();
  figures.converted_numerator = f.converted_numerator();
  figures.converted_denominator = f.converted_denominator();
  figures.unconverted = f.unconverted_units();
  if (f.has_ratio_numerator()) figures.ratio_numerator = f.ratio_numerator();
  figures.ratio_denominator = f.ratio_denominator();
  if (f.has_missing_units()) figures.missing = f.missing_units();
  figures.repeat_donors = f.repeat_donors();
  figures.repeat_stated = f.repeat_stated_units();
  figures.quota_is_minimum = f.quota_is_minimum();
  if (f.has_expected_numerator()) figures.expected_numerator = f.expected_numerator();
  figures.expected_denominator = f.expected_denominator();
  figures.pace = f.pace();
  figures.pace_basis = f.pace_basis();
  return figures;
}

std::string Tell(const std::optional<int64_t>& number) {
  return number ? std::to_string(*number) : "-";
}
std::string Tell(const Figures& f) {
  return std::to_string(f.received) + "/" + Tell(f.quota) + " converted " +
         std::to_string(f.converted_numerator) + "/" + std::to_string(f.converted_denominator) +
         " unknown " + std::to_string(f.unconverted) + " ratio " + Tell(f.ratio_numerator) + "/" +
         std::to_string(f.ratio_denominator) + " missing " + Tell(f.missing) + " repeat " +
         std::to_string(f.repeat_donors) + "/" + std::to_string(f.repeat_stated) +
         (f.quota_is_minimum ? " minimum" : "") + " expected " + Tell(f.expected_numerator) + "/" +
         std::to_string(f.expected_denominator) + " pace " + std::to_string(f.pace) + "/" +
         std::to_string(f.pace_basis);
}

std::string Tell(const std::map<std::string, int64_t>& months) {
  std::string text;
  for (const auto& [month, units] : months) {
    text += " [" + month + ": " + std::to_string(units) + "]";
  }
  return text;
}

std::map<std::string, int64_t> MonthsOf(
    const google::protobuf::RepeatedPtrField<v1::MonthCell>& cells) {
  std::map<std::string, int64_t> months;
  for (const v1::MonthCell& cell : cells) {
    EXPECT_TRUE(months.emplace(cell.key(), cell.received_units()).second)
        << "twice: " << cell.key();
  }
  return months;
}

// A line that says nothing is the same as no line.
bool SaysNothing(const Line& line) {
  return line.own.received == 0 && line.months.empty() && line.figures &&
         line.figures->received == 0 && !line.figures->quota;
}

std::map<std::string, std::string> Told(const std::vector<std::pair<std::string, Line>>& lines) {
  std::map<std::string, std::string> told;
  for (const auto& [key, line] : lines) {
    if (SaysNothing(line)) continue;
    std::string& text = told[key];
    text = "own " + std::to_string(line.own.received) + " / " +
           std::to_string(line.own.converted_numerator) + " | ";
    text += line.figures ? Tell(*line.figures) : "elsewhere";
    if (!line.credited_to.empty()) text += " -> " + line.credited_to;
    text += Tell(line.months);
  }
  return told;
}

std::string KeyOf(const v1::AttainmentLine& line, const Question& question) {
  // Rows that an amendment made have keys of the server's choosing: the model has none for them.
  if (question.grouping == v1::ATTAINMENT_GROUPING_ROW &&
      question.scope != v1::ATTAINMENT_SCOPE_CHILDREN && !line.key().starts_with("dong-") &&
      !line.key().empty()) {
    return "them-" + line.unit_id();
  }
  return line.key();
}

// One run, with a ledger of its own.
class AttainmentRun : public LedgerFixture {
 public:
  void TestBody() override {}
  void Begin() { SetUp(); }
  void End() { TearDown(); }

  // Every basis and grouping of the whole plan, and all scopes of a unit.
  void Compare(const Model& model, const std::string& plan_id, const std::string& unit,
               int32_t through, int32_t pace_day) {
    for (int basis = 1; basis <= 5; ++basis) {
      for (int grouping = 1; grouping <= 7; ++grouping) {
        Question question;
        question.plan_id = plan_id;
        question.through = through;
        question.pace_day = pace_day;
        question.basis = static_cast<v1::AttainmentBasis>(basis);
        question.grouping = static_cast<v1::AttainmentGrouping>(grouping);
        CompareOne(model, question);
        question.unit_id = unit;
        question.scope = v1::ATTAINMENT_SCOPE_UNIT;
        CompareOne(model, question);
      }
      Question question;
      question.plan_id = plan_id;
      question.through = through;
      question.pace_day = pace_day;
      question.basis = static_cast<v1::AttainmentBasis>(basis);
      question.unit_id = unit;
      question.scope = v1::ATTAINMENT_SCOPE_CHILDREN;
      CompareOne(model, question);
    }
  }

  void CompareOne(const Model& model, const Question& question) {
    const std::shared_ptr<const View> root = ledger_->views().Pin();
    AttainmentQuery query;
    query.plan = root->plans->Find(question.plan_id);
    query.scope = question.scope;
    query.unit = question.unit_id.empty() ? kNoUnit : root->tree->Find(question.unit_id);
    query.grouping = question.grouping;
    query.basis = question.basis;
    query.through_date = question.through;
    query.pace_date = question.pace_day;
    query.with_months = question.grouping == v1::ATTAINMENT_GROUPING_ROW &&
                        question.scope != v1::ATTAINMENT_SCOPE_CHILDREN;
    absl::StatusOr<v1::GetAttainmentResponse> got =
        ComputeAttainment(*root->tree, *root->plans, root->cells, query);
    ASSERT_OK(got.status());
    ExpectKeptUp(*root, query, *got);
    const Answer expected = model.Ask(question);
    SCOPED_TRACE("plan " + question.plan_id + " scope " + std::to_string(question.scope) +
                 " unit " + question.unit_id + " grouping " + std::to_string(question.grouping) +
                 " basis " + std::to_string(question.basis) + " through " +
                 std::to_string(question.through) + " pace " + std::to_string(question.pace_day));
    EXPECT_EQ(got->revision(), expected.revision);
    EXPECT_EQ(Tell(FiguresOf(got->total())), Tell(expected.total));
    EXPECT_EQ(got->straddling_units(), expected.straddling);
    if (query.with_months) {
      EXPECT_EQ(Tell(MonthsOf(got->months())), Tell(expected.months));
    }
    std::vector<std::pair<std::string, Line>> lines;
    for (const v1::AttainmentLine& line : got->lines()) {
      Line told;
      told.own = FiguresOf(line.own());
      if (line.has_figures()) told.figures = FiguresOf(line.figures());
      told.credited_to = line.credited_to_unit_id();
      told.months = MonthsOf(line.months());
      lines.push_back({KeyOf(line, question), told});
    }
    EXPECT_EQ(Told(lines), Told(expected.lines));
    Reach(question, expected);
    ++comparisons_;
  }

  // The same question, asked before of earlier states, kept up.
  void ExpectKeptUp(const View& view, const AttainmentQuery& query,
                    const v1::GetAttainmentResponse& whole) {
    const auto same = std::find_if(running_.begin(), running_.end(), [&](const Running& one) {
      return one.tree == view.tree && one.plans == view.plans && one.query == query;
    });
    if (same != running_.end()) {
      ++reached_["answer kept up"];
      EXPECT_EQ(same->answer->At(view.cells).DebugString(), whole.DebugString());
      return;
    }
    auto begun = RunningAttainment::Begin(view.tree, view.plans, query);
    ASSERT_OK(begun.status());
    EXPECT_EQ((*begun)->At(view.cells).DebugString(), whole.DebugString());
    running_.push_back({view.tree, view.plans, query, *std::move(begun)});
    if (running_.size() > 2'000) running_.erase(running_.begin(), running_.begin() + 1'000);
  }

  void Reach(const Question& question, const Answer& answer) {
    const auto reach = [&](const Figures& figures) {
      if (figures.pace_basis == v1::PACE_BASIS_SCHEDULE) ++reached_["pace by schedule"];
      if (figures.pace_basis == v1::PACE_BASIS_PRO_RATA) ++reached_["pace by days"];
      if (figures.pace_basis == v1::PACE_BASIS_MIXED) ++reached_["pace by both"];
      if (figures.pace == v1::PACE_AHEAD) ++reached_["ahead"];
      if (figures.pace == v1::PACE_ON_TIME) ++reached_["on time"];
      if (figures.pace == v1::PACE_BEHIND) ++reached_["behind"];
    };
    reach(answer.total);
    const bool by_round = question.grouping == v1::ATTAINMENT_GROUPING_ROUND;
    const bool by_campaign = question.grouping == v1::ATTAINMENT_GROUPING_CAMPAIGN;
    if (by_round && answer.total.quota_is_minimum) ++reached_["total of rounds"];
    int64_t in_campaigns = 0;
    for (const auto& [key, line] : answer.lines) {
      if (line.figures) reach(*line.figures);
      if (key.empty() || line.own.received == 0) continue;
      reached_["received in a round"] += by_round;
      reached_["minimum of a round"] += by_round && line.figures->quota_is_minimum;
      reached_["quota of a campaign"] += by_campaign && line.figures->quota.has_value();
      if (by_campaign) in_campaigns += line.own.received;
    }
    reached_["counts in several campaigns"] += in_campaigns > answer.total.received;
  }

  void Run(uint64_t seed, int steps);

  // What the generator reached, and how many answers were compared.
  std::map<std::string, int> reached_;
  int64_t comparisons_ = 0;

 private:
  struct Running {
    std::shared_ptr<const OrgTree> tree;
    std::shared_ptr<const PlanBook> plans;
    AttainmentQuery query;
    std::unique_ptr<RunningAttainment> answer;
  };
  std::vector<Running> running_;
};

void AttainmentRun::Run(uint64_t seed, int steps) {
  SCOPED_TRACE("HEMOLEDGER_PROPERTY_SEED=" + std::to_string(seed));
  RandomWorld world(seed);
  Model model;
  SeededRandom salts(seed);
  int request = 0;
  std::vector<std::string> hashes;  // leaf hash of each receipt, by its number in the model
  std::vector<uint64_t> positions;
  const auto request_id = [&] { return "yeu-cau-" + std::to_string(request++); };

  v1::ChangeUnitsRequest units;
  units.set_request_id(request_id());
  for (const v1::UnitChanged& change : world.Tree()) {
    *units.add_changes() = change;
    model.Change(change);
  }
  ASSERT_OK(ChangeUnits(units).status());
  const auto issue = [&](int number) {
    v1::IssuePlanRequest plan;
    plan.set_request_id(request_id());
    *plan.mutable_plan() = world.Plan(number);
    ASSERT_OK(IssuePlan(plan).status()) << plan.plan().ShortDebugString();
    model.Issue(plan.plan());
  };
  for (int number = 0; number < 3; ++number) issue(number);

  for (int step = 0; step < steps && !HasFailure(); ++step) {
    const int action = world.Below(20);
    if (action < 3) {
      const std::string plan_id = world.Any(world.plans());
      bool wrong = false;
      v1::AmendPlanRequest amend;
      amend.set_request_id(request_id());
      *amend.mutable_amendment() = world.Amendment(model, plan_id, &wrong);
      MadeText reason = MakeText(0, "lý do", salts);
      MadeText approver = MakeText(1, "người duyệt", salts);
      *amend.mutable_amendment()->mutable_reason() = reason.text;
      *amend.mutable_amendment()->mutable_approver() = approver.text;
      *amend.add_texts() = reason.accompanying;
      *amend.add_texts() = approver.accompanying;
      if (world.OneIn(6) && amend.amendment().against_revision() > 1) {
        // Made against a revision that is no more.
        v1::AmendPlanRequest stale = amend;
        stale.mutable_amendment()->set_against_revision(amend.amendment().against_revision() - 1);
        EXPECT_EQ(ReasonOf(AmendPlan(stale).status()), ERROR_REASON_PLAN_REVISION_STALE);
        ++reached_["stale revision"];
      }
      ASSERT_EQ(model.WouldAddUp(amend.amendment()), !wrong)
          << amend.amendment().ShortDebugString();
      const absl::StatusOr<v1::AmendPlanResponse> answer = AmendPlan(amend);
      if (wrong) {
        const v1::ErrorReason why = ReasonOf(answer.status());
        EXPECT_TRUE(why == ERROR_REASON_QUOTA_RESULT_MISMATCH || why == ERROR_REASON_QUOTA_NEGATIVE)
            << answer.status();
        ++reached_["result that does not add up"];
      } else {
        ASSERT_OK(answer.status()) << amend.amendment().ShortDebugString();
        model.Amend(amend.amendment());
        EXPECT_EQ(answer->revision(), model.RevisionOf(plan_id));
        ++reached_["amendment"];
      }
    } else if (action == 3) {
      v1::ChangeUnitsRequest move;
      move.set_request_id(request_id());
      *move.add_changes() = world.Move();
      const absl::StatusOr<v1::ChangeUnitsResponse> answer = ChangeUnits(move);
      ASSERT_OK(answer.status()) << move.ShortDebugString();
      if (answer->results(0).outcome() == v1::WRITE_OUTCOME_CREATED) model.Change(move.changes(0));
      ++reached_["move"];
    } else if (action == 4 && world.plans().size() < 4) {
      issue(3);
    } else if (action < 8 && !model.received().empty()) {
      const size_t number =
          static_cast<size_t>(world.Below(static_cast<int>(model.received().size())));
      const naive::Received& old = model.received()[number];
      const bool voids = world.OneIn(4);
      const bool stale = world.OneIn(5);
      const uint32_t version =
          stale ? old.version + (old.version > 1 && world.OneIn(2) ? -1 : 1) : old.version;
      v1::ReceiptReference target;
      target.set_position(positions[number]);
      target.set_leaf_hash(hashes[number]);
      MadeText reason = MakeText(0, "ghi nhầm", salts);
      const v1::Receipt fresh = world.Receipt();
      absl::StatusOr<v1::ReceiptWriteResponse> answer;
      if (voids) {
        v1::VoidReceiptRequest call;
        call.set_request_id(request_id());
        *call.mutable_void_()->mutable_target() = target;
        call.mutable_void_()->set_replaces_version(version);
        *call.mutable_void_()->mutable_reason() = reason.text;
        *call.add_texts() = reason.accompanying;
        answer = Void(call);
      } else {
        v1::CorrectReceiptRequest call;
        call.set_request_id(request_id());
        *call.mutable_correction()->mutable_target() = target;
        call.mutable_correction()->set_replaces_version(version);
        *call.mutable_correction()->mutable_receipt() = fresh;
        *call.mutable_correction()->mutable_reason() = reason.text;
        *call.add_texts() = reason.accompanying;
        answer = Correct(call);
      }
      if (old.voided) {
        EXPECT_EQ(ReasonOf(answer.status()), ERROR_REASON_RECEIPT_VOIDED);
        ++reached_["voided before"];
      } else if (stale) {
        EXPECT_EQ(ReasonOf(answer.status()), ERROR_REASON_RECEIPT_VERSION_STALE);
        ++reached_["stale version"];
      } else {
        ASSERT_OK(answer.status()) << fresh.ShortDebugString();
        EXPECT_EQ(answer->version(), old.version + 1);
        voids ? model.Void(number) : model.Correct(number, fresh);
        ++reached_[voids ? "void" : "correction"];
      }
    } else {
      v1::RecordReceiptRequest record;
      record.set_request_id(request_id());
      *record.mutable_receipt() = world.Receipt();
      const absl::StatusOr<v1::ReceiptWriteResponse> answer = Record(record);
      ASSERT_OK(answer.status()) << record.ShortDebugString();
      model.Receive(record.receipt());
      positions.push_back(answer->position());
      hashes.push_back(answer->leaf_hash());
    }
    const int32_t through = world.Through();
    Compare(model, world.Any(world.plans()), world.Any(world.units()), through, world.Through());
    reached_["through"] += through != 0;
  }
  for (const std::string& plan : world.plans()) {
    Compare(model, plan, world.Any(world.units()), 0, 0);
    for (const naive::Received& received : model.received()) {
      const naive::Placed placed = model.Place(received.receipt, plan, 0);
      reached_["straddler"] += placed.counting == naive::Counting::kStraddles;
      for (const v1::BagCount& bag : received.receipt.bags())
        reached_["unknown volume"] += bag.volume_ml() == 0;
      if (placed.counting != naive::Counting::kYes) continue;
      reached_["credit by receipt"] += placed.way == naive::Way::kReceipt;
      reached_["credit by round"] += placed.way == naive::Way::kRound;
      reached_["credit by rule"] += placed.way == naive::Way::kRule;
      reached_["credit by tree"] += placed.way == naive::Way::kTree;
      reached_["credit to nobody"] += placed.way == naive::Way::kNobody;
      reached_["row by selector"] += placed.row >= 0;
      reached_["counts on another row"] += placed.row >= 0 && placed.home != placed.row;
    }
  }
  EXPECT_EQ(Hex(ledger_->StateDigest()), Hex(ReplayedDigest()));
}

TEST(AttainmentProperty, EqualsTheNaiveModelAtEveryStep) {
  const bool one = std::getenv("HEMOLEDGER_PROPERTY_SEED") != nullptr;
  const uint64_t first = FromEnvironment("HEMOLEDGER_PROPERTY_SEED", std::random_device()());
  const int runs = one ? 1 : static_cast<int>(FromEnvironment("HEMOLEDGER_PROPERTY_RUNS", 20));
  std::map<std::string, int> reached;
  int64_t comparisons = 0;
  for (int i = 0; i < runs && !testing::Test::HasFailure(); ++i) {
    const uint64_t seed = first + static_cast<uint64_t>(i);
    AttainmentRun run;
    run.Begin();
    run.Run(seed, 70);
    run.End();
    comparisons += run.comparisons_;
    for (const auto& [what, count] : run.reached_) reached[what] += count;
    if (testing::Test::HasFailure()) {
      std::cout << "failing seed: HEMOLEDGER_PROPERTY_SEED=" << seed << "\n";
    }
  }
  std::cout << runs << " runs from seed " << first << ", " << comparisons
            << " answers compared; reached:";
  for (const auto& [what, count] : reached) std::cout << " " << what << " " << count << ";";
  std::cout << "\n";
  if (one || testing::Test::HasFailure()) return;
  for (const char* what : {"credit by receipt",
                           "credit by round",
                           "credit by rule",
                           "credit by tree",
                           "credit to nobody",
                           "row by selector",
                           "counts on another row",
                           "straddler",
                           "unknown volume",
                           "through",
                           "stale revision",
                           "stale version",
                           "voided before",
                           "correction",
                           "void",
                           "amendment",
                           "move",
                           "result that does not add up",
                           "pace by schedule",
                           "pace by days",
                           "pace by both",
                           "ahead",
                           "on time",
                           "behind",
                           "received in a round",
                           "minimum of a round",
                           "quota of a campaign",
                           "counts in several campaigns",
                           "answer kept up"}) {
    EXPECT_GT(reached[what], 0) << what << " was never reached";
  }
}

}  // namespace
}  // namespace hemoledger
