#include "clients/lib/spool_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/client/fake_connection.h"
#include "tests/unit/client/fake_receipt_server.h"

namespace hemoledger {
namespace {

class SpoolFileTest : public testing::Test {
 protected:
  SpoolFileTest() {
    connection_.open_stream = [this] { return server_.OpenStream(); };
    connection_.get_source = [](const v1::GetSourceRequest&) { return v1::GetSourceResponse(); };
    server_.OpenSource("may-a");
  }

  void Record(Spool& spool, uint32_t n) {
    for (uint32_t i = 1; i <= n; ++i) {
      SpoolDraft draft;
      v1::Receipt& receipt = *draft.submission.mutable_receipt_recorded()->mutable_receipt();
      receipt = MakeReceipt("xa-a", 20210405, i);
      MadeText made = MakeText(0, "ghi chú", random_);
      *receipt.mutable_note() = made.text;
      draft.texts.push_back(made.accompanying);
      ASSERT_OK(spool.Record(std::span(&draft, 1)));
    }
  }

  std::unique_ptr<Spool> OpenSpool() {
    auto spool = Spool::Open({.folder = dir_.Join("spool"), .source_id = "may-a"}, clock_);
    EXPECT_OK(spool);
    return *std::move(spool);
  }

  absl::StatusOr<StreamProgress> Send(SpoolFile& file) {
    return SendSpoolFile(file, connection_, {}, clock_, random_, {});
  }

  std::string Bytes() {
    std::ifstream stream(path_, std::ios::binary);
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
  }

  TempDir dir_;
  const std::string path_ = dir_.Join("stick.hemospool");
  FakeReceiptServer server_;
  FakeConnection connection_;
  FakeClock clock_;
  SeededRandom random_{3};
};

TEST_F(SpoolFileTest, HoldsWhatWaitsWithItsTextsUnderTheSameNumbers) {
  const auto spool = OpenSpool();
  Record(*spool, 5);
  v1::OutcomeRun run;
  run.set_first_number(1);
  run.set_count(2);
  run.set_outcome(v1::SUBMISSION_OUTCOME_CREATED);
  ASSERT_OK(spool->Acknowledge(std::span(&run, 1)));
  EXPECT_THAT(WriteSpoolFile(*spool, false, path_), IsOkAndHolds(3u));
  ASSERT_OK_AND_ASSIGN(const auto file, SpoolFile::Open(path_));
  EXPECT_EQ(file->source_id(), "may-a");
  EXPECT_EQ(file->first_sequence(), 3u);
  EXPECT_EQ(file->opening().sequence().acknowledged_sequence(), 2u);
  ASSERT_OK_AND_ASSIGN(const auto items, spool->Read(3, 10, 1 << 20));
  for (const SpoolItem& item : items) {
    ASSERT_OK_AND_ASSIGN(const auto read, file->Next());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->bytes, item.bytes);
    ASSERT_EQ(read->texts.size(), 1u);
    EXPECT_EQ(read->texts[0].SerializeAsString(), item.texts[0].SerializeAsString());
  }
  EXPECT_FALSE(file->Next()->has_value());
  EXPECT_THAT(WriteSpoolFile(*spool, true, path_), IsOkAndHolds(5u));
}

TEST_F(SpoolFileTest, SentTwiceAndThenByItsOwnerIsRecordedOnce) {
  const auto spool = OpenSpool();
  Record(*spool, 30);
  ASSERT_OK(WriteSpoolFile(*spool, false, path_));
  ASSERT_OK_AND_ASSIGN(const auto file, SpoolFile::Open(path_));
  ASSERT_OK_AND_ASSIGN(const StreamProgress first, Send(*file));
  EXPECT_EQ(first.created, 30u);
  ASSERT_OK_AND_ASSIGN(const StreamProgress second, Send(*file));
  EXPECT_EQ(second.exists, 30u);
  EXPECT_EQ(server_.recorded().size(), 30u);
  EXPECT_EQ(spool->state().waiting(), 30u) << "its owner learns of it when it sends";
}

TEST_F(SpoolFileTest, EveryCutAndEveryChangedByteIsRefused) {
  const auto spool = OpenSpool();
  Record(*spool, 2);
  ASSERT_OK(WriteSpoolFile(*spool, false, path_));
  const std::string whole = Bytes();
  ASSERT_OK(SpoolFile::Open(path_));
  for (size_t i = 0; i < whole.size(); ++i) {
    WriteFile(path_, whole.substr(0, i));
    ASSERT_THAT(SpoolFile::Open(path_), StatusIs(ERROR_REASON_INPUT_FILE_INVALID))
        << "cut at " << i;
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x41);
    WriteFile(path_, changed);
    ASSERT_THAT(SpoolFile::Open(path_), StatusIs(ERROR_REASON_INPUT_FILE_INVALID)) << "byte " << i;
  }
  WriteFile(path_, whole + "x");
  EXPECT_THAT(SpoolFile::Open(path_), StatusIs(ERROR_REASON_INPUT_FILE_INVALID));
  EXPECT_THAT(SpoolFile::Open(dir_.Join("none")), StatusIs(ERROR_REASON_FILE_UNREADABLE));
}

TEST_F(SpoolFileTest, NumbersThatTheServerMissesAreTold) {
  const auto spool = OpenSpool();
  Record(*spool, 3);
  v1::OutcomeRun run;
  run.set_first_number(1);
  run.set_count(2);
  run.set_outcome(v1::SUBMISSION_OUTCOME_CREATED);
  ASSERT_OK(WriteSpoolFile(*spool, false, path_));
  ASSERT_OK(spool->Acknowledge(std::span(&run, 1)));
  ASSERT_OK(WriteSpoolFile(*spool, false, path_));
  ASSERT_OK_AND_ASSIGN(const auto file, SpoolFile::Open(path_));
  EXPECT_THAT(Send(*file), StatusIs(ERROR_REASON_SERVER_LOST_HISTORY));
}

}  // namespace
}  // namespace hemoledger
