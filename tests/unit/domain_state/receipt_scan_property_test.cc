// Where a scan says that a receipt is ordinary, protobuf and the rules say the same of it, whatever
// the bytes; and every usual receipt is found ordinary, so that the fast way is the one that is
// taken.
#include "services/domain/receipt_scan.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/base/random.h"
#include "services/domain/domain_state.h"
#include "services/domain/event_scan.h"
#include "services/domain/receipt_rules.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/domain_state/log_builder.h"
#include "tests/unit/domain_state/mutated_bytes.h"

namespace hemoledger {
namespace {

uint64_t SeedFromEnvironment() {
  const char* text = std::getenv("HEMOLEDGER_TEST_SEED");
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

class World {
 public:
  World() {
    Open("vn", v1::UNIT_KIND_NATION, "Việt Nam", "");
    Open("kien-giang", v1::UNIT_KIND_PROVINCE, "Tỉnh Kiên Giang", "vn");
    Open("rach-gia", v1::UNIT_KIND_DISTRICT, "Thành phố Rạch Giá", "kien-giang");
    tree.Apply(OpenUnit("ha-tien", v1::UNIT_KIND_DISTRICT, "Hà Tiên", "kien-giang", "", 20210601),
               next_position_++);
    v1::PlanIssued plan = MakePlan("kien-giang-2021", "kien-giang", 20201201, 20211130);
    *plan.add_rounds() = MakeRound("dot-1");
    plan.mutable_rounds(0)->set_label("Đợt I");
    plan.add_campaigns()->set_campaign_id("xuan-hong");
    plan.mutable_campaigns(0)->set_label("Xuân hồng");
    *plan.add_rows() = HolderRow("r1", "rach-gia", 100);
    PlanDocumentRecord record;
    record.revision = 1;
    record.position = 100;
    record.issued = plan;
    book.Apply(record, tree);
  }

  OrgTree tree;
  PlanBook book;

 private:
  void Open(std::string_view id, v1::UnitKind kind, std::string_view name, std::string_view under) {
    tree.Apply(OpenUnit(id, kind, name, under), next_position_++);
  }
  uint64_t next_position_ = 0;
};

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  // `ordinary`: as usual receipts are; else anything that fits the types.
  v1::Submission Make(bool ordinary) {
    v1::Submission submission;
    if (random_.Below(3) > 0) {
      submission.mutable_source()->set_source_id(Pick({"may-01", "tram-y-te-2"}));
      submission.mutable_source()->set_sequence(1 + random_.Below(1'000'000));
    } else if (ordinary || random_.Below(3) > 0) {
      submission.mutable_feed()->set_feed("bv-cho-ray");
      submission.mutable_feed()->set_external_id(
          ordinary ? Concat("HM ", random_.Below(1000), "/2021") : Pick({"á", "a\n", "", "x~"}));
    } else {
      submission.mutable_request()->set_request_id("r");
    }
    v1::Receipt& receipt = *submission.mutable_receipt_recorded()->mutable_receipt();
    receipt.mutable_unit()->set_unit_id(Pick({"vn", "kien-giang", "rach-gia"}));
    receipt.mutable_interval()->set_first_date(
        static_cast<int32_t>(20210101 + 100 * random_.Below(12) + random_.Below(28)));
    if (Maybe()) {
      receipt.mutable_interval()->set_last_date(
          receipt.interval().first_date() + (ordinary ? 0 : static_cast<int>(random_.Below(9))));
    }
    if (Maybe()) receipt.mutable_collecting_unit()->set_unit_id("kien-giang");
    if (Maybe()) receipt.mutable_credited_to()->set_unit_id("rach-gia");
    receipt.set_component(static_cast<v1::Component>(random_.Below(ordinary ? 4 : 6)));
    receipt.set_donor_class(static_cast<v1::DonorClass>(random_.Below(ordinary ? 4 : 6)));
    const uint64_t bags = 1 + random_.Below(3);
    for (uint64_t i = 0; i < bags; ++i) {
      v1::BagCount& bag = *receipt.add_bags();
      bag.set_volume_ml(ordinary ? static_cast<uint32_t>(i * 100)
                                 : static_cast<uint32_t>(random_.Below(1200) / 50 * 50));
      bag.set_count(static_cast<uint32_t>((ordinary ? 1 : 0) + random_.Below(40'000)));
    }
    if (Maybe()) receipt.set_repeat_donors(static_cast<uint32_t>(random_.Below(ordinary ? 2 : 99)));
    if (Maybe()) receipt.set_round_id("dot-1");
    if (Maybe()) receipt.set_campaign_id("xuan-hong");
    receipt.set_emergency(Maybe());
    if (!ordinary) MakeUnusual(submission, receipt);
    if (!ordinary) return submission;
    // Three bags of 40,000 would be too many.
    for (v1::BagCount& bag : *receipt.mutable_bags()) bag.set_count(bag.count() % 30'000 + 1);
    return submission;
  }

  // As it is, twice (a message twice merges), or damaged.
  std::string Bent(const std::string& bytes) {
    switch (random_.Below(4)) {
      case 0:
        return bytes;
      case 1:
        return bytes + bytes;
      default:
        return Mutated(bytes, random_);
    }
  }

 private:
  bool Maybe() { return random_.Below(3) == 0; }
  std::string Pick(std::initializer_list<const char*> from) {
    return *(from.begin() + random_.Below(from.size()));
  }
  void MakeUnusual(v1::Submission& submission, v1::Receipt& receipt) {
    switch (random_.Below(9)) {
      case 0:
        receipt.mutable_note()->set_commitment(std::string(32, 'c'));
        break;
      case 1:
        receipt.mutable_unit()->mutable_name()->set_name("Rạch Giá");
        break;
      case 2:
        receipt.mutable_unit()->set_unit_id(Pick({"", "Rach", "chua-co", "ha-tien"}));
        break;
      case 3:
        receipt.clear_bags();
        break;
      case 4:
        receipt.set_round_id(Pick({"", "dot-9", "Đợt"}));
        break;
      case 5:
        receipt.clear_interval();
        break;
      case 6:
        submission.mutable_receipt_voided()->set_replaces_version(1);
        break;
      case 7:
        submission.clear_identity();
        break;
      default:
        break;
    }
  }

  SeededRandom random_;
};

// All that a scan that says true promises.
void ExpectPromisesHold(const std::string& bytes, const ScannedReceipt& scanned,
                        const World& world) {
  v1::Submission parsed;
  ASSERT_TRUE(parsed.ParseFromString(bytes));
  ASSERT_OK(CheckSubmissionForm(parsed));
  EXPECT_EQ(scanned.source_id, parsed.source().source_id());
  EXPECT_EQ(scanned.sequence, parsed.source().sequence());
  EXPECT_EQ(scanned.feed, parsed.feed().feed());
  EXPECT_EQ(scanned.external_id, parsed.feed().external_id());
  ASSERT_TRUE(parsed.has_receipt_recorded());
  const v1::Receipt& receipt = parsed.receipt_recorded().receipt();
  EXPECT_FALSE(receipt.has_note());

  ReceiptFacts facts;
  const bool decided = DecideScanned(scanned, world.tree, world.book, &facts);
  const absl::StatusOr<DecidedReceipt> slow = DecideReceipt(receipt, world.tree, world.book);
  ASSERT_EQ(decided, slow.ok());
  if (decided) {
    EXPECT_EQ(facts, slow->facts);
    EXPECT_EQ(Concat(slow->unit_id, slow->collecting_unit_id, slow->credited_to_id), "");
  }
  const absl::StatusOr<ReceiptFacts> recorded =
      CheckedFactsOfRecorded(receipt, v1::Resolved::default_instance(), world.tree, world.book);
  ASSERT_EQ(FactsOfScanned(scanned, world.tree, world.book, &facts), recorded.ok());
  if (recorded.ok()) {
    EXPECT_EQ(facts, *recorded);
  }
}

TEST(ReceiptScanPropertyTest, AScanSaysWhatProtobufAndTheRulesSay) {
  const google::protobuf::LogSilencer silence;
  const World world;
  const uint64_t seed = SeedFromEnvironment();
  int found = 0;
  int left = 0;
  for (uint64_t round = 0; round < 200'000 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "HEMOLEDGER_TEST_SEED=" << seed << " round " << round);
    Generator generator(seed * 1'000'003 + round);
    const std::string bytes =
        generator.Bent(generator.Make(/*ordinary=*/round % 2 == 0).SerializeAsString());
    ScannedReceipt scanned;
    if (!ScanReceipt(bytes, &scanned)) {
      ++left;
      continue;
    }
    ++found;
    ExpectPromisesHold(bytes, scanned, world);
  }
  // Neither side is empty.
  EXPECT_GT(found, 20'000);
  EXPECT_GT(left, 20'000);
}

TEST(ReceiptScanPropertyTest, EveryUsualReceiptIsOrdinary) {
  const World world;
  for (uint64_t round = 0; round < 20'000; ++round) {
    const v1::Submission submission = Generator(round).Make(/*ordinary=*/true);
    const std::string bytes = submission.SerializeAsString();
    ScannedReceipt scanned;
    ASSERT_TRUE(ScanReceipt(bytes, &scanned)) << submission.ShortDebugString();
    ExpectPromisesHold(bytes, scanned, world);
  }
}

TEST(EventScanPropertyTest, AScanSaysWhatProtobufSays) {
  const google::protobuf::LogSilencer silence;
  const uint64_t seed = SeedFromEnvironment();
  int found = 0;
  for (uint64_t round = 0; round < 50'000 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "HEMOLEDGER_TEST_SEED=" << seed << " round " << round);
    Generator generator(seed * 1'000'003 + round);
    v1::Event event;
    event.set_position(round);
    event.set_record_time_micros(static_cast<int64_t>(round) - 5);
    event.set_principal(round % 7 == 0 ? "bác sĩ" : "anonymous");
    event.set_submission(generator.Make(true).SerializeAsString());
    if (round % 5 == 0) event.mutable_resolved()->set_unit_id("vn");
    const std::string bytes = generator.Bent(event.SerializeAsString());
    ScannedEvent scanned;
    if (!ScanEvent(bytes, &scanned)) continue;
    ++found;
    v1::Event parsed;
    ASSERT_TRUE(parsed.ParseFromString(bytes));
    EXPECT_EQ(scanned.position, parsed.position());
    EXPECT_EQ(scanned.record_time_micros, parsed.record_time_micros());
    EXPECT_EQ(scanned.submission, parsed.submission());
    EXPECT_FALSE(parsed.has_resolved());
    v1::Event known = parsed;
    known.DiscardUnknownFields();
    EXPECT_EQ(known.ByteSizeLong(), parsed.ByteSizeLong());
  }
  EXPECT_GT(found, 5'000);
}

// A damaged log is told by Apply with the same words: a scan takes no event that Apply refuses.
TEST(ApplyScannedPropertyTest, TakesNoEventThatApplyRefuses) {
  const google::protobuf::LogSilencer silence;
  const std::vector<LoggedEvent> log = WholeLog();
  const uint64_t seed = SeedFromEnvironment();
  int taken = 0;
  for (uint64_t round = 0; round < 3'000; ++round) {
    SCOPED_TRACE(testing::Message() << "HEMOLEDGER_TEST_SEED=" << seed << " round " << round);
    Generator generator(seed * 1'000'003 + round);
    SeededRandom random(seed + round);
    DomainState by_scan;
    DomainState by_apply;
    const size_t place = random.Below(log.size());
    for (size_t i = 0; i < log.size(); ++i) {
      v1::Event event = log[i].event;
      if (i == place) {
        if (random.Below(2) == 0) event = log[random.Below(log.size())].event;
        event.set_submission(generator.Bent(event.submission()));
      }
      const std::string bytes = event.SerializeAsString();
      v1::Submission submission;
      const bool readable = submission.ParseFromString(event.submission());
      LoggedReceipt logged;
      const bool scan = ScanEvent(bytes, &logged.event) &&
                        ScanReceipt(logged.event.submission, &logged.receipt) &&
                        by_scan.ApplyScanned({&logged, 1}) == 1;
      const bool apply = readable && by_apply.Apply(event, submission).ok();
      if (scan) {
        ++taken;
        ASSERT_TRUE(apply) << event.ShortDebugString();
      } else if (!readable || !by_scan.Apply(event, submission).ok()) {
        ASSERT_FALSE(apply);
      }
      if (!apply) break;
    }
    ASSERT_EQ(by_scan.Digest(), by_apply.Digest());
  }
  EXPECT_GT(taken, 1'000);
}

}  // namespace
}  // namespace hemoledger
