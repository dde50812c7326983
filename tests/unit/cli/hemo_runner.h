// Runs `hemo` in the test's own process, against a connection that the test answers for.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/run_hemo.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/client/fake_connection.h"

namespace hemoledger {

class HemoTest : public testing::Test {
 protected:
  // The exit code; what was written stands in out_ and err_.
  int Hemo(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Environment environment;
    environment.out = &out;
    if (out_is_full_) out.setstate(std::ios::badbit);
    environment.err = &err;
    environment.variables = [this](const char* name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    environment.connect = [this](const ConnectionOptions& options) -> std::unique_ptr<Connection> {
      server_ = options.server;
      // The program owns its connection: it gets one that answers with the functions that the test
      // has set.
      return std::make_unique<FakeConnection>(connection_);
    };
    environment.on_interrupt = [this](std::function<void()> tell) {
      interrupt_notice_ = std::move(tell);
    };
    environment.out_terminal = [this] { return terminal_; };
    environment.take_over_interrupts = [this] {
      interrupts_taken_over_ = true;
      return stop_.get_token();
    };
    environment.clock = &clock_;
    environment.random = &random_;
    const int code = RunHemo(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  bool OutHas(const std::string& text) const { return out_.find(text) != std::string::npos; }
  bool ErrHas(const std::string& text) const { return err_.find(text) != std::string::npos; }

  // Writes a file into the test's folder; its path.
  std::string File(const std::string& name, const std::string& content) {
    const std::string path = dir_.Join(name);
    WriteFile(path, content);
    return path;
  }

  // Units that GetUnit knows, by id; names too.
  void KnowUnits(std::map<std::string, std::string> names_by_id) {
    connection_.get_unit =
        [names_by_id](const v1::GetUnitRequest& request) -> absl::StatusOr<v1::GetUnitResponse> {
      for (const auto& [id, name] : names_by_id) {
        const bool found = request.unit().has_name() ? request.unit().name().name() == name
                                                     : request.unit().unit_id() == id;
        if (!found) continue;
        v1::GetUnitResponse response;
        response.mutable_unit()->set_unit_id(id);
        response.mutable_unit()->set_name(name);
        return response;
      }
      return MakeError(ERROR_REASON_UNIT_NOT_FOUND,
                       {{"field", "unit"},
                        {"value", request.unit().has_name() ? request.unit().name().name()
                                                            : request.unit().unit_id()},
                        {"suggestions", "Tân Hiệp"}});
    };
  }

  TempDir dir_;
  SystemClock clock_;
  SeededRandom random_{5};
  FakeConnection connection_;
  std::map<std::string, std::string> variables_;
  std::string server_;
  // As if nothing could be written to the standard output.
  bool out_is_full_ = false;
  // The terminal that the output is; absent: it is none.
  std::optional<TerminalSize> terminal_;
  // Ctrl-C for a command that took it over.
  std::stop_source stop_;
  bool interrupts_taken_over_ = false;
  // What Ctrl-C would say now; empty: nothing.
  std::function<void()> interrupt_notice_;
  std::string out_;
  std::string err_;
};

}  // namespace hemoledger
