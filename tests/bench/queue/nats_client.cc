#include "tests/bench/queue/nats_client.h"

#include "proto/base/strings.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {
namespace {

constexpr int64_t kLongMillis = 120'000;

void Refused(jsCtx*, jsPubAckErr* error, void*) {
  Die(Concat("JetStream refused a message: ", error->ErrText == nullptr ? "" : error->ErrText));
}

}  // namespace

void CheckNats(natsStatus status, const char* what) {
  if (status == NATS_OK) return;
  const char* detail = nats_GetLastError(nullptr);
  Die(Concat("NATS, ", what, ": ", natsStatus_GetText(status), " ",
             detail == nullptr ? "" : detail));
}

NatsClient::NatsClient(const std::string& url, int window) {
  natsConnection* connection = nullptr;
  CheckNats(natsConnection_ConnectTo(&connection, url.c_str()), "connecting");
  connection_.reset(connection);
  jsOptions options;
  CheckNats(jsOptions_Init(&options), "options");
  options.PublishAsync.MaxPending = window;
  options.PublishAsync.StallWait = kLongMillis;
  options.PublishAsync.ErrHandler = Refused;
  jsCtx* streams = nullptr;
  CheckNats(natsConnection_JetStream(&streams, connection, &options), "JetStream");
  streams_.reset(streams);
}

void NatsClient::Publish(const std::string& subject, const std::string& text) {
  CheckNats(js_PublishAsync(streams_.get(), subject.c_str(), text.data(),
                            static_cast<int>(text.size()), nullptr),
            "publishing");
}

void NatsClient::AwaitAcknowledgements() {
  jsPubOptions options;
  CheckNats(jsPubOptions_Init(&options), "options");
  options.MaxWait = kLongMillis;
  CheckNats(js_PublishAsyncComplete(streams_.get(), &options), "waiting for acknowledgements");
}

void NatsClient::MakeStream(const char* subjects) {
  // Not there the first time.
  static_cast<void>(js_DeleteStream(streams_.get(), kStream, nullptr, nullptr));
  jsStreamConfig config;
  CheckNats(jsStreamConfig_Init(&config), "options");
  config.Name = kStream;
  config.Subjects = &subjects;
  config.SubjectsLen = 1;
  config.Storage = js_FileStorage;
  jsErrCode code{};
  CheckNats(js_AddStream(nullptr, streams_.get(), &config, nullptr, &code), "making the stream");
}

}  // namespace hemoledger::bench
