#include "clients/lib/internal/retrying_connection.h"

#include <type_traits>
#include <utility>

#include "clients/lib/internal/backoff.h"

namespace hemoledger::internal {
namespace {

class RetryingConnection : public Connection {
 public:
  RetryingConnection(std::unique_ptr<Connection> bare, RetryPolicy policy, Clock& clock,
                     Random& random, Sleeper sleep)
      : bare_(std::move(bare)),
        policy_(std::move(policy)),
        clock_(clock),
        random_(random),
        sleep_(std::move(sleep)) {}

  absl::StatusOr<v1::ChangeUnitsResponse> ChangeUnits(const v1::ChangeUnitsRequest& r) override {
    return Retry([&] { return bare_->ChangeUnits(r); });
  }
  absl::StatusOr<v1::GetUnitResponse> GetUnit(const v1::GetUnitRequest& r) override {
    return Retry([&] { return bare_->GetUnit(r); });
  }
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& r) override {
    return Retry([&] { return bare_->ListUnits(r); });
  }
  absl::StatusOr<v1::IssuePlanResponse> IssuePlan(const v1::IssuePlanRequest& r) override {
    return Retry([&] { return bare_->IssuePlan(r); });
  }
  absl::StatusOr<v1::AmendPlanResponse> AmendPlan(const v1::AmendPlanRequest& r) override {
    return Retry([&] { return bare_->AmendPlan(r); });
  }
  absl::StatusOr<v1::GetPlanResponse> GetPlan(const v1::GetPlanRequest& r) override {
    return Retry([&] { return bare_->GetPlan(r); });
  }
  absl::StatusOr<v1::ListPlansResponse> ListPlans(const v1::ListPlansRequest& r) override {
    return Retry([&] { return bare_->ListPlans(r); });
  }
  absl::StatusOr<v1::ListPlanHistoryResponse> ListPlanHistory(
      const v1::ListPlanHistoryRequest& r) override {
    return Retry([&] { return bare_->ListPlanHistory(r); });
  }
  absl::StatusOr<v1::CorrectPlanEntryResponse> CorrectPlanEntry(
      const v1::CorrectPlanEntryRequest& r) override {
    return Retry([&] { return bare_->CorrectPlanEntry(r); });
  }
  absl::StatusOr<v1::ComparePlansResponse> ComparePlans(const v1::ComparePlansRequest& r) override {
    return Retry([&] { return bare_->ComparePlans(r); });
  }
  absl::StatusOr<v1::ListRoundsResponse> ListRounds(const v1::ListRoundsRequest& r) override {
    return Retry([&] { return bare_->ListRounds(r); });
  }
  absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& r) override {
    return Retry([&] { return bare_->ListTasks(r); });
  }
  absl::StatusOr<v1::ListTargetsResponse> ListTargets(const v1::ListTargetsRequest& r) override {
    return Retry([&] { return bare_->ListTargets(r); });
  }
  absl::StatusOr<v1::PutRecordResponse> PutRecord(const v1::PutRecordRequest& r) override {
    return Retry([&] { return bare_->PutRecord(r); });
  }
  absl::StatusOr<v1::ListRecordsResponse> ListRecords(const v1::ListRecordsRequest& r) override {
    return Retry([&] { return bare_->ListRecords(r); });
  }
  absl::StatusOr<v1::ListStatementsResponse> ListStatements(
      const v1::ListStatementsRequest& r) override {
    return Retry([&] { return bare_->ListStatements(r); });
  }
  absl::StatusOr<v1::ListIndicatorsResponse> ListIndicators(
      const v1::ListIndicatorsRequest& r) override {
    return Retry([&] { return bare_->ListIndicators(r); });
  }
  absl::StatusOr<v1::ListFindingsResponse> ListFindings(const v1::ListFindingsRequest& r) override {
    return Retry([&] { return bare_->ListFindings(r); });
  }
  absl::StatusOr<v1::OpenSourceResponse> OpenSource(const v1::OpenSourceRequest& r) override {
    return Retry([&] { return bare_->OpenSource(r); });
  }
  absl::StatusOr<v1::GetSourceResponse> GetSource(const v1::GetSourceRequest& r) override {
    return Retry([&] { return bare_->GetSource(r); });
  }
  absl::StatusOr<v1::ReceiptWriteResponse> RecordReceipt(
      const v1::RecordReceiptRequest& r) override {
    return Retry([&] { return bare_->RecordReceipt(r); });
  }
  absl::StatusOr<v1::ReceiptWriteResponse> CorrectReceipt(
      const v1::CorrectReceiptRequest& r) override {
    return Retry([&] { return bare_->CorrectReceipt(r); });
  }
  absl::StatusOr<v1::ReceiptWriteResponse> VoidReceipt(const v1::VoidReceiptRequest& r) override {
    return Retry([&] { return bare_->VoidReceipt(r); });
  }
  absl::StatusOr<v1::GetReceiptResponse> GetReceipt(const v1::GetReceiptRequest& r) override {
    return Retry([&] { return bare_->GetReceipt(r); });
  }
  absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(const v1::ListReceiptsRequest& r) override {
    return Retry([&] { return bare_->ListReceipts(r); });
  }
  absl::StatusOr<v1::ListRejectionsResponse> ListRejections(
      const v1::ListRejectionsRequest& r) override {
    return Retry([&] { return bare_->ListRejections(r); });
  }
  absl::StatusOr<v1::GetAttainmentResponse> GetAttainment(
      const v1::GetAttainmentRequest& r) override {
    return Retry([&] { return bare_->GetAttainment(r); });
  }
  absl::StatusOr<v1::ReadEventsResponse> ReadEvents(const v1::ReadEventsRequest& r) override {
    return Retry([&] { return bare_->ReadEvents(r); });
  }
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& r) override {
    return Retry([&] { return bare_->GetStatus(r); });
  }

  absl::Status WatchAttainment(
      const v1::WatchAttainmentRequest& request,
      const std::function<bool(const v1::WatchAttainmentResponse&)>& on_response,
      const std::stop_token& stop) override {
    return bare_->WatchAttainment(request, on_response, stop);
  }
  absl::Status Subscribe(const v1::SubscribeRequest& request,
                         const std::function<bool(const v1::SubscribeResponse&)>& on_response,
                         const std::stop_token& stop) override {
    return bare_->Subscribe(request, on_response, stop);
  }
  absl::StatusOr<v1::UploadAttachmentResponse> UploadAttachment(
      const v1::AttachmentOpening& opening, const NextAttachmentChunk& next_chunk) override {
    return bare_->UploadAttachment(opening, next_chunk);
  }
  absl::Status DownloadAttachment(
      const v1::DownloadAttachmentRequest& request,
      const std::function<bool(const v1::DownloadAttachmentResponse&)>& on_response) override {
    return bare_->DownloadAttachment(request, on_response);
  }
  std::unique_ptr<ReceiptStream> OpenReceiptStream() override { return bare_->OpenReceiptStream(); }

 private:
  template <typename Call>
  std::invoke_result_t<const Call&> Retry(const Call& call) {
    Backoff backoff(policy_, clock_, random_);
    while (true) {
      auto result = call();
      if (result.ok()) return result;
      const auto wait = backoff.Next(result.status());
      if (!wait.has_value()) return result;
      if (policy_.on_wait) policy_.on_wait(result.status(), *wait);
      sleep_(*wait);
    }
  }

  const std::unique_ptr<Connection> bare_;
  const RetryPolicy policy_;
  Clock& clock_;
  Random& random_;
  const Sleeper sleep_;
};

}  // namespace

std::unique_ptr<Connection> MakeRetryingConnection(std::unique_ptr<Connection> bare,
                                                   RetryPolicy policy, Clock& clock, Random& random,
                                                   Sleeper sleep) {
  return std::make_unique<RetryingConnection>(std::move(bare), std::move(policy), clock, random,
                                              std::move(sleep));
}

}  // namespace hemoledger::internal
