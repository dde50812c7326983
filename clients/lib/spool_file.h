// What waits in a spool, as one file: for a USB stick that another machine sends from, under the
// original source and numbers. What that machine sent is EXISTS when the spool is connected again.
//
// The bytes: the line "hemo-spool/1\n", then parts, each its length (4 bytes, little-endian) and
// the bytes: first a StreamOpening (SequenceMode: the source and what the spool holds
// acknowledgements for; ledger and epoch where the spool knows them), then for each submission a
// SubmissionBatch with it alone and its texts, by number without a gap. A length of 0 ends them,
// and the SHA-256 (32 bytes) of all before it, that length too, ends the file. A file that is cut
// or changed anywhere is refused as a whole.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/connection.h"
#include "clients/lib/spool.h"
#include "clients/lib/stream_types.h"

namespace hemoledger {

// Writes what is not acknowledged to `path`, over whatever stands there; with `all_kept` what is
// acknowledged and still kept too. Not synced. How many submissions. Errors: FILE_UNREADABLE.
absl::StatusOr<uint64_t> WriteSpoolFile(const Spool& spool, bool all_kept, const std::string& path);

class SpoolFile {
 public:
  // Opens one and reads it once to the end, so that nothing of a damaged file is ever used. Errors:
  // FILE_UNREADABLE, INPUT_FILE_INVALID (no such file, of another version, cut, or changed).
  static absl::StatusOr<std::unique_ptr<SpoolFile>> Open(const std::string& path);

  const std::string& source_id() const { return opening_.sequence().source_id(); }
  const v1::StreamOpening& opening() const { return opening_; }
  // Numbers first_sequence() … first_sequence() + count() - 1; 0 with a count of 0.
  uint64_t first_sequence() const { return first_; }
  uint64_t count() const { return count_; }

  // The next submission (without origin and moment, which are not in the file); absent: that was
  // all. Errors: FILE_UNREADABLE.
  absl::StatusOr<std::optional<SpoolItem>> Next();

 private:
  explicit SpoolFile(const std::string& path) : path_(path), stream_(path, std::ios::binary) {}

  absl::Status Verify();
  // The next part; blank: the end. Adds what it read to `digest` where that is not null.
  absl::StatusOr<std::string> ReadPart(class Sha256Stream* digest);
  absl::Status Invalid(std::string_view expected) const;

  const std::string path_;
  std::ifstream stream_;
  v1::StreamOpening opening_;
  uint64_t first_ = 0;
  uint64_t count_ = 0;
  // Where the submissions begin.
  std::streampos items_ = 0;
};

// Sends all of `file` in SEQUENCE mode, the source being opened first where it is not yet. May be
// repeated: what the server has is EXISTS. `on_refused` (may be empty) is told of each submission
// that was refused or differs. Errors: as SequenceStreamer::Run. SEQUENCE_GAP: the server misses
// numbers before those of the file; send what holds them first.
absl::StatusOr<StreamProgress> SendSpoolFile(
    SpoolFile& file, Connection& connection, const StreamTuning& tuning, Clock& clock,
    Random& random,
    const std::function<void(uint64_t sequence, const SubmissionAnswer& answer)>& on_refused);

}  // namespace hemoledger
