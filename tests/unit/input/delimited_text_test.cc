#include "clients/cli/input/delimited_text.h"

#include <gmock/gmock.h>

#include "clients/cli/input/problems.h"
#include "tests/unit/input/input_fixture.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Cells of all records, records ended by "/".
std::vector<std::string> Cells(std::string_view text, char delimiter, Problems& problems) {
  std::vector<std::string> cells;
  for (const DelimitedRecord& record : ParseDelimited(text, delimiter, "t.csv", problems)) {
    for (const DelimitedCell& cell : record.cells) cells.push_back(cell.text);
    cells.push_back(record.ended ? "/" : "(open)");
  }
  return cells;
}

TEST(DelimitedTextTest, EndsRecordsWithLfAndCrLf) {
  Problems problems;
  EXPECT_THAT(Cells("a,b\r\nc,d\ne,", ',', problems),
              ElementsAre("a", "b", "/", "c", "d", "/", "e", "", "(open)"));
  EXPECT_TRUE(problems.empty());
}

TEST(DelimitedTextTest, QuotedCellsHoldSeparatorsQuotesAndLineBreaks) {
  Problems problems;
  EXPECT_THAT(Cells("\"a,b\",\"say \"\"no\"\"\" ,\"1\r\n2\"\n", ',', problems),
              ElementsAre("a,b", "say \"no\"", "1\n2", "/"));
  EXPECT_TRUE(problems.empty());
}

TEST(DelimitedTextTest, CountsLinesThroughQuotedLineBreaks) {
  Problems problems;
  const auto records = ParseDelimited("h\n\"1\n2\"\nx\n", ',', "t.csv", problems);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[1].line, 2);
  EXPECT_EQ(records[2].line, 4);
}

TEST(DelimitedTextTest, QuoteInsideAnUnquotedCellStandsForItself) {
  Problems problems;
  EXPECT_THAT(Cells("Trường \"A\"\tb\n", '\t', problems), ElementsAre("Trường \"A\"", "b", "/"));
  EXPECT_TRUE(problems.empty());
}

TEST(DelimitedTextTest, DropsWhiteSpaceAroundCellsAndEmptyLines) {
  Problems problems;
  EXPECT_THAT(Cells("\n  a ;\xC2\xA0 b\xC2\xA0\n\n \n", ';', problems), ElementsAre("a", "b", "/"));
  EXPECT_TRUE(problems.empty());
}

TEST(DelimitedTextTest, NormalisesToNfc) {
  Problems problems;
  // "Hòa" with a combining grave accent.
  EXPECT_THAT(Cells("Ho\xCC\x80"
                    "a\n",
                    ',', problems),
              ElementsAre("Hòa", "/"));
}

TEST(DelimitedTextTest, TellsAQuoteLeftOpenWhereItOpens) {
  Problems problems;
  Cells("a,b\nc,\"d\ne,f\n", ',', problems);
  EXPECT_THAT(Lines(problems),
              ElementsAre(HasSubstr("t.csv:2:2: A quote is opened and never closed")));
}

TEST(DelimitedTextTest, TellsCharactersAfterAClosingQuote) {
  Problems problems;
  Cells("\"a\"b,c\n", ',', problems);
  EXPECT_THAT(Lines(problems), ElementsAre(HasSubstr("t.csv:1:1: Characters follow")));
}

TEST(DelimitedTextTest, TellsControlCharactersAndABareCarriageReturn) {
  Problems problems;
  Cells("a\x01,b\rc\n", ',', problems);
  EXPECT_THAT(Lines(problems), ElementsAre(HasSubstr("t.csv:1:1: The cell holds a control"),
                                           HasSubstr("t.csv:1:2: The cell holds a control")));
}

TEST(DelimitedTextTest, FindsTheSeparator) {
  const auto is_heading = [](const std::string& cell) { return cell == "TT" || cell == "Tên"; };
  EXPECT_EQ(DetectDelimiter("TT,Tên\n", is_heading), ',');
  EXPECT_EQ(DetectDelimiter("TT;Tên\n1,2;3\n", is_heading), ';');
  EXPECT_EQ(DetectDelimiter("TT\tTên\n", is_heading), '\t');
  // Commas inside a heading do not mislead.
  EXPECT_EQ(DetectDelimiter("TT;Tên;a, b, c, d\n", is_heading), ';');
  EXPECT_EQ(DetectDelimiter("\n\nTT\tTên, a, b\n", is_heading), '\t');
  // Nor do separators in quotes.
  EXPECT_EQ(DetectDelimiter("TT,\"a;b;c;d\",Tên\n", is_heading), ',');
}

TEST(DelimitedTextTest, AnEmptyTextHasNoRecords) {
  Problems problems;
  EXPECT_THAT(Cells("", ',', problems), IsEmpty());
}

}  // namespace
}  // namespace hemoledger
