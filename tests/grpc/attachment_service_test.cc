// Scans up and down over real channels.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "proto/base/random.h"
#include "proto/base/sha256.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPdf[] = "application/pdf";
constexpr char kWord[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr size_t kPiece = 1 << 20;

// A file of `size` bytes that begins as a PDF does.
std::string Pdf(size_t size) {
  SeededRandom random(size);
  std::string bytes = "%PDF-1.7\n" + random.Bytes(size);
  bytes.resize(size);
  return bytes;
}

// One stored entry after the other and their directory, as a zip archive has them (APPNOTE 4.3).
std::string Zip(const std::vector<std::string>& names, const std::string& comment = "") {
  const auto u16 = [](size_t n) {
    return std::string{static_cast<char>(n & 0xff), static_cast<char>(n >> 8 & 0xff)};
  };
  const auto u32 = [&](size_t n) { return u16(n & 0xffff) + u16(n >> 16); };
  std::string files;
  std::string directory;
  for (const std::string& name : names) {
    const std::string shared =
        u16(20) + u16(0) + u16(0) + u32(0) + u32(0) + u32(0) + u32(0) + u16(name.size()) + u16(0);
    directory += "PK\x01\x02" + u16(20) + shared + u16(0) + u16(0) + u16(0) + u32(0) +
                 u32(files.size()) + name;
    files += "PK\x03\x04" + shared + name;
  }
  return files + directory + "PK\x05\x06" + u16(0) + u16(0) + u16(names.size()) +
         u16(names.size()) + u32(directory.size()) + u32(files.size()) + u16(comment.size()) +
         comment;
}

std::string WordDocument() {
  return Zip({"[Content_Types].xml", "_rels/.rels", "word/document.xml"});
}

v1::AttachmentOpening Opening(const std::string& bytes, std::string_view record_id = "ban-quet",
                              std::string_view media_type = kPdf) {
  v1::AttachmentOpening open;
  open.set_request_id(Concat("upload-", record_id));
  v1::PlanRecorded& record = *open.mutable_record();
  record.set_plan_id("kien-giang-2021");
  record.set_record_id(std::string(record_id));
  v1::Attachment& scan = *record.mutable_attachment();
  scan.set_sha256(ToBytes(Sha256(bytes)));
  scan.set_size_bytes(static_cast<int64_t>(bytes.size()));
  scan.set_media_type(std::string(media_type));
  scan.set_file_name("01-KH-BCĐ.pdf");
  return open;
}

class AttachmentServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.LoadUnits();
    server_.LoadPlan();
  }

  // One upload as a client makes it, piece by piece.
  struct Call {
    explicit Call(v1::AttachmentService::Stub& stub) {
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
      writer = stub.UploadAttachment(&context, &response);
    }
    bool Open(const v1::AttachmentOpening& open) {
      v1::UploadAttachmentRequest message;
      *message.mutable_open() = open;
      return writer->Write(message);
    }
    bool Send(std::string chunk) {
      v1::UploadAttachmentRequest message;
      message.set_chunk(std::move(chunk));
      return writer->Write(message);
    }
    absl::StatusOr<v1::UploadAttachmentResponse> Finish() {
      writer->WritesDone();
      const absl::Status status = StatusOf(writer->Finish());
      if (!status.ok()) return status;
      return response;
    }
    grpc::ClientContext context;
    v1::UploadAttachmentResponse response;
    std::unique_ptr<grpc::ClientWriter<v1::UploadAttachmentRequest>> writer;
  };

  absl::StatusOr<v1::UploadAttachmentResponse> Upload(const v1::AttachmentOpening& open,
                                                      const std::string& bytes,
                                                      size_t piece = kPiece) {
    Call call(server_.attachments());
    bool going = call.Open(open);
    for (size_t at = 0; going && at < bytes.size(); at += piece) {
      going = call.Send(bytes.substr(at, piece));
    }
    return call.Finish();
  }
  // What came before the call failed is thrown away.
  absl::StatusOr<std::string> Download(std::string_view record_id = "ban-quet",
                                       std::string_view plan_id = "kien-giang-2021") {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::DownloadAttachmentRequest request;
    request.set_plan_id(std::string(plan_id));
    request.set_record_id(std::string(record_id));
    const auto reader = server_.attachments().DownloadAttachment(&context, request);
    v1::DownloadAttachmentResponse message;
    std::string bytes;
    bool first = true;
    while (reader->Read(&message)) {
      EXPECT_EQ(message.has_attachment(), first);
      if (first) last_ = message.attachment();
      EXPECT_LE(message.chunk().size(), kPiece);
      bytes += message.chunk();
      first = false;
    }
    const absl::Status status = StatusOf(reader->Finish());
    if (!status.ok()) return status;
    return bytes;
  }

  std::string Folder() const { return server_.DataPath("attachments"); }
  std::string FileOf(const std::string& bytes) const {
    return Concat(Folder(), "/", Hex(Sha256(bytes)));
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  // Nothing was recorded, and no file is left. A file may go a moment after the call's end.
  void ExpectNothingLeft(uint64_t head_before) {
    EXPECT_EQ(server_.head(), head_before);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!Files().empty() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_THAT(Files(), IsEmpty());
  }
  void ExpectRefused(const v1::AttachmentOpening& open, const std::string& bytes,
                     ErrorReason reason) {
    const uint64_t head = server_.head();
    EXPECT_THAT(Upload(open, bytes), StatusIs(reason));
    ExpectNothingLeft(head);
  }

  InProcessServer server_;
  v1::Attachment last_;
};

TEST_F(AttachmentServiceTest, AScanGoesUpAndComesDown) {
  const std::string scan = Pdf(3'000'000);
  ASSERT_OK_AND_ASSIGN(const auto created, Upload(Opening(scan), scan, 700'001));
  EXPECT_EQ(created.outcome(), v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(created.version(), 1u);
  EXPECT_EQ(created.position(), server_.head());
  EXPECT_THAT(Files(), ElementsAre(Hex(Sha256(scan))));
  EXPECT_THAT(Download(), IsOkAndHolds(scan));
  EXPECT_EQ(last_.file_name(), "01-KH-BCĐ.pdf");
  EXPECT_EQ(last_.sha256(), ToBytes(Sha256(scan)));
  // Again: by the same call, by another.
  v1::AttachmentOpening other = Opening(scan);
  other.set_request_id("another");
  for (const v1::AttachmentOpening& open : {Opening(scan), other}) {
    ASSERT_OK_AND_ASSIGN(const auto again, Upload(open, scan));
    EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
    EXPECT_EQ(again.position(), created.position());
    EXPECT_EQ(again.version(), 1u);
  }
  server_.Restart();
  EXPECT_THAT(Download(), IsOkAndHolds(scan));
}

TEST_F(AttachmentServiceTest, TwentyMebibytesPassAndOneByteMoreDoesNot) {
  const std::string largest = Pdf(20'971'520);
  ASSERT_OK(Upload(Opening(largest), largest));
  EXPECT_EQ(*Download() == largest, true);
  const uint64_t head = server_.head();
  const std::string larger = Pdf(20'971'521);
  EXPECT_THAT(Upload(Opening(larger, "lon"), larger), StatusIs(ERROR_REASON_ATTACHMENT_TOO_LARGE));
  // Said to be smaller than it is: told at the byte that is too much, not at the end.
  v1::AttachmentOpening small = Opening(larger, "lon");
  small.mutable_record()->mutable_attachment()->set_size_bytes(20'971'520);
  EXPECT_THAT(Upload(small, larger), StatusIs(ERROR_REASON_ATTACHMENT_TOO_LARGE));
  EXPECT_EQ(server_.head(), head);
}

TEST_F(AttachmentServiceTest, AnEndlessUploadEndsAtOnce) {
  const std::string scan = Pdf(1'000);
  Call call(server_.attachments());
  ASSERT_TRUE(call.Open(Opening(scan)));
  int sent = 0;
  // Buffers take a few.
  const std::string piece(1'000'000, 'x');
  while (sent < 100 && call.Send(piece)) ++sent;
  EXPECT_LT(sent, 100);
  EXPECT_THAT(call.Finish(), StatusIs(ERROR_REASON_ATTACHMENT_MISMATCH));
}

TEST_F(AttachmentServiceTest, BytesAreWhatTheOpeningSays) {
  const std::string scan = Pdf(5'000);
  std::string changed = scan;
  changed[4'000] ^= 1;
  ExpectRefused(Opening(scan), changed, ERROR_REASON_ATTACHMENT_MISMATCH);
  ExpectRefused(Opening(scan), scan.substr(0, 4'999), ERROR_REASON_ATTACHMENT_MISMATCH);
  ExpectRefused(Opening(scan), scan + "x", ERROR_REASON_ATTACHMENT_MISMATCH);
  ExpectRefused(Opening(scan), "", ERROR_REASON_ATTACHMENT_MISMATCH);
  const auto refused = Upload(Opening(scan), changed);
  EXPECT_THAT(refused, HasErrorField("field", "open.record.attachment.sha256"));
  EXPECT_THAT(refused, HasErrorField("stated", Hex(Sha256(scan))));
  EXPECT_THAT(refused, HasErrorField("actual", Hex(Sha256(changed))));
  // The same id, mended.
  EXPECT_OK(Upload(Opening(scan), scan));
}

TEST_F(AttachmentServiceTest, BytesAreOfTheirMediaType) {
  const std::string text = "Kế hoạch hiến máu " + Pdf(1'000);
  ExpectRefused(Opening(text), text, ERROR_REASON_ATTACHMENT_MISMATCH);
  const std::string word = WordDocument();
  ExpectRefused(Opening(word), word, ERROR_REASON_ATTACHMENT_MISMATCH);
  const std::string pdf = Pdf(1'000);
  ExpectRefused(Opening(pdf, "a", kWord), pdf, ERROR_REASON_ATTACHMENT_MISMATCH);
  // A spreadsheet, a plain archive, and archives that were cut or have no list.
  for (const std::string& bytes :
       {Zip({"[Content_Types].xml", "xl/workbook.xml"}), Zip({"word/document.xml"}), Zip({}),
        word.substr(0, word.size() - 1), std::string("PK\x03\x04"),
        "PK\x03\x04" + std::string("PK\x05\x06") + std::string(18, '\xff')}) {
    ExpectRefused(Opening(bytes, "a", kWord), bytes, ERROR_REASON_ATTACHMENT_MISMATCH);
  }
  ASSERT_OK(Upload(Opening(word, "a", kWord), word));
  EXPECT_THAT(Download("a"), IsOkAndHolds(word));
  // In the order of another word processor, with a comment at the end.
  const std::string other = Zip(
      {"_rels/.rels", "docProps/app.xml", "word/document.xml", "[Content_Types].xml"}, "bản quét");
  EXPECT_OK(Upload(Opening(other, "b", kWord), other));
}

TEST_F(AttachmentServiceTest, ACutUploadLeavesNothing) {
  const uint64_t head = server_.head();
  const std::string scan = Pdf(2'000'000);
  {
    Call call(server_.attachments());
    ASSERT_TRUE(call.Open(Opening(scan)));
    ASSERT_TRUE(call.Send(scan.substr(0, 1'000'000)));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (Files().empty() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(Files().size(), 1u);
    call.context.TryCancel();
    EXPECT_FALSE(call.Finish().ok());
  }
  ExpectNothingLeft(head);
}

TEST_F(AttachmentServiceTest, RefusedBeforeAnyByteComes) {
  const std::string scan = Pdf(1'000);
  const auto refused = [&](void (*change)(v1::AttachmentOpening&), ErrorReason reason) {
    v1::AttachmentOpening open = Opening(scan);
    change(open);
    const uint64_t head = server_.head();
    Call call(server_.attachments());
    call.Open(open);
    // Not closed: the server does not wait for the bytes.
    const absl::Status status = StatusOf(call.writer->Finish());
    EXPECT_THAT(status, StatusIs(reason));
    ExpectNothingLeft(head);
  };
  refused([](auto& o) { o.clear_request_id(); }, ERROR_REASON_FIELD_REQUIRED);
  refused([](auto& o) { o.clear_record(); }, ERROR_REASON_FIELD_REQUIRED);
  refused([](auto& o) { o.mutable_record()->clear_attachment(); }, ERROR_REASON_FIELD_REQUIRED);
  refused([](auto& o) { o.mutable_record()->mutable_progress()->set_task_id("x"); },
          ERROR_REASON_FIELD_REQUIRED);
  refused([](auto& o) { o.mutable_record()->set_plan_id("khac"); }, ERROR_REASON_PLAN_NOT_FOUND);
  refused([](auto& o) { o.mutable_record()->mutable_attachment()->set_revision(2); },
          ERROR_REASON_REFERENCE_UNKNOWN);
  refused([](auto& o) { o.mutable_record()->mutable_attachment()->set_media_type("image/png"); },
          ERROR_REASON_FIELD_INVALID);
  refused([](auto& o) { o.mutable_record()->mutable_attachment()->set_size_bytes(20'971'521); },
          ERROR_REASON_ATTACHMENT_TOO_LARGE);
}

TEST_F(AttachmentServiceTest, MessagesComeInTheirOrderAndSize) {
  const std::string scan = Pdf(3'000'000);
  {
    Call call(server_.attachments());
    EXPECT_THAT(call.Finish(), StatusIs(ERROR_REASON_STREAM_NOT_OPENED));
  }
  {
    Call call(server_.attachments());
    call.Send(scan.substr(0, 10));
    EXPECT_THAT(call.Finish(), StatusIs(ERROR_REASON_STREAM_NOT_OPENED));
  }
  {
    Call call(server_.attachments());
    call.Open(Opening(scan));
    call.Open(Opening(scan));
    EXPECT_THAT(call.Finish(), StatusIs(ERROR_REASON_STREAM_NOT_OPENED));
  }
  {
    Call call(server_.attachments());
    call.Open(Opening(scan));
    call.Send("");
    EXPECT_THAT(call.Finish(), StatusIs(ERROR_REASON_FIELD_INVALID));
  }
  {
    Call call(server_.attachments());
    call.Open(Opening(scan));
    call.Send(scan.substr(0, kPiece + 1));
    EXPECT_THAT(call.Finish(), StatusIs(ERROR_REASON_FIELD_INVALID));
  }
}

TEST_F(AttachmentServiceTest, WhatTheLedgerRefusesLeavesNoFile) {
  const std::string scan = Pdf(1'000);
  ASSERT_OK(Upload(Opening(scan), scan));
  const uint64_t head = server_.head();
  const std::string other = Pdf(1'001);
  v1::AttachmentOpening open = Opening(other);
  open.set_request_id("other");
  EXPECT_THAT(Upload(open, other), StatusIs(ERROR_REASON_RECORD_EXISTS));
  EXPECT_EQ(server_.head(), head);
  EXPECT_THAT(Files(), ElementsAre(Hex(Sha256(scan))));
  // The same bytes refused under another name: the first record's file stays.
  v1::AttachmentOpening renamed = Opening(scan);
  renamed.set_request_id("renamed");
  renamed.mutable_record()->mutable_attachment()->set_file_name("khac.pdf");
  EXPECT_THAT(Upload(renamed, scan), StatusIs(ERROR_REASON_RECORD_EXISTS));
  EXPECT_THAT(Download(), IsOkAndHolds(scan));
}

TEST_F(AttachmentServiceTest, ABadDiskIsTold) {
  const std::string scan = Pdf(100'000);
  ASSERT_OK(Upload(Opening(scan), scan));
  std::string changed = scan;
  changed[99'999] ^= 1;
  WriteFile(FileOf(scan), changed);
  EXPECT_THAT(Download(), StatusIs(ERROR_REASON_STORE_DAMAGED));
  WriteFile(FileOf(scan), scan.substr(0, 50'000));
  EXPECT_THAT(Download(), StatusIs(ERROR_REASON_STORE_DAMAGED));
  std::filesystem::remove(FileOf(scan));
  EXPECT_THAT(Download(), StatusIs(ERROR_REASON_ATTACHMENT_NOT_FOUND));
  // The scan is uploaded again: nothing new is recorded, and the file is whole again.
  ASSERT_OK_AND_ASSIGN(const auto again, Upload(Opening(scan), scan));
  EXPECT_EQ(again.outcome(), v1::WRITE_OUTCOME_EXISTS);
  EXPECT_THAT(Download(), IsOkAndHolds(scan));
}

TEST_F(AttachmentServiceTest, WhatIsNotThereIsNotDownloaded) {
  EXPECT_THAT(Download("ban-quet", "khac"), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  EXPECT_THAT(Download("ban-quet", ""), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(Download(""), StatusIs(ERROR_REASON_FIELD_REQUIRED));
  EXPECT_THAT(Download("ban-quet"), StatusIs(ERROR_REASON_RECORD_NOT_FOUND));
  // A record of another kind is none of an attachment, and neither is a withdrawn one.
  const std::string scan = Pdf(1'000);
  ASSERT_OK(Upload(Opening(scan), scan));
  SystemRandom random;
  const MadeText reason = MakeText(0, "nhầm tệp", random);
  v1::PutRecordRequest withdraw;
  withdraw.set_request_id("withdraw");
  withdraw.mutable_record()->set_plan_id("kien-giang-2021");
  withdraw.mutable_record()->set_record_id("ban-quet");
  withdraw.mutable_record()->set_replaces_version(1);
  *withdraw.mutable_record()->mutable_reason() = reason.text;
  *withdraw.add_texts() = reason.accompanying;
  withdraw.mutable_record()->mutable_withdrawn();
  ASSERT_OK(server_.Call(&v1::RecordService::Stub::PutRecord, server_.records(), withdraw));
  EXPECT_THAT(Download(), StatusIs(ERROR_REASON_RECORD_NOT_FOUND));
}

TEST_F(AttachmentServiceTest, WithoutRoomNothingIsTaken) {
  const std::string scan = Pdf(1'000'000);
  const auto needed = server_.ledger().status().disk_needed_bytes;
  server_.disk().free_bytes = needed + 999'999;
  ExpectRefused(Opening(scan), scan, ERROR_REASON_DISK_NEARLY_FULL);
  server_.disk().free_bytes = needed + 1'000'000;
  EXPECT_OK(Upload(Opening(scan), scan));
}

TEST_F(AttachmentServiceTest, UploadsAtOnceAreBounded) {
  const std::string scan = Pdf(1'000);
  std::vector<std::unique_ptr<Call>> open;
  const auto others = v1::AttachmentService::NewStub(server_.NewChannel());
  for (int i = 0; i < 8; ++i) {
    // A connection may have four of them.
    open.push_back(std::make_unique<Call>(i < 4 ? server_.attachments() : *others));
    ASSERT_TRUE(open.back()->Open(Opening(scan, Concat("r", i))));
  }
  // All eight have begun.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (Files().size() < 8 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const absl::StatusOr<v1::UploadAttachmentResponse> share = Upload(Opening(scan, "r8"), scan);
  EXPECT_THAT(share, StatusIs(ERROR_REASON_LIMIT_REACHED));
  EXPECT_THAT(share, HasErrorField("name", "uploads-per-connection"));
  const auto third = v1::AttachmentService::NewStub(server_.NewChannel());
  Call ninth(*third);
  ninth.Open(Opening(scan, "r9"));
  const auto all = ninth.Finish();
  EXPECT_THAT(all, StatusIs(ERROR_REASON_LIMIT_REACHED));
  EXPECT_THAT(all, HasErrorField("name", "uploads"));
  for (auto& call : open) {
    ASSERT_TRUE(call->Send(scan));
    EXPECT_OK(call->Finish());
  }
  EXPECT_THAT(Files(), ElementsAre(Hex(Sha256(scan))));
}

TEST_F(AttachmentServiceTest, AStopEndsAnUploadAndLeavesNothing) {
  const std::string scan = Pdf(1'000);
  Call call(server_.attachments());
  ASSERT_TRUE(call.Open(Opening(scan)));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (Files().empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  server_.Stop();
  EXPECT_THAT(call.Finish(), StatusIs(ERROR_REASON_SERVER_STOPPING));
  EXPECT_THAT(Files(), IsEmpty());
  server_.Restart();
  EXPECT_OK(Upload(Opening(scan), scan));
}

}  // namespace
}  // namespace hemoledger
