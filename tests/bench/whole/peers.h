// What Hemoledger is measured beside. Each does its work on files of its own below `folder` (or in
// a database made for the run), durable as Hemoledger is: nothing counts before its sync has
// returned.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/whole/workload.h"

namespace hemoledger::bench {

// --- Logs: events a second of `events` events, synced a group of `group` events ---

// A plain file, one fdatasync a group.
double PlainLog(const std::filesystem::path& folder, const std::vector<FlatReceipt>& receipts,
                uint64_t events, uint64_t group);
// RocksDB, a row an event, a synced WriteBatch a group.
double RocksRows(const std::filesystem::path& folder, const std::vector<FlatReceipt>& receipts,
                 uint64_t events, uint64_t group);
// RocksDB, a row a frame of at most 128 KiB, a synced WriteBatch a group.
double RocksFrames(const std::filesystem::path& folder, const std::vector<FlatReceipt>& receipts,
                   uint64_t events, uint64_t group);
// Percentile 99 of `count` fdatasyncs of 7 KB each, in seconds.
double FdatasyncP99(const std::filesystem::path& folder, int count);

// --- Databases doing the same job: keep the event, drop what is there already, roll up by unit,
// month, component and class; events a second within `seconds` ---

// PostgreSQL 15, its own cluster in `folder`, synchronous_commit on.
class Postgres {
 public:
  // Absent: it is not installed.
  static std::optional<std::string> FindBinaries();
  // Starts a cluster that `user` owns (PostgreSQL refuses to run as root).
  Postgres(const std::filesystem::path& folder, std::string binaries);
  ~Postgres();
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  // One row a transaction, `connections` at once.
  double Singles(const Workload& workload, int connections, double seconds) const;
  // `batch` rows a transaction by unnest, `connections` at once.
  double Batches(const Workload& workload, int connections, int batch, double seconds) const;

 private:
  void Run(const std::string& command) const;
  std::filesystem::path folder_;
  std::string binaries_;
};

// Redis 7, appendfsync always, one script call for 1000 events.
class Redis {
 public:
  static bool IsInstalled();
  explicit Redis(const std::filesystem::path& folder);
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;
  double Batches(const Workload& workload, int connections, int batch, double seconds) const;

 private:
  std::filesystem::path folder_;
  int pid_ = -1;
};

// --- gRPC's own cost ---

// A server of one method that takes and gives nothing, in a process of its own.
class EmptyCallServer {
 public:
  EmptyCallServer();
  ~EmptyCallServer();
  EmptyCallServer(const EmptyCallServer&) = delete;
  EmptyCallServer& operator=(const EmptyCallServer&) = delete;
  // Calls a second of `threads` callers, one call at a time each.
  double CallsPerSecond(int threads, double seconds) const;

 private:
  int pid_ = -1;
  int port_ = 0;
};

}  // namespace hemoledger::bench
