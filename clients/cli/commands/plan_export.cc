// hemo plan export
#include <filesystem>
#include <system_error>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/whole_files.h"
#include "clients/cli/export/plan_files.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  std::string directory = ".";
  bool force = false;
  ReadFlags read;
};

// A clerk's own work may stand there: told before anything is written.
bool TellTaken(const std::vector<WholeFile>& files, Context& context) {
  bool taken = false;
  for (const WholeFile& file : files) {
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file.path, error))) continue;
    taken = true;
    context.err() << context.Say(
        Concat("Lỗi: đã có tệp ", file.path, "; chọn --directory khác, hoặc --force để ghi đè.\n"),
        Concat("Error: ", file.path,
               " is there already; choose another --directory, or --force to replace it.\n"));
  }
  return taken;
}

void Tell(const v1::PlanView& view, const std::vector<WholeFile>& files, const PlanFiles& made,
          Context& context) {
  const std::string& id = view.plan().plan_id();
  switch (context.format()) {
    case OutputFormat::kTable: {
      std::string names;
      for (const WholeFile& file : files) names += (names.empty() ? "" : ", ") + file.path;
      const std::string rows = FormatCount(view.plan().rows_size(), context.language());
      context.out() << context.Say(Concat("Đã ghi ", names, ": kế hoạch ", id, ", bản ",
                                          view.revision(), ", ", rows, " dòng.\n"),
                                   Concat("Written ", names, ": plan ", id, ", revision ",
                                          view.revision(), ", ", rows, " rows.\n"));
      return;
    }
    case OutputFormat::kCsv: {
      Csv csv({"plan_id", "revision", "file"});
      for (const WholeFile& file : files) csv.AddRow({id, Concat(view.revision()), file.path});
      context.out() << csv.text();
      return;
    }
    case OutputFormat::kJson: {
      Json json = Json::object();
      json["plan_id"] = id;
      json["revision"] = view.revision();
      json["files"] = Json::array();
      for (const WholeFile& file : files) json["files"].push_back(file.path);
      json["erased"] = made.erased;
      context.out() << JsonText(json);
      return;
    }
  }
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::GetPlanRequest request;
  request.set_plan_id(options.plan);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(const v1::GetPlanResponse answer, context.connection().GetPlan(request));
  const std::string& id = answer.plan().plan().plan_id();
  // It becomes a file's name.
  RETURN_IF_ERROR(RequireId("plan_id", id));
  const PlanFiles made = WritePlanFiles(answer, id + ".csv", id + "-rounds.csv",
                                        options.read.through_date, context.language());
  const std::filesystem::path folder = options.directory;
  std::vector<WholeFile> files;
  // The header last: where it is, its tables are.
  if (!made.table.empty()) files.push_back({(folder / (id + ".csv")).string(), made.table});
  if (!made.rounds_table.empty()) {
    files.push_back({(folder / (id + "-rounds.csv")).string(), made.rounds_table});
  }
  files.push_back({(folder / (id + ".toml")).string(), made.header});
  if (!options.force && TellTaken(files, context)) return ExitCode::kUsage;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE,
                     {{"path", options.directory}, {"detail", error.message()}});
  }
  RETURN_IF_ERROR(WriteWholeFiles(files, options.force, context.random()));
  for (const std::string& erased : made.erased) {
    context.err() << context.Say(Concat("Đã bị xóa khỏi sổ, không xuất được: ", erased, "\n"),
                                 Concat("Erased from the ledger, not exported: ", erased, "\n"));
  }
  Tell(answer.plan(), files, made, context);
  return ExitCode::kOk;
}

}  // namespace

void AddPlanExport(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "export",
      {"xuất kế hoạch như đang có thành MÃ.toml và MÃ.csv (nhiều đợt thì thêm MÃ-rounds.csv), nạp "
       "lại được đúng như cũ",
       "write a plan as it holds to ID.toml and ID.csv (with ID-rounds.csv where the rounds are "
       "many), which import to an equal one",
       "  hemo plan export quang-tri-2021\n"
       "  hemo plan export kien-giang-2021 --through 30/6/2021 --directory xuat"},
      [](Command& command, Options& options, Context& context) {
        command
            .Add("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                 "id of the plan (hemo plan list)")
            .Required();
        command
            .Add("--directory", options.directory,
                 "ghi vào thư mục này, tạo nếu chưa có (mặc định: thư mục hiện tại)",
                 "write into this folder, made where it is not there (default: the current one)")
            .TypeName(context.Say("THƯ MỤC", "DIR"));
        command.Add("--force", options.force, "ghi đè tệp đã có", "replace files that are there");
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
