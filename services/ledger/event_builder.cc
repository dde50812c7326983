#include "services/ledger/event_builder.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "proto/base/check.h"

namespace hemoledger {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

static_assert(v1::Event::kPositionFieldNumber == 1 &&
              v1::Event::kRecordTimeMicrosFieldNumber == 2 &&
              v1::Event::kPrincipalFieldNumber == 3 && v1::Event::kSubmissionFieldNumber == 4 &&
              v1::Event::kResolvedFieldNumber == 5);

constexpr uint8_t kPositionTag = 1 << 3 | WireFormatLite::WIRETYPE_VARINT;
constexpr uint8_t kRecordTimeTag = 2 << 3 | WireFormatLite::WIRETYPE_VARINT;
constexpr uint8_t kPrincipalTag = 3 << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
constexpr uint8_t kSubmissionTag = 4 << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
constexpr uint8_t kResolvedTag = 5 << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;

size_t VarintField(uint64_t value) {
  return value == 0 ? 0 : 1 + CodedOutputStream::VarintSize64(value);
}

size_t LengthDelimited(size_t length) {
  return 1 + CodedOutputStream::VarintSize64(length) + length;
}

uint8_t* WriteVarintField(uint8_t tag, uint64_t value, uint8_t* to) {
  if (value == 0) return to;
  *to++ = tag;
  return CodedOutputStream::WriteVarint64ToArray(value, to);
}

uint8_t* WriteBytesField(uint8_t tag, std::string_view bytes, uint8_t* to) {
  if (bytes.empty()) return to;
  *to++ = tag;
  to = CodedOutputStream::WriteVarint64ToArray(bytes.size(), to);
  return CodedOutputStream::WriteRawToArray(bytes.data(), static_cast<int>(bytes.size()), to);
}

}  // namespace

size_t EventSize(const EventHead& head, std::string_view submission) {
  size_t size =
      VarintField(head.position) + VarintField(static_cast<uint64_t>(head.record_time_micros));
  if (!head.principal.empty()) size += LengthDelimited(head.principal.size());
  if (!submission.empty()) size += LengthDelimited(submission.size());
  if (head.resolved != nullptr) size += LengthDelimited(head.resolved->ByteSizeLong());
  return size;
}

void WriteEvent(const EventHead& head, std::string_view submission, size_t size, char* out) {
  uint8_t* const begin = reinterpret_cast<uint8_t*>(out);
  uint8_t* to = WriteVarintField(kPositionTag, head.position, begin);
  to = WriteVarintField(kRecordTimeTag, static_cast<uint64_t>(head.record_time_micros), to);
  to = WriteBytesField(kPrincipalTag, head.principal, to);
  to = WriteBytesField(kSubmissionTag, submission, to);
  if (head.resolved != nullptr) {
    *to++ = kResolvedTag;
    to = CodedOutputStream::WriteVarint64ToArray(head.resolved->GetCachedSize(), to);
    to = head.resolved->SerializeWithCachedSizesToArray(to);
  }
  HL_CHECK(to == begin + size) << "event " << head.position << " is of another size than computed";
}

}  // namespace hemoledger
