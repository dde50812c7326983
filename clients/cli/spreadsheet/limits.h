// How large a workbook may be. A workbook comes from anybody's mail: each limit is far above what a
// document needs and keeps the memory that one file can take below some 600 MB.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hemoledger {

// Parts of one zip archive; a workbook of 30 sheets with pictures has about 100.
inline constexpr uint64_t kMaxZipEntries = 2000;
// One part and all parts together, in bytes after inflating.
inline constexpr uint64_t kMaxPartBytes = 64 << 20;
inline constexpr uint64_t kMaxArchiveBytes = 256 << 20;
// Bytes after inflating for one byte before, of parts larger than kRatioFreeBytes. Sheets have 10
// to 40; what deflate can do at most, 1032, is what a zip bomb has.
inline constexpr uint64_t kMaxCompressionRatio = 200;
inline constexpr uint64_t kRatioFreeBytes = 1 << 20;

// Elements inside each other; the deepest of a sheet are 8.
inline constexpr int kMaxXmlDepth = 64;
// One tag or comment, in bytes. The longest text of a cell, 32,767 characters, is no tag.
inline constexpr size_t kMaxXmlTagBytes = 1 << 20;

inline constexpr size_t kMaxRelationships = 10'000;
inline constexpr size_t kMaxSheets = 256;
inline constexpr size_t kMaxSharedStrings = 2'000'000;
// Cell styles; Excel itself stops at 65,490.
inline constexpr size_t kMaxCellStyles = 70'000;

// Cells of one sheet that are not blank, and the bytes of all their texts (one shared text counts
// each time).
inline constexpr size_t kMaxSheetCells = 2'000'000;
inline constexpr size_t kMaxSheetTextBytes = 64 << 20;
// Last column in which a cell may hold something: IV. The format has 16,384.
inline constexpr int kMaxSheetColumns = 256;

// What the format itself allows: XFD1048576.
inline constexpr int kLastRow = 1'048'576;
inline constexpr int kLastColumn = 16'384;

}  // namespace hemoledger
