// hemo events
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/render/event_view.h"
#include "clients/lib/event_follower.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

struct Options {
  bool follow = false;
  int64_t from = 0;
  int64_t limit = 0;
  std::vector<v1::EventType> types;
};

// Writes one event in the chosen form.
absl::Status Print(const v1::RecordedEvent& recorded, Context& context) {
  ASSIGN_OR_RETURN(const DecodedEvent event, DecodeEvent(recorded));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << EventLine(event, context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << EventCsvLine(event);
      break;
    case OutputFormat::kJson:
      context.out() << JsonLine(EventJson(event, recorded));
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Follow(const Options& options, Context& context) {
  FollowOptions follow;
  follow.from_position = static_cast<uint64_t>(options.from);
  follow.types = options.types;
  follow.retry =
      context.MakeRetryPolicy(context.wait_given() ? context.wait() : std::chrono::seconds(60));
  int64_t shown = 0;
  absl::Status fault;
  // The next event may be hours away.
  context.out().flush();
  const std::unique_ptr<ClosedOutputWatch> watch = context.WatchOutput();
  follow.on_event = [&](const v1::RecordedEvent& recorded) {
    fault = Print(recorded, context);
    context.out().flush();
    return fault.ok() && (options.limit == 0 || ++shown < options.limit);
  };
  RETURN_IF_ERROR(FollowEvents(context.connection(), follow, context.clock(), context.random()));
  RETURN_IF_ERROR(fault);
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> ReadAll(const Options& options, Context& context) {
  v1::ReadEventsRequest request;
  request.set_from_position(static_cast<uint64_t>(options.from));
  request.set_page_size(1'000);
  for (const v1::EventType type : options.types) request.add_types(type);
  int64_t shown = 0;
  while (true) {
    ASSIGN_OR_RETURN(const v1::ReadEventsResponse answer, context.connection().ReadEvents(request));
    for (const v1::RecordedEvent& recorded : answer.events()) {
      RETURN_IF_ERROR(Print(recorded, context));
      if (options.limit > 0 && ++shown >= options.limit) return ExitCode::kOk;
    }
    if (answer.next_position() > answer.head_position()) return ExitCode::kOk;
    request.set_from_position(answer.next_position());
  }
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  if (context.format() == OutputFormat::kTable) context.out() << EventHeading(context.language());
  if (context.format() == OutputFormat::kCsv) context.out() << EventCsvHeading();
  return options.follow ? Follow(options, context) : ReadAll(options, context);
}

}  // namespace

void AddEvents(Command& hemo, CommandLine& line) {
  Register<Options>(
      hemo, line, "events",
      {"đọc từng sự kiện của sổ, theo thứ tự đã ghi (json: mỗi dòng một sự kiện)",
       "read the events of the ledger in the order of recording (json: one a line)",
       "  hemo events\n"
       "  hemo events --from 100 --limit 20\n"
       "  hemo events --type plan-amended --type receipt-corrected\n"
       "  hemo events --follow --format json"},
      [](Command& command, Options& options, Context& context) {
        command.Add("--follow", options.follow, "đọc hết rồi chờ sự kiện mới, đến khi nhấn Ctrl-C",
                    "read all, then wait for new ones, until Ctrl-C");
        command.AddNumber("--from", options.from, 0, kMax, "vị trí đầu tiên", "the first position");
        command.AddNumber("--limit", options.limit, 0, kMax,
                          "nhiều nhất bao nhiêu sự kiện (0: tất cả)",
                          "at most so many events (0: all)");
        command
            .AddRead(
                "--type",
                [&options, &context](const std::string& word) -> std::string {
                  const auto type = FromKey<v1::EventType>(word);
                  if (!type.has_value())
                    return Command::UnknownWord(context, word, KeysOf<v1::EventType>());
                  options.types.push_back(*type);
                  return "";
                },
                context.Say("chỉ loại này (dùng được nhiều lần): ",
                            "only this kind (may be repeated): ") +
                    KeysOf<v1::EventType>(),
                /*repeated=*/true)
            .TypeName("")
            .Choices(KeysOf<v1::EventType>());
      },
      Run);
}

}  // namespace hemoledger
