#include "clients/cli/commands/command_line.h"

#include <CLI/CLI.hpp>
#include <limits>
#include <optional>

#include "clients/cli/commands/help_words.h"
#include "clients/cli/commands/option_choices.h"
#include "proto/base/strings.h"

namespace hemoledger {

Option Option::Required() const {
  option_->required();
  return *this;
}

Option Option::TypeName(const std::string& name) const {
  option_->type_name(name);
  return *this;
}

Option Option::Choices(const std::string& words) const {
  SetChoices(*option_, words);
  return *this;
}

Option Option::Needs(Option other) const {
  option_->needs(other.option_);
  return *this;
}

Option Option::Excludes(Option other) const {
  option_->excludes(other.option_);
  return *this;
}

Command Command::AddCommand(const std::string& name, const CommandHelp& help) const {
  CLI::App& command = *app_->add_subcommand(name, context_->Say(help.vi, help.en));
  TranslateHelp(command, *context_);
  command.group(context_->Say("Lệnh", "Commands"));
  // Options of all commands (--server, --format …) may stand after the command too.
  command.fallthrough();
  const std::string options = context_->Say("Tùy chọn", "Options");
  command.get_option("--help")->group(options);
  command.option_defaults()->group(options);
  if (help.examples.empty()) {
    command.require_subcommand(1);
  } else {
    command.footer(context_->Say("Ví dụ:\n", "Examples:\n") + std::string(help.examples));
  }
  return Command(&command, context_);
}

void Command::OnGiven(std::function<void()> callback) const {
  app_->callback(std::move(callback));
}

Option Command::Add(const std::string& name, std::string& value, std::string_view vi,
                    std::string_view en) const {
  return Option(app_->add_option(name, value, context_->Say(vi, en))->type_name(""));
}

Option Command::AddFilled(const std::string& name, std::string& value, std::string_view vi,
                          std::string_view en) const {
  const auto read = [&value, context = context_](const std::string& text) -> std::string {
    if (TrimBlanks(text).empty()) return context->Say("không được để trống", "must not be blank");
    value = text;
    return "";
  };
  return AddRead(name, read, context_->Say(vi, en)).TypeName("");
}

Option Command::Add(const std::string& name, std::vector<std::string>& values, std::string_view vi,
                    std::string_view en) const {
  return Option(app_->add_option(name, values, context_->Say(vi, en))->type_name(""));
}

Option Command::Add(const std::string& name, bool& flag, std::string_view vi,
                    std::string_view en) const {
  return Option(app_->add_flag(name, flag, context_->Say(vi, en)));
}

Option Command::AddRead(const std::string& name,
                        std::function<std::string(const std::string&)> read,
                        const std::string& description, bool repeated) const {
  const auto read_all = [name, read = std::move(read)](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      const std::string fault = read(text);
      if (!fault.empty()) throw CLI::ValidationError(name, fault);
    }
  };
  CLI::Option* option =
      app_->add_option_function<std::vector<std::string>>(name, read_all, description);
  // One value each time it is given.
  option->type_size(1)->allow_extra_args(false);
  option->expected(repeated ? CLI::detail::expected_max_vector_size : 1);
  option->allow_extra_args(false);
  return Option(option);
}

std::string Command::UnknownWord(const Context& context, const std::string& text,
                                 const std::string& words) {
  return context.Say("không có \"" + text + "\"; chọn: ",
                     "there is no \"" + text + "\"; choose: ") +
         words;
}

Option Command::AddDate(const std::string& name, int32_t& date, std::string_view vi,
                        std::string_view en) const {
  const auto read = [&date, context = context_](const std::string& text) -> std::string {
    const std::optional<int32_t> parsed = ParseDate(text);
    if (!parsed.has_value()) {
      return context->Say("\"" + text + "\" không phải là ngày; viết 05/4/2021 hoặc 2021-04-05",
                          "\"" + text + "\" is no date; write 05/4/2021 or 2021-04-05");
    }
    date = *parsed;
    return "";
  };
  return AddRead(name, read, context_->Say(vi, en)).TypeName(context_->Say("NGÀY", "DATE"));
}

Option Command::AddInterval(const std::string& name, CivilInterval& interval, std::string_view vi,
                            std::string_view en) const {
  const auto read = [&interval, context = context_](const std::string& text) -> std::string {
    const std::optional<CivilInterval> parsed = ParseInterval(text);
    if (!parsed.has_value()) {
      return context->Say(
          "\"" + text +
              "\" không phải là thời gian; viết 05/4/2021, 4/2021 hoặc \"01/12/2020 - 30/11/2021\"",
          "\"" + text + "\" is no time; write 2021-04-05, 2021-04 or \"2020-12-01 - 2021-11-30\"");
    }
    interval = *parsed;
    return "";
  };
  return AddRead(name, read, context_->Say(vi, en)).TypeName(context_->Say("THỜI GIAN", "TIME"));
}

Option Command::AddNumber(const std::string& name, int64_t& number, int64_t lowest, int64_t highest,
                          std::string_view vi, std::string_view en) const {
  const auto read = [&number, context = context_, lowest,
                     highest](const std::string& text) -> std::string {
    const std::optional<int64_t> parsed = ParseInt64(text);
    if (!parsed.has_value() || *parsed < lowest || *parsed > highest) {
      const bool bounded = highest != std::numeric_limits<int64_t>::max();
      return context->Say("\"" + text + "\" phải là số nguyên từ ",
                          "\"" + text + "\" must be a whole number from ") +
             std::to_string(lowest) +
             (bounded ? context->Say(" đến ", " to ") + std::to_string(highest)
                      : context->Say(" trở lên", " on"));
    }
    number = *parsed;
    return "";
  };
  return AddRead(name, read, context_->Say(vi, en)).TypeName("N");
}

v1::ReadOptions ReadFlags::ToProto() const {
  v1::ReadOptions options;
  options.set_min_position(static_cast<uint64_t>(min_position));
  options.set_through_date(through_date);
  return options;
}

void AddReadFlags(Command& command, ReadFlags& flags, bool through) {
  command.AddNumber("--min-position", flags.min_position, 0, std::numeric_limits<int64_t>::max(),
                    "chờ đến khi số liệu gồm cả vị trí này của sổ",
                    "wait until the answer includes this position");
  if (through) {
    command.AddDate("--through", flags.through_date, "chỉ tính phiếu kết thúc đến hết ngày này",
                    "count only receipts that end by this day");
  }
}

}  // namespace hemoledger
