#include "services/rpc/receipt_reads.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/read_call.h"
#include "services/rpc/receipt_reader.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

// The source of an id as the view has it. Errors: FIELD_REQUIRED, ID_INVALID, SOURCE_NOT_FOUND.
absl::StatusOr<SourceInfo> FindSource(const View& view, const std::string& source_id) {
  RETURN_IF_ERROR(RequireId("source_id", source_id));
  std::optional<SourceInfo> source = view.sources.Find(source_id);
  if (!source.has_value()) {
    return MakeError(ERROR_REASON_SOURCE_NOT_FOUND, {{"source_id", source_id}});
  }
  return *std::move(source);
}

// What ListReceipts asks for.
class ReceiptFilter {
 public:
  static absl::StatusOr<ReceiptFilter> Make(const v1::ListReceiptsRequest& request,
                                            const OrgTree& tree) {
    ReceiptFilter filter(request, tree);
    RETURN_IF_ERROR(OptionalId("source_id", request.source_id()));
    RETURN_IF_ERROR(OptionalId("feed", request.feed()));
    RETURN_IF_ERROR(OptionalId("round_id", request.round_id()));
    if (!request.unit_id().empty()) {
      filter.unit_ = tree.Find(request.unit_id());
      if (filter.unit_ == kNoUnit) return tree.NotFound(request.unit_id(), "unit_id");
    }
    if (request.has_inside()) {
      RETURN_IF_ERROR(CheckInterval("inside", request.inside()));
      filter.inside_ = ToCivil(request.inside());
    }
    return filter;
  }

  // By who submitted it: needs no look-up.
  bool MayMatch(const v1::Submission& submission) const {
    if (!submission.has_receipt_recorded()) return false;
    if (!request_.source_id().empty() && submission.source().source_id() != request_.source_id()) {
      return false;
    }
    return request_.feed().empty() || submission.feed().feed() == request_.feed();
  }

  // By what it says in its current version.
  bool Matches(const v1::ReceiptView& receipt) const {
    if (receipt.voided() && !request_.include_voided()) return false;
    if (!request_.round_id().empty() && receipt.receipt().round_id() != request_.round_id()) {
      return false;
    }
    if (inside_.has_value() && !IsInside(ToCivil(receipt.receipt().interval()), *inside_)) {
      return false;
    }
    if (unit_ == kNoUnit) return true;
    const UnitIndex unit = tree_.Find(receipt.receipt().unit().unit_id());
    return unit != kNoUnit && tree_.IsAtOrBelow(unit, unit_, kNewestDate);
  }

 private:
  ReceiptFilter(const v1::ListReceiptsRequest& request, const OrgTree& tree)
      : request_(request), tree_(tree) {}

  const v1::ListReceiptsRequest& request_;
  const OrgTree& tree_;
  UnitIndex unit_ = kNoUnit;
  std::optional<CivilInterval> inside_;
};

void FillUnitName(const OrgTree& tree, v1::ReceiptView& receipt) {
  const UnitIndex unit = tree.Find(receipt.receipt().unit().unit_id());
  if (unit != kNoUnit) receipt.set_unit_name(tree.NameOn(unit, kNewestDate));
}

v1::Rejection DescribeRejection(const v1::Event& event, const v1::Submission& submission) {
  const v1::ReceiptRejected& rejected = submission.receipt_rejected();
  v1::Rejection rejection;
  rejection.set_sequence(submission.source().sequence());
  rejection.set_position(event.position());
  rejection.set_record_time_micros(event.record_time_micros());
  rejection.set_submission_sha256(rejected.submission_sha256());
  *rejection.mutable_refusal() = ToRefusal(FromRefusal(rejected.reason(), rejected.fields()));
  return rejection;
}

}  // namespace

absl::StatusOr<v1::GetSourceResponse> GetSource(const RpcEnvironment&,
                                                const std::shared_ptr<const View>& view,
                                                const v1::GetSourceRequest& request) {
  ASSIGN_OR_RETURN(const SourceInfo source, FindSource(*view, request.source_id()));
  v1::GetSourceResponse response;
  *response.mutable_reflects() = ReflectedPosition(*view);
  *response.mutable_source() = *source.opened;
  response.set_next_sequence(source.mark + 1);
  response.set_position(source.opened_position);
  return response;
}

absl::StatusOr<v1::GetReceiptResponse> GetReceipt(const RpcEnvironment& environment,
                                                  const std::shared_ptr<const View>& view,
                                                  const v1::GetReceiptRequest& request) {
  ASSIGN_OR_RETURN(const ReceiptTarget target,
                   environment.ledger->ResolveTarget(request.receipt()));
  // What became durable a moment ago is no part of the state that is answered from.
  if (target.original_position >= view->next_position) {
    return MakeError(ERROR_REASON_RECEIPT_NOT_FOUND, {{"receipt", ReceiptName(request.receipt())}});
  }
  ReceiptReader reader(environment.ledger->store(), *view);
  ASSIGN_OR_RETURN(const ReadEvent original, reader.ReadAt(target.original_position));
  std::vector<ReadEvent> life;
  v1::GetReceiptResponse response;
  *response.mutable_reflects() = ReflectedPosition(*view);
  ASSIGN_OR_RETURN(*response.mutable_receipt(),
                   reader.Read(target.original_position, original.bytes, original.event,
                               original.submission, &life));
  FillUnitName(*view->tree, *response.mutable_receipt());
  uint32_t version = 0;
  for (auto read = life.rbegin(); read != life.rend(); ++read) {
    ASSIGN_OR_RETURN(*response.mutable_receipt()->add_versions(),
                     reader.DescribeVersion(*read, ++version));
  }
  return response;
}

absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(const RpcEnvironment& environment,
                                                      const std::shared_ptr<const View>& view,
                                                      const v1::ListReceiptsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListReceipts", request, *environment.pins, view,
                                             kDefaultPageSize, kMaxPageSize));
  const OrgTree& tree = *page.view->tree;
  ASSIGN_OR_RETURN(const ReceiptFilter filter, ReceiptFilter::Make(request, tree));
  uint64_t begin = 0;
  if (!page.key.empty()) {
    ASSIGN_OR_RETURN(begin, NumberFromKey(page.key));
  }
  const LedgerStore& store = environment.ledger->store();
  ReceiptReader reader(store, *page.view);
  v1::ListReceiptsResponse response;
  *response.mutable_reflects() = ReflectedPosition(*page.view);
  const uint64_t end = std::min(page.view->next_position, begin + kMaxListScanEvents);
  uint64_t next = begin;
  v1::Event event;
  v1::Submission submission;
  EventCursor cursor = store.ReadFrom(begin);
  while (next < end && response.receipts_size() < page.size && cursor.Next()) {
    RETURN_IF_ERROR(ParseStored(cursor.event(), &event, &submission));
    ++next;
    if (!filter.MayMatch(submission)) continue;
    ASSIGN_OR_RETURN(v1::ReceiptView receipt,
                     reader.Read(cursor.position(), cursor.event(), event, submission, nullptr));
    if (!filter.Matches(receipt)) continue;
    FillUnitName(tree, receipt);
    *response.add_receipts() = std::move(receipt);
  }
  RETURN_IF_ERROR(cursor.status());
  if (next < page.view->next_position) {
    response.set_next_page_token(NextPageToken(page, NumberKey(next), *environment.pins));
  }
  return response;
}

absl::StatusOr<v1::ListRejectionsResponse> ListRejections(
    const RpcEnvironment& environment, const std::shared_ptr<const View>& view,
    const v1::ListRejectionsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListRejections", request, *environment.pins, view,
                                             kDefaultPageSize, kMaxPageSize));
  ASSIGN_OR_RETURN(const SourceInfo source, FindSource(*page.view, request.source_id()));
  // The key is the number to look at next.
  uint64_t next = request.after_sequence() + 1;
  if (!page.key.empty()) {
    ASSIGN_OR_RETURN(next, NumberFromKey(page.key));
  }
  const LedgerStore& store = environment.ledger->store();
  v1::ListRejectionsResponse response;
  *response.mutable_reflects() = ReflectedPosition(*page.view);
  uint64_t budget = kMaxListScanEvents;
  v1::Event event;
  v1::Submission submission;
  while (next != 0 && next <= source.mark && budget > 0 && response.rejections_size() < page.size) {
    ASSIGN_OR_RETURN(const std::optional<RunRow> run, store.FindRun(request.source_id(), next));
    if (!run.has_value()) {
      return MakeError(ERROR_REASON_STORE_DAMAGED,
                       {{"detail", Concat("source ", request.source_id(), ": number ", next,
                                          " stands in no run")}});
    }
    const uint64_t last = std::min(run->last_sequence(), source.mark);
    const uint64_t begin = next;
    EventCursor cursor = store.ReadFrom(run->first_position + (next - run->first_sequence));
    while (next <= last && budget > 0 && response.rejections_size() < page.size && cursor.Next()) {
      RETURN_IF_ERROR(ParseStored(cursor.event(), &event, &submission));
      if (submission.has_receipt_rejected()) {
        *response.add_rejections() = DescribeRejection(event, submission);
      }
      ++next;
      --budget;
    }
    RETURN_IF_ERROR(cursor.status());
    if (next == begin) {
      return MakeError(
          ERROR_REASON_STORE_DAMAGED,
          {{"detail", Concat("the log ends before a run of source ", request.source_id())}});
    }
  }
  if (next != 0 && next <= source.mark) {
    response.set_next_page_token(NextPageToken(page, NumberKey(next), *environment.pins));
  }
  return response;
}

}  // namespace hemoledger
