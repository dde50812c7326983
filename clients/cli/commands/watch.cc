// hemo watch
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/attainment_view.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/watch_view.h"
#include "clients/lib/attainment_watcher.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

// A screen on a wall must find its server again in the morning.
constexpr std::chrono::hours kReconnectFor{24};

struct Options {
  std::string plan;
  std::string unit;
  std::string children;
  v1::AttainmentGrouping by = v1::ATTAINMENT_GROUPING_ROW;
  v1::AttainmentBasis basis = v1::ATTAINMENT_BASIS_ALL_CREDITED;
  v1::AttainmentOrder order = v1::ATTAINMENT_ORDER_DOCUMENT;
  int32_t pace_date = 0;
  int32_t through_date = 0;
  int64_t interval_seconds = 1;
  int64_t limit = 0;
};

// Shows one answer after the other.
class LiveTable {
 public:
  LiveTable(AttainmentQuestion question, Context& context)
      : context_(context), question_(std::move(question)) {
    on_terminal_ = context.format() == OutputFormat::kTable && context.OutTerminal().has_value();
  }

  void Show(const v1::GetAttainmentResponse& answer, const std::vector<uint32_t>& changed) {
    question_.news.clear();
    if (answer_.has_value() && answer_->lines_size() == answer.lines_size()) {
      question_.news = ChangeMarks(*answer_, answer, changed, context_.language());
    }
    answer_ = answer;
    connected_ = true;
    Print();
  }
  void ShowUnchanged(const v1::ReadPosition& reflects) {
    *answer_->mutable_reflects() = reflects;
    connected_ = true;
    // Only a screen has a position to bring up to date.
    if (on_terminal_) Print();
  }
  void ShowDisconnected(std::chrono::milliseconds wait) {
    connected_ = false;
    if (on_terminal_ && answer_.has_value()) {
      Print();
    } else if (!told_disconnected_) {
      context_.err() << Disconnected() << context_.Say(", thử lại sau ", ", trying again in ")
                     << FormatDuration((wait.count() + 999) / 1000, context_.language()) << ".\n";
      told_disconnected_ = true;
    }
  }
  // The cursor stands below the table.
  void Leave() {
    if (on_terminal_ && drawn_) context_.out() << "\n";
    context_.out().flush();
  }

 private:
  std::string Disconnected() const {
    return context_.Say("MẤT KẾT NỐI với ", "DISCONNECTED from ") + context_.settings().server;
  }
  std::string StatusLine() const {
    if (!connected_) {
      return Disconnected() +
             context_.Say(", đang thử lại; số liệu dưới đây là của lần cuối nhận được",
                          ", trying again; the figures below are the last ones received");
    }
    return context_.Say("Đang theo dõi; nhấn Ctrl-C để dừng", "Watching; press Ctrl-C to stop");
  }
  void Print() {
    const Language language = context_.language();
    switch (context_.format()) {
      case OutputFormat::kTable:
        if (const auto size = context_.OutTerminal(); on_terminal_ && size.has_value()) {
          const std::string text =
              StatusLine() + "\n\n" + AttainmentText(*answer_, question_, language);
          context_.out() << DrawOver(FitToScreen(text, *size, language), !drawn_);
        } else {
          context_.out() << (drawn_ ? "\n" : "") << AttainmentText(*answer_, question_, language);
        }
        break;
      case OutputFormat::kCsv:
        context_.out() << (drawn_ ? "\n" : "") << AttainmentCsv(*answer_);
        break;
      case OutputFormat::kJson:
        context_.out() << JsonLine(AttainmentJson(*answer_));
        break;
    }
    context_.out().flush();
    drawn_ = true;
    told_disconnected_ = false;
  }

  Context& context_;
  bool on_terminal_ = false;
  AttainmentQuestion question_;
  // What is shown; absent: nothing yet.
  std::optional<v1::GetAttainmentResponse> answer_;
  bool connected_ = true;
  bool drawn_ = false;
  // Since the last answer.
  bool told_disconnected_ = false;
};

absl::StatusOr<v1::GetAttainmentRequest> QueryOf(const Options& options, Context& context,
                                                 AttainmentQuestion& question) {
  v1::GetAttainmentRequest query;
  query.set_plan_id(options.plan);
  query.set_scope(v1::ATTAINMENT_SCOPE_PLAN);
  question.plan_id = options.plan;
  question.grouping = options.by;
  question.children = !options.children.empty();
  const std::string& named = question.children ? options.children : options.unit;
  if (!named.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, named));
    query.set_scope(question.children ? v1::ATTAINMENT_SCOPE_CHILDREN : v1::ATTAINMENT_SCOPE_UNIT);
    query.mutable_unit()->set_unit_id(unit.unit_id());
    question.unit_name = unit.name() + " (" + unit.unit_id() + ")";
  }
  query.set_grouping(options.by);
  query.set_basis(options.basis);
  query.set_order(options.order);
  query.set_pace_date(options.pace_date);
  query.mutable_read()->set_through_date(options.through_date);
  return query;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  AttainmentQuestion question;
  WatchOptions watch;
  // A server that is not there at all is told at once; later on it is waited for.
  RETURN_IF_ERROR(context.connection().GetStatus(v1::GetStatusRequest()).status());
  ASSIGN_OR_RETURN(watch.query, QueryOf(options, context, question));
  watch.min_interval = std::chrono::seconds(options.interval_seconds);
  LiveTable table(std::move(question), context);
  int64_t shown = 0;
  watch.on_answer = [&](const v1::GetAttainmentResponse& answer,
                        const std::vector<uint32_t>& changed) {
    table.Show(answer, changed);
    return options.limit == 0 || ++shown < options.limit;
  };
  watch.on_unchanged = [&](const v1::ReadPosition& reflects) {
    table.ShowUnchanged(reflects);
    return true;
  };
  watch.retry = context.MakeRetryPolicy(context.wait_given() ? context.wait() : kReconnectFor);
  watch.retry.on_wait = [&](const absl::Status&, std::chrono::milliseconds wait) {
    table.ShowDisconnected(wait);
  };
  watch.stop = context.TakeOverInterrupts();
  const std::unique_ptr<ClosedOutputWatch> output = context.WatchOutput();
  RETURN_IF_ERROR(WatchAttainment(context.connection(), watch, context.clock(), context.random()));
  if (watch.stop.stop_requested()) table.Leave();
  return ExitCode::kOk;
}

}  // namespace

void AddWatch(Command& hemo, CommandLine& line) {
  Register<Options>(
      hemo, line, "watch",
      {"theo dõi tại chỗ: bảng đạt chỉ tiêu tự đổi khi có phiếu mới, đến khi nhấn Ctrl-C",
       "a live table of attainment, redrawn as receipts arrive, until Ctrl-C",
       "  hemo watch kien-giang-2021\n"
       "  hemo watch kien-giang-2021 --children kien-giang --order attainment\n"
       "  hemo watch kien-giang-2021 --unit \"Rạch Giá\" --by month --interval 5\n"
       "  hemo watch kien-giang-2021 --format json"},
      [](Command& command, Options& options, Context& context) {
        command
            .AddFilled("PLAN", options.plan, "mã kế hoạch (hemo plan list)",
                       "id of the plan (hemo plan list)")
            .Required();
        const std::string unit_type = context.Say("ĐƠN-VỊ", "UNIT");
        const Option unit = command.AddFilled(
            "--unit", options.unit, "chỉ đơn vị này (mã hoặc tên)", "only this unit (id or name)");
        unit.TypeName(unit_type);
        command
            .AddFilled("--children", options.children,
                       "mỗi dòng là một đơn vị trực thuộc đơn vị này",
                       "a line for each unit directly below this one")
            .TypeName(unit_type)
            .Excludes(unit);
        command.AddWord("--by", options.by, "mỗi dòng là một (mặc định row)",
                        "what a line is (default row)");
        command.AddWord("--basis", options.basis, "tính trên (mặc định all)",
                        "what counts (default all)");
        command.AddWord("--order", options.order, "thứ tự (mặc định document)",
                        "order (default document)");
        command.AddDate("--pace", options.pace_date,
                        "thêm tiến độ đến hết ngày này: đến hạn bao nhiêu, vượt hay chậm",
                        "also the pace through this day: what fell due, ahead or behind");
        command.AddDate("--through", options.through_date,
                        "chỉ tính phiếu kết thúc đến hết ngày này",
                        "count only receipts that end by this day");
        command
            .AddNumber("--interval", options.interval_seconds, 1, 60,
                       "nhanh nhất bao nhiêu giây vẽ lại một lần (mặc định 1)",
                       "redraw at most once in so many seconds (default 1)")
            .TypeName(context.Say("GIÂY", "S"));
        command.AddNumber("--limit", options.limit, 0, 1'000'000'000,
                          "dừng sau bao nhiêu lần (0: không dừng)",
                          "stop after so many answers (0: never)");
      },
      Run);
}

}  // namespace hemoledger
