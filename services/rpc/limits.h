// Limits of the services, each with its unit and reason. gRPC's own stand above them, so that a
// refusal carries our details.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hemoledger {

// What gRPC accepts in one message, bytes: above everything of ours.
inline constexpr int kGrpcMaxReceiveBytes = 16 << 20;

// A unary request, bytes: a plan of one group (900 KiB) and as much again for its texts.
inline constexpr size_t kMaxUnaryRequestBytes = 2 << 20;

// A batch of a stream: submissions; bytes of the submissions together; bytes of their texts
// together. The first two are the contract's (SubmissionBatch).
inline constexpr int kMaxBatchSubmissions = 4096;
inline constexpr size_t kMaxBatchBytes = 1 << 20;
inline constexpr size_t kMaxBatchTextBytes = 1 << 20;

// Batches of one stream that are taken and whose acknowledgements are not yet written. With as many
// the server stops reading (contract of ReceiptService).
inline constexpr int kMaxUnansweredBatches = 8;

// An acknowledgement is sent in pieces of about this many bytes, well below the 4 MiB that clients
// accept unasked.
inline constexpr size_t kAcknowledgementBytes = 256 << 10;

// Receipt streams and subscriptions open at once.
inline constexpr int kMaxOpenStreams = 1024;

// Uploads and downloads of attachments at once: each writes or reads the disk as fast as it can.
inline constexpr int kMaxUploads = 8;
inline constexpr int kMaxDownloads = 32;

// A piece of an attachment, bytes, either way (contract of AttachmentService).
inline constexpr size_t kMaxChunkBytes = 1 << 20;

// How long a read waits for `min_position` (contract of ReadOptions).
inline constexpr std::chrono::seconds kMaxPositionWait{10};

// ListRecords: a page ends at the record with which it reaches so many bytes (a record has at most
// 60 KiB), below the 4 MiB that clients accept unasked.
inline constexpr size_t kMaxRecordPageBytes = 2 << 20;

// ReadEvents and Subscribe: an answer or batch ends at so many bytes of events.
inline constexpr size_t kMaxEventBatchBytes = 1 << 20;

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
