// The zip archive that a workbook is: its parts by name, inflated piece by piece.
//
// Safe with any bytes: the number of parts, the size of each and of all, and the ratio of
// compression are limited by limits.h; sizes that the archive states are checked again while
// inflating; check sums must be right. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "clients/cli/spreadsheet/workbook_fault.h"

struct zip;

namespace hemoledger {

class ZipArchive {
 public:
  // Takes the bytes of a file. nullptr with a fault: it is no zip archive, is broken, or breaks a
  // limit.
  static std::unique_ptr<ZipArchive> Open(std::string bytes, WorkbookFault& fault);
  ~ZipArchive();

  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  // Names are compared without regard to the case of ASCII letters (ECMA-376 part 2, 6.2.2.3).
  bool Has(std::string_view name) const;

  // Hands the content of a part to `sink` piece by piece, until it answers false (which is no
  // fault). False with a fault: there is no such part, it is encrypted or broken, or it breaks a
  // limit.
  bool Read(std::string_view name, const std::function<bool(std::string_view)>& sink,
            WorkbookFault& fault) const;

 private:
  struct Entry {
    uint64_t index = 0;
    uint64_t bytes = 0;
    bool encrypted = false;
  };

  ZipArchive() = default;
  bool ReadDirectory(WorkbookFault& fault);

  // The archive reads from them as long as it is open.
  std::string bytes_;
  struct zip* archive_ = nullptr;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace hemoledger
