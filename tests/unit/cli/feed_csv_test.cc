// hemo feed csv, against a server in memory. Watching without end is tested with real programs
// (tests/e2e/python/csv_feed_test.py).
#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "clients/lib/internal/folder_lock.h"
#include "tests/unit/cli/hemo_runner.h"
#include "tests/unit/client/fake_receipt_server.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::UnorderedElementsAre;

constexpr char kHeadings[] = "Mã phiếu;Mã đơn vị;Số đơn vị máu;Ngày\n";

class FeedCsvTest : public HemoTest {
 protected:
  FeedCsvTest() {
    connection_.open_stream = [this] { return receipts_.OpenStream(); };
    folder_ = dir_.Join("thả");
    std::filesystem::create_directory(folder_);
  }

  void Drop(const std::string& name, const std::string& content) {
    WriteFile(folder_ + "/" + name, content);
  }

  int Feed(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"feed",     "csv", "--watch", folder_, "--once",
                                          "--settle", "0",   "--feed",  "bv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Hemo(arguments);
  }

  // Paths below the folder, without the lock.
  std::set<std::string> Files() const {
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file() || entry.path().filename() == "lock") continue;
      files.insert(std::filesystem::relative(entry.path(), folder_).string());
    }
    return files;
  }

  // The one file in the folder of refused ones with this ending.
  std::string Refused(const std::string& ending) const {
    for (const std::string& file : Files()) {
      if (file.starts_with("tu-choi/") && file.ends_with(ending)) return folder_ + "/" + file;
    }
    ADD_FAILURE() << "no refused " << ending;
    return folder_ + "/none";
  }

  std::string folder_;
  FakeReceiptServer receipts_;
};

TEST_F(FeedCsvTest, GoodRowsAreSentBadOnesKeptAndTheFileArchived) {
  Drop("phieu.csv", std::string(kHeadings) +
                        "P1;xa-b;10;05/4/2021\nP2;xa-b;666;05/4/2021\nP3;xa-b;x;05/4/2021\n"
                        "P4;xa-b;20;05/4/2021\n");
  EXPECT_EQ(Feed(), 1) << err_;
  EXPECT_EQ(receipts_.recorded().size(), 2u);
  EXPECT_THAT(out_, HasSubstr("phieu.csv: 4 dòng: 2 mới ghi, 0 đã có, 2 bị từ chối "
                              "(tu-choi/phieu-"));
  EXPECT_THAT(Files(), UnorderedElementsAre(MatchesRegex("da-nhap/20[0-9-]+/phieu.csv"),
                                            MatchesRegex("tu-choi/phieu-[0-9a-f]+.reject.csv")));
  const std::string refused = ReadFile(Refused(".reject.csv"));
  EXPECT_THAT(refused, HasSubstr("ROUND_NOT_FOUND;"));
  EXPECT_THAT(refused, HasSubstr(";P2;xa-b;666;05/4/2021\r\nINPUT_FILE_INVALID;"));
  EXPECT_THAT(refused, HasSubstr(";P3;xa-b;x;05/4/2021\r\n"));
  EXPECT_THAT(refused, ::testing::Not(HasSubstr("P1;")));
}

TEST_F(FeedCsvTest, AMendedFileOfRefusedRowsIsTaken) {
  Drop("phieu.csv", std::string(kHeadings) + "P1;xa-b;10;05/4/2021\nP2;xa-b;x;05/4/2021\n");
  EXPECT_EQ(Feed(), 1);
  const std::string path = Refused(".reject.csv");
  std::string refused = ReadFile(path);
  refused.replace(refused.find("P2;xa-b;x"), 9, "P2;xa-b;7");
  std::filesystem::remove(path);
  Drop(std::filesystem::path(path).filename(), refused);
  EXPECT_EQ(Feed(), 0) << out_ << err_;
  EXPECT_EQ(receipts_.recorded().size(), 2u);
  EXPECT_THAT(out_, HasSubstr("1 dòng: 1 mới ghi, 0 đã có; da-nhap/"));
}

TEST_F(FeedCsvTest, TheSameNameWithOtherContentIsAnotherFile) {
  Drop("phieu.csv", std::string(kHeadings) + "P1;xa-b;10;05/4/2021\nP2;xa-b;x;05/4/2021\n");
  EXPECT_EQ(Feed(), 1);
  Drop("phieu.csv", std::string(kHeadings) + "P1;xa-b;11;05/4/2021\nP3;xa-b;12;05/4/2021\n");
  EXPECT_EQ(Feed(), 1);
  EXPECT_THAT(out_, HasSubstr("2 dòng: 1 mới ghi, 0 đã có, 1 bị từ chối"));
  EXPECT_EQ(receipts_.recorded().size(), 2u);
  EXPECT_THAT(Files(), UnorderedElementsAre(MatchesRegex("da-nhap/20[0-9-]+/phieu.csv"),
                                            MatchesRegex("da-nhap/20[0-9-]+/phieu-2.csv"),
                                            MatchesRegex("tu-choi/phieu-[0-9a-f]+.reject.csv"),
                                            MatchesRegex("tu-choi/phieu-[0-9a-f]+.reject.csv")));
  // What differs from the ledger says so.
  std::string all;
  for (const std::string& file : Files()) {
    if (file.starts_with("tu-choi/")) all += ReadFile(folder_ + "/" + file);
  }
  EXPECT_THAT(all, HasSubstr("EXISTS_WITH_DIFFERENT_CONTENT;"));
  EXPECT_THAT(all, HasSubstr(";P1;xa-b;11;05/4/2021\r\n"));
}

TEST_F(FeedCsvTest, TheSameFileAgainRecordsNothing) {
  const std::string content = std::string(kHeadings) + "P1;xa-b;10;05/4/2021\n";
  Drop("a.csv", content);
  EXPECT_EQ(Feed(), 0);
  Drop("a.csv", content);
  Drop("b.csv", content);
  EXPECT_EQ(Feed({"--format", "json"}), 0);
  EXPECT_EQ(receipts_.recorded().size(), 1u);
  EXPECT_THAT(out_, HasSubstr("\"created\":0,\"exists\":1,"));
  EXPECT_EQ(Files().size(), 3u);
}

TEST_F(FeedCsvTest, AFileThatCanNotBeReadStopsNoOther) {
  Drop("a.csv", "không phải phiếu\n");
  Drop("b.csv", std::string(kHeadings) + "P1;xa-b;10;05/4/2021\n");
  EXPECT_EQ(Feed(), 1);
  EXPECT_EQ(receipts_.recorded().size(), 1u);
  EXPECT_THAT(out_, HasSubstr("a.csv: không đọc được, chưa gửi dòng nào: "));
  EXPECT_EQ(ReadFile(Refused(".csv")), "không phải phiếu\n");
  EXPECT_THAT(ReadFile(Refused(".reason.txt")), HasSubstr("a.csv:1: Thiếu cột \"Mã phiếu\""));
}

TEST_F(FeedCsvTest, AServerThatIsAwayLeavesTheFile) {
  connection_.open_stream = [this] {
    FakeReceiptServer::Faults faults;
    for (uint64_t n = 1; n < 1'000; ++n) faults.cut_before_batch.insert(n);
    receipts_.set_faults(faults);
    return receipts_.OpenStream();
  };
  Drop("a.csv", std::string(kHeadings) + "P1;xa-b;10;05/4/2021\nP2;xa-b;x;05/4/2021\n");
  EXPECT_EQ(Feed({"--wait", "0"}), 3);
  EXPECT_THAT(Files(), ElementsAre("a.csv"));
  EXPECT_THAT(out_, IsEmpty());
}

TEST_F(FeedCsvTest, WhatIsLeftIsTold) {
  Drop("a.pdf", "?");
  Drop("b.csv", std::string(kHeadings) + "P1;xa-b;10;05/4/2021\n");
  EXPECT_EQ(Feed({"--lang", "en"}), 0) << err_;
  EXPECT_TRUE(ErrHas("a.pdf: left alone, it is no .csv, .tsv or .xlsx")) << err_;
}

TEST_F(FeedCsvTest, FaultsOfTheCommandLine) {
  EXPECT_EQ(Hemo({"feed", "csv", "--feed", "bv", "--once"}), 2);
  EXPECT_EQ(Hemo({"feed", "csv", "--watch", folder_, "--once"}), 2);
  EXPECT_TRUE(ErrHas("feed")) << err_;
  EXPECT_EQ(Hemo({"feed", "csv", "--watch", dir_.Join("none"), "--feed", "bv", "--once"}), 2);
  EXPECT_EQ(Hemo({"feed", "csv", "--watch", folder_, "--feed", "Bệnh viện", "--once"}), 2);
  EXPECT_TRUE(ErrHas("ID_INVALID")) << err_;
  EXPECT_EQ(Feed({"--header", dir_.Join("none.toml")}), 2);
}

TEST_F(FeedCsvTest, TwoAtOneFolderAreRefused) {
  Drop("a.csv", std::string(kHeadings) + "P1;xa-b;10;05/4/2021\n");
  std::filesystem::create_directory(folder_ + "/da-nhap");
  {
    const auto lock = internal::FolderLock::Take(folder_ + "/da-nhap");
    ASSERT_TRUE(lock.ok());
    EXPECT_EQ(Feed(), 2);
    EXPECT_TRUE(ErrHas("DATA_FOLDER_IN_USE")) << err_;
  }
  EXPECT_EQ(Feed(), 0) << err_;
}

}  // namespace
}  // namespace hemoledger
