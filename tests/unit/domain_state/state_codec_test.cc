// A state made of a snapshot's bytes is the one that was written, and goes on as it would have.
#include "services/domain/state_codec.h"

#include <gtest/gtest.h>

#include "log_builder.h"
#include "proto/base/sha256.h"
#include "state_bytes.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

std::vector<std::string> StoredBytes(const std::vector<LoggedEvent>& log) {
  std::vector<std::string> stored;
  for (const LoggedEvent& logged : log) stored.push_back(logged.event.SerializeAsString());
  return stored;
}

// The bytes of the state after `count` events of the whole log.
struct Written {
  std::string bytes;
  uint64_t next_position = 0;
  int64_t record_time_micros = 0;
};
Written WrittenAfter(size_t count) {
  const std::vector<LoggedEvent> log = WholeLog();
  DomainState state;
  for (size_t i = 0; i < count; ++i) {
    EXPECT_OK(state.Apply(log[i].event, log[i].submission));
  }
  return {StateBytes(state, StoredBytes(log)), state.next_position(), state.record_time_micros()};
}

std::string Problem(const absl::Status& status) {
  EXPECT_THAT(status, StatusIs(ERROR_REASON_STORE_DAMAGED));
  return FieldOf(status, "detail");
}

TEST(StateCodecTest, RestoredAnywhereItGoesOnAsIfNothingHadHappened) {
  const std::vector<LoggedEvent> log = WholeLog();
  const std::vector<std::string> stored = StoredBytes(log);
  DomainState replayed;
  for (size_t i = 0; i < log.size(); ++i) {
    ASSERT_OK(replayed.Apply(log[i].event, log[i].submission));
    // In the middle of a document no state is published.
    if (replayed.HasIncompleteDocument()) continue;
    SCOPED_TRACE(i);
    DomainState restored;
    ASSERT_OK(Restore(StateBytes(replayed, stored), replayed.next_position(),
                      replayed.record_time_micros(), restored));
    EXPECT_EQ(restored.Digest(), replayed.Digest());
    EXPECT_EQ(restored.document_positions(), replayed.document_positions());
    // The same bytes again: counters have their indices, those that are zero too.
    EXPECT_EQ(StateBytes(restored, stored), StateBytes(replayed, stored));
    DomainState rest = std::move(restored);
    for (size_t j = i + 1; j < log.size(); ++j) {
      ASSERT_OK(rest.Apply(log[j].event, log[j].submission));
    }
    DomainState whole;
    for (const LoggedEvent& logged : log) ASSERT_OK(whole.Apply(logged.event, logged.submission));
    EXPECT_EQ(rest.Digest(), whole.Digest());
    EXPECT_EQ(StateBytes(rest, stored), StateBytes(whole, stored));
  }
}

TEST(StateCodecTest, CellBytesAreThoseOfTheFormat) {
  FactCells::Cell cell;
  cell.key = {.unit = 1,
              .collecting_unit = 2,
              .credited_to = -1,
              .round = 4,
              .campaign = 5,
              .first_date = 0x01020304,
              .last_date = 7,
              .component = 8,
              .donor_class = 9,
              .emergency = true};
  cell.value = {.receipts = 1,
                .units = 2,
                .unknown_volume_units = 3,
                .volume_ml = int64_t{1} << 40,
                .large_units = 5,
                .repeat_donors = 6,
                .repeat_stated_units = 7};
  std::string bytes;
  AppendStateCell(cell, bytes);
  ASSERT_EQ(bytes.size(), kStateCellBytes);
  EXPECT_EQ(Hex(bytes),
            "0000000100000002ffffffff00000004000000050102030400000007"
            "080901"
            "000000000000000100000000000000020000000000000003"
            "0000010000000000000000000000000500000000000000060000000000000007");
}

// Whatever the bytes say, nothing aborts.
TEST(StateCodecTest, TruncatedAndChangedBytesAreRefusedOrRestored) {
  const Written written = WrittenAfter(WholeLog().size());
  for (size_t size = 0; size < written.bytes.size(); size += 1 + size / 50) {
    DomainState state;
    EXPECT_NE(Problem(Restore(std::string_view(written.bytes).substr(0, size),
                              written.next_position, written.record_time_micros, state)),
              "");
  }
  DomainState longer;
  EXPECT_THAT(
      Restore(written.bytes + "x", written.next_position, written.record_time_micros, longer),
      StatusIs(ERROR_REASON_STORE_DAMAGED));
  for (size_t i = 0; i < written.bytes.size(); i += 1 + i / 100) {
    for (const char change : {'\x01', '\x80', '\x7f'}) {
      std::string changed = written.bytes;
      changed[i] = static_cast<char>(changed[i] ^ change);
      DomainState state;
      const absl::Status status =
          Restore(changed, written.next_position, written.record_time_micros, state);
      if (status.ok()) {
        EXPECT_FALSE(state.Digest().empty());
      } else {
        EXPECT_THAT(status, StatusIs(ERROR_REASON_STORE_DAMAGED));
      }
    }
  }
}

TEST(StateCodecTest, ImpossibleStatesAreRefused) {
  const std::vector<LoggedEvent> log = WholeLog();
  const std::vector<std::string> stored = StoredBytes(log);
  const auto refusal = [&](const std::vector<uint64_t>& documents,
                           const std::vector<FactCells::Cell>& cells,
                           const std::vector<uint64_t>& marks, uint64_t next_position = 1000) {
    std::string bytes;
    AppendStateCount(documents.size(), bytes);
    for (const uint64_t position : documents) AppendStateDocument(stored[position], bytes);
    AppendStateCount(cells.size(), bytes);
    for (const FactCells::Cell& cell : cells) AppendStateCell(cell, bytes);
    AppendStateCount(marks.size(), bytes);
    for (const uint64_t mark : marks) AppendStateMark(mark, bytes);
    DomainState state;
    const absl::Status status = Restore(bytes, next_position, int64_t{1} << 60, state);
    return status.ok() ? "" : FieldOf(status, "detail");
  };
  FactCells::Cell good;
  good.key = {.unit = 0, .collecting_unit = 0, .first_date = 20210101, .last_date = 20210101};
  EXPECT_EQ(refusal({0, 1}, {good}, {}), "");
  EXPECT_NE(refusal({}, {}, {}), "");
  EXPECT_NE(refusal({1}, {}, {}), "");
  EXPECT_NE(refusal({0, 2, 1}, {}, {}), "") << "out of order";
  EXPECT_NE(refusal({0, 1}, {good, good}, {}), "") << "twice";
  EXPECT_NE(refusal({0, 1}, {}, {5}), "") << "a mark of no source";
  EXPECT_NE(refusal({0, 1}, {}, {}, 1), "") << "a document after the end";
  for (int32_t FactKey::*field : {&FactKey::unit, &FactKey::collecting_unit, &FactKey::credited_to,
                                  &FactKey::round, &FactKey::campaign}) {
    FactCells::Cell bad = good;
    bad.key.*field = 77;
    EXPECT_NE(refusal({0, 1}, {bad}, {}), "");
    bad.key.*field = -2;
    EXPECT_NE(refusal({0, 1}, {bad}, {}), "");
  }
  FactCells::Cell negative = good;
  negative.value.units = -1;
  EXPECT_NE(refusal({0, 1}, {negative}, {}), "");
  // A receipt among the documents; the first part of three alone.
  uint64_t receipt = 0;
  uint64_t part = 0;
  for (uint64_t i = 0; i < log.size(); ++i) {
    if (receipt == 0 && log[i].submission.has_receipt_recorded()) receipt = i;
    if (part == 0 && log[i].submission.request().part() == 1) part = i;
  }
  EXPECT_NE(refusal({0, 1, receipt}, {}, {}), "");
  std::vector<uint64_t> documents;
  for (uint64_t i = 0; i <= part; ++i) documents.push_back(i);
  EXPECT_NE(refusal(documents, {}, {}), "") << "a document that is not whole";
}

}  // namespace
}  // namespace hemoledger
