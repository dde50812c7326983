#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class UnitsFileTest : public InputTest {
 protected:
  absl::StatusOr<UnitsFile> Read(std::string_view table, std::string_view header = "") {
    Write("u.csv", table);
    return ReadUnitsFile(Write("u.toml", std::string("table = \"u.csv\"\n") + std::string(header)),
                         random_, problems_);
  }
};

TEST_F(UnitsFileTest, OpensUnitsWithVietnameseHeadings) {
  ASSERT_OK_AND_ASSIGN(const UnitsFile file,
                       Read("Mã đơn vị;LOẠI;Tên đơn vị;Trực thuộc;Mã hành chính;Từ ngày;Tên khác\n"
                            "vn;quốc gia;Việt Nam;;;;\n"
                            "a;tỉnh;Tỉnh A;vn;01;01/7/2025;A một| A hai |\n"));
  ASSERT_EQ(file.changes.size(), 2u);
  EXPECT_EQ(file.changes[0].opened().kind(), v1::UNIT_KIND_NATION);
  const v1::UnitOpened& opened = file.changes[1].opened();
  EXPECT_EQ(opened.unit_id(), "a");
  EXPECT_EQ(opened.name(), "Tỉnh A");
  EXPECT_EQ(opened.parent_id(), "vn");
  EXPECT_EQ(opened.code(), "01");
  EXPECT_EQ(opened.from_date(), 20250701);
  EXPECT_THAT(opened.aliases(), ElementsAre("A một", "A hai"));
  EXPECT_EQ(file.places[1].line, 3);
}

TEST_F(UnitsFileTest, ReadsEveryKindOfChangeWithItsDocumentAndReason) {
  ASSERT_OK_AND_ASSIGN(const UnitsFile file,
                       Read("change,unit_id,name,parent,kind,code,from,aliases\n"
                            "rename,a,Tỉnh AA,,,,2025-01-01,\n"
                            "move,b,,a,,,2025-01-01,\n"
                            "kind,b,,,xã,,2025-01-01,\n"
                            "code,b,,,,,2025-01-01,\n"
                            "alias,b,,,,,,Bê|Bờ\n"
                            "close,c,,,,,1/7/2025,\n",
                            "reason = \"Sắp xếp\"\n[document]\nnumber = \"202/2025/QH15\"\n"));
  ASSERT_EQ(file.changes.size(), 7u);
  EXPECT_EQ(file.changes[0].renamed().name(), "Tỉnh AA");
  EXPECT_EQ(file.changes[1].moved().parent_id(), "a");
  EXPECT_EQ(file.changes[2].kind_set().kind(), v1::UNIT_KIND_COMMUNE);
  EXPECT_EQ(file.changes[3].code_set().code(), "");
  EXPECT_EQ(file.changes[4].alias_added().alias(), "Bê");
  EXPECT_EQ(file.changes[5].alias_added().alias(), "Bờ");
  EXPECT_EQ(file.changes[6].closed().from_date(), 20250701);
  ASSERT_EQ(file.texts.size(), 7u);
  for (size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(file.changes[i].authority().number(), "202/2025/QH15");
    EXPECT_EQ(file.changes[i].reason().ordinal(), 0u);
    EXPECT_EQ(file.texts[i].submission_index(), i);
    EXPECT_EQ(file.texts[i].text(), "Sắp xếp");
  }
}

TEST_F(UnitsFileTest, AUnitIsCarriedOnByAnother) {
  for (const char* const table : {"Thay đổi;Mã đơn vị;Mã đơn vị kế thừa;Từ ngày\n"
                                  "kế thừa;a-2021;a-2022;01/01/2022\n",
                                  "change,unit_id,successor,from\n"
                                  "succeed,a-2021,a-2022,2022-01-01\n"}) {
    ASSERT_OK_AND_ASSIGN(const UnitsFile file, Read(table, "reason = \"Đổi tên\"\n"));
    ASSERT_EQ(file.changes.size(), 1u);
    const v1::UnitSucceeded& succeeded = file.changes[0].succeeded();
    EXPECT_EQ(succeeded.unit_id(), "a-2021");
    EXPECT_EQ(succeeded.successor_unit_id(), "a-2022");
    EXPECT_EQ(succeeded.from_date(), 20220101);
    ASSERT_EQ(file.texts.size(), 1u);
    EXPECT_EQ(file.texts[0].text(), "Đổi tên");
  }
}

TEST_F(UnitsFileTest, ASuccessionNeedsReasonSuccessorAndDay) {
  EXPECT_FALSE(Read("Thay đổi,Mã đơn vị,Mã đơn vị kế thừa,Từ ngày,Tên đơn vị\n"
                    "kế thừa,a,b,01/01/2022,\n"
                    "kế thừa,b,,,Tên\n"
                    "đổi tên,c,d,01/01/2022,Tên\n")
                   .ok());
  EXPECT_THAT(
      Lines(problems_),
      ElementsAre(HasSubstr("u.csv:2:1 (Thay đổi): A succession needs a reason"),
                  HasSubstr("u.csv:3:5 (Tên đơn vị): This kind of change does not use"),
                  HasSubstr("u.csv:3:3 (Mã đơn vị kế thừa): The cell must not be blank"),
                  HasSubstr("u.csv:3:4 (Từ ngày): The cell must not be blank"),
                  HasSubstr("u.csv:3:1 (Thay đổi): A succession needs a reason"),
                  HasSubstr("u.csv:4:3 (Mã đơn vị kế thừa): This kind of change does not")));
}

TEST_F(UnitsFileTest, TellsEveryFaultAtOnce) {
  EXPECT_THAT(Read("Mã đơn vị,Loại,Tên đơn vị,Trực thuộc,Từ ngày\n"
                   "A b,tỉnh,Tỉnh A,vn,\n"
                   "b,thôn,Thôn B,vn,31/02/2021\n"
                   ",tỉnh,,,\n"
                   "c,tỉnh,Tỉnh C,vn,\n"
                   "c,tỉnh,Tỉnh C,vn,\n")
                  .status(),
              StatusIs(ERROR_REASON_INPUT_FILE_INVALID));
  EXPECT_THAT(
      Lines(problems_),
      ElementsAre(HasSubstr("u.csv:2:1 (Mã đơn vị): "), HasSubstr("u.csv:3:2 (Loại): Use one of"),
                  HasSubstr("u.csv:3:5 (Từ ngày): "),
                  HasSubstr("u.csv:4:1 (Mã đơn vị): The cell must not be blank"),
                  HasSubstr("u.csv:4:3 (Tên đơn vị): The cell must not be blank"),
                  HasSubstr("u.csv:4:4 (Trực thuộc): The cell must not be blank"),
                  HasSubstr("u.csv:6:1 (Mã đơn vị): \"c\" stands already in line 5")));
  EXPECT_EQ(problems_.list()[0].reason, ERROR_REASON_ID_INVALID);
  EXPECT_EQ(problems_.list()[2].reason, ERROR_REASON_DATE_INVALID);
  EXPECT_EQ(problems_.list()[6].reason, ERROR_REASON_DUPLICATE);
}

TEST_F(UnitsFileTest, RefusesCellsThatTheChangeDoesNotUse) {
  EXPECT_FALSE(Read("Thay đổi,Mã đơn vị,Tên đơn vị,Loại,Từ ngày\n"
                    "đổi tên,a,Tỉnh AA,tỉnh,2025-01-01\n"
                    "giải thể,b,,,\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("u.csv:2:4 (Loại): This kind of change does not use"),
                          HasSubstr("u.csv:3:5 (Từ ngày): The cell must not be blank")));
}

}  // namespace
}  // namespace hemoledger
