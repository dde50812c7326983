// The only file that knows libzip.
#include "clients/cli/spreadsheet/zip_archive.h"

#include <zip.h>

#include <array>
#include <utility>

#include "clients/cli/spreadsheet/limits.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

// Lower-case ASCII, "/" between folders, none in front.
std::string PartKey(std::string_view name) {
  if (name.starts_with('/')) name.remove_prefix(1);
  std::string key(name);
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '\\') c = '/';
  }
  return key;
}

bool TellBroken(WorkbookFault& fault, std::string_view detail) {
  return fault.Tell(
      Concat("Tệp bị hỏng hoặc bị cụt (", detail,
             "); hãy mở bằng Excel rồi lưu lại thành .xlsx, hoặc chép lại tệp"),
      Concat("The file is broken or truncated (", detail,
             "); open it in a spreadsheet program and save it again as .xlsx, or copy it again"),
      "a whole .xlsx file");
}

bool TellTooLarge(WorkbookFault& fault, std::string_view detail) {
  return fault.Tell(
      Concat("Tệp giải nén ra quá lớn (", detail,
             "): không giống bảng tính thường; hãy chép riêng bảng cần nạp sang một tệp mới"),
      Concat("The file is too large once it is unpacked (", detail,
             "): no usual workbook; copy the table alone into a new file"),
      "a workbook within the limits");
}

}  // namespace

std::unique_ptr<ZipArchive> ZipArchive::Open(std::string bytes, WorkbookFault& fault) {
  std::unique_ptr<ZipArchive> opened(new ZipArchive());
  opened->bytes_ = std::move(bytes);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source =
      zip_source_buffer_create(opened->bytes_.data(), opened->bytes_.size(), 0, &error);
  if (source != nullptr) {
    opened->archive_ = zip_open_from_source(source, ZIP_RDONLY, &error);
    // On success the archive owns the source.
    if (opened->archive_ == nullptr) zip_source_free(source);
  }
  const std::string detail = opened->archive_ == nullptr ? zip_error_strerror(&error) : "";
  zip_error_fini(&error);
  if (opened->archive_ == nullptr) {
    TellBroken(fault, detail);
    return nullptr;
  }
  if (!opened->ReadDirectory(fault)) return nullptr;
  return opened;
}

ZipArchive::~ZipArchive() {
  if (archive_ != nullptr) zip_discard(archive_);
}

bool ZipArchive::ReadDirectory(WorkbookFault& fault) {
  const zip_int64_t count = zip_get_num_entries(archive_, 0);
  if (count < 0) return TellBroken(fault, "no directory");
  if (static_cast<uint64_t>(count) > kMaxZipEntries) {
    return TellTooLarge(fault, Concat(count, " > ", kMaxZipEntries, " parts"));
  }
  uint64_t total = 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(archive_, i, 0, &stat) != 0 || (stat.valid & kNeeded) != kNeeded) {
      return TellBroken(fault, Concat("part ", i + 1));
    }
    if (stat.size > kMaxPartBytes) {
      return TellTooLarge(
          fault, Concat(ReplaceInvalidUtf8(PartKey(stat.name)), ": ", stat.size, " bytes"));
    }
    total += stat.size;
    if (total > kMaxArchiveBytes) return TellTooLarge(fault, Concat("> ", kMaxArchiveBytes));
    if (stat.size > kRatioFreeBytes && stat.size / kMaxCompressionRatio > stat.comp_size) {
      return TellTooLarge(fault, Concat(ReplaceInvalidUtf8(PartKey(stat.name)), ": ", stat.size,
                                        " bytes of ", stat.comp_size, ", a zip bomb"));
    }
    const bool encrypted =
        (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
    const std::string key = PartKey(stat.name);
    const auto [earlier, is_new] =
        entries_.emplace(key, Entry{.index = i, .bytes = stat.size, .encrypted = encrypted});
    if (!is_new) return TellBroken(fault, Concat("two parts named ", ReplaceInvalidUtf8(key)));
  }
  return true;
}

bool ZipArchive::Has(std::string_view name) const {
  return entries_.contains(PartKey(name));
}

bool ZipArchive::Read(std::string_view name, const std::function<bool(std::string_view)>& sink,
                      WorkbookFault& fault) const {
  const std::string key = PartKey(name);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return TellBroken(fault, Concat("no part ", key));
  const Entry& entry = found->second;
  if (entry.encrypted) {
    return fault.Tell("Tệp có mật khẩu; hãy lưu lại không đặt mật khẩu",
                      "The file is encrypted; save it without a password", "no password");
  }
  zip_file_t* const file = zip_fopen_index(archive_, entry.index, 0);
  if (file == nullptr) return TellBroken(fault, Concat(key, ": ", zip_strerror(archive_)));
  std::array<char, 64 << 10> buffer;
  uint64_t read = 0;
  bool fine = true;
  while (fine) {
    const zip_int64_t got = zip_fread(file, buffer.data(), buffer.size());
    if (got < 0) {
      fine = TellBroken(fault, Concat(key, ": ", zip_error_strerror(zip_file_get_error(file))));
      break;
    }
    read += static_cast<uint64_t>(got);
    // The directory may lie about the size.
    if (read > entry.bytes) fine = TellBroken(fault, Concat(key, " is larger than stated"));
    if (got == 0 && read < entry.bytes) fine = TellBroken(fault, Concat(key, " is cut"));
    if (got == 0 || !fine) break;
    if (!sink(std::string_view(buffer.data(), static_cast<size_t>(got)))) break;
  }
  zip_fclose(file);
  return fine;
}

}  // namespace hemoledger
