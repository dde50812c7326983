#include "services/ledger/content_compare.h"

#include <memory>

#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/base/text_commitment.h"

namespace hemoledger {
namespace {

using google::protobuf::Message;

// The message's bytes with every commitment left out.
std::string BytesWithoutCommitments(const Message& message) {
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  for (const v1::Text* text : CollectTexts(*copy)) {
    // CollectTexts walks messages that it may not change; this one is our own.
    const_cast<v1::Text*>(text)->clear_commitment();
  }
  return copy->SerializeAsString();
}

const v1::AccompanyingText* Find(std::span<const v1::AccompanyingText* const> texts,
                                 uint32_t ordinal) {
  for (const v1::AccompanyingText* text : texts) {
    if (text->ordinal() == ordinal) return text;
  }
  return nullptr;
}

}  // namespace

std::vector<TextPlace> TextPlacesOf(const Message& stored, uint64_t position) {
  std::vector<TextPlace> places(CollectTexts(stored).size());
  for (uint32_t i = 0; i < places.size(); ++i) places[i] = {position, i};
  return places;
}

absl::StatusOr<bool> SameContent(const Message& sent,
                                 std::span<const v1::AccompanyingText* const> sent_texts,
                                 const Message& stored, std::span<const TextPlace> places,
                                 TextSource& texts) {
  HL_CHECK(sent.GetDescriptor() == stored.GetDescriptor()) << "messages of different types";
  if (BytesWithoutCommitments(sent) != BytesWithoutCommitments(stored)) return false;
  const std::vector<const v1::Text*> sent_commitments = CollectTexts(sent);
  const std::vector<const v1::Text*> stored_commitments = CollectTexts(stored);
  HL_CHECK(sent_commitments.size() == stored_commitments.size());
  HL_CHECK(stored_commitments.size() == places.size());
  for (size_t i = 0; i < sent_commitments.size(); ++i) {
    const std::string& commitment = sent_commitments[i]->commitment();
    if (commitment == stored_commitments[i]->commitment()) continue;
    ASSIGN_OR_RETURN(const PlainText there, texts.ReadText(places[i].position, places[i].ordinal));
    if (there.erased) continue;
    const v1::AccompanyingText* text = Find(sent_texts, sent_commitments[i]->ordinal());
    if (text == nullptr || text->text() != there.text ||
        !MatchesCommitment(commitment, text->salt(), text->text())) {
      return false;
    }
  }
  return true;
}

}  // namespace hemoledger
