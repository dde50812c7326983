// Free texts of which an event holds only a salted commitment (hemoledger.v1.Text), so that they
// can be erased later while every proof holds.
//
// The texts of a submission are numbered 0, 1, 2, … in the order in which they stand in the
// serialised message: fields by number, repeated fields by index, depth first. Salt and text travel
// beside the submission (hemoledger.v1.AccompanyingText).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/random.h"

namespace hemoledger {

// Bytes of a salt and of a commitment; the most bytes that a text has.
inline constexpr size_t kSaltBytes = 32;
inline constexpr size_t kCommitmentBytes = 32;
inline constexpr size_t kMaxCommittedTextBytes = 4096;

// All Texts in `message`, in the order of their ordinals. The pointers live as long as the message
// and it is not changed. Receipts are walked without reflection: they are the hot path.
std::vector<const v1::Text*> CollectTexts(const google::protobuf::Message& message);

// The texts that accompany a list of submissions, found by submission.
class TextsBySubmission {
 public:
  // Keeps pointers into `texts`, which must outlive it. O(n log n), O(n) where they stand in order.
  explicit TextsBySubmission(const google::protobuf::RepeatedPtrField<v1::AccompanyingText>& texts);

  // Those of one submission, by ordinal.
  std::span<const v1::AccompanyingText* const> Of(uint32_t submission_index) const;
  // The highest submission index that a text names; -1: no texts. A caller refuses texts that
  // belong to no submission.
  int64_t max_submission_index() const;

 private:
  std::vector<const v1::AccompanyingText*> texts_;
};

// Whether the ordinals of the Texts in `message` are 0 … n-1 in order and `texts` (those of this
// message only, by ordinal) are their salts and plain texts: each there once, none besides, valid
// text of 1 to 4,096 bytes, giving the commitment. Errors: TEXT_COMMITMENT_MISMATCH (ordinal); for
// a text that matches but is no valid text: FIELD_REQUIRED, TEXT_NOT_NFC, TEXT_TOO_LONG.
absl::Status VerifyTexts(const google::protobuf::Message& message,
                         std::span<const v1::AccompanyingText* const> texts);

// HMAC-SHA-256(salt, text): 32 bytes.
std::string CommitmentOf(std::string_view salt, std::string_view text);

// Whether `salt` and `text` are those behind `commitment`.
bool MatchesCommitment(std::string_view commitment, std::string_view salt, std::string_view text);

struct MadeText {
  v1::Text text;
  v1::AccompanyingText accompanying;
};

// A Text with a new salt and what accompanies it. `text` is valid text of at most 4,096 bytes (its
// reader checks it). `random` must be a SystemRandom outside tests.
MadeText MakeText(uint32_t ordinal, std::string_view text, Random& random,
                  uint32_t submission_index = 0);

// Renumbers the Texts of a message 0 … n-1 in the order that the contract wants, and the ordinals
// of `texts` (theirs, paired by the old ordinal) with them. For builders that make Texts in another
// order than the message holds them. REQUIRES: old ordinals are unique.
void RenumberTexts(google::protobuf::Message& message, std::vector<v1::AccompanyingText>& texts);

}  // namespace hemoledger
