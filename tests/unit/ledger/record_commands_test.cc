// PutRecord: what it records, and that sending it again changes nothing.
#include <gmock/gmock.h>

#include <algorithm>

#include "ledger_fixture.h"
#include "proto/base/sha256.h"
#include "proto/base/text_commitment.h"
#include "services/ledger/ledger_attachments.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RecordCommandsTest : public LedgerFixture {
 protected:
  void SetUp() override {
    LedgerFixture::SetUp();
    OpenUnits();
    IssuePlan("kg-2021");
  }

  // An indicator beside kg-2021: how many clubs Kiên Giang has, and why it is recorded.
  v1::PutRecordRequest Clubs(std::string_view request_id, int64_t clubs,
                             uint32_t replaces_version = 0,
                             std::string_view reason = "báo cáo năm") {
    v1::PutRecordRequest request;
    request.set_request_id(std::string(request_id));
    v1::PlanRecorded& record = *request.mutable_record();
    record.set_plan_id("kg-2021");
    record.set_record_id("clubs");
    record.set_replaces_version(replaces_version);
    const MadeText made = MakeText(0, reason, salts_);
    *record.mutable_reason() = made.text;
    *request.add_texts() = made.accompanying;
    v1::IndicatorValue& value = *record.mutable_indicators()->add_values();
    value.set_unit_id("kien-giang");
    value.set_indicator("clubs");
    value.set_label("Câu lạc bộ hiến máu dự bị");
    value.mutable_value()->set_comparator(v1::COMPARATOR_EQUAL);
    value.mutable_value()->mutable_value()->set_unscaled(clubs);
    return request;
  }
  v1::PutRecordRequest Scan(std::string_view request_id, std::string_view record_id, char hash) {
    v1::PutRecordRequest request;
    request.set_request_id(std::string(request_id));
    v1::PlanRecorded& record = *request.mutable_record();
    record.set_plan_id("kg-2021");
    record.set_record_id(std::string(record_id));
    record.mutable_attachment()->set_sha256(std::string(32, hash));
    record.mutable_attachment()->set_size_bytes(5);
    record.mutable_attachment()->set_media_type("application/pdf");
    record.mutable_attachment()->set_file_name("01.pdf");
    return request;
  }
  const PlanRecord* Find(std::string_view record_id) {
    view_ = ledger_->views().Pin();
    return view_->records->Find("kg-2021", record_id);
  }

  SeededRandom salts_{12};
  std::shared_ptr<const View> view_;
};

TEST_F(RecordCommandsTest, ARecordIsPutOnce) {
  const uint64_t first = next_position();
  ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse created, PutRecord(Clubs("a", 11)));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.position(), first);
  EXPECT_EQ(created.version(), 1u);
  const PlanRecord* record = Find("clubs");
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->current().position, first);
  EXPECT_EQ(record->current().principal, kClerk);
  EXPECT_EQ(record->current().record.indicators().values(0).value().value().unscaled(), 11);
  EXPECT_THAT(store_->Revisions(RevisionSubject::kRecord, "kg-2021/clubs"),
              IsOkAndHolds(ElementsAre(RevisionRow{1, first, 1})));
  ASSERT_OK_AND_ASSIGN(const auto texts, store_->GetTexts(first));
  ASSERT_THAT(texts, SizeIs(1));
  EXPECT_EQ(texts[0].row.text, "báo cáo năm");
  // The same again: by its id, with other salts, under another id.
  for (const std::string id : {"a", "b"}) {
    ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse again, PutRecord(Clubs(id, 11)));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), first);
    EXPECT_EQ(again.version(), 1u);
  }
  EXPECT_THAT(PutRecord(Clubs("b", 12)), StatusIs(ERROR_REASON_RECORD_EXISTS));
  EXPECT_THAT(PutRecord(Clubs("b", 11, 0, "lý do khác")), StatusIs(ERROR_REASON_RECORD_EXISTS));
  EXPECT_THAT(PutRecord(Clubs("a", 12)), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  // An id that another kind of call has used.
  EXPECT_THAT(PutRecord(Clubs("issue-kg-2021", 11)), StatusIs(ERROR_REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(next_position(), first + 1);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(RecordCommandsTest, VersionsFollowEachOther) {
  ASSERT_OK(PutRecord(Clubs("a", 11)));
  ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse second, PutRecord(Clubs("b", 12, 1)));
  EXPECT_EQ(second.version(), 2u);
  ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse third, PutRecord(Clubs("c", 13, 2)));
  EXPECT_EQ(third.version(), 3u);
  // A retry has the same answer for ever, by its own id and by its content.
  for (const std::string id : {"b", "d"}) {
    ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse again, PutRecord(Clubs(id, 12, 1)));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), second.position());
    EXPECT_EQ(again.version(), 2u);
  }
  const auto stale = PutRecord(Clubs("e", 14, 1));
  EXPECT_THAT(stale, StatusIs(ERROR_REASON_RECORD_VERSION_STALE));
  EXPECT_THAT(stale, HasErrorField("current", 3));
  EXPECT_THAT(PutRecord(Clubs("f", 14, 4)), StatusIs(ERROR_REASON_RECORD_VERSION_STALE));
  EXPECT_THAT(Find("clubs")->versions, SizeIs(3));
  EXPECT_THAT(store_->Revisions(RevisionSubject::kRecord, "kg-2021/clubs"),
              IsOkAndHolds(SizeIs(3)));
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(RecordCommandsTest, ARecordCanBeTriedFirst) {
  const uint64_t before = next_position();
  v1::PutRecordRequest request = Clubs("a", 11);
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse valid, PutRecord(request));
  EXPECT_EQ(valid.outcome(), v1::WRITE_OUTCOME_VALID);
  EXPECT_EQ(valid.version(), 1u);
  EXPECT_EQ(valid.position(), 0u);
  EXPECT_EQ(next_position(), before);
  EXPECT_EQ(Find("clubs"), nullptr);
  request.mutable_record()->mutable_indicators()->mutable_values(0)->set_unit_id("nowhere");
  EXPECT_THAT(PutRecord(request), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  // The same id afterwards, in earnest.
  ASSERT_OK(PutRecord(Clubs("a", 11)));
}

TEST_F(RecordCommandsTest, FormAndRulesAreChecked) {
  const uint64_t before = next_position();
  v1::PutRecordRequest request;
  EXPECT_EQ(ViolationsOf(PutRecord(request).status()).size(), 2u);
  request = Clubs("a", 11);
  request.mutable_record()->clear_indicators();
  EXPECT_THAT(PutRecord(request), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  request = Clubs("a", 11);
  request.mutable_record()->set_plan_id("kg-2019");
  EXPECT_THAT(PutRecord(request), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  EXPECT_THAT(PutRecord(Clubs("a", 11, 1)), StatusIs(ERROR_REASON_RECORD_NOT_FOUND));
  request = Clubs("a", 11);
  for (int i = 0; i < 999; ++i) {
    *request.mutable_record()->mutable_indicators()->add_values() =
        request.record().indicators().values(0);
  }
  EXPECT_THAT(PutRecord(request), StatusIs(ERROR_REASON_SUBMISSION_TOO_LARGE));
  // A refusal binds nothing.
  EXPECT_EQ(next_position(), before);
  ASSERT_OK(PutRecord(Clubs("a", 11)));
}

TEST_F(RecordCommandsTest, TextsMustBeThere) {
  v1::PutRecordRequest request = Clubs("a", 11);
  v1::PutRecordRequest without = request;
  without.clear_texts();
  EXPECT_THAT(PutRecord(without), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
  v1::PutRecordRequest other = request;
  other.mutable_texts(0)->set_text("khác");
  EXPECT_THAT(PutRecord(other), StatusIs(ERROR_REASON_TEXT_COMMITMENT_MISMATCH));
  ASSERT_OK(PutRecord(request));
  // It is there: the same commitments need no texts.
  ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse exists, PutRecord(without));
  EXPECT_EQ(exists.outcome(), v1::WRITE_OUTCOME_EXISTS);
}

TEST_F(RecordCommandsTest, RecordsInFlightAreSeenByLaterOnes) {
  // Two of one record, decided before the first is durable.
  proposer_->Hold();
  Promised<absl::StatusOr<v1::PutRecordResponse>> first;
  Promised<absl::StatusOr<v1::PutRecordResponse>> same;
  Promised<absl::StatusOr<v1::PutRecordResponse>> other;
  Promised<absl::StatusOr<v1::PutRecordResponse>> next;
  ledger_->PutRecord(kClerk, Clubs("a", 11), first.Setter());
  ledger_->PutRecord(kClerk, Clubs("b", 11), same.Setter());
  ledger_->PutRecord(kClerk, Clubs("c", 12), other.Setter());
  ledger_->PutRecord(kClerk, Clubs("d", 12, 1), next.Setter());
  proposer_->Release();
  ASSERT_OK(first.Get());
  EXPECT_EQ(first.Get()->outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(same.Get()->outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_THAT(other.Get(), StatusIs(ERROR_REASON_RECORD_EXISTS));
  EXPECT_EQ(next.Get()->version(), 2u);
  EXPECT_EQ(ledger_->StateDigest(), ReplayedDigest());
}

TEST_F(RecordCommandsTest, RecordsAreThereAfterARestart) {
  ASSERT_OK(PutRecord(Clubs("a", 11)));
  ASSERT_OK(PutRecord(Clubs("b", 12, 1)));
  const std::string digest = ledger_->StateDigest();
  CloseLedger();
  OpenLedger();
  EXPECT_EQ(ledger_->StateDigest(), digest);
  EXPECT_THAT(Find("clubs")->versions, SizeIs(2));
  ASSERT_OK_AND_ASSIGN(const v1::PutRecordResponse again, PutRecord(Clubs("a", 11)));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_EQ(PutRecord(Clubs("c", 13, 2))->version(), 3u);
}

// --- Scans beside the log ---

class LedgerAttachmentsTest : public RecordCommandsTest {
 protected:
  // Puts a file there as an upload does. Gives its hash.
  std::string PutFile(AttachmentStore& attachments, std::string_view bytes) {
    auto upload = attachments.Begin();
    EXPECT_OK(upload);
    EXPECT_OK((*upload)->Add(bytes));
    const std::string hash = ToBytes((*upload)->Finish());
    EXPECT_OK((*upload)->Commit());
    return hash;
  }
  void Name(std::string_view record_id, const std::string& hash) {
    v1::PutRecordRequest request = Scan(Concat("put-", record_id), record_id, 'x');
    request.mutable_record()->mutable_attachment()->set_sha256(hash);
    ASSERT_OK(PutRecord(request));
  }
  void Withdraw(std::string_view record_id) {
    v1::PutRecordRequest request = Clubs(Concat("withdraw-", record_id), 1, 1);
    request.mutable_record()->set_record_id(std::string(record_id));
    request.mutable_record()->mutable_withdrawn();
    ASSERT_OK(PutRecord(request));
  }
  std::unique_ptr<AttachmentStore> OpenAll() {
    auto opened = OpenAttachments(folder_.Join("data"), *ledger_);
    EXPECT_OK(opened);
    return *std::move(opened);
  }
};

// A stray may be the last that is left of a scan whose event an older copy of the ledger lacks.
TEST_F(LedgerAttachmentsTest, AStartRemovesNoWholeFile) {
  auto attachments = OpenAll();
  const std::string named = PutFile(*attachments, "%PDF-1");
  const std::string withdrawn = PutFile(*attachments, "%PDF-2");
  const std::string stray = PutFile(*attachments, "%PDF-3");
  Name("scan", named);
  Name("gone", withdrawn);
  Withdraw("gone");
  std::vector<std::string> expected = {Hex(named), Hex(withdrawn), Hex(stray)};
  std::sort(expected.begin(), expected.end());
  std::vector<std::string> told;
  ASSERT_OK_AND_ASSIGN(attachments, OpenAttachments(folder_.Join("data"), *ledger_,
                                                    [&](LogLevel level, std::string_view line) {
                                                      EXPECT_EQ(level, LogLevel::kWarning);
                                                      told.emplace_back(line);
                                                    }));
  EXPECT_THAT(attachments->List(), IsOkAndHolds(expected));
  EXPECT_THAT(told, ElementsAre(::testing::StartsWith("1 attachments")));
}

TEST_F(LedgerAttachmentsTest, CheckTellsWhatIsMissingDamagedAndStray) {
  auto attachments = OpenAll();
  const std::string whole = PutFile(*attachments, "%PDF-1");
  const std::string damaged = PutFile(*attachments, "%PDF-2");
  const std::string stray = PutFile(*attachments, "%PDF-3");
  Name("whole", whole);
  Name("damaged", damaged);
  Name("missing", std::string(32, 'm'));
  Name("withdrawn", std::string(32, 'w'));
  Withdraw("withdrawn");
  WriteFile(Concat(folder_.Join("data"), "/attachments/", Hex(damaged)), "%PDF-x");

  const auto view = ledger_->views().Pin();
  ASSERT_OK_AND_ASSIGN(
      const AttachmentReport report,
      CheckAttachments(*AttachmentStore::OpenToRead(folder_.Join("data")), *view->records));
  EXPECT_EQ(report.sound_count, 1u);
  EXPECT_THAT(report.strays, ElementsAre(Hex(stray)));
  ASSERT_THAT(report.problems, SizeIs(2));
  for (const AttachmentReport::Problem& problem : report.problems) {
    if (problem.name == Hex(damaged)) {
      EXPECT_THAT(problem.status, StatusIs(ERROR_REASON_STORE_DAMAGED));
    } else {
      EXPECT_EQ(problem.name, Hex(std::string(32, 'm')));
      EXPECT_THAT(problem.status, StatusIs(ERROR_REASON_ATTACHMENT_NOT_FOUND));
    }
  }
}

TEST_F(LedgerAttachmentsTest, WithoutScansThereIsNothingToTell) {
  const auto view = ledger_->views().Pin();
  ASSERT_OK_AND_ASSIGN(
      const AttachmentReport report,
      CheckAttachments(*AttachmentStore::OpenToRead(folder_.Join("data")), *view->records));
  EXPECT_EQ(report.sound_count, 0u);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.strays, IsEmpty());
}

}  // namespace
}  // namespace hemoledger
