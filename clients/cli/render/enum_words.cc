#include "clients/cli/render/enum_words.h"

namespace hemoledger {

template <>
std::span<const EnumWord> WordsOf<v1::Component>() {
  static constexpr EnumWord kWords[] = {
      {v1::COMPONENT_UNSPECIFIED, "", "không ghi", "not stated"},
      {v1::COMPONENT_WHOLE_BLOOD, "whole-blood", "máu toàn phần", "whole blood"},
      {v1::COMPONENT_PLATELETS, "platelets", "tiểu cầu", "platelets"},
      {v1::COMPONENT_PLASMA, "plasma", "huyết tương", "plasma"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::DonorClass>() {
  static constexpr EnumWord kWords[] = {
      {v1::DONOR_CLASS_UNSPECIFIED, "", "không ghi", "not stated"},
      {v1::DONOR_CLASS_VOLUNTARY, "voluntary", "tình nguyện", "voluntary"},
      {v1::DONOR_CLASS_FAMILY_REPLACEMENT, "family-replacement", "người nhà", "family replacement"},
      {v1::DONOR_CLASS_PAID, "paid", "chuyên nghiệp", "paid"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::UnitKind>() {
  static constexpr EnumWord kWords[] = {
      {v1::UNIT_KIND_UNSPECIFIED, "", "không ghi", "not stated"},
      {v1::UNIT_KIND_NATION, "nation", "quốc gia", "nation"},
      {v1::UNIT_KIND_PROVINCE, "province", "tỉnh", "province"},
      {v1::UNIT_KIND_DISTRICT, "district", "huyện", "district"},
      {v1::UNIT_KIND_COMMUNE, "commune", "xã", "commune"},
      {v1::UNIT_KIND_AGENCY, "agency", "cơ quan", "agency"},
      {v1::UNIT_KIND_SCHOOL, "school", "trường", "school"},
      {v1::UNIT_KIND_ENTERPRISE, "enterprise", "doanh nghiệp", "enterprise"},
      {v1::UNIT_KIND_HOSPITAL, "hospital", "bệnh viện", "hospital"},
      {v1::UNIT_KIND_ARMED_FORCE, "armed-force", "lực lượng vũ trang", "armed force"},
      {v1::UNIT_KIND_UNION, "union", "đoàn thể", "union"},
      {v1::UNIT_KIND_CLUB, "club", "câu lạc bộ", "club"},
      {v1::UNIT_KIND_EXTERNAL_BODY, "external-body", "đơn vị ngoài", "external body"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::PlanKind>() {
  static constexpr EnumWord kWords[] = {
      {v1::PLAN_KIND_UNSPECIFIED, "", "không ghi", "not stated"},
      {v1::PLAN_KIND_PLAN, "plan", "Kế hoạch", "Plan"},
      {v1::PLAN_KIND_PROGRAMME, "programme", "Chương trình", "Programme"},
      {v1::PLAN_KIND_DECISION, "decision", "Quyết định", "Decision"},
      {v1::PLAN_KIND_OFFICIAL_LETTER, "official-letter", "Công văn", "Official letter"},
      {v1::PLAN_KIND_REPORT, "report", "Báo cáo", "Report"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::QuotaChangeKind>() {
  static constexpr EnumWord kWords[] = {
      {v1::QUOTA_CHANGE_KIND_UNSPECIFIED, "", "không ghi", "not stated"},
      {v1::QUOTA_CHANGE_KIND_ISSUED, "issued", "giao", "issued"},
      {v1::QUOTA_CHANGE_KIND_SET, "set", "đặt lại", "set"},
      {v1::QUOTA_CHANGE_KIND_SUPPLEMENTED, "supplemented", "bổ sung", "supplemented"},
      {v1::QUOTA_CHANGE_KIND_TRANSFERRED_OUT, "transferred-out", "chuyển đi", "transferred out"},
      {v1::QUOTA_CHANGE_KIND_TRANSFERRED_IN, "transferred-in", "chuyển đến", "transferred in"},
      {v1::QUOTA_CHANGE_KIND_WITHDRAWN, "withdrawn", "rút bớt", "withdrawn"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::EventType>() {
  static constexpr EnumWord kWords[] = {
      {v1::EVENT_TYPE_UNSPECIFIED, "", "không rõ", "unknown"},
      {v1::EVENT_TYPE_RECEIPT_RECORDED, "receipt-recorded", "tiếp nhận máu", "receipt recorded"},
      {v1::EVENT_TYPE_RECEIPT_CORRECTED, "receipt-corrected", "đính chính phiếu",
       "receipt corrected"},
      {v1::EVENT_TYPE_RECEIPT_VOIDED, "receipt-voided", "hủy phiếu", "receipt voided"},
      {v1::EVENT_TYPE_RECEIPT_REJECTED, "receipt-rejected", "từ chối phiếu", "receipt rejected"},
      {v1::EVENT_TYPE_SOURCE_OPENED, "source-opened", "mở nguồn", "source opened"},
      {v1::EVENT_TYPE_UNIT_CHANGED, "unit-changed", "thay đổi đơn vị", "unit changed"},
      {v1::EVENT_TYPE_PLAN_ISSUED, "plan-issued", "ban hành kế hoạch", "plan issued"},
      {v1::EVENT_TYPE_PLAN_AMENDED, "plan-amended", "điều chỉnh kế hoạch", "plan amended"},
      {v1::EVENT_TYPE_LEDGER_CREATED, "ledger-created", "lập sổ", "ledger created"},
      {v1::EVENT_TYPE_CLOCK_CONFIRMED, "clock-confirmed", "xác nhận đồng hồ", "clock confirmed"},
      {v1::EVENT_TYPE_PLAN_ENTRY_CORRECTED, "plan-entry-corrected", "sửa nhập liệu",
       "plan entry corrected"},
      {v1::EVENT_TYPE_PLAN_RECORDED, "plan-recorded", "bản ghi kế hoạch", "plan recorded"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::WriteState>() {
  static constexpr EnumWord kWords[] = {
      {v1::WRITE_STATE_UNSPECIFIED, "", "không rõ", "unknown"},
      {v1::WRITE_STATE_WRITABLE, "writable", "ghi được", "writable"},
      {v1::WRITE_STATE_DISK_NEARLY_FULL, "disk-nearly-full", "ngừng ghi: đĩa sắp đầy",
       "not writing: disk nearly full"},
      {v1::WRITE_STATE_CLOCK_STOPPED, "clock-stopped", "ngừng ghi: đồng hồ nhảy",
       "not writing: the clock jumped"},
      {v1::WRITE_STATE_STOPPING, "stopping", "đang dừng", "stopping"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::AttainmentBasis>() {
  static constexpr EnumWord kWords[] = {
      {v1::ATTAINMENT_BASIS_ALL_CREDITED, "all", "toàn bộ số máu được tính", "everything credited"},
      {v1::ATTAINMENT_BASIS_HOLDERS_ONLY, "holders", "chỉ các đơn vị được giao chỉ tiêu",
       "quota holders only"},
      {v1::ATTAINMENT_BASIS_VOLUNTARY_ONLY, "voluntary", "chỉ người hiến tình nguyện",
       "voluntary donors only"},
      {v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY, "whole-blood", "chỉ máu toàn phần",
       "whole blood only"},
      {v1::ATTAINMENT_BASIS_CONVERTED, "converted", "sau quy đổi", "converted units"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::AttainmentGrouping>() {
  static constexpr EnumWord kWords[] = {
      {v1::ATTAINMENT_GROUPING_ROW, "row", "dòng", "row"},
      {v1::ATTAINMENT_GROUPING_GROUP, "group", "nhóm", "group"},
      {v1::ATTAINMENT_GROUPING_MONTH, "month", "tháng", "month"},
      {v1::ATTAINMENT_GROUPING_COMPONENT, "component", "thành phần", "component"},
      {v1::ATTAINMENT_GROUPING_DONOR_CLASS, "class", "loại người hiến", "donor class"},
      {v1::ATTAINMENT_GROUPING_ROUND, "round", "đợt", "round"},
      {v1::ATTAINMENT_GROUPING_CAMPAIGN, "campaign", "chiến dịch", "campaign"},
  };
  return kWords;
}

template <>
std::span<const EnumWord> WordsOf<v1::AttainmentOrder>() {
  static constexpr EnumWord kWords[] = {
      {v1::ATTAINMENT_ORDER_DOCUMENT, "document", "thứ tự văn bản", "order of the document"},
      {v1::ATTAINMENT_ORDER_ATTAINMENT, "attainment", "thứ tự đạt tỷ lệ", "order of attainment"},
  };
  return kWords;
}

}  // namespace hemoledger
