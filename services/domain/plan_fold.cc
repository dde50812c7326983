#include "services/domain/plan_fold.h"

#include <algorithm>

#include "proto/base/check.h"
#include "services/domain/civil_date.h"

namespace hemoledger {
namespace {

// Which of a holder's rows its quota stands on: the one with a figure, else one that takes all the
// holder's receipts, else the first.
int RankAsQuotaRow(const PlanFold::Row& row) {
  if (UnitsIn(row.quota).has_value()) return 3;
  if (ConvertedIn(row.quota).has_value()) return 2;
  return row.row->has_selector() ? 0 : 1;
}

bool AppliesAt(const v1::PlanAmended& amendment, int32_t through_date) {
  return through_date == 0 || amendment.valid_from_date() <= through_date;
}

}  // namespace

std::optional<int64_t> UnitsIn(const v1::Quota* quota) {
  if (quota == nullptr || !quota->units().has_value()) return std::nullopt;
  return quota->units().value();
}

std::optional<int64_t> ConvertedIn(const v1::Quota* quota) {
  if (quota == nullptr || !quota->converted_units().has_value()) return std::nullopt;
  return quota->converted_units().value();
}

v1::PlanRow MakeAddedRow(const v1::QuotaSet& set, const StringSet& taken_ids) {
  v1::PlanRow row = set.new_row();
  row.set_holder_unit_id(set.holder_unit_id());
  row.clear_quota();
  if (!row.row_id().empty()) return row;
  row.set_row_id(set.holder_unit_id());
  for (int number = 2; taken_ids.contains(row.row_id()); ++number) {
    row.set_row_id(Concat(set.holder_unit_id(), "-", number));
  }
  return row;
}

PlanFold::PlanFold(const PlanEdition& edition, uint32_t revisions, int32_t through_date)
    : edition_(&edition) {
  HL_CHECK(revisions >= 1 && revisions <= edition.documents.size()) << revisions << " revisions";
  const v1::PlanIssued& issued = edition.issued();
  rows_.reserve(issued.rows_size());
  row_of_holder_.reserve(issued.rows_size());
  for (const v1::PlanRow& row : issued.rows()) {
    AddRow(&row, 1, row.has_quota() ? &row.quota() : nullptr);
  }
  for (const v1::Round& round : issued.rounds()) rounds_.Set(round.round_id(), &round, 1);
  for (const v1::CreditRule& rule : issued.credit_rules()) rules_.Set(rule.rule_id(), &rule, 1);
  for (const v1::Campaign& campaign : issued.campaigns()) {
    campaigns_.Set(campaign.campaign_id(), &campaign, 1);
  }
  for (const v1::Target& target : issued.targets()) targets_.Set(target.target_id(), &target, 1);
  for (const v1::Task& task : issued.tasks()) tasks_.Set(task.task_id(), &task, 1);
  if (through_date == 0 && issued.has_period()) through_date = ToCivil(issued.period()).last;
  for (uint32_t i = 1; i < revisions; ++i) {
    const PlanDocumentRecord& record = *edition.documents[i];
    if (AppliesAt(*record.amended, through_date)) Apply(record);
  }
}

PlanFold PlanFold::At(const PlanBook& book, PlanIndex plan, int32_t through_date,
                      uint64_t position_bound) {
  const PlanEdition& edition = book.EditionAt(plan, position_bound);
  const uint32_t revisions = edition.RevisionAt(position_bound);
  HL_CHECK(revisions >= 1) << "plan " << book.Id(plan) << " was issued later";
  return PlanFold(edition, revisions, through_date);
}

void PlanFold::Apply(const PlanDocumentRecord& record) {
  const v1::PlanAmended& amendment = *record.amended;
  for (int i = 0; i < amendment.changes_size(); ++i) {
    ApplyChange(amendment.changes(i), record.revision, i);
  }
}

void PlanFold::ApplyChange(const v1::PlanChange& change, uint32_t revision, int index,
                           const v1::PlanRow* added_row) {
  switch (change.change_case()) {
    case v1::PlanChange::kQuotaSet: {
      const v1::QuotaSet& set = change.quota_set();
      if (RowOf(set.holder_unit_id()) == nullptr) {
        AddRow(added_row != nullptr ? added_row : AddedRowOf(revision, index), revision, nullptr);
      }
      return SetQuota(set.holder_unit_id(), &set.quota());
    }
    case v1::PlanChange::kQuotaSupplemented:
      return SetQuota(change.quota_supplemented().holder_unit_id(),
                      &change.quota_supplemented().resulting());
    case v1::PlanChange::kQuotaTransferred: {
      const v1::QuotaTransferred& transfer = change.quota_transferred();
      SetQuota(transfer.from_unit_id(), &transfer.from_resulting());
      return SetQuota(transfer.to_unit_id(), &transfer.to_resulting());
    }
    case v1::PlanChange::kQuotaWithdrawn: {
      const v1::QuotaWithdrawn& withdrawn = change.quota_withdrawn();
      return SetQuota(withdrawn.holder_unit_id(),
                      withdrawn.has_resulting() ? &withdrawn.resulting() : nullptr);
    }
    case v1::PlanChange::kRoundAdded: {
      const v1::Round& round = change.round_added().round();
      return rounds_.Set(round.round_id(), &round, revision);
    }
    case v1::PlanChange::kRoundSet: {
      const v1::Round& round = change.round_set().round();
      return rounds_.Set(round.round_id(), &round, revision);
    }
    case v1::PlanChange::kCampaignSet: {
      const v1::Campaign& campaign = change.campaign_set().campaign();
      return campaigns_.Set(campaign.campaign_id(), &campaign, revision);
    }
    case v1::PlanChange::kCreditRuleSet: {
      const v1::CreditRule& rule = change.credit_rule_set().rule();
      return rules_.Set(rule.rule_id(), &rule, revision);
    }
    case v1::PlanChange::kCreditRuleRemoved:
      return rules_.Remove(change.credit_rule_removed().rule_id());
    case v1::PlanChange::kTargetSet: {
      const v1::Target& target = change.target_set().target();
      return targets_.Set(target.target_id(), &target, revision);
    }
    case v1::PlanChange::kTargetRemoved:
      return targets_.Remove(change.target_removed().target_id());
    case v1::PlanChange::kTaskSet: {
      const v1::Task& task = change.task_set().task();
      return tasks_.Set(task.task_id(), &task, revision);
    }
    case v1::PlanChange::CHANGE_NOT_SET:
      HL_CHECK(false) << "an amendment without a change was recorded";
  }
}

const PlanFold::Row* PlanFold::RowOf(std::string_view holder_id) const {
  const auto found = row_of_holder_.find(ToAbsl(holder_id));
  return found == row_of_holder_.end() ? nullptr : &rows_[found->second];
}

std::optional<int64_t> PlanFold::UnitsOf(std::string_view holder_id) const {
  const Row* row = RowOf(holder_id);
  return row == nullptr ? std::nullopt : UnitsIn(row->quota);
}

std::optional<int64_t> PlanFold::ConvertedOf(std::string_view holder_id) const {
  const Row* row = RowOf(holder_id);
  return row == nullptr ? std::nullopt : ConvertedIn(row->quota);
}

bool PlanFold::HasGroup(std::string_view group_id) const {
  const auto& groups = edition_->issued().groups();
  return std::any_of(groups.begin(), groups.end(),
                     [&](const v1::RowGroup& group) { return group.group_id() == group_id; });
}

void PlanFold::AddRow(const v1::PlanRow* row, uint32_t revision, const v1::Quota* quota) {
  rows_.push_back({row, revision, row->holder_unit_id(), quota});
  if (row->holder_unit_id().empty()) return;
  const int index = static_cast<int>(rows_.size()) - 1;
  const auto [known, is_new] = row_of_holder_.try_emplace(row->holder_unit_id(), index);
  if (!is_new && RankAsQuotaRow(rows_[index]) > RankAsQuotaRow(rows_[known->second])) {
    known->second = index;
  }
}

void PlanFold::SetQuota(std::string_view holder_id, const v1::Quota* quota) {
  const auto found = row_of_holder_.find(ToAbsl(holder_id));
  HL_CHECK(found != row_of_holder_.end())
      << "plan " << edition_->issued().plan_id() << ", holder " << holder_id;
  rows_[found->second].quota = quota;
}

const v1::PlanRow* PlanFold::AddedRowOf(uint32_t revision, int change) const {
  const auto& rows = edition_->added_rows;
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), std::pair(revision, change),
                       [](const PlanEdition::AddedRow& row, const std::pair<uint32_t, int>& key) {
                         return std::pair(row.revision, row.change) < key;
                       });
  HL_CHECK(found != rows.end() && found->revision == revision && found->change == change)
      << "plan " << edition_->issued().plan_id() << ", revision " << revision << ", change "
      << change;
  return found->row.get();
}

}  // namespace hemoledger
