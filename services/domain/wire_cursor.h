// Walks over a message in protobuf's wire format (protobuf.dev/programming-guides/encoding) without
// making an object of it: for the few messages that are read by the million.
//
// It knows what usual messages hold: tags of one byte, varints and length-delimited fields. For
// anything else its methods give false, and the caller reads the message with protobuf.
#pragma once

#include <cstdint>
#include <string_view>

namespace hemoledger {

class WireCursor {
 public:
  explicit WireCursor(std::string_view bytes)
      : at_(reinterpret_cast<const uint8_t*>(bytes.data())), end_(at_ + bytes.size()) {}

  bool AtEnd() const { return at_ == end_; }

  // The tag of the next field: number << 3 | wire type. REQUIRES: not AtEnd().
  bool ReadTag(uint8_t* tag) {
    *tag = *at_++;
    return *tag < 0x80;
  }

  bool ReadVarint(uint64_t* value) {
    uint64_t sum = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) return false;
      const uint8_t byte = *at_++;
      sum |= uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) {
        *value = sum;
        // Of the tenth byte one bit fits.
        return shift < 63 || byte <= 1;
      }
    }
    return false;
  }

  // The view lives as long as the message's bytes.
  bool ReadBytes(std::string_view* bytes) {
    uint64_t size = 0;
    if (!ReadVarint(&size) || size > static_cast<uint64_t>(end_ - at_)) return false;
    *bytes = {reinterpret_cast<const char*>(at_), size};
    at_ += size;
    return true;
  }

 private:
  const uint8_t* at_;
  const uint8_t* end_;
};

}  // namespace hemoledger
