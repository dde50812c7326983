#include "services/rpc/settlement_committer.h"

#include <utility>

namespace hemoledger {

SettlementCommitter::SettlementCommitter(ConsumerStore* store)
    : store_(store), thread_([this] { Run(); }) {}

SettlementCommitter::~SettlementCommitter() {
  Stop();
}

void SettlementCommitter::Commit(ConsumerBatch batch, Done done) {
  {
    MutexLock lock(mutex_);
    if (stopping_) return;
    waiting_.push_back({std::move(batch), std::move(done)});
  }
  wake_.NotifyOne();
}

void SettlementCommitter::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyOne();
  if (thread_.joinable()) thread_.join();
}

void SettlementCommitter::Run() {
  while (true) {
    std::vector<Waiting> group;
    {
      MutexLock lock(mutex_);
      wake_.Wait(mutex_, [this] {
        mutex_.AssertHeld();
        return stopping_ || !waiting_.empty();
      });
      if (waiting_.empty()) return;
      group = std::exchange(waiting_, {});
    }
    ConsumerBatch batch;
    for (Waiting& waiting : group) {
      if (!waiting.batch.empty()) batch.Append(std::move(waiting.batch));
    }
    const absl::Status written = batch.empty() ? absl::OkStatus() : store_->Write(batch);
    for (const Waiting& waiting : group) waiting.done(written);
  }
}

}  // namespace hemoledger
