#include "services/ledger/ledger.h"

#include <unistd.h>

#include <iostream>
#include <optional>
#include <thread>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/ledger/batch_preparer.h"
#include "services/ledger/clock_command.h"
#include "services/ledger/clock_guard.h"
#include "services/ledger/committed_state.h"
#include "services/ledger/committer.h"
#include "services/ledger/document_commands.h"
#include "services/ledger/group_former.h"
#include "services/ledger/ledger_creation.h"
#include "services/ledger/pipeline.h"
#include "services/ledger/plan_commands.h"
#include "services/ledger/proposer.h"
#include "services/ledger/receipt_commands.h"
#include "services/ledger/snapshot_load.h"
#include "services/ledger/snapshotter.h"
#include "services/ledger/source_commands.h"
#include "services/ledger/unit_commands.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

// Exit status of a process that can not go on (sysexits.h EX_IOERR).
constexpr int kFatalExitStatus = 74;

}  // namespace

class Ledger::Impl {
 public:
  explicit Impl(Options options)
      : options_(WithDefaults(std::move(options))),
        own_proposer_(*options_.store),
        own_disk_(*options_.store),
        proposer_(options_.proposer != nullptr ? *options_.proposer : own_proposer_),
        disk_(options_.disk != nullptr ? *options_.disk : own_disk_),
        stored_events_(*options_.store),
        committed_(*options_.store, views_),
        pipeline_(options_.limits) {}

  ~Impl() { Stop(); }

  absl::Status Open() {
    uint64_t snapshot_position = 0;
    RETURN_IF_ERROR(StartUp(&snapshot_position));
    const std::shared_ptr<const View> view = views_.Pin();
    HL_CHECK(view != nullptr) << "a new ledger without its first event";
    clock_guard_.emplace(*options_.clock, options_.limits.max_clock_jump_micros,
                         view->record_time_micros);
    if (const absl::Status clock = clock_guard_->Read().status; !clock.ok()) {
      Log(LogLevel::kWarning, MessageOf(clock, Language::kEnglish));
    }
    const auto fatal = [this](const absl::Status& status) { Fatal(status); };
    former_.emplace(pipeline_, *options_.store, committed_, *clock_guard_, disk_, fatal);
    committer_.emplace(pipeline_, proposer_, committed_, fatal);
    deciding_ = std::thread([this] { former_->Run(); });
    committing_ = std::thread([this] { committer_->Run(); });
    if (options_.snapshots != nullptr && options_.limits.snapshot_events > 0) {
      snapshotter_.emplace(
          Snapshotter::Parts{*options_.snapshots, *options_.store, committed_, views_, disk_,
                             *options_.clock},
          options_.limits,
          [this](LogLevel level, std::string_view message) { Log(level, message); },
          snapshot_position);
    }
    return absl::OkStatus();
  }

  void Stop() {
    {
      MutexLock lock(pipeline_.mutex);
      pipeline_.stopping = true;
      pipeline_.decide.NotifyAll();
    }
    {
      MutexLock lock(stop_mutex_);
      if (deciding_.joinable()) deciding_.join();
      if (committing_.joinable()) committing_.join();
    }
    views_.Stop();
    MutexLock lock(stop_mutex_);
    if (snapshotter_.has_value()) snapshotter_->Stop();
  }

  void Submit(StreamBatch batch, BatchDone done) {
    CheckPrincipal(batch.stream.principal);
    auto work = std::make_shared<BatchWork>();
    work->batch = std::move(batch);
    work->done = std::move(done);
    if (absl::Status put = pipeline_.Put({work, nullptr}); !put.ok()) {
      work->done(BatchAnswer{{}, std::move(put)});
    }
  }

  // A call whose form is checked by CommandType, and that is made of the request.
  template <typename CommandType, typename Request, typename Response>
  void Call(std::string_view principal, Request request, WriteDone<Response> done) {
    CheckPrincipal(principal);
    if (absl::Status form = CommandType::CheckForm(request); !form.ok()) {
      done(std::move(form));
      return;
    }
    Put(std::make_shared<CommandType>(principal, std::move(request), std::move(done)));
  }

  void CallReceipt(ReceiptCall receipt_call, WriteDone<v1::ReceiptWriteResponse> done) {
    CheckPrincipal(receipt_call.call.principal);
    if (absl::Status form = ReceiptCommand::CheckForm(receipt_call); !form.ok()) {
      done(std::move(form));
      return;
    }
    std::unique_ptr<const ReceiptTarget> hint =
        FindReceiptHint(receipt_call.submission, stored_events_);
    Put(std::make_shared<ReceiptCommand>(std::move(receipt_call), std::move(hint),
                                         std::move(done)));
  }

  void ConfirmClock(WriteDone<uint64_t> done) {
    Put(std::make_shared<ConfirmClockCommand>(*clock_guard_, std::move(done)));
  }

  LedgerStatus Status() {
    LedgerStatus status;
    const std::shared_ptr<const View> view = views_.Pin();
    status.ledger_id = view->ledger_id;
    status.epoch = view->epoch;
    status.published_position = view->next_position - 1;
    status.head_record_time_micros = view->record_time_micros;
    status.head_position = options_.store->next_position() - 1;
    status.unit_count = view->tree->size();
    status.plan_count = view->plans->size();
    status.source_count = view->sources.size();
    status.cell_count = view->cells.size();
    status.decided_count = pipeline_.decided_count;
    if (snapshotter_.has_value()) {
      status.snapshot_position = snapshotter_->last_position();
      status.snapshot_failures = snapshotter_->failure_count();
    }
    status.disk_free_bytes = disk_.FreeBytes();
    status.disk_needed_bytes = options_.limits.min_free_disk_bytes;
    bool stopping = false;
    {
      MutexLock lock(pipeline_.mutex);
      status.waiting_batches = pipeline_.waiting_batches;
      status.waiting_calls = pipeline_.waiting_calls;
      status.waiting_bytes = pipeline_.waiting_bytes;
      stopping = pipeline_.stopping || pipeline_.dead;
    }
    status.write_state = v1::WRITE_STATE_WRITABLE;
    if (stopping) {
      status.write_state = v1::WRITE_STATE_STOPPING;
      status.write_status = MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
    } else if (absl::Status clock = clock_guard_->Read().status; !clock.ok()) {
      status.write_state = v1::WRITE_STATE_CLOCK_STOPPED;
      status.write_status = std::move(clock);
    } else if (absl::Status disk = CheckDisk(disk_, options_.limits.min_free_disk_bytes);
               !disk.ok()) {
      status.write_state = v1::WRITE_STATE_DISK_NEARLY_FULL;
      status.write_status = std::move(disk);
    }
    return status;
  }

  Views& views() { return views_; }
  const LedgerStore& store() const { return *options_.store; }
  StoredEvents& stored_events() { return stored_events_; }
  CommittedState& committed() { return committed_; }

 private:
  // Makes the state of the newest usable snapshot and the events after it, or of a new ledger's
  // first event.
  absl::Status StartUp(uint64_t* snapshot_position) {
    const int64_t began = options_.clock->BootMicros();
    if (options_.snapshots != nullptr) {
      *snapshot_position = BeginFromSnapshot(
          *options_.snapshots, *options_.store,
          [this](LogLevel level, std::string_view message) { Log(level, message); }, committed_);
    }
    uint64_t replayed = 0;
    const absl::Status caught_up = committed_.CatchUp(&replayed);
    if (!caught_up.ok() && *snapshot_position > 0) {
      Log(LogLevel::kError,
          "events after the snapshot can not follow it: move snapshots/ out of "
          "the data folder, so that the whole log is replayed");
    }
    RETURN_IF_ERROR(caught_up);
    if (replayed == 0 && *snapshot_position == 0) {
      RETURN_IF_ERROR(CreateLedger(*options_.clock, *options_.random, proposer_));
      return committed_.CatchUp(&replayed);
    }
    const int64_t took_ms = (options_.clock->BootMicros() - began) / 1000;
    Log(LogLevel::kInfo,
        *snapshot_position == 0
            ? Concat("startup: no snapshot, ", replayed, " events replayed, ", took_ms, " ms")
            : Concat("startup: snapshot at position ", *snapshot_position, ", ", replayed,
                     " events replayed after it, ", took_ms, " ms"));
    return absl::OkStatus();
  }

  static Options WithDefaults(Options options) {
    HL_CHECK(options.store != nullptr && options.clock != nullptr && options.random != nullptr);
    if (!options.on_fatal) {
      options.on_fatal = [](const absl::Status& status) {
        std::cerr << "hemoledger: can not go on: " << status << std::endl;
        _exit(kFatalExitStatus);
      };
    }
    return options;
  }

  static void CheckPrincipal(std::string_view principal) {
    HL_CHECK(!principal.empty() && principal.size() <= kMaxPrincipalBytes)
        << "a principal of " << principal.size() << " bytes";
  }

  void Put(std::shared_ptr<Command> command) {
    if (absl::Status put = pipeline_.Put({nullptr, command}); !put.ok()) {
      command->Refuse(std::move(put));
      command->Answer();
    }
  }

  void Log(LogLevel level, std::string_view message) {
    if (options_.log) options_.log(level, message);
  }

  void Fatal(const absl::Status& status) {
    Log(LogLevel::kError, Concat("can not go on: ", status.ToString()));
    options_.on_fatal(status);
  }

  const Options options_;
  StoreProposer own_proposer_;
  StoreDiskSpace own_disk_;
  Proposer& proposer_;
  DiskSpace& disk_;
  StoredEvents stored_events_;
  Views views_;
  CommittedState committed_;
  Pipeline pipeline_;
  std::optional<ClockGuard> clock_guard_;
  std::optional<GroupFormer> former_;
  std::optional<Committer> committer_;
  std::thread deciding_;
  std::thread committing_;
  Mutex stop_mutex_;
  std::optional<Snapshotter> snapshotter_;
};

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  RETURN_IF_ERROR(impl->Open());
  return std::unique_ptr<Ledger>(new Ledger(std::move(impl)));
}

void Ledger::Stop() {
  impl_->Stop();
}

absl::StatusOr<StreamBatch> Ledger::PrepareBatch(const StreamIdentity& stream, uint64_t next_number,
                                                 std::unique_ptr<const ReceivedBatch> batch) {
  NearEvents events(impl_->store());
  return PrepareStreamBatch(stream, next_number, std::move(batch), events,
                            impl_->views().head().books);
}

void Ledger::SubmitBatch(StreamBatch batch, BatchDone done) {
  impl_->Submit(std::move(batch), std::move(done));
}

void Ledger::ChangeUnits(std::string_view principal, v1::ChangeUnitsRequest request,
                         WriteDone<v1::ChangeUnitsResponse> done) {
  impl_->Call<ChangeUnitsCommand>(principal, std::move(request), std::move(done));
}

void Ledger::IssuePlan(std::string_view principal, v1::IssuePlanRequest request,
                       WriteDone<v1::IssuePlanResponse> done) {
  impl_->Call<IssuePlanCommand>(principal, std::move(request), std::move(done));
}

void Ledger::AmendPlan(std::string_view principal, v1::AmendPlanRequest request,
                       WriteDone<v1::AmendPlanResponse> done) {
  impl_->Call<AmendPlanCommand>(principal, std::move(request), std::move(done));
}

void Ledger::PutRecord(std::string_view principal, v1::PutRecordRequest request,
                       WriteDone<v1::PutRecordResponse> done) {
  impl_->Call<PutRecordCommand>(principal, std::move(request), std::move(done));
}

void Ledger::CorrectPlanEntry(std::string_view principal, v1::CorrectPlanEntryRequest request,
                              WriteDone<v1::CorrectPlanEntryResponse> done) {
  impl_->Call<CorrectPlanEntryCommand>(principal, std::move(request), std::move(done));
}

void Ledger::OpenSource(std::string_view principal, v1::OpenSourceRequest request,
                        WriteDone<v1::OpenSourceResponse> done) {
  impl_->Call<OpenSourceCommand>(principal, std::move(request), std::move(done));
}

void Ledger::RecordReceipt(std::string_view principal, v1::RecordReceiptRequest request,
                           WriteDone<v1::ReceiptWriteResponse> done) {
  impl_->CallReceipt(CallOf(principal, std::move(request)), std::move(done));
}

void Ledger::CorrectReceipt(std::string_view principal, v1::CorrectReceiptRequest request,
                            WriteDone<v1::ReceiptWriteResponse> done) {
  impl_->CallReceipt(CallOf(principal, std::move(request)), std::move(done));
}

void Ledger::VoidReceipt(std::string_view principal, v1::VoidReceiptRequest request,
                         WriteDone<v1::ReceiptWriteResponse> done) {
  impl_->CallReceipt(CallOf(principal, std::move(request)), std::move(done));
}

void Ledger::ConfirmClock(WriteDone<uint64_t> done) {
  impl_->ConfirmClock(std::move(done));
}

Views& Ledger::views() {
  return impl_->views();
}

const LedgerStore& Ledger::store() const {
  return impl_->store();
}

absl::StatusOr<ReceiptTarget> Ledger::ResolveTarget(const v1::ReceiptReference& reference) {
  ASSIGN_OR_RETURN(const FoundReceipt found, FindReceipt(reference, impl_->stored_events()));
  return CurrentVersion(found, impl_->stored_events());
}

LedgerStatus Ledger::status() {
  return impl_->Status();
}

std::string Ledger::StateDigest() {
  return impl_->committed().Digest();
}

}  // namespace hemoledger
