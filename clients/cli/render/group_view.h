// Consumer groups and their parked events for people and programs.
#pragma once

#include <span>
#include <string>

#include "hemoledger/v1/consumer_service.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// A table, a line a group.
std::string GroupsText(std::span<const v1::ConsumerGroup* const> groups, Language language);
std::string GroupsCsv(std::span<const v1::ConsumerGroup* const> groups);
// All that is known of one.
std::string GroupText(const v1::ConsumerGroup& group, Language language);

std::string ParkedText(std::span<const v1::ParkedEvent* const> events, Language language);
std::string ParkedCsv(std::span<const v1::ParkedEvent* const> events);

}  // namespace hemoledger
