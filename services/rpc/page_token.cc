#include "services/rpc/page_token.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr size_t kChecksumBytes = 8;
constexpr size_t kPositionBytes = 8;
// Above every token of ours: a key is an id, a number or a pair of them.
constexpr size_t kMaxTokenBytes = 1024;

std::string Checksum(std::string_view query, std::string_view content) {
  Sha256Stream hash;
  hash.AddField("hemoledger page token 1");
  hash.AddField(query);
  hash.AddField(content);
  const Hash256 whole = hash.Finish();
  return std::string(reinterpret_cast<const char*>(whole.data()), kChecksumBytes);
}

}  // namespace

std::string EncodePageToken(std::string_view query, const PageCursor& cursor) {
  std::string content;
  for (int shift = 56; shift >= 0; shift -= 8) {
    content.push_back(static_cast<char>(cursor.position >> shift));
  }
  content += cursor.key;
  return absl::WebSafeBase64Escape(Checksum(query, content) + content);
}

absl::StatusOr<PageCursor> DecodePageToken(std::string_view query, std::string_view token) {
  std::string bytes;
  if (token.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(ToAbsl(token), &bytes) ||
      bytes.size() < kChecksumBytes + kPositionBytes ||
      // Only the one spelling that was given: base64 has others for the same bytes.
      absl::WebSafeBase64Escape(bytes) != std::string(token)) {
    return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  const std::string content = bytes.substr(kChecksumBytes);
  if (bytes.substr(0, kChecksumBytes) != Checksum(query, content)) {
    return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  PageCursor cursor;
  for (size_t i = 0; i < kPositionBytes; ++i) {
    cursor.position = cursor.position << 8 | static_cast<uint8_t>(content[i]);
  }
  cursor.key = content.substr(kPositionBytes);
  return cursor;
}

absl::StatusOr<int> CheckedPageSize(int32_t asked, int default_size, int max_size) {
  if (asked == 0) return default_size;
  if (asked < 0 || asked > max_size) {
    return MakeError(
        ERROR_REASON_FIELD_INVALID,
        {{"field", "page_size"}, {"value", asked}, {"expected", Concat("0 to ", max_size)}});
  }
  return asked;
}

namespace internal {

std::string PageQueryOf(std::string_view method, const google::protobuf::MessageLite& request) {
  std::string bytes(method);
  bytes.push_back('\0');
  google::protobuf::io::StringOutputStream output(&bytes);
  google::protobuf::io::CodedOutputStream coded(&output);
  coded.SetSerializationDeterministic(true);
  request.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace internal
}  // namespace hemoledger
