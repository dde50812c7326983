// The index rows that follow from an event: worked out from its bytes alone, apart from the write
// path. What fsck and the check of the tail compare the rows with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hemoledger/v1/events.pb.h"
#include "store/rows.h"

namespace hemoledger::internal {

// Reused from event to event, so that parsing allocates little.
struct ParsedEvent {
  v1::Event event;
  v1::Submission submission;
};

// False: `problem` says what is wrong with it. Checks that the event and its submission parse, that
// it says its own position, that it has a body of this version of the contract, and that its length
// is allowed.
[[nodiscard]] bool ParseEvent(uint64_t position, std::string_view bytes, ParsedEvent& parsed,
                              std::string& problem);

// What one event demands; views into it. Which row of several events with one request id, or of one
// document in several parts, is the first one's is told by ContinuesRequest.
struct RowDemand {
  struct Run {
    std::string_view source_id;
    uint64_t sequence = 0;
  };
  struct Id {
    IdScope scope;
    std::string_view scope_name;
    std::string_view id;
  };
  struct Version {
    uint64_t original_position = 0;
    uint64_t replaced_position = 0;
    VersionRow row;
  };
  struct Revision {
    RevisionSubject subject;
    // Composed for a record; else the plan's id.
    std::string name;
    // The plan's revision; for the tree: position of the first event of the request; for an entry:
    // EntryNumber; for a record: its version.
    uint64_t number = 0;
  };
  // By what it is and by what it opens.
  std::optional<Run> run;
  std::optional<Id> id;
  std::optional<Version> version;
  std::optional<Revision> revision;
  std::vector<const v1::Text*> texts;
};

// `request_first_position`: position of the first event of its request (its own position if it is
// that).
RowDemand DemandOf(const ParsedEvent& parsed, uint64_t request_first_position);

// Whether an event belongs to the same request as the one just before it.
class RequestTracker {
 public:
  // Takes the next event; gives the position of the first event of its request, its own where it
  // has none or begins one.
  uint64_t Next(const ParsedEvent& parsed);

 private:
  bool in_request_ = false;
  std::string principal_;
  std::string request_id_;
  uint64_t first_position_ = 0;
};

}  // namespace hemoledger::internal
