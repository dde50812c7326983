// What became of the files of an import, told the same way by every command.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clients/cli/commands/context.h"
#include "clients/cli/commands/exit_code.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/render/message_json.h"

namespace hemoledger {

// One file.
struct ImportReport {
  std::string file;
  // What is counted: "thay đổi", "kế hoạch", "phiếu".
  std::string things_vi;
  std::string things_en;
  // True where `things` name one thing ("kế hoạch kien-giang-2021"): it is not counted then.
  bool named = false;
  // With --dry-run: `created` is what would be.
  bool dry_run = false;
  uint64_t created = 0;
  uint64_t exists = 0;
  // There with other content; what is there stays.
  uint64_t different = 0;
  uint64_t refused = 0;
  // Highest position named by an answer; 0: none.
  uint64_t last_position = 0;
  // Ids of what was named ("kien-giang-2021"), for the first column of CSV; may be blank.
  std::string id = {};
  // Further keys of its entry in JSON.
  Json details = Json::object();

  uint64_t total() const { return created + exists + different + refused; }
};

// Gathers the reports of a run and prints them: in a table's form at once, as JSON and CSV at the
// end.
class ImportReports {
 public:
  explicit ImportReports(Context& context) : context_(context) {}

  void Add(ImportReport report);
  // Prints what is to come at the end. kRefused when anything differed or was refused.
  ExitCode Finish();

 private:
  Context& context_;
  std::vector<ImportReport> reports_;
};

// Every problem of a file on a line of its own, to err, and how many there are.
void TellProblems(Context& context, const Problems& problems);

// An error of the server whose places name elements of a list ("changes[17].opened.name"), told
// with the places of the file that the elements came from; the rest as any error. `list` is
// "changes" or "rows"; the index of places[0] is `first_index`.
void TellServerProblems(Context& context, const absl::Status& status, std::string_view list,
                        const std::vector<FilePlace>& places);

}  // namespace hemoledger
