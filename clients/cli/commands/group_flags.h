// Options that several of `hemo group …` have.
#pragma once

#include <memory>
#include <string>

#include "clients/cli/commands/command_line.h"
#include "clients/lib/consumer_connection.h"
#include "hemoledger/v1/consumer_service.pb.h"
#include "hemoledger/v1/event_service.pb.h"

namespace hemoledger {

// GROUP.
inline void AddGroupId(Command& command, std::string& group_id) {
  command.AddFilled("GROUP", group_id, "mã nhóm nhận", "id of the consumer group").Required();
}

// --from, --now.
struct StartFlags {
  int64_t from = -1;
  bool now = false;

  // Neither given: not set.
  v1::EventStart ToProto() const;
};
void AddStartFlags(Command& command, StartFlags& flags);

// The server's groups; that of --server, with the policy of --wait.
std::unique_ptr<ConsumerConnection> ConnectToGroups(Context& context);

// Writes one group in the chosen form.
void PrintGroup(const v1::ConsumerGroup& group, Context& context);

}  // namespace hemoledger
