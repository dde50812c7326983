// A state's snapshot bytes in memory, for tests.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "proto/base/errors.h"
#include "services/domain/domain_state.h"
#include "services/domain/state_codec.h"

namespace hemoledger {

// `stored`: the stored bytes of all events, by position.
inline std::string StateBytes(DomainState& state, const std::vector<std::string>& stored) {
  std::string bytes;
  AppendStateCount(state.document_positions().size(), bytes);
  for (const uint64_t position : state.document_positions()) {
    AppendStateDocument(stored[position], bytes);
  }
  const FactCells::Snapshot cells = state.TakeCells();
  AppendStateCount(static_cast<uint64_t>(cells.size()), bytes);
  for (int64_t index = 0; index < cells.size(); ++index) {
    AppendStateCell(cells.cell(index), bytes);
  }
  std::vector<const SourceState*> sources;
  for (const auto& [id, source] : state.sources()) sources.push_back(&source);
  std::sort(sources.begin(), sources.end(), [](const SourceState* a, const SourceState* b) {
    return a->opened_position < b->opened_position;
  });
  AppendStateCount(sources.size(), bytes);
  for (const SourceState* source : sources) AppendStateMark(source->mark, bytes);
  return bytes;
}

inline absl::Status Restore(std::string_view bytes, uint64_t next_position,
                            int64_t record_time_micros, DomainState& state) {
  std::string_view left = bytes;
  const auto read = [&left](size_t size, std::string& piece) {
    if (size > left.size()) {
      return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", "the end"}});
    }
    piece = std::string(left.substr(0, size));
    left.remove_prefix(size);
    return absl::OkStatus();
  };
  return RestoreState(read, bytes.size(), next_position, record_time_micros, state);
}

}  // namespace hemoledger
