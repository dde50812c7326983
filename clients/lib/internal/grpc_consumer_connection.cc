#include <grpcpp/grpcpp.h>

#include <chrono>
#include <thread>
#include <utility>

#include "clients/lib/consumer_connection.h"
#include "clients/lib/internal/backoff.h"
#include "clients/lib/internal/grpc_channel.h"
#include "clients/lib/internal/grpc_status.h"
#include "hemoledger/v1/consumer_service.grpc.pb.h"
#include "proto/base/errors.h"

namespace hemoledger {
namespace {

class GrpcConsumeStream : public ConsumeStream {
 public:
  explicit GrpcConsumeStream(v1::ConsumerService::StubInterface& stub)
      : stream_(stub.Consume(&context_)) {}
  ~GrpcConsumeStream() override {
    // A call that was never finished must be, before its context goes.
    if (!finished_) {
      context_.TryCancel();
      (void)stream_->Finish();
    }
  }

  bool Write(const v1::ConsumeRequest& request) override { return stream_->Write(request); }
  bool WritesDone() override { return stream_->WritesDone(); }
  bool Read(v1::ConsumeResponse& response) override { return stream_->Read(&response); }
  void Cancel() override { context_.TryCancel(); }
  absl::Status Finish() override {
    finished_ = true;
    return internal::ToAbslStatus(stream_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriterInterface<v1::ConsumeRequest, v1::ConsumeResponse>>
      stream_;
  bool finished_ = false;
};

class GrpcConsumerConnection : public ConsumerConnection {
 public:
  GrpcConsumerConnection(const std::shared_ptr<grpc::Channel>& channel,
                         const ConnectionOptions& options, Clock& clock, Random& random)
      : options_(options),
        clock_(clock),
        random_(random),
        stub_(v1::ConsumerService::NewStub(channel)) {}

  absl::StatusOr<v1::ConsumerGroup> CreateConsumerGroup(
      const v1::CreateConsumerGroupRequest& r) override {
    return Retry(&v1::ConsumerService::StubInterface::CreateConsumerGroup, r);
  }
  absl::StatusOr<v1::ConsumerGroup> GetConsumerGroup(
      const v1::GetConsumerGroupRequest& r) override {
    return Retry(&v1::ConsumerService::StubInterface::GetConsumerGroup, r);
  }
  absl::StatusOr<v1::ListConsumerGroupsResponse> ListConsumerGroups(
      const v1::ListConsumerGroupsRequest& r) override {
    return Retry(&v1::ConsumerService::StubInterface::ListConsumerGroups, r);
  }
  absl::StatusOr<v1::DeleteConsumerGroupResponse> DeleteConsumerGroup(
      const v1::DeleteConsumerGroupRequest& r) override {
    return Call(&v1::ConsumerService::StubInterface::DeleteConsumerGroup, r);
  }
  absl::StatusOr<v1::ConsumerGroup> ResetConsumerGroup(
      const v1::ResetConsumerGroupRequest& r) override {
    return Retry(&v1::ConsumerService::StubInterface::ResetConsumerGroup, r);
  }
  absl::StatusOr<v1::ListParkedEventsResponse> ListParkedEvents(
      const v1::ListParkedEventsRequest& r) override {
    return Retry(&v1::ConsumerService::StubInterface::ListParkedEvents, r);
  }
  absl::StatusOr<v1::ReplayParkedEventsResponse> ReplayParkedEvents(
      const v1::ReplayParkedEventsRequest& r) override {
    return Call(&v1::ConsumerService::StubInterface::ReplayParkedEvents, r);
  }
  absl::StatusOr<v1::DropParkedEventsResponse> DropParkedEvents(
      const v1::DropParkedEventsRequest& r) override {
    return Call(&v1::ConsumerService::StubInterface::DropParkedEvents, r);
  }
  std::unique_ptr<ConsumeStream> OpenConsumeStream() override {
    return std::make_unique<GrpcConsumeStream>(*stub_);
  }

 private:
  template <typename Request, typename Response>
  using Method = grpc::Status (v1::ConsumerService::StubInterface::*)(grpc::ClientContext*,
                                                                      const Request&, Response*);

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + options_.call_deadline);
    Response response;
    const grpc::Status status = ((*stub_).*method)(&context, request, &response);
    if (!status.ok()) return internal::ToAbslStatus(status);
    return response;
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Retry(Method<Request, Response> method, const Request& request) {
    internal::Backoff backoff(options_.retry, clock_, random_);
    while (true) {
      absl::StatusOr<Response> result = Call(method, request);
      if (result.ok()) return result;
      const auto wait = backoff.Next(result.status());
      if (!wait.has_value()) return result;
      if (options_.retry.on_wait) options_.retry.on_wait(result.status(), *wait);
      std::this_thread::sleep_for(*wait);
    }
  }

  const ConnectionOptions options_;
  Clock& clock_;
  Random& random_;
  const std::unique_ptr<v1::ConsumerService::StubInterface> stub_;
};

}  // namespace

std::unique_ptr<ConsumerConnection> MakeConsumerConnection(const ConnectionOptions& options,
                                                           Clock& clock, Random& random) {
  return std::make_unique<GrpcConsumerConnection>(internal::MakeGrpcChannel(options.server),
                                                  options, clock, random);
}

}  // namespace hemoledger
