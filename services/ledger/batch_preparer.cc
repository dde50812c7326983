#include "services/ledger/batch_preparer.h"

#include <algorithm>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/domain/receipt_rules.h"
#include "store/limits.h"

namespace hemoledger {
namespace {

std::string Place(size_t index) {
  return Concat("submissions[", index, "]");
}

// Whether the submission is of this stream.
absl::Status CheckBelongs(const StreamIdentity& stream, const v1::Submission& submission) {
  if (stream.mode == StreamMode::kSequence) {
    if (submission.has_source() && submission.source().source_id() == stream.scope &&
        submission.source().sequence() > 0) {
      return absl::OkStatus();
    }
    return MakeError(ERROR_REASON_IDENTITY_MISMATCH,
                     {{"expected", Concat("source ", stream.scope, ", a number from 1 on")}});
  }
  if (submission.has_feed() && submission.feed().feed() == stream.scope) return absl::OkStatus();
  return MakeError(ERROR_REASON_IDENTITY_MISMATCH, {{"expected", Concat("feed ", stream.scope)}});
}

absl::Status CheckForm(const PreparedSubmission& submission) {
  if (submission.bytes.size() > kMaxSubmissionBytes) {
    return MakeError(ERROR_REASON_SUBMISSION_TOO_LARGE,
                     {{"limit", kMaxSubmissionBytes}, {"actual", submission.bytes.size()}});
  }
  if (submission.message == nullptr) return MakeError(ERROR_REASON_SUBMISSION_UNREADABLE);
  RETURN_IF_ERROR(CheckSubmissionForm(*submission.message));
  // The usual receipt has neither texts nor room for them.
  if (submission.texts.empty() && submission.message->has_receipt_recorded() &&
      !submission.message->receipt_recorded().receipt().has_note()) {
    return absl::OkStatus();
  }
  return VerifyTexts(*submission.message, submission.texts);
}

// Numbers of a SEQUENCE batch: those that the submissions say; one that can not be read has the one
// between its neighbours.
absl::Status NumberBySource(uint64_t next_number, std::vector<PreparedSubmission>& submissions) {
  const auto first = std::find_if(submissions.begin(), submissions.end(),
                                  [](const PreparedSubmission& s) { return s.message != nullptr; });
  uint64_t number = next_number;
  if (first != submissions.end()) {
    const auto before = static_cast<uint64_t>(first - submissions.begin());
    const uint64_t sequence = first->message->source().sequence();
    if (sequence <= before) {
      return MakeError(ERROR_REASON_IDENTITY_MISMATCH, {{"expected", "numbers from 1 on"}});
    }
    number = sequence - before;
  }
  if (number == 0) return MakeError(ERROR_REASON_SUBMISSION_UNREADABLE);
  for (PreparedSubmission& submission : submissions) {
    if (submission.message != nullptr) number = submission.message->source().sequence();
    submission.number = number++;
  }
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<const ReceiptTarget> FindReceiptHint(const v1::Submission& submission,
                                                     EventSource& events) {
  if (!submission.has_receipt_corrected() && !submission.has_receipt_voided()) return nullptr;
  const v1::ReceiptReference& reference = submission.has_receipt_corrected()
                                              ? submission.receipt_corrected().target()
                                              : submission.receipt_voided().target();
  const absl::StatusOr<FoundReceipt> found = FindReceipt(reference, events);
  if (!found.ok()) return nullptr;
  absl::StatusOr<ReceiptTarget> target = CurrentVersion(*found, events);
  if (!target.ok()) return nullptr;
  return std::make_unique<const ReceiptTarget>(*std::move(target));
}

absl::StatusOr<StreamBatch> PrepareStreamBatch(const StreamIdentity& stream, uint64_t next_number,
                                               std::unique_ptr<v1::SubmissionBatch> message,
                                               EventSource& events) {
  StreamBatch batch;
  batch.stream = stream;
  batch.message = std::move(message);
  batch.arena = std::make_unique<google::protobuf::Arena>();
  const auto& all_bytes = batch.message->submissions();
  const auto count = static_cast<size_t>(all_bytes.size());
  batch.submissions.resize(count);

  Violations problems;
  for (size_t i = 0; i < count; ++i) {
    PreparedSubmission& submission = batch.submissions[i];
    submission.bytes = all_bytes[static_cast<int>(i)];
    batch.byte_size += submission.bytes.size();
    auto* parsed = google::protobuf::Arena::CreateMessage<v1::Submission>(batch.arena.get());
    if (!parsed->ParseFromArray(submission.bytes.data(),
                                static_cast<int>(submission.bytes.size()))) {
      continue;
    }
    submission.message = parsed;
    problems.Add(Place(i), CheckBelongs(stream, *parsed));
  }
  RETURN_IF_ERROR(problems.ToStatus());
  if (stream.mode == StreamMode::kSequence) {
    RETURN_IF_ERROR(NumberBySource(next_number, batch.submissions));
  } else {
    uint64_t number = std::max<uint64_t>(next_number, 1);
    for (PreparedSubmission& submission : batch.submissions) submission.number = number++;
  }

  batch.texts = std::make_unique<TextsBySubmission>(batch.message->texts());
  for (const v1::AccompanyingText& text : batch.message->texts()) {
    batch.byte_size += text.ByteSizeLong();
    if (text.submission_index() < count) continue;
    return MakeError(ERROR_REASON_TEXT_COMMITMENT_MISMATCH, {{"ordinal", text.ordinal()}});
  }
  const bool has_texts = !batch.message->texts().empty();
  for (size_t i = 0; i < count; ++i) {
    PreparedSubmission& submission = batch.submissions[i];
    if (has_texts) submission.texts = batch.texts->Of(static_cast<uint32_t>(i));
    submission.form = CheckForm(submission);
    if (submission.form.ok()) submission.target = FindReceiptHint(*submission.message, events);
  }
  return batch;
}

}  // namespace hemoledger
