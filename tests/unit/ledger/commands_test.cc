// Calls: what each records, and that sending it again changes nothing.
#include "ledger_fixture.h"
#include "proto/base/sha256.h"
#include "proto/base/text_commitment.h"

namespace hemoledger {
namespace {

class CommandsTest : public LedgerFixture {
 protected:
  void SetUp() override {
    LedgerFixture::SetUp();
    OpenUnits();
  }

  // A text with its accompaniment in `request`.
  template <typename Request>
  v1::Text AddText(Request& request, uint32_t ordinal, std::string_view text,
                   uint32_t submission_index = 0) {
    const MadeText made = MakeText(ordinal, text, salts_, submission_index);
    *request.add_texts() = made.accompanying;
    return made.text;
  }

  v1::AmendPlanRequest Amendment(std::string_view request_id, uint32_t against, int64_t units,
                                 std::string_view reason = "bổ sung") {
    v1::AmendPlanRequest request;
    request.set_request_id(std::string(request_id));
    v1::PlanAmended& amendment = *request.mutable_amendment();
    amendment.set_plan_id("kg-2021");
    amendment.set_against_revision(against);
    amendment.mutable_authority()->set_number("12/QĐ-UBND");
    amendment.set_valid_from_date(20210601);
    *amendment.mutable_reason() = AddText(request, 0, reason);
    *amendment.mutable_approver() = AddText(request, 1, "Chủ tịch");
    v1::QuotaSet& set = *amendment.add_changes()->mutable_quota_set();
    set.set_holder_unit_id("rach-gia");
    *set.mutable_quota() = UnitsQuota(units);
    return request;
  }

  v1::RecordReceiptRequest Receipt(std::string_view request_id, uint32_t count) {
    v1::RecordReceiptRequest request;
    request.set_request_id(std::string(request_id));
    *request.mutable_receipt() = MakeReceipt("rach-gia", 20210405, count);
    return request;
  }

  SeededRandom salts_{11};
};

// --- Units ---

TEST_F(CommandsTest, UnitsAreAllOrNone) {
  const uint64_t before = next_position();
  v1::ChangeUnitsRequest request;
  request.set_request_id("u1");
  *request.add_changes() = OpenUnit("an-bien", v1::UNIT_KIND_DISTRICT, "An Biên", "kien-giang");
  *request.add_changes() = OpenUnit("x", v1::UNIT_KIND_COMMUNE, "X", "nowhere");
  const auto response = ChangeUnits(request);
  EXPECT_THAT(response, StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  EXPECT_EQ(ViolationsOf(response.status())[0].field(), "changes[1]");
  EXPECT_EQ(next_position(), before);
  EXPECT_EQ(ledger_->views().Pin()->tree->Find("an-bien"), kNoUnit);
  // A refusal binds nothing: the mended call has the same id.
  request.mutable_changes(1)->mutable_opened()->set_parent_id("an-bien");
  ASSERT_OK_AND_ASSIGN(const v1::ChangeUnitsResponse mended, ChangeUnits(request));
  EXPECT_EQ(mended.results(0).outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(mended.results(0).position(), before);
  EXPECT_EQ(mended.results(1).position(), before + 1);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
  ASSERT_OK_AND_ASSIGN(const std::vector<RevisionRow> rows,
                       store_->Revisions(RevisionSubject::kTree, "", before));
  EXPECT_THAT(rows, ::testing::ElementsAre(RevisionRow{before, before, 2}));
}

TEST_F(CommandsTest, UnitsThatAreThereExist) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("u1");
  *request.add_changes() =
      OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Thành phố Rạch Giá", "kien-giang");
  *request.add_changes() = OpenUnit("an-bien", v1::UNIT_KIND_DISTRICT, "An Biên", "kien-giang");
  *request.add_changes() = AddAlias("rach-gia", "RG");
  const uint64_t first = next_position();
  ASSERT_OK_AND_ASSIGN(const v1::ChangeUnitsResponse created, ChangeUnits(request));
  EXPECT_EQ(created.results(0).outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(created.results(0).position(), 3u);
  EXPECT_EQ(created.results(1).position(), first);
  EXPECT_EQ(created.results(2).position(), first + 1);
  // The same call again, and the same under another id.
  for (const std::string id : {"u1", "u2"}) {
    request.set_request_id(id);
    ASSERT_OK_AND_ASSIGN(const v1::ChangeUnitsResponse again, ChangeUnits(request));
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(again.results(i).outcome(), v1::WRITE_OUTCOME_EXISTS) << id << i;
      EXPECT_EQ(again.results(i).position(), created.results(i).position()) << id << i;
    }
  }
  EXPECT_EQ(next_position(), first + 2);
  // Other content under the first id.
  request.set_request_id("u1");
  request.mutable_changes(2)->mutable_alias_added()->set_alias("RGI");
  EXPECT_THAT(ChangeUnits(request), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  request.mutable_changes()->RemoveLast();
  EXPECT_THAT(ChangeUnits(request), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
}

TEST_F(CommandsTest, UnitsCanBeTriedFirst) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("u1");
  request.set_validate_only(true);
  *request.add_changes() = OpenUnit("an-bien", v1::UNIT_KIND_DISTRICT, "An Biên", "kien-giang");
  *request.add_changes() = AddAlias("an-bien", "AB");
  const uint64_t before = next_position();
  ASSERT_OK_AND_ASSIGN(const v1::ChangeUnitsResponse response, ChangeUnits(request));
  EXPECT_EQ(response.results(0).outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(response.results(0).position(), 0u);
  EXPECT_EQ(next_position(), before);
  request.set_validate_only(false);
  ASSERT_OK(ChangeUnits(request));
  EXPECT_EQ(next_position(), before + 2);
}

TEST_F(CommandsTest, UnitsFormIsCheckedForAllChanges) {
  v1::ChangeUnitsRequest request;
  request.set_request_id("u1");
  EXPECT_THAT(ChangeUnits(request), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  *request.add_changes() = OpenUnit("Not An Id", v1::UNIT_KIND_DISTRICT, "A", "kien-giang");
  *request.add_changes() = OpenUnit("b", v1::UNIT_KIND_DISTRICT, "", "kien-giang");
  const auto response = ChangeUnits(request);
  EXPECT_EQ(ViolationsOf(response.status()).size(), 2u);
}

// --- Plans ---

TEST_F(CommandsTest, APlanTwiceIsTheSamePlan) {
  const uint64_t first = next_position();
  IssuePlan("kg-2021");
  v1::IssuePlanRequest request;
  *request.mutable_plan() = MakePlan("kg-2021", "kien-giang", 20210101, 20211231);
  *request.mutable_plan()->add_rows() = HolderRow("r1", "rach-gia", 100);
  *request.mutable_plan()->add_rows() = HolderRow("r2", "ha-tien", 50);
  for (const std::string id : {"issue-kg-2021", "another"}) {
    request.set_request_id(id);
    ASSERT_OK_AND_ASSIGN(const v1::IssuePlanResponse again, IssuePlan(request));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), first);
    EXPECT_EQ(again.revision(), 1u);
  }
  request.mutable_plan()->mutable_document()->set_title("Khác");
  EXPECT_THAT(IssuePlan(request), StatusIs(ERROR_REASON_PLAN_EXISTS));
  request.set_request_id("issue-kg-2021");
  EXPECT_THAT(IssuePlan(request), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(next_position(), first + 1);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(CommandsTest, ALongPlanIsSeveralEventsInOneGroup) {
  v1::IssuePlanRequest request;
  request.set_request_id("long");
  *request.mutable_plan() = MakePlan("long", "kien-giang", 20210101, 20211231);
  uint32_t ordinal = 0;
  for (int i = 0; i < 1500; ++i) {
    v1::PlanRow row = SelectorRow(Concat("r", i), "rach-gia");
    row.set_printed_name(std::string(200, 'x'));
    if (i % 100 == 0) *row.add_notes() = AddText(request, ordinal++, Concat("ghi chú ", i));
    *request.mutable_plan()->add_rows() = row;
  }
  const uint64_t first = next_position();
  const int proposals = proposer_->proposals();
  ASSERT_OK_AND_ASSIGN(const v1::IssuePlanResponse response, IssuePlan(request));
  EXPECT_EQ(response.position(), first);
  EXPECT_EQ(proposer_->proposals(), proposals + 1);
  const uint64_t parts = next_position() - first;
  ASSERT_GT(parts, 4u);
  uint64_t texts = 0;
  for (uint64_t i = 0; i < parts; ++i) {
    EXPECT_EQ(StoredSubmission(first + i).request().part(), i + 1);
    EXPECT_EQ(StoredSubmission(first + i).request().part_count(), parts);
    ASSERT_OK_AND_ASSIGN(const auto stored, store_->GetTexts(first + i));
    texts += stored.size();
  }
  EXPECT_EQ(texts, 15u);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
  // Again with other salts: texts are compared by their words.
  v1::IssuePlanRequest again = request;
  again.set_request_id("again");
  again.clear_texts();
  ordinal = 0;
  for (v1::PlanRow& row : *again.mutable_plan()->mutable_rows()) {
    for (v1::Text& note : *row.mutable_notes()) {
      note = AddText(again, ordinal, request.texts(static_cast<int>(ordinal)).text());
      ++ordinal;
    }
  }
  ASSERT_OK_AND_ASSIGN(const v1::IssuePlanResponse exists, IssuePlan(again));
  EXPECT_EQ(exists.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(exists.position(), first);
  again.mutable_texts(3)->set_text("khác");
  EXPECT_THAT(IssuePlan(again), StatusIs(ERROR_REASON_PLAN_EXISTS));
}

TEST_F(CommandsTest, APlanLongerThanAGroupIsRefused) {
  v1::IssuePlanRequest request;
  request.set_request_id("huge");
  *request.mutable_plan() = MakePlan("huge", "kien-giang", 20210101, 20211231);
  for (int i = 0; i < 4000; ++i) {
    v1::PlanRow row = SelectorRow(Concat("r", i), "rach-gia");
    row.set_printed_name(std::string(250, 'x'));
    *request.mutable_plan()->add_rows() = row;
  }
  const uint64_t before = next_position();
  EXPECT_THAT(IssuePlan(request), StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
  request.set_validate_only(true);
  EXPECT_THAT(IssuePlan(request), StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
  EXPECT_EQ(next_position(), before);
}

TEST_F(CommandsTest, AmendmentsFollowEachOther) {
  IssuePlan("kg-2021");
  const uint64_t first = next_position();
  v1::AmendPlanRequest request = Amendment("a1", 1, 120);
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const v1::AmendPlanResponse valid, AmendPlan(request));
  EXPECT_EQ(valid.outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(valid.revision(), 2u);
  EXPECT_EQ(next_position(), first);
  request.set_validate_only(false);
  ASSERT_OK_AND_ASSIGN(const v1::AmendPlanResponse created, AmendPlan(request));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.position(), first);
  EXPECT_EQ(created.revision(), 2u);
  // The same again: by its id, with other salts, under another id.
  for (const std::string id : {"a1", "a2"}) {
    ASSERT_OK_AND_ASSIGN(const v1::AmendPlanResponse again, AmendPlan(Amendment(id, 1, 120)));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), first);
    EXPECT_EQ(again.revision(), 2u);
  }
  const auto stale = AmendPlan(Amendment("a3", 1, 130));
  EXPECT_THAT(stale, StatusIs(ERROR_REASON_PLAN_REVISION_STALE));
  EXPECT_THAT(stale, HasErrorField("current", 2));
  EXPECT_THAT(AmendPlan(Amendment("a4", 1, 120, "một lý do khác")),
              StatusIs(ERROR_REASON_PLAN_REVISION_STALE));
  EXPECT_THAT(AmendPlan(Amendment("a1", 2, 130)), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(next_position(), first + 1);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(CommandsTest, TextsMustBeThere) {
  IssuePlan("kg-2021");
  v1::AmendPlanRequest request = Amendment("a1", 1, 120);
  v1::AmendPlanRequest without = request;
  without.mutable_texts()->RemoveLast();
  EXPECT_THAT(AmendPlan(without), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
  v1::AmendPlanRequest foreign = request;
  *foreign.add_texts() = request.texts(0);
  foreign.mutable_texts(2)->set_submission_index(1);
  EXPECT_THAT(AmendPlan(foreign), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
  ASSERT_OK(AmendPlan(request));
  // It is there: the same commitments need no texts.
  ASSERT_OK_AND_ASSIGN(const v1::AmendPlanResponse exists, AmendPlan(without));
  EXPECT_EQ(exists.outcome(), v1::WRITE_OUTCOME_EXISTS);
}

// --- Sources ---

TEST_F(CommandsTest, ASourceIsOpenedOnce) {
  v1::OpenSourceRequest request;
  request.set_request_id("s");
  request.mutable_source()->set_source_id("tram-1");
  request.mutable_source()->set_label("Trạm y tế");
  request.mutable_source()->set_unit_id("rach-gia");
  ASSERT_OK_AND_ASSIGN(const v1::OpenSourceResponse created, OpenSource(request));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.next_sequence(), 1u);
  Send(SequenceStream("tram-1"), {SourceReceipt("tram-1", 1)});
  for (const std::string id : {"s", "t"}) {
    request.set_request_id(id);
    ASSERT_OK_AND_ASSIGN(const v1::OpenSourceResponse again, OpenSource(request));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), created.position());
    EXPECT_EQ(again.next_sequence(), 2u);
  }
  request.mutable_source()->set_label("Khác");
  EXPECT_THAT(OpenSource(request), StatusIs(ERROR_REASON_SOURCE_EXISTS));
  request.set_request_id("s");
  EXPECT_THAT(OpenSource(request), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  request.set_request_id("v");
  request.mutable_source()->set_source_id("tram-2");
  request.mutable_source()->set_unit_id("nowhere");
  EXPECT_THAT(OpenSource(request), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  request.mutable_source()->set_source_id("Trạm 2");
  EXPECT_THAT(OpenSource(request), StatusIs(ERROR_REASON_ID_INVALID));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

// --- Receipts ---

TEST_F(CommandsTest, AReceiptIsRecordedOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse created, Record(Receipt("r1", 10)));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.version(), 1u);
  EXPECT_EQ(created.leaf_hash(), ToBytes(LeafHash(StoredBytes(created.position()))));
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse again, Record(Receipt("r1", 10)));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(again.position(), created.position());
  EXPECT_EQ(again.leaf_hash(), created.leaf_hash());
  EXPECT_THAT(Record(Receipt("r1", 11)), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  // Content is no identity: another call is another receipt.
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse other, Record(Receipt("r2", 10)));
  EXPECT_EQ(other.outcome(), v1::WRITE_OUTCOME_CREATED);
  // A refusal binds nothing.
  v1::RecordReceiptRequest bad = Receipt("r3", 10);
  bad.mutable_receipt()->mutable_unit()->set_unit_id("nowhere");
  EXPECT_THAT(Record(bad), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  ASSERT_OK(Record(Receipt("r3", 10)));
  EXPECT_THAT(Record(Receipt("", 10)), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(Record(Receipt("r4", 0)), StatusIs(ERROR_REASON_COUNT_OUT_OF_RANGE));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(CommandsTest, AReceiptIsCorrectedAndVoided) {
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse created, Record(Receipt("r1", 10)));
  v1::CorrectReceiptRequest correction;
  correction.set_request_id("c1");
  v1::ReceiptCorrected& corrected = *correction.mutable_correction();
  corrected.mutable_target()->set_position(created.position());
  corrected.mutable_target()->set_leaf_hash(created.leaf_hash());
  corrected.set_replaces_version(1);
  *corrected.mutable_receipt() = MakeReceipt("ha-tien", 20210406, 12);
  *corrected.mutable_reason() = AddText(correction, 0, "ghi nhầm");
  correction.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse valid, Correct(correction));
  EXPECT_EQ(valid.outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(valid.version(), 2u);
  correction.set_validate_only(false);
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse done, Correct(correction));
  EXPECT_EQ(done.version(), 2u);
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse again, Correct(correction));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(again.version(), 2u);

  v1::CorrectReceiptRequest stale = correction;
  stale.set_request_id("c2");
  const auto refused = Correct(stale);
  EXPECT_THAT(refused, StatusIs(ERROR_REASON_RECEIPT_VERSION_STALE));
  EXPECT_THAT(refused, HasErrorField("current", 2));

  v1::VoidReceiptRequest voiding;
  voiding.set_request_id("v1");
  *voiding.mutable_void_()->mutable_target() = corrected.target();
  voiding.mutable_void_()->set_replaces_version(2);
  *voiding.mutable_void_()->mutable_reason() = AddText(voiding, 0, "hủy");
  v1::VoidReceiptRequest mistaken = voiding;
  mistaken.mutable_void_()->mutable_target()->set_leaf_hash(std::string(32, 'x'));
  EXPECT_THAT(Void(mistaken), StatusIs(ERROR_REASON_RECEIPT_HASH_MISMATCH));
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse voided, Void(voiding));
  EXPECT_EQ(voided.version(), 3u);
  stale.mutable_correction()->set_replaces_version(3);
  EXPECT_THAT(Correct(stale), StatusIs(ERROR_REASON_RECEIPT_VOIDED));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
  // All of it by a ledger that remembers nothing.
  CloseLedger();
  OpenLedger();
  EXPECT_THAT(Correct(stale), StatusIs(ERROR_REASON_RECEIPT_VOIDED));
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse after, Void(voiding));
  EXPECT_EQ(after.outcome(), v1::WRITE_OUTCOME_EXISTS);
}

TEST_F(CommandsTest, VersionsThatAreRememberedNoMoreAreLookedUp) {
  CloseLedger();
  limits_.max_cached_versions = 1;
  OpenLedger();
  std::vector<v1::ReceiptWriteResponse> receipts;
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse created,
                         Record(Receipt(Concat("r", i), 10)));
    receipts.push_back(created);
  }
  for (uint32_t version = 1; version <= 4; ++version) {
    for (int i = 0; i < 3; ++i) {
      v1::CorrectReceiptRequest correction;
      correction.set_request_id(Concat("c", version, "-", i));
      v1::ReceiptCorrected& corrected = *correction.mutable_correction();
      corrected.mutable_target()->set_position(receipts[i].position());
      corrected.mutable_target()->set_leaf_hash(receipts[i].leaf_hash());
      corrected.set_replaces_version(version);
      *corrected.mutable_receipt() = MakeReceipt("ha-tien", 20210406, 10 * version);
      *corrected.mutable_reason() = AddText(correction, 0, "ghi nhầm");
      ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse done, Correct(correction));
      EXPECT_EQ(done.version(), version + 1);
    }
  }
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(CommandsTest, AReplacedReceiptKeepsNoUnknownFields) {
  v1::RecordReceiptRequest request = Receipt("r1", 10);
  v1::Receipt& receipt = *request.mutable_receipt();
  receipt.GetReflection()->MutableUnknownFields(&receipt)->AddLengthDelimited(
      1000, std::string(60'000, 'x'));
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse created, Record(request));
  v1::CorrectReceiptRequest correction;
  correction.set_request_id("c1");
  v1::ReceiptCorrected& corrected = *correction.mutable_correction();
  corrected.mutable_target()->set_position(created.position());
  corrected.mutable_target()->set_leaf_hash(created.leaf_hash());
  corrected.set_replaces_version(1);
  *corrected.mutable_receipt() = receipt;
  *corrected.mutable_reason() = AddText(correction, 0, "ghi nhầm");
  ASSERT_OK(Correct(correction)) << "an event has room for one of them, not for two";
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(CommandsTest, RequestIdsBelongToTheirPrincipal) {
  ASSERT_OK(Record(Receipt("r1", 10)));
  Promised<absl::StatusOr<v1::ReceiptWriteResponse>> other;
  ledger_->RecordReceipt("somebody", Receipt("r1", 99), other.Setter());
  ASSERT_OK_AND_ASSIGN(const v1::ReceiptWriteResponse response, other.Get());
  EXPECT_EQ(response.outcome(), v1::WRITE_OUTCOME_CREATED);
}

}  // namespace
}  // namespace hemoledger
