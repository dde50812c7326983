#include "workload.h"

#include "proto/base/random.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "tests/support/builders.h"

namespace hemoledger {
namespace {

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  Workload Make() {
    Workload workload;
    Units(workload);
    Plan(workload);
    for (int s = 1; s <= 3; ++s) {
      const std::string source_id = Concat("s", s);
      v1::OpenSourceRequest& open = workload.sources.emplace_back();
      open.set_request_id(Concat("open-", source_id));
      open.mutable_source()->set_source_id(source_id);
      workload.streams.push_back(Source(source_id));
    }
    workload.streams.push_back(Feed("benh-vien"));
    for (uint32_t revision = 1; revision <= 3; ++revision) Amend(workload, revision);
    for (int i = 0; i < 6; ++i) {
      v1::RecordReceiptRequest& record = workload.receipts.emplace_back();
      record.set_request_id(Concat("receipt-", i));
      *record.mutable_receipt() = Receipt();
      if (i % 2 == 0) {
        *record.mutable_receipt()->mutable_note() = Text(0, 0, record.mutable_texts());
      }
    }
    return workload;
  }

 private:
  static constexpr const char* kUnits[] = {"vn", "kien-giang", "rach-gia", "ha-tien"};

  void Units(Workload& workload) {
    workload.units.set_request_id("units");
    *workload.units.add_changes() = OpenUnit("vn", v1::UNIT_KIND_NATION, "Việt Nam");
    *workload.units.add_changes() =
        OpenUnit("kien-giang", v1::UNIT_KIND_PROVINCE, "Kiên Giang", "vn");
    *workload.units.add_changes() =
        OpenUnit("rach-gia", v1::UNIT_KIND_DISTRICT, "Rạch Giá", "kien-giang");
    *workload.units.add_changes() =
        OpenUnit("ha-tien", v1::UNIT_KIND_DISTRICT, "Hà Tiên", "kien-giang");
    *workload.units.mutable_changes(3)->mutable_reason() =
        Text(0, 3, workload.units.mutable_texts());
  }

  void Plan(Workload& workload) {
    workload.plan.set_request_id("plan");
    v1::PlanIssued& plan = *workload.plan.mutable_plan();
    plan = MakePlan("kg", "kien-giang", 20210101, 20211231);
    *plan.add_rounds() = MakeRound("dot-1", "rach-gia");
    *plan.add_rows() = HolderRow("r1", "rach-gia", 100);
    // Long enough for several parts.
    for (uint32_t i = 0; i < 400; ++i) {
      v1::PlanRow& row = *plan.add_rows() = SelectorRow(Concat("x", i), "ha-tien");
      row.set_printed_name(std::string(200, 'x'));
      if (i % 100 == 0) *row.add_notes() = Text(i / 100, 0, workload.plan.mutable_texts());
    }
  }

  void Amend(Workload& workload, uint32_t against) {
    v1::AmendPlanRequest& request = workload.amendments.emplace_back();
    request.set_request_id(Concat("amend-", against));
    v1::PlanAmended& amendment = *request.mutable_amendment();
    amendment.set_plan_id("kg");
    amendment.set_against_revision(against);
    amendment.mutable_authority()->set_number(Concat(against, "/QĐ"));
    amendment.set_valid_from_date(20210601);
    *amendment.mutable_reason() = Text(0, 0, request.mutable_texts());
    *amendment.mutable_approver() = Text(1, 0, request.mutable_texts());
    v1::QuotaSet& set = *amendment.add_changes()->mutable_quota_set();
    set.set_holder_unit_id("rach-gia");
    *set.mutable_quota() = UnitsQuota(100 + against);
  }

  StreamScript Source(const std::string& source_id) {
    StreamScript script;
    script.stream = {StreamMode::kSequence, source_id, std::string(kPrincipal)};
    // Receipts of this source that may be corrected: number → version.
    std::map<uint64_t, uint32_t> versions;
    const uint64_t count = 40 + random_.Below(160);
    for (uint64_t sequence = 1; sequence <= count; ++sequence) {
      v1::Submission submission;
      *submission.mutable_source() = SourceId(source_id, sequence);
      const uint64_t kind = random_.Below(20);
      if (kind == 0) {
        submission = SourceSubmission(source_id, sequence, MakeReceipt("nowhere", 20210405, 1));
      } else if (kind == 1) {
        submission = SourceSubmission(source_id, sequence, MakeReceipt("rach-gia", 20210230, 1));
      } else if (kind <= 4 && !versions.empty()) {
        Change(script, versions, kind == 4, &submission);
      } else {
        submission = SourceSubmission(source_id, sequence, Receipt());
        if (kind == 5) {
          *submission.mutable_receipt_recorded()->mutable_receipt()->mutable_note() =
              Text(0, script);
        }
        versions[sequence] = 1;
      }
      script.submissions.push_back(Bytes(submission));
    }
    return script;
  }

  // A correction or a void of one of them, now and then of a version that is not the current one.
  void Change(StreamScript& script, std::map<uint64_t, uint32_t>& versions, bool voids,
              v1::Submission* submission) {
    auto target = versions.begin();
    std::advance(target, random_.Below(versions.size()));
    const bool stale = random_.Below(5) == 0;
    const uint32_t replaces = target->second + (stale ? 1 : 0);
    v1::ReceiptReference reference;
    *reference.mutable_source() = SourceId(script.stream.scope, target->first);
    if (voids) {
      v1::ReceiptVoided& voided = *submission->mutable_receipt_voided();
      *voided.mutable_target() = reference;
      voided.set_replaces_version(replaces);
      *voided.mutable_reason() = Text(0, script);
      if (!stale) versions.erase(target);
      return;
    }
    v1::ReceiptCorrected& corrected = *submission->mutable_receipt_corrected();
    *corrected.mutable_target() = reference;
    corrected.set_replaces_version(replaces);
    *corrected.mutable_receipt() = Receipt();
    *corrected.mutable_reason() = Text(0, script);
    if (!stale) ++target->second;
  }

  StreamScript Feed(const std::string& feed) {
    StreamScript script;
    script.stream = {StreamMode::kExternalId, feed, std::string(kPrincipal)};
    const uint64_t count = 20 + random_.Below(60);
    for (uint64_t i = 0; i < count; ++i) {
      const std::string id = Concat("id-", i);
      v1::Receipt receipt = Receipt();
      if (random_.Below(10) == 0) receipt.mutable_unit()->set_unit_id("nowhere");
      script.submissions.push_back(Bytes(FeedSubmission(feed, id, receipt)));
    }
    return script;
  }

  v1::Receipt Receipt() {
    v1::Receipt receipt =
        MakeReceipt(kUnits[random_.Below(4)], 20210401 + static_cast<int32_t>(random_.Below(28)),
                    static_cast<uint32_t>(1 + random_.Below(500)), 250);
    if (random_.Below(4) == 0) receipt.set_round_id("dot-1");
    if (random_.Below(4) == 0) *receipt.mutable_unit() = UnitByName("Rạch Giá");
    return receipt;
  }

  v1::Text Text(uint32_t ordinal, uint32_t submission_index,
                google::protobuf::RepeatedPtrField<v1::AccompanyingText>* texts) {
    const MadeText made =
        MakeText(ordinal, Concat("ghi chú ", random_.Below(1000)), random_, submission_index);
    *texts->Add() = made.accompanying;
    return made.text;
  }

  // Of the submission that the script gets next.
  v1::Text Text(uint32_t ordinal, StreamScript& script) {
    const MadeText made = MakeText(ordinal, Concat("ghi chú ", random_.Below(1000)), random_,
                                   static_cast<uint32_t>(script.submissions.size()));
    script.texts.push_back(made.accompanying);
    return made.text;
  }

  SeededRandom random_;
};

}  // namespace

Workload MakeWorkload(uint64_t seed) {
  return Maker(seed).Make();
}

}  // namespace hemoledger
