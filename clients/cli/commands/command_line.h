// The parts from which commands are built on CLI11: a command with examples, options that are read
// by the domain's rules.
//
// A command adds its options when it is registered, bound to a struct of its own, and sets
// CommandLine::action when it was the one given. Faults of values are told while parsing (exit code
// 2), so an action only ever sees good ones.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/exit_code.h"
#include "clients/cli/render/enum_words.h"
#include "hemoledger/v1/read_options.pb.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

struct CommandLine {
  Context& context;
  // What the given command does; an error is told and becomes an exit code.
  std::function<absl::StatusOr<ExitCode>()> action;
};

// What a command says about itself.
struct CommandHelp {
  std::string_view vi;
  std::string_view en;
  // Lines as they are typed, "hemo unit list --kind province"; blank: none (a group of commands).
  std::string_view examples;
};

// A command below `parent`.
CLI::App& AddCommand(CLI::App& parent, Context& context, const std::string& name,
                     const CommandHelp& help);

// Registers a command whose options are an `Options`: `add` adds them, `run` carries it out.
template <typename Options>
CLI::App& Register(CLI::App& parent, CommandLine& line, const std::string& name,
                   const CommandHelp& help,
                   const std::function<void(CLI::App&, Options&, Context&)>& add,
                   std::function<absl::StatusOr<ExitCode>(const Options&, Context&)> run) {
  CLI::App& command = AddCommand(parent, line.context, name, help);
  const auto options = std::make_shared<Options>();
  add(command, *options, line.context);
  command.callback([&line, options, run = std::move(run)] {
    line.action = [&line, options, run] { return run(*options, line.context); };
  });
  return command;
}

// --- Options ---

// A civil date, as "05/4/2021" or "2021-04-05", into YYYYMMDD.
CLI::Option* AddDate(CLI::App& command, Context& context, const std::string& name, int32_t& date,
                     std::string_view vi, std::string_view en);
// A day, a month or a period ("2021-04-05", "4/2021", "01/12/2020 - 30/11/2021").
CLI::Option* AddInterval(CLI::App& command, Context& context, const std::string& name,
                         CivilInterval& interval, std::string_view vi, std::string_view en);
// A whole number from `lowest` to `highest`.
CLI::Option* AddNumber(CLI::App& command, Context& context, const std::string& name,
                       int64_t& number, int64_t lowest, int64_t highest, std::string_view vi,
                       std::string_view en);

// A word of an enum (its keys are listed in the help).
template <typename Enum>
CLI::Option* AddWord(CLI::App& command, Context& context, const std::string& name, Enum& value,
                     std::string_view vi, std::string_view en) {
  const auto read = [&value, &context, name](const std::string& text) {
    const auto found = FromKey<Enum>(text);
    if (!found.has_value()) {
      throw CLI::ValidationError(name, context.Say("không có \"" + text + "\"; chọn: ",
                                                   "there is no \"" + text + "\"; choose: ") +
                                           KeysOf<Enum>());
    }
    value = *found;
  };
  return command
      .add_option_function<std::string>(name, read, context.Say(vi, en) + ": " + KeysOf<Enum>())
      ->type_name("");
}

// --min-position, and with `through` also --through.
struct ReadFlags {
  int64_t min_position = 0;
  int32_t through_date = 0;

  v1::ReadOptions ToProto() const;
};
void AddReadFlags(CLI::App& command, Context& context, ReadFlags& flags, bool through);

}  // namespace hemoledger
