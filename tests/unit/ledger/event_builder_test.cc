#include "services/ledger/event_builder.h"

#include <gtest/gtest.h>

#include "proto/base/random.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

std::string Built(const EventHead& head, std::string_view submission) {
  std::string bytes(EventSize(head, submission), '\0');
  WriteEvent(head, submission, bytes.size(), bytes.data());
  return bytes;
}

// What protobuf writes is the measure, for every size of every part.
TEST(EventBuilder, WritesTheBytesThatProtobufWrites) {
  const uint64_t seed = SystemRandom().Uint64();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  SeededRandom random(seed);
  for (int i = 0; i < 2000; ++i) {
    v1::Event event;
    event.set_position(i == 0 ? 0 : random.Uint64() >> random.Below(64));
    event.set_record_time_micros(static_cast<int64_t>(random.Uint64() >> random.Below(64)));
    if (random.Below(8) == 0) event.set_record_time_micros(-event.record_time_micros());
    event.set_principal(std::string(random.Below(130), 'p'));
    event.set_submission(random.Bytes(random.Below(i % 50 == 0 ? 61'440 : 300)));
    if (random.Below(3) == 0) {
      v1::Resolved& resolved = *event.mutable_resolved();
      if (random.Below(2) == 0) resolved.set_unit_id(std::string(random.Below(65), 'u'));
      if (random.Below(2) == 0) {
        resolved.mutable_replaced()->set_replaced_position(random.Below(1000));
        *resolved.mutable_replaced()->mutable_receipt() =
            MakeReceipt("kien-giang", 20210405, static_cast<uint32_t>(1 + random.Below(1000)));
      }
    }
    const EventHead head{event.position(), event.record_time_micros(), event.principal(),
                         event.has_resolved() ? &event.resolved() : nullptr};
    ASSERT_EQ(Built(head, event.submission()), event.SerializeAsString()) << "event " << i;
  }
}

}  // namespace
}  // namespace hemoledger
