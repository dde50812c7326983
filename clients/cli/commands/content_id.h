// Names a write by what it says, so that the same file sent again is the same request.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace hemoledger {

// SHA-256 of a request in hexadecimal, without its request_id, its validate_only, and everything
// that is new at each reading of a file: salts, and the commitments made with them. Equal for equal
// contents, texts compared by plain text.
std::string ContentId(const google::protobuf::Message& request);

}  // namespace hemoledger
