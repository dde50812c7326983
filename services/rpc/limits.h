// Limits of the services, each with its unit and reason. gRPC's own stand above them, so that a
// refusal carries our details.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hemoledger {

// What an operator can set (docs/operators.md "Limits"). Each bounds what others can take of the
// server; what is above gets LIMIT_REACHED with the flag's name.
struct RpcLimits {
  // Connections that are served.
  int max_connections = 2048;
  // Receipt streams open at once, idle ones included.
  int max_receipt_streams = 1024;
  // Subscriptions and watches open at once.
  int max_subscriptions = 1024;
  // Of each kind (consumers too) by one connection: an eighth, so that one client can not take all.
  int max_streams_per_connection = 128;
};
// Their flags, and the names by which errors tell them.
inline constexpr char kConnectionsLimit[] = "max-connections";
inline constexpr char kReceiptStreamsLimit[] = "max-receipt-streams";
inline constexpr char kSubscriptionsLimit[] = "max-subscriptions";
inline constexpr char kStreamsPerConnectionLimit[] = "max-streams-per-connection";

// Connections above max_connections that are kept all the same, so that their calls can be told;
// others are closed at once.
inline constexpr int kMaxConnectionsToldWhy = 16;

// What gRPC accepts in one message, bytes: above everything of ours.
inline constexpr int kGrpcMaxReceiveBytes = 8 << 20;
// Calls at once on one connection: above everything of ours together. gRPC's clients keep what is
// above it waiting, without a word.
inline constexpr int kGrpcMaxCallsPerConnection = 1024;
// What gRPC may hold in messages that arrive and in connections, bytes. Above it it slows its
// connections down, then takes no new ones, and at last ends calls. Far above what clients in good
// order need.
inline constexpr size_t kGrpcMemoryBytes = size_t{1} << 30;
// Threads of gRPC's for its own services that hold one a call (reflection); what comes above ends
// with gRPC's RESOURCE_EXHAUSTED.
inline constexpr int kGrpcMaxThreads = 64;
// Headers of a call, bytes.
inline constexpr int kGrpcMaxMetadataBytes = 16 << 10;
// A connection without a call for so long is closed; clients connect again unasked.
inline constexpr std::chrono::minutes kMaxConnectionIdle{15};
// So long may a connection take to say that it speaks HTTP/2.
inline constexpr std::chrono::seconds kMaxHandshake{10};

// A unary request, bytes: a plan of one group (900 KiB) and as much again for its texts.
inline constexpr size_t kMaxUnaryRequestBytes = 2 << 20;

// A batch of a stream: submissions; bytes of the submissions together; bytes of their texts
// together. The first two are the contract's (SubmissionBatch).
inline constexpr int kMaxBatchSubmissions = 4096;
inline constexpr size_t kMaxBatchBytes = 1 << 20;
inline constexpr size_t kMaxBatchTextBytes = 1 << 20;
// The whole message, bytes: what is not known in it is kept with it.
inline constexpr size_t kMaxBatchMessageBytes = 3 << 20;

// Batches of one stream that are taken and whose acknowledgements are not yet written. With as many
// the server stops reading (contract of ReceiptService).
inline constexpr int kMaxUnansweredBatches = 8;
// Unless they are small: so many, as long as they have less than so many bytes together. One that
// sends a receipt a message would else send 8 receipts a round trip.
inline constexpr int kMaxUnansweredSmallBatches = 256;
inline constexpr size_t kSmallBatchesBytes = 64 << 10;

// An acknowledgement is sent in pieces of about this many bytes, well below the 4 MiB that clients
// accept unasked.
inline constexpr size_t kAcknowledgementBytes = 256 << 10;

// Acknowledgements of all streams together that their clients do not read, bytes. Above it a stream
// that has some takes no more: 8 batches of refusals may be several MiB.
inline constexpr size_t kMaxUnreadAcknowledgementBytes = size_t{128} << 20;

// Uploads and downloads of attachments at once, in all and by one connection: each writes or reads
// the disk as fast as it can.
inline constexpr int kMaxUploads = 8;
inline constexpr int kMaxUploadsPerConnection = 4;
inline constexpr int kMaxDownloads = 32;
inline constexpr int kMaxDownloadsPerConnection = 16;

// Reads that wait for `min_position`, number and bytes of their requests: above either they are
// refused with OVERLOADED.
inline constexpr int kMaxWaitingReads = 4096;
inline constexpr size_t kMaxWaitingReadBytes = size_t{64} << 20;

// A piece of an attachment, bytes, either way (contract of AttachmentService).
inline constexpr size_t kMaxChunkBytes = 1 << 20;

// How long a read waits for `min_position` (contract of ReadOptions).
inline constexpr std::chrono::seconds kMaxPositionWait{10};

// ListRecords: a page ends at the record with which it reaches so many bytes (a record has at most
// 60 KiB), below the 4 MiB that clients accept unasked.
inline constexpr size_t kMaxRecordPageBytes = 2 << 20;

// ReadEvents: an answer ends at so many bytes of events. Subscribe: a batch does, a quarter, since
// each reader that does not read holds one, twice (as message and as bytes).
inline constexpr size_t kMaxEventBatchBytes = 1 << 20;
inline constexpr size_t kMaxSubscriptionBatchBytes = 256 << 10;

// One step of a scan over the log looks at so many events at most, then answers or tells progress.
inline constexpr uint64_t kMaxScanEvents = 1 << 16;

// The same for lists of receipts and rejections, which look more up an event: about 0.1 s.
inline constexpr uint64_t kMaxListScanEvents = 1 << 14;

// Subscribe tells progress at least this often.
inline constexpr std::chrono::seconds kProgressInterval{10};

// Page sizes: when none is asked for, and the most.
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kDefaultUnitPageSize = 1000;
inline constexpr int kMaxUnitPageSize = 10000;
inline constexpr int kMaxAttainmentLines = 20000;
inline constexpr int kDefaultStatementPageSize = 1000;
inline constexpr int kMaxStatementPageSize = 5000;

// Findings of one plan in one answer (contract of ListFindings).
inline constexpr int kMaxFindings = 10000;

// Serialised answers kept for the newest state, with their questions, bytes.
inline constexpr size_t kMaxCachedAnswerBytes = size_t{64} << 20;

// Questions about attainment that are kept up with the ledger. Each can hold a state of the
// counters alive that is older than the newest.
inline constexpr size_t kMaxRunningAnswers = 16;

// Views that page tokens keep alive, newest used last out.
inline constexpr int kMaxPinnedViews = 64;

}  // namespace hemoledger
