// Page tokens: opaque to clients, bound to the query they were given for and to the state that its
// first page showed.
//
// A token is base64url (RFC 4648, 5, no padding) of: 8 bytes of SHA-256 over what follows and the
// query; the position of the state, 8 bytes big-endian; where to go on, any bytes. So a token that
// was changed, cut, or given for another query is told from one that this kind of server gave. It
// is no secret and needs none: it opens nothing that the query itself does not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"

namespace hemoledger {

// What a token says.
struct PageCursor {
  // Position of the state that the first page reflected.
  uint64_t position = 0;
  // Where the next page begins; its meaning is the method's.
  std::string key;
};

std::string EncodePageToken(std::string_view query, const PageCursor& cursor);

// Errors: PAGE_TOKEN_INVALID.
absl::StatusOr<PageCursor> DecodePageToken(std::string_view query, std::string_view token);

// The query that a token is bound to: the method and the request without what may change from page
// to page (page_token, page_size, read.min_position). The request must have these fields.
template <typename Request>
std::string PageQuery(std::string_view method, const Request& request);

// Page size asked for within its bounds: 0 gives `default_size`. Errors: FIELD_INVALID (negative or
// above `max_size`).
absl::StatusOr<int> CheckedPageSize(int32_t asked, int default_size, int max_size);

namespace internal {
std::string PageQueryOf(std::string_view method, const google::protobuf::MessageLite& request);
}  // namespace internal

template <typename Request>
std::string PageQuery(std::string_view method, const Request& request) {
  Request bare = request;
  bare.clear_page_token();
  bare.clear_page_size();
  if (bare.has_read()) bare.mutable_read()->clear_min_position();
  return internal::PageQueryOf(method, bare);
}

}  // namespace hemoledger
