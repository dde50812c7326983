// Short ways to the contract's messages, for tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hemoledger/v1/events.pb.h"
#include "hemoledger/v1/plans.pb.h"
#include "hemoledger/v1/receipts.pb.h"
#include "hemoledger/v1/units.pb.h"

namespace hemoledger {

v1::UnitReference UnitById(std::string_view unit_id);
v1::UnitReference UnitByName(std::string_view name, std::string_view under_unit_id = "",
                             int32_t date = 0);

// `last_date` 0: a single day.
v1::Interval DateRange(int32_t first_date, int32_t last_date = 0);

// A receipt of `count` units of unknown volume (`volume_ml` 0) or of one volume, on one day, all
// else not stated. Change the rest on the message.
v1::Receipt MakeReceipt(std::string_view unit_id, int32_t date, uint32_t count,
                        uint32_t volume_ml = 0);

v1::SourceIdentity SourceId(std::string_view source_id, uint64_t sequence);
v1::FeedIdentity FeedId(std::string_view feed, std::string_view external_id);

// Submissions with the identity of a source, a feed or a call. The others set `body` themselves.
v1::Submission SourceSubmission(std::string_view source_id, uint64_t sequence,
                                const v1::Receipt& receipt);
v1::Submission FeedSubmission(std::string_view feed, std::string_view external_id,
                              const v1::Receipt& receipt);
v1::Submission RequestSubmission(std::string_view request_id);

// A unit's opening, since ever (`from_date` 0).
v1::UnitChanged OpenUnit(std::string_view unit_id, v1::UnitKind kind, std::string_view name,
                         std::string_view parent_id = "", std::string_view code = "",
                         int32_t from_date = 0);
v1::UnitChanged AddAlias(std::string_view unit_id, std::string_view alias, int32_t from_date = 0);
v1::UnitChanged CloseUnit(std::string_view unit_id, int32_t from_date);
v1::UnitChanged RenameUnit(std::string_view unit_id, std::string_view name, int32_t from_date);
v1::UnitChanged MoveUnit(std::string_view unit_id, std::string_view parent_id, int32_t from_date);
// With a reason that commits to no text.
v1::UnitChanged SucceedUnit(std::string_view unit_id, std::string_view successor_unit_id,
                            int32_t from_date);

// A quota in units.
v1::Quota UnitsQuota(int64_t units);
// A row of a holder; `quota` absent: not stated.
v1::PlanRow HolderRow(std::string_view row_id, std::string_view holder_unit_id,
                      std::optional<int64_t> quota);
// A row that shows receipts of `unit_id` (blank: any) and of a component or class, and belongs to
// no holder.
v1::PlanRow SelectorRow(std::string_view row_id, std::string_view unit_id,
                        v1::Component component = v1::COMPONENT_UNSPECIFIED,
                        v1::DonorClass donor_class = v1::DONOR_CLASS_UNSPECIFIED);
// A plan without rows: kind "plan", a title made of its id, the period as given.
v1::PlanIssued MakePlan(std::string_view plan_id, std::string_view issuer_unit_id,
                        int32_t period_first, int32_t period_last);
v1::CreditRule MakeCreditRule(std::string_view rule_id, std::string_view unit_id,
                              std::string_view credited_unit_id);
v1::Round MakeRound(std::string_view round_id, std::string_view credited_unit_id = "");

// The serialised bytes.
std::string Bytes(const google::protobuf::Message& message);

}  // namespace hemoledger
