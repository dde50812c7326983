#include "clients/cli/input/text_collector.h"

#include <utility>

#include "proto/base/check.h"
#include "proto/base/text_commitment.h"
#include "proto/base/utf8.h"

namespace hemoledger {

v1::Text TextCollector::Make(std::string_view plain, const FilePlace& place, Problems& problems) {
  HL_CHECK(!plain.empty());
  if (const absl::Status status = CheckText(place.heading, plain, kMaxCommittedTextBytes, true);
      !status.ok()) {
    problems.AddStatus(place, plain, status);
    return {};
  }
  MadeText made = MakeText(static_cast<uint32_t>(texts_.size()), plain, random_, submission_index_);
  texts_.push_back(std::move(made.accompanying));
  return std::move(made.text);
}

std::vector<v1::AccompanyingText> TextCollector::Finish(google::protobuf::Message& message) {
  RenumberTexts(message, texts_);
  return std::move(texts_);
}

}  // namespace hemoledger
