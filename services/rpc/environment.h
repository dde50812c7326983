// What all services work with. Borrowed: whoever serves (RpcServer) owns it and outlives the calls.
#pragma once

#include <string>

#include "proto/base/clock.h"
#include "services/ledger/ledger.h"
#include "services/rpc/byte_budget.h"
#include "services/rpc/guard.h"
#include "services/rpc/pinned_views.h"
#include "services/rpc/running_answers.h"
#include "services/rpc/stream_registry.h"
#include "services/rpc/waiting_reads.h"
#include "services/rpc/work_queue.h"
#include "store/attachments.h"

namespace hemoledger {

struct RpcEnvironment {
  Ledger* ledger = nullptr;
  Guard* guard = nullptr;
  Clock* clock = nullptr;
  WorkQueue* work = nullptr;
  PinnedViews* pins = nullptr;
  RunningAnswers* running_answers = nullptr;
  StreamRegistry* receipt_streams = nullptr;
  StreamRegistry* subscriptions = nullptr;
  AttachmentStore* attachments = nullptr;
  StreamRegistry* uploads = nullptr;
  StreamRegistry* downloads = nullptr;
  // Acknowledgements that clients do not read.
  ByteBudget* unread_acknowledgements = nullptr;
  WaitingReads* waiting_reads = nullptr;
  // Such as "0.1.0".
  std::string server_version;
  // Of clock->BootMicros().
  int64_t start_boot_micros = 0;
};

}  // namespace hemoledger
