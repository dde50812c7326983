#include "services/rpc/attachment_service.h"

#include <memory>
#include <string>
#include <string_view>

#include "services/rpc/attachment_download.h"
#include "services/rpc/attachment_upload.h"
#include "services/rpc/grpc_status.h"

namespace hemoledger {
namespace {

class UploadReactor final : public grpc::ServerReadReactor<v1::UploadAttachmentRequest>,
                            public AttachmentUploadTransport {
  using Base = grpc::ServerReadReactor<v1::UploadAttachmentRequest>;

 public:
  // `response` is gRPC's and lives until OnDone.
  UploadReactor(const RpcEnvironment& environment, v1::UploadAttachmentResponse* response,
                std::string_view connection, const absl::StatusOr<std::string>& principal)
      : environment_(environment),
        response_(response),
        upload_(std::make_shared<AttachmentUpload>(environment.ledger, environment.attachments,
                                                   environment.work, this,
                                                   principal.ok() ? *principal : "")) {
    absl::Status status = principal.status();
    if (status.ok()) status = environment_.uploads->Add(upload_, connection);
    if (status.ok()) {
      upload_->Start();
    } else {
      upload_->Refuse(status);
    }
  }

  void StartRead(v1::UploadAttachmentRequest* request) noexcept override {
    Base::StartRead(request);
  }
  void Finish(const absl::StatusOr<v1::UploadAttachmentResponse>& answer) noexcept override {
    if (answer.ok()) *response_ = *answer;
    Base::Finish(ToGrpcStatus(answer.status()));
  }

  void OnReadDone(bool ok) noexcept override { upload_->OnRead(ok); }
  void OnCancel() noexcept override { upload_->OnCancelled(); }
  void OnDone() noexcept override {
    environment_.uploads->Remove(upload_.get());
    delete this;
  }

 private:
  const RpcEnvironment& environment_;
  v1::UploadAttachmentResponse* const response_;
  const std::shared_ptr<AttachmentUpload> upload_;
};

class DownloadReactor final : public grpc::ServerWriteReactor<v1::DownloadAttachmentResponse>,
                              public AttachmentDownloadTransport {
  using Base = grpc::ServerWriteReactor<v1::DownloadAttachmentResponse>;

 public:
  explicit DownloadReactor(const RpcEnvironment& environment)
      : environment_(environment),
        download_(std::make_shared<AttachmentDownload>(&environment.ledger->views(),
                                                       environment.attachments, this)) {}

  // Keeps `request` until it returns.
  void Start(const v1::DownloadAttachmentRequest& request, std::string_view connection,
             const absl::Status& admitted) noexcept {
    absl::Status status = admitted;
    if (status.ok()) status = environment_.downloads->Add(download_, connection);
    if (status.ok()) {
      download_->Start(request);
    } else {
      download_->Refuse(status);
    }
  }

  void StartWrite(const v1::DownloadAttachmentResponse* response) noexcept override {
    Base::StartWrite(response);
  }
  void Finish(const absl::Status& status) noexcept override { Base::Finish(ToGrpcStatus(status)); }

  void OnWriteDone(bool ok) noexcept override { download_->OnWritten(ok); }
  void OnCancel() noexcept override { download_->OnCancelled(); }
  void OnDone() noexcept override {
    environment_.downloads->Remove(download_.get());
    delete this;
  }

 private:
  const RpcEnvironment& environment_;
  const std::shared_ptr<AttachmentDownload> download_;
};

}  // namespace

grpc::ServerReadReactor<v1::UploadAttachmentRequest>* AttachmentServiceImpl::UploadAttachment(
    grpc::CallbackServerContext* context, v1::UploadAttachmentResponse* response) noexcept {
  const std::string connection = context->peer();
  return new UploadReactor(
      environment_, response, connection,
      environment_.guard->Admit({.method = "hemoledger.v1.AttachmentService/UploadAttachment",
                                 .connection = connection}));
}

grpc::ServerWriteReactor<v1::DownloadAttachmentResponse>* AttachmentServiceImpl::DownloadAttachment(
    grpc::CallbackServerContext* context, const v1::DownloadAttachmentRequest* request) noexcept {
  const std::string connection = context->peer();
  auto* reactor = new DownloadReactor(environment_);
  reactor->Start(*request, connection,
                 environment_.guard
                     ->Admit({.method = "hemoledger.v1.AttachmentService/DownloadAttachment",
                              .request_bytes = request->ByteSizeLong(),
                              .connection = connection})
                     .status());
  return reactor;
}

}  // namespace hemoledger
