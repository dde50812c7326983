#include "clients/relay/webhook_answer.h"

#include <gtest/gtest.h>

namespace hemoledger {
namespace {

using std::chrono::milliseconds;
using Outcome = Attempt::Outcome;

// 1994-11-15T08:12:31Z.
constexpr int64_t kNowMicros = int64_t{784'887'151} * 1'000'000;

TEST(WebhookAnswerTest, TheTable) {
  for (int status = 100; status < 600; ++status) {
    Outcome expected = Outcome::kRetry;
    if (status / 100 == 2) expected = Outcome::kDelivered;
    for (const int about_the_event : {400, 406, 409, 411, 412, 413, 414, 415, 417, 422, 431, 451}) {
      if (status == about_the_event) expected = Outcome::kPark;
    }
    if (status == 410) expected = Outcome::kEnd;
    const Attempt attempt = MeaningOf(status, "", kNowMicros);
    EXPECT_EQ(attempt.outcome, expected) << status;
    EXPECT_EQ(attempt.reason.empty(), expected == Outcome::kDelivered) << status;
    EXPECT_EQ(attempt.retry_after, milliseconds(0)) << status;
  }
}

TEST(WebhookAnswerTest, RetryAfter) {
  const auto wait = [](const char* header) {
    return MeaningOf(503, header, kNowMicros).retry_after;
  };
  EXPECT_EQ(wait("120"), milliseconds(120'000));
  EXPECT_EQ(wait(" 1 "), milliseconds(1'000));
  EXPECT_EQ(wait("Tue, 15 Nov 1994 08:12:41 GMT"), milliseconds(10'000));
  EXPECT_EQ(wait("Tue, 15 Nov 1994 08:12:01 GMT"), milliseconds(0)) << "it is over";
  EXPECT_EQ(wait("999999999999"), milliseconds(kMaxRetryAfter));
  EXPECT_EQ(wait("Tue, 15 Nov 2094 08:12:41 GMT"), milliseconds(kMaxRetryAfter));
  for (const char* nothing : {"", "-5", "soon", "1.5", "99999999999999999999"}) {
    EXPECT_EQ(wait(nothing), milliseconds(0)) << nothing;
  }
}

}  // namespace
}  // namespace hemoledger
