#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ReceiptsFileTest : public InputTest {
 protected:
  absl::StatusOr<ReceiptsFile> Read(std::string_view table, std::string_view more = "") {
    Write("r.csv", table);
    const std::string header =
        "feed = \"f\"\nunit_under = \"tinh-a\"\ntable = \"r.csv\"\n" + std::string(more);
    return ReadReceiptsFile(Write("r.toml", header), &resolver_, random_, problems_);
  }
};

TEST_F(ReceiptsFileTest, ReadsAllColumns) {
  ASSERT_OK_AND_ASSIGN(
      const ReceiptsFile file,
      Read("Mã phiếu;Đơn vị;Nơi tiếp nhận;Tính cho mã đơn vị;Ngày;250 ml;350ml;Số đơn vị máu;"
           "Nhắc lại;Thành phần;Loại người hiến;Đợt;Chiến dịch;Cấp cứu;Ghi chú\n"
           "P/1;TP. Rạch Giá;BCĐ. huyện Hoà An;tinh-a-truong;05/4/2021;30;12;42;40;tiểu cầu;"
           "người nhà;dot-1;xuan-hong;có;\"Một\nhai\"\n"));
  EXPECT_EQ(file.feed, "f");
  ASSERT_EQ(file.receipts.size(), 1u);
  const InputReceipt& input = file.receipts[0];
  EXPECT_EQ(input.external_id, "P/1");
  EXPECT_EQ(input.place.line, 2);
  const v1::Receipt& receipt = input.receipt;
  EXPECT_EQ(receipt.unit().name().name(), "TP. Rạch Giá");
  EXPECT_EQ(receipt.unit().name().under_unit_id(), "tinh-a");
  EXPECT_EQ(receipt.unit().name().date(), 0);
  EXPECT_EQ(receipt.collecting_unit().name().name(), "BCĐ. huyện Hoà An");
  EXPECT_EQ(receipt.credited_to().unit_id(), "tinh-a-truong");
  EXPECT_EQ(receipt.interval().first_date(), 20210405);
  EXPECT_EQ(receipt.interval().last_date(), 0);
  EXPECT_EQ(receipt.component(), v1::COMPONENT_PLATELETS);
  EXPECT_EQ(receipt.donor_class(), v1::DONOR_CLASS_FAMILY_REPLACEMENT);
  ASSERT_EQ(receipt.bags_size(), 2);
  EXPECT_EQ(receipt.bags(0).volume_ml(), 250u);
  EXPECT_EQ(receipt.bags(0).count(), 30u);
  EXPECT_EQ(receipt.bags(1).volume_ml(), 350u);
  EXPECT_EQ(receipt.bags(1).count(), 12u);
  EXPECT_EQ(receipt.repeat_donors(), 40u);
  EXPECT_EQ(receipt.round_id(), "dot-1");
  EXPECT_EQ(receipt.campaign_id(), "xuan-hong");
  EXPECT_TRUE(receipt.emergency());
  ASSERT_EQ(input.texts.size(), 1u);
  EXPECT_EQ(input.texts[0].text(), "Một\nhai");
  EXPECT_EQ(input.texts[0].salt().size(), 32u);
}

TEST_F(ReceiptsFileTest, DefaultsHoldWhereACellIsBlankAndAColumnOverrides) {
  ASSERT_OK_AND_ASSIGN(const ReceiptsFile file,
                       Read("id,unit_id,month,from,to,count,component,donor_class\n"
                            "1,tinh-a,,,,5,,\n"
                            "2,tinh-a,4/2021,,,5,tiểu cầu,không ghi\n"
                            "3,tinh-a,,2021-05-01,2021-06-15,5,,paid\n",
                            "[defaults]\ninterval = { from = 2020-12-01, to = 2021-11-30 }\n"
                            "component = \"whole-blood\"\ndonor_class = \"tình nguyện\"\n"
                            "volume_ml = 350\nround = \"dot-1\"\n"));
  ASSERT_EQ(file.receipts.size(), 3u);
  const v1::Receipt& first = file.receipts[0].receipt;
  EXPECT_EQ(first.interval().first_date(), 20201201);
  EXPECT_EQ(first.interval().last_date(), 20211130);
  EXPECT_EQ(first.component(), v1::COMPONENT_WHOLE_BLOOD);
  EXPECT_EQ(first.donor_class(), v1::DONOR_CLASS_VOLUNTARY);
  EXPECT_EQ(first.bags(0).volume_ml(), 350u);
  EXPECT_EQ(first.round_id(), "dot-1");
  EXPECT_FALSE(first.has_repeat_donors());
  const v1::Receipt& second = file.receipts[1].receipt;
  EXPECT_EQ(second.interval().first_date(), 20210401);
  EXPECT_EQ(second.interval().last_date(), 20210430);
  EXPECT_EQ(second.component(), v1::COMPONENT_PLATELETS);
  EXPECT_EQ(second.donor_class(), v1::DONOR_CLASS_UNSPECIFIED);
  const v1::Receipt& third = file.receipts[2].receipt;
  EXPECT_EQ(third.interval().last_date(), 20210615);
  EXPECT_EQ(third.donor_class(), v1::DONOR_CLASS_PAID);
}

TEST_F(ReceiptsFileTest, RefusesCountsThatCannotBeReadWithCertainty) {
  for (const std::string_view count :
       {"1.14", "\"1,1410\"", "-5", "1e3", "5 6", "0", "100.001", "99999999999999999999", "năm"}) {
    SCOPED_TRACE(count);
    problems_ = {};
    EXPECT_FALSE(
        Read("id,unit_id,date,count\n1,tinh-a,1/1/2021," + std::string(count) + "\n").ok());
    ASSERT_EQ(problems_.total(), 1u);
    EXPECT_EQ(problems_.list()[0].place.line, 2);
    EXPECT_EQ(problems_.list()[0].place.column, 4);
    EXPECT_EQ(problems_.list()[0].place.heading, "count");
  }
  problems_ = {};
  EXPECT_OK(Read("id;unit_id;date;count\n1;tinh-a;1/1/2021;1.163\n2;tinh-a;1/1/2021;1,163\n"));
}

TEST_F(ReceiptsFileTest, TellsEveryFaultOfEveryRow) {
  EXPECT_FALSE(Read("Mã phiếu,Đơn vị,Ngày,Tháng,Số lượng,Nhắc lại\n"
                    "1,Rạch Gía,1/1/2021,,5,\n"
                    "2,Rạch Giaa,31/4/2021,,5,\n"
                    ",Rạch Giá,,13/2021,5,\n"
                    "1,Rạch Giá,1/1/2021,1/2021,5,6\n"
                    "5,,,,,\n")
                   .ok());
  EXPECT_THAT(
      Lines(problems_),
      ElementsAre(HasSubstr("r.csv:2:2 (Đơn vị): "), HasSubstr("r.csv:3:3 (Ngày): "),
                  HasSubstr("r.csv:3:2 (Đơn vị): "),
                  HasSubstr("r.csv:4:1 (Mã phiếu): The cell must not be blank"),
                  HasSubstr("r.csv:4:4 (Tháng): There is no such month"),
                  HasSubstr("r.csv:5:1 (Mã phiếu): \"1\" stands already in line 2"),
                  HasSubstr("r.csv:5: State only one of"), HasSubstr("r.csv:5:6 (Nhắc lại): "),
                  HasSubstr("r.csv:6: The time is missing"),
                  HasSubstr("r.csv:6:2 (Đơn vị): The cell must not be blank"),
                  HasSubstr("r.csv:6:5 (Số lượng): The receipt has no blood unit")));
  const Problem& unknown = problems_.list()[2];
  EXPECT_EQ(unknown.reason, ERROR_REASON_UNIT_NOT_FOUND);
  EXPECT_EQ(unknown.value, "Rạch Giaa");
  EXPECT_THAT(unknown.message_vi, HasSubstr("Thành phố Rạch Giá"));
}

TEST_F(ReceiptsFileTest, ATotalBesideVolumesMustBeTheirSum) {
  EXPECT_FALSE(Read("id,unit_id,date,250 ml,350 ml,count\n"
                    "1,tinh-a,1/1/2021,3,4,7\n"
                    "2,tinh-a,1/1/2021,3,4,8\n"
                    "3,tinh-a,1/1/2021,0,4,4\n"
                    "4,tinh-a,1/1/2021,,,9\n"
                    "5,tinh-a,1/1/2021,0,,\n")
                   .ok());
  EXPECT_THAT(Lines(problems_),
              ElementsAre(HasSubstr("r.csv:3:6 (count): The total is not the sum"),
                          HasSubstr("r.csv:6:6 (count): The receipt has no blood unit")));
}

TEST_F(ReceiptsFileTest, AnAmbiguousNameIsToldWithItsCandidates) {
  Write("r.csv", "id,unit,date,count\n1,Trường Cao đẳng,1/1/2021,5\n");
  EXPECT_FALSE(ReadReceiptsFile(Write("r.toml", "feed = \"f\"\ntable = \"r.csv\"\n"), &resolver_,
                                random_, problems_)
                   .ok());
  ASSERT_EQ(problems_.total(), 1u);
  EXPECT_EQ(problems_.list()[0].reason, ERROR_REASON_UNIT_NAME_AMBIGUOUS);
  EXPECT_THAT(problems_.list()[0].message_en, HasSubstr("tinh-b-truong"));
}

TEST_F(ReceiptsFileTest, AsksForEachNameOnceADay) {
  EXPECT_OK(Read("id,unit,date,count\n1,Rạch Giá,1/1/2021,5\n2,Rạch Giá,1/1/2021,5\n"));
  // `unit_under` and the name.
  EXPECT_EQ(resolver_.asked(), 2);
}

// A resolver that reaches nobody.
class DeadResolver : public UnitResolver {
 public:
  absl::StatusOr<std::string> Resolve(const v1::UnitReference&) override {
    ++asked;
    return MakeError(ERROR_REASON_SERVER_STOPPING, {{"retry_after_seconds", 1}});
  }
  int asked = 0;
};

TEST_F(ReceiptsFileTest, AFailingResolverEndsTheReadingWithItsError) {
  DeadResolver dead;
  Write("r.csv", "id,unit,date,count\n1,A,1/1/2021,5\n2,B,1/1/2021,5\n");
  EXPECT_THAT(ReadReceiptsFile(Write("r.toml", "feed = \"f\"\ntable = \"r.csv\"\n"), &dead, random_,
                               problems_)
                  .status(),
              StatusIs(ERROR_REASON_SERVER_STOPPING));
  EXPECT_EQ(dead.asked, 1);
}

TEST_F(ReceiptsFileTest, ReadTwiceDiffersOnlyInSalts) {
  constexpr std::string_view kTable = "id,unit_id,date,count,note\n1,tinh-a,1/1/2021,5,Mưa\n";
  ASSERT_OK_AND_ASSIGN(ReceiptsFile first, Read(kTable));
  ASSERT_OK_AND_ASSIGN(ReceiptsFile second, Read(kTable));
  v1::Receipt& a = first.receipts[0].receipt;
  v1::Receipt& b = second.receipts[0].receipt;
  EXPECT_NE(a.note().commitment(), b.note().commitment());
  a.mutable_note()->clear_commitment();
  b.mutable_note()->clear_commitment();
  EXPECT_EQ(a.SerializeAsString(), b.SerializeAsString());
  EXPECT_EQ(first.receipts[0].texts[0].text(), second.receipts[0].texts[0].text());
}

TEST_F(ReceiptsFileTest, KeepsAtMostAThousandProblemsAndCountsAll) {
  std::string table = "id,unit_id,date,count\n";
  for (int i = 0; i < 1500; ++i) table += std::to_string(i) + ",tinh-a,1/1/2021,-1\n";
  EXPECT_FALSE(Read(table).ok());
  EXPECT_EQ(problems_.total(), 1500u);
  EXPECT_EQ(problems_.list().size(), Problems::kMaxProblems);
}

}  // namespace
}  // namespace hemoledger
