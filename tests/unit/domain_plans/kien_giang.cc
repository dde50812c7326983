#include "tests/unit/domain_plans/kien_giang.h"

#include <string>
#include <vector>

#include "services/domain/civil_date.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

constexpr int32_t kFirst = 20201201;
constexpr int32_t kLast = 20211130;
constexpr char kJointRound[] = "kien-giang-2021-phoi-hop-tinh-doan";

struct PrintedCell {
  // YYYYMM; 0: the row lost a cell in copying, its months are not certain.
  int month;
  uint32_t units;
};
struct PrintedRow {
  const char* number;
  const char* name;
  const char* unit_id;
  // Below 0: none printed.
  int64_t quota;
  std::vector<PrintedCell> cells;
};

const std::vector<PrintedRow>& PrintedRows() {
  static const std::vector<PrintedRow> kRows = {
      {"01",
       "Liên đoàn Lao động tỉnh",
       "kien-giang-lien-doan-lao-dong",
       503,
       {{0, 402}, {0, 53}, {0, 421}, {0, 154}}},
      {"02", "BCĐ. huyện Tân Hiệp", "kien-giang-tan-hiep", 723, {{0, 506}, {0, 224}, {0, 400}}},
      {"03", "BCĐ. huyện Kiên Hải", "kien-giang-kien-hai", 464, {{0, 211}, {0, 262}, {0, 202}}},
      {"04", "BCĐ. thành phố Phú Quốc", "kien-giang-phu-quoc", 756, {{0, 614}, {0, 424}}},
      {"05",
       "BCĐ. huyện Kiên Lương",
       "kien-giang-kien-luong",
       692,
       {{0, 262}, {0, 258}, {0, 193}, {0, 217}}},
      {"06",
       "Bệnh viện Đa khoa tỉnh",
       "kien-giang-benh-vien-da-khoa",
       843,
       {{0, 41}, {0, 9}, {0, 65}, {0, 1}}},
      {"07", "Viện Huyết học và Truyền máu TW", "vien-huyet-hoc-truyen-mau-tw", -1, {{0, 1000}}},
      {"08",
       "BCĐ. huyện Gò Quao",
       "kien-giang-go-quao",
       815,
       {{0, 345}, {0, 243}, {0, 212}, {0, 146}}},
      {"09", "BCĐ. huyện Giang Thành", "kien-giang-giang-thanh", 465, {{0, 247}, {0, 292}}},
      {"10", "BCĐ. huyện Hòn Đất", "kien-giang-hon-dat", 750, {{0, 319}, {0, 294}, {0, 249}}},
      {"11", "Công an tỉnh", "kien-giang-cong-an", 523, {{0, 164}, {0, 436}}},
      {"12",
       "BCĐ. huyện Giồng Riềng",
       "kien-giang-giong-rieng",
       1102,
       {{0, 571}, {0, 438}, {0, 224}}},
      {"13",
       "BCĐ. thành phố Rạch Giá",
       "kien-giang-rach-gia",
       1057,
       {{0, 434}, {0, 14}, {0, 7}, {0, 144}, {0, 321}, {0, 2}}},
      {"14", "Phối hợp Tỉnh đoàn", "kien-giang-tinh-doan", -1, {{0, 16}, {0, 17}, {0, 177}}},
      {"15",
       "Đoàn ủy khối CQDN tỉnh",
       "kien-giang-doan-uy-khoi",
       1126,
       {{0, 10}, {0, 201}, {0, 13}, {0, 318}, {0, 20}}},
      {"16", "Điện lực Kiên Giang", "kien-giang-dien-luc", -1, {{0, 4}}},
      {"17", "Công ty giày da Thái Bình", "kien-giang-giay-da-thai-binh", -1, {{0, 73}, {0, 118}}},
      {"18",
       "Tỉnh đoàn",
       "kien-giang-tinh-doan",
       -1,
       {{0, 22}, {0, 7}, {0, 19}, {0, 1}, {0, 6}, {0, 119}, {0, 6}}},
      {"19", "Chi cục Quản lý thị trường", "kien-giang-quan-ly-thi-truong", -1, {{0, 27}}},
      {"20", "Bệnh viện Bình An", "kien-giang-benh-vien-binh-an", -1, {{0, 243}}},
      {"21", "BCĐ. thành phố Hà Tiên", "kien-giang-ha-tien", 590, {{0, 308}, {0, 22}, {0, 297}}},
      {"22",
       "Chi nhánh Kiên Giang - Công ty Cổ phần Vinpearl",
       "kien-giang-vinpearl",
       723,
       {{0, 124}, {0, 632}}},
      {"23",
       "BCĐ. huyện An Biên",
       "kien-giang-an-bien",
       815,
       {{0, 65}, {0, 347}, {0, 247}, {0, 131}}},
      {"24",
       "Trường Cao đẳng Nghề",
       "kien-giang-cao-dang-nghe",
       313,
       {{0, 139}, {0, 102}, {0, 50}}},
      {"25", "BCĐ. huyện Vĩnh Thuận", "kien-giang-vinh-thuan", 749, {{0, 290}, {0, 110}, {0, 187}}},
      {"26", "BCĐ. huyện Châu Thành", "kien-giang-chau-thanh", 921, {{0, 267}, {0, 193}, {0, 282}}},
      {"27", "BCĐ. huyện U Minh Thượng", "kien-giang-u-minh-thuong", 712, {{0, 232}, {0, 240}}},
      {"28", "BCĐ. huyện An Minh", "kien-giang-an-minh", 750, {{0, 276}, {0, 198}}},
      {"29",
       "Trường Đại học Kiên Giang",
       "kien-giang-dai-hoc",
       1150,
       {{202103, 334}, {202104, 3}, {202012, 349}}},
      {"30",
       "Trường Cao đẳng Kiên Giang",
       "kien-giang-cao-dang",
       1251,
       {{202101, 34}, {202102, 11}, {202105, 204}, {202106, 3}, {202012, 317}}},
      {"31",
       "Trường Cao đẳng Y tế",
       "kien-giang-cao-dang-y-te",
       623,
       {{202101, 4}, {202102, 52}, {202103, 170}}},
      {"32", "Trường Cao đẳng Sư phạm", "kien-giang-cao-dang-su-pham", 700, {{202103, 35}}},
      {"33", "Tỉnh Cà Mau", "ca-mau", -1, {{202103, 211}}},
      {"34", "Bệnh viện Sản Nhi", "kien-giang-benh-vien-san-nhi", -1, {{202106, 41}}},
      {"35", "Bộ Chỉ huy Quân sự tỉnh", "kien-giang-bo-chi-huy-quan-su", -1, {{202108, 81}}},
      {"36",
       "Tiểu cầu",
       "kien-giang",
       -1,
       {{202101, 90},
        {202102, 65},
        {202103, 85},
        {202104, 67},
        {202105, 83},
        {202106, 90},
        {202107, 48},
        {202108, 65},
        {202109, 73},
        {202110, 76},
        {202111, 64},
        {202012, 84}}},
      {"37",
       "Chuyên nghiệp",
       "kien-giang",
       -1,
       {{202101, 20},
        {202102, 7},
        {202103, 10},
        {202104, 1},
        {202105, 1},
        {202108, 3},
        {202111, 1},
        {202012, 20}}},
  };
  return kRows;
}

bool IsRow(const PrintedRow& row, std::string_view number) {
  return row.number == number;
}

}  // namespace

void OpenKienGiang(World& world) {
  world.Change(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"));
  world.Change(OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn", "91"));
  world.Change(OpenUnit("ca-mau", v1::UNIT_KIND_PROVINCE, "Tỉnh Cà Mau", "vn", "96"));
  world.Change(OpenUnit("vien-huyet-hoc-truyen-mau-tw", v1::UNIT_KIND_HOSPITAL,
                        "Viện Huyết học và Truyền máu Trung ương", "vn"));
  for (const PrintedRow& row : PrintedRows()) {
    if (world.tree.Find(row.unit_id) != kNoUnit) continue;
    world.Change(OpenUnit(row.unit_id, v1::UNIT_KIND_AGENCY, row.name, "kien-giang"));
  }
}

v1::PlanIssued KienGiangPlan() {
  v1::PlanIssued plan = MakePlan(kKienGiang2021, "kien-giang", kFirst, kLast);
  plan.mutable_document()->set_kind(v1::PLAN_KIND_REPORT);
  plan.mutable_document()->add_numbers("65/BC-BCĐ");
  plan.mutable_document()->set_signed_date(20220405);
  plan.set_percentage_decimals(0);
  plan.mutable_stated_total()->mutable_units()->set_value(19116);
  v1::Round round = MakeRound(kJointRound, "kien-giang-rach-gia");
  round.set_label("Phối hợp Tỉnh đoàn");
  round.set_credit_inferred(true);
  *plan.add_rounds() = round;
  const auto add_rule = [&](const char* number, std::string_view unit, std::string_view credited) {
    v1::CreditRule rule = MakeCreditRule(std::string("dong-") + number, unit, credited);
    rule.set_inferred(true);
    *plan.add_credit_rules() = rule;
  };
  for (const PrintedRow& row : PrintedRows()) {
    v1::PlanRow made;
    if (IsRow(row, "36") || IsRow(row, "37")) {
      made = SelectorRow(row.number, row.unit_id,
                         IsRow(row, "36") ? v1::COMPONENT_PLATELETS : v1::COMPONENT_UNSPECIFIED,
                         IsRow(row, "37") ? v1::DONOR_CLASS_PAID : v1::DONOR_CLASS_UNSPECIFIED);
    } else {
      made = HolderRow(row.number, row.unit_id,
                       row.quota < 0 ? std::nullopt : std::optional(row.quota));
    }
    if (IsRow(row, "14")) {
      made.mutable_selector()->set_unit_id(row.unit_id);
      made.mutable_selector()->set_round_id(kJointRound);
    }
    made.set_label(row.number);
    made.set_printed_name(row.name);
    *plan.add_rows() = made;
    if (IsRow(row, "07")) add_rule("07", row.unit_id, "kien-giang-benh-vien-da-khoa");
    for (const char* number : {"16", "17", "18", "19", "20"}) {
      if (IsRow(row, number)) add_rule(number, row.unit_id, "kien-giang-doan-uy-khoi");
    }
  }
  return plan;
}

void ReceiveKienGiang(World& world) {
  for (const PrintedRow& row : PrintedRows()) {
    for (const PrintedCell& cell : row.cells) {
      v1::Receipt receipt = MakeReceipt(row.unit_id, kFirst, cell.units);
      *receipt.mutable_interval() = DateRange(kFirst, kLast);
      if (cell.month != 0) {
        const int32_t first = cell.month * 100 + 1;
        *receipt.mutable_interval() = DateRange(first, LastOfMonth(first));
      }
      receipt.set_component(v1::COMPONENT_WHOLE_BLOOD);
      receipt.set_donor_class(v1::DONOR_CLASS_VOLUNTARY);
      if (IsRow(row, "14")) receipt.set_round_id(kJointRound);
      if (IsRow(row, "36")) {
        receipt.set_component(v1::COMPONENT_PLATELETS);
        receipt.set_donor_class(v1::DONOR_CLASS_UNSPECIFIED);
      }
      if (IsRow(row, "37")) receipt.set_donor_class(v1::DONOR_CLASS_PAID);
      world.Receive(receipt);
    }
  }
}

World MakeKienGiang() {
  World world;
  OpenKienGiang(world);
  world.Issue(KienGiangPlan());
  ReceiveKienGiang(world);
  return world;
}

}  // namespace hemoledger
