// hemo plan template
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/paging.h"
#include "clients/cli/commands/taken_file.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/commands/whole_files.h"
#include "clients/cli/export/plan_template.h"
#include "clients/cli/export/plan_template_workbook.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/message_json.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

// A plan's table holds no more rows (services/domain/plan_form.h).
constexpr size_t kMaxTemplateRows = 20'000;

struct Options {
  std::string issuer;
  std::string id;
  int64_t year = 0;
  int32_t date = 0;
  std::string under;
  v1::UnitKind kind = v1::UNIT_KIND_UNSPECIFIED;
  int64_t depth = 0;
  std::string from;
  std::string output;
  bool force = false;
  ReadFlags read;
};

// The units that the table asks for, without the one whose territory it is.
absl::StatusOr<std::vector<v1::Unit>> ListTerritory(const Options& options,
                                                    const std::string& under_unit_id,
                                                    Context& context) {
  v1::ListUnitsRequest request;
  request.set_under_unit_id(under_unit_id);
  request.set_kind(options.kind);
  request.set_date(options.date);
  request.set_depth(static_cast<int32_t>(options.depth));
  request.set_page_size(10'000);
  *request.mutable_read() = options.read.ToProto();
  ASSIGN_OR_RETURN(
      auto pages,
      (ReadPages<v1::Unit>(
          request, kMaxTemplateRows + 1,
          [&](const v1::ListUnitsRequest& page) { return context.connection().ListUnits(page); },
          [](v1::ListUnitsResponse& answer) { return answer.mutable_units(); })));
  std::erase_if(pages.items, [&](const v1::Unit& unit) { return unit.unit_id() == under_unit_id; });
  return std::move(pages.items);
}

void Tell(const Options& options, const PlanTemplate& made, Context& context) {
  const std::string rows = FormatCount(static_cast<int64_t>(made.rows.size()), context.language());
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << context.Say(
          Concat("Đã ghi ", options.output, ": ", rows,
                 " dòng. Điền vào rồi nạp: hemo plan import ", options.output, "\n"),
          Concat("Written ", options.output, ": ", rows,
                 " rows. Fill it in, then: hemo plan import ", options.output, "\n"));
      return;
    case OutputFormat::kCsv: {
      Csv csv({"file", "rows"});
      csv.AddRow({options.output, Concat(made.rows.size())});
      context.out() << csv.text();
      return;
    }
    case OutputFormat::kJson: {
      Json json = Json::object();
      json["file"] = options.output;
      json["rows"] = made.rows.size();
      context.out() << JsonText(json);
      return;
    }
  }
}

// What is known; `from` outlives the answer.
absl::StatusOr<PlanTemplateFacts> Gather(const Options& options, v1::GetPlanResponse& from,
                                         Context& context) {
  PlanTemplateFacts facts;
  if (!options.from.empty()) {
    v1::GetPlanRequest request;
    request.set_plan_id(options.from);
    *request.mutable_read() = options.read.ToProto();
    ASSIGN_OR_RETURN(from, context.connection().GetPlan(request));
    facts.from = &from.plan().plan();
    facts.issuer_unit_id = from.plan().plan().document().issuer_unit_id();
  }
  if (!options.issuer.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit issuer, FindUnit(context, options.issuer));
    facts.issuer_unit_id = issuer.unit_id();
  }
  std::string under = facts.issuer_unit_id;
  if (!options.under.empty()) {
    ASSIGN_OR_RETURN(const v1::Unit unit, FindUnit(context, options.under, facts.issuer_unit_id));
    under = unit.unit_id();
  }
  facts.plan_id = options.id;
  facts.year = static_cast<int32_t>(options.year);
  facts.signed_date = options.date;
  ASSIGN_OR_RETURN(facts.units, ListTerritory(options, under, context));
  return facts;
}

absl::StatusOr<ExitCode> Run(const Options& options, Context& context) {
  if (!options.force && TellIfTaken(options.output, context)) return ExitCode::kUsage;
  if (!options.id.empty()) RETURN_IF_ERROR(RequireId("--id", options.id));
  v1::GetPlanResponse from;
  ASSIGN_OR_RETURN(const PlanTemplateFacts facts, Gather(options, from, context));
  const PlanTemplate made = MakePlanTemplate(facts, context.language());
  if (made.rows.size() > kMaxTemplateRows) {
    return MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                     {{"field", "rows"}, {"value", made.rows.size()}, {"limit", kMaxTemplateRows}});
  }
  RETURN_IF_ERROR(WriteWholeFile(
      options.output, options.force, context.random(),
      [&](const std::string& path) { return WritePlanTemplate(made, path, context.language()); }));
  Tell(options, made, context);
  return ExitCode::kOk;
}

void AddOptions(Command& command, Options& options, Context& context) {
  const std::string unit = context.Say("ĐƠN VỊ", "UNIT");
  const std::string id = context.Say("MÃ", "ID");
  command
      .Add("--issuer", options.issuer,
           "đơn vị mà kế hoạch có hiệu lực trên địa bàn (mã hoặc tên; mặc định như --from)",
           "the unit whose territory the plan is for (id or name; default as --from)")
      .TypeName(unit);
  command
      .Add("--id", options.id, "mã của kế hoạch mới (mặc định: mã đơn vị và năm)",
           "id of the new plan (default: the issuer's id and the year)")
      .TypeName(id);
  command.AddNumber("--year", options.year, kFirstYear, kLastYear,
                    "năm kế hoạch: kỳ từ 1/1 đến 31/12", "year of the plan: its calendar year");
  command.AddDate("--date", options.date, "ngày ký; đơn vị như vào ngày này (mặc định: mới nhất)",
                  "date of signing; units as on this day (default: the newest)");
  command
      .Add("--under", options.under, "chỉ các đơn vị thuộc đơn vị này (mặc định: --issuer)",
           "only units below this one (default: --issuer)")
      .TypeName(unit);
  command.AddWord("--kind", options.kind, "chỉ loại đơn vị này", "only units of this kind");
  command.AddNumber("--depth", options.depth, 0, 100, "bao nhiêu cấp dưới --under (0: tất cả)",
                    "how many levels below --under (0: all)");
  command
      .Add("--from", options.from, "lấy dòng, nhóm và thứ tự của kế hoạch này, để trống chỉ tiêu",
           "take rows, groups and order of this plan, quotas blank")
      .TypeName(id);
  command.Add("--output", options.output, "tệp .xlsx sẽ ghi", "the .xlsx to write")
      .Required()
      .TypeName(context.Say("TỆP", "FILE"));
  command.Add("--force", options.force, "ghi đè tệp đã có", "replace a file that is there");
  AddReadFlags(command, options.read, true);
}

}  // namespace

void AddPlanTemplate(Command& plan, CommandLine& line) {
  Register<Options>(
      plan, line, "template",
      {"ghi một bảng tính .xlsx điền sẵn các đơn vị, để lập kế hoạch mới",
       "write an .xlsx prefilled with the units, for a new plan",
       "  hemo plan template --issuer quang-tri --year 2026 --kind district --output 2026.xlsx\n"
       "  hemo plan template --from kien-giang-2021 --year 2022 --output kien-giang-2022.xlsx"},
      AddOptions, [](const Options& options, Context& context) -> absl::StatusOr<ExitCode> {
        if (options.issuer.empty() && options.from.empty()) {
          context.err() << context.Say("Lỗi: thiếu --issuer hoặc --from.\n",
                                       "Error: --issuer or --from is required.\n");
          return ExitCode::kUsage;
        }
        return Run(options, context);
      });
}

}  // namespace hemoledger
