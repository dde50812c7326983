// hemo group list, hemo group show
#include <vector>

#include "clients/cli/commands/group_commands.h"
#include "clients/cli/commands/group_flags.h"
#include "clients/cli/render/group_view.h"
#include "clients/cli/render/message_json.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct ListOptions {};
struct ShowOptions {
  std::string group_id;
};

absl::StatusOr<ExitCode> List(const ListOptions&, Context& context) {
  ASSIGN_OR_RETURN(const v1::ListConsumerGroupsResponse answer,
                   ConnectToGroups(context)->ListConsumerGroups({}));
  const std::vector<const v1::ConsumerGroup*> groups(answer.groups().pointer_begin(),
                                                     answer.groups().pointer_end());
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << GroupsText(groups, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << GroupsCsv(groups);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(answer));
      break;
  }
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Show(const ShowOptions& options, Context& context) {
  v1::GetConsumerGroupRequest request;
  request.set_group_id(options.group_id);
  ASSIGN_OR_RETURN(const v1::ConsumerGroup group,
                   ConnectToGroups(context)->GetConsumerGroup(request));
  PrintGroup(group, context);
  return ExitCode::kOk;
}

}  // namespace

void AddGroupList(Command& group, CommandLine& line) {
  Register<ListOptions>(
      group, line, "list",
      {"các nhóm nhận và mức chậm của từng nhóm", "the consumer groups and how far each is behind",
       "  hemo group list"},
      [](Command&, ListOptions&, Context&) {}, List);
}

void AddGroupShow(Command& group, CommandLine& line) {
  Register<ShowOptions>(
      group, line, "show",
      {"xem một nhóm nhận", "show one consumer group", "  hemo group show loi-chuc"},
      [](Command& command, ShowOptions& options, Context&) {
        AddGroupId(command, options.group_id);
      },
      Show);
}

}  // namespace hemoledger
