#include "services/ledger/committed_state.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

// Events that are looked at together: enough that their look-ups wait for memory together, few
// enough that what was read of them is still near.
constexpr size_t kRun = 256;

absl::Status Parse(uint64_t position, std::string_view bytes, v1::Event* event,
                   v1::Submission* submission) {
  if (event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
      submission->ParseFromString(event->submission())) {
    return absl::OkStatus();
  }
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("event ", position, " can not be parsed")}});
}

}  // namespace

CommittedState::~CommittedState() {
  if (views_.head().next_position > 0) views_.Pin();
  views_.Detach();
}

absl::Status CommittedState::ReadOn() {
  EventCursor cursor = store_.ReadFrom(domain_.next_position());
  // Ordinary receipts of one frame, with their bytes: they live until the next frame.
  std::vector<LoggedReceipt> run;
  std::vector<std::string_view> bytes;
  while (cursor.Next()) {
    LoggedReceipt& logged = run.emplace_back();
    bytes.push_back(cursor.event());
    const bool is_ordinary = ScanEvent(cursor.event(), &logged.event) &&
                             ScanReceipt(logged.event.submission, &logged.receipt);
    if (!is_ordinary) run.pop_back();
    if (is_ordinary && cursor.left_in_frame() > 0 && run.size() < kRun) continue;
    size_t applied = domain_.ApplyScanned(run);
    for (; applied < bytes.size(); ++applied) RETURN_IF_ERROR(ApplyBytes(bytes[applied]));
    run.clear();
    bytes.clear();
  }
  return cursor.status();
}

absl::Status CommittedState::ApplyBytes(std::string_view event) {
  RETURN_IF_ERROR(Parse(domain_.next_position(), event, &event_, &submission_));
  return domain_.Apply(event_, submission_);
}

absl::Status CommittedState::CatchUp(uint64_t* applied) {
  {
    MutexLock lock(mutex_);
    const uint64_t before = domain_.next_position();
    RETURN_IF_ERROR(ReadOn());
    if (domain_.HasIncompleteDocument()) {
      return MakeError(ERROR_REASON_STORE_DAMAGED,
                       {{"detail", "the ledger ends in the middle of a document"}});
    }
    *applied = domain_.next_position() - before;
    if (*applied == 0) return absl::OkStatus();
    NoteSources();
  }
  Announce();
  return absl::OkStatus();
}

void CommittedState::NoteSources() {
  const SourceMarks::Snapshot known = marks_.TakeSnapshot();
  std::vector<const SourceState*> sources;
  for (const auto& [source_id, source] : domain_.sources()) sources.push_back(&source);
  std::sort(sources.begin(), sources.end(), [](const SourceState* a, const SourceState* b) {
    return a->opened_position < b->opened_position;
  });
  for (const SourceState* source : sources) {
    const std::string& source_id = source->opened.source_id();
    const std::optional<SourceInfo> there = known.Find(source_id);
    if (!there.has_value()) marks_.Open(source->opened, source->opened_position);
    if (source->mark != (there.has_value() ? there->mark : 0)) {
      marks_.SetMark(source_id, source->mark);
    }
  }
}

absl::Status CommittedState::Apply(const DecidedGroup& group) {
  {
    MutexLock lock(mutex_);
    view_ = nullptr;
    RETURN_IF_ERROR(ApplyAll(group));
  }
  Announce();
  return absl::OkStatus();
}

absl::Status CommittedState::ApplyAll(const DecidedGroup& group) {
  const ReceiptFacts* facts = group.facts().data();
  const std::vector<FoldKind>& folds = group.folds();
  const uint64_t base = group.events().base_position();
  const int64_t record_time = group.record_time_micros();
  for (size_t i = 0; i < folds.size(); ++i) {
    switch (folds[i]) {
      case FoldKind::kAdd: {
        size_t end = i + 1;
        while (end < folds.size() && folds[end] == FoldKind::kAdd) ++end;
        domain_.ApplyReceipts(base + i, record_time, {facts, end - i});
        facts += end - i;
        i = end - 1;
        break;
      }
      case FoldKind::kRemove:
        domain_.ApplyReceipt(base + i, record_time, nullptr, facts);
        facts += 1;
        break;
      case FoldKind::kReplace:
        domain_.ApplyReceipt(base + i, record_time, facts, facts + 1);
        facts += 2;
        break;
      case FoldKind::kNothing:
        domain_.ApplyReceipt(base + i, record_time, nullptr, nullptr);
        break;
      case FoldKind::kParse:
        RETURN_IF_ERROR(Parse(base + i, group.events().event(i), &event_, &submission_));
        RETURN_IF_ERROR(domain_.Apply(event_, submission_));
        if (submission_.has_source_opened()) marks_.Open(submission_.source_opened(), base + i);
        break;
    }
  }
  HL_CHECK(facts == group.facts().data() + group.facts().size());
  for (const DecidedGroup::SourceRun& run : group.runs()) {
    domain_.ApplySourceMark(run.source_id, run.row.last_sequence());
    marks_.SetMark(run.source_id, run.row.last_sequence());
  }
  return absl::OkStatus();
}

void CommittedState::Announce() {
  ViewHead head;
  {
    MutexLock lock(mutex_);
    head = {domain_.next_position(), {domain_.tree(), domain_.plans(), domain_.rules_version()}};
  }
  views_.Announce(std::move(head), this);
}

std::shared_ptr<const View> CommittedState::MakeView() {
  MutexLock lock(mutex_);
  if (view_ != nullptr && view_->next_position == domain_.next_position()) return view_;
  auto view = std::make_shared<View>();
  view->next_position = domain_.next_position();
  view->record_time_micros = domain_.record_time_micros();
  view->ledger_id = domain_.ledger().ledger_id();
  view->epoch = domain_.ledger().epoch();
  view->tree = domain_.tree();
  view->plans = domain_.plans();
  view->records = domain_.records();
  view->cells = domain_.TakeCells();
  view->sources = marks_.TakeSnapshot();
  view_ = std::move(view);
  return view_;
}

void CommittedState::Begin(DomainState state) {
  {
    MutexLock lock(mutex_);
    HL_CHECK(domain_.next_position() == 0);
    domain_ = std::move(state);
    NoteSources();
  }
  Announce();
}

std::vector<uint64_t> CommittedState::DocumentPositions(uint64_t next_position) {
  MutexLock lock(mutex_);
  const std::vector<uint64_t>& all = domain_.document_positions();
  return {all.begin(), std::lower_bound(all.begin(), all.end(), next_position)};
}

std::string CommittedState::Digest() {
  MutexLock lock(mutex_);
  return domain_.Digest();
}

void CommittedState::With(const std::function<void(const DomainState&)>& use) {
  MutexLock lock(mutex_);
  use(domain_);
}

}  // namespace hemoledger
