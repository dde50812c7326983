#include "clients/cli/commands/plan_preview.h"

#include <utility>
#include <vector>

#include "clients/cli/render/finding_view.h"
#include "clients/cli/render/message_json.h"
#include "clients/cli/render/plan_view.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "services/domain/findings.h"
#include "services/domain/numbers.h"
#include "services/domain/plan_form.h"

namespace hemoledger {
namespace {

v1::PlanView ViewOf(PlanFile& file) {
  v1::PlanView view;
  *view.mutable_plan() = std::move(file.plan);
  for (v1::AccompanyingText& text : file.texts) *view.add_texts() = std::move(text);
  view.set_revision(1);
  view.set_entry_version(1);
  int64_t units = 0;
  for (const v1::PlanRow& row : view.plan().rows()) {
    if (!row.holder_unit_id().empty()) units += row.quota().units().value();
  }
  view.set_total_quota_units(units);
  return view;
}

}  // namespace

ExitCode PreviewPlan(const std::string& path, PlanFile file, Context& context,
                     ImportReports& reports) {
  Violations violations;
  CheckPlanForm(file.plan, violations);
  if (const absl::Status status = violations.ToStatus(); !status.ok()) {
    TellServerProblems(context, status, "rows", file.row_places);
    return ExitCode::kUsage;
  }
  const v1::PlanView view = ViewOf(file);
  const std::vector<v1::Finding> findings =
      ComputeFindings({.plan = &view.plan(), .amendments = {}, .statements = {}});
  if (context.format() != OutputFormat::kTable) {
    ImportReport report{.file = path,
                        .things_vi = "",
                        .things_en = "",
                        .named = true,
                        .dry_run = true,
                        .created = 1,
                        .id = view.plan().plan_id()};
    report.details["plan"] = ToJson(view);
    report.details["findings"] = Json::array();
    for (const v1::Finding& finding : findings) {
      report.details["findings"].push_back(FindingJson(finding));
    }
    reports.Add(std::move(report));
    return ExitCode::kOk;
  }
  const Language language = context.language();
  context.out() << context.Say(Concat(path, ": kế hoạch sẽ được hiểu như sau.\n\n"),
                               Concat(path, ": the plan would be understood as follows.\n\n"))
                << PlanText(view, PlanFigures(), language) << "\n";
  if (findings.empty()) {
    context.out() << context.Say("Không có điểm chưa khớp nào trong văn bản.\n",
                                 "The document has no findings.\n");
  } else {
    const std::string count = FormatCount(static_cast<int64_t>(findings.size()), language);
    context.out() << context.Say(Concat(count,
                                        " điểm chưa khớp trong văn bản (không cản trở việc "
                                        "nạp; số in không bị đổi):\n"),
                                 Concat(count, findings.size() == 1 ? " finding" : " findings",
                                        " in the document (they block nothing; printed figures "
                                        "are never altered):\n"))
                  << FindingListText(findings, language);
  }
  context.out() << "\n"
                << context.Say(Concat("Chưa gửi gì lên máy chủ ngoài việc tra tên đơn vị. Để nạp: "
                                      "hemo plan import ",
                                      path, "\n"),
                               Concat("Nothing was sent but the look-ups of units. To import: hemo "
                                      "plan import ",
                                      path, "\n"));
  return ExitCode::kOk;
}

}  // namespace hemoledger
