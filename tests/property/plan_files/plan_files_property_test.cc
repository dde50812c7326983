// Random plans, exported and read again: the same plan and the same texts, whatever they hold.
//
// HEMOLEDGER_PROPERTY_SEED=n repeats one failing run; HEMOLEDGER_PROPERTY_RUNS=n makes more of
// them.
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <set>
#include <string>

#include "clients/cli/export/plan_files.h"
#include "clients/cli/input/input_files.h"
#include "proto/base/ids.h"
#include "proto/base/text_commitment.h"
#include "random_plan.h"
#include "services/domain/plan_form.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

// Every id is a unit, and nothing else is asked for.
class IdsOnly : public UnitResolver {
 public:
  absl::StatusOr<std::string> Resolve(const v1::UnitReference& reference) override {
    EXPECT_TRUE(IsValidId(reference.unit_id())) << reference.ShortDebugString();
    return reference.unit_id();
  }
};

// The plan with every commitment replaced by the plain text behind it.
v1::PlanIssued WithPlainTexts(v1::PlanIssued plan, const std::vector<v1::AccompanyingText>& texts) {
  for (const v1::Text* text : CollectTexts(plan)) {
    for (const v1::AccompanyingText& one : texts) {
      if (one.ordinal() != text->ordinal()) continue;
      EXPECT_TRUE(MatchesCommitment(text->commitment(), one.salt(), one.text()));
      const_cast<v1::Text*>(text)->set_commitment(one.text());
    }
  }
  return plan;
}

// The full names of all fields that a message of this type can hold, nested ones too.
void CollectFields(const Descriptor* type, std::set<std::string>& names) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    if (!names.insert(field->full_name()).second) continue;
    if (field->message_type() != nullptr) CollectFields(field->message_type(), names);
  }
}

// Those that are set in `message`.
void CollectSetFields(const Message& message, std::set<std::string>& names) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    names.insert(field->full_name());
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      CollectSetFields(message.GetReflection()->GetMessage(message, field), names);
      continue;
    }
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      CollectSetFields(message.GetReflection()->GetRepeatedMessage(message, field, i), names);
    }
  }
}

std::vector<std::string> Lines(const Problems& problems) {
  std::vector<std::string> lines;
  for (const Problem& problem : problems.list()) {
    lines.push_back(problem.place.ToString() + ": " + problem.message_en + " <" + problem.value +
                    ">");
  }
  return lines;
}

class PlanFilesPropertyTest : public testing::Test {
 protected:
  // What one export was made of.
  struct Seen {
    std::set<std::string> fields;
    int with_details = 0;
    int without_details = 0;
    int exact = 0;
    int without_table = 0;
    int with_rounds_table = 0;
  };

  // Exports a random plan and reads it; fails the test where anything differs.
  void RunOne(uint64_t seed, Language language, Seen& seen) {
    SCOPED_TRACE("HEMOLEDGER_PROPERTY_SEED=" + std::to_string(seed));
    SeededRandom random(seed);
    RandomPlan made = MakeRandomPlan(random);
    Violations problems_of_form;
    CheckPlanForm(made.plan, problems_of_form);
    ASSERT_TRUE(problems_of_form.empty()) << problems_of_form.ToStatus();
    CollectSetFields(made.plan, seen.fields);

    v1::GetPlanResponse answer;
    *answer.mutable_plan()->mutable_plan() = made.plan;
    answer.mutable_plan()->set_revision(1);
    for (const v1::AccompanyingText& text : made.texts) *answer.mutable_plan()->add_texts() = text;
    const PlanFiles files = WritePlanFiles(answer, "plan.csv", "rounds.csv", 0, language);
    EXPECT_TRUE(files.erased.empty());
    const bool details = files.header.find("\n[[row_details]]\n") != std::string::npos;
    ++(details ? seen.with_details : seen.without_details);
    if (files.header.find("\nexact = true\n") != std::string::npos) ++seen.exact;
    if (files.table.empty()) ++seen.without_table;
    if (!files.rounds_table.empty()) ++seen.with_rounds_table;

    WriteFile(dir_.Join("plan.toml"), files.header);
    WriteFile(dir_.Join("plan.csv"), files.table);
    WriteFile(dir_.Join("rounds.csv"), files.rounds_table);
    Problems problems;
    IdsOnly units;
    const absl::StatusOr<PlanFile> read =
        ReadPlanFile(dir_.Join("plan.toml"), units, random, problems);
    const std::string written =
        files.header + "\n-----\n" + files.table + "\n-----\n" + files.rounds_table;
    ASSERT_OK(read) << testing::PrintToString(Lines(problems)) << "\n" << written;
    const v1::PlanIssued before = WithPlainTexts(made.plan, made.texts);
    const v1::PlanIssued after = WithPlainTexts(read->plan, read->texts);
    std::string difference;
    MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&difference);
    ASSERT_TRUE(differencer.Compare(before, after)) << difference << "\n" << written;
  }

  TempDir dir_;
};

TEST_F(PlanFilesPropertyTest, AnExportedPlanIsReadAsTheSamePlan) {
  const uint64_t first = FromEnvironment("HEMOLEDGER_PROPERTY_SEED", 0);
  const uint64_t runs = first != 0 ? 1 : FromEnvironment("HEMOLEDGER_PROPERTY_RUNS", 600);
  const uint64_t base = first != 0 ? first : SystemRandom().Uint64() % 1'000'000'000 + 1;
  std::cout << "seeds from " << base << ", " << runs << " runs\n";
  Seen seen;
  for (uint64_t i = 0; i < runs && !HasFatalFailure(); ++i) {
    RunOne(base + i, i % 2 == 0 ? Language::kVietnamese : Language::kEnglish, seen);
  }
  if (HasFatalFailure() || runs < 200) return;
  // What the runs were worth: every field of a plan was set at least once, and both ways of writing
  // were taken.
  std::set<std::string> all;
  CollectFields(v1::PlanIssued::descriptor(), all);
  for (const std::string& field : all) {
    EXPECT_TRUE(seen.fields.contains(field)) << field << " was never set";
  }
  EXPECT_GT(seen.with_details, 50);
  EXPECT_GT(seen.without_details, 50);
  EXPECT_GT(seen.exact, 20);
  EXPECT_GT(seen.without_table, 20);
  // Some twenty of 600 runs: a bound near that fails by chance.
  EXPECT_GT(seen.with_rounds_table, 2);
}

}  // namespace
}  // namespace hemoledger
