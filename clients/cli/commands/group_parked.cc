// hemo group parked, hemo group replay, hemo group drop
#include <utility>
#include <vector>

#include "clients/cli/commands/group_commands.h"
#include "clients/cli/commands/group_flags.h"
#include "clients/cli/render/group_view.h"
#include "clients/cli/render/message_json.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct ListOptions {
  std::string group_id;
};
struct ChangeOptions {
  std::string group_id;
  std::vector<uint64_t> positions;
};

absl::StatusOr<ExitCode> List(const ListOptions& options, Context& context) {
  v1::ListParkedEventsRequest request;
  request.set_group_id(options.group_id);
  request.set_page_size(1'000);
  v1::ListParkedEventsResponse all;
  do {
    ASSIGN_OR_RETURN(v1::ListParkedEventsResponse page,
                     ConnectToGroups(context)->ListParkedEvents(request));
    for (v1::ParkedEvent& event : *page.mutable_events()) *all.add_events() = std::move(event);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  const std::vector<const v1::ParkedEvent*> events(all.events().pointer_begin(),
                                                   all.events().pointer_end());
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << ParkedText(events, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << ParkedCsv(events);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(all));
      break;
  }
  return ExitCode::kOk;
}

template <typename Request>
Request RequestFor(const ChangeOptions& options) {
  Request request;
  request.set_group_id(options.group_id);
  for (const uint64_t position : options.positions) request.add_positions(position);
  return request;
}

absl::StatusOr<ExitCode> Replay(const ChangeOptions& options, Context& context) {
  RETURN_IF_ERROR(ConnectToGroups(context)
                      ->ReplayParkedEvents(RequestFor<v1::ReplayParkedEventsRequest>(options))
                      .status());
  context.err() << context.Say("Sẽ giao lại.\n", "They are delivered again.\n");
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> Drop(const ChangeOptions& options, Context& context) {
  RETURN_IF_ERROR(ConnectToGroups(context)
                      ->DropParkedEvents(RequestFor<v1::DropParkedEventsRequest>(options))
                      .status());
  context.err() << context.Say("Đã bỏ hẳn.\n", "They are given up for good.\n");
  return ExitCode::kOk;
}

void AddChange(Command& command, ChangeOptions& options, Context& context) {
  AddGroupId(command, options.group_id);
  command
      .AddRead(
          "POSITION",
          [&options, &context](const std::string& text) -> std::string {
            const auto position = ParseUint64(text);
            if (!position.has_value()) {
              return context.Say("không phải một vị trí: ", "no position: ") + text;
            }
            options.positions.push_back(*position);
            return "";
          },
          context.Say("vị trí của sự kiện gác lại (được nhiều)",
                      "position of a parked event (several may be given)"),
          /*repeated=*/true)
      .Required();
}

}  // namespace

void AddGroupParked(Command& group, CommandLine& line) {
  Register<ListOptions>(
      group, line, "parked",
      {"các sự kiện gác lại của một nhóm nhận, với lý do",
       "the parked events of a consumer group, with their reasons", "  hemo group parked loi-chuc"},
      [](Command& command, ListOptions& options, Context&) {
        AddGroupId(command, options.group_id);
      },
      List);
}

void AddGroupReplay(Command& group, CommandLine& line) {
  Register<ChangeOptions>(group, line, "replay",
                          {"giao lại các sự kiện gác lại, sau khi đã sửa nguyên nhân",
                           "deliver parked events again, once their reason is mended",
                           "  hemo group replay loi-chuc 158 161"},
                          AddChange, Replay);
}

void AddGroupDrop(Command& group, CommandLine& line) {
  Register<ChangeOptions>(group, line, "drop",
                          {"bỏ hẳn các sự kiện gác lại", "give parked events up for good",
                           "  hemo group drop loi-chuc 158"},
                          AddChange, Drop);
}

}  // namespace hemoledger
