// Consumer groups through a real channel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "clients/lib/group_consumer.h"
#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kMinute = 60'000'000;

// One Consume call.
class Consumer {
 public:
  Consumer(InProcessServer& server, const std::string& group_id, uint32_t credit)
      : stub_(v1::ConsumerService::NewStub(server.NewChannel())) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    call_ = stub_->Consume(&context_);
    v1::ConsumeRequest request;
    request.mutable_open()->set_group_id(group_id);
    request.mutable_open()->set_consumer("máy 1");
    request.mutable_open()->set_credit(credit);
    call_->Write(request);
  }
  ~Consumer() {
    if (finished_) return;
    context_.TryCancel();
    (void)Finish();
  }

  // The next message; without any member: the stream has ended.
  v1::ConsumeResponse Read() {
    v1::ConsumeResponse response;
    while (call_->Read(&response)) {
      if (!response.has_progress()) return response;
    }
    return {};
  }
  void ExpectOpened() { ASSERT_TRUE(Read().has_opened()); }
  std::vector<v1::DeliveredEvent> ReadDelivery() {
    const v1::ConsumeResponse response = Read();
    EXPECT_TRUE(response.has_delivery()) << response.ShortDebugString();
    return {response.delivery().events().begin(), response.delivery().events().end()};
  }
  void SendSettle(uint64_t position, v1::Verdict verdict, const std::string& reason = "") {
    v1::ConsumeRequest request;
    request.mutable_settle()->set_settlement_id(++last_);
    v1::SettledEvent& event = *request.mutable_settle()->add_events();
    event.set_position(position);
    event.set_verdict(verdict);
    event.set_reason(reason);
    call_->Write(request);
  }
  // Settles one and waits until it is durable. Returns whether it was held; deliveries that come
  // before the answer are kept in `early`.
  bool Settle(uint64_t position, v1::Verdict verdict, const std::string& reason = "") {
    SendSettle(position, verdict, reason);
    while (true) {
      const v1::ConsumeResponse response = Read();
      if (response.has_delivery()) {
        early.insert(early.end(), response.delivery().events().begin(),
                     response.delivery().events().end());
        continue;
      }
      EXPECT_TRUE(response.has_settled());
      return response.settled().not_held().empty();
    }
  }
  v1::DeliveredEvent Next() {
    if (early.empty()) early = ReadDelivery();
    if (early.empty()) return {};
    v1::DeliveredEvent event = early.front();
    early.erase(early.begin());
    return event;
  }
  void Write(const v1::ConsumeRequest& request) { call_->Write(request); }
  void WritesDone() { call_->WritesDone(); }
  absl::Status Finish() {
    v1::ConsumeResponse response;
    while (call_->Read(&response)) {
    }
    finished_ = true;
    return StatusOf(call_->Finish());
  }

  std::vector<v1::DeliveredEvent> early;

 private:
  std::unique_ptr<v1::ConsumerService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ConsumeRequest, v1::ConsumeResponse>> call_;
  uint64_t last_ = 0;
  bool finished_ = false;
};

class ConsumerServiceTest : public testing::Test {
 protected:
  ConsumerServiceTest() { server_.LoadUnits(); }

  absl::StatusOr<v1::ConsumerGroup> Create(const std::string& group_id,
                                           uint32_t max_attempts = 10) {
    v1::CreateConsumerGroupRequest request;
    request.mutable_group()->set_group_id(group_id);
    request.mutable_group()->mutable_filter()->add_types(v1::EVENT_TYPE_RECEIPT_RECORDED);
    request.mutable_group()->set_max_attempts(max_attempts);
    return server_.Call(&v1::ConsumerService::Stub::CreateConsumerGroup, server_.consumers(),
                        request);
  }
  absl::StatusOr<v1::ConsumerGroup> Get(const std::string& group_id) {
    v1::GetConsumerGroupRequest request;
    request.set_group_id(group_id);
    return server_.Call(&v1::ConsumerService::Stub::GetConsumerGroup, server_.consumers(), request);
  }
  std::vector<v1::ParkedEvent> Parked(const std::string& group_id) {
    v1::ListParkedEventsRequest request;
    request.set_group_id(group_id);
    const auto answer =
        server_.Call(&v1::ConsumerService::Stub::ListParkedEvents, server_.consumers(), request);
    EXPECT_OK(answer);
    return {answer->events().begin(), answer->events().end()};
  }
  uint64_t RecordFor(const std::string& unit, const std::string& request_id) {
    v1::RecordReceiptRequest request;
    request.set_request_id(request_id);
    *request.mutable_receipt() = MakeReceipt(unit, 20210405, 1);
    const auto answer =
        server_.Call(&v1::ReceiptService::Stub::RecordReceipt, server_.receipts(), request);
    EXPECT_OK(answer);
    return answer->position();
  }

  InProcessServer server_;
};

TEST_F(ConsumerServiceTest, OneOfAKeyAtATimeAndAcksSurviveARestart) {
  ASSERT_OK(Create("g"));
  const uint64_t first = RecordFor("tan-hiep", "1");
  const uint64_t second = RecordFor("tan-hiep", "2");
  const uint64_t other = RecordFor("go-quao", "3");
  const uint64_t third = RecordFor("tan-hiep", "4");
  {
    Consumer consumer(server_, "g", 10);
    consumer.ExpectOpened();
    std::set<uint64_t> got = {consumer.Next().position(), consumer.Next().position()};
    EXPECT_EQ(got, (std::set<uint64_t>{first, other}));
    EXPECT_TRUE(consumer.Settle(first, v1::VERDICT_ACK));
    const v1::DeliveredEvent next = consumer.Next();
    EXPECT_EQ(next.position(), second);
    EXPECT_EQ(next.key(), "unit:tan-hiep");
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(next.event().event()));
    EXPECT_EQ(event.position(), second);
    EXPECT_FALSE(consumer.Settle(third, v1::VERDICT_ACK)) << "it was never delivered";
    EXPECT_TRUE(consumer.Settle(second, v1::VERDICT_ACK));
    EXPECT_EQ(consumer.Next().position(), third);
  }
  server_.Restart();
  Consumer consumer(server_, "g", 10);
  consumer.ExpectOpened();
  std::set<uint64_t> got = {consumer.Next().position(), consumer.Next().position()};
  EXPECT_EQ(got, (std::set<uint64_t>{other, third}));
  EXPECT_TRUE(consumer.Settle(other, v1::VERDICT_ACK));
  EXPECT_TRUE(consumer.Settle(third, v1::VERDICT_SKIP));
  ASSERT_OK_AND_ASSIGN(const v1::ConsumerGroup group, Get("g"));
  EXPECT_EQ(group.next_position(), third + 1);
  EXPECT_EQ(group.lag_events(), 0u);
  EXPECT_EQ(group.consumers(), 1u);
  // Live.
  const uint64_t live = RecordFor("tan-hiep", "5");
  EXPECT_EQ(consumer.Next().position(), live);
}

TEST_F(ConsumerServiceTest, WhatAConsumerHeldGoesToAnother) {
  ASSERT_OK(Create("g"));
  const uint64_t position = RecordFor("tan-hiep", "1");
  Consumer other(server_, "g", 5);
  other.ExpectOpened();
  EXPECT_EQ(other.Next().attempt(), 1u);
  Consumer waiting(server_, "g", 5);
  waiting.ExpectOpened();
  // Closed in good order: not an attempt.
  other.WritesDone();
  EXPECT_OK(other.Finish());
  const v1::DeliveredEvent again = waiting.Next();
  EXPECT_EQ(again.position(), position);
  EXPECT_EQ(again.attempt(), 1u);
}

TEST_F(ConsumerServiceTest, TextsComeWithTheirEvents) {
  ASSERT_OK(Create("g"));
  RecordFor("tan-hiep", "1");
  v1::RecordReceiptRequest request;
  request.set_request_id("2");
  v1::Receipt& receipt = *request.mutable_receipt() = MakeReceipt("go-quao", 20210405, 1);
  SeededRandom random(1);
  const MadeText note = MakeText(0, "Đợt sáng", random);
  *receipt.mutable_note() = note.text;
  *request.add_texts() = note.accompanying;
  ASSERT_OK(server_.Call(&v1::ReceiptService::Stub::RecordReceipt, server_.receipts(), request));
  Consumer consumer(server_, "g", 10);
  consumer.ExpectOpened();
  EXPECT_THAT(consumer.Next().event().texts(), IsEmpty());
  const v1::DeliveredEvent with_note = consumer.Next();
  ASSERT_THAT(with_note.event().texts(), SizeIs(1));
  EXPECT_EQ(with_note.event().texts(0).text(), "Đợt sáng");
}

TEST_F(ConsumerServiceTest, AttemptsAreUsedUpThenReplayed) {
  ASSERT_OK(Create("g", /*max_attempts=*/2));
  const uint64_t bad = RecordFor("tan-hiep", "1");
  const uint64_t behind = RecordFor("tan-hiep", "2");
  Consumer consumer(server_, "g", 10);
  consumer.ExpectOpened();
  EXPECT_EQ(consumer.Next().position(), bad);
  EXPECT_TRUE(consumer.Settle(bad, v1::VERDICT_RETRY, "kho lạnh hỏng"));
  ASSERT_OK_AND_ASSIGN(v1::ConsumerGroup group, Get("g"));
  EXPECT_EQ(group.waiting_retry(), 1u);
  server_.clock().Advance(kMinute);
  const v1::DeliveredEvent again = consumer.Next();
  EXPECT_EQ(again.position(), bad);
  EXPECT_EQ(again.attempt(), 2u);
  EXPECT_TRUE(consumer.Settle(bad, v1::VERDICT_RETRY, "vẫn hỏng"));
  // Its key goes on.
  EXPECT_EQ(consumer.Next().position(), behind);
  const auto parked = Parked("g");
  ASSERT_THAT(parked, SizeIs(1));
  EXPECT_EQ(parked[0].position(), bad);
  EXPECT_EQ(parked[0].attempts(), 2u);
  EXPECT_EQ(parked[0].reason(), "vẫn hỏng");
  EXPECT_EQ(parked[0].consumer(), "máy 1");
  EXPECT_TRUE(parked[0].attempts_used_up());

  v1::ReplayParkedEventsRequest replay;
  replay.set_group_id("g");
  replay.add_positions(bad);
  replay.add_positions(bad + 1'000);
  EXPECT_THAT(
      server_.Call(&v1::ConsumerService::Stub::ReplayParkedEvents, server_.consumers(), replay),
      StatusIs(ERROR_REASON_PARKED_EVENT_NOT_FOUND));
  replay.mutable_positions()->RemoveLast();
  ASSERT_OK(
      server_.Call(&v1::ConsumerService::Stub::ReplayParkedEvents, server_.consumers(), replay));
  EXPECT_THAT(Parked("g"), IsEmpty());
  // Behind what its key has under way.
  EXPECT_TRUE(consumer.Settle(behind, v1::VERDICT_ACK));
  const v1::DeliveredEvent replayed = consumer.Next();
  EXPECT_EQ(replayed.position(), bad);
  EXPECT_EQ(replayed.attempt(), 1u);
  EXPECT_TRUE(consumer.Settle(bad, v1::VERDICT_PARK, "để sau"));
  v1::DropParkedEventsRequest drop;
  drop.set_group_id("g");
  drop.add_positions(bad);
  ASSERT_OK(server_.Call(&v1::ConsumerService::Stub::DropParkedEvents, server_.consumers(), drop));
  EXPECT_THAT(Parked("g"), IsEmpty());
}

TEST_F(ConsumerServiceTest, ALeaseRunsOutUnlessItIsRenewed) {
  ASSERT_OK(Create("g"));
  const uint64_t position = RecordFor("tan-hiep", "1");
  Consumer consumer(server_, "g", 10);
  consumer.ExpectOpened();
  EXPECT_EQ(consumer.Next().position(), position);
  server_.clock().Advance(kMinute / 3);
  EXPECT_TRUE(consumer.Settle(position, v1::VERDICT_RENEW));
  server_.clock().Advance(kMinute / 3);
  EXPECT_TRUE(consumer.Settle(position, v1::VERDICT_RENEW));
  server_.clock().Advance(kMinute);
  // The time between the end of the lease and the next attempt is the group's.
  while (Get("g")->in_flight() != 0) std::this_thread::yield();
  EXPECT_FALSE(consumer.Settle(position, v1::VERDICT_ACK));
  server_.clock().Advance(kMinute);
  const v1::DeliveredEvent again = consumer.Next();
  EXPECT_EQ(again.position(), position);
  EXPECT_EQ(again.attempt(), 2u);
}

TEST_F(ConsumerServiceTest, ResetAndDeleteEndTheStreams) {
  ASSERT_OK(Create("g"));
  const uint64_t position = RecordFor("tan-hiep", "1");
  Consumer consumer(server_, "g", 10);
  consumer.ExpectOpened();
  EXPECT_EQ(consumer.Next().position(), position);
  EXPECT_TRUE(consumer.Settle(position, v1::VERDICT_ACK));
  v1::ResetConsumerGroupRequest reset;
  reset.set_group_id("g");
  reset.mutable_start()->set_position(1'000);
  EXPECT_THAT(
      server_.Call(&v1::ConsumerService::Stub::ResetConsumerGroup, server_.consumers(), reset),
      StatusIs(ERROR_REASON_POSITION_PAST_HEAD));
  reset.mutable_start()->set_position(0);
  ASSERT_OK(
      server_.Call(&v1::ConsumerService::Stub::ResetConsumerGroup, server_.consumers(), reset));
  EXPECT_THAT(consumer.Finish(), StatusIs(ERROR_REASON_CONSUMER_GROUP_CHANGED));
  Consumer again(server_, "g", 10);
  again.ExpectOpened();
  EXPECT_EQ(again.Next().position(), position);
  v1::DeleteConsumerGroupRequest remove;
  remove.set_group_id("g");
  ASSERT_OK(
      server_.Call(&v1::ConsumerService::Stub::DeleteConsumerGroup, server_.consumers(), remove));
  EXPECT_THAT(again.Finish(), StatusIs(ERROR_REASON_CONSUMER_GROUP_CHANGED));
  EXPECT_THAT(Get("g"), StatusIs(ERROR_REASON_CONSUMER_GROUP_NOT_FOUND));
  server_.Restart();
  EXPECT_THAT(Get("g"), StatusIs(ERROR_REASON_CONSUMER_GROUP_NOT_FOUND));
}

TEST_F(ConsumerServiceTest, ACursorPastTheHeadIsTold) {
  ASSERT_OK(Create("g"));
  // As if the ledger had been restored from an older copy.
  ConsumerBatch batch;
  batch.PutCursor("g", {.next_position = 1'000});
  ASSERT_OK(server_.consumer_store().Write(batch));
  server_.Restart();
  Consumer consumer(server_, "g", 10);
  EXPECT_THAT(consumer.Finish(), StatusIs(ERROR_REASON_POSITION_PAST_HEAD));
}

TEST_F(ConsumerServiceTest, WhatCanNotBeTakenEndsTheStream) {
  ASSERT_OK(Create("g"));
  EXPECT_THAT(Consumer(server_, "unknown", 1).Finish(),
              StatusIs(ERROR_REASON_CONSUMER_GROUP_NOT_FOUND));
  EXPECT_THAT(Consumer(server_, "g", 0).Finish(), StatusIs(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(Consumer(server_, "g", 10'001).Finish(), StatusIs(ERROR_REASON_FIELD_INVALID));
  Consumer credit(server_, "g", 9'999);
  v1::ConsumeRequest request;
  request.mutable_credit()->set_events(2);
  credit.Write(request);
  EXPECT_THAT(credit.Finish(), StatusIs(ERROR_REASON_FIELD_INVALID));
  Consumer verdict(server_, "g", 1);
  verdict.SendSettle(1, v1::VERDICT_UNSPECIFIED);
  EXPECT_THAT(verdict.Finish(), StatusIs(ERROR_REASON_FIELD_INVALID));
  Consumer twice(server_, "g", 1);
  request.mutable_open()->set_group_id("g");
  twice.Write(request);
  EXPECT_THAT(twice.Finish(), StatusIs(ERROR_REASON_STREAM_NOT_OPENED));
}

TEST_F(ConsumerServiceTest, TheSameGroupTwiceIsOne) {
  ASSERT_OK(Create("g"));
  ASSERT_OK(Create("g"));
  EXPECT_THAT(Create("g", 3), StatusIs(ERROR_REASON_CONSUMER_GROUP_EXISTS));
  EXPECT_THAT(Create("G!"), StatusIs(ERROR_REASON_ID_INVALID));
  ASSERT_OK_AND_ASSIGN(const auto groups,
                       server_.Call(&v1::ConsumerService::Stub::ListConsumerGroups,
                                    server_.consumers(), v1::ListConsumerGroupsRequest()));
  EXPECT_THAT(groups.groups(), SizeIs(1));
}

TEST_F(ConsumerServiceTest, OfAUnitOrAPlanAsForSubscribers) {
  server_.LoadPlan();
  v1::CreateConsumerGroupRequest request;
  request.mutable_group()->set_group_id("tan-hiep");
  v1::EventFilter& filter = *request.mutable_group()->mutable_filter();
  filter.add_types(v1::EVENT_TYPE_RECEIPT_RECORDED);
  filter.set_unit_id("khong-co");
  const auto create = [&] {
    return server_.Call(&v1::ConsumerService::Stub::CreateConsumerGroup, server_.consumers(),
                        request);
  };
  EXPECT_THAT(create(), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  filter.set_unit_id("tan-hiep");
  ASSERT_OK(create());
  filter.set_unit_id("kien-giang");
  request.mutable_group()->set_group_id("kien-giang");
  ASSERT_OK(create());
  filter.clear_unit_id();
  filter.clear_types();
  filter.set_plan_id("khong-co");
  request.mutable_group()->set_group_id("ke-hoach");
  EXPECT_THAT(create(), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  filter.set_plan_id("kien-giang-2021");
  ASSERT_OK(create());

  const uint64_t first = RecordFor("tan-hiep", "1");
  const uint64_t other = RecordFor("go-quao", "2");
  const uint64_t second = RecordFor("tan-hiep", "3");
  server_.Restart();
  Consumer of_unit(server_, "tan-hiep", 10);
  of_unit.ExpectOpened();
  EXPECT_EQ(of_unit.Next().position(), first);
  EXPECT_TRUE(of_unit.Settle(first, v1::VERDICT_ACK));
  EXPECT_EQ(of_unit.Next().position(), second);
  Consumer of_province(server_, "kien-giang", 10);
  of_province.ExpectOpened();
  const std::set<uint64_t> got = {of_province.Next().position(), of_province.Next().position()};
  EXPECT_EQ(got, (std::set<uint64_t>{first, other})) << "one of a key at a time";
  Consumer of_plan(server_, "ke-hoach", 10);
  of_plan.ExpectOpened();
  EXPECT_EQ(of_plan.Next().key(), "plan:kien-giang-2021");
}

TEST_F(ConsumerServiceTest, AStopIsTold) {
  ASSERT_OK(Create("g"));
  Consumer consumer(server_, "g", 1);
  consumer.ExpectOpened();
  server_.Stop();
  EXPECT_THAT(consumer.Finish(), StatusIs(ERROR_REASON_SERVER_STOPPING));
  server_.Restart();
}

TEST_F(ConsumerServiceTest, TheClientLibraryWorksAGroupOff) {
  ASSERT_OK(Create("g"));
  std::set<uint64_t> recorded;
  for (int i = 0; i < 20; ++i) {
    recorded.insert(RecordFor(i % 2 == 0 ? "tan-hiep" : "go-quao", Concat("r", i)));
  }
  SystemClock clock;
  SystemRandom random;
  ConnectionOptions connection_options;
  connection_options.server = server_.address();
  const auto connection = MakeConsumerConnection(connection_options, clock, random);
  Mutex mutex;
  std::map<std::string, uint64_t> last;
  std::set<uint64_t> done;
  ConsumeOptions options;
  options.group_id = "g";
  options.concurrency = 4;
  options.handler = [&](const v1::DeliveredEvent& event) {
    MutexLock lock(mutex);
    EXPECT_GT(event.position(), last[event.key()]);
    last[event.key()] = event.position();
    done.insert(event.position());
    EventVerdict verdict;
    verdict.stop = done.size() == recorded.size();
    return verdict;
  };
  EXPECT_OK(ConsumeGroup(*connection, options, clock, random));
  EXPECT_EQ(done, recorded);
  EXPECT_EQ(Get("g")->next_position(), *recorded.rbegin() + 1);
}

TEST_F(ConsumerServiceTest, AStoppedConsumerLeavesWhatItHadNotBegunToTheNext) {
  ASSERT_OK(Create("g"));
  const uint64_t first = RecordFor("tan-hiep", "1");
  const uint64_t second = RecordFor("go-quao", "2");
  SystemClock clock;
  SystemRandom random;
  ConnectionOptions connection_options;
  connection_options.server = server_.address();
  const auto connection = MakeConsumerConnection(connection_options, clock, random);
  std::vector<uint64_t> done;
  ConsumeOptions options;
  options.group_id = "g";
  std::stop_source stop;
  options.stop = stop.get_token();
  options.handler = [&](const v1::DeliveredEvent& event) {
    done.push_back(event.position());
    stop.request_stop();
    return EventVerdict();
  };
  EXPECT_OK(ConsumeGroup(*connection, options, clock, random));
  EXPECT_THAT(done, ElementsAre(first));
  EXPECT_EQ(Get("g")->next_position(), second) << "the first is settled";
  // One that waits with nothing to do ends as well.
  stop = std::stop_source();
  options.stop = stop.get_token();
  options.concurrency = 2;
  options.handler = [&](const v1::DeliveredEvent& event) {
    done.push_back(event.position());
    return EventVerdict();
  };
  std::thread consumer([&] { EXPECT_OK(ConsumeGroup(*connection, options, clock, random)); });
  while (Get("g")->next_position() <= second) std::this_thread::yield();
  stop.request_stop();
  consumer.join();
  EXPECT_THAT(done, ElementsAre(first, second));
}

}  // namespace
}  // namespace hemoledger
