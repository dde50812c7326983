#include "clients/cli/commands/clerk.h"

#include <utility>

namespace hemoledger {

std::optional<bool> Clerk::Confirm(Context& context, std::string_view vi,
                                   std::string_view en) const {
  if (in_ == nullptr) return std::nullopt;
  context.out().flush();
  context.err() << context.Say(vi, en) << context.Say(" [c/K] ", " [y/N] ") << std::flush;
  std::string answer;
  if (!std::getline(*in_, answer)) return false;
  return answer == "c" || answer == "C" || answer == "có" || answer == "y" || answer == "Y" ||
         answer == "yes";
}

std::string Clerk::Variable(const char* name) const {
  return variables_ ? variables_(name).value_or("") : "";
}

void Clerk::PreferShortCalls(Context& context) {
  if (context.wait_given()) return;
  context.wait() = std::chrono::seconds(0);
  short_calls_ = true;
}

Environment Clerk::Limit(const Environment& environment) const {
  Environment limited = environment;
  limited.connect = [this, connect = environment.connect](const ConnectionOptions& options) {
    ConnectionOptions ours = options;
    if (short_calls_) ours.call_deadline = kShortWait;
    return connect(ours);
  };
  return limited;
}

}  // namespace hemoledger
