#include "services/domain/plan_text_places.h"

#include "proto/base/check.h"
#include "proto/base/text_commitment.h"
#include "services/domain/plan_documents.h"

namespace hemoledger {

std::vector<v1::Text*> MutableTexts(google::protobuf::Message& message) {
  std::vector<v1::Text*> texts;
  for (const v1::Text* text : CollectTexts(message)) {
    // CollectTexts walks messages that it may not change; this one may be.
    texts.push_back(const_cast<v1::Text*>(text));
  }
  return texts;
}

void PlanTextPlaces::Take(google::protobuf::Message& piece,
                          const std::function<PlanTextPlace(uint32_t)>& place_of) {
  for (v1::Text* text : MutableTexts(piece)) {
    taken_.push_back(place_of(text->ordinal()));
    text->set_ordinal(static_cast<uint32_t>(taken_.size()) - 1);
  }
}

std::vector<PlanTextPlace> PlanTextPlaces::Number(google::protobuf::Message& whole) const {
  std::vector<PlanTextPlace> places;
  for (v1::Text* text : MutableTexts(whole)) {
    HL_CHECK(text->ordinal() < taken_.size()) << "a text that was not taken";
    places.push_back(taken_[text->ordinal()]);
    text->set_ordinal(static_cast<uint32_t>(places.size()) - 1);
  }
  return places;
}

PlanTextPlace PlanDocumentRecord::TextPlaceOf(uint32_t ordinal) const {
  if (correction == nullptr) return {position, event_count, ordinal};
  HL_CHECK(ordinal < text_places.size()) << "text " << ordinal << " of revision " << revision;
  return text_places[ordinal];
}

}  // namespace hemoledger
