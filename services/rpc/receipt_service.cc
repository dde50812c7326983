#include "services/rpc/receipt_service.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "services/rpc/grpc_status.h"
#include "services/rpc/read_call.h"
#include "services/rpc/receipt_reads.h"
#include "services/rpc/write_call.h"

namespace hemoledger {
namespace {

// Only hands over between gRPC and ReceiptStream.
class ReceiptStreamReactor final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
      public ReceiptStreamTransport {
  using Base = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

 public:
  ReceiptStreamReactor(const RpcEnvironment& environment, ReceiptSink* sink,
                       std::string_view connection, const absl::StatusOr<std::string>& principal)
      : environment_(environment),
        stream_(std::make_shared<ReceiptStream>(sink, this, principal.ok() ? *principal : "",
                                                environment.unread_acknowledgements)) {
    absl::Status status = principal.status();
    if (status.ok()) status = environment_.receipt_streams->Add(stream_, connection);
    if (status.ok()) {
      stream_->Start();
    } else {
      stream_->Refuse(status);
    }
  }

  void StartRead(grpc::ByteBuffer* message) noexcept override { Base::StartRead(message); }
  void StartWrite(const v1::StreamReceiptsResponse* response) noexcept override {
    const grpc::Slice bytes(response->SerializeAsString());
    response_ = grpc::ByteBuffer(&bytes, 1);
    Base::StartWrite(&response_);
  }
  void Finish(const absl::Status& status) noexcept override { Base::Finish(ToGrpcStatus(status)); }

  void OnReadDone(bool ok) noexcept override { stream_->OnRead(ok); }
  void OnWriteDone(bool ok) noexcept override { stream_->OnWritten(ok); }
  void OnCancel() noexcept override { stream_->OnCancelled(); }
  void OnDone() noexcept override {
    environment_.receipt_streams->Remove(stream_.get());
    delete this;
  }

 private:
  const RpcEnvironment& environment_;
  const std::shared_ptr<ReceiptStream> stream_;
  // Being written.
  grpc::ByteBuffer response_;
};

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ReceiptServiceImpl::StreamReceipts(
    grpc::CallbackServerContext* context) noexcept {
  const std::string connection = context->peer();
  return new ReceiptStreamReactor(
      environment_, &sink_, connection,
      environment_.guard->Admit(
          {.method = "hemoledger.v1.ReceiptService/StreamReceipts", .connection = connection}));
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::OpenSource(
    grpc::CallbackServerContext* context, const v1::OpenSourceRequest* request,
    v1::OpenSourceResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.ReceiptService/OpenSource", context, request,
                    response, &Ledger::OpenSource);
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::GetSource(grpc::CallbackServerContext* context,
                                                        const v1::GetSourceRequest* request,
                                                        v1::GetSourceResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.ReceiptService/GetSource", context, request,
                   response, &hemoledger::GetSource);
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::RecordReceipt(
    grpc::CallbackServerContext* context, const v1::RecordReceiptRequest* request,
    v1::ReceiptWriteResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.ReceiptService/RecordReceipt", context, request,
                    response, &Ledger::RecordReceipt);
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::CorrectReceipt(
    grpc::CallbackServerContext* context, const v1::CorrectReceiptRequest* request,
    v1::ReceiptWriteResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.ReceiptService/CorrectReceipt", context, request,
                    response, &Ledger::CorrectReceipt);
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::VoidReceipt(
    grpc::CallbackServerContext* context, const v1::VoidReceiptRequest* request,
    v1::ReceiptWriteResponse* response) noexcept {
  return StartWrite(environment_, "hemoledger.v1.ReceiptService/VoidReceipt", context, request,
                    response, &Ledger::VoidReceipt);
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::GetReceipt(
    grpc::CallbackServerContext* context, const v1::GetReceiptRequest* request,
    v1::GetReceiptResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.ReceiptService/GetReceipt", context, request,
                   response, &hemoledger::GetReceipt);
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::ListReceipts(
    grpc::CallbackServerContext* context, const v1::ListReceiptsRequest* request,
    v1::ListReceiptsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.ReceiptService/ListReceipts", context, request,
                   response, &hemoledger::ListReceipts);
}

grpc::ServerUnaryReactor* ReceiptServiceImpl::ListRejections(
    grpc::CallbackServerContext* context, const v1::ListRejectionsRequest* request,
    v1::ListRejectionsResponse* response) noexcept {
  return StartRead(environment_, "hemoledger.v1.ReceiptService/ListRejections", context, request,
                   response, &hemoledger::ListRejections);
}

}  // namespace hemoledger
