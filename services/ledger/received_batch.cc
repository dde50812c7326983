#include "services/ledger/received_batch.h"

#include <cstdint>
#include <utility>

#include "proto/base/check.h"
#include "services/domain/wire_cursor.h"

namespace hemoledger {
namespace {

constexpr uint8_t LengthDelimited(int field) {
  return static_cast<uint8_t>(field << 3 | 2);
}

}  // namespace

bool ReceivedBatch::Scan(size_t offset) {
  using Batch = v1::SubmissionBatch;
  WireCursor cursor(std::string_view(bytes_).substr(offset));
  while (!cursor.AtEnd()) {
    uint8_t tag = 0;
    std::string_view field;
    if (!cursor.ReadTag(&tag) || !cursor.ReadBytes(&field)) return false;
    switch (tag) {
      case LengthDelimited(Batch::kSubmissionsFieldNumber):
        submissions_.push_back(field);
        break;
      case LengthDelimited(Batch::kTextsFieldNumber):
        if (!texts_.Add()->ParseFromArray(field.data(), static_cast<int>(field.size()))) {
          return false;
        }
        break;
      default:
        return false;
    }
  }
  return true;
}

std::unique_ptr<const ReceivedBatch> ReceivedBatch::Parse(std::string bytes, size_t offset) {
  HL_CHECK(offset <= bytes.size());
  std::unique_ptr<ReceivedBatch> batch(new ReceivedBatch());
  batch->bytes_ = std::move(bytes);
  batch->message_bytes_ = batch->bytes_.size() - offset;
  if (batch->Scan(offset)) return batch;
  // Unknown fields, long tags, groups: protobuf knows what they are.
  v1::SubmissionBatch message;
  if (!message.ParseFromArray(batch->bytes_.data() + offset,
                              static_cast<int>(batch->message_bytes_))) {
    return nullptr;
  }
  const size_t message_bytes = batch->message_bytes_;
  batch.reset(new ReceivedBatch());
  message.DiscardUnknownFields();
  batch->bytes_ = message.SerializeAsString();
  batch->message_bytes_ = message_bytes;
  HL_CHECK(batch->Scan(0)) << "a batch that protobuf wrote";
  return batch;
}

std::unique_ptr<const ReceivedBatch> ReceivedBatch::Of(const v1::SubmissionBatch& batch) {
  std::unique_ptr<const ReceivedBatch> received = Parse(batch.SerializeAsString());
  HL_CHECK(received != nullptr) << "a batch that protobuf wrote";
  return received;
}

}  // namespace hemoledger
