// What a receipt says, as options of the command line: shared by the commands that record one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/commands/command_line.h"
#include "clients/cli/commands/context.h"
#include "hemoledger/v1/receipts.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "services/domain/civil_date.h"

namespace hemoledger {

struct ReceiptFields {
  std::string unit;
  std::string collecting_unit;
  std::string credited_to;
  CivilInterval when;
  int64_t count = 0;
  std::vector<v1::BagCount> bags;
  std::optional<v1::Component> component;
  std::optional<v1::DonorClass> donor_class;
  std::optional<std::string> round;
  std::optional<std::string> campaign;
  int64_t repeat_donors = -1;
  std::optional<bool> emergency;
  std::optional<std::string> note;
};

// `mandatory`: a new receipt, which must have a unit and a time.
void AddReceiptFields(Command& command, ReceiptFields& fields, bool mandatory);

// Units as a person writes them. Looked up on the server as long as it can be reached; without it
// an id is taken as it is, and a name stays one, which the server resolves when it decides.
class UnitChooser {
 public:
  // `offline`: the server is not asked.
  UnitChooser(Context& context, bool offline) : context_(context), reachable_(!offline) {}

  // Blank leaves `reference` as it is. Errors: UNIT_NOT_FOUND, UNIT_NAME_AMBIGUOUS.
  absl::Status Choose(const std::string& text, v1::UnitReference& reference);
  // False: the server was not asked, or could not be.
  bool reachable() const { return reachable_; }
  // The name of the first unit that was chosen, as known; else what was typed.
  const std::string& first_name() const { return first_name_; }

 private:
  Context& context_;
  bool reachable_;
  std::string first_name_;
};

// Writes what `fields` say into `receipt`, over what it said; the rest stays. The note is not among
// them. Errors: those of UnitChooser::Choose.
absl::Status ApplyFields(const ReceiptFields& fields, UnitChooser& units, v1::Receipt& receipt);

// Makes `plain` (blank: none) the receipt's note, with a new salt; what accompanies it.
std::vector<v1::AccompanyingText> SetNote(const std::string& plain, Context& context,
                                          v1::Receipt& receipt);

}  // namespace hemoledger
