#include "clients/cli/render/status_view.h"

#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/table.h"
#include "proto/base/sha256.h"
#include "proto/base/strings.h"
#include "services/domain/numbers.h"

namespace hemoledger {

std::string StatusText(const v1::GetStatusResponse& status, std::string_view server,
                       Language language) {
  const auto count = [&](int64_t value) { return FormatCount(value, language); };
  Facts facts;
  facts.Add(Say(language, "Máy chủ", "Server"),
            Concat(server, " (hemoledgerd ", status.server_version(), ")"));
  facts.Add(Say(language, "Tình trạng", "State"), WordFor(status.write_state(), language));
  facts.Add(Say(language, "Cần làm", "What to do"), language == Language::kVietnamese
                                                        ? status.write_state_message_vi()
                                                        : status.write_state_message_en());
  facts.Add(Say(language, "Chạy được", "Up for"),
            FormatDuration(status.uptime_seconds(), language));
  facts.Add(Say(language, "Sổ", "Ledger"), Hex(status.ledger_id()));
  facts.Add(Say(language, "Kỷ nguyên", "Epoch"), count(status.epoch()));
  facts.Add(Say(language, "Vị trí cuối", "Last position"),
            count(static_cast<int64_t>(status.head_position())) +
                Say(language, ", ghi lúc ", ", recorded ") +
                FormatMoment(status.head_record_time_micros(), language));
  if (status.published_position() != status.head_position()) {
    facts.Add(Say(language, "Đang trả lời theo vị trí", "Answering from position"),
              count(static_cast<int64_t>(status.published_position())));
  }
  facts.Add(Say(language, "Đơn vị", "Units"), count(status.unit_count()));
  facts.Add(Say(language, "Kế hoạch", "Plans"), count(status.plan_count()));
  facts.Add(Say(language, "Nguồn", "Sources"), count(status.source_count()));
  facts.Add(Say(language, "Ô đếm", "Counters"), count(status.cell_count()));
  facts.Add(Say(language, "Luồng đang mở", "Open streams"), count(status.open_streams()));
  facts.Add(Say(language, "Đĩa còn trống", "Free disk"),
            FormatBytes(status.disk_free_bytes(), language) +
                Say(language, " (ngừng ghi khi dưới ", " (stops writing below ") +
                FormatBytes(status.disk_needed_bytes(), language) + ")");
  return facts.ToText();
}

std::string StatusCsv(const v1::GetStatusResponse& status) {
  Csv csv({"ledger_id", "epoch", "format_version", "head_position", "head_record_time",
           "published_position", "write_state", "disk_free_bytes", "disk_needed_bytes",
           "server_version", "uptime_seconds", "unit_count", "plan_count", "source_count",
           "cell_count", "open_streams"});
  csv.AddRow({Hex(status.ledger_id()), std::to_string(status.epoch()),
              std::to_string(status.format_version()), std::to_string(status.head_position()),
              IsoMoment(status.head_record_time_micros()),
              std::to_string(status.published_position()), KeyFor(status.write_state()),
              std::to_string(status.disk_free_bytes()), std::to_string(status.disk_needed_bytes()),
              status.server_version(), std::to_string(status.uptime_seconds()),
              std::to_string(status.unit_count()), std::to_string(status.plan_count()),
              std::to_string(status.source_count()), std::to_string(status.cell_count()),
              std::to_string(status.open_streams())});
  return csv.text();
}

}  // namespace hemoledger
