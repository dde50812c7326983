#include "services/domain/event_matcher.h"

#include <gmock/gmock.h>

#include "log_builder.h"
#include "proto/base/text_commitment.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

class EventMatcherTest : public testing::Test {
 protected:
  EventMatcherTest() {
    Log(log_.LedgerCreated());
    Log(log_.Unit(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam")));
    Log(log_.Unit(OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Kiên Giang", "vn")));
    Log(log_.Unit(OpenUnit("an-giang", v1::UNIT_KIND_PROVINCE, "An Giang", "vn")));
    Log(log_.Unit(OpenUnit("tan-hiep", v1::UNIT_KIND_DISTRICT, "Tân Hiệp", "kien-giang")));
  }
  uint64_t Log(const LoggedEvent& logged) {
    EXPECT_OK(state_.Apply(logged.event, logged.submission));
    events_.push_back(logged);
    return logged.event.position();
  }
  absl::StatusOr<EventMatcher> Make(const v1::EventFilter& filter) {
    return EventMatcher::Make(filter, state_.tree(), state_.plans());
  }
  // Positions of what is wanted.
  std::vector<uint64_t> Wanted(const v1::EventFilter& filter) {
    absl::StatusOr<EventMatcher> wanted = Make(filter);
    EXPECT_OK(wanted);
    std::vector<uint64_t> positions;
    for (const LoggedEvent& logged : events_) {
      const uint64_t position = logged.event.position();
      const std::string bytes = logged.event.SerializeAsString();
      EventSketch sketch;
      EXPECT_TRUE(SketchEvent(bytes, sketch));
      EXPECT_EQ(sketch.type, TypeOf(logged.submission));
      const bool wants = (*wanted)(position, logged.event, logged.submission);
      const EventTraits traits =
          TraitsOf(logged.event, logged.submission, *state_.tree(), *state_.plans());
      EXPECT_EQ(wants, wanted->MayMatch(sketch) && wanted->Matches(position, traits));
      EXPECT_TRUE(!wants || wanted->MayMatch(PlainReceiptOf(traits)));
      if (EventTraits scanned; ScanTraits(bytes, *state_.tree(), *state_.plans(), &scanned)) {
        EXPECT_EQ(scanned, traits);
        EXPECT_TRUE(CollectTexts(logged.submission).empty());
      }
      if (wants) positions.push_back(position);
    }
    return positions;
  }

  LogBuilder log_;
  DomainState state_;
  std::vector<LoggedEvent> events_;
};

TEST_F(EventMatcherTest, NothingSetIsAll) {
  EXPECT_EQ(Wanted({}).size(), events_.size());
}

TEST_F(EventMatcherTest, ASourceWithItsOpening) {
  const uint64_t opened = Log(log_.Source("may-1"));
  Log(log_.Source("may-2"));
  const uint64_t sent =
      Log(log_.Next(SourceSubmission("may-1", 1, MakeReceipt("vn", 20210405, 1))));
  Log(log_.Next(SourceSubmission("may-2", 1, MakeReceipt("vn", 20210405, 1))));
  const uint64_t fed = Log(log_.Next(FeedSubmission("bv", "a", MakeReceipt("vn", 20210405, 1))));
  v1::EventFilter filter;
  filter.set_source_id("may-1");
  EXPECT_THAT(Wanted(filter), testing::ElementsAre(opened, sent));
  filter.set_feed("bv");
  EXPECT_THAT(Wanted(filter), testing::ElementsAre(opened, sent, fed)) << "either";
  filter.clear_source_id();
  EXPECT_THAT(Wanted(filter), testing::ElementsAre(fed));
}

TEST_F(EventMatcherTest, AnyOfAReceiptsUnitsAndOfWhatItReplaces) {
  v1::EventFilter filter;
  filter.set_unit_id("kien-giang");
  const size_t opened = Wanted(filter).size();
  EXPECT_EQ(opened, 2u) << "the province and the unit under it";
  v1::Receipt elsewhere = MakeReceipt("an-giang", 20210405, 1);
  Log(log_.Next(FeedSubmission("f", "a", elsewhere)));
  v1::Receipt collected = elsewhere;
  *collected.mutable_collecting_unit() = UnitById("tan-hiep");
  const uint64_t by_collecting = Log(log_.Next(FeedSubmission("f", "b", collected)));
  v1::Receipt credited = elsewhere;
  *credited.mutable_credited_to() = UnitById("kien-giang");
  const uint64_t by_credit = Log(log_.Next(FeedSubmission("f", "c", credited)));
  const uint64_t corrected =
      Log(log_.Change(RequestSubmission("x"), by_credit, by_credit, credited, &elsewhere));
  const uint64_t voided =
      Log(log_.Change(RequestSubmission("y"), by_collecting, by_collecting, collected, nullptr));
  const std::vector<uint64_t> wanted = Wanted(filter);
  EXPECT_THAT(std::vector<uint64_t>(wanted.begin() + 2, wanted.end()),
              testing::ElementsAre(by_collecting, by_credit, corrected, voided));
}

TEST_F(EventMatcherTest, APlainReceiptIsDecidedByItsUnitAlone) {
  const auto traits_of = [&](const LoggedEvent& logged) {
    EventTraits traits;
    EXPECT_TRUE(
        ScanTraits(logged.event.SerializeAsString(), *state_.tree(), *state_.plans(), &traits));
    return traits;
  };
  v1::EventFilter filter;
  filter.set_unit_id("kien-giang");
  absl::StatusOr<EventMatcher> wanted = Make(filter);
  ASSERT_OK(wanted);
  v1::Receipt receipt = MakeReceipt("tan-hiep", 20210405, 1);
  const EventTraits inside = traits_of(log_.Next(FeedSubmission("f", "a", receipt)));
  EXPECT_EQ(PlainReceiptOf(inside).unit, state_.tree()->Find("tan-hiep"));
  EXPECT_EQ(PlainReceiptOf(inside).last_date, 20210405);
  EXPECT_TRUE(wanted->MayMatch(PlainReceiptOf(inside)));

  receipt = MakeReceipt("an-giang", 20210405, 1);
  const EventTraits outside = traits_of(log_.Next(FeedSubmission("f", "b", receipt)));
  EXPECT_FALSE(wanted->MayMatch(PlainReceiptOf(outside)));
  EXPECT_TRUE(EventMatcher().MayMatch(PlainReceiptOf(outside))) << "without a filter by unit";

  *receipt.mutable_collecting_unit() = UnitById("tan-hiep");
  EXPECT_EQ(PlainReceiptOf(traits_of(log_.Next(FeedSubmission("f", "c", receipt)))).unit, kNoUnit);
  receipt.clear_collecting_unit();
  *receipt.mutable_credited_to() = UnitById("kien-giang");
  EXPECT_EQ(PlainReceiptOf(traits_of(log_.Next(FeedSubmission("f", "d", receipt)))).unit, kNoUnit);
}

TEST_F(EventMatcherTest, WhatIsNoOrdinaryReceiptIsNotScanned) {
  const v1::Receipt receipt = MakeReceipt("tan-hiep", 20210405, 1);
  const uint64_t position = Log(log_.Next(FeedSubmission("f", "a", receipt)));
  Log(log_.Change(RequestSubmission("x"), position, position, receipt, &receipt));
  // Names a unit that is not there.
  events_.push_back(log_.Next(FeedSubmission("f", "b", MakeReceipt("khong-co", 20210405, 1))));
  for (const LoggedEvent& logged : events_) {
    EventTraits traits;
    EXPECT_EQ(
        ScanTraits(logged.event.SerializeAsString(), *state_.tree(), *state_.plans(), &traits),
        logged.event.position() == position);
  }
}

TEST_F(EventMatcherTest, OnTheMapOfADay) {
  Log(log_.Unit(MoveUnit("tan-hiep", "an-giang", 20250701)));
  const uint64_t old_day =
      Log(log_.Next(FeedSubmission("f", "a", MakeReceipt("tan-hiep", 20250630, 1))));
  const uint64_t new_day =
      Log(log_.Next(FeedSubmission("f", "b", MakeReceipt("tan-hiep", 20250701, 1))));
  v1::EventFilter filter;
  filter.add_types(v1::EVENT_TYPE_RECEIPT_RECORDED);
  filter.set_unit_id("an-giang");
  EXPECT_THAT(Wanted(filter), testing::ElementsAre(new_day));
  filter.set_map_date(20251231);
  EXPECT_THAT(Wanted(filter), testing::ElementsAre(old_day, new_day));
  filter.set_map_date(20250101);
  EXPECT_THAT(Wanted(filter), testing::ElementsAre());
  filter.set_unit_id("kien-giang");
  EXPECT_THAT(Wanted(filter), testing::ElementsAre(old_day, new_day));
}

TEST_F(EventMatcherTest, AMoveIsToldToBothSides) {
  const uint64_t moved = Log(log_.Unit(MoveUnit("tan-hiep", "an-giang", 20300101)));
  v1::EventFilter filter;
  filter.set_unit_id("an-giang");
  EXPECT_EQ(Wanted(filter).back(), moved) << "named as the parent, not yet below it";
  filter.set_unit_id("kien-giang");
  EXPECT_EQ(Wanted(filter).back(), moved);
}

TEST_F(EventMatcherTest, WhatCanNotBeUnderstoodIsTold) {
  v1::EventFilter filter;
  filter.set_unit_id("kien-giang");
  absl::StatusOr<EventMatcher> wanted = Make(filter);
  ASSERT_OK(wanted);
  const LoggedEvent damaged =
      log_.Next(FeedSubmission("f", "a", MakeReceipt("khong-co", 20210405, 1)));
  EXPECT_TRUE((*wanted)(damaged.event.position(), damaged.event, damaged.submission));
}

TEST_F(EventMatcherTest, ANewerTreeIsGoneOverTo) {
  v1::EventFilter filter;
  filter.set_unit_id("kien-giang");
  absl::StatusOr<EventMatcher> wanted = Make(filter);
  ASSERT_OK(wanted);
  Log(log_.Unit(OpenUnit("go-quao", v1::UNIT_KIND_DISTRICT, "Gò Quao", "kien-giang")));
  const LoggedEvent received =
      log_.Next(FeedSubmission("f", "a", MakeReceipt("go-quao", 20210405, 1)));
  EXPECT_OK(state_.Apply(received.event, received.submission));
  wanted->MoveTo(state_.tree(), state_.plans());
  EXPECT_TRUE((*wanted)(received.event.position(), received.event, received.submission));
}

TEST_F(EventMatcherTest, WhatIsWrongWithAFilter) {
  v1::EventFilter filter;
  filter.set_unit_id("khong-co");
  EXPECT_THAT(Make(filter).status(), StatusIs(ERROR_REASON_UNIT_NOT_FOUND));
  filter.Clear();
  filter.set_plan_id("khong-co");
  EXPECT_THAT(Make(filter).status(), StatusIs(ERROR_REASON_PLAN_NOT_FOUND));
  filter.Clear();
  filter.set_map_date(20250101);
  EXPECT_THAT(Make(filter).status(), StatusIs(ERROR_REASON_FIELD_INVALID));
  filter.set_unit_id("vn");
  filter.set_map_date(20250231);
  EXPECT_THAT(Make(filter).status(), StatusIs(ERROR_REASON_DATE_INVALID));
  filter.Clear();
  filter.set_source_id("Máy 1");
  EXPECT_THAT(Make(filter).status(), StatusIs(ERROR_REASON_ID_INVALID));
  filter.Clear();
  filter.add_types(v1::EVENT_TYPE_UNSPECIFIED);
  EXPECT_THAT(Make(filter).status(), StatusIs(ERROR_REASON_FIELD_INVALID));
}

TEST(SketchEventTest, BytesThatAreNoEvent) {
  EventSketch sketch;
  EXPECT_FALSE(SketchEvent("\x22\xff", sketch));
  EXPECT_FALSE(SketchEvent("\x0f", sketch));
  v1::Event event;
  event.set_submission("\x0a\xff\x01");
  EXPECT_FALSE(SketchEvent(event.SerializeAsString(), sketch));
  EXPECT_TRUE(SketchEvent("", sketch));
  EXPECT_EQ(sketch.type, v1::EVENT_TYPE_UNSPECIFIED);
}

}  // namespace
}  // namespace hemoledger
