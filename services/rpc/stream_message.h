// A StreamReceiptsRequest as gRPC hands it over: bytes in pieces.
#pragma once

#include <memory>
#include <optional>

#include "grpcpp/support/byte_buffer.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "services/ledger/received_batch.h"

namespace hemoledger {

// One of both, or none (a message without either).
struct StreamMessage {
  std::optional<v1::StreamOpening> open;
  std::unique_ptr<const ReceivedBatch> batch;
};

// Absent: the bytes are no such message.
std::optional<StreamMessage> ReadStreamMessage(const grpc::ByteBuffer& bytes);

}  // namespace hemoledger
