// Whether something sent again is what is already there: decoded fields, texts by plaintext (DESIGN
// "Identity").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// A plain text as stored.
struct PlainText {
  std::string text;
  bool erased = false;
};

// Where plain texts are read from: the store, or the groups in flight before it.
class TextSource {
 public:
  virtual ~TextSource() = default;
  // Errors: STORE_DAMAGED where an event's text is not there.
  virtual absl::StatusOr<PlainText> ReadText(uint64_t position, uint32_t ordinal) = 0;
};

// Where one Text of a stored message stands.
struct TextPlace {
  uint64_t position = 0;
  uint32_t ordinal = 0;
};

// Places of the Texts of a message that is one event: ordinals 0, 1, 2, … at `position`.
std::vector<TextPlace> TextPlacesOf(const google::protobuf::Message& stored, uint64_t position);

// True when both messages, of one type, are equal in all but their commitments (unknown fields
// included), and each text of `sent` is the one stored: the same commitment, or the same plain text
// (which `sent_texts`, by ordinal, must prove), or one that was erased since. `places` are those of
// the Texts of `stored`, in their order. Errors: those of `texts`.
absl::StatusOr<bool> SameContent(const google::protobuf::Message& sent,
                                 std::span<const v1::AccompanyingText* const> sent_texts,
                                 const google::protobuf::Message& stored,
                                 std::span<const TextPlace> places, TextSource& texts);

}  // namespace hemoledger
