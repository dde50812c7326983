#include "clients/cli/commands/exit_code.h"

#include "proto/base/errors.h"

namespace hemoledger {

ExitCode ExitCodeFor(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case ERROR_REASON_INPUT_FILE_INVALID:
    case ERROR_REASON_FILE_UNREADABLE:
    case ERROR_REASON_DATA_FOLDER_IN_USE:
      return ExitCode::kUsage;
    default:
      break;
  }
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnreachable;
    case absl::StatusCode::kDataLoss:
      return ExitCode::kDataLoss;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return ExitCode::kFault;
    default:
      return ExitCode::kRefused;
  }
}

}  // namespace hemoledger
