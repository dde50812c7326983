#include "services/rpc/running_answers.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "proto/base/status_macros.h"

namespace hemoledger {

absl::StatusOr<v1::GetAttainmentResponse> RunningAnswers::Answer(const View& view,
                                                                 const AttainmentQuery& query) {
  const std::shared_ptr<Question> question = FindOrRemember(view, query);
  if (question == nullptr) return ComputeAttainment(*view.tree, *view.plans, view.cells, query);
  MutexLock lock(question->mutex);
  // Going back to an older state could cost more than working it out by itself.
  if (view.next_position < question->next_position) {
    return ComputeAttainment(*view.tree, *view.plans, view.cells, query);
  }
  if (question->running == nullptr) {
    ASSIGN_OR_RETURN(question->running, RunningAttainment::Begin(view.tree, view.plans, query));
  }
  question->next_position = view.next_position;
  return question->running->At(view.cells);
}

std::shared_ptr<RunningAnswers::Question> RunningAnswers::FindOrRemember(
    const View& view, const AttainmentQuery& query) {
  const Clock::time_point now = Clock::now();
  // Let go outside the lock: what they hold is large.
  std::list<std::shared_ptr<Question>> forgotten;
  MutexLock lock(mutex_);
  const auto found =
      std::find_if(questions_.begin(), questions_.end(), [&](const std::shared_ptr<Question>& one) {
        return one->query == query && one->tree == view.tree && one->plans == view.plans;
      });
  const bool is_known = found != questions_.end();
  if (is_known) {
    questions_.splice(questions_.begin(), questions_, found);
  } else {
    auto question = std::make_shared<Question>();
    question->query = query;
    question->tree = view.tree;
    question->plans = view.plans;
    questions_.push_front(std::move(question));
  }
  questions_.front()->asked_last = now;
  while (questions_.size() > max_kept_ || questions_.back()->asked_last + kMaxIdle < now) {
    forgotten.splice(forgotten.begin(), questions_, std::prev(questions_.end()));
  }
  return is_known ? questions_.front() : nullptr;
}

}  // namespace hemoledger
