// Events, one line each: they may come live, so no table can wait for the last of them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/render/message_json.h"
#include "hemoledger/v1/event_service.pb.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// An event with what it holds.
struct DecodedEvent {
  v1::Event event;
  v1::Submission submission;
  v1::EventType type = v1::EVENT_TYPE_UNSPECIFIED;
  std::string leaf_hash;
};

// Errors: INTERNAL when the bytes are none of an event.
absl::StatusOr<DecodedEvent> DecodeEvent(const v1::RecordedEvent& recorded);

// "       158  17:25:03 ngày 24/11/2025  tiếp nhận máu       kien-giang-…/pl1-01-1: 402 ĐVM, Liên
// đoàn Lao động tỉnh".
std::string EventHeading(Language language);
std::string EventLine(const DecodedEvent& event, Language language);
// What happened, in some words.
std::string EventSummary(const DecodedEvent& event, Language language);

std::string EventCsvHeading();
std::string EventCsvLine(const DecodedEvent& event);

// The envelope with its submission decoded, its leaf hash, and its texts where not erased.
Json EventJson(const DecodedEvent& event, const v1::RecordedEvent& recorded);

}  // namespace hemoledger
