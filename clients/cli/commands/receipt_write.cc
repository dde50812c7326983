#include "clients/cli/commands/receipt_write.h"

#include "clients/cli/render/message_json.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

constexpr uint64_t kMaxVolumeMl = 1'000;
constexpr uint64_t kMaxUnits = 100'000;

}  // namespace

void TellReceiptWrite(const std::string& receipt, const v1::ReceiptWriteResponse& answer,
                      Context& context) {
  if (context.format() == OutputFormat::kJson) {
    Json json = Json::object();
    json["id"] = receipt;
    const Json fields = ToJson(answer);
    for (const auto& [key, value] : fields.items()) json[key] = value;
    context.out() << JsonText(json);
    return;
  }
  if (context.format() == OutputFormat::kCsv) {
    const Json fields = ToJson(answer);
    context.out() << "receipt,version,position,outcome,leaf_hash\n"
                  << receipt << "," << answer.version() << "," << answer.position() << ","
                  << fields["outcome"].get<std::string>() << "," << Hex(answer.leaf_hash()) << "\n";
    return;
  }
  switch (answer.outcome()) {
    case v1::WRITE_OUTCOME_VALID:
      context.out() << context.Say(
          Concat("Hợp lệ: phiếu ", receipt, " sẽ là bản ", answer.version(), "; chưa ghi.\n"),
          Concat("Valid: receipt ", receipt, " would come to version ", answer.version(),
                 "; nothing was recorded.\n"));
      break;
    case v1::WRITE_OUTCOME_EXISTS:
      context.out() << context.Say(
          Concat("Đã có từ trước: phiếu ", receipt, ", bản ", answer.version(), " (vị trí ",
                 answer.position(), ").\n"),
          Concat("There already: receipt ", receipt, ", version ", answer.version(), " (position ",
                 answer.position(), ").\n"));
      break;
    default:
      context.out() << context.Say(
          Concat("Đã ghi: phiếu ", receipt, " nay là bản ", answer.version(), " (vị trí ",
                 answer.position(), ").\n"),
          Concat("Recorded: receipt ", receipt, " is now of version ", answer.version(),
                 " (position ", answer.position(), ").\n"));
      break;
  }
}

Option AddBags(Command& command, std::vector<v1::BagCount>& bags) {
  Context& context = command.context();
  const auto read = [&bags, &context](const std::string& word) -> std::string {
    const size_t equals = word.find('=');
    const uint64_t volume =
        ParseUint64(std::string_view(word).substr(0, equals)).value_or(kMaxVolumeMl + 1);
    // A count of 0 is none.
    const uint64_t count = equals == std::string::npos
                               ? 0
                               : ParseUint64(std::string_view(word).substr(equals + 1)).value_or(0);
    if (volume > kMaxVolumeMl || count == 0 || count > kMaxUnits) {
      return context.Say("\"" + word + "\": viết ML=SỐ, như 350=3",
                         "\"" + word + "\": write ML=COUNT, as 350=3");
    }
    v1::BagCount& bag = bags.emplace_back();
    bag.set_volume_ml(static_cast<uint32_t>(volume));
    bag.set_count(static_cast<uint32_t>(count));
    return "";
  };
  return command
      .AddRead("--bag", read,
               context.Say("thể tích và số túi, dùng được nhiều lần: 250=10",
                           "volume and number of bags, may be repeated: 250=10"),
               /*repeated=*/true)
      .TypeName(context.Say("ML=SỐ", "ML=COUNT"));
}

}  // namespace hemoledger
