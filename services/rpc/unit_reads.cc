#include "services/rpc/unit_reads.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "services/domain/civil_date.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/read_call.h"

namespace hemoledger {
namespace {

// The units at or below `roots`, a parent before its children, down to `depth` levels below the
// roots (0: all).
std::vector<UnitIndex> InTreeOrder(const OrgTree& tree, const std::vector<UnitIndex>& roots,
                                   int32_t date, int depth) {
  struct Entry {
    UnitIndex unit;
    int level;
  };
  std::vector<Entry> waiting;
  for (auto root = roots.rbegin(); root != roots.rend(); ++root) waiting.push_back({*root, 0});
  std::vector<UnitIndex> order;
  while (!waiting.empty()) {
    const Entry entry = waiting.back();
    waiting.pop_back();
    order.push_back(entry.unit);
    if (depth != 0 && entry.level >= depth) continue;
    const std::vector<UnitIndex> children = tree.ChildrenOn(entry.unit, date);
    for (auto child = children.rbegin(); child != children.rend(); ++child) {
      waiting.push_back({*child, entry.level + 1});
    }
  }
  return order;
}

}  // namespace

absl::StatusOr<v1::GetUnitResponse> GetUnit(const RpcEnvironment&,
                                            const std::shared_ptr<const View>& view,
                                            const v1::GetUnitRequest& request) {
  RETURN_IF_ERROR(OptionalDate("date", request.date()));
  const OrgTree& tree = *view->tree;
  ASSIGN_OR_RETURN(const UnitIndex unit, tree.Resolve(request.unit(), request.date(), "unit"));
  v1::GetUnitResponse response;
  *response.mutable_reflects() = ReflectedPosition(*view);
  *response.mutable_unit() =
      tree.Describe(unit, request.date() == 0 ? kNewestDate : request.date());
  return response;
}

absl::StatusOr<v1::ListUnitsResponse> ListUnits(const RpcEnvironment& environment,
                                                const std::shared_ptr<const View>& view,
                                                const v1::ListUnitsRequest& request) {
  RETURN_IF_ERROR(OptionalDate("date", request.date()));
  if (request.depth() < 0) {
    return MakeError(ERROR_REASON_FIELD_INVALID,
                     {{"field", "depth"}, {"value", request.depth()}, {"expected", "0 or more"}});
  }
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListUnits", request, *environment.pins, view,
                                             kDefaultUnitPageSize, kMaxUnitPageSize));
  const OrgTree& tree = *page.view->tree;
  const int32_t date = request.date() == 0 ? kNewestDate : request.date();
  std::vector<UnitIndex> roots;
  if (request.under_unit_id().empty()) {
    roots = tree.RootsOn(date);
  } else {
    roots = {tree.Find(request.under_unit_id())};
    if (roots[0] == kNoUnit) return tree.NotFound(request.under_unit_id(), "under_unit_id");
  }
  const std::vector<UnitIndex> order = InTreeOrder(tree, roots, date, request.depth());
  auto next = order.begin();
  if (!page.key.empty()) {
    // The key is the last unit of the page before.
    next = std::find(order.begin(), order.end(), tree.Find(page.key));
    if (next == order.end()) return MakeError(ERROR_REASON_PAGE_TOKEN_INVALID);
    ++next;
  }
  v1::ListUnitsResponse response;
  *response.mutable_reflects() = ReflectedPosition(*page.view);
  for (; next != order.end(); ++next) {
    if (!tree.IsOpenOn(*next, date)) continue;
    if (request.kind() != v1::UNIT_KIND_UNSPECIFIED && tree.KindOn(*next, date) != request.kind()) {
      continue;
    }
    if (response.units_size() == page.size) {
      const std::string& last = response.units(response.units_size() - 1).unit_id();
      response.set_next_page_token(NextPageToken(page, last, *environment.pins));
      break;
    }
    v1::Unit& unit = *response.add_units();
    unit = tree.Describe(*next, date);
    unit.clear_attributes();
    unit.clear_ancestor_names();
  }
  return response;
}

}  // namespace hemoledger
