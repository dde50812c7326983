#include "tests/bench/queue/fan_out_work.h"

#include <cstdlib>

#include "hemoledger/v1/events.pb.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

uint32_t ProvinceOf(const v1::Submission& submission) {
  const v1::Receipt& receipt = submission.has_receipt_corrected()
                                   ? submission.receipt_corrected().receipt()
                                   : submission.receipt_recorded().receipt();
  const std::string& unit = receipt.unit().unit_id();
  // "xa-" and the commune's number.
  return Workload::ProvinceOf(static_cast<uint32_t>(std::atoi(unit.c_str() + 3)));
}

}  // namespace

FanOutWork MakeFanOutWork(const Workload& workload, uint64_t events, int batch) {
  FanOutWork work;
  const std::vector<v1::StreamReceiptsRequest> batches = workload.Batches(0, events, batch);
  work.batches = Serialize(batches);
  work.messages.reserve(events);
  v1::Submission submission;
  for (const v1::StreamReceiptsRequest& request : batches) {
    for (const std::string& bytes : request.batch().submissions()) {
      if (!submission.ParseFromString(bytes)) Die("a submission can not be read");
      if (submission.source().sequence() <= work.messages.size()) continue;
      const uint32_t province = ProvinceOf(submission);
      ++work.of_province[province];
      work.messages.push_back({province, bytes});
    }
  }
  if (work.messages.size() != events) Die("the receipts are not those that were asked for");
  return work;
}

}  // namespace hemoledger::bench
