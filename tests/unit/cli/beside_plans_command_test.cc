// hemo plan findings, round, task, target, record, statement, indicator, attachment, plan compare:
// what is asked of the server, what is written, what is refused.
#include <gtest/gtest.h>

#include <filesystem>

#include "proto/base/sha256.h"
#include "proto/base/text_commitment.h"
#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

class BesidePlansTest : public HemoTest {
 protected:
  BesidePlansTest() {
    connection_.list_records = [this](const v1::ListRecordsRequest& request) {
      v1::ListRecordsResponse response;
      for (const v1::RecordView& view : records_) {
        if (view.record().plan_id() == request.plan_id()) *response.add_records() = view;
      }
      return response;
    };
    connection_.put_record = [this](const v1::PutRecordRequest& request) {
      put_.push_back(request);
      v1::PutRecordResponse response;
      response.set_version(request.record().replaces_version() + 1);
      response.set_outcome(request.validate_only() ? v1::WRITE_OUTCOME_VALID
                                                   : v1::WRITE_OUTCOME_CREATED);
      response.set_position(100 + put_.size());
      if (!request.validate_only()) Keep(request, response);
      return response;
    };
    connection_.list_findings = [this](const v1::ListFindingsRequest& request) {
      findings_asked_ = request;
      v1::ListFindingsResponse response;
      v1::Finding& finding = *response.add_findings();
      finding.set_finding_id("total-0123456789ab");
      finding.set_kind(v1::FINDING_KIND_TOTAL);
      finding.add_places()->set_subject(v1::FINDING_SUBJECT_TOTAL);
      finding.mutable_stated()->mutable_figure()->mutable_value()->set_unscaled(10000);
      finding.mutable_computed()->mutable_figure()->mutable_value()->set_unscaled(9999);
      finding.set_fingerprint(std::string(32, '\x07'));
      response.set_open_count(1);
      return response;
    };
  }

  void Keep(const v1::PutRecordRequest& request, const v1::PutRecordResponse& response) {
    std::erase_if(records_, [&](const v1::RecordView& view) {
      return view.record().record_id() == request.record().record_id();
    });
    v1::RecordView view;
    *view.mutable_record() = request.record();
    *view.mutable_texts() = request.texts();
    view.set_version(response.version());
    view.set_position(response.position());
    records_.push_back(view);
  }

  // The texts of a request are those behind its commitments, in their order.
  static void ExpectTexts(const v1::PutRecordRequest& request,
                          const std::vector<std::string>& expected) {
    std::vector<const v1::AccompanyingText*> texts;
    std::vector<std::string> plain;
    for (const v1::AccompanyingText& text : request.texts()) {
      texts.push_back(&text);
      plain.push_back(text.text());
    }
    EXPECT_TRUE(VerifyTexts(request.record(), texts).ok());
    EXPECT_EQ(plain, expected);
  }

  std::vector<v1::RecordView> records_;
  std::vector<v1::PutRecordRequest> put_;
  v1::ListFindingsRequest findings_asked_;
};

TEST_F(BesidePlansTest, FindingsAreListed) {
  EXPECT_EQ(Hemo({"plan", "findings", "quang-tri-2021"}), 0) << err_;
  EXPECT_TRUE(OutHas("1. Dòng tổng cộng: tổng in 10.000, cộng các dòng được 9.999.\n")) << out_;
  EXPECT_FALSE(findings_asked_.only_open());
  EXPECT_EQ(Hemo({"plan", "findings", "quang-tri-2021", "--open", "--through", "30/6/2021"}), 0);
  EXPECT_TRUE(findings_asked_.only_open());
  EXPECT_EQ(findings_asked_.read().through_date(), 20210630);
  EXPECT_EQ(Hemo({"plan", "findings", "quang-tri-2021", "--format", "json"}), 0);
  EXPECT_TRUE(OutHas("\"sentence_en\": \"The line of totals: the total is printed as 10,000;"))
      << out_;
  EXPECT_TRUE(OutHas("\"open_count\": 1")) << out_;
  EXPECT_EQ(Hemo({"plan", "findings", "quang-tri-2021", "--format", "csv"}), 0);
  EXPECT_TRUE(OutHas("\ntotal-0123456789ab,,total,")) << out_;
}

TEST_F(BesidePlansTest, AVerdictRefersToWhatTheFindingTells) {
  EXPECT_EQ(Hemo({"plan", "findings", "quang-tri-2021", "--accept", "total-0123456789ab",
                  "--reason", "Làm tròn", "--origin", "copy"}),
            0)
      << err_;
  ASSERT_EQ(put_.size(), 1u);
  const v1::PlanRecorded& record = put_[0].record();
  EXPECT_EQ(record.record_id(), "verdict-total-0123456789ab");
  EXPECT_EQ(record.replaces_version(), 0u);
  EXPECT_EQ(record.verdict().state(), v1::FINDING_STATE_ACCEPTED);
  EXPECT_EQ(record.verdict().origin(), v1::FINDING_ORIGIN_COPY);
  EXPECT_EQ(record.verdict().fingerprint(), std::string(32, '\x07'));
  ExpectTexts(put_[0], {"Làm tròn"});
  EXPECT_TRUE(OutHas("Đã ghi: bản ghi verdict-total-0123456789ab của quang-tri-2021, bản 1"))
      << out_;
  // The same again is nothing new; another reason is the next version.
  EXPECT_EQ(Hemo({"plan", "findings", "quang-tri-2021", "--accept", "total-0123456789ab",
                  "--reason", "Làm tròn", "--origin", "copy"}),
            0);
  EXPECT_EQ(put_.size(), 1u);
  EXPECT_TRUE(OutHas("không thay đổi gì")) << out_;
  EXPECT_EQ(Hemo({"plan", "findings", "quang-tri-2021", "--explain", "total-0123456789ab",
                  "--reason", "Cộng thiếu một dòng"}),
            0);
  ASSERT_EQ(put_.size(), 2u);
  EXPECT_EQ(put_[1].record().replaces_version(), 1u);
  EXPECT_EQ(put_[1].record().verdict().state(), v1::FINDING_STATE_EXPLAINED);
}

TEST_F(BesidePlansTest, AVerdictNeedsAReasonAndAFinding) {
  EXPECT_EQ(Hemo({"plan", "findings", "p", "--explain", "total-0123456789ab"}), 2);
  EXPECT_TRUE(ErrHas("--reason")) << err_;
  EXPECT_EQ(Hemo({"plan", "findings", "p", "--explain", "total-0123456789ab", "--reason", "  "}),
            2);
  EXPECT_TRUE(ErrHas("không được để trống")) << err_;
  EXPECT_EQ(Hemo({"plan", "findings", "p", "--reason", "x"}), 2);
  EXPECT_TRUE(ErrHas("--explain")) << err_;
  EXPECT_EQ(Hemo({"plan", "findings", "p", "--explain", "a", "--accept", "b", "--reason", "x"}), 2);
  EXPECT_EQ(Hemo({"plan", "findings", "p", "--explain", "no-such", "--reason", "x"}), 1);
  EXPECT_TRUE(ErrHas("FINDING_NOT_FOUND")) << err_;
  EXPECT_TRUE(put_.empty());
}

TEST_F(BesidePlansTest, ARoundReportedAgainIsANewVersionOfTheSameRecord) {
  connection_.list_rounds = [](const v1::ListRoundsRequest& request) {
    v1::ListRoundsResponse response;
    v1::RoundView& view = *response.add_rounds();
    view.set_plan_id("an-thi-2024");
    view.mutable_round()->set_round_id(request.page_token().empty() ? "dot-1" : "dot-2");
    if (request.page_token().empty()) response.set_next_page_token("2");
    return response;
  };
  EXPECT_EQ(Hemo({"round", "report", "dot-2", "--status", "held", "--date", "15/3/2024", "--note",
                  "Trời mưa"}),
            0)
      << err_;
  ASSERT_EQ(put_.size(), 1u);
  EXPECT_EQ(put_[0].record().plan_id(), "an-thi-2024");
  EXPECT_EQ(put_[0].record().record_id(), "progress-round-dot-2");
  EXPECT_EQ(put_[0].record().progress().round_status(), v1::ROUND_STATUS_HELD);
  EXPECT_EQ(put_[0].record().progress().interval().first_date(), 20240315);
  ExpectTexts(put_[0], {"Trời mưa"});
  EXPECT_TRUE(OutHas("đợt dot-2: đã tổ chức, 15/3/2024\n")) << out_;
  // Another date.
  EXPECT_EQ(Hemo({"round", "report", "dot-2", "--status", "held", "--date", "16/3/2024", "--note",
                  "Trời mưa"}),
            0);
  ASSERT_EQ(put_.size(), 2u);
  EXPECT_EQ(put_[1].record().replaces_version(), 1u);
  ExpectTexts(put_[1], {"Báo cáo lại", "Trời mưa"});
  EXPECT_NE(put_[0].request_id(), put_[1].request_id());
  // The same: nothing.
  EXPECT_EQ(Hemo({"round", "report", "dot-2", "--status", "held", "--date", "16/3/2024", "--note",
                  "Trời mưa"}),
            0);
  EXPECT_EQ(put_.size(), 2u);
  EXPECT_EQ(Hemo({"round", "report", "dot-2", "--status", "postponed", "--dry-run", "--plan",
                  "an-thi-2024", "--format", "json"}),
            0);
  ASSERT_EQ(put_.size(), 3u);
  EXPECT_TRUE(put_[2].validate_only());
  EXPECT_TRUE(OutHas("\"outcome\": \"valid\"")) << out_;
  EXPECT_EQ(Hemo({"round", "report", "dot-9", "--status", "held"}), 1);
  EXPECT_TRUE(ErrHas("ROUND_NOT_FOUND")) << err_;
  EXPECT_EQ(Hemo({"round", "report", "dot-1"}), 2);
  EXPECT_TRUE(ErrHas("--status")) << err_;
}

TEST_F(BesidePlansTest, AWithdrawnReportIsPutAgain) {
  v1::RecordView view;
  view.mutable_record()->set_plan_id("p");
  view.mutable_record()->set_record_id("progress-task-hop");
  view.mutable_record()->mutable_withdrawn();
  view.set_version(2);
  records_.push_back(view);
  EXPECT_EQ(Hemo({"task", "report", "p", "hop", "--date", "20/02/2020"}), 0) << err_;
  ASSERT_EQ(put_.size(), 1u);
  EXPECT_EQ(put_[0].record().replaces_version(), 2u);
  EXPECT_TRUE(put_[0].record().progress().done());
  EXPECT_EQ(Hemo({"task", "report", "p", "hop", "--not-done", "--reason", "Báo nhầm"}), 0);
  EXPECT_FALSE(put_[1].record().progress().done());
  ExpectTexts(put_[1], {"Báo nhầm"});
}

TEST_F(BesidePlansTest, ALongIdGetsARecordIdOfItsHash) {
  const std::string task(64, 'a');
  EXPECT_EQ(Hemo({"task", "report", "p", task}), 0) << err_;
  const std::string& id = put_[0].record().record_id();
  EXPECT_LE(id.size(), 64u);
  EXPECT_TRUE(id.starts_with("progress-task-")) << id;
  EXPECT_EQ(id.find("aaaaaaaaa"), std::string::npos) << id;
}

TEST_F(BesidePlansTest, RoundsAndTasksReferToToday) {
  v1::ListRoundsRequest rounds;
  connection_.list_rounds = [&](const v1::ListRoundsRequest& request) {
    rounds = request;
    return v1::ListRoundsResponse();
  };
  KnowUnits({{"lao-cai", "Tỉnh Lào Cai"}});
  EXPECT_EQ(Hemo({"round", "list", "p", "--from", "1/3/2024", "--to", "31/3/2024", "--late",
                  "--today", "30/6/2024", "--campaign", "c", "--unit", "Tỉnh Lào Cai"}),
            0)
      << err_;
  EXPECT_EQ(rounds.plan_id(), "p");
  EXPECT_EQ(rounds.from_date(), 20240301);
  EXPECT_EQ(rounds.to_date(), 20240331);
  EXPECT_EQ(rounds.today(), 20240630);
  EXPECT_TRUE(rounds.only_late());
  EXPECT_EQ(rounds.campaign_id(), "c");
  EXPECT_EQ(rounds.unit_id(), "lao-cai");
  EXPECT_EQ(out_, "Không có đợt nào.\n");
  EXPECT_EQ(Hemo({"round", "list"}), 0);
  EXPECT_GE(rounds.today(), 20240101) << "by this machine's clock";
  v1::ListTasksRequest tasks;
  connection_.list_tasks = [&](const v1::ListTasksRequest& request) {
    tasks = request;
    return v1::ListTasksResponse();
  };
  EXPECT_EQ(Hemo({"task", "list", "--late", "--today", "30/6/2024"}), 0);
  EXPECT_EQ(tasks.today(), 20240630);
  EXPECT_TRUE(tasks.only_late());
}

TEST_F(BesidePlansTest, ListsAskForWhatWasSaid) {
  connection_.list_targets = [](const v1::ListTargetsRequest& request) {
    EXPECT_EQ(request.plan_id(), "p");
    return v1::ListTargetsResponse();
  };
  EXPECT_EQ(Hemo({"target", "list", "p"}), 0) << err_;
  EXPECT_EQ(out_, "Kế hoạch không nêu chỉ tiêu chung nào.\n");
  connection_.list_statements = [](const v1::ListStatementsRequest& request) {
    EXPECT_EQ(request.record_id(), "phu-luc-1");
    return v1::ListStatementsResponse();
  };
  EXPECT_EQ(Hemo({"statement", "list", "p", "--record", "phu-luc-1"}), 0) << err_;
  EXPECT_EQ(Hemo({"statement", "list", "p", "--record", "phu-luc-1", "--format", "json"}), 0);
  EXPECT_TRUE(OutHas("\"statements\": []")) << out_;
  connection_.list_indicators = [](const v1::ListIndicatorsRequest& request) {
    EXPECT_EQ(request.indicator(), "clubs");
    return v1::ListIndicatorsResponse();
  };
  EXPECT_EQ(Hemo({"indicator", "list", "--indicator", "clubs", "--format", "csv"}), 0) << err_;
  EXPECT_TRUE(out_.starts_with("unit_id,indicator,")) << out_;
  EXPECT_EQ(Hemo({"record", "list", "p"}), 0) << err_;
  EXPECT_TRUE(OutHas("Chưa có bản ghi nào")) << out_;
  connection_.compare_plans = [](const v1::ComparePlansRequest& request) {
    EXPECT_EQ(request.before_plan_id(), "a");
    EXPECT_EQ(request.after_plan_id(), "b");
    return v1::ComparePlansResponse();
  };
  EXPECT_EQ(Hemo({"plan", "compare", "a", "b"}), 0) << err_;
  EXPECT_EQ(Hemo({"plan", "compare", "a"}), 2);
  EXPECT_TRUE(ErrHas("AFTER")) << err_;
}

TEST_F(BesidePlansTest, AScanIsHashedAndSentInPieces) {
  std::string bytes = "%PDF-1.7\n";
  bytes.resize(2'500'000, 'x');
  const std::string path = File("bao-cao.bin", bytes);
  std::vector<size_t> pieces;
  std::string sent;
  v1::AttachmentOpening opening;
  connection_.upload_attachment =
      [&](const v1::AttachmentOpening& open,
          const NextAttachmentChunk& next) -> absl::StatusOr<v1::UploadAttachmentResponse> {
    opening = open;
    while (true) {
      absl::StatusOr<std::optional<std::string>> piece = next();
      if (!piece.ok()) return piece.status();
      if (!piece->has_value()) break;
      pieces.push_back((*piece)->size());
      sent += **piece;
    }
    v1::UploadAttachmentResponse response;
    response.set_outcome(v1::WRITE_OUTCOME_CREATED);
    response.set_version(1);
    return response;
  };
  EXPECT_EQ(Hemo({"attachment", "put", "p", path, "--id", "ban-quet", "--revision", "2"}), 0)
      << err_;
  EXPECT_EQ(sent, bytes);
  EXPECT_EQ(pieces, (std::vector<size_t>{1 << 20, 1 << 20, 2'500'000 - (2 << 20)}));
  const v1::Attachment& attachment = opening.record().attachment();
  EXPECT_EQ(attachment.sha256(), ToBytes(Sha256(bytes)));
  EXPECT_EQ(attachment.size_bytes(), 2'500'000);
  EXPECT_EQ(attachment.media_type(), "application/pdf");
  EXPECT_EQ(attachment.file_name(), "bao-cao.bin");
  EXPECT_EQ(attachment.revision(), 2u);
  EXPECT_EQ(opening.record().record_id(), "ban-quet");
}

TEST_F(BesidePlansTest, WhatIsNoScanIsRefusedBeforeAnythingIsSent) {
  connection_.upload_attachment = [](const v1::AttachmentOpening&, const NextAttachmentChunk&) {
    ADD_FAILURE() << "sent";
    return v1::UploadAttachmentResponse();
  };
  EXPECT_EQ(Hemo({"attachment", "put", "p", File("a.pdf", "not a pdf"), "--id", "x"}), 2);
  EXPECT_TRUE(ErrHas("không phải là PDF hay DOCX")) << err_;
  EXPECT_EQ(Hemo({"attachment", "put", "p", File("b.pdf", ""), "--id", "x"}), 2);
  EXPECT_EQ(
      Hemo({"attachment", "put", "p", File("c.xlsx", "PK\x03\x04 xl/workbook.xml"), "--id", "x"}),
      2);
  EXPECT_EQ(Hemo({"attachment", "put", "p", dir_.Join("none.pdf"), "--id", "x"}), 2);
  EXPECT_EQ(Hemo({"attachment", "put", "p", dir_.path(), "--id", "x"}), 2);
  EXPECT_EQ(Hemo({"attachment", "put", "p", File("d.pdf", "%PDF-1"), "--id", "Bản Quét"}), 2);
  EXPECT_EQ(Hemo({"attachment", "put", "p", File("e.docx", "PK\x03\x04 word/document.xml"), "--id",
                  "x", "--dry-run"}),
            0);
  EXPECT_TRUE(ErrHas("wordprocessingml")) << err_;
}

class AttachmentGetTest : public HemoTest {
 protected:
  AttachmentGetTest() {
    attachment_.set_file_name("bao-cao.pdf");
    attachment_.set_media_type("application/pdf");
    attachment_.set_size_bytes(9);
    attachment_.set_sha256(ToBytes(Sha256("%PDF-1234")));
    connection_.download_attachment =
        [this](const v1::DownloadAttachmentRequest&,
               const std::function<bool(const v1::DownloadAttachmentResponse&)>& on_response) {
          v1::DownloadAttachmentResponse response;
          *response.mutable_attachment() = attachment_;
          if (!on_response(response)) return absl::OkStatus();
          for (const char* piece : {"%PDF-", "1234"}) {
            response.set_chunk(piece);
            if (!on_response(response)) return absl::OkStatus();
          }
          return end_;
        };
  }

  v1::Attachment attachment_;
  absl::Status end_;
};

TEST_F(AttachmentGetTest, IsWrittenWhole) {
  const std::string path = dir_.Join("a.pdf");
  EXPECT_EQ(Hemo({"attachment", "get", "p", "ban-quet", "--output", path}), 0) << err_;
  EXPECT_EQ(ReadFile(path), "%PDF-1234");
  EXPECT_TRUE(OutHas("đúng như sổ")) << out_;
  // Nothing is replaced unless that is asked for.
  EXPECT_EQ(Hemo({"attachment", "get", "p", "ban-quet", "--output", path}), 2);
  EXPECT_TRUE(ErrHas("--force")) << err_;
  EXPECT_EQ(Hemo({"attachment", "get", "p", "ban-quet", "--output", path, "--force"}), 0) << err_;
}

TEST_F(AttachmentGetTest, OrNotAtAll) {
  const std::string path = dir_.Join("a.pdf");
  const std::vector<std::string> command = {"attachment", "get", "p", "x", "--output", path};
  attachment_.set_sha256(std::string(32, 'z'));
  EXPECT_EQ(Hemo(command), 4) << "other bytes than the ledger's";
  attachment_.set_sha256(ToBytes(Sha256("%PDF-1234")));
  attachment_.set_size_bytes(8);
  EXPECT_EQ(Hemo(command), 4) << "too long";
  attachment_.set_size_bytes(10);
  EXPECT_EQ(Hemo(command), 4) << "too short";
  attachment_.set_size_bytes(9);
  end_ = TransportError(absl::StatusCode::kUnavailable, "x");
  EXPECT_EQ(Hemo(command), 3);
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));
}

}  // namespace
}  // namespace hemoledger
