#include "clients/cli/commands/command_line.h"

#include <limits>
#include <optional>

#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// The names of things in CLI11's help, in Vietnamese.
void Translate(CLI::App& app, Context& context) {
  const auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(28);
  if (context.language() == Language::kVietnamese) {
    formatter->label("Usage", "Cách dùng");
    formatter->label("OPTIONS", "TÙY CHỌN");
    formatter->label("SUBCOMMAND", "LỆNH");
    formatter->label("SUBCOMMANDS", "LỆNH");
    formatter->label("Positionals", "Tham số");
    formatter->label("REQUIRED", "(bắt buộc)");
  } else {
    formatter->label("REQUIRED", "(required)");
  }
  app.formatter(formatter);
}

}  // namespace

CLI::App& AddCommand(CLI::App& parent, Context& context, const std::string& name,
                     const CommandHelp& help) {
  CLI::App& command = *parent.add_subcommand(name, context.Say(help.vi, help.en));
  Translate(command, context);
  command.group(context.Say("Lệnh", "Commands"));
  // Options of all commands (--server, --format …) may stand after the command too.
  command.fallthrough();
  command.set_help_flag("-h,--help", context.Say("in trợ giúp này", "print this help"));
  command.get_option("--help")->group(context.Say("Tùy chọn", "Options"));
  command.option_defaults()->group(context.Say("Tùy chọn", "Options"));
  if (help.examples.empty()) {
    command.require_subcommand(1);
  } else {
    command.footer(context.Say("Ví dụ:\n", "Examples:\n") + std::string(help.examples));
  }
  return command;
}

CLI::Option* AddDate(CLI::App& command, Context& context, const std::string& name, int32_t& date,
                     std::string_view vi, std::string_view en) {
  const auto read = [&date, &context, name](const std::string& text) {
    const std::optional<int32_t> parsed = ParseDate(text);
    if (!parsed.has_value()) {
      throw CLI::ValidationError(
          name, context.Say("\"" + text + "\" không phải là ngày; viết 05/4/2021 hoặc 2021-04-05",
                            "\"" + text + "\" is no date; write 05/4/2021 or 2021-04-05"));
    }
    date = *parsed;
  };
  return command.add_option_function<std::string>(name, read, context.Say(vi, en))
      ->type_name(context.Say("NGÀY", "DATE"));
}

CLI::Option* AddInterval(CLI::App& command, Context& context, const std::string& name,
                         CivilInterval& interval, std::string_view vi, std::string_view en) {
  const auto read = [&interval, &context, name](const std::string& text) {
    const std::optional<CivilInterval> parsed = ParseInterval(text);
    if (!parsed.has_value()) {
      throw CLI::ValidationError(
          name, context.Say(
                    "\"" + text +
                        "\" không phải là thời gian; viết 05/4/2021, 4/2021 hoặc \"01/12/2020 - "
                        "30/11/2021\"",
                    "\"" + text +
                        "\" is no time; write 2021-04-05, 2021-04 or \"2020-12-01 - 2021-11-30\""));
    }
    interval = *parsed;
  };
  return command.add_option_function<std::string>(name, read, context.Say(vi, en))
      ->type_name(context.Say("THỜI GIAN", "TIME"));
}

CLI::Option* AddNumber(CLI::App& command, Context& context, const std::string& name,
                       int64_t& number, int64_t lowest, int64_t highest, std::string_view vi,
                       std::string_view en) {
  const auto read = [&number, &context, name, lowest, highest](const std::string& text) {
    const std::optional<int64_t> parsed = ParseInt64(text);
    if (!parsed.has_value() || *parsed < lowest || *parsed > highest) {
      const bool bounded = highest != std::numeric_limits<int64_t>::max();
      throw CLI::ValidationError(
          name, context.Say("\"" + text + "\" phải là số nguyên từ ",
                            "\"" + text + "\" must be a whole number from ") +
                    std::to_string(lowest) +
                    (bounded ? context.Say(" đến ", " to ") + std::to_string(highest)
                             : context.Say(" trở lên", " on")));
    }
    number = *parsed;
  };
  return command.add_option_function<std::string>(name, read, context.Say(vi, en))->type_name("N");
}

v1::ReadOptions ReadFlags::ToProto() const {
  v1::ReadOptions options;
  options.set_min_position(static_cast<uint64_t>(min_position));
  options.set_through_date(through_date);
  return options;
}

void AddReadFlags(CLI::App& command, Context& context, ReadFlags& flags, bool through) {
  AddNumber(command, context, "--min-position", flags.min_position, 0,
            std::numeric_limits<int64_t>::max(), "chờ đến khi số liệu gồm cả vị trí này của sổ",
            "wait until the answer includes this position");
  if (through) {
    AddDate(command, context, "--through", flags.through_date,
            "chỉ tính phiếu kết thúc đến hết ngày này", "count only receipts that end by this day");
  }
}

}  // namespace hemoledger
