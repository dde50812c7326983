#include "store/near_reader.h"

#include "proto/base/status_macros.h"
#include "store/ledger_store_impl.h"

namespace hemoledger {

struct NearReader::Frame {
  std::unique_ptr<rocksdb::Iterator> at;
  // Points into what the iterator stands at.
  FrameView view;
};

NearReader::NearReader(const LedgerStore& store) : store_(store) {}
NearReader::~NearReader() = default;

absl::StatusOr<std::string> NearReader::ReadEvent(uint64_t position) {
  if (frame_ == nullptr || position < frame_->view.first_position() ||
      position >= frame_->view.next_position()) {
    auto frame = std::make_unique<Frame>();
    RETURN_IF_ERROR(store_.impl().SeekFrame(position, frame->at, frame->view));
    frame_ = std::move(frame);
  }
  return internal::EventIn(frame_->view, position);
}

absl::StatusOr<std::optional<RunRow>> NearReader::FindRun(std::string_view source_id,
                                                          uint64_t sequence) {
  if (run_.has_value() && run_source_ == source_id && sequence >= run_->first_sequence &&
      sequence <= run_->last_sequence()) {
    return run_;
  }
  ASSIGN_OR_RETURN(std::optional<RunRow> run, store_.FindRun(source_id, sequence));
  if (run.has_value()) {
    run_source_ = source_id;
    run_ = run;
  }
  return run;
}

}  // namespace hemoledger
