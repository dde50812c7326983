// Files beside the log: whole and durable under their hash, or not there.
#include "store/attachments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rocksdb/env.h"
#include "store/ledger_store.h"
#include "store/testing/fault_env.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kPath[] = "/data";

std::string FileOf(const Hash256& hash) {
  return std::string(kPath) + "/attachments/" + Hex(hash);
}

class AttachmentsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(LedgerStore::Open({.path = kPath, .env = faults_.env(), .create_if_missing = true}));
    Open();
  }
  void Open() {
    store_.reset();
    auto opened = AttachmentStore::Open(kPath, faults_.env());
    ASSERT_OK(opened);
    store_ = *std::move(opened);
  }
  std::unique_ptr<AttachmentStore::Upload> Begin(const std::vector<std::string>& pieces) {
    auto upload = store_->Begin();
    EXPECT_OK(upload);
    for (const std::string& piece : pieces) EXPECT_OK((*upload)->Add(piece));
    return *std::move(upload);
  }
  std::unique_ptr<AttachmentStore::Upload> Committed(const std::string& bytes) {
    auto upload = Begin({bytes});
    upload->Finish();
    EXPECT_OK(upload->Commit());
    return upload;
  }
  absl::StatusOr<std::string> ReadAll(const Hash256& hash, size_t size = 7) {
    auto reader = store_->Read(hash);
    if (!reader.ok()) return reader.status();
    std::string all;
    while (true) {
      auto piece = (*reader)->Next(size);
      if (!piece.ok()) return piece.status();
      if (piece->empty()) return all;
      all += *piece;
    }
  }
  std::vector<std::string> List() {
    auto names = store_->List();
    EXPECT_OK(names);
    return *std::move(names);
  }

  FaultEnv faults_{3};
  std::unique_ptr<AttachmentStore> store_;
};

TEST_F(AttachmentsTest, AnUploadIsReadBackByItsHash) {
  auto upload = Begin({"bản ", "quét ", "có dấu đỏ"});
  EXPECT_EQ(upload->size_bytes(), std::string("bản quét có dấu đỏ").size());
  const Hash256 hash = upload->Finish();
  EXPECT_EQ(hash, Sha256("bản quét có dấu đỏ"));
  EXPECT_THAT(upload->ReadBack(0, 3), IsOkAndHolds("b\xe1\xba"));
  EXPECT_THAT(upload->ReadBack(upload->size_bytes() - 5, 100), IsOkAndHolds("đỏ"));
  // Before it is committed nobody finds it.
  EXPECT_THAT(store_->Read(hash), StatusIs(ERROR_REASON_ATTACHMENT_NOT_FOUND));
  ASSERT_OK(upload->Commit());
  upload->Settle([] { return true; });
  EXPECT_THAT(List(), ElementsAre(Hex(hash)));
  EXPECT_THAT(ReadAll(hash), IsOkAndHolds("bản quét có dấu đỏ"));
  EXPECT_THAT(ReadAll(hash, 1 << 20), IsOkAndHolds("bản quét có dấu đỏ"));
}

TEST_F(AttachmentsTest, ADroppedUploadLeavesNothing) {
  Begin({"một phần"}).reset();
  EXPECT_THAT(List(), IsEmpty());
  auto finished = Begin({"tất cả"});
  finished->Finish();
  finished.reset();
  EXPECT_THAT(List(), IsEmpty());
}

TEST_F(AttachmentsTest, AnUploadThatWasCutGoesAtTheNextOpening) {
  auto upload = Begin({"một phần"});
  EXPECT_THAT(List(), SizeIs(1));
  // The process is killed.
  faults_.Stop();
  upload.reset();
  store_.reset();
  faults_.Restart();
  EXPECT_THAT(faults_.Files(".part"), SizeIs(1));
  Open();
  EXPECT_THAT(List(), IsEmpty());
}

TEST_F(AttachmentsTest, WhatIsCommittedSurvivesALossOfPower) {
  const Hash256 hash = Sha256("bền vững");
  auto committed = Committed("bền vững");
  auto cut = Begin({"một phần"});
  faults_.Stop();
  committed.reset();
  cut.reset();
  store_.reset();
  faults_.PowerCut();
  Open();
  EXPECT_THAT(List(), ElementsAre(Hex(hash)));
  EXPECT_THAT(ReadAll(hash), IsOkAndHolds("bền vững"));
}

TEST_F(AttachmentsTest, AFailedSyncLeavesNoFileUnderTheHash) {
  auto upload = Begin({"không bền"});
  const Hash256 hash = upload->Finish();
  faults_.FailAfter(FaultEnv::Operation::kSync, 1, FaultEnv::Fault::kIoError);
  EXPECT_THAT(upload->Commit(), StatusIs(ERROR_REASON_FILE_UNREADABLE));
  upload.reset();
  EXPECT_THAT(store_->Read(hash), StatusIs(ERROR_REASON_ATTACHMENT_NOT_FOUND));
}

TEST_F(AttachmentsTest, ChangedBytesAreToldAtTheEnd) {
  Committed("nguyên bản")->Settle([] { return true; });
  const Hash256 hash = Sha256("nguyên bản");
  faults_.WriteFile(FileOf(hash), "nguyên bẳn");
  EXPECT_THAT(ReadAll(hash), StatusIs(ERROR_REASON_STORE_DAMAGED));
  // Uploaded again, it is whole again.
  Committed("nguyên bản")->Settle([] { return true; });
  EXPECT_OK(ReadAll(hash));
}

TEST_F(AttachmentsTest, WhatNoEventNamesGoes) {
  auto upload = Committed("bị từ chối");
  const Hash256 hash = Sha256("bị từ chối");
  EXPECT_OK(store_->Read(hash));
  upload->Settle([] { return false; });
  EXPECT_THAT(List(), IsEmpty());
}

TEST_F(AttachmentsTest, TheSameBytesOfTwoUploadsStayUntilBothAreSettled) {
  const Hash256 hash = Sha256("một tệp");
  auto refused = Committed("một tệp");
  auto taken = Committed("một tệp");
  bool asked = false;
  refused->Settle([&asked] { return asked = true, false; });
  EXPECT_FALSE(asked) << "the other one decides";
  EXPECT_OK(store_->Read(hash));
  taken->Settle([] { return true; });
  EXPECT_OK(ReadAll(hash));
  // A third, refused: an event names the file.
  Committed("một tệp")->Settle([] { return true; });
  EXPECT_OK(ReadAll(hash));
}

TEST_F(AttachmentsTest, ToReadNothingIsMade) {
  FaultEnv other(4);
  const auto store = AttachmentStore::OpenToRead(kPath, other.env());
  EXPECT_THAT(store->List(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(store->Read(Sha256("x")), StatusIs(ERROR_REASON_ATTACHMENT_NOT_FOUND));
  EXPECT_THAT(other.Files(), IsEmpty());
}

TEST_F(AttachmentsTest, AFolderThatHasAttachmentsAndNoLedgerGetsNoNewOne) {
  FaultEnv other(5);
  ASSERT_TRUE(other.env()->CreateDirIfMissing("/lost").ok());
  ASSERT_TRUE(other.env()->CreateDirIfMissing("/lost/attachments").ok());
  other.WriteFile("/lost/attachments/" + Hex(Sha256("x")), "x");
  const auto opened =
      LedgerStore::Open({.path = "/lost", .env = other.env(), .create_if_missing = true});
  EXPECT_THAT(opened, StatusIs(ERROR_REASON_FILE_UNREADABLE));
  EXPECT_THAT(FieldOf(opened.status(), "detail"), ::testing::HasSubstr("attachments"));
  // Beside a ledger they stand rightly.
  store_.reset();
  EXPECT_OK(LedgerStore::Open({.path = kPath, .env = faults_.env(), .create_if_missing = true}));
}

TEST(AttachmentNameTest, IsAHash) {
  EXPECT_TRUE(IsAttachmentName(Hex(Sha256("x"))));
  EXPECT_FALSE(IsAttachmentName("upload-1.part"));
  EXPECT_FALSE(IsAttachmentName(""));
  EXPECT_FALSE(IsAttachmentName(std::string(64, 'A')));
  EXPECT_FALSE(IsAttachmentName(std::string(62, 'a')));
  EXPECT_FALSE(IsAttachmentName(std::string(64, 'g')));
}

}  // namespace
}  // namespace hemoledger
