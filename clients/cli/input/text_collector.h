// Makes the Texts of one message while it is being built, in whatever order its fields are read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/input/problems.h"
#include "google/protobuf/message.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/random.h"

namespace hemoledger {

class TextCollector {
 public:
  explicit TextCollector(Random& random, uint32_t submission_index = 0)
      : random_(random), submission_index_(submission_index) {}

  // The Text for `plain`; tells a text that is too long or holds control characters, and answers
  // with an empty Text then. REQUIRES: not blank.
  v1::Text Make(std::string_view plain, const FilePlace& place, Problems& problems);

  // Numbers the Texts of the finished message as the contract wants, and hands over what
  // accompanies them.
  std::vector<v1::AccompanyingText> Finish(google::protobuf::Message& message);

 private:
  Random& random_;
  const uint32_t submission_index_;
  std::vector<v1::AccompanyingText> texts_;
};

}  // namespace hemoledger
