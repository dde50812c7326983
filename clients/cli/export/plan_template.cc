#include "clients/cli/export/plan_template.h"

#include <utility>

#include "clients/cli/export/input_words.h"
#include "clients/cli/input/plan_columns.h"
#include "clients/cli/render/say.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

using ValueKind = PlanTemplate::ValueKind;

class Maker {
 public:
  Maker(const PlanTemplateFacts& facts, Language language) : facts_(facts), language_(language) {}

  PlanTemplate Make() {
    MakeHeader();
    if (facts_.from != nullptr) {
      MakeGroups();
      RowsOfPlan();
    } else {
      RowsOfUnits();
    }
    MakeColumns();
    return std::move(made_);
  }

 private:
  std::string Say(std::string_view vi, std::string_view en) const {
    return hemoledger::Say(language_, vi, en);
  }

  void Line(std::string key, std::string value, std::string_view vi, std::string_view en,
            ValueKind kind = ValueKind::kText) {
    made_.header.push_back({std::move(key), std::move(value), 0, kind, Say(vi, en)});
  }
  void Date(std::string key, int32_t date, std::string_view vi, std::string_view en) {
    made_.header.push_back({std::move(key), "", date, ValueKind::kDate, Say(vi, en)});
  }

  std::string PlanId() const {
    if (!facts_.plan_id.empty() || facts_.year == 0) return facts_.plan_id;
    return Concat(facts_.issuer_unit_id, "-", facts_.year);
  }

  void MakeHeader() {
    const v1::PlanDocument& like =
        facts_.from == nullptr ? v1::PlanDocument::default_instance() : facts_.from->document();
    const v1::PlanKind kind = facts_.from == nullptr ? v1::PLAN_KIND_PLAN : like.kind();
    const int32_t year = facts_.year;
    Line("id", PlanId(), "mã của kế hoạch trong sổ, không đổi về sau: a-z, 0-9 và dấu -",
         "id of the plan in the ledger, for ever: a-z, 0-9 and -");
    Line("kind", InputWord(kind, PlanKindWords(), language_), "loại văn bản", "kind of document",
         ValueKind::kPlanKind);
    Line("numbers", "",
         "số và ký hiệu như in, ví dụ 05/KH-BCĐ; văn bản có hai số thì thêm một dòng",
         "number and sign as printed, such as 05/KH-BCĐ; a second line for a second one");
    Line("title",
         year == 0 ? ""
                   : Concat(Say("Vận động hiến máu tình nguyện năm ", "Blood donation in "), year),
         "tên văn bản như in", "title as printed");
    Line("issuer", facts_.issuer_unit_id, "mã đơn vị mà văn bản có hiệu lực trên địa bàn",
         "id of the unit whose territory the plan is for");
    Line("issuer_name", like.issuer_name(), "cơ quan ban hành như in", "issuer as printed");
    Line("signatory", "", "người ký", "who signed it");
    Line("place", like.place(), "nơi ký như in", "where it was signed, as printed");
    Date("date", facts_.signed_date, "ngày ký", "date of signing");
    Line("recipients", "", "nơi nhận; mỗi nơi một dòng", "who receives it; a line for each");
    Date("period.from", year == 0 ? 0 : MakeDate(year, 1, 1), "ngày đầu của kỳ kế hoạch",
         "first day of the plan period");
    Date("period.to", year == 0 ? 0 : MakeDate(year, 12, 31), "ngày cuối của kỳ kế hoạch",
         "last day of the plan period");
    Line("period_assumed", "", "có: văn bản không ghi kỳ, suy ra từ tên",
         "yes: the document states no period, it follows from the title", ValueKind::kYesNo);
    Line("percentage_decimals", "", "số chữ số thập phân của tỷ lệ mà văn bản in (0 đến 4)",
         "decimals of the percentages that the document prints (0 to 4)", ValueKind::kCount);
    Line("stated_total.quota", "", "tổng cộng chỉ tiêu như in", "grand total of quotas as printed",
         ValueKind::kCount);
    Line("stated_total.converted_quota", "", "tổng cộng sau quy đổi như in",
         "grand total after conversion, as printed", ValueKind::kCount);
    Line("unit_under", facts_.issuer_unit_id, "tên đơn vị ở trang bảng được tìm trong đơn vị này",
         "names of units in the table are looked up below this one");
  }

  void MakeGroups() {
    for (int i = 0; i < facts_.from->groups_size(); ++i) {
      const v1::RowGroup& group = facts_.from->groups(i);
      Line(Concat("groups.", i + 1, ".id"), group.group_id(), "mã của nhóm dòng",
           "id of a group of rows");
      Line(Concat("groups.", i + 1, ".label"), group.label(), "nhãn của nhóm như in",
           "label of the group as printed");
    }
  }

  void RowsOfUnits() {
    for (const v1::Unit& unit : facts_.units) {
      auto& row = made_.rows.emplace_back();
      row["label"] = Concat(made_.rows.size());
      row["unit"] = unit.name();
      row["unit_id"] = unit.unit_id();
    }
  }

  std::string NameOf(const std::string& unit_id) const {
    for (const v1::Unit& unit : facts_.units) {
      if (unit.unit_id() == unit_id) return unit.name();
    }
    return "";
  }

  void RowsOfPlan() {
    for (const v1::PlanRow& from : facts_.from->rows()) {
      auto& row = made_.rows.emplace_back();
      const v1::RowSelector& selector = from.selector();
      const std::string& unit =
          from.holder_unit_id().empty() ? selector.unit_id() : from.holder_unit_id();
      const auto put = [&row](std::string_view key, const std::string& text) {
        if (!text.empty()) row[key] = text;
      };
      put("label", from.label());
      put("unit", from.printed_name().empty() ? NameOf(unit) : from.printed_name());
      put("unit_id", unit);
      put("group", from.group_id());
      if (selector.component() != v1::COMPONENT_UNSPECIFIED) {
        put("component", InputWord(selector.component(), ComponentWords(), language_));
      }
      if (selector.donor_class() != v1::DONOR_CLASS_UNSPECIFIED) {
        put("donor_class", InputWord(selector.donor_class(), DonorClassWords(), language_));
      }
      if (selector.unit_id() != unit) put("selector_unit_id", selector.unit_id());
    }
  }

  // What every table is asked for, and what the rows already say besides.
  void MakeColumns() {
    for (const ColumnSpec& column : PlanColumns()) {
      const std::string_view key = column.key;
      bool wanted = key == "label" || key == "unit" || key == "unit_id" || key == "quota" ||
                    key == "converted_quota" || key == "population" || key == "round_count" ||
                    key == "time" || key == "group" || key == "notes";
      for (const auto& row : made_.rows) wanted = wanted || row.contains(key);
      if (wanted) made_.columns.push_back(key);
    }
  }

  const PlanTemplateFacts& facts_;
  const Language language_;
  PlanTemplate made_;
};

}  // namespace

PlanTemplate MakePlanTemplate(const PlanTemplateFacts& facts, Language language) {
  return Maker(facts, language).Make();
}

}  // namespace hemoledger
