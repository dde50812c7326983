#include "clients/cli/export/plan_texts.h"

#include "proto/base/text_commitment.h"

namespace hemoledger {

PlanTexts::PlanTexts(const v1::PlanView& view) {
  for (const v1::AccompanyingText& text : view.texts()) {
    if (text.erased()) continue;
    text_by_commitment_.emplace(CommitmentOf(text.salt(), text.text()), text.text());
  }
}

std::optional<std::string> PlanTexts::Find(const v1::Text& text) const {
  const auto found = text_by_commitment_.find(text.commitment());
  if (found == text_by_commitment_.end()) return std::nullopt;
  return found->second;
}

}  // namespace hemoledger
