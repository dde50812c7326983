// The NATS client library's objects with owners. Every failure ends the process.
#pragma once

#include <nats/nats.h>

#include <memory>
#include <string>

namespace hemoledger::bench {

template <auto Destroy>
struct NatsDeleter {
  template <typename Object>
  void operator()(Object* object) const {
    Destroy(object);
  }
};
using NatsConnection = std::unique_ptr<natsConnection, NatsDeleter<natsConnection_Destroy>>;
using NatsSubscription = std::unique_ptr<natsSubscription, NatsDeleter<natsSubscription_Destroy>>;
using NatsMessage = std::unique_ptr<natsMsg, NatsDeleter<natsMsg_Destroy>>;
using NatsStreams = std::unique_ptr<jsCtx, NatsDeleter<jsCtx_Destroy>>;

void CheckNats(natsStatus status, const char* what);

// A connection of its own, and JetStream over it.
class NatsClient {
 public:
  // `window`: messages published and not yet acknowledged, at most.
  explicit NatsClient(const std::string& url, int window = 256);

  jsCtx* streams() const { return streams_.get(); }
  // `text` on `subject`; waits while the window is full.
  void Publish(const std::string& subject, const std::string& text);
  // Until all that was published is acknowledged; ends the process if one was refused.
  void AwaitAcknowledgements();
  // The stream kStream of `subjects` in files, new and empty.
  void MakeStream(const char* subjects);

  static constexpr char kStream[] = "receipts";

 private:
  NatsConnection connection_;
  NatsStreams streams_;
};

}  // namespace hemoledger::bench
