#include "services/rpc/attachment_media.h"

#include <cstdint>

#include "services/domain/record_form.h"

namespace hemoledger {
namespace {

constexpr std::string_view kPdfMagic = "%PDF-";
constexpr std::string_view kZipEntryMagic("PK\x03\x04", 4);
constexpr std::string_view kZipDirectoryMagic("PK\x01\x02", 4);
constexpr std::string_view kZipEndMagic("PK\x05\x06", 4);
// Fixed parts of the end record and of a directory entry; the longest comment of an archive.
constexpr size_t kZipEndBytes = 22;
constexpr size_t kZipDirectoryEntryBytes = 46;
constexpr size_t kMaxZipCommentBytes = 65'535;

// Little-endian numbers. REQUIRES: the bytes are there.
uint16_t ZipU16(std::string_view bytes, size_t at) {
  return static_cast<uint16_t>(static_cast<uint8_t>(bytes[at]) | static_cast<uint8_t>(bytes[at + 1])
                                                                     << 8);
}
uint32_t ZipU32(std::string_view bytes, size_t at) {
  return ZipU16(bytes, at) | static_cast<uint32_t>(ZipU16(bytes, at + 2)) << 16;
}

// The central directory that the end record leads to; blank: there is none.
std::string_view ZipDirectory(std::string_view tail) {
  if (tail.size() < kZipEndBytes) return {};
  const size_t last = tail.size() - kZipEndBytes;
  const size_t first = last > kMaxZipCommentBytes ? last - kMaxZipCommentBytes : 0;
  const size_t end = tail.rfind(kZipEndMagic, last);
  if (end == std::string_view::npos || end < first) return {};
  // The directory stands just before its end record.
  const uint32_t size = ZipU32(tail, end + 12);
  if (size == 0 || size > end) return {};
  return tail.substr(end - size, size);
}

bool IsWordDocument(std::string_view head, std::string_view tail) {
  if (!head.starts_with(kZipEntryMagic)) return false;
  bool has_types = false;
  bool has_document = false;
  std::string_view directory = ZipDirectory(tail);
  while (!directory.empty()) {
    if (directory.size() < kZipDirectoryEntryBytes || !directory.starts_with(kZipDirectoryMagic)) {
      return false;
    }
    const size_t name_size = ZipU16(directory, 28);
    const size_t size = kZipDirectoryEntryBytes + name_size + ZipU16(directory, 30) /*extra*/ +
                        ZipU16(directory, 32) /*comment*/;
    if (size > directory.size()) return false;
    const std::string_view name = directory.substr(kZipDirectoryEntryBytes, name_size);
    has_types |= name == "[Content_Types].xml";
    has_document |= name == "word/document.xml";
    directory.remove_prefix(size);
  }
  return has_types && has_document;
}

}  // namespace

bool IsOfMediaType(std::string_view media_type, std::string_view head, std::string_view tail) {
  if (media_type == kPdfMediaType) return head.starts_with(kPdfMagic);
  if (media_type == kWordMediaType) return IsWordDocument(head, tail);
  return false;
}

}  // namespace hemoledger
