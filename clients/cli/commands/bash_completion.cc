#include "clients/cli/commands/bash_completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/commands/option_choices.h"
#include "proto/base/check.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// The part that is the same for every program: which word is being completed, below which command.
// `_hemo_commands PATH`, `_hemo_options PATH`, `_hemo_value PATH OPTION` and `_hemo_places PATH`
// are made; each puts its words into `answer`: words, or @files, @folders, @any, or nothing.
constexpr char kMachine[] = R"bash(
_hemo() {
  local IFS=$' \t\n'
  local cur=${COMP_WORDS[COMP_CWORD]} path=hemo wanted= rest= prefix= answer= word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -n $rest ]]; then
      continue
    elif [[ $word == -- ]]; then
      rest=yes
    elif [[ $word == -*=* ]]; then
      continue
    elif [[ $word == -* ]]; then
      _hemo_value "$path" "$word"
      [[ -n $answer ]] || continue
      # bash cuts --format=json into three words.
      if [[ ${COMP_WORDS[i + 1]} == = ]]; then
        i=$((i + 1))
      fi
      if ((i == COMP_CWORD)); then
        cur=
        wanted=$answer
      elif ((i + 1 == COMP_CWORD)); then
        wanted=$answer
      fi
      i=$((i + 1))
    else
      _hemo_commands "$path"
      if [[ " $answer " == *" $word "* ]]; then
        path="$path $word"
      fi
    fi
  done
  if [[ -z $wanted && -z $rest && $cur == --*=* ]]; then
    prefix=${cur%%=*}=
    _hemo_value "$path" "${cur%%=*}"
    wanted=${answer:-@any}
    cur=${cur#*=}
  fi
  if [[ -z $wanted ]]; then
    if [[ -z $rest && $cur == -* ]]; then
      _hemo_options "$path"
    else
      _hemo_commands "$path"
      [[ -n $answer ]] || _hemo_places "$path"
    fi
    wanted=${answer:-@any}
  fi
  case $wanted in
    @any) return ;;
    @files | @folders)
      # What is quoted or begins with a tilde bash itself knows best.
      if [[ $cur == *[\\\'\"~]* ]]; then
        compopt -o default 2>/dev/null
        return
      fi
      compopt -o filenames 2>/dev/null
      if [[ $wanted == @files ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      else
        mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      fi
      ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$wanted" -- "$cur") ;;
  esac
  if [[ -n $prefix ]]; then
    COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
  fi
}
complete -F _hemo hemo
)bash";

// Whether bash takes the word as it stands, inside quotes and in lists of words.
bool IsPlain(const std::string& word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == ':';
  });
}

std::vector<CLI::App*> CommandsOf(CLI::App& app) {
  return app.get_subcommands([](CLI::App*) { return true; });
}

// "--format", "-h --help".
std::vector<std::string> NamesOf(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

bool TakesValue(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

// What completes a value of the option; "@any": nothing does.
std::string ValueOf(CLI::Option& option) {
  if (const std::vector<std::string> choices = ChoicesOf(option); !choices.empty()) {
    return absl::StrJoin(choices, " ");
  }
  const std::string type = option.get_type_name();
  if (type == "THƯ MỤC" || type == "DIR") return "@folders";
  if (type == "TỆP" || type == "FILE" || option.get_name(true) == "FILE") return "@files";
  return "@any";
}

class ScriptWriter {
 public:
  explicit ScriptWriter(CLI::App& root) : root_(root) {}

  std::string Write() {
    Visit(root_, "hemo");
    return Concat(
        "# bash completion for hemo, the command line of Hemoledger:\n"
        "#   source <(hemo completion bash)\n",
        Lookup("_hemo_commands", commands_), Lookup("_hemo_options", options_),
        Lookup("_hemo_value", values_), Lookup("_hemo_places", places_), kMachine);
  }

 private:
  void Visit(CLI::App& app, const std::string& path) {
    std::vector<std::string> commands;
    for (CLI::App* const command : CommandsOf(app)) {
      HL_CHECK(IsPlain(command->get_name())) << command->get_name();
      commands.push_back(command->get_name());
      Visit(*command, Concat(path, " ", command->get_name()));
    }
    AddCase(commands_, path, absl::StrJoin(commands, " "));

    std::vector<std::string> names;
    AddOptions(app, path, names);
    // Options of all commands may stand after the command too.
    if (&app != &root_) AddOptions(root_, path, names);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    AddCase(options_, path, absl::StrJoin(names, " "));

    for (CLI::Option* const option : app.get_options()) {
      if (!option->get_positional()) continue;
      const std::string value = ValueOf(*option);
      if (value != "@any") AddCase(places_, path, value);
    }
  }

  void AddOptions(CLI::App& app, const std::string& path, std::vector<std::string>& names) {
    for (CLI::Option* const option : app.get_options()) {
      // An option without a group is hidden.
      if (option->get_positional() || option->get_group().empty()) continue;
      for (const std::string& name : NamesOf(*option)) {
        HL_CHECK(IsPlain(name)) << name;
        names.push_back(name);
        if (TakesValue(*option)) AddCase(values_, Concat(path, " ", name), ValueOf(*option));
      }
    }
  }

  static void AddCase(std::string& cases, const std::string& pattern, const std::string& words) {
    if (words.empty()) return;
    cases += Concat("    '", pattern, "') answer='", words, "' ;;\n");
  }

  static std::string Lookup(const std::string& name, const std::string& cases) {
    return Concat("\n", name, "() {\n  answer=\n  case \"$*\" in\n", cases, "  esac\n}\n");
  }

  CLI::App& root_;
  std::string commands_;
  std::string options_;
  std::string values_;
  std::string places_;
};

}  // namespace

std::string BashCompletion(CLI::App& root) {
  return ScriptWriter(root).Write();
}

}  // namespace hemoledger
