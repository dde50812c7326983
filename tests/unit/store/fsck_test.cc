// Every row of a ledger deleted, altered, or another one added, and every frame flipped: fsck names
// it.
#include "store/fsck.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "proto/base/random.h"
#include "store/codec.h"
#include "tests/support/builders.h"
#include "tests/unit/store/row_surgery.h"
#include "tests/unit/store/store_fixture.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using What = FsckProblem::What;

auto Names(What what, RowKind kind, const std::string& key) {
  return Contains(AllOf(Field(&FsckProblem::what, what), Field(&FsckProblem::kind, kind),
                        Field(&FsckProblem::key, key)));
}

class FsckTest : public StoreFixture {
 protected:
  // A small ledger with several rows of every kind and several frames.
  void MakeLedger() {
    Open();
    builder_.Begin(group_);
    builder_.CreateLedger(group_);
    builder_.OpenSource(group_, "may-1");
    builder_.OpenSource(group_, "may-2");
    builder_.ChangeUnits(group_, 3);
    builder_.AddRun(group_, "may-1", 5, /*rejected_every=*/3);
    builder_.AddRun(group_, "may-2", 2);
    builder_.AddRun(group_, "may-1", 4);
    AppendGroup();
    for (int i = 0; i < 3; ++i) {
      builder_.Begin(group_);
      builder_.AddFeed(group_, "tep", "A/" + std::to_string(i));
      builder_.AddUnary(group_);
      builder_.AddCorrection(group_, /*voids=*/false);
      builder_.AddCorrection(group_, /*voids=*/i == 1);
      builder_.AddRun(group_, "may-1", 3);
      builder_.IssuePlan(group_, "ke-hoach-" + std::to_string(i), 3);
      builder_.AmendPlan(group_, "ke-hoach-" + std::to_string(i));
      builder_.PutRecord(group_, "ke-hoach-" + std::to_string(i), "hop");
      builder_.PutRecord(group_, "ke-hoach-0", "tong-ket");
      for (int n = 0; n < 2; ++n) builder_.CorrectEntry(group_, "ke-hoach-" + std::to_string(i));
      builder_.ChangeUnits(group_, 2);
      AppendGroup();
    }
    builder_.Begin(group_);
    builder_.AddRun(group_, "may-2", 1);
    AppendGroup();
    Close();
  }

  RowSurgery::Rows Rows(RowKind kind) { return RowSurgery(kPath, faults_.env()).All(kind); }

  // Does it, checks, and does it back.
  FsckReport After(const std::function<void(RowSurgery&)>& change,
                   const std::function<void(RowSurgery&)>& change_back) {
    {
      RowSurgery surgery(kPath, faults_.env());
      change(surgery);
    }
    const FsckReport report = RunFsck();
    {
      RowSurgery surgery(kPath, faults_.env());
      change_back(surgery);
    }
    return report;
  }
  FsckReport AfterDelete(RowKind kind, const std::string& key, const std::string& value) {
    return After([&](RowSurgery& surgery) { surgery.Delete(kind, key); },
                 [&](RowSurgery& surgery) { surgery.Put(kind, key, value); });
  }
  FsckReport AfterPut(RowKind kind, const std::string& key, const std::string& old_value,
                      const std::string& new_value) {
    return After([&](RowSurgery& surgery) { surgery.Put(kind, key, new_value); },
                 [&](RowSurgery& surgery) { surgery.Put(kind, key, old_value); });
  }
  FsckReport AfterAdd(RowKind kind, const std::string& key, const std::string& value) {
    return After([&](RowSurgery& surgery) { surgery.Put(kind, key, value); },
                 [&](RowSurgery& surgery) { surgery.Delete(kind, key); });
  }

  // Every row of a kind of index, deleted and with each of its value's bytes changed.
  void TryEveryRow(RowKind kind) {
    SeededRandom random(5);
    const RowSurgery::Rows rows = Rows(kind);
    ASSERT_GE(rows.size(), 3u);
    for (const auto& [key, value] : rows) {
      const std::string name = DescribeKey(kind, key);
      SCOPED_TRACE(name);
      const FsckReport deleted = AfterDelete(kind, key, value);
      EXPECT_THAT(deleted.problems, Names(What::kMissing, kind, name)) << Problems(deleted);
      // One byte of the value, another one each time.
      std::string altered_value = value;
      altered_value[random.Below(value.size())] ^= static_cast<char>(1 + random.Below(255));
      const FsckReport altered = AfterPut(kind, key, value, altered_value);
      EXPECT_FALSE(altered.clean());
      if (kind != RowKind::kRun) {
        EXPECT_THAT(altered.problems, Names(What::kAltered, kind, name)) << Problems(altered);
      }
    }
    const FsckReport restored = RunFsck();
    EXPECT_TRUE(restored.clean()) << Problems(restored);
  }
};

TEST_F(FsckTest, SoundLedgerIsClean) {
  MakeLedger();
  const FsckReport report = RunFsck();
  EXPECT_TRUE(report.clean()) << Problems(report);
  EXPECT_EQ(report.event_count, events_.size());
  EXPECT_EQ(report.frame_count, 5u);
  EXPECT_GT(report.row_count, 40u);
}

TEST_F(FsckTest, EmptyLedgerIsClean) {
  Open();
  const FsckReport report = RunFsck();
  EXPECT_TRUE(report.clean()) << Problems(report);
  EXPECT_EQ(report.event_count, 0u);
}

TEST_F(FsckTest, RandomLedgersAreClean) {
  for (int round = 0; round < 3; ++round) {
    Open();
    for (int i = 0; i < 30; ++i) AppendRandom(40);
    const FsckReport report = RunFsck();
    ASSERT_TRUE(report.clean()) << Problems(report);
    ASSERT_EQ(report.event_count, events_.size());
  }
}

TEST_F(FsckTest, NamesIdRowsDeletedOrAltered) {
  MakeLedger();
  TryEveryRow(RowKind::kId);
}

TEST_F(FsckTest, NamesVersionRowsDeletedOrAltered) {
  MakeLedger();
  TryEveryRow(RowKind::kVersion);
}

TEST_F(FsckTest, NamesRevisionRowsDeletedOrAltered) {
  MakeLedger();
  TryEveryRow(RowKind::kRevision);
}

TEST_F(FsckTest, NamesTextRowsDeletedOrAltered) {
  MakeLedger();
  TryEveryRow(RowKind::kText);
}

TEST_F(FsckTest, NamesRunRowsDeletedOrAltered) {
  MakeLedger();
  TryEveryRow(RowKind::kRun);
}

TEST_F(FsckTest, NamesARunMovedCutOrDrawnOut) {
  MakeLedger();
  std::string key;
  EncodeRunKey("may-1", 1, key);
  const RowSurgery::Rows rows = Rows(RowKind::kRun);
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const auto& candidate) { return candidate.first == key; });
  ASSERT_NE(row, rows.end());
  uint64_t position = 0;
  uint32_t count = 0;
  ASSERT_TRUE(DecodeRunValue(row->second, position, count));
  ASSERT_EQ(count, 5u);
  const auto with = [&](uint64_t new_position, uint32_t new_count) {
    std::string value;
    EncodeRunValue(new_position, new_count, value);
    return AfterPut(RowKind::kRun, key, row->second, value);
  };
  const FsckReport moved = with(position + 1, count);
  EXPECT_THAT(moved.problems, Names(What::kAltered, RowKind::kRun, "run may-1 #1"))
      << Problems(moved);
  // A row that is too short is one that lacks its rest.
  const FsckReport cut = with(position, count - 1);
  EXPECT_THAT(cut.problems, Names(What::kMissing, RowKind::kRun, "run may-1 #5")) << Problems(cut);
  const FsckReport drawn_out = with(position, count + 1);
  EXPECT_THAT(drawn_out.problems, Names(What::kAltered, RowKind::kRun, "run may-1 #1"))
      << Problems(drawn_out);
}

TEST_F(FsckTest, NamesALastRunDrawnOut) {
  MakeLedger();
  std::string key;
  EncodeRunKey("may-2", 3, key);
  std::string old_value;
  EncodeRunValue(events_.size() - 1, 1, old_value);
  std::string value;
  EncodeRunValue(events_.size() - 1, 7, value);
  const FsckReport report = AfterPut(RowKind::kRun, key, old_value, value);
  EXPECT_THAT(report.problems, Names(What::kAltered, RowKind::kRun, "run may-2 #3"))
      << Problems(report);
}

TEST_F(FsckTest, NamesRowsAdded) {
  MakeLedger();
  struct Added {
    RowKind kind;
    std::string key;
    std::string value;
  };
  std::vector<Added> added;
  const auto add = [&](RowKind kind, const auto& encode) {
    Added row{.kind = kind, .key = {}, .value = {}};
    encode(row.key, row.value);
    added.push_back(row);
  };
  add(RowKind::kRun, [](std::string& key, std::string& value) {  // A source that is not there.
    EncodeRunKey("may-3", 0, key);
    EncodeRunValue(1, 1, value);
  });
  add(RowKind::kRun, [](std::string& key, std::string& value) {  // Behind the mark.
    EncodeRunKey("may-1", 900, key);
    EncodeRunValue(3, 1, value);
  });
  add(RowKind::kRun, [](std::string& key, std::string& value) {  // Inside another, and true.
    EncodeRunKey("may-1", 3, key);
    EncodeRunValue(8, 3, value);
  });
  add(RowKind::kId, [](std::string& key, std::string& value) {
    EncodeIdKey(IdScope::kFeed, "tep", "B/1", key);
    EncodeIdValue(3, value);
  });
  add(RowKind::kId, [](std::string& key, std::string& value) {  // Past the end.
    EncodeIdKey(IdScope::kPrincipal, "anonymous", "B/1", key);
    EncodeIdValue(1'000'000, value);
  });
  add(RowKind::kId, [](std::string& key, std::string& value) {  // No key of an id.
    key = "x";
    EncodeIdValue(3, value);
  });
  add(RowKind::kVersion, [](std::string& key, std::string& value) {
    EncodePositionKey(0, key);
    EncodeVersionValue({.latest_position = 5, .version = 2}, value);
  });
  add(RowKind::kRevision, [](std::string& key, std::string& value) {
    EncodeRevisionKey(RevisionSubject::kPlan, "ke-hoach-0", 3, key);
    EncodeRevisionValue({.number = 3, .first_position = 5, .event_count = 1}, value);
  });
  add(RowKind::kRevision, [](std::string& key, std::string& value) {
    EncodeRevisionKey(RevisionSubject::kRecord, "ke-hoach-0/hop", 2, key);
    EncodeRevisionValue({.number = 2, .first_position = 5, .event_count = 1}, value);
  });
  add(RowKind::kRevision, [](std::string& key, std::string& value) {
    EncodeRevisionKey(RevisionSubject::kTree, "", 4, key);
    EncodeRevisionValue({.number = 4, .first_position = 4, .event_count = 1}, value);
  });
  add(RowKind::kRevision, [](std::string& key, std::string& value) {  // A version too many.
    EncodeRevisionKey(RevisionSubject::kEntry, "ke-hoach-0", EntryNumber(1, 4), key);
    EncodeRevisionValue({.number = EntryNumber(1, 4), .first_position = 5, .event_count = 1},
                        value);
  });
  add(RowKind::kText, [](std::string& key, std::string& value) {
    EncodeTextKey(0, 0, key);
    EncodeTextValue({.salt = std::string(32, 's'), .text = "x"}, value);
  });
  add(RowKind::kMeta, [](std::string& key, std::string& value) { key = value = "owner"; });
  for (const Added& row : added) {
    const std::string name = DescribeKey(row.kind, row.key);
    SCOPED_TRACE(name);
    const FsckReport report = AfterAdd(row.kind, row.key, row.value);
    EXPECT_THAT(report.problems, Names(What::kExtra, row.kind, name)) << Problems(report);
    EXPECT_EQ(report.problem_count, 1u) << Problems(report);
  }
  EXPECT_TRUE(RunFsck().clean());
}

TEST_F(FsckTest, ATombstoneWithoutAnEventIsNamed) {
  MakeLedger();
  const auto rows = Rows(RowKind::kText);
  std::string erased;
  EncodeTextValue({.salt = "", .text = "", .erased = true}, erased);
  const FsckReport report = AfterPut(RowKind::kText, rows[0].first, rows[0].second, erased);
  EXPECT_THAT(report.problems,
              Names(What::kAltered, RowKind::kText, DescribeKey(RowKind::kText, rows[0].first)))
      << Problems(report);
}

TEST_F(FsckTest, EveryFlippedByteOfAFrameIsNamed) {
  MakeLedger();
  const auto rows = Rows(RowKind::kFrame);
  ASSERT_EQ(rows.size(), 5u);
  SeededRandom random(11);
  for (const auto& [key, value] : rows) {
    const std::string name = DescribeKey(RowKind::kFrame, key);
    for (int i = 0; i < 8; ++i) {
      // The first, the last, and some between.
      const size_t at = i == 0 ? 0 : i == 1 ? value.size() - 1 : random.Below(value.size());
      std::string flipped = value;
      flipped[at] ^= static_cast<char>(1 << random.Below(8));
      const FsckReport report = AfterPut(RowKind::kFrame, key, value, flipped);
      EXPECT_THAT(report.problems, Names(What::kUnreadable, RowKind::kFrame, name))
          << "byte " << at << "\n"
          << Problems(report);
      // Rows of events that can not be read are not blamed.
      EXPECT_EQ(report.problem_count, 1u) << Problems(report);
    }
  }
}

TEST_F(FsckTest, ADeletedFrameIsNamed) {
  MakeLedger();
  const auto rows = Rows(RowKind::kFrame);
  for (size_t i = 0; i + 1 < rows.size(); ++i) {
    const auto& [key, value] = rows[i];
    const FsckReport report = AfterDelete(RowKind::kFrame, key, value);
    EXPECT_THAT(report.problems,
                Names(What::kMissing, RowKind::kFrame, DescribeKey(RowKind::kFrame, key)))
        << Problems(report);
    EXPECT_EQ(report.problem_count, 1u) << Problems(report);
  }
  // Of the last one nothing tells but the rows that point to it.
  const FsckReport report = AfterDelete(RowKind::kFrame, rows.back().first, rows.back().second);
  EXPECT_THAT(report.problems, Names(What::kExtra, RowKind::kRun, "run may-2 #3"))
      << Problems(report);
}

TEST_F(FsckTest, AnAddedFrameIsNamed) {
  MakeLedger();
  const auto frame_at = [](uint64_t position) {
    Group group(position);
    group.AddEvent("x");
    const Group::FrameParts parts = group.frame(0);
    std::string value = std::string(parts.events) + std::string(parts.offsets);
    EncodeFrameTrailer(position, parts.events, parts.offsets, 1, value);
    return value;
  };
  std::string inside;
  EncodePositionKey(2, inside);
  const FsckReport overlapping = AfterAdd(RowKind::kFrame, inside, frame_at(2));
  EXPECT_THAT(overlapping.problems, Names(What::kExtra, RowKind::kFrame, "frame 2"))
      << Problems(overlapping);
  std::string behind;
  EncodePositionKey(events_.size(), behind);
  const FsckReport at_end = AfterAdd(RowKind::kFrame, behind, frame_at(events_.size()));
  EXPECT_FALSE(at_end.clean());
  EXPECT_EQ(at_end.problems[0].key, "event " + std::to_string(events_.size()));
  const FsckReport no_key = AfterAdd(RowKind::kFrame, "zzz", "zzz");
  EXPECT_THAT(no_key.problems, Names(What::kExtra, RowKind::kFrame, "frame key 0x7a7a7a"));
}

// Below RocksDB: a byte of a table file.
TEST_F(FsckTest, AFlippedByteOfATableIsNamed) {
  Open();
  // Texts that do not compress, so that nearly every byte of the file is one of a frame.
  for (int i = 0; i < 20; ++i) AppendRandom(60);
  Close();
  RowSurgery(kPath, faults_.env()).Flush();
  std::set<std::string> named;
  SeededRandom random(3);
  std::string largest;
  for (const std::string& file : faults_.Files(".sst")) {
    if (faults_.ReadFile(file).size() > faults_.ReadFile(largest).size()) largest = file;
  }
  const std::string bytes = faults_.ReadFile(largest);
  ASSERT_GT(bytes.size(), 20'000u);
  for (int i = 0; i < 20; ++i) {
    std::string flipped = bytes;
    // Blocks of data stand in the first part.
    flipped[random.Below(bytes.size() / 2)] ^= static_cast<char>(1 + random.Below(255));
    faults_.WriteFile(largest, flipped);
    auto report = Fsck({.path = kPath, .env = faults_.env()});
    ASSERT_OK(report);
    EXPECT_FALSE(report->clean());
    EXPECT_EQ(report->problems[0].what, What::kUnreadable) << Problems(*report);
    EXPECT_THAT(report->problems[0].detail, HasSubstr("checksum")) << Problems(*report);
    EXPECT_EQ(report->problem_count, 1u) << Problems(*report);
    named.insert(report->problems[0].key);
  }
  EXPECT_GT(named.size(), 3u);
  faults_.WriteFile(largest, bytes);
  EXPECT_TRUE(RunFsck().clean());
}

TEST_F(FsckTest, ReportsAtMostAsManyAsAskedForAndCountsAll) {
  MakeLedger();
  {
    RowSurgery surgery(kPath, faults_.env());
    for (const auto& [key, value] : surgery.All(RowKind::kId)) surgery.Delete(RowKind::kId, key);
  }
  auto report = Fsck({.path = kPath, .env = faults_.env(), .max_problems = 3});
  ASSERT_OK(report);
  EXPECT_EQ(report->problems.size(), 3u);
  EXPECT_GT(report->problem_count, 10u);
}

// --- Events that contradict themselves ---

class FsckEventsTest : public FsckTest {
 protected:
  // Appends one event as it is.
  void Append(const v1::Event& event) {
    group_.Reset(store_->next_position());
    group_.AddEvent(event.SerializeAsString());
    ASSERT_OK(store_->Append(group_));
  }
  v1::Event NextEvent(const v1::Submission& submission, int64_t later_micros = 1) {
    v1::Event event;
    event.set_position(store_->next_position());
    event.set_record_time_micros(builder_.record_time_micros() + later_micros);
    event.set_principal("anonymous");
    event.set_submission(submission.SerializeAsString());
    return event;
  }
  void Begin() {
    Open();
    builder_.Begin(group_);
    builder_.CreateLedger(group_);
    builder_.OpenSource(group_, "may-1");
    builder_.AddRun(group_, "may-1", 2);
    AppendGroup();
  }
  void ExpectProblem(const std::string& detail) {
    const std::string key = "event " + std::to_string(store_->next_position() - 1);
    const FsckReport report = RunFsck();
    EXPECT_THAT(report.problems, Contains(AllOf(Field(&FsckProblem::key, key),
                                                Field(&FsckProblem::detail, HasSubstr(detail)))))
        << Problems(report);
  }
  static v1::Submission Clock() {
    v1::Submission submission;
    submission.mutable_clock_confirmed()->set_jump_micros(1);
    return submission;
  }
};

TEST_F(FsckEventsTest, AnotherPosition) {
  Begin();
  v1::Event event = NextEvent(Clock());
  event.set_position(1);
  Append(event);
  ExpectProblem("its position is 1");
}

TEST_F(FsckEventsTest, AnEarlierTime) {
  Begin();
  Append(NextEvent(Clock(), -5));
  ExpectProblem("before the last one's");
}

TEST_F(FsckEventsTest, NoBody) {
  Begin();
  Append(NextEvent({}));
  ExpectProblem("no body");
}

TEST_F(FsckEventsTest, NoEvent) {
  Begin();
  group_.Reset(store_->next_position());
  group_.AddEvent("\xff\xff\xff");
  ASSERT_OK(store_->Append(group_));
  ExpectProblem("no Event");
}

TEST_F(FsckEventsTest, CreatedAgain) {
  Begin();
  v1::Submission submission;
  submission.mutable_ledger_created()->set_format_version(kFormatVersion);
  Append(NextEvent(submission));
  ExpectProblem("created again");
}

TEST_F(FsckEventsTest, ANumberSkipped) {
  Begin();
  const v1::Submission submission =
      SourceSubmission("may-1", 4, MakeReceipt("tan-hiep", 20210405, 1));
  Append(NextEvent(submission));
  ExpectProblem("number 4 of may-1 after 2");
}

TEST_F(FsckEventsTest, ASourceNotOpened) {
  Begin();
  Append(NextEvent(SourceSubmission("may-9", 1, MakeReceipt("tan-hiep", 20210405, 1))));
  ExpectProblem("not opened");
}

TEST_F(FsckEventsTest, ACorrectionOfAnotherVersion) {
  Begin();
  v1::Submission submission = RequestSubmission("r");
  submission.mutable_receipt_voided()->set_replaces_version(2);
  v1::Event event = NextEvent(submission);
  event.mutable_resolved()->mutable_replaced()->set_original_position(2);
  event.mutable_resolved()->mutable_replaced()->set_replaced_position(2);
  Append(event);
  ExpectProblem("version 1 at 2 was current");
}

TEST_F(FsckEventsTest, ACorrectionOfWhatIsNoReceipt) {
  Begin();
  v1::Submission submission = RequestSubmission("r");
  submission.mutable_receipt_voided()->set_replaces_version(1);
  v1::Event event = NextEvent(submission);
  event.mutable_resolved()->mutable_replaced()->set_original_position(1);
  Append(event);
  ExpectProblem("no receipt");
}

TEST_F(FsckEventsTest, APartMissing) {
  Begin();
  v1::Submission submission = RequestSubmission("r");
  submission.mutable_request()->set_part(1);
  submission.mutable_request()->set_part_count(2);
  submission.mutable_plan_issued()->set_plan_id("kg");
  Append(NextEvent(submission));
  ExpectProblem("part 1 of 2 is the last");
}

}  // namespace
}  // namespace hemoledger
