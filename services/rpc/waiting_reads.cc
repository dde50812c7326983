#include "services/rpc/waiting_reads.h"

namespace hemoledger {

WaitingReads::Place::~Place() {
  MutexLock lock(of_->mutex_);
  --of_->waiting_;
  of_->bytes_ -= bytes_;
}

std::shared_ptr<const WaitingReads::Place> WaitingReads::Enter(size_t bytes) {
  {
    MutexLock lock(mutex_);
    if (waiting_ >= max_reads_ || bytes_ + bytes > max_bytes_) return nullptr;
    ++waiting_;
    bytes_ += bytes;
  }
  return std::make_shared<const Place>(this, bytes);
}

int WaitingReads::waiting() const {
  MutexLock lock(mutex_);
  return waiting_;
}

}  // namespace hemoledger
