// The connection to a server: every RPC of the contract as a plain call, without a type of gRPC in
// sight.
//
// Layers, as in google-cloud-cpp: what a person works with (ReceiptStreamer, SequenceStreamer,
// FollowEvents, WatchAttainment) stands on a Connection; MakeConnection gives one that keeps
// deadlines and tries again, on top of the bare RPCs. Tests put a fake in its place.
//
// Errors are statuses of proto/base/errors.h, made again from what the server sent; a server that
// can not be reached is UNAVAILABLE without a reason of ours. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/retry_policy.h"
#include "hemoledger/v1/attachment_service.pb.h"
#include "hemoledger/v1/attainment_service.pb.h"
#include "hemoledger/v1/event_service.pb.h"
#include "hemoledger/v1/plan_service.pb.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/record_service.pb.h"
#include "hemoledger/v1/schedule_service.pb.h"
#include "hemoledger/v1/status_service.pb.h"
#include "hemoledger/v1/unit_service.pb.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"

namespace hemoledger {

// One open StreamReceipts call. One thread may write while another reads; Cancel is for any thread.
class ReceiptStream {
 public:
  virtual ~ReceiptStream() = default;
  // False: the stream has ended, Finish tells why.
  virtual bool Write(const v1::StreamReceiptsRequest& request) = 0;
  // Nothing more will be written. False as with Write.
  virtual bool WritesDone() = 0;
  // False: the stream has ended.
  virtual bool Read(v1::StreamReceiptsResponse& response) = 0;
  // Ends it now: pending reads and writes return false.
  virtual void Cancel() = 0;
  // How it ended. Once, after Read returned false and the last Write returned.
  virtual absl::Status Finish() = 0;
};

// A piece of an attachment, bytes at most (contract of AttachmentService).
inline constexpr size_t kMaxAttachmentChunkBytes = 1 << 20;

// The next piece of a file; nullopt: there is no more.
using NextAttachmentChunk = std::function<absl::StatusOr<std::optional<std::string>>()>;

class Connection {
 public:
  virtual ~Connection() = default;

  virtual absl::StatusOr<v1::ChangeUnitsResponse> ChangeUnits(
      const v1::ChangeUnitsRequest& request) = 0;
  virtual absl::StatusOr<v1::GetUnitResponse> GetUnit(const v1::GetUnitRequest& request) = 0;
  virtual absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request) = 0;

  virtual absl::StatusOr<v1::IssuePlanResponse> IssuePlan(const v1::IssuePlanRequest& request) = 0;
  virtual absl::StatusOr<v1::AmendPlanResponse> AmendPlan(const v1::AmendPlanRequest& request) = 0;
  virtual absl::StatusOr<v1::GetPlanResponse> GetPlan(const v1::GetPlanRequest& request) = 0;
  virtual absl::StatusOr<v1::ListPlansResponse> ListPlans(const v1::ListPlansRequest& request) = 0;
  virtual absl::StatusOr<v1::ListPlanHistoryResponse> ListPlanHistory(
      const v1::ListPlanHistoryRequest& request) = 0;
  virtual absl::StatusOr<v1::CorrectPlanEntryResponse> CorrectPlanEntry(
      const v1::CorrectPlanEntryRequest& request) = 0;
  virtual absl::StatusOr<v1::ComparePlansResponse> ComparePlans(
      const v1::ComparePlansRequest& request) = 0;

  virtual absl::StatusOr<v1::ListRoundsResponse> ListRounds(
      const v1::ListRoundsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& request) = 0;
  virtual absl::StatusOr<v1::ListTargetsResponse> ListTargets(
      const v1::ListTargetsRequest& request) = 0;

  virtual absl::StatusOr<v1::PutRecordResponse> PutRecord(const v1::PutRecordRequest& request) = 0;
  virtual absl::StatusOr<v1::ListRecordsResponse> ListRecords(
      const v1::ListRecordsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListStatementsResponse> ListStatements(
      const v1::ListStatementsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListIndicatorsResponse> ListIndicators(
      const v1::ListIndicatorsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListFindingsResponse> ListFindings(
      const v1::ListFindingsRequest& request) = 0;

  // Uploads a scan: calls `next_chunk` in the calling thread for piece after piece (1 byte to
  // kMaxAttachmentChunkBytes each; nullopt: that was all) and answers when it is recorded. An error
  // of `next_chunk` ends the call, records nothing and is returned. A server that refuses early
  // ends it at once, so not every piece may be asked for. Never tried again here, since
  // `next_chunk` has moved on: after UNAVAILABLE or DEADLINE_EXCEEDED upload from the start with
  // the same opening; what is there already is EXISTS.
  virtual absl::StatusOr<v1::UploadAttachmentResponse> UploadAttachment(
      const v1::AttachmentOpening& opening, const NextAttachmentChunk& next_chunk) = 0;
  // Downloads one: calls `on_response` in the calling thread for each message, the attachment
  // first, until it returns false (the answer is then OK) or the call ends (its status). Unless
  // that is OK, all that came must be thrown away. Never tried again here.
  virtual absl::Status DownloadAttachment(
      const v1::DownloadAttachmentRequest& request,
      const std::function<bool(const v1::DownloadAttachmentResponse&)>& on_response) = 0;

  virtual absl::StatusOr<v1::OpenSourceResponse> OpenSource(
      const v1::OpenSourceRequest& request) = 0;
  virtual absl::StatusOr<v1::GetSourceResponse> GetSource(const v1::GetSourceRequest& request) = 0;
  virtual absl::StatusOr<v1::ReceiptWriteResponse> RecordReceipt(
      const v1::RecordReceiptRequest& request) = 0;
  virtual absl::StatusOr<v1::ReceiptWriteResponse> CorrectReceipt(
      const v1::CorrectReceiptRequest& request) = 0;
  virtual absl::StatusOr<v1::ReceiptWriteResponse> VoidReceipt(
      const v1::VoidReceiptRequest& request) = 0;
  virtual absl::StatusOr<v1::GetReceiptResponse> GetReceipt(
      const v1::GetReceiptRequest& request) = 0;
  virtual absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(
      const v1::ListReceiptsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListRejectionsResponse> ListRejections(
      const v1::ListRejectionsRequest& request) = 0;

  virtual absl::StatusOr<v1::GetAttainmentResponse> GetAttainment(
      const v1::GetAttainmentRequest& request) = 0;

  // As Subscribe. Never tried again here: WatchAttainment (attainment_watcher.h) does.
  virtual absl::Status WatchAttainment(
      const v1::WatchAttainmentRequest& request,
      const std::function<bool(const v1::WatchAttainmentResponse&)>& on_response,
      const std::stop_token& stop) = 0;

  virtual absl::StatusOr<v1::ReadEventsResponse> ReadEvents(
      const v1::ReadEventsRequest& request) = 0;
  // Calls `on_response` for each message, in the calling thread, until it returns false (the answer
  // is then OK) or the call ends (its status). A stop ends the call at once, also one on which
  // nothing comes: no further message is told, and the answer is OK; a message that is being told
  // is told to its end. Never tried again here: FollowEvents does.
  virtual absl::Status Subscribe(
      const v1::SubscribeRequest& request,
      const std::function<bool(const v1::SubscribeResponse&)>& on_response,
      const std::stop_token& stop) = 0;

  virtual absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request) = 0;

  // Never null. A server that can not be reached shows at the first Write or Read. Never tried
  // again here: the streamers do.
  virtual std::unique_ptr<ReceiptStream> OpenReceiptStream() = 0;
};

// The port of hemoledgerd where nothing else is said.
inline constexpr int kDefaultPort = 50551;

struct ConnectionOptions {
  // "host:port", or any other name that gRPC resolves.
  std::string server = "127.0.0.1:50551";
  // For each try of a unary call.
  std::chrono::milliseconds call_deadline{30'000};
  RetryPolicy retry = {};
};

// Connects at the first call. `clock` and `random` (for jitter) must outlive it and be thread-safe.
std::unique_ptr<Connection> MakeConnection(const ConnectionOptions& options, Clock& clock,
                                           Random& random);

}  // namespace hemoledger
