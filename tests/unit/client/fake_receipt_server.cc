#include "tests/unit/client/fake_receipt_server.h"

#include <utility>

#include "proto/base/errors.h"
#include "tests/unit/client/fake_connection.h"

namespace hemoledger {

// One stream. Batches wait in a queue and are answered by the reader, so that the window really
// fills.
class FakeReceiptServer::Stream : public ReceiptStream {
 public:
  explicit Stream(FakeReceiptServer& server) : server_(server) {}

  bool Write(const v1::StreamReceiptsRequest& request) override {
    size_t in_flight = 0;
    {
      MutexLock lock(mutex_);
      if (ended_) return false;
      requests_.push_back(request);
      in_flight = requests_.size();
      changed_.NotifyAll();
    }
    // Never both locks in this order: the reader takes the server's first.
    MutexLock lock(server_.mutex_);
    server_.most_in_flight_ = std::max(server_.most_in_flight_, in_flight);
    return true;
  }
  bool WritesDone() override {
    MutexLock lock(mutex_);
    done_ = true;
    changed_.NotifyAll();
    return !ended_;
  }
  // As a real connection tells it (grpc_status.h).
  void Cancel() override { End(TransportError(absl::StatusCode::kUnavailable, "cancelled")); }
  absl::Status Finish() override {
    MutexLock lock(mutex_);
    return status_;
  }

  bool Read(v1::StreamReceiptsResponse& response) override {
    v1::StreamReceiptsRequest request;
    {
      MutexLock lock(mutex_);
      changed_.Wait(mutex_, [this] {
        mutex_.AssertHeld();
        return ended_ || !requests_.empty() || done_;
      });
      if (ended_) return false;
      if (requests_.empty()) {  // done
        ended_ = true;
        return false;
      }
      request = requests_.front();
    }
    response.Clear();
    const bool answered = request.has_open() ? Open(request.open(), response)
                                             : Acknowledge(request.batch(), response);
    MutexLock lock(mutex_);
    if (!requests_.empty()) requests_.pop_front();
    return answered && !ended_;
  }

 private:
  void End(absl::Status status) {
    MutexLock lock(mutex_);
    if (ended_) return;
    ended_ = true;
    status_ = std::move(status);
    changed_.NotifyAll();
  }

  bool Open(const v1::StreamOpening& opening, v1::StreamReceiptsResponse& response) {
    MutexLock lock(server_.mutex_);
    v1::StreamOpened& opened = *response.mutable_opened();
    opened.set_ledger_id(kFakeLedgerId);
    opened.set_epoch(1);
    opened.set_position(server_.position_);
    if (!opening.has_sequence()) return true;
    const auto source = server_.sources_.find(opening.sequence().source_id());
    if (source == server_.sources_.end()) {
      End(MakeError(ERROR_REASON_SOURCE_NOT_FOUND,
                    {{"source_id", opening.sequence().source_id()}}));
      return false;
    }
    const uint64_t mark = source->second.size();
    if (opening.sequence().acknowledged_sequence() > mark) {
      End(MakeError(ERROR_REASON_SERVER_LOST_HISTORY,
                    {{"source_id", opening.sequence().source_id()},
                     {"client_acknowledged", opening.sequence().acknowledged_sequence()},
                     {"server_mark", mark}}));
      return false;
    }
    opened.set_next_sequence(mark + 1);
    return true;
  }

  bool Acknowledge(const v1::SubmissionBatch& batch, v1::StreamReceiptsResponse& response) {
    {
      MutexLock lock(server_.mutex_);
      const uint64_t number = ++server_.batches_;
      server_.texts_ += static_cast<uint64_t>(batch.texts_size());
      if (server_.faults_.cut_before_batch.contains(number)) {
        End(TransportError(absl::StatusCode::kUnavailable, "cut before a batch"));
        return false;
      }
      v1::Acknowledgement& acknowledgement = *response.mutable_acknowledgement();
      for (const std::string& bytes : batch.submissions())
        AddRun(server_.Take(bytes), bytes, acknowledgement);
      if (server_.faults_.cut_before_acknowledgement.contains(++server_.acknowledgements_)) {
        End(TransportError(absl::StatusCode::kUnavailable, "cut before an acknowledgement"));
        return false;
      }
      if (!server_.faults_.stall_at_batch.contains(number)) return true;
    }
    MutexLock lock(mutex_);
    changed_.Wait(mutex_, [this] {
      mutex_.AssertHeld();
      return ended_;
    });
    return false;
  }

  void AddRun(Answer answer, const std::string& bytes, v1::Acknowledgement& acknowledgement) {
    v1::Submission submission;
    submission.ParseFromString(bytes);
    const uint64_t number = submission.has_source() ? submission.source().sequence() : ++place_;
    if (acknowledgement.runs_size() > 0 && answer.outcome != v1::SUBMISSION_OUTCOME_REJECTED) {
      v1::OutcomeRun& last = *acknowledgement.mutable_runs(acknowledgement.runs_size() - 1);
      if (last.outcome() == answer.outcome &&
          last.first_position() + last.count() == answer.position) {
        last.set_count(last.count() + 1);
        return;
      }
    }
    v1::OutcomeRun& run = *acknowledgement.add_runs();
    run.set_first_number(number);
    run.set_count(1);
    run.set_outcome(answer.outcome);
    run.set_first_position(answer.position);
    if (answer.outcome == v1::SUBMISSION_OUTCOME_REJECTED) {
      *run.mutable_refusal() =
          ToRefusal(MakeError(ERROR_REASON_ROUND_NOT_FOUND, {{"round_id", "dot-9"}}));
    }
  }

  FakeReceiptServer& server_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<v1::StreamReceiptsRequest> requests_ GUARDED_BY(mutex_);
  bool done_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  absl::Status status_ GUARDED_BY(mutex_);
  uint64_t place_ = 0;
};

std::unique_ptr<ReceiptStream> FakeReceiptServer::OpenStream() {
  MutexLock lock(mutex_);
  ++streams_;
  return std::make_unique<Stream>(*this);
}

FakeReceiptServer::Answer FakeReceiptServer::Take(const std::string& bytes) {
  v1::Submission submission;
  submission.ParseFromString(bytes);
  const auto& receipt = submission.receipt_recorded().receipt();
  const bool refused = receipt.bags_size() > 0 && receipt.bags(0).count() == faults_.refused_count;
  if (submission.has_feed()) {
    if (refused) return {v1::SUBMISSION_OUTCOME_REJECTED, 0};
    const auto [found, created] =
        external_ids_.try_emplace(submission.feed().external_id(), std::pair(bytes, position_ + 1));
    if (!created) {
      return {found->second.first == bytes ? v1::SUBMISSION_OUTCOME_EXISTS
                                           : v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT,
              found->second.second};
    }
    recorded_.push_back(bytes);
    return {v1::SUBMISSION_OUTCOME_CREATED, ++position_};
  }
  auto& source = sources_[submission.source().source_id()];
  const uint64_t sequence = submission.source().sequence();
  if (sequence <= source.size()) {
    const auto& [known, answer] = source[sequence - 1];
    if (answer.outcome == v1::SUBMISSION_OUTCOME_REJECTED && known == bytes) return answer;
    return {known == bytes ? v1::SUBMISSION_OUTCOME_EXISTS
                           : v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT,
            answer.position};
  }
  const Answer answer{refused ? v1::SUBMISSION_OUTCOME_REJECTED : v1::SUBMISSION_OUTCOME_CREATED,
                      ++position_};
  source.emplace_back(bytes, answer);
  recorded_.push_back(bytes);
  return answer;
}

void FakeReceiptServer::set_faults(Faults faults) {
  MutexLock lock(mutex_);
  faults_ = std::move(faults);
}

void FakeReceiptServer::ForgetAbove(const std::string& source_id, uint64_t mark) {
  MutexLock lock(mutex_);
  sources_[source_id].resize(mark);
}

void FakeReceiptServer::OpenSource(const std::string& source_id) {
  MutexLock lock(mutex_);
  sources_.try_emplace(source_id);
}

bool FakeReceiptServer::HasSource(const std::string& source_id) const {
  MutexLock lock(mutex_);
  return sources_.contains(source_id);
}

uint64_t FakeReceiptServer::NextSequence(const std::string& source_id) const {
  MutexLock lock(mutex_);
  const auto source = sources_.find(source_id);
  return source == sources_.end() ? 0 : source->second.size() + 1;
}

std::vector<std::string> FakeReceiptServer::recorded() const {
  MutexLock lock(mutex_);
  return recorded_;
}

uint64_t FakeReceiptServer::batches() const {
  MutexLock lock(mutex_);
  return batches_;
}

uint64_t FakeReceiptServer::streams() const {
  MutexLock lock(mutex_);
  return streams_;
}

size_t FakeReceiptServer::most_in_flight() const {
  MutexLock lock(mutex_);
  return most_in_flight_;
}

uint64_t FakeReceiptServer::texts() const {
  MutexLock lock(mutex_);
  return texts_;
}

}  // namespace hemoledger
