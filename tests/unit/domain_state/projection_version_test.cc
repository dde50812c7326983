// A fixed log folds to a fixed digest for each projection version.
#include "services/domain/projection_version.h"

#include <gtest/gtest.h>

#include "log_builder.h"
#include "proto/base/sha256.h"
#include "state_bytes.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

// What the whole log folds to in version kGoldenVersion: the state's digest, and the SHA-256 of its
// snapshot bytes.
constexpr uint32_t kGoldenVersion = 1;
constexpr char kGoldenDigest[] = "9d898b0e7ce072094d8b7948cc97fb2f52f635986ead6989b599ebcbb3cb0285";
constexpr char kGoldenBytes[] = "1dd0e80f2d69c99d6474a931e466de38a808c3a12584182d031f02c5a41e9d93";

TEST(ProjectionVersionTest, TheFoldIsThatOfItsVersion) {
  DomainState state;
  std::vector<std::string> stored;
  for (const LoggedEvent& logged : WholeLog()) {
    ASSERT_OK(state.Apply(logged.event, logged.submission));
    stored.push_back(logged.event.SerializeAsString());
  }
  ASSERT_EQ(kProjectionVersion, kGoldenVersion)
      << "the version was raised: write it here with the new digests\n"
      << Hex(state.Digest()) << "\n"
      << Hex(Sha256(StateBytes(state, stored)));
  const char* const hint =
      "the same log folds to another state, or its bytes changed: raise kProjectionVersion, so "
      "that "
      "snapshots of the old fold are not used, and write version and digests here. If WholeLog() "
      "itself has changed, only the digests";
  EXPECT_EQ(Hex(state.Digest()), kGoldenDigest) << hint;
  EXPECT_EQ(Hex(Sha256(StateBytes(state, stored))), kGoldenBytes) << hint;
}

}  // namespace
}  // namespace hemoledger
