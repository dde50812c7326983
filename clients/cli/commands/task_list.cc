// hemo task list
#include "clients/cli/commands/civil_today.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/render/round_view.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

struct Options {
  std::string plan;
  int32_t from_date = 0;
  int32_t to_date = 0;
  bool late = false;
  int32_t today = 0;
  ReadFlags read;
};

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  v1::ListTasksRequest request;
  request.set_plan_id(options.plan);
  request.set_from_date(options.from_date);
  request.set_to_date(options.to_date);
  request.set_today(options.today != 0 ? options.today : CivilToday(context));
  request.set_only_late(options.late);
  request.set_page_size(1'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      const auto pages,
      (ReadPages<v1::TaskView>(
          request, 0,
          [&](const v1::ListTasksRequest& page) { return context.connection().ListTasks(page); },
          [](v1::ListTasksResponse& answer) { return answer.mutable_tasks(); })));
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << TasksText(pages.items, request.today(), options.plan.empty(),
                                 context.language());
      break;
    case OutputFormat::kCsv:
      context.out() << TasksCsv(pages.items);
      break;
    case OutputFormat::kJson:
      context.out() << JsonText(pages.ToJson("tasks"));
      break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddTaskList(Command& task, CommandLine& line) {
  Register<Options>(
      task, line, "list",
      {"các việc phải làm: nộp danh sách, họp, phát động, báo cáo; việc nào trễ",
       "what is to be done: lists, meetings, launches, reports; what is late",
       "  hemo task list ngoc-hoi-2020\n"
       "  hemo task list --late --today 30/6/2024"},
      [](Command& command, Options& options, Context&) {
        command.Add("PLAN", options.plan, "mã kế hoạch; bỏ trống: mọi kế hoạch",
                    "id of the plan; blank: all plans");
        command.AddDate("--from", options.from_date, "chỉ việc có thể làm từ ngày này",
                        "only tasks that may fall on this day or later");
        command.AddDate("--to", options.to_date, "chỉ việc có thể làm đến hết ngày này",
                        "only tasks that may fall on this day or before");
        command.Add("--late", options.late, "chỉ việc trễ: đã qua hạn mà chưa xong",
                    "only late ones: past their time and not done");
        command.AddDate("--today", options.today, "trễ tính theo ngày này (mặc định: hôm nay)",
                        "the day that late refers to (default: today)");
        AddReadFlags(command, options.read, true);
      },
      Run);
}

}  // namespace hemoledger
