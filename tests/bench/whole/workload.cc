#include "tests/bench/whole/workload.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "hemoledger/v1/events.pb.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"

namespace hemoledger::bench {
namespace {

constexpr uint32_t kCommunes = 10'035;
constexpr int kChangesPerRequest = 500;
constexpr int kCorrectionEvery = 100;
constexpr size_t kRetryEveryBatches = 100;

std::string DistrictId(uint32_t district) {
  return Concat("huyen-", district);
}

// Ranks drawn so that rank r comes about 1 / (r + 1) as often as the first.
uint32_t DrawCommune(std::mt19937_64& random) {
  const double uniform = static_cast<double>(random() % 1'000'000) / 1'000'000.0;
  const double rank = std::exp(uniform * std::log(static_cast<double>(kCommunes))) - 1.0;
  return std::min(kCommunes - 1, static_cast<uint32_t>(rank));
}

FlatReceipt Draw(uint32_t source, uint64_t sequence, std::mt19937_64& random) {
  FlatReceipt flat;
  flat.source = source;
  flat.sequence = sequence;
  flat.unit = DrawCommune(random);
  const bool other_month = random() % 5 == 0;
  const int32_t month = other_month ? 1 + static_cast<int32_t>(random() % 12) : 4;
  flat.date = 20210000 + month * 100 + 1 + static_cast<int32_t>(random() % 28);
  flat.component = random() % 20 == 0 ? v1::COMPONENT_PLATELETS : v1::COMPONENT_WHOLE_BLOOD;
  flat.donor_class = v1::DONOR_CLASS_VOLUNTARY;
  flat.volume_ml = random() % 10 < 3 ? 350 : 250;
  flat.count = 1 + static_cast<uint32_t>(random() % 60);
  return flat;
}

void Fill(const FlatReceipt& flat, v1::Receipt& receipt) {
  receipt.mutable_unit()->set_unit_id(Workload::UnitId(flat.unit));
  receipt.mutable_interval()->set_first_date(flat.date);
  receipt.set_component(static_cast<v1::Component>(flat.component));
  receipt.set_donor_class(static_cast<v1::DonorClass>(flat.donor_class));
  v1::BagCount& bag = *receipt.add_bags();
  bag.set_volume_ml(flat.volume_ml);
  bag.set_count(flat.count);
}

v1::Submission SubmissionOf(const FlatReceipt& flat) {
  v1::Submission submission;
  submission.mutable_source()->set_source_id(Workload::SourceId(flat.source));
  submission.mutable_source()->set_sequence(flat.sequence);
  return submission;
}

}  // namespace

std::string Workload::UnitId(uint32_t commune) {
  return Concat("xa-", commune);
}

std::string Workload::ProvinceId(uint32_t province) {
  return Concat("tinh-", province);
}

std::string Workload::SourceId(uint32_t source) {
  return Concat("may-", source);
}

std::vector<v1::ChangeUnitsRequest> Workload::Units() const {
  std::vector<v1::ChangeUnitsRequest> requests;
  const auto open = [&](const std::string& id, v1::UnitKind kind, const std::string& parent) {
    if (requests.empty() || requests.back().changes_size() == kChangesPerRequest) {
      requests.emplace_back().set_request_id(Concat("units-", requests.size()));
    }
    v1::UnitOpened& opened = *requests.back().add_changes()->mutable_opened();
    opened.set_unit_id(id);
    opened.set_kind(kind);
    opened.set_name(id);
    opened.set_parent_id(parent);
  };
  open("vn", v1::UNIT_KIND_NATION, "");
  for (uint32_t i = 0; i < kProvinces; ++i) open(ProvinceId(i), v1::UNIT_KIND_PROVINCE, "vn");
  for (uint32_t i = 0; i < kDistricts; ++i) {
    open(DistrictId(i), v1::UNIT_KIND_DISTRICT, ProvinceId(i % kProvinces));
  }
  for (uint32_t i = 0; i < kCommunes; ++i) {
    open(UnitId(i), v1::UNIT_KIND_COMMUNE, DistrictId(i % kDistricts));
  }
  return requests;
}

std::vector<v1::StreamReceiptsRequest> Workload::Batches(uint32_t source, uint64_t count,
                                                         int batch) const {
  std::mt19937_64 random(seed_ + source);
  std::vector<v1::StreamReceiptsRequest> batches;
  std::vector<FlatReceipt> receipts;
  receipts.reserve(count);
  uint64_t next_to_correct = 0;
  for (uint64_t sequence = 1; sequence <= count; ++sequence) {
    if (batches.empty() || batches.back().batch().submissions_size() == batch) {
      if (batches.size() % kRetryEveryBatches == kRetryEveryBatches - 1) {
        batches.push_back(batches.back());
      }
      batches.emplace_back();
    }
    v1::SubmissionBatch& to = *batches.back().mutable_batch();
    FlatReceipt flat = Draw(source, sequence, random);
    v1::Submission submission = SubmissionOf(flat);
    const bool corrects = sequence % kCorrectionEvery == 0;
    // Each once at most, the oldest first, and never a correction: those stand at 99, 199, …
    if (corrects) {
      const FlatReceipt& wrong = receipts[next_to_correct];
      next_to_correct += kCorrectionEvery / 2;
      v1::ReceiptCorrected& corrected = *submission.mutable_receipt_corrected();
      corrected.mutable_target()->mutable_source()->set_source_id(SourceId(source));
      corrected.mutable_target()->mutable_source()->set_sequence(wrong.sequence);
      corrected.set_replaces_version(1);
      FlatReceipt right = wrong;
      right.count += 1;
      Fill(right, *corrected.mutable_receipt());
      v1::AccompanyingText& text = *to.add_texts();
      text.set_submission_index(static_cast<uint32_t>(to.submissions_size()));
      text.set_ordinal(0);
      std::string salt(kSaltBytes, '\0');
      for (char& byte : salt) byte = static_cast<char>(random());
      text.set_salt(std::move(salt));
      text.set_text("Đếm lại túi máu");
      corrected.mutable_reason()->set_commitment(CommitmentOf(text.salt(), text.text()));
    } else {
      Fill(flat, *submission.mutable_receipt_recorded()->mutable_receipt());
    }
    to.add_submissions(submission.SerializeAsString());
    receipts.push_back(std::move(flat));
  }
  return batches;
}

std::vector<FlatReceipt> Workload::Flat(uint32_t source, uint64_t count) const {
  std::mt19937_64 random(seed_ + source);
  std::vector<FlatReceipt> receipts;
  receipts.reserve(count);
  for (uint64_t sequence = 1; sequence <= count; ++sequence) {
    FlatReceipt flat = Draw(source, sequence, random);
    v1::Submission submission = SubmissionOf(flat);
    Fill(flat, *submission.mutable_receipt_recorded()->mutable_receipt());
    flat.bytes = submission.SerializeAsString();
    receipts.push_back(std::move(flat));
  }
  return receipts;
}

std::vector<v1::StreamReceiptsRequest> Workload::RoundBatches(uint32_t source, uint32_t sources,
                                                              uint32_t cells, uint64_t first,
                                                              uint64_t count, int batch) {
  // A prime above all numbers of cells: multiplied by it, each number of cells is gone through
  // whole before one comes again.
  constexpr uint64_t kPrime = 2'147'483'647;
  std::vector<v1::StreamReceiptsRequest> batches;
  for (uint64_t sequence = first; sequence < first + count; ++sequence) {
    if (batches.empty() || batches.back().batch().submissions_size() == batch) {
      batches.emplace_back();
    }
    const uint64_t turn = (sequence - 1) * sources + source;
    const auto cell = static_cast<uint32_t>(turn % cells * (kPrime % cells) % cells);
    FlatReceipt flat;
    flat.source = source;
    flat.sequence = sequence;
    flat.unit = cell / 24;
    flat.date = 20210001 + (1 + static_cast<int32_t>(cell / 2 % 12)) * 100;
    flat.component = cell % 2 == 0 ? v1::COMPONENT_WHOLE_BLOOD : v1::COMPONENT_PLATELETS;
    flat.donor_class = v1::DONOR_CLASS_VOLUNTARY;
    flat.volume_ml = turn % 10 < 3 ? 350 : 250;
    flat.count = 1 + static_cast<uint32_t>(turn % 60);
    v1::Submission submission = SubmissionOf(flat);
    Fill(flat, *submission.mutable_receipt_recorded()->mutable_receipt());
    batches.back().mutable_batch()->add_submissions(submission.SerializeAsString());
  }
  return batches;
}

v1::PlanIssued Workload::Plan200() {
  constexpr uint32_t kRows = 200;
  v1::PlanIssued plan;
  plan.set_plan_id("ke-hoach-200");
  plan.mutable_document()->set_kind(v1::PLAN_KIND_PLAN);
  plan.mutable_document()->set_title("Kế hoạch 200 dòng");
  plan.mutable_document()->set_issuer_unit_id("vn");
  plan.mutable_period()->set_first_date(20210101);
  plan.mutable_period()->set_last_date(20211231);
  for (uint32_t i = 0; i < kRows; ++i) {
    v1::PlanRow& row = *plan.add_rows();
    row.set_row_id(Concat("r", i));
    row.set_label(Concat(i + 1));
    row.set_holder_unit_id(DistrictId(i));
    row.mutable_quota()->mutable_units()->set_value(1'000 + i);
  }
  return plan;
}

}  // namespace hemoledger::bench
