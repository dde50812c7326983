// hemo events
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/event_view.h"
#include "clients/cli/render/moments.h"
#include "clients/lib/event_follower.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

struct Options {
  bool follow = false;
  int64_t from = 0;
  bool now = false;
  std::optional<int64_t> since_micros;
  int64_t limit = 0;
  std::vector<v1::EventType> types;
  std::string unit;
  int32_t map_date = 0;
  std::string plan;
  std::string source;
  std::string feed;

  // Whether the server must filter or begin in a way that only following knows.
  bool needs_following() const {
    return follow || since_micros.has_value() || !unit.empty() || !plan.empty() ||
           !source.empty() || !feed.empty();
  }
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

absl::StatusOr<FollowOptions> WhatToFollow(const Options& options, Context& context) {
  FollowOptions follow;
  if (options.now) {
    follow.start.set_now(true);
  } else if (options.since_micros.has_value()) {
    follow.start.set_record_time_micros(*options.since_micros);
  } else {
    follow.start.set_position(static_cast<uint64_t>(options.from));
  }
  for (const v1::EventType type : options.types) follow.filter.add_types(type);
  if (!options.unit.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, options.unit));
    follow.filter.set_unit_id(unit.unit_id());
  }
  follow.filter.set_map_date(options.map_date);
  follow.filter.set_plan_id(options.plan);
  follow.filter.set_source_id(options.source);
  follow.filter.set_feed(options.feed);
  follow.retry =
      context.MakeRetryPolicy(context.wait_given() ? context.wait() : std::chrono::seconds(60));
  return follow;
}

absl::StatusOr<ExitCode> Follow(const Options& options, Context& context) {
  ASSIGN_OR_RETURN(FollowOptions follow, WhatToFollow(options, context));
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
  follow.on_caught_up = [&](uint64_t) { return options.follow; };
  // Whoever follows says when it is enough; a list that was cut short is not one that was read.
  if (options.follow) follow.stop = context.TakeOverInterrupts();
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
  return options.needs_following() ? Follow(options, context) : ReadAll(options, context);
}

Option AddSince(Command& command, Options& options, Context& context) {
  return command
      .AddRead(
          "--since",
          [&options, &context](const std::string& text) -> std::string {
            options.since_micros = ParseMoment(text);
            if (options.since_micros.has_value()) return "";
            return context.Say(
                "\"" + text + "\" không phải là lúc nào; viết \"2025-11-24 08:00\" hoặc 24/11/2025",
                "\"" + text + "\" is no time; write \"2025-11-24 08:00\" or 24/11/2025");
          },
          context.Say("từ sự kiện đầu tiên được ghi vào sổ từ lúc này (ngày, hoặc ngày và giờ)",
                      "from the first event recorded at this time or later (a day, or day and "
                      "hour)"))
      .TypeName(context.Say("LÚC", "TIME"));
}

void AddFilter(Command& command, Options& options, Context& context) {
  const std::string id = context.Say("MÃ", "ID");
  const Option unit = command.AddFilled("--unit", options.unit,
                                        "chỉ về đơn vị này và các đơn vị bên dưới (mã hoặc tên)",
                                        "only about this unit and those below it (id or name)");
  command
      .AddDate("--map-date", options.map_date,
               "với --unit: theo bản đồ ngày này (mặc định: ngày của từng sự kiện)",
               "with --unit: on the map of this day (default: each event's own)")
      .Needs(unit);
  command
      .AddFilled("--plan", options.plan,
                 "chỉ văn bản, ghi nhận của kế hoạch này và phiếu được tính trong đó",
                 "only documents and records of this plan, and receipts that count in it")
      .TypeName(id);
  command
      .AddFilled("--source", options.source, "chỉ những gì máy này gửi",
                 "only what came from this source")
      .TypeName(id);
  command.AddFilled("--feed", options.feed, "chỉ những gì đến từ nguồn này", "only of this feed")
      .TypeName(id);
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
       "  hemo events --since \"2025-11-24 08:00\" --unit kien-giang\n"
       "  hemo events --follow --format json\n"
       "  hemo events --follow --now --plan kien-giang-2021"},
      [](Command& command, Options& options, Context& context) {
        const Option follow = command.Add("--follow", options.follow,
                                          "đọc hết rồi chờ sự kiện mới, đến khi nhấn Ctrl-C",
                                          "read all, then wait for new ones, until Ctrl-C");
        const Option from = command.AddNumber("--from", options.from, 0, kMax, "vị trí đầu tiên",
                                              "the first position");
        const Option since = AddSince(command, options, context);
        since.Excludes(from);
        command
            .Add("--now", options.now, "chỉ những gì ghi từ bây giờ", "only what comes from now on")
            .Needs(follow)
            .Excludes(from)
            .Excludes(since);
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
        AddFilter(command, options, context);
      },
      Run);
}

}  // namespace hemoledger
