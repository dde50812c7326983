#include "services/rpc/attainment_service.h"

#include <utility>

#include "grpcpp/impl/codegen/proto_utils.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/rpc/attainment_reads.h"
#include "services/rpc/read_call.h"

namespace hemoledger {
namespace {

constexpr char kMethod[] = "hemoledger.v1.AttainmentService/GetAttainment";

// What the answer depends on besides the state.
std::string AnswerKey(v1::GetAttainmentRequest request) {
  request.mutable_read()->clear_min_position();
  return request.SerializeAsString();
}

// Pages hold a state fast for the ones behind them: they are not kept.
bool IsWhole(const v1::GetAttainmentRequest& request, const v1::GetAttainmentResponse& response) {
  return request.page_token().empty() && response.next_page_token().empty();
}

}  // namespace

grpc::ServerUnaryReactor* AttainmentServiceImpl::GetAttainment(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) noexcept {
  v1::GetAttainmentRequest asked;
  // Deserialize empties what it is given; the copy shares the bytes.
  grpc::ByteBuffer bytes = *request;
  const bool readable =
      grpc::SerializationTraits<v1::GetAttainmentRequest>::Deserialize(&bytes, &asked).ok();
  const auto answer =
      [this, readable](const RpcEnvironment& environment, const std::shared_ptr<const View>& view,
                       const v1::GetAttainmentRequest& of) -> absl::StatusOr<grpc::ByteBuffer> {
    if (!readable) {
      return MakeError(ERROR_REASON_FIELD_INVALID,
                       {{"field", "request"}, {"value", ""}, {"expected", "GetAttainmentRequest"}});
    }
    std::string key = AnswerKey(of);
    if (const auto known = answers_.Find(view->next_position, key); known.has_value()) {
      return grpc::ByteBuffer(&*known, 1);
    }
    ASSIGN_OR_RETURN(const v1::GetAttainmentResponse worked_out,
                     hemoledger::GetAttainment(environment, view, of));
    const grpc::Slice serialized(worked_out.SerializeAsString());
    if (IsWhole(of, worked_out)) answers_.Put(view->next_position, std::move(key), serialized);
    return grpc::ByteBuffer(&serialized, 1);
  };
  return StartRead(environment_, kMethod, context, &asked, response, answer);
}

}  // namespace hemoledger
