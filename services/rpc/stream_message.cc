#include "services/rpc/stream_message.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "services/domain/wire_cursor.h"

namespace hemoledger {
namespace {

constexpr uint8_t kBatchTag = v1::StreamReceiptsRequest::kBatchFieldNumber << 3 | 2;

// All pieces as one.
bool Flatten(const grpc::ByteBuffer& bytes, std::string* flat) {
  std::vector<grpc::Slice> pieces;
  if (!bytes.Dump(&pieces).ok()) return false;
  flat->reserve(bytes.Length());
  for (const grpc::Slice& piece : pieces) {
    flat->append(reinterpret_cast<const char*>(piece.begin()), piece.size());
  }
  return true;
}

// Where the batch begins in a message that is nothing but a batch, as all but the first are;
// absent: it is another.
std::optional<size_t> BatchOffset(std::string_view message) {
  if (message.empty()) return std::nullopt;
  WireCursor cursor(message);
  uint8_t tag = 0;
  std::string_view batch;
  if (!cursor.ReadTag(&tag) || tag != kBatchTag || !cursor.ReadBytes(&batch) || !cursor.AtEnd()) {
    return std::nullopt;
  }
  return message.size() - batch.size();
}

}  // namespace

std::optional<StreamMessage> ReadStreamMessage(const grpc::ByteBuffer& bytes) {
  StreamMessage message;
  std::string flat;
  if (!Flatten(bytes, &flat)) return std::nullopt;
  if (const std::optional<size_t> offset = BatchOffset(flat); offset.has_value()) {
    message.batch = ReceivedBatch::Parse(std::move(flat), *offset);
    if (message.batch == nullptr) return std::nullopt;
    return message;
  }
  v1::StreamReceiptsRequest request;
  if (!request.ParseFromString(flat)) return std::nullopt;
  if (request.has_open()) message.open = std::move(*request.mutable_open());
  if (request.has_batch()) message.batch = ReceivedBatch::Of(request.batch());
  return message;
}

}  // namespace hemoledger
