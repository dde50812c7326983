// Files that are damaged in every way: no reader crashes, and none takes a cut file for a whole
// one.
#include <gmock/gmock.h>

#include "proto/base/strings.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

class InputRobustnessTest : public InputTest {
 protected:
  // Reads the header as the kind of file `which`: units, plan, amendment, receipts, entry
  // correction, record.
  void ReadAs(size_t which, const std::string& path) {
    Problems problems;
    switch (which) {
      case 0:
        return ReadUnitsFile(path, random_, problems).IgnoreError();
      case 1:
        return ReadPlanFile(path, resolver_, random_, problems).IgnoreError();
      case 2:
        return ReadAmendmentFile(path, resolver_, random_, problems).IgnoreError();
      case 4:
        return ReadEntryCorrectionFile(path, resolver_, random_, problems).IgnoreError();
      case 5:
        return ReadRecordFile(path, resolver_, random_, problems).IgnoreError();
      default:
        return ReadReceiptsFile(path, &resolver_, random_, problems).IgnoreError();
    }
  }
};

// One to four bytes changed, removed, doubled or put in, of those that mean something more often.
std::string Damage(std::string text, Random& random) {
  constexpr std::string_view kBytes = "\"\n\r\t,;[]{}=.#\xC3\xCC\x80\xFF 0a'";
  for (uint64_t n = 1 + random.Below(4); n > 0 && !text.empty(); --n) {
    const size_t at = random.Below(text.size());
    const char byte = random.Below(4) == 0 ? static_cast<char>(random.Below(256))
                                           : kBytes[random.Below(kBytes.size())];
    switch (random.Below(4)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.erase(at, 1 + random.Below(3));
        break;
      case 2:
        text.insert(at, 1, byte);
        break;
      default:
        text.insert(at, text.substr(at, random.Below(40)));
        break;
    }
  }
  return text;
}

TEST_F(InputRobustnessTest, DamagedFilesNeverCrashAReader) {
  constexpr uint64_t kSeed = 20220405;
  SCOPED_TRACE(Concat("seed ", kSeed));
  SeededRandom random(kSeed);
  const char* const kHeaders[] = {"units/2-kien-giang.toml", "plans/quang-tri-2021.toml",
                                  "amendments/vi-du-01.toml", "receipts/kien-giang-2021.toml"};
  const char* const kTables[] = {"units/2-kien-giang.csv", "plans/quang-tri-2021.tsv",
                                 "plans/quang-tri-2021.tsv", "receipts/kien-giang-2021.csv"};
  for (int i = 0; i < 200; ++i) {
    const size_t which = random.Below(4);
    std::string header = ReadFile(SourcePath(Concat("deploy/demo/", kHeaders[which])));
    std::string table = ReadFile(SourcePath(Concat("deploy/demo/", kTables[which])));
    (random.Below(2) == 0 ? header : table) = Damage(random.Below(2) == 0 ? header : table, random);
    Write("quang-tri-2021.tsv", table);
    Write("kien-giang-2021.csv", table);
    Write("2-kien-giang.csv", table);
    const std::string path = Write("header.toml", header);
    ReadAs(which, path);
    // A file of another kind, too.
    if (i % 8 == 0) ReadAs((which + 1) % 4, path);
  }
}

// The documented examples of plans with rounds, entry corrections and records, a header and table
// each.
TEST_F(InputRobustnessTest, DamagedRoundsAndRecordsNeverCrashAReader) {
  constexpr uint64_t kSeed = 20240115;
  SCOPED_TRACE(Concat("seed ", kSeed));
  SeededRandom random(kSeed);
  struct Example {
    size_t which;
    std::string_view header;
    std::string_view table;
  };
  constexpr Example kExamples[] = {
      {1, "ke-hoach.toml", "cac-dot.tsv"},      {1, "ke-hoach.toml", "ke-hoach.csv"},
      {2, "dieu-chinh.toml", "dieu-chinh.tsv"}, {4, "sua-nhap.toml", "dieu-chinh.toml"},
      {5, "so-lieu.toml", "so-lieu.tsv"},       {5, "ket-qua.toml", "ket-qua.tsv"},
      {5, "chi-so.toml", "so-lieu.tsv"},
  };
  const std::string page = ReadFile(SourcePath("docs/input-files.md"));
  const auto example = [&](std::string_view name) {
    const size_t fence = page.find(Concat(" ", name, "\n"));
    const size_t begin = page.find('\n', fence) + 1;
    return page.substr(begin, page.find("\n```\n", begin) + 1 - begin);
  };
  for (const Example& one : kExamples) {
    for (const std::string_view name : {one.header, one.table}) Write(name, example(name));
  }
  for (int i = 0; i < 300; ++i) {
    const Example& one = kExamples[random.Below(std::size(kExamples))];
    const std::string_view damaged = random.Below(2) == 0 ? one.header : one.table;
    Write(damaged, Damage(example(damaged), random));
    ReadAs(one.which, dir_.Join(one.header));
    Write(damaged, example(damaged));
  }
}

TEST_F(InputRobustnessTest, ATableCutBeforeItsLastCellIsTold) {
  const std::string table =
      "Mã phiếu;Mã đơn vị;Ngày;Số lượng;Ghi chú\n"
      "1;tinh-a;5/4/2021;1.163;\"một; \"\"hai\"\"\nba\"\n"
      "2;tinh-a-rach-gia;2021-05-01;42;bốn\n";
  const std::string header = Write("r.toml", "feed = \"f\"\ntable = \"r.csv\"\n");
  int whole = 0;
  for (size_t bytes = 0; bytes <= table.size(); ++bytes) {
    SCOPED_TRACE(bytes);
    Write("r.csv", table.substr(0, bytes));
    Problems problems;
    const absl::StatusOr<ReceiptsFile> file =
        ReadReceiptsFile(header, &resolver_, random_, problems);
    ASSERT_EQ(file.ok(), problems.empty());
    if (!file.ok()) continue;
    ++whole;
    EXPECT_EQ(file->receipts[0].receipt.bags(0).count(), 1163u);
    if (file->receipts.size() == 2) {
      EXPECT_EQ(file->receipts[1].receipt.bags(0).count(), 42u);
    }
  }
  // Cut inside the last cell of a row, which may end there: row 1 after its last separator, at two
  // quotes that could close the note, at its end and after it; row 2 after its last separator and
  // after each whole character of the note and the line end. Nowhere else.
  EXPECT_EQ(whole, 5 + 5);
}

}  // namespace
}  // namespace hemoledger
