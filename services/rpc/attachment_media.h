// Whether bytes are of the media type that they are said to be: by what every file of that type
// has, not by reading it.
#pragma once

#include <cstddef>
#include <string_view>

namespace hemoledger {

// How much of a file's beginning and end is looked at, bytes. The list of a word document's parts
// takes some KiB.
inline constexpr size_t kMediaHeadBytes = 1024;
inline constexpr size_t kMediaTailBytes = 1 << 20;

// `head` and `tail` are the file's first and last bytes, as many as above or all that there are;
// `media_type` is one of services/domain/record_form.h, else false.
// - PDF: begins with "%PDF-" (ISO 32000-1, 7.5.2).
// - Word document: a zip archive whose list of entries (central directory, APPNOTE 4.3.12) is whole
//   and names the parts that ECMA-376, part 2 demands of a package and Word of a document:
//   "[Content_Types].xml" and "word/document.xml".
bool IsOfMediaType(std::string_view media_type, std::string_view head, std::string_view tail);

}  // namespace hemoledger
