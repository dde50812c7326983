// Findings in what a document says of itself: its number, what it rests on.
#include "services/domain/finding_rules.h"
#include "services/domain/saying_agreement.h"

namespace hemoledger::findings {
namespace {

void FindTwoNumbers(const v1::PlanDocument& document, Contradictions& found) {
  for (const std::string& number : document.numbers()) {
    if (NumbersAgree(number, document.numbers(0))) continue;
    found.push_back({.kind = v1::FINDING_KIND_DOCUMENT_NUMBER,
                     .places = {MakePlace(v1::FINDING_SUBJECT_DOCUMENT, "", "", "number")},
                     .stated = TextValue(number),
                     .computed = TextValue(document.numbers(0))});
    return;
  }
}

void FindLaterBases(const v1::PlanDocument& document, Contradictions& found) {
  if (document.signed_date() == 0) return;
  Contradiction later;
  later.kind = v1::FINDING_KIND_LEGAL_BASIS_LATER;
  for (const v1::DocumentReference& basis : document.legal_bases()) {
    if (basis.signed_date() <= document.signed_date()) continue;
    if (later.places.empty()) later.stated = DateValue(basis.signed_date());
    const std::string& name = basis.number().empty() ? basis.title() : basis.number();
    later.places.push_back(
        MakePlace(v1::FINDING_SUBJECT_LEGAL_BASIS, basis.number(), name, "signed_date"));
  }
  if (later.places.empty()) return;
  later.computed = DateValue(document.signed_date());
  found.push_back(std::move(later));
}

}  // namespace

void FindInDocument(const FindingContext& context, Contradictions& found) {
  FindTwoNumbers(context.plan.plan().document(), found);
  FindLaterBases(context.plan.plan().document(), found);
}

}  // namespace hemoledger::findings
