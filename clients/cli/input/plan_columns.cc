#include "clients/cli/input/plan_columns.h"

#include <algorithm>

#include "proto/base/check.h"

namespace hemoledger {

const std::vector<ColumnSpec>& PlanColumns() {
  static const auto* const kColumns = new std::vector<ColumnSpec>{
      {"label", {"label", "STT", "TT", "Số TT", "Số thứ tự"}},
      {"unit", {"unit", "Đơn vị", "Tên đơn vị"}},
      {"unit_id", {"unit_id", "Mã đơn vị"}},
      {"population", {"population", "Dân số", "Dân số (Người)"}},
      {"quota",
       {"quota", "Chỉ tiêu", "Chỉ tiêu trước quy đổi", "Trước quy đổi", "Số đơn vị máu",
        "Số đơn vị máu tiếp nhận"},
       true},
      {"population_share", {"population_share", "Tỷ lệ % dân số", "Tỷ lệ % dân số trước quy đổi"}},
      {"converted_quota", {"converted_quota", "Chỉ tiêu sau quy đổi", "Sau quy đổi"}},
      {"converted_population_share", {"converted_population_share", "Tỷ lệ % dân số sau quy đổi"}},
      {"round_count", {"round_count", "Số đợt", "Số đợt vận động"}},
      {"time",
       {"time", "Thời gian", "Thời gian thực hiện", "Dự kiến thời gian",
        "Dự kiến thời gian (Tháng/năm)"}},
      {"body_in_charge", {"body_in_charge", "Đơn vị phụ trách", "Đơn vị chủ trì"}},
      {"group", {"group", "Nhóm"}},
      {"round", {"round", "Đợt", "Mã đợt"}},
      {"component", {"component", "Thành phần"}},
      {"donor_class", {"donor_class", "Loại người hiến"}},
      {"selector_unit_id", {"selector_unit_id", "Mã đơn vị của phiếu"}},
      {"notes", {"notes", "Ghi chú"}},
      {"row_id", {"row_id", "Mã dòng"}},
  };
  return *kColumns;
}

std::string_view PlanColumnHeading(std::string_view key, Language language) {
  const auto found = std::find_if(PlanColumns().begin(), PlanColumns().end(),
                                  [key](const ColumnSpec& column) { return column.key == key; });
  HL_CHECK(found != PlanColumns().end()) << key;
  return found->headings[language == Language::kVietnamese ? 1 : 0];
}

}  // namespace hemoledger
