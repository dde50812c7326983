#include "store/torn_tail.h"

#include <memory>

#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "store/crc32c.h"

namespace hemoledger::internal {
namespace {

// RocksDB's db/log_format.h. Integers are little-endian there.
constexpr uint64_t kBlockBytes = 32'768;
constexpr uint64_t kHeaderBytes = 4 + 2 + 1;
enum RecordType : uint8_t { kZero = 0, kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

uint32_t LittleEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
  return value;
}

// RocksDB stores a checksum turned and moved, so that a checksum over checksums stays one.
uint32_t Masked(uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

// The MANIFEST in use.
std::string ManifestPath(const Rocks::Options& options, rocksdb::Env& env) {
  std::string name;
  if (!rocksdb::ReadFileToString(&env, options.path + "/CURRENT", &name).ok()) return "";
  while (!name.empty() && name.back() == '\n') name.pop_back();
  return name.empty() ? "" : options.path + "/" + name;
}

}  // namespace

uint64_t WholeRecordsEnd(std::string_view bytes) {
  uint64_t whole_end = 0;
  uint64_t at = 0;
  while (true) {
    const uint64_t left_in_block = kBlockBytes - at % kBlockBytes;
    if (left_in_block < kHeaderBytes) {
      at += left_in_block;  // Filled with zeros.
      continue;
    }
    // The end, or a record that ends with the file: RocksDB takes that for the end too.
    if (at >= bytes.size() || bytes.size() - at < kHeaderBytes) return bytes.size();
    const uint32_t checksum = LittleEndian(bytes.substr(at, 4));
    const uint64_t length = LittleEndian(bytes.substr(at + 4, 2));
    const auto type = static_cast<uint8_t>(bytes[at + 6]);
    if (kHeaderBytes + length > left_in_block || type == kZero || type > kLast) return whole_end;
    if (at + kHeaderBytes + length > bytes.size()) return bytes.size();
    if (Masked(Crc32c(bytes.substr(at + 6, 1 + length))) != checksum) return whole_end;
    at += kHeaderBytes + length;
    if (type == kFull || type == kLast) whole_end = at;
  }
}

Tear FindTear(const Rocks::Options& options) {
  Tear tear;
  Rocks::Options up_to_tear = options;
  up_to_tear.read_only = true;
  up_to_tear.create = false;
  up_to_tear.listener = nullptr;
  up_to_tear.recovery = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  std::unique_ptr<Rocks> rocks;
  if (Rocks::Open(up_to_tear, rocks).ok()) {
    const auto next_position = rocks->NextPosition();
    if (!next_position.ok()) return tear;
    tear.where = Tear::Where::kWal;
    tear.next_position = *next_position;
    tear.detail =
        Concat("a record of the log after ", tear.next_position, " events can not be read");
    return tear;
  }
  rocksdb::Env& env = options.env != nullptr ? *options.env : *rocksdb::Env::Default();
  tear.manifest_path = ManifestPath(options, env);
  std::string bytes;
  if (tear.manifest_path.empty() ||
      !rocksdb::ReadFileToString(&env, tear.manifest_path, &bytes).ok()) {
    return tear;
  }
  tear.good_bytes = WholeRecordsEnd(bytes);
  // The first record is synced before CURRENT names the file.
  if (tear.good_bytes == 0 || tear.good_bytes == bytes.size()) return tear;
  tear.where = Tear::Where::kManifest;
  tear.detail = Concat("the last record of ", tear.manifest_path, " can not be read");
  return tear;
}

absl::Status CutFile(rocksdb::Env& env, const std::string& path, uint64_t size) {
  RETURN_IF_ERROR(ToStatus(env.Truncate(path, size), path));
  std::unique_ptr<rocksdb::WritableFile> file;
  RETURN_IF_ERROR(ToStatus(env.ReopenWritableFile(path, &file, rocksdb::EnvOptions()), path));
  RETURN_IF_ERROR(ToStatus(file->Fsync(), path));
  return ToStatus(file->Close(), path);
}

}  // namespace hemoledger::internal
