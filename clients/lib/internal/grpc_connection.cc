#include "clients/lib/internal/grpc_connection.h"

#include <grpcpp/grpcpp.h>

#include <stop_token>
#include <utility>

#include "clients/lib/internal/grpc_channel.h"
#include "clients/lib/internal/grpc_status.h"
#include "hemoledger/v1/attachment_service.grpc.pb.h"
#include "hemoledger/v1/attainment_service.grpc.pb.h"
#include "hemoledger/v1/event_service.grpc.pb.h"
#include "hemoledger/v1/plan_service.grpc.pb.h"
#include "hemoledger/v1/receipt_service.grpc.pb.h"
#include "hemoledger/v1/record_service.grpc.pb.h"
#include "hemoledger/v1/schedule_service.grpc.pb.h"
#include "hemoledger/v1/status_service.grpc.pb.h"
#include "hemoledger/v1/unit_service.grpc.pb.h"
#include "proto/base/errors.h"

namespace hemoledger::internal {
namespace {

class GrpcReceiptStream : public ReceiptStream {
 public:
  explicit GrpcReceiptStream(v1::ReceiptService::StubInterface& stub)
      : stream_(stub.StreamReceipts(&context_)) {}
  ~GrpcReceiptStream() override {
    // A call that was never finished must be, before its context goes.
    if (!finished_) {
      context_.TryCancel();
      (void)stream_->Finish();
    }
  }

  bool Write(const v1::StreamReceiptsRequest& request) override { return stream_->Write(request); }
  bool WritesDone() override { return stream_->WritesDone(); }
  bool Read(v1::StreamReceiptsResponse& response) override { return stream_->Read(&response); }
  void Cancel() override { context_.TryCancel(); }
  absl::Status Finish() override {
    finished_ = true;
    return ToAbslStatus(stream_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<
      grpc::ClientReaderWriterInterface<v1::StreamReceiptsRequest, v1::StreamReceiptsResponse>>
      stream_;
  bool finished_ = false;
};

class GrpcConnection : public Connection {
 public:
  GrpcConnection(const std::shared_ptr<grpc::Channel>& channel,
                 std::chrono::milliseconds call_deadline)
      : call_deadline_(call_deadline),
        units_(v1::UnitService::NewStub(channel)),
        plans_(v1::PlanService::NewStub(channel)),
        schedule_(v1::ScheduleService::NewStub(channel)),
        records_(v1::RecordService::NewStub(channel)),
        attachments_(v1::AttachmentService::NewStub(channel)),
        receipts_(v1::ReceiptService::NewStub(channel)),
        attainment_(v1::AttainmentService::NewStub(channel)),
        events_(v1::EventService::NewStub(channel)),
        status_(v1::StatusService::NewStub(channel)) {}

  absl::StatusOr<v1::ChangeUnitsResponse> ChangeUnits(const v1::ChangeUnitsRequest& r) override {
    return Call(*units_, &v1::UnitService::StubInterface::ChangeUnits, r);
  }
  absl::StatusOr<v1::GetUnitResponse> GetUnit(const v1::GetUnitRequest& r) override {
    return Call(*units_, &v1::UnitService::StubInterface::GetUnit, r);
  }
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& r) override {
    return Call(*units_, &v1::UnitService::StubInterface::ListUnits, r);
  }

  absl::StatusOr<v1::IssuePlanResponse> IssuePlan(const v1::IssuePlanRequest& r) override {
    return Call(*plans_, &v1::PlanService::StubInterface::IssuePlan, r);
  }
  absl::StatusOr<v1::AmendPlanResponse> AmendPlan(const v1::AmendPlanRequest& r) override {
    return Call(*plans_, &v1::PlanService::StubInterface::AmendPlan, r);
  }
  absl::StatusOr<v1::GetPlanResponse> GetPlan(const v1::GetPlanRequest& r) override {
    return Call(*plans_, &v1::PlanService::StubInterface::GetPlan, r);
  }
  absl::StatusOr<v1::ListPlansResponse> ListPlans(const v1::ListPlansRequest& r) override {
    return Call(*plans_, &v1::PlanService::StubInterface::ListPlans, r);
  }
  absl::StatusOr<v1::ListPlanHistoryResponse> ListPlanHistory(
      const v1::ListPlanHistoryRequest& r) override {
    return Call(*plans_, &v1::PlanService::StubInterface::ListPlanHistory, r);
  }
  absl::StatusOr<v1::CorrectPlanEntryResponse> CorrectPlanEntry(
      const v1::CorrectPlanEntryRequest& r) override {
    return Call(*plans_, &v1::PlanService::StubInterface::CorrectPlanEntry, r);
  }
  absl::StatusOr<v1::ComparePlansResponse> ComparePlans(const v1::ComparePlansRequest& r) override {
    return Call(*plans_, &v1::PlanService::StubInterface::ComparePlans, r);
  }

  absl::StatusOr<v1::ListRoundsResponse> ListRounds(const v1::ListRoundsRequest& r) override {
    return Call(*schedule_, &v1::ScheduleService::StubInterface::ListRounds, r);
  }
  absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& r) override {
    return Call(*schedule_, &v1::ScheduleService::StubInterface::ListTasks, r);
  }
  absl::StatusOr<v1::ListTargetsResponse> ListTargets(const v1::ListTargetsRequest& r) override {
    return Call(*schedule_, &v1::ScheduleService::StubInterface::ListTargets, r);
  }

  absl::StatusOr<v1::PutRecordResponse> PutRecord(const v1::PutRecordRequest& r) override {
    return Call(*records_, &v1::RecordService::StubInterface::PutRecord, r);
  }
  absl::StatusOr<v1::ListRecordsResponse> ListRecords(const v1::ListRecordsRequest& r) override {
    return Call(*records_, &v1::RecordService::StubInterface::ListRecords, r);
  }
  absl::StatusOr<v1::ListStatementsResponse> ListStatements(
      const v1::ListStatementsRequest& r) override {
    return Call(*records_, &v1::RecordService::StubInterface::ListStatements, r);
  }
  absl::StatusOr<v1::ListIndicatorsResponse> ListIndicators(
      const v1::ListIndicatorsRequest& r) override {
    return Call(*records_, &v1::RecordService::StubInterface::ListIndicators, r);
  }
  absl::StatusOr<v1::ListFindingsResponse> ListFindings(const v1::ListFindingsRequest& r) override {
    return Call(*records_, &v1::RecordService::StubInterface::ListFindings, r);
  }

  absl::StatusOr<v1::UploadAttachmentResponse> UploadAttachment(
      const v1::AttachmentOpening& opening, const NextAttachmentChunk& next_chunk) override {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kTransferDeadline);
    v1::UploadAttachmentResponse response;
    const auto writer = attachments_->UploadAttachment(&context, &response);
    v1::UploadAttachmentRequest request;
    *request.mutable_open() = opening;
    // A write that fails: the server has ended the call, Finish tells why.
    bool open = writer->Write(request);
    while (open) {
      auto chunk = next_chunk();
      if (!chunk.ok()) {
        context.TryCancel();
        (void)writer->Finish();
        return chunk.status();
      }
      if (!chunk->has_value()) break;
      request.set_chunk(*std::move(*chunk));
      open = writer->Write(request);
    }
    if (open) writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (!status.ok()) return ToAbslStatus(status);
    return response;
  }
  absl::Status DownloadAttachment(
      const v1::DownloadAttachmentRequest& request,
      const std::function<bool(const v1::DownloadAttachmentResponse&)>& on_response) override {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kTransferDeadline);
    return ReadAll<v1::DownloadAttachmentResponse>(
        context, *attachments_->DownloadAttachment(&context, request), on_response);
  }

  absl::StatusOr<v1::OpenSourceResponse> OpenSource(const v1::OpenSourceRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::OpenSource, r);
  }
  absl::StatusOr<v1::GetSourceResponse> GetSource(const v1::GetSourceRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::GetSource, r);
  }
  absl::StatusOr<v1::ReceiptWriteResponse> RecordReceipt(
      const v1::RecordReceiptRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::RecordReceipt, r);
  }
  absl::StatusOr<v1::ReceiptWriteResponse> CorrectReceipt(
      const v1::CorrectReceiptRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::CorrectReceipt, r);
  }
  absl::StatusOr<v1::ReceiptWriteResponse> VoidReceipt(const v1::VoidReceiptRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::VoidReceipt, r);
  }
  absl::StatusOr<v1::GetReceiptResponse> GetReceipt(const v1::GetReceiptRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::GetReceipt, r);
  }
  absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(const v1::ListReceiptsRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::ListReceipts, r);
  }
  absl::StatusOr<v1::ListRejectionsResponse> ListRejections(
      const v1::ListRejectionsRequest& r) override {
    return Call(*receipts_, &v1::ReceiptService::StubInterface::ListRejections, r);
  }

  absl::StatusOr<v1::GetAttainmentResponse> GetAttainment(
      const v1::GetAttainmentRequest& r) override {
    return Call(*attainment_, &v1::AttainmentService::StubInterface::GetAttainment, r);
  }

  absl::Status WatchAttainment(
      const v1::WatchAttainmentRequest& request,
      const std::function<bool(const v1::WatchAttainmentResponse&)>& on_response,
      const std::stop_token& stop) override {
    grpc::ClientContext context;
    return ReadAll<v1::WatchAttainmentResponse>(
        context, *attainment_->WatchAttainment(&context, request), on_response, stop);
  }
  absl::StatusOr<v1::ReadEventsResponse> ReadEvents(const v1::ReadEventsRequest& r) override {
    return Call(*events_, &v1::EventService::StubInterface::ReadEvents, r);
  }
  absl::Status Subscribe(const v1::SubscribeRequest& request,
                         const std::function<bool(const v1::SubscribeResponse&)>& on_response,
                         const std::stop_token& stop) override {
    grpc::ClientContext context;
    return ReadAll<v1::SubscribeResponse>(context, *events_->Subscribe(&context, request),
                                          on_response, stop);
  }

  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& r) override {
    return Call(*status_, &v1::StatusService::StubInterface::GetStatus, r);
  }

  std::unique_ptr<ReceiptStream> OpenReceiptStream() override {
    return std::make_unique<GrpcReceiptStream>(*receipts_);
  }

 private:
  // A scan of 20 MiB over a line of 32 KiB/s takes eleven minutes.
  static constexpr std::chrono::minutes kTransferDeadline{15};

  template <typename Response>
  static absl::Status ReadAll(grpc::ClientContext& context,
                              grpc::ClientReaderInterface<Response>& reader,
                              const std::function<bool(const Response&)>& on_response,
                              const std::stop_token& stop = {}) {
    const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
    Response response;
    bool wanted = true;
    while (wanted && reader.Read(&response)) {
      wanted = !stop.stop_requested() && on_response(response);
    }
    if (!wanted) context.TryCancel();
    const grpc::Status status = reader.Finish();
    return wanted && !stop.stop_requested() ? ToAbslStatus(status) : absl::OkStatus();
  }

  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + call_deadline_);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return ToAbslStatus(status);
    return response;
  }

  const std::chrono::milliseconds call_deadline_;
  std::unique_ptr<v1::UnitService::StubInterface> units_;
  std::unique_ptr<v1::PlanService::StubInterface> plans_;
  std::unique_ptr<v1::ScheduleService::StubInterface> schedule_;
  std::unique_ptr<v1::RecordService::StubInterface> records_;
  std::unique_ptr<v1::AttachmentService::StubInterface> attachments_;
  std::unique_ptr<v1::ReceiptService::StubInterface> receipts_;
  std::unique_ptr<v1::AttainmentService::StubInterface> attainment_;
  std::unique_ptr<v1::EventService::StubInterface> events_;
  std::unique_ptr<v1::StatusService::StubInterface> status_;
};

}  // namespace

std::unique_ptr<Connection> MakeGrpcConnection(const std::string& server,
                                               std::chrono::milliseconds call_deadline) {
  return std::make_unique<GrpcConnection>(MakeGrpcChannel(server), call_deadline);
}

}  // namespace hemoledger::internal
