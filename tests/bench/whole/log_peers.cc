// The plain file and RocksDB by itself.
#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/peers.h"

namespace hemoledger::bench {
namespace {

constexpr size_t kFrameBytes = 128 << 10;
// What a server adds to a submission: position, time, principal, lengths.
constexpr size_t kAddedBytes = 30;

// Calls `write` with the first number and size of group after group until `events` are written.
template <typename Write>
double EventsPerSecond(uint64_t events, uint64_t group, const Write& write) {
  const double seconds = Seconds([&] {
    for (uint64_t done = 0; done < events; done += group) write(done, group);
  });
  return static_cast<double>(events / group * group) / seconds;
}

void AppendEvent(const FlatReceipt& receipt, std::string& to) {
  const auto size = static_cast<uint32_t>(receipt.bytes.size() + kAddedBytes);
  to.append(reinterpret_cast<const char*>(&size), sizeof(size));
  to += receipt.bytes;
  to.append(kAddedBytes, 'x');
}

std::string BigEndian(uint64_t number) {
  std::string key(8, '\0');
  for (int i = 7; i >= 0; --i, number >>= 8) key[i] = static_cast<char>(number);
  return key;
}

class RawRocks {
 public:
  explicit RawRocks(const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder.parent_path());
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kLZ4Compression;
    options.write_buffer_size = 64 << 20;
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(options, folder.string(), &db);
    if (!status.ok()) Die("RocksDB: " + status.ToString());
    db_.reset(db);
    synced_.sync = true;
  }
  void Write(rocksdb::WriteBatch& batch) {
    const rocksdb::Status status = db_->Write(synced_, &batch);
    if (!status.ok()) Die("RocksDB: " + status.ToString());
    batch.Clear();
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::WriteOptions synced_;
};

}  // namespace

double PlainLog(const std::filesystem::path& folder, const std::vector<FlatReceipt>& receipts,
                uint64_t events, uint64_t group) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path path = folder / "plain";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file < 0) Die("can not write " + path.string());
  std::string buffer;
  const double rate = EventsPerSecond(events, group, [&](uint64_t first, uint64_t count) {
    buffer.clear();
    for (uint64_t i = 0; i < count; ++i) {
      AppendEvent(receipts[(first + i) % receipts.size()], buffer);
    }
    if (write(file, buffer.data(), buffer.size()) != static_cast<ssize_t>(buffer.size()) ||
        fdatasync(file) != 0) {
      Die("plain file");
    }
  });
  close(file);
  std::filesystem::remove(path);
  return rate;
}

double RocksRows(const std::filesystem::path& folder, const std::vector<FlatReceipt>& receipts,
                 uint64_t events, uint64_t group) {
  RawRocks rocks(folder / "rows");
  rocksdb::WriteBatch batch;
  std::string value;
  return EventsPerSecond(events, group, [&](uint64_t first, uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      value.clear();
      AppendEvent(receipts[(first + i) % receipts.size()], value);
      batch.Put(BigEndian(first + i), value);
    }
    rocks.Write(batch);
  });
}

double RocksFrames(const std::filesystem::path& folder, const std::vector<FlatReceipt>& receipts,
                   uint64_t events, uint64_t group) {
  RawRocks rocks(folder / "frames");
  rocksdb::WriteBatch batch;
  std::string frame;
  return EventsPerSecond(events, group, [&](uint64_t first, uint64_t count) {
    uint64_t frame_first = first;
    for (uint64_t i = 0; i < count; ++i) {
      AppendEvent(receipts[(first + i) % receipts.size()], frame);
      if (frame.size() < kFrameBytes && i + 1 < count) continue;
      batch.Put(BigEndian(frame_first), frame);
      frame.clear();
      frame_first = first + i + 1;
    }
    rocks.Write(batch);
  });
}

double FdatasyncP99(const std::filesystem::path& folder, int count) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path path = folder / "synced";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  const std::string block(7'000, 'x');
  std::vector<double> seconds;
  for (int i = 0; i < count; ++i) {
    seconds.push_back(Seconds([&] {
      if (write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
          fdatasync(file) != 0) {
        Die("plain file");
      }
    }));
  }
  close(file);
  std::filesystem::remove(path);
  return Percentile99(std::move(seconds));
}

}  // namespace hemoledger::bench
