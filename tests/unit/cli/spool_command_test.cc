// hemo receipt record, hemo spool …, hemo round sheet.
#include <gtest/gtest.h>

#include <optional>
#include <sstream>

#include "clients/cli/commands/clerk.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/cli/hemo_runner.h"
#include "tests/unit/client/fake_receipt_server.h"

namespace hemoledger {
namespace {

class SpoolCommandTest : public HemoTest {
 protected:
  SpoolCommandTest() {
    variables_["HEMOLEDGER_SPOOL"] = dir_.Join("spool");
    GoOnline();
    connection_.open_stream = [this] { return server_process_.OpenStream(); };
  }

  // As HemoTest's, with a clock that can jump and a person who may be asked.
  int Hemo(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Environment environment;
    environment.out = &out;
    environment.err = &err;
    environment.variables = [this](const char* name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    environment.connect = [this](const ConnectionOptions&) -> std::unique_ptr<Connection> {
      return std::make_unique<FakeConnection>(connection_);
    };
    environment.clock = &fake_clock_;
    environment.random = &random_;
    std::istringstream in(typed_.value_or(""));
    const int code = typed_.has_value() ? RunHemoFor(in, arguments, environment)
                                        : RunHemo(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  void GoOnline() {
    KnowUnits({{"xa-b", "Xã B"}});
    connection_.get_source =
        [this](const v1::GetSourceRequest& request) -> absl::StatusOr<v1::GetSourceResponse> {
      if (!server_process_.HasSource(request.source_id())) {
        return MakeError(ERROR_REASON_SOURCE_NOT_FOUND, {{"source_id", request.source_id()}});
      }
      return v1::GetSourceResponse();
    };
    connection_.open_source = [this](const v1::OpenSourceRequest& request) {
      server_process_.OpenSource(request.source().source_id());
      v1::OpenSourceResponse response;
      response.set_outcome(v1::WRITE_OUTCOME_CREATED);
      return response;
    };
  }
  void GoOffline() {
    connection_.get_unit = [](const v1::GetUnitRequest&) -> absl::StatusOr<v1::GetUnitResponse> {
      return TransportError(absl::StatusCode::kUnavailable, "no network");
    };
    connection_.get_source =
        [](const v1::GetSourceRequest&) -> absl::StatusOr<v1::GetSourceResponse> {
      return TransportError(absl::StatusCode::kUnavailable, "no network");
    };
  }

  int Record(const std::string& count, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"receipt",  "record",  "--unit", "Xã B",     "--when",
                                          "4/4/2022", "--count", count,    "--source", "may-a"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Hemo(arguments);
  }

  FakeClock fake_clock_;
  FakeReceiptServer server_process_;
  // What a person answers to questions; absent: nobody sits there.
  std::optional<std::string> typed_;
};

TEST_F(SpoolCommandTest, WithANetworkItIsDurableFirstAndThenAtTheServer) {
  EXPECT_EQ(Record("42"), 0) << err_;
  EXPECT_EQ(out_,
            "Đã ghi tại máy này: số 1 (may-a#1), đang chờ gửi.\nMáy chủ đã nhận (vị trí 101).\n");
  EXPECT_TRUE(ErrHas("Phiếu: Xã B, 04/4/2022, 42 ĐVM")) << err_;
  EXPECT_EQ(server_process_.recorded().size(), 1u);
}

TEST_F(SpoolCommandTest, WithoutANetworkItWaitsAndThatIsNoFault) {
  GoOffline();
  EXPECT_EQ(Record("42", {"--lang", "en"}), 0) << err_;
  EXPECT_EQ(out_, "Recorded here: number 1 (may-a#1), waiting.\n");
  EXPECT_TRUE(ErrHas("hemo spool flush")) << err_;
  EXPECT_EQ(Record("43", {"--format", "csv"}), 0);
  EXPECT_EQ(out_, "receipt,outcome,position\nmay-a#2,waiting,0\n");
  EXPECT_EQ(Hemo({"spool", "status", "--format", "json"}), 0);
  EXPECT_TRUE(OutHas("\"waiting\": 2")) << out_;
  EXPECT_EQ(Hemo({"spool", "flush", "--timeout", "0"}), 3);
  GoOnline();
  EXPECT_EQ(Hemo({"spool", "flush"}), 0) << err_;
  EXPECT_TRUE(ErrHas("Gửi 2 phiếu, 85 ĐVM, 04/4/2022.")) << err_;
  EXPECT_EQ(server_process_.recorded().size(), 2u);
}

TEST_F(SpoolCommandTest, AnUnknownUnitAndAWrongFieldRecordNothing) {
  EXPECT_EQ(Hemo({"receipt", "record", "--unit", "Xã Z", "--when", "4/4/2022", "--count", "1",
                  "--source", "may-a"}),
            1);
  EXPECT_TRUE(ErrHas("UNIT_NOT_FOUND")) << err_;
  EXPECT_EQ(Record("5", {"--repeat-donors", "6"}), 2);
  EXPECT_EQ(Hemo({"spool", "status", "--format", "csv"}), 0);
  EXPECT_TRUE(OutHas("may-a,")) << out_;
  EXPECT_TRUE(server_process_.recorded().empty());
}

TEST_F(SpoolCommandTest, TheFirstTimeNeedsASource) {
  EXPECT_EQ(Hemo({"receipt", "record", "--unit", "Xã B", "--when", "4/4/2022", "--count", "1"}), 2);
  EXPECT_TRUE(ErrHas("--source")) << err_;
  EXPECT_EQ(Hemo({"spool", "status"}), 2);
}

TEST_F(SpoolCommandTest, WhatIsUnlikelyIsAskedAbout) {
  ASSERT_EQ(Record("42"), 0);
  // Nobody to ask.
  EXPECT_EQ(Record("42"), 2);
  EXPECT_TRUE(ErrHas("giống hệt phiếu may-a#1")) << err_;
  EXPECT_TRUE(ErrHas("--yes")) << err_;
  // No is the default; only a clear yes records.
  for (const char* answer : {"", "\n", "n\n", "k\n"}) {
    typed_ = answer;
    EXPECT_EQ(Record("42"), 1) << answer;
  }
  EXPECT_EQ(server_process_.recorded().size(), 1u);
  typed_ = "c\n";
  EXPECT_EQ(Record("42"), 0);
  EXPECT_EQ(server_process_.recorded().size(), 2u);
  typed_.reset();
  EXPECT_EQ(Record("42", {"--yes"}), 0);
  EXPECT_EQ(server_process_.recorded().size(), 3u);
  // Without a network the unit is known by its name only.
  EXPECT_EQ(Record("42", {"--offline"}), 2);
  EXPECT_TRUE(ErrHas("giống hệt phiếu may-a#3")) << err_;
}

TEST_F(SpoolCommandTest, EachDoubtIsTold) {
  ASSERT_EQ(Record("30"), 0);
  struct Case {
    std::string when;
    std::string count;
    std::string doubt;
  };
  const Case cases[] = {{"4/4/2022", "151", "số lượng lớn: 151"},
                        {"7/4/2022", "5", "trong tương lai"},
                        {"4/4/2021", "5", "đã qua hơn một năm"},
                        {"3/4/2022", "150", ""},
                        {"5/4/2022", "5", ""},
                        {"6/4/2021", "5", ""}};
  for (const Case& one : cases) {
    const int code = Hemo({"receipt", "record", "--unit", "Xã B", "--when", one.when, "--count",
                           one.count, "--offline"});
    EXPECT_EQ(code, one.doubt.empty() ? 0 : 2) << one.when << " " << one.count << err_;
    EXPECT_TRUE(ErrHas(one.doubt)) << err_;
  }
}

TEST_F(SpoolCommandTest, AClockThatJumpsIsNoticed) {
  ASSERT_EQ(Record("1"), 0);
  constexpr int64_t kMinute = 60'000'000;
  fake_clock_.Jump(-4 * kMinute);
  EXPECT_EQ(Record("2"), 0) << err_;
  fake_clock_.Jump(-6 * kMinute);
  EXPECT_EQ(Record("3"), 2);
  EXPECT_TRUE(ErrHas("đồng hồ máy đã lùi")) << err_;
  fake_clock_.Jump(6 * kMinute + 25 * 60 * kMinute);
  EXPECT_EQ(Record("3"), 2);
  EXPECT_TRUE(ErrHas("hơn một ngày")) << err_;
  EXPECT_EQ(Record("3", {"--yes"}), 0);
  EXPECT_EQ(Record("4"), 0) << err_;
}

TEST_F(SpoolCommandTest, ARefusedReceiptIsListedWithWhatItWasAndMended) {
  EXPECT_EQ(Record("666", {"--yes"}), 1);
  EXPECT_TRUE(ErrHas("hemo spool mend 1")) << err_;
  EXPECT_EQ(Hemo({"spool", "rejected"}), 0);
  EXPECT_TRUE(OutHas("may-a#1")) << out_;
  EXPECT_TRUE(OutHas("xa-b, 04/4/2022, 666 ĐVM")) << out_;
  EXPECT_TRUE(OutHas("ROUND_NOT_FOUND")) << out_;
  EXPECT_EQ(Hemo({"spool", "mend", "1", "--count", "66"}), 0) << err_;
  EXPECT_TRUE(OutHas("may-a#2")) << out_;
  EXPECT_EQ(Hemo({"spool", "rejected"}), 0);
  EXPECT_TRUE(OutHas("đã sửa thành may-a#2")) << out_;
  EXPECT_EQ(Hemo({"spool", "mend", "1", "--count", "67", "--yes"}), 2);
  EXPECT_EQ(Hemo({"spool", "mend", "9", "--count", "67"}), 2);
}

TEST_F(SpoolCommandTest, ARoundsSheetComesBackAsItsReceiptsUnderTheSameIds) {
  KnowUnits({{"xa-b", "Xã B"}, {"xa-c", "Xã C"}});
  connection_.list_rounds = [](const v1::ListRoundsRequest&) {
    v1::ListRoundsResponse response;
    v1::RoundView& view = *response.add_rounds();
    view.set_plan_id("kh");
    view.set_first_date(20220404);
    view.set_last_date(20220404);
    view.mutable_round()->set_round_id("kh-dot-1");
    view.mutable_round()->set_label("I & II");
    v1::RoundQuota& quota = *view.mutable_round()->add_quotas();
    quota.set_unit_id("xa-b");
    quota.mutable_units()->set_value(1140);
    view.mutable_round()->add_quotas()->set_unit_id("xa-c");
    return response;
  };
  const std::string path = dir_.Join("dot.xlsx");
  EXPECT_EQ(Hemo({"round", "sheet", "kh", "kh-dot-1", "-o", path}), 0) << err_;
  EXPECT_TRUE(OutHas("2 đơn vị")) << out_;
  EXPECT_EQ(Hemo({"round", "sheet", "kh", "kh-dot-1", "-o", path}), 2) << "never over a file";
  EXPECT_EQ(Hemo({"round", "sheet", "kh", "kh-dot-9", "-o", path, "--force"}), 1);
  // Nothing filled in yet: no receipt, and no fault.
  EXPECT_EQ(Hemo({"receipt", "import", "--dry-run", path}), 0) << err_;
  EXPECT_TRUE(ErrHas("đọc được 0 phiếu")) << err_;
  EXPECT_TRUE(ErrHas("kh-dot-1-phieu")) << err_;
}

}  // namespace
}  // namespace hemoledger
