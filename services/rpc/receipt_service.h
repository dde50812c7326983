// ReceiptService on gRPC.
#pragma once

#include "hemoledger/v1/receipt_service.grpc.pb.h"
#include "services/rpc/environment.h"
#include "services/rpc/receipt_stream.h"

namespace hemoledger {

// Batches go to the ledger.
class LedgerReceiptSink final : public ReceiptSink {
 public:
  explicit LedgerReceiptSink(Ledger* ledger) : ledger_(*ledger) {}

  std::shared_ptr<const View> PinView() override { return ledger_.views().Pin(); }
  absl::StatusOr<StreamBatch> PrepareBatch(const StreamIdentity& stream, uint64_t next_number,
                                           std::unique_ptr<const ReceivedBatch> batch) override {
    return ledger_.PrepareBatch(stream, next_number, std::move(batch));
  }
  void SubmitBatch(StreamBatch batch, BatchDone done) override {
    ledger_.SubmitBatch(std::move(batch), std::move(done));
  }

 private:
  Ledger& ledger_;
};

namespace internal {

// Streams are bytes to gRPC: batches are not made objects of.
using ReceiptService = v1::ReceiptService;
using ReceiptServiceBase = ReceiptService::WithRawCallbackMethod_StreamReceipts<
    ReceiptService::WithCallbackMethod_OpenSource<ReceiptService::WithCallbackMethod_GetSource<
        ReceiptService::WithCallbackMethod_RecordReceipt<
            ReceiptService::WithCallbackMethod_CorrectReceipt<
                ReceiptService::WithCallbackMethod_VoidReceipt<
                    ReceiptService::WithCallbackMethod_GetReceipt<
                        ReceiptService::WithCallbackMethod_ListReceipts<
                            ReceiptService::WithCallbackMethod_ListRejections<
                                ReceiptService::Service>>>>>>>>>;

}  // namespace internal

class ReceiptServiceImpl final : public internal::ReceiptServiceBase {
 public:
  explicit ReceiptServiceImpl(const RpcEnvironment* environment)
      : environment_(*environment), sink_(environment->ledger) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StreamReceipts(
      grpc::CallbackServerContext* context) noexcept override;
  grpc::ServerUnaryReactor* OpenSource(grpc::CallbackServerContext* context,
                                       const v1::OpenSourceRequest* request,
                                       v1::OpenSourceResponse* response) noexcept override;
  grpc::ServerUnaryReactor* GetSource(grpc::CallbackServerContext* context,
                                      const v1::GetSourceRequest* request,
                                      v1::GetSourceResponse* response) noexcept override;
  grpc::ServerUnaryReactor* RecordReceipt(grpc::CallbackServerContext* context,
                                          const v1::RecordReceiptRequest* request,
                                          v1::ReceiptWriteResponse* response) noexcept override;
  grpc::ServerUnaryReactor* CorrectReceipt(grpc::CallbackServerContext* context,
                                           const v1::CorrectReceiptRequest* request,
                                           v1::ReceiptWriteResponse* response) noexcept override;
  grpc::ServerUnaryReactor* VoidReceipt(grpc::CallbackServerContext* context,
                                        const v1::VoidReceiptRequest* request,
                                        v1::ReceiptWriteResponse* response) noexcept override;
  grpc::ServerUnaryReactor* GetReceipt(grpc::CallbackServerContext* context,
                                       const v1::GetReceiptRequest* request,
                                       v1::GetReceiptResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListReceipts(grpc::CallbackServerContext* context,
                                         const v1::ListReceiptsRequest* request,
                                         v1::ListReceiptsResponse* response) noexcept override;
  grpc::ServerUnaryReactor* ListRejections(grpc::CallbackServerContext* context,
                                           const v1::ListRejectionsRequest* request,
                                           v1::ListRejectionsResponse* response) noexcept override;

 private:
  const RpcEnvironment& environment_;
  LedgerReceiptSink sink_;
};

}  // namespace hemoledger
