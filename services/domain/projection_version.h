// Which fold made a state.
#pragma once

#include <cstdint>

namespace hemoledger {

// Stands in every snapshot; one of another version is not used, and the log is replayed.
//
// Raise it by one with every change after which the same log folds to another state, or after which
// the bytes of state_codec.h mean something else: what a receipt adds to which counter, the
// dimensions or measures of a counter, the order in which units, rounds and campaigns get their
// indices, what DomainState::Digest covers. projection_version_test.cc fails where the digest of a
// fixed log has changed and this has not.
inline constexpr uint32_t kProjectionVersion = 1;

}  // namespace hemoledger
