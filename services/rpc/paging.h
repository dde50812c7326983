// The pages of a list: which state they are read from, and where the next one begins.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "services/ledger/views.h"
#include "services/rpc/page_token.h"
#include "services/rpc/pinned_views.h"

namespace hemoledger {

// One page asked for.
struct Page {
  // The state to read: that of the first page as long as it is kept, else the newest.
  std::shared_ptr<const View> view;
  // False: the state of the first page is gone, and `view` is a newer one.
  bool same_view = true;
  // Where to begin, as the method put it into the token; blank: at the beginning.
  std::string key;
  int size = 0;
  // What the next token is bound to.
  std::string query;
};

// Reads page_token and page_size of `request`. Errors: PAGE_TOKEN_INVALID, FIELD_INVALID.
template <typename Request>
absl::StatusOr<Page> OpenPage(std::string_view method, const Request& request, PinnedViews& pins,
                              std::shared_ptr<const View> newest, int default_size, int max_size) {
  Page page;
  absl::StatusOr<int> size = CheckedPageSize(request.page_size(), default_size, max_size);
  if (!size.ok()) return size.status();
  page.size = *size;
  page.query = PageQuery(method, request);
  page.view = std::move(newest);
  if (request.page_token().empty()) return page;
  absl::StatusOr<PageCursor> cursor = DecodePageToken(page.query, request.page_token());
  if (!cursor.ok()) return cursor.status();
  page.key = std::move(cursor->key);
  if (auto pinned = pins.Find(cursor->position)) {
    page.view = std::move(pinned);
  } else {
    page.same_view = cursor->position == page.view->next_position - 1;
    // Kept from now on, so that the token stays good when more is recorded.
    if (page.same_view) pins.Pin(page.view);
  }
  return page;
}

// The token of the page after `page`, which begins at `key`; keeps the state for it.
inline std::string NextPageToken(const Page& page, std::string key, PinnedViews& pins) {
  pins.Pin(page.view);
  return EncodePageToken(page.query,
                         {.position = page.view->next_position - 1, .key = std::move(key)});
}

// Keys that are numbers: 8 bytes, big-endian. Errors: PAGE_TOKEN_INVALID.
std::string NumberKey(uint64_t number);
absl::StatusOr<uint64_t> NumberFromKey(std::string_view key);

}  // namespace hemoledger
