// What the commands that change one receipt share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/commands/command_line.h"
#include "clients/cli/commands/context.h"
#include "hemoledger/v1/receipt_service.pb.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

// "Đã ghi: phiếu … nay là bản 2 (vị trí 160).", or what --dry-run found.
void TellReceiptWrite(const std::string& receipt, const v1::ReceiptWriteResponse& answer,
                      Context& context);

// --bag ML=COUNT, as often as there are volumes.
Option AddBags(Command& command, std::vector<v1::BagCount>& bags);

// A word of an enum, or "not-stated" for its unspecified value.
template <typename Enum>
Option AddOptionalWord(Command& command, const std::string& name, std::optional<Enum>& value,
                       std::string_view vi, std::string_view en) {
  const std::string words = KeysOf<Enum>() + ", not-stated";
  return command
      .AddRead(
          name,
          [&value, words, &context = command.context()](const std::string& text) -> std::string {
            value = text == "not-stated" ? std::optional<Enum>(static_cast<Enum>(0))
                                         : FromKey<Enum>(text);
            return value.has_value() ? "" : Command::UnknownWord(context, text, words);
          },
          command.context().Say(vi, en) + ": " + words)
      .TypeName("")
      .Choices(words);
}

}  // namespace hemoledger
