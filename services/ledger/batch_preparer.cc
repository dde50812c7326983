#include "services/ledger/batch_preparer.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "services/domain/receipt_rules.h"
#include "services/domain/receipt_scan.h"
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

// Numbers of a SEQUENCE batch: those that the submissions say; one that can not be read (number 0)
// has the one between its neighbours.
absl::Status NumberBySource(uint64_t next_number, std::vector<PreparedSubmission>& submissions) {
  const auto first = std::find_if(submissions.begin(), submissions.end(),
                                  [](const PreparedSubmission& s) { return s.number != 0; });
  uint64_t number = next_number;
  if (first != submissions.end()) {
    const auto before = static_cast<uint64_t>(first - submissions.begin());
    if (first->number <= before) {
      return MakeError(ERROR_REASON_IDENTITY_MISMATCH, {{"expected", "numbers from 1 on"}});
    }
    number = first->number - before;
  }
  if (number == 0) return MakeError(ERROR_REASON_SUBMISSION_UNREADABLE);
  for (PreparedSubmission& submission : submissions) {
    if (submission.number != 0) number = submission.number;
    submission.number = number++;
  }
  return absl::OkStatus();
}

// Submissions that are scanned together: their look-ups of units wait for memory together.
constexpr size_t kAhead = 16;

// Whether it is an ordinary receipt of this stream, as far as its bytes tell.
bool ScanOrdinary(const StreamIdentity& stream, const PreparedSubmission& submission,
                  ScannedReceipt* scanned) {
  return submission.texts.empty() && submission.bytes.size() <= kMaxSubmissionBytes &&
         ScanReceipt(submission.bytes, scanned) &&
         (stream.mode == StreamMode::kSequence ? scanned->source_id : scanned->feed) ==
             stream.scope;
}

// Takes the ordinary ones of at most kAhead submissions; the others are to be parsed.
void TakeOrdinary(const StreamIdentity& stream, const RuleBooks& books,
                  std::span<PreparedSubmission> submissions) {
  std::array<ScannedReceipt, kAhead> scanned;
  std::array<bool, kAhead> is_scanned;
  for (size_t i = 0; i < submissions.size(); ++i) {
    is_scanned[i] = ScanOrdinary(stream, submissions[i], &scanned[i]);
    if (is_scanned[i]) PrefetchIds(scanned[i], *books.tree);
  }
  for (size_t i = 0; i < submissions.size(); ++i) {
    if (is_scanned[i]) PrefetchUnits(scanned[i], *books.tree);
  }
  for (size_t i = 0; i < submissions.size(); ++i) {
    PreparedSubmission& submission = submissions[i];
    if (!is_scanned[i] ||
        !DecideScanned(scanned[i], *books.tree, *books.plans, &submission.facts)) {
      continue;
    }
    submission.ordinary = true;
    submission.number = scanned[i].sequence;
    submission.external_id = scanned[i].external_id;
  }
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

const v1::Submission* StreamBatch::Parse(PreparedSubmission& submission) {
  if (submission.message != nullptr) return submission.message;
  auto* parsed = google::protobuf::Arena::CreateMessage<v1::Submission>(arena.get());
  const std::string_view bytes = submission.bytes;
  if (!parsed->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return nullptr;
  submission.message = parsed;
  return parsed;
}

absl::StatusOr<StreamBatch> PrepareStreamBatch(const StreamIdentity& stream, uint64_t next_number,
                                               std::unique_ptr<const ReceivedBatch> received,
                                               EventSource& events, RuleBooks books) {
  StreamBatch batch;
  batch.stream = stream;
  batch.books = std::move(books);
  batch.received = std::move(received);
  batch.arena = std::make_unique<google::protobuf::Arena>();
  batch.texts = std::make_unique<TextsBySubmission>(batch.received->texts());
  const std::span<const std::string_view> all_bytes = batch.received->submissions();
  const size_t count = all_bytes.size();
  batch.submissions.resize(count);
  for (size_t i = 0; i < count; ++i) {
    PreparedSubmission& submission = batch.submissions[i];
    submission.bytes = all_bytes[i];
    batch.byte_size += submission.bytes.size();
    submission.texts = batch.texts->Of(static_cast<uint32_t>(i));
  }
  for (std::span<PreparedSubmission> rest = batch.submissions; !rest.empty();) {
    const std::span<PreparedSubmission> some = rest.first(std::min(rest.size(), kAhead));
    rest = rest.subspan(some.size());
    TakeOrdinary(stream, batch.books, some);
  }

  Violations problems;
  for (size_t i = 0; i < count; ++i) {
    PreparedSubmission& submission = batch.submissions[i];
    if (submission.ordinary) continue;
    const v1::Submission* parsed = batch.Parse(submission);
    if (parsed == nullptr) continue;
    submission.number = parsed->source().sequence();
    submission.external_id = parsed->feed().external_id();
    if (absl::Status status = CheckBelongs(stream, *parsed); !status.ok()) {
      problems.Add(Place(i), std::move(status));
    }
  }
  RETURN_IF_ERROR(problems.ToStatus());
  if (stream.mode == StreamMode::kSequence) {
    RETURN_IF_ERROR(NumberBySource(next_number, batch.submissions));
  } else {
    uint64_t number = std::max<uint64_t>(next_number, 1);
    for (PreparedSubmission& submission : batch.submissions) submission.number = number++;
  }

  for (const v1::AccompanyingText& text : batch.received->texts()) {
    batch.byte_size += text.ByteSizeLong();
    if (text.submission_index() < count) continue;
    return MakeError(ERROR_REASON_TEXT_COMMITMENT_MISMATCH, {{"ordinal", text.ordinal()}});
  }
  for (PreparedSubmission& submission : batch.submissions) {
    if (submission.ordinary) continue;
    submission.form = CheckForm(submission);
    if (submission.form.ok()) submission.target = FindReceiptHint(*submission.message, events);
  }
  return batch;
}

}  // namespace hemoledger
