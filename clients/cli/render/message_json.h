// Protobuf messages as JSON for programs, in a form that stays: docs/aggregators.md describes it.
//
// Keys are the contract's field names. Integers are numbers, also those of 64 bits. Civil dates
// (fields named date, dates or …_date) are "2021-04-05", months of a list (months) "2021-04",
// moments (…_time_micros) become the key without
// "_micros" and an RFC 3339 text in UTC, bytes are hexadecimal, enums their lower-case names
// without prefix ("whole-blood"). What is not stated (an absent optional field or message, a date
// of 0, an unspecified enum) is null; a list is always there; of a oneof only the member that is
// set.
#pragma once

#include <google/protobuf/message.h>

#include <nlohmann/json.hpp>
#include <string>

namespace hemoledger {

using Json = nlohmann::ordered_json;

Json ToJson(const google::protobuf::Message& message);

// Indented by two spaces, with "\n" at the end; UTF-8 as it is.
std::string JsonText(const Json& json);
// On one line, with "\n" at the end (JSON Lines).
std::string JsonLine(const Json& json);

}  // namespace hemoledger
