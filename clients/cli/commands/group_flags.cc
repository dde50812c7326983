#include "clients/cli/commands/group_flags.h"

#include <limits>

#include "clients/cli/render/group_view.h"
#include "clients/cli/render/message_json.h"

namespace hemoledger {

v1::EventStart StartFlags::ToProto() const {
  v1::EventStart start;
  if (now) start.set_now(true);
  if (from >= 0) start.set_position(static_cast<uint64_t>(from));
  return start;
}

void AddStartFlags(Command& command, StartFlags& flags) {
  const Option from =
      command.AddNumber("--from", flags.from, 0, std::numeric_limits<int64_t>::max(),
                        "bắt đầu từ vị trí này", "begin at this position");
  command.Add("--now", flags.now, "bắt đầu từ sự kiện sắp tới", "begin with what comes next")
      .Excludes(from);
}

std::unique_ptr<ConsumerConnection> ConnectToGroups(Context& context) {
  ConnectionOptions options;
  options.server = context.settings().server;
  options.retry = context.MakeRetryPolicy(context.wait());
  return MakeConsumerConnection(options, context.clock(), context.random());
}

void PrintGroup(const v1::ConsumerGroup& group, Context& context) {
  const v1::ConsumerGroup* const one[] = {&group};
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << GroupText(group, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << GroupsCsv(one);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(ToJson(group));
      break;
  }
}

}  // namespace hemoledger
