// hemo relay
#include "clients/relay/relay.h"

#include <signal.h>

#include <map>
#include <memory>
#include <stop_token>

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/group_flags.h"
#include "clients/cli/commands/relay_settings.h"
#include "clients/cli/render/event_view.h"
#include "clients/cli/render/say.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

struct Options {
  std::string config;
  bool check = false;
};

// Without --wait a relay waits for its ledger for ever.
constexpr std::chrono::hours kForEver{24 * 366};
// The same trouble is told again after this.
constexpr int64_t kTellAgainMicros = 30'000'000;
constexpr size_t kMaxReasons = 64;

// Says what does not go through, and the same no more than twice a minute.
class TroubleTeller {
 public:
  explicit TroubleTeller(Context& context) : context_(context) {}

  void Tell(const RelayTrouble& trouble) EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    const int64_t now = context_.clock().BootMicros();
    if (!trouble.parked) {
      if (told_.size() >= kMaxReasons) told_.clear();
      const auto [told, is_new] = told_.try_emplace(trouble.reason, now);
      if (!is_new && now - told->second < kTellAgainMicros) return;
      told->second = now;
    }
    context_.err() << Words(trouble) << std::endl;
  }

 private:
  std::string Words(const RelayTrouble& trouble) const {
    const Language language = context_.language();
    std::string words;
    if (trouble.position.has_value())
      words = Concat(Say(language, "Vị trí ", "Position "), *trouble.position, ": ");
    words += trouble.reason;
    if (trouble.parked) return words + Say(language, "; đã gác lại", "; parked");
    return Concat(words, Say(language, "; thử lại sau ", "; again in "), trouble.wait.count(),
                  " ms");
  }

  Context& context_;
  Mutex mutex_;
  std::map<std::string, int64_t> told_ GUARDED_BY(mutex_);
};

absl::StatusOr<std::unique_ptr<RelayTarget>> MakeTarget(const RelaySettings& settings,
                                                        Clock& clock) {
  if (settings.webhook.has_value()) return MakeWebhookTarget(*settings.webhook, clock);
  return MakeNatsTarget(*settings.nats);
}

absl::StatusOr<std::string> WriteJson(const v1::RecordedEvent& recorded) {
  ASSIGN_OR_RETURN(const DecodedEvent event, DecodeEvent(recorded));
  return JsonLine(EventJson(event, recorded));
}

void PrintCounts(const RelayCounts& counts, Context& context) {
  switch (context.format()) {
    case OutputFormat::kTable:
      context.out() << context.Say(
          Concat("Đã chuyển ", counts.delivered, " sự kiện, gác lại ", counts.parked, ".\n"),
          Concat("Relayed ", counts.delivered, " events, parked ", counts.parked, ".\n"));
      break;
    case OutputFormat::kCsv:
      context.out() << "delivered,parked\n" << counts.delivered << "," << counts.parked << "\n";
      break;
    case OutputFormat::kJson: {
      Json json = Json::object();
      json["delivered"] = counts.delivered;
      json["parked"] = counts.parked;
      context.out() << JsonText(json);
      break;
    }
  }
}

// What is wrong in the file ends the command as a fault of usage.
absl::Status InFile(const std::string& path, const absl::Status& status) {
  if (status.ok() || (ReasonOf(status) != ERROR_REASON_FIELD_INVALID &&
                      ReasonOf(status) != ERROR_REASON_FIELD_REQUIRED)) {
    return status;
  }
  const std::string field = FieldOf(status, "field");
  return MakeError(
      ERROR_REASON_INPUT_FILE_INVALID,
      {{"file", path},
       {"value", Concat(field, " = ", FieldOf(status, "value"))},
       {"expected",
        FieldOf(status, "expected").empty() ? field + " = …" : FieldOf(status, "expected")}});
}

absl::StatusOr<ExitCode> Run(const Options& options, const Clerk& clerk, Context& context) {
  const auto variables = [&clerk](const char* name) -> std::optional<std::string> {
    return clerk.Variable(name);
  };
  absl::StatusOr<RelaySettings> settings = LoadRelaySettings(options.config, variables);
  if (!settings.ok()) return InFile(options.config, settings.status());
  absl::StatusOr<std::unique_ptr<RelayTarget>> target = MakeTarget(*settings, context.clock());
  if (!target.ok()) return InFile(options.config, target.status());
  if (settings->secret_is_exposed) {
    context.err() << context.Say(
        Concat("Chú ý: ", options.config, " chứa bí mật mà người khác đọc được: chmod 600.\n"),
        Concat("Note: others can read the secret in ", options.config, ": chmod 600.\n"));
  }
  const std::unique_ptr<ConsumerConnection> groups = ConnectToGroups(context);
  if (options.check) {
    RETURN_IF_ERROR(InFile(options.config, (*target)->Prepare()));
    v1::GetConsumerGroupRequest request;
    request.set_group_id(settings->group_id);
    RETURN_IF_ERROR(groups->GetConsumerGroup(request).status());
    context.out() << context.Say("Cấu hình dùng được.\n", "The configuration is good.\n");
    return ExitCode::kOk;
  }
  // A receiver that closes its end must not end this process.
  signal(SIGPIPE, SIG_IGN);
  ASSIGN_OR_RETURN(const v1::GetStatusResponse status,
                   context.connection().GetStatus(v1::GetStatusRequest()));
  TroubleTeller teller(context);
  RelayOptions relay;
  relay.group_id = settings->group_id;
  relay.consumer = settings->consumer;
  relay.concurrency = settings->concurrency;
  relay.ledger = {.ledger_id = status.ledger_id(), .epoch = status.epoch()};
  relay.data = settings->data;
  relay.json = WriteJson;
  relay.retry = context.MakeRetryPolicy(
      context.wait_given() ? context.wait()
                           : std::chrono::duration_cast<std::chrono::seconds>(kForEver));
  relay.park_after = settings->park_after;
  relay.stop = context.TakeOverInterrupts();
  relay.on_trouble = [&teller](const RelayTrouble& trouble) { teller.Tell(trouble); };
  RelayCounts counts;
  const absl::Status ended =
      RunRelay(*groups, **target, relay, context.clock(), context.random(), counts);
  PrintCounts(counts, context);
  RETURN_IF_ERROR(InFile(options.config, ended));
  return ExitCode::kOk;
}

}  // namespace

void AddRelay(Command& hemo, CommandLine& line, Clerk& clerk) {
  Register<Options>(
      hemo, line, "relay",
      {"chuyển sự kiện của một nhóm nhận đến webhook hoặc NATS JetStream dưới dạng CloudEvents, "
       "đến khi nhấn Ctrl-C; bí mật chỉ ở trong tệp cấu hình hoặc biến môi trường (docs/relay.md)",
       "take a group's events to a webhook or to NATS JetStream as CloudEvents, until Ctrl-C; "
       "secrets stand in the configuration file or the environment only (docs/relay.md)",
       "  hemo group create bao-tin --max-attempts 1000\n"
       "  hemo relay --config relay.toml --check\n"
       "  hemo relay --config relay.toml"},
      [](Command& command, Options& options, Context& context) {
        command
            .AddFilled("--config", options.config, "tệp cấu hình (TOML)",
                       "configuration file (TOML)")
            .Required()
            .TypeName(context.Say("TỆP", "FILE"));
        command.Add("--check", options.check,
                    "chỉ kiểm tra cấu hình, nhóm nhận và stream; không gửi sự kiện nào",
                    "only check the configuration, the group and the stream; no event is sent");
      },
      [&clerk](const Options& options, Context& context) { return Run(options, clerk, context); });
}

}  // namespace hemoledger
