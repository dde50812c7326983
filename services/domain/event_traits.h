// What of an event a filter by unit or plan decides by: a few numbers, worked out once an event
// however many filters look at it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "hemoledger/v1/events.pb.h"
#include "services/domain/facts.h"
#include "services/domain/org_tree.h"
#include "services/domain/plan_book.h"

namespace hemoledger {

// Units, rounds and plans are the indices of tree and book, which never change: good for every
// later version of both.
struct EventTraits {
  // When it was recorded: the day in Asia/Ho_Chi_Minh.
  int32_t record_date = 0;
  // False: the event names what tree or book do not know, which only damage explains.
  bool understood = true;
  // A receipt, and what a correction or void replaced.
  bool has_receipt = false;
  bool has_replaced = false;
  FactKey receipt;
  FactKey replaced;
  uint64_t replaced_position = 0;
  // Documents and records of a plan.
  PlanIndex plan = kNoPlan;
  // A change of units: the unit, and its new parent or who carries it on; a source: its unit.
  std::array<UnitIndex, 2> units = {kNoUnit, kNoUnit};

  friend bool operator==(const EventTraits&, const EventTraits&) = default;
};

// Of an event that is part of `tree` and `book`. About 0.3 µs for a receipt.
EventTraits TraitsOf(const v1::Event& event, const v1::Submission& submission, const OrgTree& tree,
                     const PlanBook& book);

// True: `traits` is what TraitsOf says of the serialised `event`, which is a receipt without texts,
// read straight from its bytes (receipt_scan.h) at a fraction of the cost. False: the event is to
// be parsed.
bool ScanTraits(std::string_view event, const OrgTree& tree, const PlanBook& book,
                EventTraits* traits);

// What nearly every event says to a filter by unit, in so few bytes that many filters can go over
// many events: a new receipt that names no unit but its own.
struct PlainReceipt {
  // kNoUnit: the event is something else; its traits tell.
  UnitIndex unit = kNoUnit;
  int32_t last_date = 0;
};
PlainReceipt PlainReceiptOf(const EventTraits& traits);

}  // namespace hemoledger
