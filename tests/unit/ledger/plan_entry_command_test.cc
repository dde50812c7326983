// Corrections of a plan's entry: recorded once, with their rows and texts.
#include "ledger_fixture.h"
#include "proto/base/text_commitment.h"

namespace hemoledger {
namespace {

class PlanEntryCommandTest : public LedgerFixture {
 protected:
  void SetUp() override {
    LedgerFixture::SetUp();
    OpenUnits();
  }

  template <typename Request>
  v1::Text AddText(Request& request, std::string_view text) {
    const MadeText made = MakeText(static_cast<uint32_t>(request.texts_size()), text, salts_);
    *request.add_texts() = made.accompanying;
    return made.text;
  }

  // The plan of the fixture, with a note on Hà Tiên's row.
  v1::IssuePlanRequest Plan(std::string_view request_id, int64_t ha_tien,
                            std::string_view note = "ghi chú") {
    v1::IssuePlanRequest request;
    request.set_request_id(std::string(request_id));
    v1::PlanIssued& plan = *request.mutable_plan();
    plan = MakePlan("kg-2021", "kien-giang", 20210101, 20211231);
    *plan.mutable_document()->mutable_signatory() = AddText(request, "Phó Chủ tịch");
    *plan.add_rows() = HolderRow("r1", "rach-gia", 100);
    *plan.add_rows() = HolderRow("r2", "ha-tien", ha_tien);
    *plan.mutable_rows(1)->add_notes() = AddText(request, note);
    return request;
  }
  v1::CorrectPlanEntryRequest Correction(std::string_view request_id, uint32_t against,
                                         int64_t ha_tien, std::string_view reason = "gõ nhầm") {
    v1::CorrectPlanEntryRequest request;
    request.set_request_id(std::string(request_id));
    v1::PlanEntryCorrected& correction = *request.mutable_correction();
    correction.set_plan_id("kg-2021");
    correction.set_revision(1);
    correction.set_against_version(against);
    *correction.mutable_reason() = AddText(request, reason);
    v1::PlanRow row = HolderRow("r2", "ha-tien", ha_tien);
    *row.add_notes() = AddText(request, "ghi chú");
    *correction.add_fixes()->mutable_row() = row;
    return request;
  }
  int64_t Total() {
    const auto view = ledger_->views().Pin();
    return view->plans->Effective(view->plans->Find("kg-2021"), *view->tree, 0).total_quota_units;
  }

  SeededRandom salts_{12};
};

TEST_F(PlanEntryCommandTest, ACorrectionIsRecordedOnce) {
  ASSERT_OK(IssuePlan(Plan("issue", 5)));
  const uint64_t first = next_position();
  v1::CorrectPlanEntryRequest request = Correction("c1", 1, 50);
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const v1::CorrectPlanEntryResponse valid, CorrectPlanEntry(request));
  EXPECT_EQ(valid.outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(valid.entry_version(), 2u);
  EXPECT_EQ(next_position(), first);
  EXPECT_EQ(Total(), 105);
  request.set_validate_only(false);
  ASSERT_OK_AND_ASSIGN(const v1::CorrectPlanEntryResponse created, CorrectPlanEntry(request));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.position(), first);
  EXPECT_EQ(created.entry_version(), 2u);
  EXPECT_EQ(Total(), 150);
  // The same again: by its id, with other salts, under another id.
  for (const std::string id : {"c1", "c2"}) {
    ASSERT_OK_AND_ASSIGN(const v1::CorrectPlanEntryResponse again,
                         CorrectPlanEntry(Correction(id, 1, 50)));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), first);
    EXPECT_EQ(again.entry_version(), 2u);
  }
  const auto stale = CorrectPlanEntry(Correction("c3", 1, 51));
  EXPECT_THAT(stale, StatusIs(ERROR_REASON_ENTRY_VERSION_STALE));
  EXPECT_THAT(stale, HasErrorField("current", 2));
  EXPECT_THAT(CorrectPlanEntry(Correction("c4", 1, 50, "lý do khác")),
              StatusIs(ERROR_REASON_ENTRY_VERSION_STALE));
  EXPECT_THAT(CorrectPlanEntry(Correction("c1", 2, 52)), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  EXPECT_THAT(CorrectPlanEntry(Correction("issue", 2, 52)),
              StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(next_position(), first + 1);
  ASSERT_OK_AND_ASSIGN(const auto rows, store_->Revisions(RevisionSubject::kEntry, "kg-2021"));
  EXPECT_THAT(rows, ::testing::ElementsAre(RevisionRow{EntryNumber(1, 2), first, 1}));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(PlanEntryCommandTest, ItHoldsAfterOpeningAgain) {
  ASSERT_OK(IssuePlan(Plan("issue", 5)));
  ASSERT_OK(CorrectPlanEntry(Correction("c1", 1, 50)));
  const std::string digest = ledger_->StateDigest();
  CloseLedger();
  OpenLedger();
  EXPECT_EQ(ledger_->StateDigest(), digest);
  EXPECT_EQ(Total(), 150);
  ASSERT_OK(CorrectPlanEntry(Correction("c2", 2, 55)));
  EXPECT_EQ(Total(), 155);
}

TEST_F(PlanEntryCommandTest, AFileThatWasMendedIsThePlanThatIsThere) {
  ASSERT_OK_AND_ASSIGN(const v1::IssuePlanResponse issued, IssuePlan(Plan("issue", 5)));
  ASSERT_OK(CorrectPlanEntry(Correction("c1", 1, 50)));
  // As it was entered first, and as it stands now; not in between.
  for (const int64_t figure : {5, 50}) {
    ASSERT_OK_AND_ASSIGN(const v1::IssuePlanResponse again,
                         IssuePlan(Plan(Concat("again-", figure), figure)));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), issued.position());
  }
  EXPECT_THAT(IssuePlan(Plan("other", 6)), StatusIs(ERROR_REASON_PLAN_EXISTS));
  EXPECT_THAT(IssuePlan(Plan("note", 50, "khác")), StatusIs(ERROR_REASON_PLAN_EXISTS));
}

TEST_F(PlanEntryCommandTest, FormAndTexts) {
  ASSERT_OK(IssuePlan(Plan("issue", 5)));
  const uint64_t before = next_position();
  v1::CorrectPlanEntryRequest request;
  const auto blank = CorrectPlanEntry(request);
  EXPECT_THAT(blank, StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_EQ(ViolationsOf(blank.status()).size(), 2u);
  request = Correction("c1", 1, 50);
  request.mutable_texts()->RemoveLast();
  EXPECT_THAT(CorrectPlanEntry(request), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
  request = Correction("c1", 1, 50);
  request.mutable_correction()->mutable_fixes(0)->mutable_row()->set_body_in_charge(
      std::string(70'000, 'x'));
  EXPECT_THAT(CorrectPlanEntry(request), StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
  EXPECT_EQ(next_position(), before);
  // A refusal binds nothing.
  ASSERT_OK(CorrectPlanEntry(Correction("c1", 1, 50)));
}

}  // namespace
}  // namespace hemoledger
