// hemo group delete, hemo group reset
#include "clients/cli/commands/group_commands.h"
#include "clients/cli/commands/group_flags.h"
#include "proto/base/errors.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct DeleteOptions {
  std::string group_id;
};
struct ResetOptions {
  std::string group_id;
  StartFlags start;
  bool forget_parked = false;
};

absl::StatusOr<ExitCode> Delete(const DeleteOptions& options, Context& context) {
  v1::DeleteConsumerGroupRequest request;
  request.set_group_id(options.group_id);
  RETURN_IF_ERROR(ConnectToGroups(context)->DeleteConsumerGroup(request).status());
  context.err() << context.Say("Đã xóa nhóm nhận ", "Deleted the consumer group ")
                << options.group_id << ".\n";
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Reset(const ResetOptions& options, Context& context) {
  v1::ResetConsumerGroupRequest request;
  request.set_group_id(options.group_id);
  *request.mutable_start() = options.start.ToProto();
  if (request.start().start_case() == v1::EventStart::START_NOT_SET) {
    context.err() << context.Say("Hãy cho biết bắt đầu từ đâu: --from VỊ_TRÍ hoặc --now.\n",
                                 "Say where to begin: --from POSITION or --now.\n");
    return ExitCode::kUsage;
  }
  request.set_forget_parked(options.forget_parked);
  ASSIGN_OR_RETURN(const v1::ConsumerGroup group,
                   ConnectToGroups(context)->ResetConsumerGroup(request));
  PrintGroup(group, context);
  return ExitCode::kOk;
}

}  // namespace

void AddGroupDelete(Command& group, CommandLine& line) {
  Register<DeleteOptions>(
      group, line, "delete",
      {"xóa một nhóm nhận cùng vị trí và các sự kiện gác lại của nó",
       "delete a consumer group with its cursor and its parked events",
       "  hemo group delete loi-chuc"},
      [](Command& command, DeleteOptions& options, Context&) {
        AddGroupId(command, options.group_id);
      },
      Delete);
}

void AddGroupReset(Command& group, CommandLine& line) {
  Register<ResetOptions>(
      group, line, "reset",
      {"đặt lại vị trí của một nhóm nhận: trước đó coi là xong, từ đó coi là chưa",
       "set a group's cursor: all before it counts as done, all from it on as not done",
       "  hemo group reset loi-chuc --from 0\n"
       "  hemo group reset loi-chuc --now --forget-parked"},
      [](Command& command, ResetOptions& options, Context&) {
        AddGroupId(command, options.group_id);
        AddStartFlags(command, options.start);
        command.Add("--forget-parked", options.forget_parked, "quên cả các sự kiện gác lại",
                    "forget the parked events too");
      },
      Reset);
}

}  // namespace hemoledger
