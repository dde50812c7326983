// A good receipt whose references are ids is checked and decided without an allocation.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "services/domain/receipt_rules.h"
#include "tests/support/builders.h"
#include "tests/support/status_matchers.h"

namespace {
// Of this process; it has one thread.
long allocations = 0;
}  // namespace

void* operator new(size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}

namespace hemoledger {
namespace {

TEST(ReceiptAllocationTest, TheGoodPathAllocatesNothing) {
  OrgTree tree;
  tree.Apply(OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam"), 1);
  tree.Apply(OpenUnit("thanh-pho-ho-chi-minh", v1::UNIT_KIND_PROVINCE, "Hồ Chí Minh", "vn"), 2);
  tree.Apply(OpenUnit("benh-vien-truyen-mau-huyet-hoc", v1::UNIT_KIND_HOSPITAL, "Bệnh viện", "vn"),
             3);
  PlanBook plans;
  v1::Receipt receipt = MakeReceipt("thanh-pho-ho-chi-minh", 20210405, 10, 250);
  *receipt.mutable_collecting_unit() = UnitById("benh-vien-truyen-mau-huyet-hoc");
  *receipt.mutable_credited_to() = UnitById("thanh-pho-ho-chi-minh");
  receipt.set_repeat_donors(3);
  receipt.mutable_note()->set_commitment(std::string(32, 'x'));
  const v1::Submission submission = SourceSubmission("may-cua-tram-y-te-xa-thanh-loc", 1, receipt);

  const long before = allocations;
  const absl::Status form = CheckSubmissionForm(submission);
  const absl::StatusOr<DecidedReceipt> decided = DecideReceipt(receipt, tree, plans);
  const long after = allocations;
  ASSERT_OK(form);
  ASSERT_OK(decided);
  EXPECT_EQ(after - before, 0);

  // The counter counts.
  const std::string text(100, 'x');
  EXPECT_GT(allocations, after);
}

}  // namespace
}  // namespace hemoledger
