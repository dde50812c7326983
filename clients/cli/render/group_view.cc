#include "clients/cli/render/group_view.h"

#include <cstdint>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/table.h"

namespace hemoledger {
namespace {

std::string Lag(const v1::ConsumerGroup& group, Language language) {
  if (group.lag_events() == 0) return Say(language, "không", "none");
  return std::to_string(group.lag_events()) + Say(language, " sự kiện, ", " events, ") +
         FormatDuration(static_cast<int64_t>(group.lag_seconds()), language);
}

std::string Millis(uint32_t millis, Language language) {
  return std::to_string(millis) + Say(language, " mili giây", " ms");
}

}  // namespace

std::string GroupsText(std::span<const v1::ConsumerGroup* const> groups, Language language) {
  Table table({{Say(language, "Nhóm", "Group")},
               {Say(language, "Vị trí tiếp", "Next position"), Align::kRight},
               {Say(language, "Còn chậm", "Behind")},
               {Say(language, "Máy nhận", "Consumers"), Align::kRight},
               {Say(language, "Đang làm", "In flight"), Align::kRight},
               {Say(language, "Chờ làm lại", "Retrying"), Align::kRight},
               {Say(language, "Gác lại", "Parked"), Align::kRight}});
  for (const v1::ConsumerGroup* group : groups) {
    table.AddRow({group->group_id(), std::to_string(group->next_position()), Lag(*group, language),
                  std::to_string(group->consumers()), std::to_string(group->in_flight()),
                  std::to_string(group->waiting_retry()), std::to_string(group->parked())});
  }
  return table.ToText();
}

std::string GroupsCsv(std::span<const v1::ConsumerGroup* const> groups) {
  Csv csv({"group_id", "next_position", "head_position", "lag_events", "lag_seconds", "consumers",
           "in_flight", "waiting_retry", "parked"});
  for (const v1::ConsumerGroup* group : groups) {
    csv.AddRow({group->group_id(), std::to_string(group->next_position()),
                std::to_string(group->head_position()), std::to_string(group->lag_events()),
                std::to_string(static_cast<int64_t>(group->lag_seconds())),
                std::to_string(group->consumers()), std::to_string(group->in_flight()),
                std::to_string(group->waiting_retry()), std::to_string(group->parked())});
  }
  return csv.TakeText();
}

std::string GroupText(const v1::ConsumerGroup& group, Language language) {
  Facts facts;
  facts.Add(Say(language, "Nhóm", "Group"), group.group_id());
  std::string types;
  for (const int type : group.filter().types()) {
    if (!types.empty()) types += ", ";
    types += WordFor(static_cast<v1::EventType>(type), language);
  }
  facts.Add(Say(language, "Loại sự kiện", "Events"),
            types.empty() ? Say(language, "tất cả", "all") : types);
  facts.Add(Say(language, "Đơn vị", "Unit"), group.filter().unit_id());
  facts.Add(Say(language, "Kế hoạch", "Plan"), group.filter().plan_id());
  facts.Add(Say(language, "Nguồn", "Source"), group.filter().source_id());
  facts.Add(Say(language, "Luồng vào", "Feed"), group.filter().feed());
  facts.Add(Say(language, "Giữ thứ tự trong", "In order within"),
            group.key() == v1::CONSUMER_KEY_PLAN
                ? Say(language, "kế hoạch, hoặc đơn vị được tính", "plan, or credited unit")
                : Say(language, "đơn vị được tính", "credited unit"));
  facts.Add(Say(language, "Số lần thử", "Attempts"), std::to_string(group.max_attempts()));
  facts.Add(Say(language, "Thời gian giữ", "Lease"), Millis(group.lease_millis(), language));
  facts.Add(Say(language, "Chờ làm lại", "Backoff"),
            Millis(group.min_backoff_millis(), language) + " – " +
                Millis(group.max_backoff_millis(), language));
  facts.Add(Say(language, "Lập lúc", "Created"),
            FormatMoment(group.create_time_micros(), language));
  facts.Add(Say(language, "Vị trí tiếp", "Next position"), std::to_string(group.next_position()));
  facts.Add(Say(language, "Cuối sổ", "Head"), std::to_string(group.head_position()));
  facts.Add(Say(language, "Còn chậm", "Behind"), Lag(group, language));
  facts.Add(Say(language, "Máy nhận", "Consumers"), std::to_string(group.consumers()));
  facts.Add(Say(language, "Xong trước", "Settled ahead"), std::to_string(group.settled_ahead()));
  facts.Add(Say(language, "Đang làm", "In flight"), std::to_string(group.in_flight()));
  facts.Add(Say(language, "Chờ làm lại", "Retrying"), std::to_string(group.waiting_retry()));
  facts.Add(Say(language, "Gác lại", "Parked"), std::to_string(group.parked()));
  return facts.ToText();
}

std::string ParkedText(std::span<const v1::ParkedEvent* const> events, Language language) {
  Table table({{Say(language, "Vị trí", "Position"), Align::kRight},
               {Say(language, "Khóa", "Key")},
               {Say(language, "Số lần", "Attempts"), Align::kRight},
               {Say(language, "Lúc", "When")},
               {Say(language, "Máy nhận", "Consumer")},
               {Say(language, "Lý do", "Reason"), Align::kLeft, 60}});
  for (const v1::ParkedEvent* event : events) {
    table.AddRow(
        {std::to_string(event->position()), event->key(), std::to_string(event->attempts()),
         FormatMoment(event->park_time_micros(), language), event->consumer(), event->reason()});
  }
  return table.ToText();
}

std::string ParkedCsv(std::span<const v1::ParkedEvent* const> events) {
  Csv csv({"position", "key", "attempts", "attempts_used_up", "park_time", "consumer", "reason"});
  for (const v1::ParkedEvent* event : events) {
    csv.AddRow({std::to_string(event->position()), event->key(), std::to_string(event->attempts()),
                event->attempts_used_up() ? "true" : "false", IsoMoment(event->park_time_micros()),
                event->consumer(), event->reason()});
  }
  return csv.TakeText();
}

}  // namespace hemoledger
