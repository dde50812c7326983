#include "services/server/version.h"

namespace hemoledger {

std::string_view ServerVersion() {
  return HEMOLEDGER_VERSION;
}

}  // namespace hemoledger
