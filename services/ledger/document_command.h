// A unary call that records one document as one event: checked, found again where it is there
// already, added, applied. What is particular to a kind of document stands in its Traits.
//
// Traits of a kind:
//   Request, Response, Document     messages; the request has `request_id`, `texts` and
//   `validate_only` kField                          the document's field in the request, for
//   problems of form Has(request), Of(request)       whether the request has it, and it
//   Holds(submission), Of(submission), PutInto(document, submission)     the same of a submission
//   Check(document, state)          may it follow: StatusOr<DocumentVerdict>
//   NumberOf(document)              the number (revision, version) that a recorded one made
//   SetNumber(number, response)
//   RowOf(document, number, position)   its index row: DocumentRow
//   Apply(document, DocumentPlace, state)   the fold, in flight
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/ledger/command.h"

namespace hemoledger {

// What a submission has around its document: the request's identity (an id of 128 bytes, two
// numbers) and three lengths.
inline constexpr size_t kDocumentEnvelopeBytes = 256;

struct DocumentVerdict {
  // Set: an event stands where this one would; where its content is equal (texts by plaintext) the
  // answer is EXISTS, else `conflict`.
  std::optional<uint64_t> existing_position;
  absl::Status conflict;
  // Without it: the revision or version that the document makes.
  uint32_t number = 0;
};

struct DocumentRow {
  RevisionSubject subject;
  std::string name;
  RevisionRow row;
};

// Where a document came to stand.
struct DocumentPlace {
  uint32_t number = 0;
  uint64_t position = 0;
  int64_t record_time_micros = 0;
  std::string principal;
};

template <typename Traits>
class DocumentCommand final : public CommandOf<typename Traits::Response> {
 public:
  using Request = typename Traits::Request;
  using Response = typename Traits::Response;

  // All that can be said without state and that Traits::Check does not say.
  static absl::Status CheckForm(const Request& request) {
    Violations problems;
    problems.Add("request_id", CheckRequestId(request.request_id()));
    const std::string field(Traits::kField);
    if (Traits::Has(request)) {
      problems.Add(
          field, CheckSubmissionSize(Traits::Of(request).ByteSizeLong() + kDocumentEnvelopeBytes));
    } else {
      problems.Add(field, MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}}));
    }
    return problems.ToStatus();
  }

  DocumentCommand(std::string_view principal, Request request, WriteDone<Response> done)
      : CommandOf<Response>(request.ByteSizeLong(), std::move(done)),
        call_{std::string(principal), request.request_id()},
        request_(std::move(request)),
        texts_(request_.texts()),
        text_verdict_(CheckTexts(document(), texts_)) {}

  Fit Decide(DecisionState& state, DecidedGroup& group) override {
    const absl::StatusOr<std::vector<StoredEvent>> recorded = FindRequest(call_, state);
    if (!recorded.ok()) return Answered(recorded.status());
    if (!recorded->empty()) {
      const StoredEvent& first = recorded->front();
      return Answered(AnswerFrom(first, RequestIdReused(call_, first.position), state));
    }
    absl::StatusOr<DocumentVerdict> verdict = Traits::Check(document(), state);
    if (!verdict.ok()) return Answered(verdict.status());
    if (verdict->existing_position.has_value()) {
      const absl::StatusOr<StoredEvent> there = ReadStoredEvent(*verdict->existing_position, state);
      if (!there.ok()) return Answered(there.status());
      return Answered(AnswerFrom(*there, std::move(verdict->conflict), state));
    }
    if (!text_verdict_.ok()) return Answered(text_verdict_);

    const DecidedGroup::Mark mark = group.mark();
    const uint64_t position = Add(verdict->number, group);
    size_t size = 0;
    switch (FinishAdding(mark, group, &size)) {
      case Added::kGroupFull:
        return Fit::kGroupFull;
      case Added::kTooLarge:
        return Answered(DocumentTooLarge(size));
      case Added::kFits:
        break;
    }
    Response response;
    Traits::SetNumber(verdict->number, response);
    if (request_.validate_only()) {
      group.Rewind(mark);
      response.set_outcome(v1::WRITE_OUTCOME_VALID);
      return Answered(std::move(response));
    }
    group.KnowId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
    Traits::Apply(document(),
                  {verdict->number, position, group.record_time_micros(), call_.principal}, state);
    response.set_outcome(v1::WRITE_OUTCOME_CREATED);
    response.set_position(position);
    return Answered(std::move(response));
  }

 private:
  const typename Traits::Document& document() const { return Traits::Of(request_); }

  Fit Answered(absl::StatusOr<Response> with) {
    this->answer_ = std::move(with);
    return Fit::kDone;
  }

  // Its position.
  uint64_t Add(uint32_t number, DecidedGroup& group) const {
    v1::Submission submission = SubmissionOf(call_);
    Traits::PutInto(document(), submission);
    const uint64_t position = group.AddEvent(call_.principal, submission.SerializeAsString(),
                                             /*resolved=*/nullptr, FoldKind::kParse);
    group.AddTexts(position, texts_.Of(0));
    group.rows().AddId(IdScope::kPrincipal, call_.principal, call_.request_id, position);
    const DocumentRow row = Traits::RowOf(document(), number, position);
    group.rows().AddRevision(row.subject, row.name, row.row);
    return position;
  }

  // The answer where it is there, by this request or by another.
  absl::StatusOr<Response> AnswerFrom(const StoredEvent& recorded, absl::Status conflict,
                                      DecisionState& state) const {
    if (!Traits::Holds(recorded.submission)) return conflict;
    const auto& there = Traits::Of(recorded.submission);
    ASSIGN_OR_RETURN(const bool same, SameContent(document(), texts_.Of(0), there,
                                                  TextPlacesOf(there, recorded.position), state));
    if (!same) return conflict;
    Response response;
    response.set_outcome(v1::WRITE_OUTCOME_EXISTS);
    response.set_position(recorded.position);
    Traits::SetNumber(Traits::NumberOf(there), response);
    return response;
  }

  const CallIdentity call_;
  const Request request_;
  const TextsBySubmission texts_;
  const absl::Status text_verdict_;
};

}  // namespace hemoledger
