// The folder into which files are dropped for `hemo feed csv`, and where each of them goes.
//
//   FOLDER/phieu.csv                              dropped, not taken yet
//   FOLDER/da-nhap/2026-11-25/phieu.csv           taken; a second one of this name is phieu-2.csv
//   FOLDER/tu-choi/phieu-0123456789ab.reject.csv  its rows that were refused
//   FOLDER/tu-choi/la-1f….csv, la-1f….csv.reason.txt   a file that could not be read, and why
//
// A file is in exactly one place at any time, whenever the program is killed: it is moved last, by
// one rename within the file system. What is written about it before that is named after the
// content, so that doing it again replaces it by the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/lib/internal/folder_lock.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"

namespace hemoledger {

inline constexpr std::string_view kFeedArchive = "da-nhap";
inline constexpr std::string_view kFeedRefused = "tu-choi";

// A file of the folder as it was seen.
struct DroppedFile {
  std::string name;
  int64_t bytes = 0;
  int64_t modified_nanos = 0;
  uint64_t inode = 0;

  friend bool operator==(const DroppedFile&, const DroppedFile&) = default;
};

// What a look found.
struct FeedLook {
  // Ready to be taken, the oldest first.
  std::vector<DroppedFile> finished;
  // Names of tables that may still be written.
  std::vector<std::string> growing;
  // Names of what is no table and no file under way: nobody will take it.
  std::vector<std::string> strange;
};

// Not thread-safe.
class FeedFolder {
 public:
  // Takes the folder for this process alone, and makes its two folders. Errors:
  // DATA_FOLDER_IN_USE, FILE_UNREADABLE (also: there is no such folder).
  static absl::StatusOr<std::unique_ptr<FeedFolder>> Open(const std::string& path,
                                                          std::chrono::seconds settle, Clock& clock,
                                                          Random& random);

  // A file is finished when looks that lie `settle` apart saw it with the same size, time and
  // inode; with 0 at once. Only looks count: no notices of the kernel, which a network share does
  // not give, and no comparison with this machine's clock, which need not be the share's. Hidden
  // files and those named as under way (.tmp, .part, …) are passed over in silence.
  absl::StatusOr<FeedLook> Look();

  std::string PathOf(const DroppedFile& file) const;
  // Whether the file is still what it was when it was found.
  bool IsUnchanged(const DroppedFile& file) const;

  // Each answers the new path below the folder, for people. Errors: FILE_UNREADABLE.
  // `content` names the content (ContentName). No refused rows (a blank text) take away those that
  // an earlier attempt at the same content left.
  absl::StatusOr<std::string> KeepRefusedRows(const DroppedFile& file, std::string_view content,
                                              std::string text);
  absl::StatusOr<std::string> Archive(const DroppedFile& file, int32_t date);
  absl::StatusOr<std::string> PutAside(const DroppedFile& file, std::string_view content,
                                       std::string reason);

  // 12 hexadecimal digits of the SHA-256.
  static std::string ContentName(std::string_view bytes);

 private:
  struct Seen {
    DroppedFile file;
    int64_t since_micros = 0;
  };

  FeedFolder(std::string path, std::chrono::seconds settle, Clock& clock, Random& random,
             internal::FolderLock lock);
  void RemoveLeftovers() const;

  const std::string path_;
  const std::chrono::seconds settle_;
  Clock& clock_;
  Random& random_;
  const internal::FolderLock lock_;
  std::map<std::string, Seen> seen_;
};

}  // namespace hemoledger
