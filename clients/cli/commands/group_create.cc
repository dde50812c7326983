// hemo group create
#include <vector>

#include "clients/cli/commands/group_commands.h"
#include "clients/cli/commands/group_flags.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string group_id;
  StartFlags start;
  std::vector<v1::EventType> types;
  std::string unit_id;
  std::string plan_id;
  std::string source_id;
  std::string feed;
  std::string key = "unit";
  int64_t max_attempts = 0;
  int64_t lease_millis = 0;
  int64_t min_backoff_millis = 0;
  int64_t max_backoff_millis = 0;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::CreateConsumerGroupRequest request;
  v1::ConsumerGroup& group = *request.mutable_group();
  group.set_group_id(options.group_id);
  for (const v1::EventType type : options.types) group.mutable_filter()->add_types(type);
  if (!options.unit_id.empty()) group.mutable_filter()->set_unit_id(options.unit_id);
  if (!options.plan_id.empty()) group.mutable_filter()->set_plan_id(options.plan_id);
  if (!options.source_id.empty()) group.mutable_filter()->set_source_id(options.source_id);
  if (!options.feed.empty()) group.mutable_filter()->set_feed(options.feed);
  group.set_key(options.key == "plan" ? v1::CONSUMER_KEY_PLAN : v1::CONSUMER_KEY_CREDITED_UNIT);
  group.set_max_attempts(static_cast<uint32_t>(options.max_attempts));
  group.set_lease_millis(static_cast<uint32_t>(options.lease_millis));
  group.set_min_backoff_millis(static_cast<uint32_t>(options.min_backoff_millis));
  group.set_max_backoff_millis(static_cast<uint32_t>(options.max_backoff_millis));
  *request.mutable_start() = options.start.ToProto();
  ASSIGN_OR_RETURN(const v1::ConsumerGroup made,
                   ConnectToGroups(context)->CreateConsumerGroup(request));
  PrintGroup(made, context);
  return ExitCode::kOk;
}

}  // namespace

void AddGroupCreate(Command& group, CommandLine& line) {
  Register<Options>(
      group, line, "create",
      {"lập một nhóm nhận sự kiện (mặc định: từ đầu sổ)",
       "make a consumer group (from the beginning of the ledger unless told otherwise)",
       "  hemo group create loi-chuc --now --type receipt-recorded\n"
       "  hemo group create kho-mau --key plan --max-attempts 5"},
      [](Command& command, Options& options, Context& context) {
        AddGroupId(command, options.group_id);
        AddStartFlags(command, options.start);
        command
            .AddRead(
                "--type",
                [&options, &context](const std::string& word) -> std::string {
                  const auto type = FromKey<v1::EventType>(word);
                  if (!type.has_value()) {
                    return Command::UnknownWord(context, word, KeysOf<v1::EventType>());
                  }
                  options.types.push_back(*type);
                  return "";
                },
                context.Say("chỉ loại này (dùng được nhiều lần): ",
                            "only this kind (may be repeated): ") +
                    KeysOf<v1::EventType>(),
                /*repeated=*/true)
            .TypeName("")
            .Choices(KeysOf<v1::EventType>());
        command.AddFilled("--unit", options.unit_id, "chỉ đơn vị này và cấp dưới (mã)",
                          "only this unit and those below it (id)");
        command.AddFilled("--plan", options.plan_id, "chỉ kế hoạch này (mã)",
                          "only this plan (id)");
        command.AddFilled("--source", options.source_id, "chỉ nguồn này", "only this source");
        command.AddFilled("--feed", options.feed, "chỉ luồng vào này", "only this feed");
        command
            .AddRead(
                "--key",
                [&options, &context](const std::string& word) -> std::string {
                  if (word != "unit" && word != "plan") {
                    return Command::UnknownWord(context, word, "unit, plan");
                  }
                  options.key = word;
                  return "";
                },
                context.Say("giữ thứ tự trong đơn vị hay kế hoạch: unit, plan",
                            "in order within units or plans: unit, plan"))
            .TypeName("")
            .Choices("unit, plan");
        command.AddNumber("--max-attempts", options.max_attempts, 1, 1'000,
                          "thử nhiều nhất bao nhiêu lần rồi gác lại (mặc định 10)",
                          "park after so many attempts (10 unless told otherwise)");
        command.AddNumber("--lease-ms", options.lease_millis, 1'000, 3'600'000,
                          "giữ một sự kiện bao lâu, mili giây (mặc định 30000)",
                          "how long an event may be held, milliseconds (30000)");
        command.AddNumber("--min-backoff-ms", options.min_backoff_millis, 1, 3'600'000,
                          "chờ ít nhất trước khi thử lại, mili giây (mặc định 1000)",
                          "the least wait before a retry, milliseconds (1000)");
        command.AddNumber("--max-backoff-ms", options.max_backoff_millis, 1, 3'600'000,
                          "chờ nhiều nhất trước khi thử lại, mili giây (mặc định 60000)",
                          "the longest wait before a retry, milliseconds (60000)");
      },
      Run);
}

}  // namespace hemoledger
