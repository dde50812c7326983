// What plans schedule and want, as entries of input files: rounds, campaigns, targets, tasks.
#pragma once

#include "clients/cli/input/entry_context.h"
#include "clients/cli/input/fields.h"
#include "hemoledger/v1/schedule.pb.h"
#include "hemoledger/v1/targets.pb.h"

namespace hemoledger {

// A round without its quotas of units, which a header and a table state in ways of their own.
v1::Round ReadRoundItself(Fields& fields, const EntryContext& context);

// One [[rounds]] table, with `quotas`.
v1::Round ReadRound(HeaderTable& table, const EntryContext& context);

// One [[campaigns]] table.
v1::Campaign ReadCampaign(HeaderTable& table, const EntryContext& context);

// One [[targets]] table.
v1::Target ReadTarget(HeaderTable& table, const EntryContext& context);

// One [[tasks]] table; `kind_key` holds its kind.
v1::Task ReadTask(HeaderTable& table, const EntryContext& context,
                  std::string_view kind_key = "kind");

}  // namespace hemoledger
