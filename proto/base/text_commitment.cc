#include "proto/base/text_commitment.h"

#include <algorithm>
#include <map>
#include <string>

#include "google/protobuf/descriptor.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void CollectOfReceipt(const v1::Receipt& receipt, std::vector<const v1::Text*>& texts) {
  if (receipt.has_note()) texts.push_back(&receipt.note());
}

// The bodies of the receipts' stream, without reflection. False: another body.
bool CollectOfStream(const v1::Submission& submission, std::vector<const v1::Text*>& texts) {
  switch (submission.body_case()) {
    case v1::Submission::kReceiptRecorded:
      CollectOfReceipt(submission.receipt_recorded().receipt(), texts);
      return true;
    case v1::Submission::kReceiptCorrected:
      CollectOfReceipt(submission.receipt_corrected().receipt(), texts);
      if (submission.receipt_corrected().has_reason()) {
        texts.push_back(&submission.receipt_corrected().reason());
      }
      return true;
    case v1::Submission::kReceiptVoided:
      if (submission.receipt_voided().has_reason()) {
        texts.push_back(&submission.receipt_voided().reason());
      }
      return true;
    default:
      return false;
  }
}

// Depth first; the contract's messages do not nest in themselves, so the depth is bounded by their
// definitions.
void CollectByReflection(const Message& message, std::vector<const v1::Text*>& texts) {
  if (message.GetDescriptor() == v1::Text::descriptor()) {
    texts.push_back(&static_cast<const v1::Text&>(message));
    return;
  }
  const google::protobuf::Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);  // the set ones, by number
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      CollectByReflection(reflection->GetMessage(message, field), texts);
      continue;
    }
    const int size = reflection->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      CollectByReflection(reflection->GetRepeatedMessage(message, field, i), texts);
    }
  }
}

absl::Status Mismatch(uint32_t ordinal) {
  return MakeError(ERROR_REASON_TEXT_COMMITMENT_MISMATCH, {{"ordinal", ordinal}});
}

bool InOrder(const v1::AccompanyingText* a, const v1::AccompanyingText* b) {
  return a->submission_index() != b->submission_index()
             ? a->submission_index() < b->submission_index()
             : a->ordinal() < b->ordinal();
}

}  // namespace

std::vector<const v1::Text*> CollectTexts(const Message& message) {
  std::vector<const v1::Text*> texts;
  if (message.GetDescriptor() == v1::Submission::descriptor() &&
      CollectOfStream(static_cast<const v1::Submission&>(message), texts)) {
    return texts;
  }
  CollectByReflection(message, texts);
  return texts;
}

TextsBySubmission::TextsBySubmission(
    const google::protobuf::RepeatedPtrField<v1::AccompanyingText>& texts) {
  texts_.reserve(static_cast<size_t>(texts.size()));
  for (const v1::AccompanyingText& text : texts) texts_.push_back(&text);
  if (!std::is_sorted(texts_.begin(), texts_.end(), InOrder)) {
    std::stable_sort(texts_.begin(), texts_.end(), InOrder);
  }
}

std::span<const v1::AccompanyingText* const> TextsBySubmission::Of(
    uint32_t submission_index) const {
  const auto first = std::lower_bound(texts_.begin(), texts_.end(), submission_index,
                                      [](const v1::AccompanyingText* text, uint32_t index) {
                                        return text->submission_index() < index;
                                      });
  const auto last = std::upper_bound(first, texts_.end(), submission_index,
                                     [](uint32_t index, const v1::AccompanyingText* text) {
                                       return index < text->submission_index();
                                     });
  return {first, last};
}

int64_t TextsBySubmission::max_submission_index() const {
  return texts_.empty() ? -1 : int64_t{texts_.back()->submission_index()};
}

absl::Status VerifyTexts(const Message& message,
                         std::span<const v1::AccompanyingText* const> texts) {
  const std::vector<const v1::Text*> wanted = CollectTexts(message);
  for (uint32_t ordinal = 0; ordinal < wanted.size(); ++ordinal) {
    const v1::Text& text = *wanted[ordinal];
    if (text.ordinal() != ordinal || text.commitment().size() != kCommitmentBytes)
      return Mismatch(ordinal);
    if (ordinal >= texts.size()) return Mismatch(ordinal);
    const v1::AccompanyingText& given = *texts[ordinal];
    if (given.ordinal() != ordinal || given.erased() || given.salt().size() != kSaltBytes ||
        !MatchesCommitment(text.commitment(), given.salt(), given.text())) {
      return Mismatch(ordinal);
    }
    RETURN_IF_ERROR(CheckText(Concat("texts[", ordinal, "].text"), given.text(),
                              kMaxCommittedTextBytes,
                              /*required=*/true));
  }
  if (texts.size() > wanted.size()) return Mismatch(texts[wanted.size()]->ordinal());
  return absl::OkStatus();
}

std::string CommitmentOf(std::string_view salt, std::string_view text) {
  return ToBytes(HmacSha256(salt, text));
}

bool MatchesCommitment(std::string_view commitment, std::string_view salt, std::string_view text) {
  return ConstantTimeEqual(commitment, AsBytes(HmacSha256(salt, text)));
}

MadeText MakeText(uint32_t ordinal, std::string_view text, Random& random,
                  uint32_t submission_index) {
  MadeText made;
  made.accompanying.set_submission_index(submission_index);
  made.accompanying.set_ordinal(ordinal);
  made.accompanying.set_salt(random.Bytes(kSaltBytes));
  made.accompanying.set_text(std::string(text));
  made.text.set_ordinal(ordinal);
  made.text.set_commitment(CommitmentOf(made.accompanying.salt(), text));
  return made;
}

void RenumberTexts(Message& message, std::vector<v1::AccompanyingText>& texts) {
  std::map<uint32_t, uint32_t> new_ordinals;
  uint32_t next = 0;
  for (const v1::Text* text : CollectTexts(message)) {
    const bool unique = new_ordinals.emplace(text->ordinal(), next).second;
    HL_CHECK(unique) << "ordinal " << text->ordinal() << " twice";
    // The message is the caller's to change: it came in as not const.
    const_cast<v1::Text*>(text)->set_ordinal(next++);
  }
  for (v1::AccompanyingText& text : texts) {
    const auto found = new_ordinals.find(text.ordinal());
    HL_CHECK(found != new_ordinals.end()) << "no text has ordinal " << text.ordinal();
    text.set_ordinal(found->second);
  }
}

}  // namespace hemoledger
