// The committing thread: proposes sealed groups in their order, applies what is durable to the
// views, and gives the answers.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "services/ledger/committed_state.h"
#include "services/ledger/pipeline.h"
#include "services/ledger/proposer.h"

namespace hemoledger {

class Committer {
 public:
  // Borrows all. `on_fatal`: as Ledger::Options::on_fatal, not blank.
  Committer(Pipeline& pipeline, Proposer& proposer, CommittedState& committed,
            std::function<void(const absl::Status&)> on_fatal);

  // Until all is drained, or the pipeline is dead.
  void Run();

 private:
  enum class Committed : uint8_t { kYes, kConflict, kDead };

  // Waits for the next group; nullptr: the end.
  DecidedGroup* Next();
  Committed Commit(const DecidedGroup& group);
  // Waits until the deciding thread went back.
  void AwaitRewind();
  void Finish(DecidedGroup& group);
  static void Answer(Piece& piece);
  void Fail(const absl::Status& status);

  Pipeline& pipeline_;
  Proposer& proposer_;
  CommittedState& committed_;
  const std::function<void(const absl::Status&)> on_fatal_;
};

}  // namespace hemoledger
