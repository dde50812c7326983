// A SubmissionBatch as it came over the wire: its submissions are looked at where they stand, since
// making a string of each is a good part of what taking a batch costs.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "hemoledger/v1/receipt_service.pb.h"

namespace hemoledger {

// Immutable; owns its bytes.
class ReceivedBatch {
 public:
  // `bytes` from `offset` on are a serialised SubmissionBatch; null: they are not. What is not
  // known in it is left out.
  static std::unique_ptr<const ReceivedBatch> Parse(std::string bytes, size_t offset = 0);
  // Of a message: for callers that have one.
  static std::unique_ptr<const ReceivedBatch> Of(const v1::SubmissionBatch& batch);

  ReceivedBatch(const ReceivedBatch&) = delete;
  ReceivedBatch& operator=(const ReceivedBatch&) = delete;

  std::span<const std::string_view> submissions() const { return submissions_; }
  const google::protobuf::RepeatedPtrField<v1::AccompanyingText>& texts() const { return texts_; }
  // Of the whole message, what was not known in it included.
  size_t message_bytes() const { return message_bytes_; }

 private:
  ReceivedBatch() = default;
  // False: it is no usual message.
  bool Scan(size_t offset);

  std::string bytes_;
  std::vector<std::string_view> submissions_;
  google::protobuf::RepeatedPtrField<v1::AccompanyingText> texts_;
  size_t message_bytes_ = 0;
};

}  // namespace hemoledger
