// AttachmentService on gRPC: only hands over between gRPC and the two streams.
#pragma once

#include "hemoledger/v1/attachment_service.grpc.pb.h"
#include "services/rpc/environment.h"

namespace hemoledger {

class AttachmentServiceImpl final : public v1::AttachmentService::CallbackService {
 public:
  explicit AttachmentServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerReadReactor<v1::UploadAttachmentRequest>* UploadAttachment(
      grpc::CallbackServerContext* context,
      v1::UploadAttachmentResponse* response) noexcept override;
  grpc::ServerWriteReactor<v1::DownloadAttachmentResponse>* DownloadAttachment(
      grpc::CallbackServerContext* context,
      const v1::DownloadAttachmentRequest* request) noexcept override;

 private:
  const RpcEnvironment& environment_;
};

}  // namespace hemoledger
