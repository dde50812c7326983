// AttainmentService on gRPC. Its answers are kept serialised for the newest state: a table that
// many ask for is worked out and serialised once. So is one that many watch.
#pragma once

#include "hemoledger/v1/attainment_service.grpc.pb.h"
#include "services/rpc/answer_cache.h"
#include "services/rpc/environment.h"
#include "services/rpc/limits.h"
#include "services/rpc/watched_attainment.h"

namespace hemoledger {

class AttainmentServiceImpl final
    : public v1::AttainmentService::WithRawCallbackMethod_GetAttainment<
          v1::AttainmentService::WithRawCallbackMethod_WatchAttainment<
              v1::AttainmentService::Service>> {
 public:
  explicit AttainmentServiceImpl(const RpcEnvironment* environment) : environment_(*environment) {}

  grpc::ServerUnaryReactor* GetAttainment(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) noexcept override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchAttainment(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) noexcept override;

 private:
  const RpcEnvironment& environment_;
  AnswerCache answers_{kMaxCachedAnswerBytes};
  WatchedQueries watched_;
};

}  // namespace hemoledger
