// The bytes of a state in a snapshot (store/FORMAT.md "Snapshots"), both ways.
//
// A state is told by few things: the *documents* (the events that are not receipts, corrections,
// voids or rejections), which are folded anew, the counters, and the sources' marks. The tree, the
// plans and the records follow from documents alone: no rule about a document asks what was
// received, so the receipts between them may be left out. The counters' indices are kept, those
// that came back to zero too, so that the state goes on as the one that was written.
//
// Pure. Integers are big-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/domain/domain_state.h"
#include "services/domain/fact_cells.h"

namespace hemoledger {

// Bytes of a counter.
inline constexpr size_t kStateCellBytes = 7 * 4 + 3 + 7 * 8;

// --- Writing: a count and so many documents in the order of their positions, a count and all
// counters in the order of their indices, a count and the marks of all sources in the order of
// their opening. Each appends to `out`. ---

void AppendStateCount(uint64_t count, std::string& out);
// `event`: its stored bytes. REQUIRES: IsDocument.
void AppendStateDocument(std::string_view event, std::string& out);
void AppendStateCell(const FactCells::Cell& cell, std::string& out);
void AppendStateMark(uint64_t mark, std::string& out);

// Gives the next `size` bytes of what was written; an error ends the reading with it.
using ReadStateBytes = std::function<absl::Status(size_t size, std::string& bytes)>;

// Makes `state` the one that was written. `size_bytes`: how many bytes `read` has. A million
// counters take some tenths of a second. REQUIRES: nothing was applied to `state`. Errors:
// STORE_DAMAGED, and that of `read`; the state is then not to be used. Whatever the bytes say, this
// never aborts.
absl::Status RestoreState(const ReadStateBytes& read, uint64_t size_bytes, uint64_t next_position,
                          int64_t record_time_micros, DomainState& state);

}  // namespace hemoledger
