// What kind an event is and where it comes from, read from its stored bytes without parsing it
// whole: what most filters decide by.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "hemoledger/v1/event_service.pb.h"
#include "hemoledger/v1/events.pb.h"

namespace hemoledger {

// The bodies that a reader wants. Copyable.
class EventTypes {
 public:
  // Empty: all. Errors: FIELD_INVALID (UNSPECIFIED, or none of the enum).
  static absl::StatusOr<EventTypes> Make(const google::protobuf::RepeatedField<int>& types);

  bool Contains(v1::EventType type) const { return (bits_ >> type & 1) != 0; }
  bool all() const { return bits_ == kAll; }

 private:
  static constexpr uint64_t kAll = ~uint64_t{0};
  uint64_t bits_ = kAll;
};

// The type of a submission's body; UNSPECIFIED: one that this program does not know.
v1::EventType TypeOf(const v1::Submission& submission);

// The outside of an event.
struct EventSketch {
  v1::EventType type = v1::EVENT_TYPE_UNSPECIFIED;
  // Of the source or feed that submitted it, and of a SourceOpened the source that it opens; blank:
  // none. Views into the bytes.
  std::string_view source_id;
  std::string_view feed;
};

// Goes over the fields of a stored Event and of its Submission: some ten nanoseconds. False: the
// bytes are none.
[[nodiscard]] bool SketchEvent(std::string_view event, EventSketch& sketch);

}  // namespace hemoledger
