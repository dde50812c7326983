#include "services/rpc/status_service.h"

#include "proto/base/errors.h"
#include "services/rpc/unary_call.h"
#include "store/limits.h"

namespace hemoledger {
namespace {

v1::GetStatusResponse DescribeStatus(const RpcEnvironment& environment) {
  const LedgerStatus status = environment.ledger->status();
  v1::GetStatusResponse response;
  response.set_ledger_id(status.ledger_id);
  response.set_epoch(status.epoch);
  response.set_format_version(kFormatVersion);
  response.set_head_position(status.head_position);
  response.set_head_record_time_micros(status.head_record_time_micros);
  response.set_published_position(status.published_position);
  response.set_write_state(status.write_state);
  if (!status.write_status.ok()) {
    response.set_write_state_message_vi(MessageOf(status.write_status, Language::kVietnamese));
    response.set_write_state_message_en(MessageOf(status.write_status, Language::kEnglish));
  }
  response.set_disk_free_bytes(status.disk_free_bytes);
  response.set_disk_needed_bytes(status.disk_needed_bytes);
  response.set_server_version(environment.server_version);
  response.set_uptime_seconds((environment.clock->BootMicros() - environment.start_boot_micros) /
                              1'000'000);
  response.set_unit_count(status.unit_count);
  response.set_plan_count(status.plan_count);
  response.set_source_count(status.source_count);
  response.set_cell_count(status.cell_count);
  response.set_open_streams(environment.receipt_streams->open());
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* StatusServiceImpl::GetStatus(grpc::CallbackServerContext* context,
                                                       const v1::GetStatusRequest* request,
                                                       v1::GetStatusResponse* response) noexcept {
  return StartUnary(
      *environment_.guard, "hemoledger.v1.StatusService/GetStatus", context, request, response,
      [this](const CallScope&, const v1::GetStatusRequest&,
             UnaryAnswer<v1::GetStatusResponse> answer) { answer(DescribeStatus(environment_)); },
      /*while_stopping=*/true);
}

}  // namespace hemoledger
