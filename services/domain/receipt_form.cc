// The form of receipts and of the submissions that carry them.
#include <string>

#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/text_commitment.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/receipt_rules.h"

// Fields' paths are made only where there is an error: a good receipt allocates nothing.

namespace hemoledger {

namespace {

absl::Status Invalid(std::string_view field, const std::string& value, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", expected}});
}

absl::Status Required(std::string_view field) {
  return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", field}});
}

absl::Status CheckReference(std::string_view field, const v1::UnitReference& reference) {
  switch (reference.by_case()) {
    case v1::UnitReference::kUnitId:
      if (IsValidId(reference.unit_id())) return absl::OkStatus();
      return RequireId(Concat(field, ".unit_id"), reference.unit_id());
    case v1::UnitReference::kName: {
      const v1::UnitName& name = reference.name();
      RETURN_IF_ERROR(CheckText(Concat(field, ".name.name"), name.name(), kMaxUnitNameBytes,
                                /*required=*/true));
      RETURN_IF_ERROR(OptionalId(Concat(field, ".name.under_unit_id"), name.under_unit_id()));
      return OptionalDate(Concat(field, ".name.date"), name.date());
    }
    case v1::UnitReference::BY_NOT_SET:
      break;
  }
  return Required(field);
}

// Whether CheckInterval is OK.
bool IsGood(const v1::Interval& interval) {
  return IsValidDate(interval.first_date()) &&
         (interval.last_date() == 0 ||
          (IsValidDate(interval.last_date()) && interval.first_date() <= interval.last_date()));
}

absl::Status CheckBags(const google::protobuf::RepeatedPtrField<v1::BagCount>& bags,
                       uint32_t* units) {
  if (bags.empty()) return Required("receipt.bags");
  if (bags.size() > kMaxBagEntries) {
    return Invalid("receipt.bags", Concat(bags.size()), Concat("at most ", kMaxBagEntries));
  }
  uint32_t total = 0;
  for (int i = 0; i < bags.size(); ++i) {
    const v1::BagCount& bag = bags[i];
    if (bag.count() == 0 || bag.count() > kMaxReceiptUnits) {
      return MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                       {{"field", Concat("receipt.bags[", i, "].count")},
                        {"value", bag.count()},
                        {"limit", kMaxReceiptUnits}});
    }
    if (bag.volume_ml() > kMaxBagVolumeMl) {
      return Invalid(Concat("receipt.bags[", i, "].volume_ml"), Concat(bag.volume_ml()),
                     Concat("0 to ", kMaxBagVolumeMl));
    }
    for (int other = 0; other < i; ++other) {
      if (bags[other].volume_ml() == bag.volume_ml()) {
        return MakeError(
            ERROR_REASON_DUPLICATE,
            {{"field", Concat("receipt.bags[", i, "].volume_ml")}, {"value", bag.volume_ml()}});
      }
    }
    total += bag.count();  // 16 × 100,000 at most
  }
  if (total > kMaxReceiptUnits) {
    return MakeError(ERROR_REASON_COUNT_OUT_OF_RANGE,
                     {{"field", "receipt.bags"}, {"value", total}, {"limit", kMaxReceiptUnits}});
  }
  *units = total;
  return absl::OkStatus();
}

absl::Status CheckCommitment(std::string_view field, const v1::Text& text) {
  if (text.commitment().size() == kCommitmentBytes) return absl::OkStatus();
  if (text.commitment().empty()) return Required(Concat(field, ".commitment"));
  return Invalid(Concat(field, ".commitment"), Concat(text.commitment().size(), " bytes"),
                 Concat(kCommitmentBytes, " bytes"));
}

absl::Status CheckSource(std::string_view field, const v1::SourceIdentity& source) {
  if (!IsValidId(source.source_id())) {
    return RequireId(Concat(field, ".source_id"), source.source_id());
  }
  if (source.sequence() == 0) return Required(Concat(field, ".sequence"));
  return absl::OkStatus();
}

absl::Status CheckFeed(std::string_view field, const v1::FeedIdentity& feed) {
  if (!IsValidId(feed.feed())) return RequireId(Concat(field, ".feed"), feed.feed());
  return CheckText(field, feed.external_id(), kMaxExternalIdBytes, /*required=*/true);
}

absl::Status CheckIdentity(const v1::Submission& submission) {
  switch (submission.identity_case()) {
    case v1::Submission::kSource:
      return CheckSource("source", submission.source());
    case v1::Submission::kFeed:
      return CheckFeed("feed", submission.feed());
    case v1::Submission::kRequest:
      return CheckText("request_id", submission.request().request_id(), kMaxExternalIdBytes,
                       /*required=*/true);
    case v1::Submission::IDENTITY_NOT_SET:
      break;
  }
  return MakeError(ERROR_REASON_IDENTITY_MISMATCH, {{"expected", "source, feed or request"}});
}

absl::Status CheckTarget(const v1::ReceiptReference& target) {
  switch (target.by_case()) {
    case v1::ReceiptReference::kSource:
      RETURN_IF_ERROR(CheckSource("target.source", target.source()));
      break;
    case v1::ReceiptReference::kFeed:
      RETURN_IF_ERROR(CheckFeed("target.feed", target.feed()));
      break;
    case v1::ReceiptReference::kPosition:
      // After a restore another receipt may stand there: only the hash tells which was meant.
      if (target.leaf_hash().empty()) return Required("target.leaf_hash");
      break;
    case v1::ReceiptReference::BY_NOT_SET:
      return Required("target");
  }
  if (!target.leaf_hash().empty() && target.leaf_hash().size() != sizeof(Hash256)) {
    return Invalid("target.leaf_hash", Concat(target.leaf_hash().size(), " bytes"),
                   Concat(sizeof(Hash256), " bytes"));
  }
  return absl::OkStatus();
}

// What corrections and voids have in common.
template <typename Change>
absl::Status CheckChange(const Change& change) {
  RETURN_IF_ERROR(CheckTarget(change.target()));
  if (change.replaces_version() == 0) return Required("replaces_version");
  if (!change.has_reason()) return Required("reason");
  return CheckCommitment("reason", change.reason());
}

}  // namespace

absl::Status CheckReceiptForm(const v1::Receipt& receipt) {
  RETURN_IF_ERROR(CheckReference("receipt.unit", receipt.unit()));
  if (receipt.has_collecting_unit()) {
    RETURN_IF_ERROR(CheckReference("receipt.collecting_unit", receipt.collecting_unit()));
  }
  if (receipt.has_credited_to()) {
    RETURN_IF_ERROR(CheckReference("receipt.credited_to", receipt.credited_to()));
  }
  if (!receipt.has_interval()) return Required("receipt.interval");
  if (!IsGood(receipt.interval())) {
    return CheckInterval("receipt.interval", receipt.interval());
  }
  if (!v1::Component_IsValid(receipt.component())) {
    return Invalid("receipt.component", Concat(static_cast<int>(receipt.component())),
                   "a component");
  }
  if (!v1::DonorClass_IsValid(receipt.donor_class())) {
    return Invalid("receipt.donor_class", Concat(static_cast<int>(receipt.donor_class())),
                   "a donor class");
  }
  uint32_t units = 0;
  RETURN_IF_ERROR(CheckBags(receipt.bags(), &units));
  if (receipt.has_repeat_donors() && receipt.repeat_donors() > units) {
    return MakeError(
        ERROR_REASON_COUNT_OUT_OF_RANGE,
        {{"field", "receipt.repeat_donors"}, {"value", receipt.repeat_donors()}, {"limit", units}});
  }
  RETURN_IF_ERROR(OptionalId("receipt.round_id", receipt.round_id()));
  RETURN_IF_ERROR(OptionalId("receipt.campaign_id", receipt.campaign_id()));
  if (receipt.has_note()) return CheckCommitment("receipt.note", receipt.note());
  return absl::OkStatus();
}

absl::Status CheckSubmissionForm(const v1::Submission& submission) {
  RETURN_IF_ERROR(CheckIdentity(submission));
  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      if (!submission.receipt_recorded().has_receipt()) return Required("receipt");
      return CheckReceiptForm(submission.receipt_recorded().receipt());
    case v1::Submission::kReceiptCorrected:
      RETURN_IF_ERROR(CheckChange(submission.receipt_corrected()));
      if (!submission.receipt_corrected().has_receipt()) return Required("receipt");
      return CheckReceiptForm(submission.receipt_corrected().receipt());
    case v1::Submission::kReceiptVoided:
      return CheckChange(submission.receipt_voided());
    default:
      return MakeError(ERROR_REASON_SUBMISSION_UNREADABLE);
  }
}

}  // namespace hemoledger
