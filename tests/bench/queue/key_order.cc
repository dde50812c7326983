#include "tests/bench/queue/key_order.h"

#include <charconv>

#include "proto/base/strings.h"
#include "tests/bench/whole/measurement.h"

namespace hemoledger::bench {

KeyOrder::KeyOrder(uint32_t keys, uint64_t last_position)
    : keys_(keys), acknowledged_(last_position + 1) {}

uint32_t KeyOrder::Delivered(std::string_view key, uint64_t position) {
  constexpr std::string_view kBegin = "unit:xa-";
  uint32_t number = 0;
  if (!key.starts_with(kBegin) ||
      std::from_chars(key.data() + kBegin.size(), key.data() + key.size(), number).ec !=
          std::errc() ||
      number >= keys_.size() || position >= acknowledged_.size()) {
    Die(Concat("an event of key ", key, " at position ", position));
  }
  Key& own = keys_[number];
  const std::lock_guard lock(own.mutex);
  if (position < own.position) {
    Die(Concat("key ", key, ": position ", position, " came after ", own.position));
  }
  if (position == own.position) {
    ++own.redeliveries;
  } else if (!own.acknowledged) {
    Die(Concat("key ", key, ": position ", position, " came before ", own.position,
               " was acknowledged"));
  }
  own.position = position;
  own.acknowledged = false;
  return number;
}

void KeyOrder::Acknowledging(uint32_t key, uint64_t position) {
  Key& own = keys_[key];
  const std::lock_guard lock(own.mutex);
  // Told again to another consumer meanwhile: the server will answer that it is not held.
  if (own.position != position) return;
  own.acknowledged = true;
  acknowledged_[position] = 1;
}

uint64_t KeyOrder::acknowledged() const {
  uint64_t count = 0;
  for (const uint8_t one : acknowledged_) count += one;
  return count;
}

uint64_t KeyOrder::redeliveries() const {
  uint64_t count = 0;
  for (const Key& key : keys_) count += key.redeliveries;
  return count;
}

}  // namespace hemoledger::bench
