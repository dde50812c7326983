#include "clients/cli/commands/run_hemo.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/command_line.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/feed_commands.h"
#include "clients/cli/commands/group_commands.h"
#include "clients/cli/commands/help_words.h"
#include "clients/cli/commands/option_choices.h"
#include "clients/cli/render/error_view.h"

namespace hemoledger {
namespace {

void AddGlobalOptions(CLI::App& app, Context& context) {
  const std::string group = context.Say("Tùy chọn của mọi lệnh", "Options of all commands");
  app.add_option(
         "--server", context.settings().server,
         context.Say("máy chủ, host:port (biến HEMOLEDGER_SERVER; mặc định 127.0.0.1:50551)",
                     "the server, host:port (variable HEMOLEDGER_SERVER; default 127.0.0.1:50551)"))
      ->type_name("HOST:PORT")
      ->group(group);
  app.add_option_function<std::string>(
         "--format",
         [&context](const std::string& word) {
           const auto format = ParseOutputFormat(word);
           if (!format.has_value()) throw CLI::ValidationError("--format", "table, json, csv");
           context.settings().format = *format;
         },
         context.Say("dạng kết quả: table, json, csv (cột đầu của csv là mã mà các lệnh khác nhận)",
                     "form of the output: table, json, csv (the first column of csv is the id that "
                     "other commands take)"))
      ->type_name("")
      ->group(group);
  SetChoices(*app.get_option("--format"), "table, json, csv");
  app.add_option_function<std::string>(
         "--lang",
         [&context](const std::string& word) {
           const auto language = ParseLanguage(word);
           if (!language.has_value()) throw CLI::ValidationError("--lang", "vi, en");
           context.settings().language = *language;
         },
         context.Say("ngôn ngữ: vi, en", "language: vi, en"))
      ->type_name("")
      ->group(group);
  SetChoices(*app.get_option("--lang"), "vi, en");
  const auto wait = [&context](const std::string& text) {
    int64_t seconds = 0;
    if (!CLI::detail::lexical_cast(text, seconds) || seconds < 0 || seconds > 86'400) {
      throw CLI::ValidationError("--wait", "0 … 86400");
    }
    context.wait() = std::chrono::seconds(seconds);
    context.set_wait_given();
  };
  app.add_option_function<std::string>(
         "--wait", wait,
         context.Say("bao nhiêu giây còn thử lại khi chưa liên lạc được với máy chủ "
                     "(mặc định 5; khi gửi phiếu 60)",
                     "for how many seconds to try again while the server can not be reached "
                     "(default 5; 60 while sending receipts)"))
      ->type_name("S")
      ->group(group);
}

void AddCommands(Command& hemo, CommandLine& line, Clerk& clerk) {
  Command unit = hemo.AddCommand("unit", {"đơn vị: nạp, xem", "units: import, look up", ""});
  AddUnitImport(unit, line);
  AddUnitList(unit, line);
  AddUnitShow(unit, line);
  Command plan = hemo.AddCommand("plan", {"kế hoạch và chỉ tiêu: nạp, xem, điều chỉnh, lịch sử",
                                          "plans and quotas: import, show, amend, history", ""});
  AddPlanImport(plan, line);
  AddPlanList(plan, line);
  AddPlanShow(plan, line);
  AddPlanAmend(plan, line);
  AddPlanHistory(plan, line);
  AddPlanExport(plan, line);
  AddPlanTemplate(plan, line);
  AddPlanFindings(plan, line);
  AddPlanCompare(plan, line);
  AddPlanCorrectEntry(plan, line);
  Command round = hemo.AddCommand(
      "round", {"đợt tiếp nhận máu: xem, báo đã tổ chức", "rounds: look up, report as held", ""});
  AddRoundList(round, line);
  AddRoundReport(round, line);
  AddRoundSheet(round, line);
  Command task = hemo.AddCommand(
      "task", {"việc phải làm: xem, báo đã xong", "tasks: look up, report as done", ""});
  AddTaskList(task, line);
  AddTaskReport(task, line);
  Command target =
      hemo.AddCommand("target", {"chỉ tiêu chung của kế hoạch", "headline targets of a plan", ""});
  AddTargetList(target, line);
  Command record = hemo.AddCommand("record", {"những gì ghi bên cạnh kế hoạch: nạp, xem",
                                              "records beside plans: put, look up", ""});
  AddRecordPut(record, line);
  AddRecordList(record, line);
  Command statement = hemo.AddCommand("statement", {"số liệu theo báo cáo, so với sổ",
                                                    "figures as reported, and the ledger's", ""});
  AddStatementList(statement, line);
  Command indicator = hemo.AddCommand("indicator", {"các chỉ số khác", "other indicators", ""});
  AddIndicatorList(indicator, line);
  Command attachment = hemo.AddCommand(
      "attachment", {"bản quét của văn bản: đính kèm, lấy về", "scans of documents: put, get", ""});
  AddAttachmentPut(attachment, line);
  AddAttachmentGet(attachment, line);
  Command receipt = hemo.AddCommand(
      "receipt", {"phiếu tiếp nhận máu: ghi, nạp, gửi, đính chính, hủy, xem",
                  "receipts of blood: record, import, send, correct, void, look up", ""});
  AddReceiptRecord(receipt, line, clerk);
  AddReceiptImport(receipt, line);
  AddReceiptStream(receipt, line);
  AddReceiptCorrect(receipt, line);
  AddReceiptVoid(receipt, line);
  AddReceiptList(receipt, line);
  AddReceiptShow(receipt, line);
  AddReceiptRejected(receipt, line);
  Command spool = hemo.AddCommand(
      "spool", {"hàng chờ trên máy này: xem, gửi, sửa, chuyển bằng USB",
                "the spool on this machine: look, send, mend, carry on a USB stick", ""});
  AddSpoolStatus(spool, line, clerk);
  AddSpoolFlush(spool, line, clerk);
  AddSpoolRejected(spool, line, clerk);
  AddSpoolMend(spool, line, clerk);
  AddSpoolResend(spool, line, clerk);
  AddSpoolExport(spool, line, clerk);
  AddSpoolImport(spool, line);
  Command group = hemo.AddCommand(
      "group", {"nhóm nhận sự kiện: lập, xem, nhận", "consumer groups: create, show, consume", ""});
  AddGroupCreate(group, line);
  AddGroupList(group, line);
  AddGroupShow(group, line);
  AddGroupDelete(group, line);
  AddGroupReset(group, line);
  AddGroupParked(group, line);
  AddGroupReplay(group, line);
  AddGroupDrop(group, line);
  AddGroupConsume(group, line);
  Command feed =
      hemo.AddCommand("feed", {"nguồn phiếu của nơi khác: tự nạp tệp được thả vào thư mục",
                               "feeds of others: files that are dropped into a folder", ""});
  AddFeedCsv(feed, line);
  AddRelay(hemo, line, clerk);
  AddAttainment(hemo, line);
  AddWatch(hemo, line);
  AddReport(hemo, line);
  AddEvents(hemo, line);
  AddStatus(hemo, line);
  AddCompletion(hemo, line);
}

// The exit code of a run that would end with `code`, once all its output is written. Output that
// was lost (a full disk) is told: half a table must not look like a whole one.
int Finish(ExitCode code, Context& context) {
  context.out().flush();
  if (context.out().good()) return static_cast<int>(code);
  context.err() << context.Say("Lỗi: không in được hết kết quả (đĩa đầy, hoặc đầu ra đã đóng).\n",
                               "Error: the output could not be written whole (the disk is full, or "
                               "the output is closed).\n");
  return static_cast<int>(code == ExitCode::kOk ? ExitCode::kFault : code);
}

int Run(std::istream* in, const std::vector<std::string>& arguments,
        const Environment& environment) {
  Clerk clerk(in, environment.variables);
  absl::StatusOr<Settings> settings = LoadSettings(environment.variables);
  if (!settings.ok()) {
    *environment.err << RenderError(settings.status(), "",
                                    LanguageFlag(arguments).value_or(Language::kVietnamese));
    return static_cast<int>(ExitCode::kUsage);
  }
  if (const auto language = LanguageFlag(arguments); language.has_value())
    settings->language = *language;
  Context context(clerk.Limit(environment), *std::move(settings));
  CommandLine line{context, {}};

  CLI::App app;
  app.name("hemo");
  app.description(context.Say("hemo: sổ cái chỉ tiêu vận động hiến máu (Hemoledger)",
                              "hemo: the ledger of blood-donation quotas (Hemoledger)"));
  app.require_subcommand(1);
  TranslateHelp(app, context);
  app.get_option("--help")->group(context.Say("Tùy chọn của mọi lệnh", "Options of all commands"));
  app.footer(
      context.Say("Mỗi lệnh có ví dụ: hemo LỆNH --help. Mã thoát: 0 xong; 1 máy chủ từ chối hoặc "
                  "đang có khác; 2 sai dòng "
                  "lệnh hoặc tệp;\n3 không liên lạc được máy chủ; 4 máy chủ mất dữ liệu, hãy dừng "
                  "lại và báo người vận hành; "
                  "5 lỗi chương trình.",
                  "Every command has examples: hemo COMMAND --help. Exit codes: 0 done; 1 the "
                  "server refuses or has something "
                  "else;\n2 the command line or a file is wrong; 3 the server can not be reached; "
                  "4 the server lost data, stop and "
                  "call the operator;\n5 a fault of the program."));
  AddGlobalOptions(app, context);
  Command hemo(&app, &context);
  AddCommands(hemo, line, clerk);

  try {
    // CLI11 takes them last first.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    context.out() << app.help();
    return Finish(ExitCode::kOk, context);
  } catch (const CLI::ParseError& error) {
    context.err() << context.Say("Lỗi: ", "Error: ") << UsageFault(error, app, context) << "\n";
    return static_cast<int>(ExitCode::kUsage);
  }

  context.settings().server = WithDefaultPort(context.settings().server);
  const absl::StatusOr<ExitCode> result = line.action();
  if (!result.ok()) {
    context.out().flush();
    context.TellError(result.status());
    return Finish(ExitCodeFor(result.status()), context);
  }
  return Finish(*result, context);
}

}  // namespace

int RunHemo(const std::vector<std::string>& arguments, const Environment& environment) {
  return Run(nullptr, arguments, environment);
}

int RunHemoFor(std::istream& in, const std::vector<std::string>& arguments,
               const Environment& environment) {
  return Run(&in, arguments, environment);
}

}  // namespace hemoledger
