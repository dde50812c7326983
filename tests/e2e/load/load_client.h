// What the clients of the load test do, each a call or a few. A failure ends the process: it says
// what was expected.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "hemoledger/v1/event_service.grpc.pb.h"
#include "hemoledger/v1/receipt_service.grpc.pb.h"
#include "hemoledger/v1/status_service.grpc.pb.h"

namespace hemoledger::load {

// Ends the process unless `holds`.
void Require(bool holds, const std::string& what);

// A connection of its own.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// Units vn and kUnits communes below it; sources may-0 … `sources` - 1.
inline constexpr int kUnits = 50;
void Prepare(const std::shared_ptr<grpc::Channel>& channel, int sources);

v1::GetStatusResponse StatusOf(const std::shared_ptr<grpc::Channel>& channel);

// The stream of a source or, where it has none, of a feed.
class Stream {
 public:
  // Opens it. A refusal shows in Finish.
  Stream(const std::shared_ptr<grpc::Channel>& channel, const std::string& source_or_feed,
         bool of_source);
  ~Stream();
  // False: it was refused.
  bool opened() const { return opened_; }

  // Sends `count` receipts and waits for nothing. `first`: the number of the first one.
  void Send(uint64_t first, int count);
  // Reads one acknowledgement; how many receipts it says were created. All others fail.
  uint64_t ReadCreated();
  // Closes our side; how it ended.
  absl::Status Finish();

 private:
  const std::string name_;
  const bool of_source_;
  grpc::ClientContext context_;
  std::unique_ptr<v1::ReceiptService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::StreamReceiptsRequest, v1::StreamReceiptsResponse>>
      call_;
  bool opened_ = false;
  bool finished_ = false;
};

// A subscription to everything.
class Subscriber {
 public:
  explicit Subscriber(const std::shared_ptr<grpc::Channel>& channel);
  ~Subscriber();

  // Until the server has begun to send. Reads no message.
  void WaitUntilBegun();
  // Reads on until it has seen all events below `end` without a gap.
  void ReadBelow(uint64_t end);
  // How it ended, for one that was refused.
  absl::Status Finish();

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::EventService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> call_;
  uint64_t next_ = 0;
  bool finished_ = false;
};

// Writes `count` receipts of a source from number `first` on, in batches, at most eight unanswered;
// returns when each was created.
void WriteAll(const std::shared_ptr<grpc::Channel>& channel, const std::string& source,
              uint64_t first, uint64_t count);

}  // namespace hemoledger::load
