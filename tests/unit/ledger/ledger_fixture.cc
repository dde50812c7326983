#include "ledger_fixture.h"

#include <ostream>

#include "proto/base/check.h"
#include "services/ledger/committed_state.h"

namespace hemoledger {
namespace {

// Calls an asynchronous write and waits.
template <typename Response, typename Call>
absl::StatusOr<Response> Await(const Call& call) {
  Promised<absl::StatusOr<Response>> promised;
  call(promised.Setter());
  return promised.Get();
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << outcome.number << ": " << v1::SubmissionOutcome_Name(outcome.outcome) << " at "
             << outcome.position << " " << v1::ErrorReason_Name(outcome.reason);
}

std::vector<Outcome> Unfold(const v1::Acknowledgement& acknowledgement) {
  std::vector<Outcome> outcomes;
  for (const v1::OutcomeRun& run : acknowledgement.runs()) {
    for (uint32_t i = 0; i < run.count(); ++i) {
      const uint64_t position = run.first_position() == 0 ? 0 : run.first_position() + i;
      outcomes.push_back({run.first_number() + i, run.outcome(), position, run.refusal().reason()});
    }
  }
  return outcomes;
}

Outcome Created(uint64_t number, uint64_t position) {
  return {number, v1::SUBMISSION_OUTCOME_CREATED, position, v1::ERROR_REASON_UNSPECIFIED};
}
Outcome Exists(uint64_t number, uint64_t position) {
  return {number, v1::SUBMISSION_OUTCOME_EXISTS, position, v1::ERROR_REASON_UNSPECIFIED};
}
Outcome Different(uint64_t number, uint64_t position) {
  return {number, v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT, position,
          v1::ERROR_REASON_UNSPECIFIED};
}
Outcome Rejected(uint64_t number, uint64_t position, v1::ErrorReason reason) {
  return {number, v1::SUBMISSION_OUTCOME_REJECTED, position, reason};
}

void LedgerFixture::SetUp() {
  OpenLedger();
}

void LedgerFixture::TearDown() {
  if (proposer_ != nullptr) proposer_->Release();
  CloseLedger();
}

void LedgerFixture::OpenLedger() {
  StoreOptions store_options;
  store_options.path = folder_.Join("data");
  store_options.create_if_missing = true;
  store_options.block_cache_bytes = 8 << 20;
  auto store = LedgerStore::Open(std::move(store_options));
  ASSERT_OK(store);
  store_ = *std::move(store);
  proposer_ = std::make_unique<FakeProposer>(*store_);
  Ledger::Options options;
  options.store = store_.get();
  options.proposer = proposer_.get();
  options.clock = &clock_;
  options.random = &random_;
  options.disk = &disk_;
  options.limits = limits_;
  options.on_fatal = [this](const absl::Status&) { ++fatals_; };
  auto ledger = Ledger::Open(std::move(options));
  ASSERT_OK(ledger);
  ledger_ = *std::move(ledger);
}

void LedgerFixture::CloseLedger() {
  ledger_.reset();
  proposer_.reset();
  store_.reset();
}

std::string LedgerFixture::ReplayedDigest() {
  Views views;
  CommittedState replayed(*store_, views);
  uint64_t applied = 0;
  EXPECT_OK(replayed.CatchUp(&applied));
  return replayed.Digest();
}

void LedgerFixture::OpenUnits() {
  v1::ChangeUnitsRequest request;
  request.set_request_id("units");
  *request.add_changes() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
  *request.add_changes() =
      OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91");
  *request.add_changes() =
      OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Thành phố Rạch Giá", "kien-giang");
  *request.add_changes() =
      OpenUnit("ha-tien", v1::UNIT_KIND_DISTRICT, "Thành phố Hà Tiên", "kien-giang");
  ASSERT_OK(ChangeUnits(request));
}

uint64_t LedgerFixture::OpenSource(std::string_view source_id) {
  v1::OpenSourceRequest request;
  request.set_request_id(Concat("open-", source_id));
  request.mutable_source()->set_source_id(std::string(source_id));
  const absl::StatusOr<v1::OpenSourceResponse> response = OpenSource(request);
  EXPECT_OK(response);
  return response.ok() ? response->position() : 0;
}

void LedgerFixture::IssuePlan(std::string_view plan_id) {
  v1::IssuePlanRequest request;
  request.set_request_id(Concat("issue-", plan_id));
  *request.mutable_plan() = MakePlan(plan_id, "kien-giang", 20210101, 20211231);
  *request.mutable_plan()->add_rows() = HolderRow("r1", "rach-gia", 100);
  *request.mutable_plan()->add_rows() = HolderRow("r2", "ha-tien", 50);
  ASSERT_OK(IssuePlan(request));
}

absl::StatusOr<v1::ChangeUnitsResponse> LedgerFixture::ChangeUnits(
    const v1::ChangeUnitsRequest& request) {
  return Await<v1::ChangeUnitsResponse>(
      [&](auto done) { ledger_->ChangeUnits(kClerk, request, done); });
}
absl::StatusOr<v1::IssuePlanResponse> LedgerFixture::IssuePlan(
    const v1::IssuePlanRequest& request) {
  return Await<v1::IssuePlanResponse>(
      [&](auto done) { ledger_->IssuePlan(kClerk, request, done); });
}
absl::StatusOr<v1::AmendPlanResponse> LedgerFixture::AmendPlan(
    const v1::AmendPlanRequest& request) {
  return Await<v1::AmendPlanResponse>(
      [&](auto done) { ledger_->AmendPlan(kClerk, request, done); });
}
absl::StatusOr<v1::PutRecordResponse> LedgerFixture::PutRecord(
    const v1::PutRecordRequest& request) {
  return Await<v1::PutRecordResponse>(
      [&](auto done) { ledger_->PutRecord(kClerk, request, done); });
}
absl::StatusOr<v1::CorrectPlanEntryResponse> LedgerFixture::CorrectPlanEntry(
    const v1::CorrectPlanEntryRequest& request) {
  return Await<v1::CorrectPlanEntryResponse>(
      [&](auto done) { ledger_->CorrectPlanEntry(kClerk, request, done); });
}
absl::StatusOr<v1::OpenSourceResponse> LedgerFixture::OpenSource(
    const v1::OpenSourceRequest& request) {
  return Await<v1::OpenSourceResponse>(
      [&](auto done) { ledger_->OpenSource(kClerk, request, done); });
}
absl::StatusOr<v1::ReceiptWriteResponse> LedgerFixture::Record(
    const v1::RecordReceiptRequest& request) {
  return Await<v1::ReceiptWriteResponse>(
      [&](auto done) { ledger_->RecordReceipt(kClerk, request, done); });
}
absl::StatusOr<v1::ReceiptWriteResponse> LedgerFixture::Correct(
    const v1::CorrectReceiptRequest& request) {
  return Await<v1::ReceiptWriteResponse>(
      [&](auto done) { ledger_->CorrectReceipt(kClerk, request, done); });
}
absl::StatusOr<v1::ReceiptWriteResponse> LedgerFixture::Void(
    const v1::VoidReceiptRequest& request) {
  return Await<v1::ReceiptWriteResponse>(
      [&](auto done) { ledger_->VoidReceipt(kClerk, request, done); });
}

StreamBatch LedgerFixture::Prepare(const StreamIdentity& stream,
                                   const std::vector<std::string>& submissions,
                                   uint64_t next_number,
                                   const std::vector<v1::AccompanyingText>& texts) {
  v1::SubmissionBatch message;
  for (const std::string& submission : submissions) message.add_submissions(submission);
  for (const v1::AccompanyingText& text : texts) *message.add_texts() = text;
  absl::StatusOr<StreamBatch> batch =
      ledger_->PrepareBatch(stream, next_number, ReceivedBatch::Of(message));
  HL_CHECK_OK(batch);
  return *std::move(batch);
}

Promised<BatchAnswer> LedgerFixture::Submit(StreamBatch batch) {
  Promised<BatchAnswer> promised;
  ledger_->SubmitBatch(std::move(batch), promised.Setter());
  return promised;
}

BatchAnswer LedgerFixture::Send(const StreamIdentity& stream,
                                const std::vector<std::string>& submissions, uint64_t next_number,
                                const std::vector<v1::AccompanyingText>& texts) {
  return Submit(Prepare(stream, submissions, next_number, texts)).Get();
}

std::string LedgerFixture::StoredBytes(uint64_t position) {
  absl::StatusOr<std::string> bytes = store_->ReadEvent(position);
  EXPECT_OK(bytes);
  return bytes.ok() ? *bytes : "";
}

v1::Submission LedgerFixture::StoredSubmission(uint64_t position) {
  v1::Event event;
  v1::Submission submission;
  EXPECT_TRUE(event.ParseFromString(StoredBytes(position)));
  EXPECT_EQ(event.position(), position);
  EXPECT_TRUE(submission.ParseFromString(event.submission()));
  return submission;
}

StreamIdentity SequenceStream(std::string_view source_id) {
  return {StreamMode::kSequence, std::string(source_id), std::string(kClerk)};
}
StreamIdentity FeedStream(std::string_view feed) {
  return {StreamMode::kExternalId, std::string(feed), std::string(kClerk)};
}
std::string SourceReceipt(std::string_view source_id, uint64_t sequence, uint32_t count) {
  return Bytes(SourceSubmission(source_id, sequence, MakeReceipt("rach-gia", 20210405, count)));
}
std::string FeedReceipt(std::string_view feed, std::string_view id, uint32_t count) {
  return Bytes(FeedSubmission(feed, id, MakeReceipt("rach-gia", 20210405, count)));
}

}  // namespace hemoledger
