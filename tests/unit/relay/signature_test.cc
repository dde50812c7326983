#include "clients/relay/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using testing::HasSubstr;
using testing::Not;

// The vector that the libraries of Standard Webhooks are tested with.
constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char kId[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr int64_t kSeconds = 1'614'265'330;
constexpr char kBody[] = R"({"test": 2432232314})";
constexpr char kSignature[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

TEST(SignatureTest, AsTheLibrariesOfReceiversVerify) {
  const auto signer = WebhookSigner::Make({kSecret});
  ASSERT_OK(signer.status());
  EXPECT_EQ(signer->Sign(kId, kSeconds, kBody), kSignature);
  EXPECT_NE(signer->Sign(kId, kSeconds + 1, kBody), kSignature) << "the time is signed too";
  EXPECT_NE(signer->Sign("msg_2", kSeconds, kBody), kSignature) << "and the id";
}

TEST(SignatureTest, ThePrefixMayBeLeftOut) {
  const auto signer = WebhookSigner::Make({kSecret + 6});
  ASSERT_OK(signer.status());
  EXPECT_EQ(signer->Sign(kId, kSeconds, kBody), kSignature);
}

TEST(SignatureTest, WhileASecretIsReplacedBothSign) {
  const std::string other = absl::Base64Escape(std::string(32, 'k'));
  const auto signer = WebhookSigner::Make({other, kSecret});
  ASSERT_OK(signer.status());
  const std::string header = signer->Sign(kId, kSeconds, kBody);
  const size_t blank = header.find(' ');
  ASSERT_NE(blank, std::string::npos);
  EXPECT_EQ(header.substr(blank + 1), kSignature);
  EXPECT_EQ(header.substr(0, 3), "v1,");
}

TEST(SignatureTest, BadSecretsAreRefusedAndNotTold) {
  EXPECT_FALSE(WebhookSigner::Make({}).ok());
  const std::string short_key = absl::Base64Escape(std::string(23, 'k'));
  const std::string long_key = absl::Base64Escape(std::string(65, 'k'));
  for (const std::string& secret : {std::string("whsec_not base64!"), short_key, long_key}) {
    const absl::Status status = WebhookSigner::Make({secret}).status();
    EXPECT_FALSE(status.ok()) << secret;
    EXPECT_THAT(status.ToString(), Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace hemoledger
