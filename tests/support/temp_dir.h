// A new folder under TMPDIR (or /tmp), removed with all that is in it at the end.
#pragma once

#include <string>
#include <string_view>

namespace hemoledger {

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` inside; nothing is made.
  std::string Join(std::string_view name) const;

 private:
  std::string path_;
};

// The whole file; a missing one fails the test and gives a blank.
std::string ReadFile(const std::string& path);
// Makes or replaces it.
void WriteFile(const std::string& path, std::string_view bytes);

}  // namespace hemoledger
