// The script of `hemo completion bash`, driven in a real bash.
#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>

#include "proto/base/strings.h"
#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// One word for a shell.
std::string Quoted(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

class CompletionTest : public HemoTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(Hemo({"completion", "bash"}), 0) << err_;
    ASSERT_EQ(server_, "") << "no server is asked";
    script_ = File("completion.bash", out_);
    folder_ = dir_.Join("here");
    std::filesystem::create_directories(folder_ + "/folder");
    for (const char* name : {"plan.toml", "plan.csv", "with blank.toml"}) {
      WriteFile(folder_ + "/" + name, "");
    }
  }

  // What a command of the shell prints, line by line, and its exit code.
  std::pair<std::vector<std::string>, int> Shell(const std::string& command) {
    std::vector<std::string> lines;
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return {lines, -1};
    std::string line;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
      if (c == '\n') {
        lines.push_back(std::move(line));
        line.clear();
      } else {
        line += static_cast<char>(c);
      }
    }
    return {lines, pclose(pipe)};
  }

  // What bash would offer for the last of the words, which are cut as bash cuts them; `current`:
  // for the word of that index.
  std::vector<std::string> Complete(const std::vector<std::string>& words, int current = -1) {
    std::string inner = "set -u; cd " + Quoted(folder_) + " && source " + Quoted(script_) + " && ";
    inner += "COMP_WORDS=(";
    for (const std::string& word : words) inner += Quoted(word) + " ";
    inner += Concat("); COMP_CWORD=", current < 0 ? static_cast<int>(words.size()) - 1 : current,
                    "; _hemo; for r in \"${COMPREPLY[@]}\"; do printf '%s\\n' \"$r\"; done");
    const auto [lines, code] = Shell("bash --norc --noprofile -c " + Quoted(inner) + " 2>&1");
    EXPECT_EQ(code, 0);
    return lines;
  }

  std::string script_;
  std::string folder_;
};

TEST_F(CompletionTest, TheScriptIsSoundAndNamesTheFunction) {
  EXPECT_EQ(Shell("bash -n " + Quoted(script_) + " 2>&1").first, std::vector<std::string>());
  EXPECT_THAT(Shell("bash --norc -c " + Quoted("source " + Quoted(script_) + "; complete -p hemo")),
              testing::Pair(ElementsAre("complete -F _hemo hemo"), 0));
  // The same in both languages.
  const std::string vietnamese = ReadFile(script_);
  ASSERT_EQ(Hemo({"completion", "bash", "--lang", "en"}), 0);
  EXPECT_EQ(out_, vietnamese);
}

TEST_F(CompletionTest, Commands) {
  EXPECT_THAT(Complete({"hemo", ""}),
              IsSupersetOf({"unit", "plan", "receipt", "attainment", "events", "status"}));
  EXPECT_THAT(Complete({"hemo", "re"}), Contains("receipt"));
  EXPECT_THAT(Complete({"hemo", "feed", ""}), ElementsAre("csv"));
  EXPECT_THAT(Complete({"hemo", "re"}), Not(Contains("plan")));
  EXPECT_THAT(Complete({"hemo", "plan", "ex"}), ElementsAre("export"));
  EXPECT_THAT(Complete({"hemo", "plan", ""}), Not(Contains("receipt")));
  EXPECT_THAT(Complete({"hemo", "completion", ""}), ElementsAre("bash"));
  EXPECT_THAT(Complete({"hemo", "no-such", ""}), Contains("plan"));
  // Options of all commands before the command, their values passed over.
  EXPECT_THAT(Complete({"hemo", "--format", "json", "plan", "ex"}), ElementsAre("export"));
  EXPECT_THAT(Complete({"hemo", "--format", "=", "json", "plan", "ex"}), ElementsAre("export"));
  EXPECT_THAT(Complete({"hemo", "--server", "plan", "stat"}), ElementsAre("statement", "status"));
  // In the middle of the line.
  EXPECT_THAT(Complete({"hemo", "pl", "--lang"}, 1), ElementsAre("plan"));
}

TEST_F(CompletionTest, Options) {
  EXPECT_THAT(Complete({"hemo", "plan", "export", "--d"}), ElementsAre("--directory"));
  EXPECT_THAT(Complete({"hemo", "plan", "export", "p", "--"}),
              IsSupersetOf({"--directory", "--force", "--through", "--min-position", "--server",
                            "--format", "--help"}));
  EXPECT_THAT(Complete({"hemo", "plan", "export", "--"}), Not(Contains("--dry-run")));
  EXPECT_THAT(Complete({"hemo", "status", "--fo"}), ElementsAre("--format"));
  EXPECT_THAT(Complete({"hemo", "feed", "csv", "--"}),
              IsSupersetOf({"--watch", "--feed", "--once", "--settle", "--header"}));
  EXPECT_THAT(Complete({"hemo", "plan", "import", "--", "--"}), IsEmpty())
      << "after -- all is a file";
}

TEST_F(CompletionTest, WordsOfOptions) {
  EXPECT_THAT(Complete({"hemo", "attainment", "--basis", ""}),
              UnorderedElementsAre("all", "holders", "voluntary", "whole-blood", "converted"));
  EXPECT_THAT(Complete({"hemo", "attainment", "--basis", "h"}), ElementsAre("holders"));
  EXPECT_THAT(Complete({"hemo", "status", "--format", "j"}), ElementsAre("json"));
  EXPECT_THAT(Complete({"hemo", "receipt", "correct", "--component", "p"}),
              UnorderedElementsAre("platelets", "plasma"));
  EXPECT_THAT(Complete({"hemo", "receipt", "correct", "--component", "not"}),
              ElementsAre("not-stated"));
  EXPECT_THAT(Complete({"hemo", "events", "--type", "receipt-c"}),
              ElementsAre("receipt-corrected"));
  EXPECT_THAT(Complete({"hemo", "unit", "list", "--kind", "pro"}), ElementsAre("province"));
  // As bash cuts a word at "=", while the value is blank and while it is not, and where it does
  // not.
  EXPECT_THAT(Complete({"hemo", "status", "--lang", "="}), UnorderedElementsAre("vi", "en"));
  EXPECT_THAT(Complete({"hemo", "status", "--lang", "=", "v"}), ElementsAre("vi"));
  EXPECT_THAT(Complete({"hemo", "status", "--lang=v"}), ElementsAre("--lang=vi"));
  // Any value, and a flag's none.
  EXPECT_THAT(Complete({"hemo", "status", "--server", ""}), IsEmpty());
  EXPECT_THAT(Complete({"hemo", "plan", "export", "--through", ""}), IsEmpty());
}

TEST_F(CompletionTest, WhatStandsBesidePlans) {
  EXPECT_THAT(Complete({"hemo", ""}), IsSupersetOf({"round", "task", "target", "record",
                                                    "statement", "indicator", "attachment"}));
  EXPECT_THAT(Complete({"hemo", "round", ""}), UnorderedElementsAre("list", "report", "sheet"));
  EXPECT_THAT(Complete({"hemo", "round", "report", "r", "--status", "c"}),
              ElementsAre("cancelled"));
  EXPECT_THAT(Complete({"hemo", "plan", "findings", "p", "--origin", ""}),
              UnorderedElementsAre("document", "copy", "entry"));
  EXPECT_THAT(Complete({"hemo", "attainment", "--by", "ca"}), ElementsAre("campaign"));
  EXPECT_THAT(Complete({"hemo", "record", "put", "plan.t"}), ElementsAre("plan.toml"));
  EXPECT_THAT(Complete({"hemo", "plan", "correct-entry", "plan.t"}), ElementsAre("plan.toml"));
}

TEST_F(CompletionTest, FilesAndFolders) {
  EXPECT_THAT(Complete({"hemo", "plan", "import", "plan."}),
              UnorderedElementsAre("plan.toml", "plan.csv"));
  EXPECT_THAT(Complete({"hemo", "plan", "import", "--dry-run", "wi"}),
              ElementsAre("with blank.toml"));
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"unit", "import"}, {"plan", "amend"}, {"receipt", "import"}, {"receipt", "stream"}}) {
    EXPECT_THAT(Complete({"hemo", command[0], command[1], "plan.t"}), ElementsAre("plan.toml"));
  }
  EXPECT_THAT(Complete({"hemo", "plan", "import", "plan.toml", "plan.c"}), ElementsAre("plan.csv"));
  EXPECT_THAT(Complete({"hemo", "relay", "--config", "plan.t"}), ElementsAre("plan.toml"));
  EXPECT_THAT(Complete({"hemo", "plan", "export", "--directory", ""}), ElementsAre("folder"));
  EXPECT_THAT(Complete({"hemo", "feed", "csv", "--watch", ""}), ElementsAre("folder"));
  EXPECT_THAT(Complete({"hemo", "receipt", "stream", "--spool", "=", "f"}), ElementsAre("folder"));
  EXPECT_THAT(Complete({"hemo", "plan", "show", ""}), IsEmpty()) << "an id is no file";
}

}  // namespace
}  // namespace hemoledger
