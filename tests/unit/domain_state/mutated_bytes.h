// Bytes as damage leaves them.
#pragma once

#include <string>

#include "proto/base/random.h"

namespace hemoledger {

// One to three edits: a bit or a byte changed, the end cut off, some bytes left out or doubled.
inline std::string Mutated(std::string bytes, SeededRandom& random) {
  const uint64_t edits = 1 + random.Below(3);
  for (uint64_t i = 0; i < edits && !bytes.empty(); ++i) {
    const size_t at = random.Below(bytes.size());
    switch (random.Below(5)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.Below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(random.Below(256));
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        bytes.erase(at, 1 + random.Below(4));
        break;
      default:
        bytes.insert(at, bytes.substr(random.Below(bytes.size()), random.Below(12)));
        break;
    }
  }
  return bytes;
}

}  // namespace hemoledger
