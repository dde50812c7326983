// A Connection without a server: every call answers UNIMPLEMENTED until a test puts a function in
// its place.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "clients/lib/connection.h"
#include "proto/base/errors.h"

namespace hemoledger {

template <typename Request, typename Response>
using FakeCall = std::function<absl::StatusOr<Response>(const Request&)>;

inline absl::Status TransportError(absl::StatusCode code, const std::string& message) {
  return FromWire(static_cast<int>(code), message, "");
}

class FakeConnection : public Connection {
 public:
  FakeCall<v1::ChangeUnitsRequest, v1::ChangeUnitsResponse> change_units;
  FakeCall<v1::GetUnitRequest, v1::GetUnitResponse> get_unit;
  FakeCall<v1::ListUnitsRequest, v1::ListUnitsResponse> list_units;
  FakeCall<v1::IssuePlanRequest, v1::IssuePlanResponse> issue_plan;
  FakeCall<v1::AmendPlanRequest, v1::AmendPlanResponse> amend_plan;
  FakeCall<v1::GetPlanRequest, v1::GetPlanResponse> get_plan;
  FakeCall<v1::ListPlansRequest, v1::ListPlansResponse> list_plans;
  FakeCall<v1::ListPlanHistoryRequest, v1::ListPlanHistoryResponse> list_plan_history;
  FakeCall<v1::CorrectPlanEntryRequest, v1::CorrectPlanEntryResponse> correct_plan_entry;
  FakeCall<v1::ComparePlansRequest, v1::ComparePlansResponse> compare_plans;
  FakeCall<v1::ListRoundsRequest, v1::ListRoundsResponse> list_rounds;
  FakeCall<v1::ListTasksRequest, v1::ListTasksResponse> list_tasks;
  FakeCall<v1::ListTargetsRequest, v1::ListTargetsResponse> list_targets;
  FakeCall<v1::PutRecordRequest, v1::PutRecordResponse> put_record;
  FakeCall<v1::ListRecordsRequest, v1::ListRecordsResponse> list_records;
  FakeCall<v1::ListStatementsRequest, v1::ListStatementsResponse> list_statements;
  FakeCall<v1::ListIndicatorsRequest, v1::ListIndicatorsResponse> list_indicators;
  FakeCall<v1::ListFindingsRequest, v1::ListFindingsResponse> list_findings;
  FakeCall<v1::OpenSourceRequest, v1::OpenSourceResponse> open_source;
  FakeCall<v1::GetSourceRequest, v1::GetSourceResponse> get_source;
  FakeCall<v1::CorrectReceiptRequest, v1::ReceiptWriteResponse> correct_receipt;
  FakeCall<v1::VoidReceiptRequest, v1::ReceiptWriteResponse> void_receipt;
  FakeCall<v1::GetReceiptRequest, v1::GetReceiptResponse> get_receipt;
  FakeCall<v1::ListReceiptsRequest, v1::ListReceiptsResponse> list_receipts;
  FakeCall<v1::ListRejectionsRequest, v1::ListRejectionsResponse> list_rejections;
  FakeCall<v1::GetAttainmentRequest, v1::GetAttainmentResponse> get_attainment;
  FakeCall<v1::ReadEventsRequest, v1::ReadEventsResponse> read_events;
  FakeCall<v1::GetStatusRequest, v1::GetStatusResponse> get_status;
  std::function<absl::Status(const v1::WatchAttainmentRequest&,
                             const std::function<bool(const v1::WatchAttainmentResponse&)>&,
                             const std::stop_token&)>
      watch_attainment;
  std::function<absl::Status(const v1::SubscribeRequest&,
                             const std::function<bool(const v1::SubscribeResponse&)>&,
                             const std::stop_token&)>
      subscribe;
  std::function<absl::StatusOr<v1::UploadAttachmentResponse>(const v1::AttachmentOpening&,
                                                             const NextAttachmentChunk&)>
      upload_attachment;
  std::function<absl::Status(const v1::DownloadAttachmentRequest&,
                             const std::function<bool(const v1::DownloadAttachmentResponse&)>&)>
      download_attachment;
  std::function<std::unique_ptr<ReceiptStream>()> open_stream;

  absl::StatusOr<v1::ChangeUnitsResponse> ChangeUnits(const v1::ChangeUnitsRequest& r) override {
    return Answer(change_units, r);
  }
  absl::StatusOr<v1::GetUnitResponse> GetUnit(const v1::GetUnitRequest& r) override {
    return Answer(get_unit, r);
  }
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& r) override {
    return Answer(list_units, r);
  }
  absl::StatusOr<v1::IssuePlanResponse> IssuePlan(const v1::IssuePlanRequest& r) override {
    return Answer(issue_plan, r);
  }
  absl::StatusOr<v1::AmendPlanResponse> AmendPlan(const v1::AmendPlanRequest& r) override {
    return Answer(amend_plan, r);
  }
  absl::StatusOr<v1::GetPlanResponse> GetPlan(const v1::GetPlanRequest& r) override {
    return Answer(get_plan, r);
  }
  absl::StatusOr<v1::ListPlansResponse> ListPlans(const v1::ListPlansRequest& r) override {
    return Answer(list_plans, r);
  }
  absl::StatusOr<v1::ListPlanHistoryResponse> ListPlanHistory(
      const v1::ListPlanHistoryRequest& r) override {
    return Answer(list_plan_history, r);
  }
  absl::StatusOr<v1::CorrectPlanEntryResponse> CorrectPlanEntry(
      const v1::CorrectPlanEntryRequest& r) override {
    return Answer(correct_plan_entry, r);
  }
  absl::StatusOr<v1::ComparePlansResponse> ComparePlans(const v1::ComparePlansRequest& r) override {
    return Answer(compare_plans, r);
  }
  absl::StatusOr<v1::ListRoundsResponse> ListRounds(const v1::ListRoundsRequest& r) override {
    return Answer(list_rounds, r);
  }
  absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& r) override {
    return Answer(list_tasks, r);
  }
  absl::StatusOr<v1::ListTargetsResponse> ListTargets(const v1::ListTargetsRequest& r) override {
    return Answer(list_targets, r);
  }
  absl::StatusOr<v1::PutRecordResponse> PutRecord(const v1::PutRecordRequest& r) override {
    return Answer(put_record, r);
  }
  absl::StatusOr<v1::ListRecordsResponse> ListRecords(const v1::ListRecordsRequest& r) override {
    return Answer(list_records, r);
  }
  absl::StatusOr<v1::ListStatementsResponse> ListStatements(
      const v1::ListStatementsRequest& r) override {
    return Answer(list_statements, r);
  }
  absl::StatusOr<v1::ListIndicatorsResponse> ListIndicators(
      const v1::ListIndicatorsRequest& r) override {
    return Answer(list_indicators, r);
  }
  absl::StatusOr<v1::ListFindingsResponse> ListFindings(const v1::ListFindingsRequest& r) override {
    return Answer(list_findings, r);
  }
  absl::StatusOr<v1::OpenSourceResponse> OpenSource(const v1::OpenSourceRequest& r) override {
    return Answer(open_source, r);
  }
  absl::StatusOr<v1::GetSourceResponse> GetSource(const v1::GetSourceRequest& r) override {
    return Answer(get_source, r);
  }
  absl::StatusOr<v1::ReceiptWriteResponse> RecordReceipt(
      const v1::RecordReceiptRequest& r) override {
    return Answer(FakeCall<v1::RecordReceiptRequest, v1::ReceiptWriteResponse>(), r);
  }
  absl::StatusOr<v1::ReceiptWriteResponse> CorrectReceipt(
      const v1::CorrectReceiptRequest& r) override {
    return Answer(correct_receipt, r);
  }
  absl::StatusOr<v1::ReceiptWriteResponse> VoidReceipt(const v1::VoidReceiptRequest& r) override {
    return Answer(void_receipt, r);
  }
  absl::StatusOr<v1::GetReceiptResponse> GetReceipt(const v1::GetReceiptRequest& r) override {
    return Answer(get_receipt, r);
  }
  absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(const v1::ListReceiptsRequest& r) override {
    return Answer(list_receipts, r);
  }
  absl::StatusOr<v1::ListRejectionsResponse> ListRejections(
      const v1::ListRejectionsRequest& r) override {
    return Answer(list_rejections, r);
  }
  absl::StatusOr<v1::GetAttainmentResponse> GetAttainment(
      const v1::GetAttainmentRequest& r) override {
    return Answer(get_attainment, r);
  }
  absl::StatusOr<v1::ReadEventsResponse> ReadEvents(const v1::ReadEventsRequest& r) override {
    return Answer(read_events, r);
  }
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& r) override {
    return Answer(get_status, r);
  }
  absl::Status WatchAttainment(
      const v1::WatchAttainmentRequest& r,
      const std::function<bool(const v1::WatchAttainmentResponse&)>& on_response,
      const std::stop_token& stop) override {
    return watch_attainment ? watch_attainment(r, on_response, stop)
                            : TransportError(absl::StatusCode::kUnimplemented, "fake");
  }
  absl::Status Subscribe(const v1::SubscribeRequest& r,
                         const std::function<bool(const v1::SubscribeResponse&)>& on_response,
                         const std::stop_token& stop) override {
    return subscribe ? subscribe(r, on_response, stop)
                     : TransportError(absl::StatusCode::kUnimplemented, "fake");
  }
  absl::StatusOr<v1::UploadAttachmentResponse> UploadAttachment(
      const v1::AttachmentOpening& opening, const NextAttachmentChunk& next_chunk) override {
    if (upload_attachment) return upload_attachment(opening, next_chunk);
    return TransportError(absl::StatusCode::kUnimplemented, "fake");
  }
  absl::Status DownloadAttachment(
      const v1::DownloadAttachmentRequest& r,
      const std::function<bool(const v1::DownloadAttachmentResponse&)>& on_response) override {
    return download_attachment ? download_attachment(r, on_response)
                               : TransportError(absl::StatusCode::kUnimplemented, "fake");
  }
  std::unique_ptr<ReceiptStream> OpenReceiptStream() override { return open_stream(); }

 private:
  template <typename Request, typename Response>
  static absl::StatusOr<Response> Answer(const FakeCall<Request, Response>& call,
                                         const Request& request) {
    if (call) return call(request);
    return TransportError(absl::StatusCode::kUnimplemented, "fake");
  }
};

}  // namespace hemoledger
