#include "services/domain/plan_history.h"

#include <algorithm>
#include <string>
#include <utility>

#include "proto/base/check.h"
#include "services/domain/civil_date.h"
#include "services/domain/plan_fold.h"

namespace hemoledger {
namespace {

struct Figures {
  std::optional<int64_t> units;
  std::optional<int64_t> converted;
};

Figures FiguresOf(const PlanFold& fold, std::string_view holder_id) {
  return {fold.UnitsOf(holder_id), fold.ConvertedOf(holder_id)};
}

// Writes one entry of the history, as far as it touches the holder asked for.
class RevisionWriter {
 public:
  RevisionWriter(const OrgTree& tree, std::string holder_id, int32_t name_date,
                 v1::PlanRevision* revision)
      : tree_(tree), holder_id_(std::move(holder_id)), name_date_(name_date), revision_(revision) {}

  bool touched() const { return touched_; }

  void AddQuota(v1::QuotaChangeKind kind, const std::string& unit_id, const Figures& before,
                const Figures& after, const std::string& counterpart_id = "") {
    if (!Concerns(unit_id)) return;
    v1::QuotaChange& change = *revision_->add_quota_changes();
    change.set_holder_unit_id(unit_id);
    const UnitIndex unit = tree_.Find(unit_id);
    HL_CHECK(unit != kNoUnit) << "unit " << unit_id;
    change.set_holder_name(tree_.NameOn(unit, name_date_));
    change.set_kind(kind);
    if (before.units.has_value()) change.set_units_before(*before.units);
    if (after.units.has_value()) change.set_units_after(*after.units);
    if (before.converted.has_value()) change.set_converted_units_before(*before.converted);
    if (after.converted.has_value()) change.set_converted_units_after(*after.converted);
    change.set_counterpart_unit_id(counterpart_id);
  }

  void AddRound(const v1::Round& round) {
    if (!ConcernsAny(UnitsOf(round))) return;
    *revision_->add_rounds_added() = round;
  }

  // Before and after; nullptr: there was, or is, none.
  void AddRoundChange(const v1::Round* before, const v1::Round* after) {
    std::vector<std::string> units =
        before == nullptr ? std::vector<std::string>() : UnitsOf(*before);
    for (std::string& unit : UnitsOf(*after)) units.push_back(std::move(unit));
    if (ConcernsAny(units)) Put(before, after, NextChange().mutable_round());
  }
  void AddTargetChange(const v1::Target* before, const v1::Target* after) {
    std::vector<std::string> units;
    for (const v1::Target* target : {before, after}) {
      if (target == nullptr) continue;
      const auto& ids = target->scope().unit_ids();
      units.insert(units.end(), ids.begin(), ids.end());
    }
    if (ConcernsAny(units)) Put(before, after, NextChange().mutable_target());
  }
  void AddTaskChange(const v1::Task* before, const v1::Task* after) {
    if (ConcernsAny({})) Put(before, after, NextChange().mutable_task());
  }
  void AddCampaignChange(const v1::Campaign* before, const v1::Campaign* after) {
    if (ConcernsAny({})) Put(before, after, NextChange().mutable_campaign());
  }

  void AddRule(const v1::CreditRule& rule, bool removed) {
    if (!Concerns(rule.unit_id()) && !Concerns(rule.credited_unit_id())) return;
    v1::CreditRuleChange& change = *revision_->add_credit_rule_changes();
    change.set_removed(removed);
    if (!removed) {
      *change.mutable_rule() = rule;
      return;
    }
    change.mutable_rule()->set_rule_id(rule.rule_id());
    change.mutable_rule()->set_unit_id(rule.unit_id());
  }

 private:
  bool Concerns(const std::string& unit_id) {
    const bool concerns = holder_id_.empty() || holder_id_ == unit_id;
    touched_ |= concerns;
    return concerns;
  }

  // Of several units, any of which may be the one asked for; none: only where all is asked for.
  bool ConcernsAny(const std::vector<std::string>& unit_ids) {
    const bool concerns = holder_id_.empty() ||
                          std::find(unit_ids.begin(), unit_ids.end(), holder_id_) != unit_ids.end();
    touched_ |= concerns;
    return concerns;
  }

  // The units to which a round gives something, or from which it wants something.
  static std::vector<std::string> UnitsOf(const v1::Round& round) {
    std::vector<std::string> units(round.credited_unit_ids().begin(),
                                   round.credited_unit_ids().end());
    for (const v1::RoundQuota& quota : round.quotas()) units.push_back(quota.unit_id());
    units.insert(units.end(), round.contributing_unit_ids().begin(),
                 round.contributing_unit_ids().end());
    units.push_back(round.host_unit_id());
    return units;
  }

  v1::ScheduleChange& NextChange() { return *revision_->add_schedule_changes(); }

  template <typename Value, typename Change>
  static void Put(const Value* before, const Value* after, Change* change) {
    if (before != nullptr) *change->mutable_before() = *before;
    if (after != nullptr) *change->mutable_after() = *after;
  }

  const OrgTree& tree_;
  const std::string holder_id_;
  const int32_t name_date_;
  v1::PlanRevision* revision_;
  bool touched_ = false;
};

void WriteIssued(const PlanFold& fold, RevisionWriter& writer) {
  for (const PlanFold::Row& row : fold.rows()) {
    const Figures after{UnitsIn(row.quota), ConvertedIn(row.quota)};
    if (row.holder_id.empty() || (!after.units.has_value() && !after.converted.has_value())) {
      continue;
    }
    writer.AddQuota(v1::QUOTA_CHANGE_KIND_ISSUED, std::string(row.holder_id), {}, after);
  }
  for (const auto& [round, revision] : fold.rounds().entries()) writer.AddRound(*round);
  for (const auto& [rule, revision] : fold.rules().entries()) writer.AddRule(*rule, false);
}

// What holds under an id; nullptr: nothing.
template <typename Value>
const Value* ValueOf(const PlanFold::Keyed<Value>& keyed, std::string_view id) {
  const PlanFold::Entry<Value>* entry = keyed.Find(id);
  return entry == nullptr ? nullptr : entry->value;
}

// Carries out one change on `fold` and writes what it did.
void WriteChange(const v1::PlanChange& change, uint32_t revision, int index, PlanFold& fold,
                 RevisionWriter& writer) {
  const auto apply = [&] { fold.ApplyChange(change, revision, index); };
  const auto write_one = [&](v1::QuotaChangeKind kind, const std::string& unit_id) {
    const Figures before = FiguresOf(fold, unit_id);
    apply();
    writer.AddQuota(kind, unit_id, before, FiguresOf(fold, unit_id));
  };
  switch (change.change_case()) {
    case v1::PlanChange::kQuotaSet:
      return write_one(v1::QUOTA_CHANGE_KIND_SET, change.quota_set().holder_unit_id());
    case v1::PlanChange::kQuotaSupplemented:
      return write_one(v1::QUOTA_CHANGE_KIND_SUPPLEMENTED,
                       change.quota_supplemented().holder_unit_id());
    case v1::PlanChange::kQuotaWithdrawn:
      return write_one(v1::QUOTA_CHANGE_KIND_WITHDRAWN, change.quota_withdrawn().holder_unit_id());
    case v1::PlanChange::kQuotaTransferred: {
      const std::string& from = change.quota_transferred().from_unit_id();
      const std::string& to = change.quota_transferred().to_unit_id();
      const Figures from_before = FiguresOf(fold, from);
      const Figures to_before = FiguresOf(fold, to);
      apply();
      writer.AddQuota(v1::QUOTA_CHANGE_KIND_TRANSFERRED_OUT, from, from_before,
                      FiguresOf(fold, from), to);
      return writer.AddQuota(v1::QUOTA_CHANGE_KIND_TRANSFERRED_IN, to, to_before,
                             FiguresOf(fold, to), from);
    }
    case v1::PlanChange::kRoundAdded:
      writer.AddRound(change.round_added().round());
      return apply();
    case v1::PlanChange::kCreditRuleSet:
      writer.AddRule(change.credit_rule_set().rule(), false);
      return apply();
    case v1::PlanChange::kCreditRuleRemoved: {
      const auto* rule = fold.rules().Find(change.credit_rule_removed().rule_id());
      if (rule != nullptr) writer.AddRule(*rule->value, true);
      return apply();
    }
    case v1::PlanChange::kRoundSet: {
      const v1::Round& round = change.round_set().round();
      writer.AddRoundChange(ValueOf(fold.rounds(), round.round_id()), &round);
      return apply();
    }
    case v1::PlanChange::kCampaignSet: {
      const v1::Campaign& campaign = change.campaign_set().campaign();
      writer.AddCampaignChange(ValueOf(fold.campaigns(), campaign.campaign_id()), &campaign);
      return apply();
    }
    case v1::PlanChange::kTargetSet: {
      const v1::Target& target = change.target_set().target();
      writer.AddTargetChange(ValueOf(fold.targets(), target.target_id()), &target);
      return apply();
    }
    case v1::PlanChange::kTargetRemoved: {
      const v1::Target* before = ValueOf(fold.targets(), change.target_removed().target_id());
      if (before != nullptr) writer.AddTargetChange(before, nullptr);
      return apply();
    }
    case v1::PlanChange::kTaskSet: {
      const v1::Task& task = change.task_set().task();
      writer.AddTaskChange(ValueOf(fold.tasks(), task.task_id()), &task);
      return apply();
    }
    case v1::PlanChange::CHANGE_NOT_SET:
      HL_CHECK(false) << "an amendment without a change was recorded";
  }
}

void WriteAmended(const PlanDocumentRecord& record, PlanFold& fold, RevisionWriter& writer) {
  for (int i = 0; i < record.amended->changes_size(); ++i) {
    WriteChange(record.amended->changes(i), record.revision, i, fold, writer);
  }
}

PlanHistoryEntry BeginEntry(const PlanBook& book, PlanIndex plan, const PlanDocumentRecord& record,
                            uint64_t position_bound) {
  PlanHistoryEntry entry;
  v1::PlanRevision& revision = entry.revision;
  revision.set_revision(record.revision);
  revision.set_position(record.position);
  revision.set_record_time_micros(record.record_time_micros);
  revision.set_principal(record.principal);
  *revision.mutable_authority() = book.RevisionDocument(plan, record.revision, position_bound);
  if (record.issued.has_value()) {
    revision.set_valid_from_date(record.issued->period().first_date());
    const v1::PlanDocument& document = record.issued->document();
    if (document.has_signatory()) {
      entry.approver = record.TextPlaceOf(document.signatory().ordinal());
    }
  } else {
    revision.set_valid_from_date(record.amended->valid_from_date());
    entry.reason = record.TextPlaceOf(record.amended->reason().ordinal());
    entry.approver = record.TextPlaceOf(record.amended->approver().ordinal());
  }
  for (const auto& correction : book.Corrections(plan, record.revision, position_bound)) {
    v1::EntryCorrection& added = *revision.add_entry_corrections();
    added.set_version(correction->entry_version);
    added.set_position(correction->position);
    added.set_record_time_micros(correction->record_time_micros);
    added.set_principal(correction->principal);
    *added.mutable_fixes() = correction->correction.fixes();
    entry.correction_reasons.push_back(
        {correction->position, 1, correction->correction.reason().ordinal()});
  }
  return entry;
}

}  // namespace

std::vector<PlanHistoryEntry> PlanHistory(const PlanBook& book, const OrgTree& tree, PlanIndex plan,
                                          UnitIndex holder_or_none, uint64_t position_bound) {
  const std::string holder_id = holder_or_none == kNoUnit ? "" : tree.Id(holder_or_none);
  std::vector<PlanHistoryEntry> entries;
  const PlanEdition& edition = book.EditionAt(plan, position_bound);
  // All documents so far, and the latest day on which one of them begins to hold: what a document
  // found is mostly all of them, so that a long history is not carried out anew for each.
  PlanFold all(edition, 1, 0);
  int32_t latest_valid_from = 0;
  for (const auto& record : edition.documents) {
    if (record->position > position_bound) break;
    PlanHistoryEntry entry = BeginEntry(book, plan, *record, position_bound);
    // A plan without a period has no day of its own: its holders' newest names.
    const int32_t valid_from = entry.revision.valid_from_date();
    RevisionWriter writer(tree, holder_id, valid_from == 0 ? kNewestDate : valid_from,
                          &entry.revision);
    // What the document found: all recorded before it and valid by its own day.
    if (record->issued.has_value()) {
      WriteIssued(all, writer);
    } else if (valid_from >= latest_valid_from) {
      WriteAmended(*record, all, writer);
      latest_valid_from = valid_from;
    } else {
      PlanFold found(edition, record->revision - 1, valid_from);
      WriteAmended(*record, found, writer);
      for (int i = 0; i < record->amended->changes_size(); ++i) {
        all.ApplyChange(record->amended->changes(i), record->revision, i);
      }
    }
    if (writer.touched()) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace hemoledger
