// Units of one file: written by id or by name, looked up once each.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/input/problems.h"
#include "clients/cli/input/unit_resolver.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

class UnitLookup {
 public:
  // `resolver` may be null: then nothing is looked up and only References are made. It must outlive
  // this.
  explicit UnitLookup(UnitResolver* resolver) : resolver_(resolver) {}

  // Where names are looked up (header key `unit_under`), and the date on which they held (0: any).
  void SetScope(std::string_view under_unit_id, int32_t date);

  // A value that has the form of an id is an id, anything else a name.
  v1::UnitReference ReferenceTo(const std::string& text) const;

  // Id of the unit. Blank, with a problem at `place`: unknown or ambiguous; also when the resolver
  // failed, see failure().
  std::string Resolve(const v1::UnitReference& reference, const FilePlace& place,
                      Problems& problems);
  std::string Resolve(const std::string& text, const FilePlace& place, Problems& problems) {
    return Resolve(ReferenceTo(text), place, problems);
  }

  // Why units could not be looked up at all (no connection …); OK: they could.
  const absl::Status& failure() const { return failure_; }

 private:
  UnitResolver* const resolver_;
  std::string under_;
  int32_t date_ = 0;
  // By the serialised reference.
  std::map<std::string, absl::StatusOr<std::string>> known_;
  absl::Status failure_;
};

}  // namespace hemoledger
