#include "services/rpc/event_matcher.h"

#include <string>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "services/rpc/event_reader.h"

namespace hemoledger {
namespace {

class EnvelopeMatcher final : public EventMatcher {
 public:
  EnvelopeMatcher(const EventTypes& types, std::string source_id, std::string feed)
      : types_(types), source_id_(std::move(source_id)), feed_(std::move(feed)) {}

  bool Matches(uint64_t, const v1::Event&, const v1::Submission& submission) override {
    if (!types_.all() && !types_.Contains(TypeOf(submission))) return false;
    if (!source_id_.empty() && submission.source().source_id() != source_id_) return false;
    return feed_.empty() || submission.feed().feed() == feed_;
  }

 private:
  const EventTypes types_;
  const std::string source_id_;
  const std::string feed_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EventMatcher>> MakeEventMatcher(const v1::EventFilter& filter,
                                                               Views&) {
  ASSIGN_OR_RETURN(const EventTypes types, EventTypes::Make(filter.types()));
  RETURN_IF_ERROR(OptionalId("filter.source_id", filter.source_id()));
  RETURN_IF_ERROR(OptionalId("filter.feed", filter.feed()));
  for (const auto& [field, value] : {std::pair("filter.unit_id", filter.unit_id()),
                                     std::pair("filter.plan_id", filter.plan_id())}) {
    if (value.empty()) continue;
    return MakeError(ERROR_REASON_FIELD_INVALID,
                     {{"field", field},
                      {"value", value},
                      {"expected", "blank: this server does not share events by unit or plan"}});
  }
  return std::make_unique<EnvelopeMatcher>(types, filter.source_id(), filter.feed());
}

absl::StatusOr<uint64_t> ResolveEventStart(const v1::EventStart& start, const LedgerStore& store) {
  const uint64_t next = store.next_position();
  switch (start.start_case()) {
    case v1::EventStart::kPosition:
      if (start.position() > next) {
        return MakeError(ERROR_REASON_POSITION_PAST_HEAD,
                         {{"position", start.position()}, {"head", next - 1}});
      }
      return start.position();
    case v1::EventStart::kRecordTimeMicros: {
      if (start.record_time_micros() <= 0) return 0;
      ASSIGN_OR_RETURN(const auto before, store.FindPositionAtTime(start.record_time_micros() - 1));
      return before.has_value() ? *before + 1 : 0;
    }
    case v1::EventStart::kNow:
      return next;
    case v1::EventStart::START_NOT_SET:
      break;
  }
  return 0;
}

}  // namespace hemoledger
