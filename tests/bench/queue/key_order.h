// Whether consumers get each key's events in order, and all of them.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace hemoledger::bench {

// Thread-safe. Every breach ends the process.
class KeyOrder {
 public:
  // Keys are those of the communes 0 … `keys` - 1, positions are up to `last_position`.
  KeyOrder(uint32_t keys, uint64_t last_position);

  // What came from the server, before anything is done with it. The number of its key.
  uint32_t Delivered(std::string_view key, uint64_t position);
  // Before it is acknowledged.
  void Acknowledging(uint32_t key, uint64_t position);

  // When all is over: events acknowledged, each once; deliveries beyond the first of an event.
  uint64_t acknowledged() const;
  uint64_t redeliveries() const;

 private:
  struct Key {
    std::mutex mutex;
    // Guarded by `mutex`.
    uint64_t position = 0;
    bool acknowledged = true;
    uint64_t redeliveries = 0;
  };

  std::vector<Key> keys_;
  // By position; each is touched under its key's lock alone.
  std::vector<uint8_t> acknowledged_;
};

}  // namespace hemoledger::bench
