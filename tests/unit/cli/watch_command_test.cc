// hemo watch, and what hemo events follows.
#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "tests/support/builders.h"
#include "tests/unit/cli/hemo_runner.h"

namespace hemoledger {
namespace {

using OnWatch = std::function<bool(const v1::WatchAttainmentResponse&)>;
using OnEvents = std::function<bool(const v1::SubscribeResponse&)>;

class WatchCommandTest : public HemoTest {
 protected:
  WatchCommandTest() {
    variables_["HEMOLEDGER_LANG"] = "en";
    connection_.get_status = [](const v1::GetStatusRequest&) { return v1::GetStatusResponse(); };
    // Whole, a change, a mark; the test's --limit ends it.
    connection_.watch_attainment = [this](const v1::WatchAttainmentRequest& request,
                                          const OnWatch& on_response,
                                          const std::stop_token&) -> absl::Status {
      asked_.push_back(request);
      v1::WatchAttainmentResponse response;
      *response.mutable_whole() = Whole();
      if (!on_response(response)) return absl::OkStatus();
      response.mutable_unchanged()->set_position(8);
      if (!on_response(response)) return absl::OkStatus();
      v1::AttainmentChange& change = *response.mutable_change();
      change.mutable_reflects()->set_position(9);
      *change.mutable_total() = Whole().total();
      change.mutable_total()->set_received_units(162);
      v1::ChangedLine& line = *change.add_lines();
      line.set_index(0);
      *line.mutable_line() = Whole().lines(0);
      line.mutable_line()->mutable_own()->set_received_units(162);
      line.mutable_line()->mutable_figures()->set_received_units(162);
      if (!on_response(response)) return absl::OkStatus();
      return TransportError(absl::StatusCode::kUnavailable, "gone");
    };
  }
  static v1::GetAttainmentResponse Whole() {
    v1::GetAttainmentResponse answer;
    answer.set_basis(v1::ATTAINMENT_BASIS_ALL_CREDITED);
    answer.set_plan_title("Chỉ tiêu 2021");
    answer.mutable_reflects()->set_position(7);
    for (const char* unit : {"tan-hiep", "go-quao"}) {
      v1::AttainmentLine& line = *answer.add_lines();
      line.set_key(unit);
      line.set_name(unit);
      line.mutable_own()->set_received_units(150);
      line.mutable_figures()->set_received_units(150);
      line.mutable_figures()->set_quota_units(300);
    }
    answer.mutable_total()->set_received_units(300);
    answer.mutable_total()->set_quota_units(600);
    return answer;
  }

  std::vector<v1::WatchAttainmentRequest> asked_;
};

TEST_F(WatchCommandTest, ATableForEachChange) {
  EXPECT_EQ(Hemo({"watch", "kien-giang-2021", "--limit", "2", "--interval", "5"}), 0) << err_;
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_[0].query().plan_id(), "kien-giang-2021");
  EXPECT_EQ(asked_[0].query().scope(), v1::ATTAINMENT_SCOPE_PLAN);
  EXPECT_EQ(asked_[0].min_interval_millis(), 5000u);
  EXPECT_TRUE(OutHas("As of position 7")) << out_;
  EXPECT_TRUE(OutHas("As of position 9")) << out_;
  EXPECT_TRUE(OutHas("+12")) << out_;
  EXPECT_FALSE(OutHas("\x1b")) << "not a terminal";
}

TEST_F(WatchCommandTest, OnATerminalItDrawsOver) {
  terminal_ = TerminalSize{.rows = 30, .columns = 60};
  EXPECT_EQ(Hemo({"watch", "kien-giang-2021", "--limit", "2"}), 0) << err_;
  EXPECT_TRUE(OutHas("\x1b[2J\x1b[HWatching; press Ctrl-C to stop\x1b[K\n")) << out_;
  EXPECT_TRUE(OutHas("As of position 8")) << "the mark brings the position up to date";
  EXPECT_EQ(out_.find("\x1b[2J"), out_.rfind("\x1b[2J"));
  EXPECT_EQ(Hemo({"--lang", "vi", "watch", "kien-giang-2021", "--limit", "1"}), 0);
  EXPECT_TRUE(OutHas("Đang theo dõi; nhấn Ctrl-C để dừng")) << out_;
}

TEST_F(WatchCommandTest, ALostConnectionIsToldAndTriedAgain) {
  terminal_ = TerminalSize{.rows = 30, .columns = 200};
  EXPECT_EQ(Hemo({"watch", "p", "--limit", "3"}), 0) << err_;
  EXPECT_EQ(asked_.size(), 2u);
  EXPECT_EQ(asked_[1].query().read().min_position(), 9u) << "never back to what was before";
  EXPECT_TRUE(OutHas("DISCONNECTED from 127.0.0.1:50551, trying again")) << out_;
  asked_.clear();
  terminal_.reset();
  EXPECT_EQ(Hemo({"--lang", "vi", "watch", "p", "--limit", "3"}), 0) << err_;
  EXPECT_TRUE(ErrHas("MẤT KẾT NỐI với 127.0.0.1:50551, thử lại sau")) << err_;
}

TEST_F(WatchCommandTest, CtrlCEndsItWithZero) {
  terminal_ = TerminalSize{.rows = 30, .columns = 200};
  connection_.watch_attainment = [this](const v1::WatchAttainmentRequest&,
                                        const OnWatch& on_response,
                                        const std::stop_token& stop) -> absl::Status {
    v1::WatchAttainmentResponse response;
    *response.mutable_whole() = Whole();
    on_response(response);
    stop_.request_stop();
    EXPECT_TRUE(stop.stop_requested());
    return TransportError(absl::StatusCode::kUnavailable, "cancelled");
  };
  EXPECT_EQ(Hemo({"watch", "p"}), 0) << err_;
  EXPECT_EQ(out_.back(), '\n') << "the cursor stands below the table";
  EXPECT_EQ(err_, "");
}

TEST_F(WatchCommandTest, JsonIsALineEach) {
  EXPECT_EQ(Hemo({"--format", "json", "watch", "p", "--limit", "2"}), 0) << err_;
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 2);
  EXPECT_TRUE(OutHas("162")) << out_;
}

TEST_F(WatchCommandTest, OfAUnitOrItsChildren) {
  KnowUnits({{"kien-giang", "Kiên Giang"}});
  EXPECT_EQ(Hemo({"watch", "p", "--children", "Kiên Giang", "--limit", "1"}), 0) << err_;
  EXPECT_EQ(asked_.back().query().scope(), v1::ATTAINMENT_SCOPE_CHILDREN);
  EXPECT_EQ(asked_.back().query().unit().unit_id(), "kien-giang");
  EXPECT_EQ(Hemo({"watch", "p", "--unit", "kien-giang", "--by", "month", "--limit", "1"}), 0);
  EXPECT_EQ(asked_.back().query().scope(), v1::ATTAINMENT_SCOPE_UNIT);
  EXPECT_EQ(asked_.back().query().grouping(), v1::ATTAINMENT_GROUPING_MONTH);
  EXPECT_EQ(Hemo({"watch", "p", "--unit", "a", "--children", "b"}), 2);
  EXPECT_EQ(Hemo({"watch", "p", "--interval", "0"}), 2);
}

TEST_F(WatchCommandTest, AServerThatIsNotThereIsToldAtOnce) {
  connection_.get_status =
      [](const v1::GetStatusRequest&) -> absl::StatusOr<v1::GetStatusResponse> {
    return TransportError(absl::StatusCode::kUnavailable, "refused");
  };
  EXPECT_EQ(Hemo({"watch", "p"}), 3);
}

class FollowCommandTest : public HemoTest {
 protected:
  FollowCommandTest() {
    connection_.subscribe = [this](const v1::SubscribeRequest& request, const OnEvents& on_response,
                                   const std::stop_token&) -> absl::Status {
      asked_ = request;
      v1::SubscribeResponse response;
      response.mutable_caught_up()->set_position(4);
      if (!on_response(response)) return absl::OkStatus();
      return MakeError(ERROR_REASON_PLAN_NOT_FOUND, {{"plan_id", "still following"}});
    };
  }
  v1::SubscribeRequest asked_;
};

TEST_F(FollowCommandTest, SinceAMomentInVietnam) {
  EXPECT_EQ(Hemo({"events", "--since", "2025-11-24 08:00"}), 0) << err_;
  EXPECT_EQ(asked_.start().record_time_micros(), 1'763'946'000'000'000);
  EXPECT_EQ(Hemo({"events", "--since", "24/11/2025"}), 0) << err_;
  EXPECT_EQ(asked_.start().record_time_micros(), 1'763'917'200'000'000);
  EXPECT_EQ(Hemo({"events", "--since", "hôm qua"}), 2);
  EXPECT_EQ(Hemo({"events", "--since", "24/11/2025", "--from", "3"}), 2);
}

TEST_F(FollowCommandTest, FromNowOnlyWithFollow) {
  EXPECT_EQ(Hemo({"events", "--follow", "--now"}), 1) << "goes on after it caught up";
  EXPECT_TRUE(asked_.start().now());
  EXPECT_EQ(Hemo({"events", "--now"}), 2);
}

TEST_F(FollowCommandTest, OnlyWhatWouldGoOnForEverTakesCtrlCOver) {
  EXPECT_EQ(Hemo({"events", "--since", "24/11/2025"}), 0) << err_;
  EXPECT_FALSE(interrupts_taken_over_) << "a list that was cut short must not end with 0";
  stop_.request_stop();
  EXPECT_EQ(Hemo({"events", "--follow"}), 0) << err_;
  EXPECT_TRUE(interrupts_taken_over_);
}

TEST_F(FollowCommandTest, TheFilterIsTheServers) {
  KnowUnits({{"kien-giang", "Kiên Giang"}});
  EXPECT_EQ(Hemo({"events", "--unit", "Kiên Giang", "--map-date", "30/6/2025", "--plan", "p",
                  "--source", "may-1", "--feed", "bv", "--type", "receipt-recorded"}),
            0)
      << err_;
  EXPECT_EQ(asked_.filter().unit_id(), "kien-giang");
  EXPECT_EQ(asked_.filter().map_date(), 20250630);
  EXPECT_EQ(asked_.filter().plan_id(), "p");
  EXPECT_EQ(asked_.filter().source_id(), "may-1");
  EXPECT_EQ(asked_.filter().feed(), "bv");
  EXPECT_THAT(asked_.filter().types(), testing::ElementsAre(v1::EVENT_TYPE_RECEIPT_RECORDED));
  EXPECT_EQ(Hemo({"events", "--map-date", "30/6/2025"}), 2);
}

}  // namespace
}  // namespace hemoledger
