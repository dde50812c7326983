// What the commands that change one receipt share.
#pragma once

#include <CLI/CLI.hpp>
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
CLI::Option* AddBags(CLI::App& command, Context& context, std::vector<v1::BagCount>& bags);

// A word of an enum, or "not-stated" for its unspecified value.
template <typename Enum>
CLI::Option* AddOptionalWord(CLI::App& command, Context& context, const std::string& name,
                             std::optional<Enum>& value, std::string_view vi, std::string_view en) {
  const auto read = [&value, &context, name](const std::string& text) {
    value = text == "not-stated" ? std::optional<Enum>(static_cast<Enum>(0)) : FromKey<Enum>(text);
    if (!value.has_value()) {
      throw CLI::ValidationError(name, context.Say("không có \"" + text + "\"; chọn: ",
                                                   "there is no \"" + text + "\"; choose: ") +
                                           KeysOf<Enum>() + ", not-stated");
    }
  };
  return command
      .add_option_function<std::string>(
          name, read, context.Say(vi, en) + ": " + KeysOf<Enum>() + ", not-stated")
      ->type_name("");
}

}  // namespace hemoledger
