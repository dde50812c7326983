// What `hemo feed` says of each file, as it happens.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/feed_import.h"

namespace hemoledger {

// Files to the output, one line each (JSON: one object a line); troubles to the errors, each once
// until it is over: a program that runs for months must not fill its log with one sentence.
class FeedReports {
 public:
  explicit FeedReports(Context& context) : context_(context) {}

  void Add(const FeedFileReport& report);
  // The server can not be reached; the files wait.
  void TellAway(const absl::Status& status);
  // It answers again. Nothing is said where nothing was.
  void TellBack();
  // A file, or the folder as a whole (`name` blank), that can not be read or moved for now.
  void TellHeld(const std::string& name, const absl::Status& status);
  void ForgetHeld(const std::string& name) { held_.erase(name); }
  // Files of the folder that are no tables.
  void TellStrange(const std::vector<std::string>& names);
  // Those that were still being written when the command ended.
  void TellLeft(const std::vector<std::string>& names);

  bool away() const { return away_; }
  // Whether a row or a file was refused, or a file was left where it is.
  bool any_refused() const { return any_refused_; }
  bool any_held() const { return !held_.empty(); }

 private:
  Context& context_;
  bool away_ = false;
  bool any_refused_ = false;
  bool csv_begun_ = false;
  // What was said last, by file.
  std::map<std::string, std::string> held_;
  std::set<std::string> strange_;
};

}  // namespace hemoledger
