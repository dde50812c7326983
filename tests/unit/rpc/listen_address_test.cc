#include "services/server/listen_address.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

TEST(ListenAddressTest, TakesLoopback) {
  EXPECT_THAT(LoopbackAddress("127.0.0.1:7420"), IsOkAndHolds("127.0.0.1:7420"));
  EXPECT_THAT(LoopbackAddress("127.1.2.3:0"), IsOkAndHolds("127.1.2.3:0"));
  EXPECT_THAT(LoopbackAddress("localhost:80"), IsOkAndHolds("127.0.0.1:80"));
  EXPECT_THAT(LoopbackAddress("[::1]:65535"), IsOkAndHolds("[::1]:65535"));
}

TEST(ListenAddressTest, RefusesAllElse) {
  for (const char* address :
       {"0.0.0.0:7420", "[::]:7420", "192.168.1.4:7420", "example.org:7420", "::1:7420",
        "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x", ":7420", "",
        "127.0.1:80", "unix:/tmp/x:1", "128.0.0.1:7420"}) {
    EXPECT_THAT(LoopbackAddress(address), StatusIs(ERROR_REASON_FIELD_INVALID)) << address;
  }
}

}  // namespace
}  // namespace hemoledger
