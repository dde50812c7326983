// Whatever stands in a damaged log, the fold tells it or takes it; it never crashes. Events are
// damaged as bytes (flipped, cut, doubled) and as messages (left out, swapped, of another place).
#include <gtest/gtest.h>

#include <cstdlib>

#include "google/protobuf/stubs/logging.h"
#include "proto/base/random.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_state/log_builder.h"
#include "tests/unit/domain_state/mutated_bytes.h"

namespace hemoledger {
namespace {

uint64_t SeedFromEnvironment() {
  const char* text = std::getenv("HEMOLEDGER_TEST_SEED");
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

// Parses as the store's reader would: what can not be parsed never reaches the fold.
bool Reparse(LoggedEvent& logged, SeededRandom& random) {
  if (random.Below(3) == 0) {
    if (!logged.event.ParseFromString(Mutated(logged.event.SerializeAsString(), random))) {
      return false;
    }
  } else {
    logged.event.set_submission(Mutated(logged.event.submission(), random));
  }
  return logged.submission.ParseFromString(logged.event.submission());
}

TEST(DamagedEventsTest, NoDamageCrashesTheFold) {
  const std::vector<LoggedEvent> log = WholeLog();
  const uint64_t seed = SeedFromEnvironment();
  // It would tell every text that is not UTF-8.
  const google::protobuf::LogSilencer silence;
  int told = 0, taken = 0;
  for (uint64_t round = 0; round < 20000; ++round) {
    SCOPED_TRACE(testing::Message() << "HEMOLEDGER_TEST_SEED=" << seed << " round " << round);
    SeededRandom random(seed * 1'000'003 + round);
    DomainState state;
    const size_t place = random.Below(log.size());
    bool damaged = false;
    for (size_t i = 0; i < log.size(); ++i) {
      LoggedEvent logged = log[i];
      if (i == place) {
        if (random.Below(8) == 0) {
          // Another event of the log at this place.
          const uint64_t position = logged.event.position();
          logged = log[random.Below(log.size())];
          logged.event.set_position(position);
          logged.event.set_record_time_micros(log[i].event.record_time_micros());
        } else if (!Reparse(logged, random)) {
          break;
        }
      }
      const absl::Status status = state.Apply(logged.event, logged.submission);
      if (!status.ok()) {
        ASSERT_THAT(status, StatusIs(ERROR_REASON_STORE_DAMAGED));
        ASSERT_GE(i, place);
        damaged = true;
        break;
      }
    }
    (damaged ? told : taken)++;
    if (round % 500 == 0) state.Digest();
  }
  // Both happen: the damage is not so gross that the first check stops it always.
  EXPECT_GT(told, 1000);
  EXPECT_GT(taken, 1000);
  RecordProperty("told", told);
  RecordProperty("taken", taken);
}

TEST(DamagedEventsTest, ALogWithoutOneEventIsTold) {
  const std::vector<LoggedEvent> log = WholeLog();
  for (size_t missing = 0; missing + 1 < log.size(); ++missing) {
    DomainState state;
    absl::Status status;
    for (size_t i = 0; i < log.size() && status.ok(); ++i) {
      if (i != missing) status = state.Apply(log[i].event, log[i].submission);
    }
    EXPECT_THAT(status, StatusIs(ERROR_REASON_STORE_DAMAGED)) << "without " << missing;
  }
}

}  // namespace
}  // namespace hemoledger
