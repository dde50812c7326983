// The connection over real channels, without a server of ours.
#include <gtest/gtest.h>

#include "clients/lib/connection.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

TEST(ConnectionTest, AServerThatIsNotThereIsUnavailable) {
  SystemClock clock;
  SystemRandom random;
  ConnectionOptions options;
  options.server = "127.0.0.1:1";
  options.retry.give_up_after = milliseconds(0);
  EXPECT_THAT(MakeConnection(options, clock, random)->GetStatus({}),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace hemoledger
