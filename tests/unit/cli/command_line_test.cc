#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "hemoledger/v1/events.pb.h"
#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

class CommandLineTest : public HemoTest {};

const std::vector<std::vector<std::string>>& AllCommands() {
  static const auto* const kAll =
      new std::vector<std::vector<std::string>>{{"unit", "import"},
                                                {"unit", "list"},
                                                {"unit", "show"},
                                                {"plan", "import"},
                                                {"plan", "list"},
                                                {"plan", "show"},
                                                {"plan", "amend"},
                                                {"plan", "history"},
                                                {"plan", "export"},
                                                {"plan", "template"},
                                                {"plan", "findings"},
                                                {"plan", "compare"},
                                                {"plan", "correct-entry"},
                                                {"round", "list"},
                                                {"round", "report"},
                                                {"round", "sheet"},
                                                {"task", "list"},
                                                {"task", "report"},
                                                {"target", "list"},
                                                {"record", "put"},
                                                {"record", "list"},
                                                {"statement", "list"},
                                                {"indicator", "list"},
                                                {"attachment", "put"},
                                                {"attachment", "get"},
                                                {"receipt", "record"},
                                                {"receipt", "import"},
                                                {"receipt", "stream"},
                                                {"receipt", "correct"},
                                                {"receipt", "void"},
                                                {"receipt", "list"},
                                                {"receipt", "show"},
                                                {"receipt", "rejected"},
                                                {"spool", "status"},
                                                {"spool", "flush"},
                                                {"spool", "rejected"},
                                                {"spool", "mend"},
                                                {"spool", "resend"},
                                                {"spool", "export"},
                                                {"spool", "import"},
                                                {"attainment"},
                                                {"report"},
                                                {"events"},
                                                {"status"},
                                                {"completion", "bash"}};
  return *kAll;
}

TEST_F(CommandLineTest, EveryCommandHasHelpWithExamplesInBothLanguages) {
  for (std::vector<std::string> command : AllCommands()) {
    std::string typed = "hemo";
    for (const std::string& word : command) typed += " " + word;
    command.push_back("--help");
    EXPECT_EQ(Hemo(command), 0) << typed;
    EXPECT_TRUE(OutHas("Ví dụ:\n  " + typed)) << out_;
    EXPECT_TRUE(OutHas("Cách dùng: " + typed)) << out_;
    command.insert(command.end(), {"--lang", "en"});
    EXPECT_EQ(Hemo(command), 0) << typed;
    EXPECT_TRUE(OutHas("Examples:\n  " + typed)) << out_;
    EXPECT_TRUE(OutHas("Usage: " + typed)) << out_;
  }
}

TEST_F(CommandLineTest, TheProgramsHelpListsCommandsAndExitCodes) {
  EXPECT_EQ(Hemo({"--help"}), 0);
  for (const char* word :
       {"unit", "plan", "receipt", "attainment", "events", "status", "--server", "Mã thoát"}) {
    EXPECT_TRUE(OutHas(word)) << word;
  }
}

TEST_F(CommandLineTest, FaultsOfUsageExitWithTwoInTheChosenLanguage) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> faults = {
      {{}, "Thiếu lệnh"},
      {{"no-such"}, "Không có lệnh \"no-such\""},
      {{"unit", "impotr"}, "Không có lệnh \"impotr\""},
      {{"status", "extra"}, "Không hiểu: extra"},
      {{"attainment"}, "Thiếu --plan"},
      {{"attainment", "--plan", "p", "--basis", "x"},
       "không có \"x\"; chọn: all, holders, voluntary, whole-blood, converted"},
      {{"attainment", "--plan", "p", "--by", "year"},
       "row, group, month, component, class, round, campaign"},
      {{"attainment", "--plan", "p", "--through", "31/2/2021"}, "\"31/2/2021\" không phải là ngày"},
      {{"attainment", "--plan", "p", "--min-position", "-1"}, "số nguyên"},
      {{"attainment", "--plan", "p", "--children"}, "UNIT"},
      {{"events", "--type", "x"}, "receipt-recorded"},
      {{"receipt", "correct", "a/b", "--reason", "x", "--bag", "250"}, "ML=SỐ"},
      {{"receipt", "correct", "a/b", "--reason", "x", "--count", "0"}, "từ 1 đến 100000"},
      {{"receipt", "rejected"}, ""},
      {{"receipt", "show", "225:00"}, "không phải là mã phiếu"},
      {{"receipt", "show", "no such"}, "FEED/MÃ"},
      {{"receipt", "void", "a/b", "--reason", ""}, "--reason: không được để trống"},
      {{"receipt", "void", "225", "--reason", "x"}, "không phải là mã phiếu"},
      {{"receipt", "correct", "a/b", "--reason", " ", "--count", "1"}, "không được để trống"},
      {{"receipt", "list", "--inside", "13/2021"}, "thời gian"},
      {{"status", "--format", "xml"}, "table, json, csv"},
      {{"status", "--lang", "fr"}, "vi, en"},
      {{"status", "--wait", "soon"}, "--wait"},
  };
  for (const auto& [arguments, expected] : faults) {
    EXPECT_EQ(Hemo(arguments), 2) << expected;
    EXPECT_TRUE(err_.starts_with("Lỗi: ")) << err_;
    EXPECT_TRUE(ErrHas(expected)) << err_ << "\nwanted: " << expected;
    EXPECT_EQ(out_, "");
  }
  EXPECT_EQ(Hemo({"attainment", "--lang", "en"}), 2);
  EXPECT_EQ(err_, "Error: --plan is required\n");
}

TEST_F(CommandLineTest, TheServerComesFromFlagEnvironmentConfigDefault) {
  connection_.get_status = [](const v1::GetStatusRequest&) { return v1::GetStatusResponse(); };
  EXPECT_EQ(Hemo({"status"}), 0);
  EXPECT_EQ(server_, "127.0.0.1:50551");
  EXPECT_EQ(mkdir(dir_.Join("hemoledger").c_str(), 0700), 0);
  File("hemoledger/hemo.toml", "server = \"config:1\"\nlang = \"en\"\n");
  variables_["XDG_CONFIG_HOME"] = dir_.path();
  EXPECT_EQ(Hemo({"status"}), 0);
  EXPECT_EQ(server_, "config:1");
  EXPECT_TRUE(OutHas("Server:")) << out_;
  variables_["HEMOLEDGER_SERVER"] = "variable:2";
  variables_["HEMOLEDGER_LANG"] = "vi";
  EXPECT_EQ(Hemo({"status"}), 0);
  EXPECT_EQ(server_, "variable:2");
  EXPECT_TRUE(OutHas("Máy chủ:")) << out_;
  EXPECT_EQ(Hemo({"status", "--server", "flag:3"}), 0);
  EXPECT_EQ(server_, "flag:3");
  EXPECT_EQ(Hemo({"--server", "flag:4", "status"}), 0);
  EXPECT_EQ(server_, "flag:4");
}

TEST_F(CommandLineTest, AServerWithoutAPortIsOnTheDefaultOne) {
  connection_.get_status = [](const v1::GetStatusRequest&) { return v1::GetStatusResponse(); };
  const std::vector<std::pair<std::string, std::string>> servers = {
      {"127.0.0.1", "127.0.0.1:50551"},
      {"so-cai.example", "so-cai.example:50551"},
      {"127.0.0.1:7", "127.0.0.1:7"},
      {"[::1]", "[::1]:50551"},
      {"[::1]:7", "[::1]:7"},
      {"::1", "[::1]:50551"},
      {"unix:/run/hemo", "unix:/run/hemo"},
      {"dns:///so-cai:7", "dns:///so-cai:7"}};
  for (const auto& [given, used] : servers) {
    EXPECT_EQ(Hemo({"status", "--server", given}), 0) << given;
    EXPECT_EQ(server_, used);
  }
  variables_["HEMOLEDGER_SERVER"] = "10.0.0.1";
  EXPECT_EQ(Hemo({"status"}), 0);
  EXPECT_EQ(server_, "10.0.0.1:50551");
}

TEST_F(CommandLineTest, AVariableThatIsNoneOfTheWordsIsToldByItsName) {
  variables_["HEMOLEDGER_LANG"] = "xx";
  EXPECT_EQ(Hemo({"status"}), 2);
  EXPECT_TRUE(ErrHas("“xx” của “HEMOLEDGER_LANG” không hợp lệ (cần: vi, en)")) << err_;
  EXPECT_FALSE(ErrHas("dòng")) << "a variable has no lines: " << err_;
  variables_["HEMOLEDGER_LANG"] = "en";
  variables_["HEMOLEDGER_FORMAT"] = "xml";
  EXPECT_EQ(Hemo({"status"}), 2);
  EXPECT_TRUE(ErrHas("HEMOLEDGER_FORMAT")) << err_;
}

TEST_F(CommandLineTest, ABadConfigFileIsToldWithItsPlace) {
  EXPECT_EQ(mkdir(dir_.Join("hemoledger").c_str(), 0700), 0);
  variables_["XDG_CONFIG_HOME"] = dir_.path();
  for (const char* content : {"server = 5\n", "sever = \"x\"\n", "lang = \"fr\"\n", "not toml"}) {
    File("hemoledger/hemo.toml", content);
    EXPECT_EQ(Hemo({"status"}), 2) << content;
    EXPECT_TRUE(ErrHas("hemo.toml")) << err_;
  }
}

TEST_F(CommandLineTest, ExitCodesTellWhatHappened) {
  const std::vector<std::pair<absl::Status, int>> outcomes = {
      {MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", "p"}}), 1},
      {TransportError(absl::StatusCode::kUnavailable, "x"), 3},
      {TransportError(absl::StatusCode::kDeadlineExceeded, "x"), 3},
      {MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", "x"}}), 4},
      {MakeError(ERROR_REASON_INTERNAL, {{"detail", "x"}}), 5},
  };
  for (const auto& [status, code] : outcomes) {
    connection_.get_plan = [status = status](const v1::GetPlanRequest&) { return status; };
    EXPECT_EQ(Hemo({"plan", "show", "p"}), code) << status;
    EXPECT_TRUE(err_.starts_with("Lỗi: ")) << err_;
    EXPECT_TRUE(ErrHas("Mã lỗi: ")) << err_;
  }
}

TEST_F(CommandLineTest, OutputThatCouldNotBeWrittenIsToldAndExitsWithFive) {
  connection_.get_status = [](const v1::GetStatusRequest&) { return v1::GetStatusResponse(); };
  out_is_full_ = true;
  EXPECT_EQ(Hemo({"status"}), 5);
  EXPECT_TRUE(ErrHas("không in được hết kết quả")) << err_;
  EXPECT_EQ(Hemo({"--help"}), 5);
  connection_.get_status = [](const v1::GetStatusRequest&) {
    return TransportError(absl::StatusCode::kUnavailable, "x");
  };
  EXPECT_EQ(Hemo({"status", "--wait", "0"}), 3) << "the first fault decides";
}

TEST_F(CommandLineTest, StatusInEveryForm) {
  connection_.get_status = [](const v1::GetStatusRequest&) {
    v1::GetStatusResponse response;
    response.set_head_position(1163);
    response.set_write_state(v1::WRITE_STATE_WRITABLE);
    return response;
  };
  EXPECT_EQ(Hemo({"status"}), 0);
  EXPECT_TRUE(OutHas("1.163")) << out_;
  EXPECT_TRUE(OutHas("ghi được")) << out_;
  EXPECT_EQ(Hemo({"status", "--lang", "en"}), 0);
  EXPECT_TRUE(OutHas("1,163")) << out_;
  EXPECT_EQ(Hemo({"status", "--format", "json"}), 0);
  EXPECT_TRUE(OutHas("\"head_position\": 1163")) << out_;
  EXPECT_EQ(Hemo({"status", "--format", "csv"}), 0);
  EXPECT_TRUE(out_.starts_with("ledger_id,")) << out_;
}

TEST_F(CommandLineTest, AUnitIsFoundByIdThenByName) {
  KnowUnits({{"kien-giang-tan-hiep", "Tân Hiệp"}, {"vn", "Việt Nam"}});
  std::string asked;
  connection_.get_attainment = [&asked](const v1::GetAttainmentRequest& request) {
    asked = request.unit().unit_id();
    EXPECT_EQ(request.scope(), v1::ATTAINMENT_SCOPE_UNIT);
    return v1::GetAttainmentResponse();
  };
  EXPECT_EQ(Hemo({"attainment", "Tân Hiệp", "--plan", "p"}), 0) << err_;
  EXPECT_EQ(asked, "kien-giang-tan-hiep");
  // In NFD, as a Mac gives it.
  EXPECT_EQ(Hemo({"attainment", "Ta\u0302n Hie\u0323\u0302p", "--plan", "p"}), 0) << err_;
  EXPECT_EQ(asked, "kien-giang-tan-hiep");
  EXPECT_EQ(Hemo({"attainment", "vn", "--plan", "p"}), 0) << err_;
  EXPECT_EQ(asked, "vn");
  EXPECT_EQ(Hemo({"attainment", "tan-hip", "--plan", "p"}), 1);
  EXPECT_TRUE(ErrHas("Tân Hiệp")) << "suggestions: " << err_;
}

TEST_F(CommandLineTest, PlanShowTellsWhichRevisionsFiguresTheseAre) {
  connection_.get_plan = [](const v1::GetPlanRequest& request) {
    v1::GetPlanResponse response;
    response.mutable_plan()->mutable_plan()->set_plan_id(request.plan_id());
    response.mutable_plan()->set_revision(2);
    response.mutable_reflects()->set_position(9);
    return response;
  };
  connection_.list_plan_history = [](const v1::ListPlanHistoryRequest& request) {
    EXPECT_EQ(request.read().min_position(), 9u);
    v1::ListPlanHistoryResponse response;
    response.add_revisions()->set_revision(1);
    response.add_revisions()->set_revision(2);
    response.mutable_revisions(1)->set_valid_from_date(20210701);
    return response;
  };
  EXPECT_EQ(Hemo({"plan", "show", "p", "--through", "30/6/2021"}), 0) << err_;
  EXPECT_TRUE(OutHas("có hiệu lực từ 01/7/2021") && OutHas("là của bản 1")) << out_;
  EXPECT_EQ(Hemo({"plan", "show", "p", "--through", "1/7/2021"}), 0);
  EXPECT_FALSE(OutHas("là của bản")) << out_;
  EXPECT_EQ(Hemo({"plan", "show", "p", "--through", "30/6/2021", "--format", "json"}), 0);
  EXPECT_TRUE(OutHas("\"figures_revision\": 1")) << out_;
}

TEST_F(CommandLineTest, AttainmentPassesOnEverythingThatWasAsked) {
  KnowUnits({{"kien-giang", "Tỉnh Kiên Giang"}});
  v1::GetAttainmentRequest asked;
  connection_.get_attainment = [&asked](const v1::GetAttainmentRequest& request) {
    asked = request;
    return v1::GetAttainmentResponse();
  };
  EXPECT_EQ(
      Hemo({"attainment", "kien-giang", "--plan", "p", "--by", "class", "--basis", "whole-blood",
            "--order", "attainment", "--through", "30/6/2021", "--min-position", "12"}),
      0);
  EXPECT_EQ(asked.grouping(), v1::ATTAINMENT_GROUPING_DONOR_CLASS);
  EXPECT_EQ(asked.basis(), v1::ATTAINMENT_BASIS_WHOLE_BLOOD_ONLY);
  EXPECT_EQ(asked.order(), v1::ATTAINMENT_ORDER_ATTAINMENT);
  EXPECT_EQ(asked.read().through_date(), 20210630);
  EXPECT_EQ(asked.read().min_position(), 12u);
  EXPECT_EQ(asked.pace_date(), 0);
  EXPECT_EQ(Hemo({"attainment", "--plan", "p", "--by", "campaign", "--pace", "30/6/2021"}), 0);
  EXPECT_EQ(asked.grouping(), v1::ATTAINMENT_GROUPING_CAMPAIGN);
  EXPECT_EQ(asked.pace_date(), 20210630);
  EXPECT_EQ(Hemo({"attainment", "kien-giang", "--plan", "p", "--children"}), 0);
  EXPECT_EQ(asked.scope(), v1::ATTAINMENT_SCOPE_CHILDREN);
  EXPECT_EQ(Hemo({"attainment", "--plan", "p"}), 0);
  EXPECT_EQ(asked.scope(), v1::ATTAINMENT_SCOPE_PLAN);
}

TEST_F(CommandLineTest, ListsReadEveryPage) {
  connection_.list_receipts = [](const v1::ListReceiptsRequest& request) {
    v1::ListReceiptsResponse response;
    const int page = request.page_token().empty() ? 0 : std::stoi(request.page_token());
    // The second page is empty and still has a next one.
    for (int i = 0; i < (page == 1 ? 0 : 2); ++i) {
      v1::ReceiptView& view = *response.add_receipts();
      view.mutable_feed()->set_feed("f");
      view.mutable_feed()->set_external_id(std::to_string(page * 10 + i));
    }
    if (page < 2) response.set_next_page_token(std::to_string(page + 1));
    return response;
  };
  EXPECT_EQ(Hemo({"receipt", "list", "--format", "csv"}), 0);
  EXPECT_TRUE(OutHas("\nf/0,") && OutHas("\nf/1,") && OutHas("\nf/20,") && OutHas("\nf/21,"))
      << out_;
  EXPECT_EQ(err_, "");
  EXPECT_EQ(Hemo({"receipt", "list", "--format", "csv", "--limit", "3"}), 0);
  EXPECT_TRUE(OutHas("\nf/20,") && !OutHas("\nf/21,")) << out_;
  EXPECT_TRUE(ErrHas("--limit 0")) << err_;
}

TEST_F(CommandLineTest, EventsAreReadToTheHead) {
  connection_.read_events = [](const v1::ReadEventsRequest& request) {
    v1::ReadEventsResponse response;
    response.set_head_position(5);
    for (uint64_t position = request.from_position(); position < request.from_position() + 2;
         ++position) {
      v1::Event event;
      event.set_position(position);
      response.add_events()->set_event(event.SerializeAsString());
    }
    response.set_next_position(request.from_position() + 2);
    return response;
  };
  EXPECT_EQ(Hemo({"events", "--format", "json"}), 0);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 6) << out_;
  EXPECT_EQ(Hemo({"events", "--format", "json", "--from", "4", "--limit", "1"}), 0);
  EXPECT_TRUE(out_.starts_with("{\"position\":4,")) << out_;
}

}  // namespace
}  // namespace hemoledger
