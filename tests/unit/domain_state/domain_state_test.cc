// Folding events: what each body does, what can not follow, what readers keep.
#include "services/domain/domain_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/support/status_matchers.h"
#include "tests/unit/domain_state/log_builder.h"

namespace hemoledger {
namespace {

using ::testing::HasSubstr;

absl::Status Replay(const std::vector<LoggedEvent>& events, DomainState& state) {
  for (const LoggedEvent& logged : events) {
    const absl::Status status = state.Apply(logged.event, logged.submission);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

FactValue Total(const FactCells::Snapshot& cells) {
  FactValue total;
  for (int64_t i = 0; i < cells.size(); ++i) total += cells.cell(i).value;
  return total;
}

// The place of the first event with this body.
size_t Find(const std::vector<LoggedEvent>& events, v1::Submission::BodyCase body) {
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].submission.body_case() == body) return i;
  }
  ADD_FAILURE() << "no body " << body;
  return 0;
}

// Replays up to the event at `index`, changed by `change`, and expects it to be told as damage.
void ExpectDamage(size_t index, const std::function<void(LoggedEvent*)>& change,
                  const std::string& what) {
  std::vector<LoggedEvent> events = WholeLog();
  events.resize(index + 1);
  change(&events.back());
  DomainState state;
  const absl::Status status = Replay(events, state);
  EXPECT_THAT(status, StatusIs(ERROR_REASON_STORE_DAMAGED));
  EXPECT_THAT(FieldOf(status, "detail"), HasSubstr(what));
  EXPECT_THAT(FieldOf(status, "detail"), HasSubstr("event " + std::to_string(index) + ":"));
}

void ExpectDamageOf(v1::Submission::BodyCase body, const std::function<void(LoggedEvent*)>& change,
                    const std::string& what) {
  ExpectDamage(Find(WholeLog(), body), change, what);
}

TEST(DomainStateTest, AWholeLogIsFolded) {
  const std::vector<LoggedEvent> events = WholeLog();
  DomainState state;
  EXPECT_EQ(state.next_position(), 0u);
  ASSERT_OK(Replay(events, state));
  EXPECT_EQ(state.next_position(), events.size());
  EXPECT_EQ(state.record_time_micros(), events.back().event.record_time_micros());
  EXPECT_EQ(state.ledger().epoch(), 1u);
  EXPECT_EQ(state.tree()->size(), 4);
  EXPECT_EQ(state.plans()->size(), 2);
  EXPECT_FALSE(state.HasIncompleteDocument());
  ASSERT_EQ(state.sources().size(), 1u);
  EXPECT_EQ(state.sources().at("may-1").mark, 3u);
  EXPECT_EQ(state.sources().at("may-1").opened_position, 19u);

  // 10 corrected to 12, 7 voided.
  const FactValue total = Total(state.TakeCells());
  EXPECT_EQ(total.receipts, 1);
  EXPECT_EQ(total.units, 12);
  EXPECT_EQ(total.volume_ml, 3000);
}

TEST(DomainStateTest, ADocumentOfSeveralPartsTakesEffectWithTheLast) {
  const std::vector<LoggedEvent> events = WholeLog();
  const size_t first = Find(events, v1::Submission::kPlanIssued) + 1;
  DomainState state;
  ASSERT_OK(Replay({events.begin(), events.begin() + first + 2}, state));
  EXPECT_TRUE(state.HasIncompleteDocument());
  EXPECT_EQ(state.plans()->Find("kg-2022"), kNoPlan);
  ASSERT_OK(state.Apply(events[first + 2].event, events[first + 2].submission));
  EXPECT_FALSE(state.HasIncompleteDocument());
  const PlanIndex plan = state.plans()->Find("kg-2022");
  ASSERT_NE(plan, kNoPlan);
  const PlanDocumentRecord& record = *state.plans()->Documents(plan).front();
  EXPECT_EQ(record.position, first);
  EXPECT_EQ(record.event_count, 3u);
  EXPECT_EQ(record.issued->rows_size(), 3);
  EXPECT_EQ(record.principal, "anonymous");
  EXPECT_EQ(record.record_time_micros, events[first + 2].event.record_time_micros());
}

TEST(DomainStateTest, AnAmendmentIsTheNextRevision) {
  DomainState state;
  ASSERT_OK(Replay(WholeLog(), state));
  const PlanIndex plan = state.plans()->Find("kg-2021");
  EXPECT_EQ(state.plans()->RevisionAt(plan), 2u);
  // 100 + 20, and the 50 that should have been entered as 55.
  EXPECT_EQ(state.plans()->Effective(plan, *state.tree(), 0).total_quota_units, 175);
}

TEST(DomainStateTest, DecidedReceiptsFoldLikeTheirEvents) {
  const std::vector<LoggedEvent> events = WholeLog();
  DomainState replayed;
  ASSERT_OK(Replay(events, replayed));
  DomainState incremental;
  for (const LoggedEvent& logged : events) {
    const v1::Event& event = logged.event;
    const v1::Submission& submission = logged.submission;
    const auto facts = [&](const v1::Receipt& receipt) {
      return FactsOfRecorded(receipt, event.resolved(), *incremental.tree(), *incremental.plans());
    };
    const auto apply = [&](const ReceiptFacts* added, const ReceiptFacts* removed) {
      incremental.ApplyReceipt(event.position(), event.record_time_micros(), added, removed);
      if (submission.has_source()) {
        incremental.ApplySourceMark(submission.source().source_id(),
                                    submission.source().sequence());
      }
    };
    if (submission.has_receipt_recorded()) {
      const ReceiptFacts added = facts(submission.receipt_recorded().receipt());
      apply(&added, nullptr);
    } else if (submission.has_receipt_corrected()) {
      const ReceiptFacts added = facts(submission.receipt_corrected().receipt());
      const ReceiptFacts removed = facts(event.resolved().replaced().receipt());
      apply(&added, &removed);
    } else if (submission.has_receipt_voided()) {
      const ReceiptFacts removed = facts(event.resolved().replaced().receipt());
      apply(nullptr, &removed);
    } else if (submission.has_receipt_rejected()) {
      apply(nullptr, nullptr);
    } else {
      ASSERT_OK(incremental.Apply(event, submission));
    }
  }
  EXPECT_EQ(incremental.Digest(), replayed.Digest());
}

TEST(DomainStateTest, TheDigestTellsEveryEventApart) {
  const std::vector<LoggedEvent> events = WholeLog();
  DomainState state;
  std::vector<std::string> digests = {state.Digest()};
  for (const LoggedEvent& logged : events) {
    ASSERT_OK(state.Apply(logged.event, logged.submission));
    digests.push_back(state.Digest());
    EXPECT_EQ(state.Digest(), digests.back());
  }
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::unique(digests.begin(), digests.end()), digests.end());
}

TEST(DomainStateTest, ReadersKeepWhatTheyWereGiven) {
  LogBuilder log;
  DomainState state;
  const auto apply = [&](const LoggedEvent& logged) {
    ASSERT_OK(state.Apply(logged.event, logged.submission));
  };
  apply(log.LedgerCreated());
  apply(log.Unit(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam")));
  const auto tree = state.tree();
  EXPECT_EQ(state.tree(), tree);
  const auto plans = state.plans();
  apply(log.Unit(OpenUnit("a", v1::UNIT_KIND_CLUB, "A", "vn")));
  apply(log.Plan(MakePlan("p", "vn", 20210101, 20211231)));
  EXPECT_EQ(tree->size(), 1);
  EXPECT_EQ(plans->size(), 0);
  const auto next = state.tree();
  EXPECT_NE(next, tree);
  EXPECT_EQ(next->size(), 2);
  EXPECT_EQ(state.plans()->size(), 1);
  // A receipt changes neither.
  apply(log.Next(FeedSubmission("f", "1", MakeReceipt("a", 20210405, 1))));
  EXPECT_EQ(state.tree(), next);
}

TEST(DomainStateTest, UnitsAreCopiedOnceAGroup) {
  LogBuilder log;
  DomainState state;
  const auto apply = [&](const LoggedEvent& logged) {
    ASSERT_OK(state.Apply(logged.event, logged.submission));
  };
  apply(log.LedgerCreated());
  apply(log.Unit(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam")));
  const auto before = state.tree();
  // Two changes without a hand-over between: one copy, so both see the same place.
  apply(log.Unit(OpenUnit("a", v1::UNIT_KIND_CLUB, "A", "vn")));
  apply(log.Unit(OpenUnit("b", v1::UNIT_KIND_CLUB, "B", "vn")));
  EXPECT_EQ(before->size(), 1);
  EXPECT_EQ(state.tree()->size(), 3);
}

// --- What can not follow ---

TEST(DomainStateDamageTest, PositionsFollowEachOther) {
  for (const size_t index : {size_t{0}, size_t{5}}) {
    ExpectDamage(
        index, [](auto* e) { e->event.set_position(e->event.position() + 1); }, "at position");
  }
}

TEST(DomainStateDamageTest, TimeDoesNotGoBack) {
  ExpectDamage(
      5, [](auto* e) { e->event.set_record_time_micros(1); }, "recorded before");
}

TEST(DomainStateDamageTest, TheLedgerBeginsOnce) {
  const v1::Submission created = WholeLog().front().submission;
  ExpectDamage(
      5, [&](auto* e) { e->submission = created; }, "LedgerCreated");
  ExpectDamage(
      0, [](auto* e) { e->submission.mutable_clock_confirmed(); }, "LedgerCreated");
  ExpectDamage(
      0, [](auto* e) { e->submission.mutable_ledger_created()->set_ledger_id("short"); },
      "ledger id");
}

TEST(DomainStateDamageTest, ABodyIsKnown) {
  ExpectDamage(
      5, [](auto* e) { e->submission.clear_body(); }, "no known body");
}

TEST(DomainStateDamageTest, ASourcesNumbersHaveNoGap) {
  const auto set = [](uint64_t sequence) {
    return [sequence](LoggedEvent* e) { e->submission.mutable_source()->set_sequence(sequence); };
  };
  ExpectDamageOf(v1::Submission::kReceiptRejected, set(3), "has mark 1");
  ExpectDamageOf(v1::Submission::kReceiptRejected, set(1), "has mark 1");
  ExpectDamageOf(v1::Submission::kReceiptRejected, set(0), "has mark 1");
  ExpectDamageOf(
      v1::Submission::kReceiptRejected,
      [](auto* e) { e->submission.mutable_source()->set_source_id("may-2"); }, "was not opened");
}

TEST(DomainStateDamageTest, ASourceSubmitsReceiptsOnlyAndARejectionIsOfASource) {
  ExpectDamageOf(
      v1::Submission::kClockConfirmed,
      [](auto* e) { *e->submission.mutable_source() = SourceId("may-1", 4); }, "can not submit");
  ExpectDamageOf(
      v1::Submission::kReceiptRejected, [](auto* e) { e->submission.clear_identity(); },
      "without a source");
}

TEST(DomainStateDamageTest, ASourceIsOpenedOnceByAKnownUnit) {
  ExpectDamageOf(
      v1::Submission::kSourceOpened,
      [](auto* e) { e->submission.mutable_source_opened()->set_unit_id("x"); }, "unknown unit");
  ExpectDamageOf(
      v1::Submission::kSourceOpened,
      [](auto* e) { e->submission.mutable_source_opened()->set_source_id("Máy"); }, "no valid id");
  ExpectDamageOf(
      v1::Submission::kClockConfirmed,
      [](auto* e) { e->submission.mutable_source_opened()->set_source_id("may-1"); },
      "opened before");
}

TEST(DomainStateDamageTest, ARefusedChangeOfTheTreeDoesNotStandInALog) {
  ExpectDamage(
      3, [](auto* e) { *e->submission.mutable_unit_changed() = CloseUnit("vn", 20200101); },
      "UNIT_CHANGE_CONFLICT");
  ExpectDamage(
      3,
      [](auto* e) {
        *e->submission.mutable_unit_changed() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
      },
      "the same change");
}

TEST(DomainStateDamageTest, ARefusedDocumentDoesNotStandInALog) {
  ExpectDamageOf(
      v1::Submission::kPlanIssued,
      [](auto* e) {
        e->submission.mutable_plan_issued()->mutable_rows(0)->set_holder_unit_id("x");
      },
      "a plan is refused");
  ExpectDamageOf(
      v1::Submission::kPlanAmended,
      [](auto* e) { e->submission.mutable_plan_amended()->set_against_revision(2); },
      "PLAN_REVISION_STALE");
}

TEST(DomainStateDamageTest, ARefusedRecordDoesNotStandInALog) {
  const auto body = v1::Submission::kPlanRecorded;
  const auto record = [](LoggedEvent* e) { return e->submission.mutable_plan_recorded(); };
  ExpectDamageOf(
      body, [&](auto* e) { record(e)->clear_statements(); }, "FIELD_REQUIRED");
  ExpectDamageOf(
      body, [&](auto* e) { record(e)->set_plan_id("kg-2019"); }, "PLAN_NOT_FOUND");
  ExpectDamageOf(
      body, [&](auto* e) { record(e)->set_replaces_version(1); }, "RECORD_NOT_FOUND");
  ExpectDamageOf(
      body,
      [&](auto* e) {
        record(e)->mutable_statements()->mutable_statements(0)->set_row_id("khong-co");
      },
      "REFERENCE_UNKNOWN");
  // The second record says that it is the first.
  ExpectDamage(
      Find(WholeLog(), body) + 1, [&](auto* e) { record(e)->set_record_id("so-lieu"); },
      "a record is there");
}

TEST(DomainStateTest, RecordsStandBesideTheirPlanAndInTheDigest) {
  DomainState state;
  ASSERT_OK(Replay(WholeLog(), state));
  const PlanRecord* record = state.records()->Find("kg-2021", "dot-1");
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->versions.size(), 3u);
  EXPECT_TRUE(record->withdrawn());
  EXPECT_EQ(state.records()->OfPlan("kg-2021").size(), 5u);
  EXPECT_EQ(record->versions[1]->principal, "anonymous");
  EXPECT_EQ(record->versions[1]->position, record->versions[0]->position + 1);
  EXPECT_GT(record->versions[0]->record_time_micros, 0);

  // Handed out, they stay as they are.
  std::vector<LoggedEvent> log = WholeLog();
  const size_t last = Find(log, v1::Submission::kPlanRecorded) + RecordsOfEveryKind().size() - 1;
  DomainState early;
  for (size_t i = 0; i < last; ++i) ASSERT_OK(early.Apply(log[i].event, log[i].submission));
  const auto before = early.records();
  const std::string digest = early.Digest();
  ASSERT_OK(early.Apply(log[last].event, log[last].submission));
  EXPECT_FALSE(before->Find("kg-2021", "dot-1")->withdrawn());
  EXPECT_TRUE(early.records()->Find("kg-2021", "dot-1")->withdrawn());
  EXPECT_NE(early.records()->Digest(), before->Digest());
  EXPECT_NE(early.Digest(), digest);
}

TEST(DomainStateTest, ACorrectedEntryHoldsFromItsPositionOn) {
  const std::vector<LoggedEvent> events = WholeLog();
  DomainState state;
  ASSERT_OK(Replay(events, state));
  const uint64_t mended = Find(events, v1::Submission::kPlanEntryCorrected);
  const PlanBook& book = *state.plans();
  const PlanIndex plan = book.Find("kg-2021");
  // 120 by the amendment, and 55 in place of 50.
  EXPECT_EQ(book.Effective(plan, *state.tree(), 0).total_quota_units, 175);
  EXPECT_EQ(book.Effective(plan, *state.tree(), 0, mended - 1).total_quota_units, 170);
  ASSERT_EQ(book.Corrections(plan, 1).size(), 1u);
  EXPECT_EQ(book.Corrections(plan, 1)[0]->position, mended);
  EXPECT_EQ(book.Corrections(plan, 1)[0]->principal, "anonymous");
}

TEST(DomainStateDamageTest, ARefusedCorrectionOfAnEntryDoesNotStandInALog) {
  ExpectDamageOf(
      v1::Submission::kPlanEntryCorrected,
      [](auto* e) { e->submission.mutable_plan_entry_corrected()->set_against_version(2); },
      "ENTRY_VERSION_STALE");
  ExpectDamageOf(
      v1::Submission::kPlanEntryCorrected,
      [](auto* e) {
        e->submission.mutable_plan_entry_corrected()->mutable_fixes(0)->set_removed_row_id("r1");
      },
      "QUOTA_HOLDER_UNKNOWN");
  std::vector<LoggedEvent> events = WholeLog();
  LoggedEvent again = events.back();
  again.event.set_position(events.size());
  events.push_back(again);
  DomainState state;
  EXPECT_THAT(FieldOf(Replay(events, state), "detail"), HasSubstr("is stale"));
}

TEST(DomainStateDamageTest, PartsOfADocumentFollowEachOther) {
  const size_t first = Find(WholeLog(), v1::Submission::kPlanIssued) + 1;
  const auto set_part = [](uint32_t part) {
    return [part](LoggedEvent* e) { e->submission.mutable_request()->set_part(part); };
  };
  ExpectDamage(first, set_part(2), "begins in its middle");
  ExpectDamage(first + 1, set_part(3), "part 2 of a document is missing");
  ExpectDamage(
      first + 1, [](auto* e) { e->submission.mutable_request()->set_request_id("x"); },
      "another document");
  ExpectDamage(
      first + 1, [](auto* e) { e->submission.mutable_request()->set_part_count(4); },
      "another document");
  ExpectDamage(
      first + 1, [](auto* e) { e->submission.mutable_plan_issued()->set_plan_id("x"); },
      "another document");
  ExpectDamage(
      first + 1, [](auto* e) { e->submission.mutable_clock_confirmed(); }, "between the parts");
  ExpectDamageOf(
      v1::Submission::kPlanAmended,
      [](auto* e) { e->submission.mutable_request()->set_part_count(2); }, "only plans");
}

TEST(DomainStateDamageTest, ACorrectionTellsWhatItReplaced) {
  const auto body = v1::Submission::kReceiptCorrected;
  ExpectDamageOf(
      body, [](auto* e) { e->event.clear_resolved(); }, "does not tell");
  const auto replaced = [](LoggedEvent* e) {
    return e->event.mutable_resolved()->mutable_replaced();
  };
  ExpectDamageOf(
      body, [&](auto* e) { replaced(e)->set_replaced_position(e->event.position()); },
      "was not there");
  ExpectDamageOf(
      body, [&](auto* e) { replaced(e)->mutable_receipt()->mutable_bags(0)->set_count(11); },
      "was not counted");
  ExpectDamageOf(
      body, [&](auto* e) { *replaced(e)->mutable_receipt()->mutable_unit() = UnitById("x"); },
      "unknown unit");
}

TEST(DomainStateDeathTest, TheHotPathChecksWhatItIsToldToo) {
  DomainState state;
  EXPECT_DEATH(state.ApplyReceipt(1, 1, nullptr, nullptr), "after 0 events");
  EXPECT_DEATH(state.ApplySourceMark("x", 1), "source x");
  ASSERT_OK(Replay(WholeLog(), state));
  EXPECT_DEATH(state.ApplySourceMark("may-1", 2), "goes back");
  EXPECT_DEATH(state.ApplyReceipt(state.next_position(), 1, nullptr, nullptr), "position");
}

}  // namespace
}  // namespace hemoledger
