#include "tests/bench/queue/end_marks.h"

#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/status_service.grpc.pb.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

v1::StreamReceiptsRequest EndMarks(uint32_t source) {
  v1::StreamReceiptsRequest request;
  for (uint32_t province = 0; province < Workload::kProvinces; ++province) {
    v1::Submission submission;
    submission.mutable_source()->set_source_id(Workload::SourceId(source));
    submission.mutable_source()->set_sequence(province + 1);
    v1::Receipt& receipt = *submission.mutable_receipt_recorded()->mutable_receipt();
    // The largest communes are in the provinces of the same number.
    static_assert(Workload::ProvinceOf(Workload::kProvinces - 1) == Workload::kProvinces - 1);
    receipt.mutable_unit()->set_unit_id(Workload::UnitId(province));
    receipt.mutable_interval()->set_first_date(20210401);
    receipt.set_component(v1::COMPONENT_WHOLE_BLOOD);
    receipt.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
    v1::BagCount& bag = *receipt.add_bags();
    bag.set_volume_ml(250);
    bag.set_count(1);
    request.mutable_batch()->add_submissions(submission.SerializeAsString());
  }
  return request;
}

}  // namespace

uint64_t HeadOf(const Server& server) {
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  const grpc::Status status =
      v1::StatusService::NewStub(server.Connect(1000))->GetStatus(&context, {}, &response);
  if (!status.ok()) Die(status.error_message());
  return response.head_position();
}

void EndHere(const Server& server, uint32_t source, std::atomic<uint64_t>& last_position) {
  last_position = HeadOf(server);
  StreamAll(server, source, Serialize({EndMarks(source)}));
}

}  // namespace hemoledger::bench
