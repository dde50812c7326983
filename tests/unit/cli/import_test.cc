#include <gtest/gtest.h>

#include "tests/unit/cli/hemo_runner.h"
#include "tests/unit/client/fake_receipt_server.h"

namespace hemoledger {
namespace {

constexpr char kUnitsHeader[] = "table = \"u.csv\"\n";
constexpr char kUnits[] =
    "Mã đơn vị,Loại,Tên đơn vị,Trực thuộc,Mã hành chính,Tên khác\n"
    "vn,quốc gia,Việt Nam,,,\n"
    "tinh-a,tỉnh,Tỉnh A,vn,01,\n";

class ImportTest : public HemoTest {
 protected:
  ImportTest() {
    connection_.open_stream = [this] { return receipts_.OpenStream(); };
    connection_.get_source =
        [this](const v1::GetSourceRequest& request) -> absl::StatusOr<v1::GetSourceResponse> {
      if (receipts_.HasSource(request.source_id())) return v1::GetSourceResponse();
      return MakeError(ERROR_REASON_SOURCE_NOT_FOUND, {{"source_id", request.source_id()}});
    };
    connection_.open_source = [this](const v1::OpenSourceRequest& request) {
      receipts_.OpenSource(request.source().source_id());
      return v1::OpenSourceResponse();
    };
    KnowUnits({{"tinh-a", "Tỉnh A"}, {"xa-b", "Xã B"}});
  }

  std::string Receipts(const std::string& rows) {
    File("r.csv", "Mã phiếu,Mã đơn vị,Số đơn vị máu,Ngày\n" + rows);
    return File("r.toml", "feed = \"tram-y-te\"\ntable = \"r.csv\"\n");
  }

  FakeReceiptServer receipts_;
};

TEST_F(ImportTest, UnitsTwiceSaysThatNothingChanged) {
  File("u.csv", kUnits);
  const std::string path = File("u.toml", kUnitsHeader);
  std::vector<std::string> request_ids;
  connection_.change_units = [&](const v1::ChangeUnitsRequest& request) {
    request_ids.push_back(request.request_id());
    v1::ChangeUnitsResponse response;
    for (int i = 0; i < request.changes_size(); ++i) {
      v1::WriteResult& result = *response.add_results();
      result.set_outcome(request_ids.size() == 1 ? v1::WRITE_OUTCOME_CREATED
                                                 : v1::WRITE_OUTCOME_EXISTS);
      result.set_position(static_cast<uint64_t>(i) + 1);
    }
    return response;
  };
  EXPECT_EQ(Hemo({"unit", "import", path}), 0) << err_;
  EXPECT_EQ(out_, path + ": 2 thay đổi đơn vị: 2 mới ghi, 0 đã có (đến vị trí 2).\n");
  EXPECT_EQ(Hemo({"unit", "import", path}), 0);
  EXPECT_EQ(out_, path + ": 2 thay đổi đơn vị, tất cả đã có từ trước; không thay đổi gì.\n");
  EXPECT_EQ(request_ids[0], request_ids[1]) << "the same content is the same request";
  EXPECT_EQ(Hemo({"unit", "import", path, "--format", "json"}), 0);
  EXPECT_TRUE(OutHas("\"exists\": 2")) << out_;
}

TEST_F(ImportTest, ADryRunOnlyAsks) {
  File("u.csv", kUnits);
  const std::string path = File("u.toml", kUnitsHeader);
  connection_.change_units = [&](const v1::ChangeUnitsRequest& request) {
    EXPECT_TRUE(request.validate_only());
    v1::ChangeUnitsResponse response;
    response.add_results()->set_outcome(v1::WRITE_OUTCOME_EXISTS);
    response.add_results()->set_outcome(v1::WRITE_OUTCOME_VALID);
    return response;
  };
  EXPECT_EQ(Hemo({"unit", "import", "--dry-run", path}), 0) << err_;
  EXPECT_EQ(out_, path + ": 2 thay đổi đơn vị: 1 sẽ được ghi, 1 đã có.\n");
}

TEST_F(ImportTest, FaultsOfAFileAreListedWithTheirPlacesAndNothingIsSent) {
  File("u.csv",
       "Mã đơn vị,Loại,Tên đơn vị,Trực thuộc\nvn,quốc gia,Việt Nam,\nTỈNH,tỉnh,Tỉnh A,vn\nx,hành "
       "tinh,X,vn\n");
  const std::string path = File("u.toml", kUnitsHeader);
  EXPECT_EQ(Hemo({"unit", "import", path}), 2);
  EXPECT_TRUE(ErrHas("u.csv:3:1")) << err_;
  EXPECT_TRUE(ErrHas("u.csv:4:2")) << err_;
  EXPECT_TRUE(ErrHas("2 chỗ sai")) << err_;
  EXPECT_EQ(out_, "");
  EXPECT_EQ(Hemo({"unit", "import", dir_.Join("none.toml")}), 2);
}

TEST_F(ImportTest, WhatTheServerRefusesIsToldByLine) {
  File("u.csv", kUnits);
  const std::string path = File("u.toml", kUnitsHeader);
  connection_.change_units =
      [](const v1::ChangeUnitsRequest&) -> absl::StatusOr<v1::ChangeUnitsResponse> {
    Violations violations;
    violations.Add("changes[1].opened",
                   MakeError(ERROR_REASON_UNIT_EXISTS, {{"unit_id", "tinh-a"}, {"position", 4}}));
    return violations.ToStatus();
  };
  EXPECT_EQ(Hemo({"unit", "import", path}), 1);
  EXPECT_TRUE(ErrHas("u.csv:3")) << err_;
  EXPECT_TRUE(ErrHas("UNIT_EXISTS")) << err_;
}

TEST_F(ImportTest, ReceiptsAreStreamedAndCountedByOutcome) {
  const std::string path =
      Receipts("1,xa-b,10,05/4/2021\n2,xa-b,20,06/4/2021\n3,xa-b,666,07/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "import", path}), 1);
  EXPECT_EQ(out_, path + ": 3 phiếu: 2 mới ghi, 0 đã có, 1 bị từ chối (đến vị trí 102).\n");
  EXPECT_TRUE(ErrHas("r.csv:4: 3: ")) << err_;
  EXPECT_TRUE(ErrHas("ROUND_NOT_FOUND")) << err_;
  Receipts("1,xa-b,10,05/4/2021\n2,xa-b,21,06/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "import", path}), 1);
  EXPECT_TRUE(OutHas("2 phiếu: 0 mới ghi, 1 đã có, 1 đang có nội dung khác")) << out_;
  EXPECT_TRUE(ErrHas("r.csv:3: 2: đã có phiếu khác mang mã này ở vị trí 102")) << err_;
  Receipts("1,xa-b,10,05/4/2021\n2,xa-b,20,06/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "import", path}), 0);
  EXPECT_TRUE(OutHas("2 phiếu, tất cả đã có từ trước; không thay đổi gì")) << out_;
}

// A stream at whose n-th read something happens first.
class ReadHookStream : public ReceiptStream {
 public:
  ReadHookStream(std::unique_ptr<ReceiptStream> stream, int read, std::function<void()> hook)
      : stream_(std::move(stream)), read_(read), hook_(std::move(hook)) {}
  bool Write(const v1::StreamReceiptsRequest& request) override { return stream_->Write(request); }
  bool WritesDone() override { return stream_->WritesDone(); }
  bool Read(v1::StreamReceiptsResponse& response) override {
    if (--read_ == 0) hook_();
    return stream_->Read(response);
  }
  void Cancel() override { stream_->Cancel(); }
  absl::Status Finish() override { return stream_->Finish(); }

 private:
  const std::unique_ptr<ReceiptStream> stream_;
  int read_;
  const std::function<void()> hook_;
};

TEST_F(ImportTest, CtrlCSaysHowFarTheFileCame) {
  const std::string path =
      Receipts("1,xa-b,10,05/4/2021\n2,xa-b,20,06/4/2021\n3,xa-b,666,07/4/2021\n");
  // The opening is read first, then the acknowledgement of the one batch; so the third time all is
  // answered.
  connection_.open_stream = [&] {
    return std::make_unique<ReadHookStream>(receipts_.OpenStream(), 3, [&] {
      ASSERT_TRUE(interrupt_notice_);
      interrupt_notice_();
    });
  };
  EXPECT_EQ(Hemo({"receipt", "import", path}), 1);
  EXPECT_TRUE(ErrHas(path + ": đã dừng giữa chừng (Ctrl-C). Đã có trả lời cho 3/3 phiếu: 2 ghi "
                            "mới, 0 đã có từ trước, 0 có nội dung khác, 1 bị từ chối. Nạp lại cả "
                            "tệp để làm tiếp; phiếu đã ghi không bị ghi trùng.\n"))
      << err_;
  // Once a file is done there is nothing to say of it.
  EXPECT_FALSE(interrupt_notice_);
}

TEST_F(ImportTest, AnUnknownUnitStopsTheFileBeforeAnythingIsSent) {
  const std::string path = Receipts("1,xa-b,10,05/4/2021\n2,xa-c,20,06/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "import", path}), 2);
  EXPECT_TRUE(ErrHas("r.csv:3:2")) << err_;
  EXPECT_TRUE(ErrHas("UNIT_NOT_FOUND")) << err_;
  EXPECT_TRUE(receipts_.recorded().empty());
}

TEST_F(ImportTest, ADryRunOfReceiptsSendsNothing) {
  const std::string path = Receipts("1,xa-b,10,05/4/2021\n2,xa-b,20,06/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "import", "--dry-run", path}), 0);
  EXPECT_TRUE(ErrHas("2 phiếu, 30 ĐVM")) << err_;
  EXPECT_TRUE(receipts_.recorded().empty());
}

TEST_F(ImportTest, AStreamGoesThroughTheSpoolAndIsRecordedOnce) {
  const std::string path = Receipts("1,xa-b,10,05/4/2021\n2,xa-b,20,06/4/2021\n");
  const std::string spool = dir_.Join("spool");
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "may-a", "--offline"}),
            0)
      << err_;
  EXPECT_TRUE(OutHas("2 phiếu ghi vào hàng chờ, 0 đã ghi từ trước")) << out_;
  EXPECT_TRUE(OutHas("2 phiếu đang chờ")) << out_;
  EXPECT_TRUE(receipts_.recorded().empty());
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "may-a"}), 0) << err_;
  EXPECT_TRUE(OutHas("0 phiếu ghi vào hàng chờ, 2 đã ghi từ trước")) << out_;
  EXPECT_TRUE(OutHas("2 phiếu đã gửi: 2 mới ghi")) << out_;
  EXPECT_EQ(receipts_.recorded().size(), 2u);
  EXPECT_EQ(Hemo({"receipt", "stream", "--spool", spool}), 0) << err_;
  EXPECT_TRUE(OutHas("không còn phiếu nào")) << out_;
}

TEST_F(ImportTest, AMendedRowOfARefusedReceiptIsSentUnderTheNextNumber) {
  const std::string spool = dir_.Join("spool");
  const std::string path = Receipts("1,xa-b,666,05/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "may-a"}), 1);
  EXPECT_TRUE(ErrHas("may-a#1 (tram-y-te/1): ")) << err_;
  Receipts("1,xa-b,66,05/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool}), 0) << err_;
  EXPECT_EQ(receipts_.NextSequence("may-a"), 3u);
  EXPECT_EQ(Hemo({"receipt", "rejected", "--spool", spool}), 0);
  EXPECT_TRUE(OutHas("may-a#1") && OutHas("tram-y-te/1")) << out_;
}

TEST_F(ImportTest, WithoutANetworkReceiptsAreSafeInTheSpool) {
  connection_.get_unit = [](const v1::GetUnitRequest&) {
    return TransportError(absl::StatusCode::kUnavailable, "x");
  };
  connection_.get_source = [](const v1::GetSourceRequest&) {
    return TransportError(absl::StatusCode::kUnavailable, "x");
  };
  const std::string spool = dir_.Join("spool");
  const std::string path = Receipts("1,xa-b,10,05/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "may-a"}), 3);
  EXPECT_TRUE(OutHas("1 phiếu ghi vào hàng chờ")) << out_;
  EXPECT_TRUE(ErrHas("Còn 1 phiếu nằm an toàn trong hàng chờ")) << err_;
}

TEST_F(ImportTest, ASpoolUnderAWrongSourceIsAFaultOfTheCommandLine) {
  const std::string spool = dir_.Join("spool");
  const std::string path = Receipts("1,xa-b,10,05/4/2021\n");
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool}), 2) << "no source yet";
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "Máy A"}), 2);
  ASSERT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "may-a"}), 0) << err_;
  EXPECT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "may-b"}), 2);
  EXPECT_TRUE(ErrHas("may-b")) << err_;
}

TEST_F(ImportTest, AServerThatLostHistoryIsExitFour) {
  const std::string spool = dir_.Join("spool");
  const std::string path = Receipts("1,xa-b,10,05/4/2021\n2,xa-b,20,06/4/2021\n");
  ASSERT_EQ(Hemo({"receipt", "stream", path, "--spool", spool, "--source", "may-a"}), 0) << err_;
  receipts_.ForgetAbove("may-a", 1);
  EXPECT_EQ(Hemo({"receipt", "stream", "--spool", spool}), 4);
  EXPECT_TRUE(ErrHas("SERVER_LOST_HISTORY (DATA_LOSS)")) << err_;
}

constexpr char kPlanHeader[] =
    "id = \"ke-hoach-a\"\nkind = \"kế hoạch\"\ntitle = \"Kế hoạch A\"\nissuer = \"tinh-a\"\n"
    "numbers = [\"14/KH-UBND\", \"17/KH-UBND\"]\nstated_total = { quota = 100 }\n"
    "table = \"p.csv\"\n";

TEST_F(ImportTest, APlanIsShownAsItWouldBeUnderstoodAndNothingIsSent) {
  File("p.csv", "STT,Mã đơn vị,Chỉ tiêu\n1,xa-b,90\n");
  const std::string path = File("p.toml", kPlanHeader);
  connection_.issue_plan = [](const v1::IssuePlanRequest&) {
    ADD_FAILURE() << "sent";
    return v1::IssuePlanResponse();
  };
  EXPECT_EQ(Hemo({"plan", "import", "--dry-run", path}), 0) << err_;
  EXPECT_TRUE(OutHas(path + ": kế hoạch sẽ được hiểu như sau.")) << out_;
  EXPECT_TRUE(OutHas("Kế hoạch 14/KH-UBND; 17/KH-UBND")) << out_;
  EXPECT_TRUE(OutHas("xa-b")) << out_;
  // Ân Thi's two numbers; a total that is not the sum.
  EXPECT_TRUE(OutHas("2 điểm chưa khớp trong văn bản")) << out_;
  EXPECT_TRUE(OutHas("Văn bản tự ghi hai số khác nhau: “17/KH-UBND” và “14/KH-UBND”.")) << out_;
  EXPECT_TRUE(OutHas("tổng in 100, cộng các dòng được 90.")) << out_;
  EXPECT_TRUE(OutHas("Chưa gửi gì lên máy chủ")) << out_;
  EXPECT_EQ(Hemo({"plan", "import", "--dry-run", path, "--format", "json"}), 0) << err_;
  EXPECT_TRUE(OutHas("\"dry_run\": true") && OutHas("\"sentence_vi\"")) << out_;
}

TEST_F(ImportTest, AfterAnImportItsFindingsAreCounted) {
  File("p.csv", "STT,Mã đơn vị,Chỉ tiêu\n1,xa-b,90\n");
  const std::string path = File("p.toml", kPlanHeader);
  connection_.issue_plan = [](const v1::IssuePlanRequest&) {
    v1::IssuePlanResponse response;
    response.set_outcome(v1::WRITE_OUTCOME_CREATED);
    response.set_position(42);
    return response;
  };
  connection_.list_findings = [](const v1::ListFindingsRequest& request) {
    EXPECT_EQ(request.read().min_position(), 42u);
    v1::ListFindingsResponse response;
    response.set_open_count(2);
    response.set_explained_count(1);
    return response;
  };
  EXPECT_EQ(Hemo({"plan", "import", path}), 0) << err_;
  EXPECT_TRUE(OutHas("  3 điểm chưa khớp, 2 chưa xử lý; xem: hemo plan findings ke-hoach-a\n"))
      << out_;
  // A server that does not tell is no failure of the import.
  connection_.list_findings = nullptr;
  EXPECT_EQ(Hemo({"plan", "import", path}), 0) << err_;
  EXPECT_FALSE(OutHas("điểm chưa khớp")) << out_;
}

TEST_F(ImportTest, AnAmendmentSaysWhatItDoes) {
  KnowUnits({{"truong", "Trường"}, {"lien-doan", "Liên đoàn"}});
  const std::string path =
      File("a.toml",
           "plan = \"p\"\nagainst_revision = 1\nvalid_from = 2021-07-01\nreason = \"vì\"\n"
           "approver = \"ai\"\n[authority]\nnumber = \"12/QĐ\"\ndate = 2021-06-25\n"
           "[[changes]]\nkind = \"transfer\"\nfrom = \"truong\"\nto = \"lien-doan\"\nunits = 50\n"
           "from_resulting = { quota = 650 }\nto_resulting = { quota = 553 }\n");
  std::vector<v1::AmendPlanRequest> requests;
  connection_.amend_plan = [&](const v1::AmendPlanRequest& request) {
    requests.push_back(request);
    v1::AmendPlanResponse response;
    response.set_revision(2);
    response.set_outcome(request.validate_only() ? v1::WRITE_OUTCOME_VALID
                                                 : v1::WRITE_OUTCOME_CREATED);
    return response;
  };
  EXPECT_EQ(Hemo({"plan", "amend", path}), 0) << err_;
  EXPECT_TRUE(OutHas("chuyển 50 ĐVM: truong còn 650, lien-doan thành 553")) << out_;
  EXPECT_TRUE(OutHas("Đã ghi: bản 2 của p")) << out_;
  EXPECT_EQ(Hemo({"plan", "amend", path, "--dry-run"}), 0) << err_;
  EXPECT_TRUE(OutHas("Hợp lệ: sẽ là bản 2 của p; chưa ghi.")) << out_;
  EXPECT_EQ(requests[0].request_id(), requests[1].request_id()) << "salts do not count";
  connection_.amend_plan = [](const v1::AmendPlanRequest&) {
    return MakeError(
        ERROR_REASON_PLAN_REVISION_STALE,
        {{"plan_id", "p"}, {"stated", 1}, {"current", 2}, {"document", "12/QĐ, 25/6/2021"}});
  };
  EXPECT_EQ(Hemo({"plan", "amend", path}), 1);
  EXPECT_TRUE(ErrHas("12/QĐ")) << err_;
  EXPECT_TRUE(ErrHas("PLAN_REVISION_STALE (ABORTED)")) << err_;
}

}  // namespace
}  // namespace hemoledger
