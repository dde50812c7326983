#include "clients/cli/commands/receipt_feed.h"

#include <optional>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {

FeedItem MakeFeedItem(const InputReceipt& input) {
  FeedItem item{.external_id = input.external_id, .submission = {}, .texts = input.texts};
  *item.submission.mutable_receipt_recorded()->mutable_receipt() = input.receipt;
  return item;
}

bool IsRefused(const SubmissionAnswer& answer) {
  return answer.outcome != v1::SUBMISSION_OUTCOME_CREATED &&
         answer.outcome != v1::SUBMISSION_OUTCOME_EXISTS;
}

RowRefusal RefusalOf(const SubmissionAnswer& answer) {
  if (answer.outcome == v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT) {
    return {.code = "EXISTS_WITH_DIFFERENT_CONTENT",
            .vi = Concat("đã có phiếu khác mang mã này ở vị trí ", answer.position,
                         "; phiếu đã ghi giữ nguyên. Muốn sửa: hemo receipt correct"),
            .en = Concat("another receipt with this id stands at position ", answer.position,
                         "; it stays as it is. To mend it: hemo receipt correct")};
  }
  const absl::Status status = FromRefusal(answer.refusal);
  const auto message = [&](const std::string& sent, Language language) {
    return sent.empty() ? MessageOf(status, language) : sent;
  };
  return {.code = std::string(ReasonName(answer.refusal.reason())),
          .vi = message(answer.refusal.message_vi(), Language::kVietnamese),
          .en = message(answer.refusal.message_en(), Language::kEnglish)};
}

}  // namespace hemoledger
