#include "clients/relay/webhook_answer.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

milliseconds ReadRetryAfter(std::string_view text, int64_t now_micros) {
  const std::string trimmed(TrimBlanks(text));
  constexpr milliseconds kMost = kMaxRetryAfter;
  if (const std::optional<int64_t> seconds = ParseInt64(trimmed); seconds.has_value()) {
    return milliseconds(1000) * std::clamp<int64_t>(*seconds, 0, kMost.count() / 1000);
  }
  absl::Time moment;
  std::string error;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", trimmed, &moment, &error)) return {};
  const int64_t wait = (absl::ToUnixMicros(moment) - now_micros) / 1000;
  return milliseconds(std::clamp<int64_t>(wait, 0, kMost.count()));
}

// Refusals of this one event: sent again they would be refused again, while others may be taken.
bool IsAboutTheEvent(int status) {
  switch (status) {
    case 400:  // Bad Request
    case 406:  // Not Acceptable
    case 409:  // Conflict
    case 411:  // Length Required
    case 412:  // Precondition Failed
    case 413:  // Content Too Large
    case 414:  // URI Too Long
    case 415:  // Unsupported Media Type
    case 417:  // Expectation Failed
    case 422:  // Unprocessable Content
    case 431:  // Request Header Fields Too Large
    case 451:  // Unavailable For Legal Reasons
      return true;
    default:
      return false;
  }
}

}  // namespace

Attempt MeaningOf(int http_status, std::string_view retry_after, int64_t now_micros) {
  using enum Attempt::Outcome;
  Attempt attempt;
  if (http_status >= 200 && http_status < 300) return attempt;
  attempt.reason = Concat("the receiver answered ", http_status);
  if (http_status == 410) {
    attempt.outcome = kEnd;
    return attempt;
  }
  if (IsAboutTheEvent(http_status)) {
    attempt.outcome = kPark;
    return attempt;
  }
  if (http_status >= 300 && http_status < 400) attempt.reason += " (redirects are not followed)";
  attempt.outcome = kRetry;
  attempt.retry_after = ReadRetryAfter(retry_after, now_micros);
  return attempt;
}

}  // namespace hemoledger
