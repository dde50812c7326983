// Reads lists page after page.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/render/message_json.h"
#include "hemoledger/v1/read_options.pb.h"
#include "proto/base/status_macros.h"

namespace hemoledger {

template <typename Item>
struct Pages {
  // Which state the last page reflects.
  v1::ReadPosition reflects;
  std::vector<Item> items;
  // True: there are more than were asked for.
  bool more = false;

  // {"reflects": …, NAME: […], "more": …}
  Json ToJson(const std::string& name) const {
    Json json = Json::object();
    json["reflects"] = hemoledger::ToJson(reflects);
    Json list = Json::array();
    for (const Item& item : items) list.push_back(hemoledger::ToJson(item));
    json[name] = std::move(list);
    json["more"] = more;
    return json;
  }
};

// All items of a list, at most `limit` (0: all). `call` gives one page's answer, `items` its
// repeated field. Pages may be empty and still have a next one.
template <typename Item, typename Request, typename Call, typename Items>
absl::StatusOr<Pages<Item>> ReadPages(Request request, uint64_t limit, const Call& call,
                                      const Items& items) {
  Pages<Item> pages;
  while (true) {
    ASSIGN_OR_RETURN(auto answer, call(request));
    pages.reflects = answer.reflects();
    for (Item& item : *items(answer)) {
      if (limit > 0 && pages.items.size() >= limit) {
        pages.more = true;
        return pages;
      }
      pages.items.push_back(std::move(item));
    }
    if (answer.next_page_token().empty()) return pages;
    if (limit > 0 && pages.items.size() >= limit) {
      pages.more = true;
      return pages;
    }
    request.set_page_token(answer.next_page_token());
  }
}

}  // namespace hemoledger
