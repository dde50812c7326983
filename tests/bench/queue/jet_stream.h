// NATS JetStream doing the queue's work: one nats-server, a stream in files.
//
// Debian's nats-server (2.9) has no `sync_interval`: a message counts when the server has written
// it to the file, and the server syncs its files every two minutes. So what it acknowledged
// survives the end of the server's process, and not a power cut; Hemoledger's survives both.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/bench/queue/fan_out_work.h"
#include "tests/bench/queue/trouble.h"

namespace hemoledger::bench {

class JetStream {
 public:
  static bool IsInstalled();
  // For the output: what an acknowledgement of it means.
  static std::string Durability();

  // Files in `folder`.
  explicit JetStream(const std::filesystem::path& folder);
  ~JetStream();
  JetStream(const JetStream&) = delete;
  JetStream& operator=(const JetStream&) = delete;

  // As FanOut of fan_out.h: a subject a province, asynchronous publishing with at most `window`
  // unacknowledged, ordered consumers. Without deduplication by message id, which would cost it
  // more. Ends the process unless each live subscriber got as many messages as there are for it.
  FanOutOutcome FanOut(const FanOutWork& work, uint32_t subscribers, int window) const;

  // Publishes `events` messages of `keys` subjects; then kConsumers clients of one durable pull
  // consumer with explicit acknowledgements work them off, `batch` at a time. Messages a second
  // until the server has every acknowledgement. JetStream keeps no order among the messages of a
  // subject. Of `trouble` the retries happen (as nak), not the broken connections: what a lost
  // client held would come again only after its ack_wait.
  double Acks(uint64_t events, uint32_t keys, int batch, const Trouble& trouble) const;

 private:
  // Anonymous resident memory of the server, bytes.
  double AnonymousBytes() const;

  std::filesystem::path folder_;
  pid_t pid_ = -1;
  std::string url_;
};

}  // namespace hemoledger::bench
