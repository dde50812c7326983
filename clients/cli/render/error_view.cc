#include "clients/cli/render/error_view.h"

#include <vector>

#include "clients/cli/render/say.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// A status that none of ours made: of the transport.
std::string TransportMessage(const absl::Status& status, std::string_view server,
                             Language language) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return Say(language,
                 Concat("Không kết nối được với máy chủ ", server,
                        ". Kiểm tra máy chủ (hemoledgerd) có đang chạy và địa chỉ --server có đúng "
                        "không, rồi làm lại; "
                        "làm lại không ghi trùng."),
                 Concat("Can not reach the server at ", server,
                        ". Check that it (hemoledgerd) is running and that --server is right, then "
                        "try again; trying "
                        "again records nothing twice."));
    case absl::StatusCode::kDeadlineExceeded:
      return Say(
          language,
          Concat("Máy chủ ", server, " không trả lời kịp. Làm lại; làm lại không ghi trùng."),
          Concat("The server at ", server,
                 " did not answer in time. Try again; trying again records nothing twice."));
    case absl::StatusCode::kUnimplemented:
      return Say(
          language,
          Concat("Máy chủ ", server,
                 " không có chức năng này: có thể là phiên bản khác, hoặc không phải hemoledgerd."),
          Concat("The server at ", server,
                 " does not have this function: it may be of another version, or no hemoledgerd."));
    default:
      return Say(language, "Máy chủ hoặc đường truyền báo lỗi.",
                 "The server or the network reports an error.");
  }
}

// "REASON | Vietnamese | English" of a violation.
std::string ViolationMessage(std::string_view description, Language language) {
  const size_t first = description.find(" | ");
  if (first == std::string_view::npos) return std::string(description);
  const size_t second = description.find(" | ", first + 3);
  if (second == std::string_view::npos) return std::string(description.substr(first + 3));
  return std::string(language == Language::kVietnamese
                         ? description.substr(first + 3, second - first - 3)
                         : description.substr(second + 3));
}

}  // namespace

std::string RenderError(const absl::Status& status, std::string_view server, Language language) {
  const ErrorReason reason = ReasonOf(status);
  const std::string label = Say(language, "Lỗi: ", "Error: ");
  std::string text = label;
  if (reason == ERROR_REASON_UNSPECIFIED) {
    text += TransportMessage(status, server, language) + "\n";
    text += Say(language, "Chi tiết: ", "Detail: ") + OneLine(std::string(status.message())) + "\n";
    return text + Say(language, "Mã lỗi: ", "Code: ") + absl::StatusCodeToString(status.code()) +
           "\n";
  }
  text += OneLine(MessageOf(status, language)) + "\n";
  const std::vector<v1::BadRequest::FieldViolation> violations = ViolationsOf(status);
  // A single one is what the message tells already.
  if (violations.size() > 1) {
    for (const v1::BadRequest::FieldViolation& violation : violations) {
      text += "  " + OneLine(violation.field()) + ": " +
              OneLine(ViolationMessage(violation.description(), language)) + "\n";
    }
  }
  text += Say(language, "Mã lỗi: ", "Code: ") + std::string(ReasonName(reason)) + " (" +
          absl::StatusCodeToString(status.code()) + ")\n";
  return text;
}

std::string RenderRefusal(const v1::Refusal& refusal, Language language) {
  std::string message =
      language == Language::kVietnamese ? refusal.message_vi() : refusal.message_en();
  if (message.empty()) message = MessageOf(FromRefusal(refusal), language);
  return OneLine(message) + " [" + std::string(ReasonName(refusal.reason())) + "]";
}

}  // namespace hemoledger
