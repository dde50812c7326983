// Assertions that stay on in every build type: HL_CHECK(head >= tail) << "head " << head;
//
// A condition that does not hold is a fault of the program: file, line, condition and message go to
// stderr, and the process aborts. Never for what a user, a client or a disk can cause: those are
// statuses (proto/base/errors.h).
#pragma once

#include <sstream>

namespace hemoledger::internal {

// Collects the message; its end aborts.
class CheckFailure {
 public:
  CheckFailure(const char* file, int line, const char* condition);
  CheckFailure(const CheckFailure&) = delete;
  CheckFailure& operator=(const CheckFailure&) = delete;
  [[noreturn]] ~CheckFailure();

  std::ostream& stream() { return stream_; }

 private:
  std::ostringstream stream_;
};

// Gives the stream expression the type void, so that both arms of the conditional agree. '&' binds
// weaker than '<<'.
struct CheckVoidify {
  void operator&(std::ostream&) const {}
};

}  // namespace hemoledger::internal

// NOLINTBEGIN(bugprone-macro-parentheses): the message is streamed in behind the macro.
#define HL_CHECK(condition)                           \
  (__builtin_expect(static_cast<bool>(condition), 1)) \
      ? static_cast<void>(0)                          \
      : ::hemoledger::internal::CheckVoidify() &      \
            ::hemoledger::internal::CheckFailure(__FILE__, __LINE__, #condition).stream() << ""
// NOLINTEND(bugprone-macro-parentheses)

// For a Status or StatusOr that can not fail here: tells the status when it does.
#define HL_CHECK_OK(expression)                                                           \
  do {                                                                                    \
    const auto& hl_check_ok_result = (expression);                                        \
    HL_CHECK(hl_check_ok_result.ok())                                                     \
        << #expression << ": " << ::hemoledger::internal::StatusText(hl_check_ok_result); \
  } while (false)

namespace hemoledger::internal {

// Works for Status and StatusOr alike.
template <typename T>
std::string StatusText(const T& status) {
  if constexpr (requires { status.status(); }) {
    return status.status().ToString();
  } else {
    return status.ToString();
  }
}

}  // namespace hemoledger::internal
