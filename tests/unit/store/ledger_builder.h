// Groups of random events of every kind, with the rows that a correct writer gives them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/random.h"
#include "store/group.h"

namespace hemoledger {

// Copyable: a copy made before a group is the state to go back to when the group fails. Not
// thread-safe.
class LedgerBuilder {
 public:
  explicit LedgerBuilder(uint64_t seed) : random_(seed) {}

  // Resets `group` and fills it with `items` random items; a ledger's first group begins with
  // LedgerCreated.
  void Fill(Group& group, int items);

  // Single items, added to the group at its end. Each first `Begin`s, once a group.
  void Begin(Group& group);
  void CreateLedger(Group& group);
  void OpenSource(Group& group, const std::string& source_id);
  // Receipts with the source's next numbers; `rejected_every` > 0: each so many-th is a rejection.
  void AddRun(Group& group, const std::string& source_id, int count, int rejected_every = 0);
  void AddFeed(Group& group, const std::string& feed, const std::string& external_id);
  void AddUnary(Group& group);
  // Corrects or voids a receipt that was recorded and not voided; nothing where there is none.
  void AddCorrection(Group& group, bool voids);
  void ChangeUnits(Group& group, int count);
  void IssuePlan(Group& group, const std::string& plan_id, int parts);
  void AmendPlan(Group& group, const std::string& plan_id);
  // A record beside the plan, or its next version; now and then a withdrawal.
  void PutRecord(Group& group, const std::string& plan_id, const std::string& record_id);
  // The next version of the entry of the plan as issued.
  void CorrectEntry(Group& group, const std::string& plan_id);
  void ConfirmClock(Group& group);

  uint64_t next_position() const { return position_; }
  int64_t record_time_micros() const { return time_micros_; }
  const std::map<std::string, uint64_t>& marks() const { return marks_; }

 private:
  struct Receipt {
    uint64_t original = 0;
    uint64_t latest = 0;
    uint32_t version = 1;
    bool voided = false;
  };

  // Writes the event and the rows of its texts.
  void Add(Group& group, const v1::Submission& submission, const v1::Resolved* resolved = nullptr);
  v1::Text NewText(uint32_t ordinal, std::string_view text);
  std::string NewRequestId();
  v1::Receipt NewReceipt();
  std::string NextName(std::string_view prefix);

  SeededRandom random_;
  uint64_t position_ = 0;
  int64_t time_micros_ = 1'600'000'000'000'000;
  uint64_t names_ = 0;
  std::map<std::string, uint64_t> marks_;
  std::vector<Receipt> receipts_;
  std::map<std::string, uint32_t> plans_;
  // Versions, by plan and record.
  std::map<std::string, uint32_t> records_;
  // Versions of the entries of plans as issued; none: 1.
  std::map<std::string, uint32_t> entries_;
  // Texts of the submission being made.
  std::vector<v1::AccompanyingText> texts_;
};

// All events of a group, as bytes.
std::vector<std::string> EventsOf(const Group& group);

}  // namespace hemoledger
