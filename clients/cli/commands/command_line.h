// The parts from which commands are built: a command with examples, options that are read by the
// domain's rules.
//
// A command adds its options when it is registered, bound to a struct of its own, and sets
// CommandLine::action when it was the one given. Faults of values are told while parsing (exit code
// 2), so an action only ever sees good ones.
//
// CLI11 does the parsing; its header takes longer to compile than all else here together, so only
// command_line.cc, run_hemo.cc, option_choices and completion.cc see it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/exit_code.h"
#include "clients/cli/render/enum_words.h"
#include "hemoledger/v1/read_options.pb.h"
#include "services/domain/civil_date.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

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

// An option that was added: says more about it. A handle, valid as long as the program's root
// command.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option Required() const;
  // What stands for its value in the help ("NGÀY"); blank: nothing.
  Option TypeName(const std::string& name) const;
  // The words that it takes ("vi, en"), for completion.
  Option Choices(const std::string& words) const;
  Option Needs(Option other) const;
  Option Excludes(Option other) const;

 private:
  CLI::Option* option_;
};

// A command. A handle, as Option.
class Command {
 public:
  Command(CLI::App* app, Context* context) : app_(app), context_(context) {}

  // A command below this one.
  Command AddCommand(const std::string& name, const CommandHelp& help) const;
  // Called when this command was the one given.
  void OnGiven(std::function<void()> callback) const;

  // `name` is "--plan", or "PLAN" for one that is told by its place. Descriptions in both
  // languages.
  Option Add(const std::string& name, std::string& value, std::string_view vi,
             std::string_view en) const;
  // A text that must not be blank.
  Option AddFilled(const std::string& name, std::string& value, std::string_view vi,
                   std::string_view en) const;
  // As often as it is given.
  Option Add(const std::string& name, std::vector<std::string>& values, std::string_view vi,
             std::string_view en) const;
  // A flag.
  Option Add(const std::string& name, bool& flag, std::string_view vi, std::string_view en) const;
  // Read by `read`, which answers what is wrong with the text; blank: nothing. `repeated`: may be
  // given many times.
  Option AddRead(const std::string& name, std::function<std::string(const std::string&)> read,
                 const std::string& description, bool repeated = false) const;

  // A civil date, as "05/4/2021" or "2021-04-05", into YYYYMMDD.
  Option AddDate(const std::string& name, int32_t& date, std::string_view vi,
                 std::string_view en) const;
  // A day, a month or a period ("2021-04-05", "4/2021", "01/12/2020 - 30/11/2021").
  Option AddInterval(const std::string& name, CivilInterval& interval, std::string_view vi,
                     std::string_view en) const;
  // A whole number from `lowest` to `highest`.
  Option AddNumber(const std::string& name, int64_t& number, int64_t lowest, int64_t highest,
                   std::string_view vi, std::string_view en) const;
  // A word of an enum (its keys are listed in the help).
  template <typename Enum>
  Option AddWord(const std::string& name, Enum& value, std::string_view vi,
                 std::string_view en) const {
    return AddRead(
               name,
               [&value, context = context_](const std::string& text) -> std::string {
                 const auto found = FromKey<Enum>(text);
                 if (!found.has_value()) return UnknownWord(*context, text, KeysOf<Enum>());
                 value = *found;
                 return "";
               },
               context_->Say(vi, en) + ": " + KeysOf<Enum>())
        .TypeName("")
        .Choices(KeysOf<Enum>());
  }

  Context& context() const { return *context_; }
  // What CLI11 knows of it and of all above and below it.
  CLI::App& app() const { return *app_; }

  // "không có "x"; chọn: …".
  static std::string UnknownWord(const Context& context, const std::string& text,
                                 const std::string& words);

 private:
  CLI::App* app_;
  Context* context_;
};

// Registers a command whose options are an `Options`: `add` adds them, `run` carries it out.
template <typename Options>
void Register(Command& parent, CommandLine& line, const std::string& name, const CommandHelp& help,
              const std::function<void(Command&, Options&, Context&)>& add,
              std::function<absl::StatusOr<ExitCode>(const Options&, Context&)> run) {
  Command command = parent.AddCommand(name, help);
  const auto options = std::make_shared<Options>();
  add(command, *options, line.context);
  command.OnGiven([&line, options, run = std::move(run)] {
    line.action = [&line, options, run] { return run(*options, line.context); };
  });
}

// --min-position, and with `through` also --through.
struct ReadFlags {
  int64_t min_position = 0;
  int32_t through_date = 0;

  v1::ReadOptions ToProto() const;
};
void AddReadFlags(Command& command, ReadFlags& flags, bool through);

}  // namespace hemoledger
