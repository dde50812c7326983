#include "tests/unit/report/report_world.h"

#include "proto/base/text_commitment.h"

namespace hemoledger {
namespace {

void SetFigures(v1::AttainmentFigures& figures, int64_t received, int64_t quota) {
  figures.set_received_units(received);
  if (quota < 0) return;
  figures.set_quota_units(quota);
  if (quota == 0) return;
  figures.set_ratio_numerator(received);
  figures.set_ratio_denominator(quota);
}

void AddMonth(google::protobuf::RepeatedPtrField<v1::MonthCell>& cells, std::string_view month,
              int64_t units) {
  for (v1::MonthCell& cell : cells) {
    if (cell.key() == month) {
      cell.set_received_units(cell.received_units() + units);
      return;
    }
  }
  v1::MonthCell& cell = *cells.Add();
  cell.set_key(std::string(month));
  cell.set_received_units(units);
}

}  // namespace

v1::AttainmentLine& ReportWorld::AddRow(std::string_view label, std::string_view name,
                                        int64_t quota, int64_t received, std::string_view month,
                                        std::string_view group) {
  v1::PlanRow& row = *plan.mutable_plan()->mutable_plan()->add_rows();
  row.set_row_id("r" + std::string(label));
  row.set_label(std::string(label));
  row.set_printed_name(std::string(name));
  row.set_group_id(std::string(group));
  if (quota >= 0) row.mutable_quota()->mutable_units()->set_value(quota);
  v1::AttainmentLine& line = *attainment.add_lines();
  line.set_key(row.row_id());
  line.set_label(row.label());
  line.set_name(row.printed_name());
  line.set_group_id(row.group_id());
  line.set_unit_id("u" + std::string(label));
  line.mutable_own()->set_received_units(received);
  SetFigures(*line.mutable_figures(), received, quota);
  if (received > 0) {
    AddMonth(*line.mutable_months(), month, received);
    AddMonth(*attainment.mutable_months(), month, received);
  }
  return line;
}

void ReportWorld::AddGroup(std::string_view id, std::string_view label) {
  v1::RowGroup& group = *plan.mutable_plan()->mutable_plan()->add_groups();
  group.set_group_id(std::string(id));
  group.set_label(std::string(label));
}

void ReportWorld::AddNote(std::string_view text) {
  v1::PlanView& view = *plan.mutable_plan();
  v1::AccompanyingText& accompanying = *view.add_texts();
  accompanying.set_ordinal(static_cast<uint32_t>(view.texts_size() - 1));
  accompanying.set_salt(std::string(32, static_cast<char>('a' + view.texts_size())));
  accompanying.set_text(std::string(text));
  v1::Text& note = *view.mutable_plan()->mutable_rows(view.plan().rows_size() - 1)->add_notes();
  note.set_ordinal(accompanying.ordinal());
  note.set_commitment(CommitmentOf(accompanying.salt(), accompanying.text()));
}

void ReportWorld::CreditElsewhere(v1::AttainmentLine& line, std::string_view unit) {
  line.clear_figures();
  line.set_credited_to_unit_id(std::string(unit));
  line.set_credit_inferred(true);
}

void ReportWorld::SetTotal(int64_t received, int64_t quota) {
  SetFigures(*attainment.mutable_total(), received, quota);
}

ReportWorld KienGiangReport() {
  ReportWorld world;
  v1::PlanIssued& plan = *world.plan.mutable_plan()->mutable_plan();
  plan.set_plan_id("kien-giang-2021");
  v1::PlanDocument& document = *plan.mutable_document();
  document.set_kind(v1::PLAN_KIND_REPORT);
  document.add_numbers("65/BC-BCĐ");
  document.set_title("Tổng kết năm 2021");
  document.set_issuer_name("Ban Chỉ đạo tỉnh Kiên Giang");
  document.set_place("Kiên Giang");
  document.set_signed_date(20220405);
  plan.mutable_period()->set_first_date(20201201);
  plan.mutable_period()->set_last_date(20211130);
  world.attainment.set_basis(v1::ATTAINMENT_BASIS_ALL_CREDITED);
  world.attainment.set_percentage_decimals(0);
  world.attainment.set_revision(1);
  world.attainment.mutable_reflects()->set_position(236);
  world.attainment.mutable_reflects()->set_record_time_micros(1'649'116'800'000'000);
  world.AddRow("01", "Liên đoàn Lao động tỉnh", 503, 1030, "");
  world.AddRow("06", "Bệnh viện Đa khoa tỉnh", 843, 116, "2020-12");
  SetFigures(*world.attainment.mutable_lines(1)->mutable_figures(), 1116, 843);
  world.CreditElsewhere(world.AddRow("07", "Viện Huyết học và Truyền máu TW", -1, 1000, "2021-03"),
                        "u06");
  world.AddRow("33", "Tỉnh Cà Mau", -1, 211, "2021-03");
  world.SetTotal(2357, 1346);
  return world;
}

ReportWorld GroupedReport() {
  ReportWorld world = KienGiangReport();
  world.plan.mutable_plan()->mutable_plan()->clear_rows();
  world.attainment.clear_lines();
  world.attainment.clear_months();
  world.plan.mutable_plan()->mutable_plan()->mutable_period()->set_first_date(20210101);
  world.plan.mutable_plan()->mutable_plan()->mutable_period()->set_last_date(20211231);
  world.AddGroup("xa", "I. Các xã, thị trấn");
  world.AddGroup("co-quan", "Cơ quan, đơn vị");
  world.AddRow("1", "Thị trấn", 100, 50, "2021-04", "xa");
  world.AddNote("Cả đợt I");
  world.AddRow("2", "Xã A", 60, 70, "2021-05", "xa");
  world.AddNote("Gộp hai đợt");
  world.AddNote("Cả đợt I");
  world.AddRow("3", "Công đoàn", 40, 0, "", "co-quan");
  world.AddRow("4", "Ngoài nhóm", -1, 5, "2021-05");
  world.SetTotal(125, 200);
  return world;
}

std::string Told(const ReportRow& row) {
  const auto text = [](const std::string& value) { return value.empty() ? "-" : value; };
  const auto count = [](const std::optional<int64_t>& value) {
    return value.has_value() ? std::to_string(*value) : "-";
  };
  const auto rational = [](const std::optional<Rational>& value) {
    if (!value.has_value()) return std::string("-");
    return std::to_string(value->numerator) +
           (value->denominator == 1 ? "" : "/" + std::to_string(value->denominator));
  };
  constexpr const char* kKinds[] = {"group", "row", "subtotal", "total"};
  std::string told = std::string(kKinds[static_cast<size_t>(row.kind)]) + "|" + text(row.label) +
                     "|" + text(row.name) + "|" + count(row.quota) + "|";
  for (size_t i = 0; i < row.months.size(); ++i) told += (i > 0 ? " " : "") + count(row.months[i]);
  return told + "|" + rational(row.total) + "|" + rational(row.ratio) + "|" + text(row.note);
}

}  // namespace hemoledger
