#include "clients/relay/nats_target.h"

#include <nats/nats.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <utility>

#include "absl/strings/str_replace.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

// How long a stream made here knows message ids: as long as a relay may reasonably be away between
// an acknowledgement that was lost and the next attempt.
constexpr int64_t kDuplicateWindowNanos = int64_t{3600} * 1'000'000'000;
// A code of the server that the library has no name for.
constexpr int kHeaderExceedsMaximum = 10097;
constexpr int64_t kReconnectWaitMillis = 250;
constexpr int64_t kReconnectJitterMillis = 250;

template <typename T, void (*kDestroy)(T*)>
struct Deleter {
  void operator()(T* object) const { kDestroy(object); }
};
template <typename T, void (*kDestroy)(T*)>
using Owned = std::unique_ptr<T, Deleter<T, kDestroy>>;
using OwnedOptions = Owned<natsOptions, natsOptions_Destroy>;
using OwnedMessage = Owned<natsMsg, natsMsg_Destroy>;
using OwnedPubAck = Owned<jsPubAck, jsPubAck_Destroy>;
using OwnedStreamInfo = Owned<jsStreamInfo, jsStreamInfo_Destroy>;

// A connection and its JetStream, ended together.
struct Broker {
  Broker() = default;
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;
  ~Broker() {
    jsCtx_Destroy(jetstream);
    natsConnection_Destroy(connection);
  }
  natsConnection* connection = nullptr;
  jsCtx* jetstream = nullptr;
};

std::string WordsFor(natsStatus status) {
  std::string words = natsStatus_GetText(status);
  return "NATS: " + words;
}

absl::Status Unavailable(natsStatus status) {
  return FromWire(static_cast<int>(absl::StatusCode::kUnavailable), WordsFor(status), "");
}

absl::Status Invalid(std::string_view field, std::string_view value, std::string_view expected) {
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", field}, {"value", value}, {"expected", expected}});
}

// nullptr: left out.
const char* OrNull(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

absl::Status CheckSubject(const std::string& subject) {
  const std::string sample = absl::StrReplaceAll(subject, {{"{type}", "x"}, {"{unit}", "x"}});
  const bool fine = !sample.empty() && sample.front() != '.' && sample.back() != '.' &&
                    sample.front() != '$' && sample.find("..") == std::string::npos &&
                    std::all_of(sample.begin(), sample.end(), [](char c) {
                      return c > ' ' && c < '\x7f' && c != '*' && c != '>' && c != '{' && c != '}';
                    });
  if (fine) return absl::OkStatus();
  return Invalid("nats.subject", subject, "hemoledger.{type}.{unit}");
}

absl::Status CheckStream(const std::string& stream) {
  if (stream.empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "nats.stream"}});
  for (const char c : stream) {
    if (c <= ' ' || c >= '\x7f' || c == '.' || c == '*' || c == '>' || c == '/' || c == '\\')
      return Invalid("nats.stream", stream, "A–Z, a–z, 0–9, - _");
  }
  return absl::OkStatus();
}

absl::Status CheckFile(const std::string& path) {
  std::error_code error;
  if (path.empty() || std::filesystem::is_regular_file(path, error)) return absl::OkStatus();
  return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", path}, {"detail", error.message()}});
}

class NatsTarget : public RelayTarget {
 public:
  explicit NatsTarget(const NatsOptions& options) : options_(options) {}

  absl::Status Prepare() override {
    ASSIGN_OR_RETURN(const std::shared_ptr<Broker> broker, Connected());
    jsOptions wait;
    jsOptions_Init(&wait);
    wait.Wait = options_.timeout.count();
    jsStreamInfo* info = nullptr;
    jsErrCode fault = static_cast<jsErrCode>(0);
    natsStatus status =
        js_GetStreamInfo(&info, broker->jetstream, options_.stream.c_str(), &wait, &fault);
    OwnedStreamInfo owned(info);
    if (status == NATS_OK) return absl::OkStatus();
    if (fault == JSNotEnabledErr || fault == JSNotEnabledForAccountErr) {
      return Invalid("nats.servers", "…", "JetStream (nats-server -js)");
    }
    if (status != NATS_NOT_FOUND && fault != JSStreamNotFoundErr) return Unavailable(status);
    if (!options_.create_stream) {
      return Invalid("nats.stream", options_.stream, "nats stream add …, create_stream = true");
    }
    jsStreamConfig config;
    jsStreamConfig_Init(&config);
    const std::string filter = SubjectFilterOf(options_.subject);
    const char* subjects[] = {filter.c_str()};
    config.Name = options_.stream.c_str();
    config.Subjects = subjects;
    config.SubjectsLen = 1;
    config.Storage = js_FileStorage;
    config.Duplicates = kDuplicateWindowNanos;
    status = js_AddStream(&info, broker->jetstream, &config, &wait, &fault);
    owned.reset(status == NATS_OK ? info : nullptr);
    if (status == NATS_OK) return absl::OkStatus();
    if (fault == 0) return Unavailable(status);
    return Invalid("nats.stream", options_.stream,
                   Concat("JetStream: ", static_cast<int>(fault), " ", WordsFor(status)));
  }

  // An acknowledgement is waited for up to the timeout; that wait is too short to be cut by
  // `give_up`.
  Attempt Send(const CloudEvent& event, std::stop_token /*give_up*/) override {
    Attempt attempt;
    attempt.outcome = Attempt::Outcome::kRetry;
    const absl::StatusOr<std::shared_ptr<Broker>> broker = Connected();
    if (!broker.ok()) {
      attempt.reason = std::string(ToStd(broker.status().message()));
      return attempt;
    }
    // What would wait in a buffer could arrive after the attempt was given up.
    if (natsConnection_Status((*broker)->connection) != NATS_CONN_STATUS_CONNECTED) {
      attempt.reason = "no connection to NATS";
      return attempt;
    }
    natsMsg* message = nullptr;
    natsStatus status = MakeMessage(event, message);
    const OwnedMessage owned(message);
    if (status != NATS_OK) {
      attempt.reason = WordsFor(status);
      return attempt;
    }
    jsPubOptions publish;
    jsPubOptions_Init(&publish);
    publish.MaxWait = options_.timeout.count();
    publish.MsgId = event.dedupe_id.c_str();
    publish.ExpectStream = options_.stream.c_str();
    jsPubAck* acknowledgement = nullptr;
    jsErrCode fault = static_cast<jsErrCode>(0);
    status = js_PublishMsg(&acknowledgement, (*broker)->jetstream, message, &publish, &fault);
    const OwnedPubAck owned_acknowledgement(acknowledgement);
    if (status == NATS_OK) {
      attempt.outcome = Attempt::Outcome::kDelivered;
      return attempt;
    }
    attempt.reason = status == NATS_NO_RESPONDERS ? "NATS: no stream takes this subject"
                     : fault != 0 ? Concat("JetStream refused it with ", static_cast<int>(fault))
                                  : WordsFor(status);
    // Only these are about the event itself.
    if (status == NATS_MAX_PAYLOAD || fault == JSStreamMessageExceedsMaximumErr ||
        static_cast<int>(fault) == kHeaderExceedsMaximum) {
      attempt.outcome = Attempt::Outcome::kPark;
    }
    return attempt;
  }

 private:
  natsStatus MakeMessage(const CloudEvent& event, natsMsg*& message) const {
    const EncodedEvent encoded = Encode(event, options_.form);
    const std::string subject = SubjectOf(options_.subject, event);
    natsStatus status = natsMsg_Create(&message, subject.c_str(), nullptr, encoded.body.data(),
                                       static_cast<int>(encoded.body.size()));
    for (const auto& [name, value] : encoded.headers) {
      if (status == NATS_OK) status = natsMsgHeader_Set(message, name.c_str(), value.c_str());
    }
    // Content-Type means the structured form here.
    const bool structured = options_.form == EventForm::kStructured;
    if (status == NATS_OK) {
      status = natsMsgHeader_Set(message, structured ? "Content-Type" : "ce-datacontenttype",
                                 encoded.content_type.c_str());
    }
    return status;
  }

  // The connection, made anew where it is closed for good.
  absl::StatusOr<std::shared_ptr<Broker>> Connected() EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (broker_ != nullptr &&
        natsConnection_Status(broker_->connection) != NATS_CONN_STATUS_CLOSED) {
      return broker_;
    }
    broker_.reset();
    auto broker = std::make_shared<Broker>();
    natsOptions* raw = nullptr;
    natsStatus status = natsOptions_Create(&raw);
    const OwnedOptions options(raw);
    if (status == NATS_OK) status = Configure(raw);
    if (status == NATS_OK) status = natsConnection_Connect(&broker->connection, raw);
    jsOptions wait;
    jsOptions_Init(&wait);
    wait.Wait = options_.timeout.count();
    if (status == NATS_OK) {
      status = natsConnection_JetStream(&broker->jetstream, broker->connection, &wait);
    }
    if (status != NATS_OK) return Unavailable(status);
    broker_ = std::move(broker);
    return broker_;
  }

  natsStatus Configure(natsOptions* options) const {
    std::vector<const char*> servers;
    for (const std::string& server : options_.servers) servers.push_back(server.c_str());
    natsStatus status =
        natsOptions_SetServers(options, servers.data(), static_cast<int>(servers.size()));
    const auto then = [&status](natsStatus next) {
      if (status == NATS_OK) status = next;
    };
    constexpr int kForEver = -1;
    then(natsOptions_SetName(options, "hemo relay"));
    then(natsOptions_SetTimeout(options, options_.timeout.count()));
    then(natsOptions_SetMaxReconnect(options, kForEver));
    then(natsOptions_SetReconnectWait(options, kReconnectWaitMillis));
    then(natsOptions_SetReconnectJitter(options, kReconnectJitterMillis, kReconnectJitterMillis));
    then(natsOptions_SetFailRequestsOnDisconnect(options, true));
    if (!options_.user.empty()) {
      then(natsOptions_SetUserInfo(options, options_.user.c_str(), options_.password.c_str()));
    }
    if (!options_.token.empty()) then(natsOptions_SetToken(options, options_.token.c_str()));
    if (!options_.credentials_file.empty()) {
      then(natsOptions_SetUserCredentialsFromFiles(options, OrNull(options_.credentials_file),
                                                   nullptr));
    }
    if (!options_.ca_file.empty()) {
      then(natsOptions_SetSecure(options, true));
      then(natsOptions_LoadCATrustedCertificates(options, options_.ca_file.c_str()));
    }
    return status;
  }

  const NatsOptions options_;
  Mutex mutex_;
  std::shared_ptr<Broker> broker_ GUARDED_BY(mutex_);
};

}  // namespace

std::string SubjectOf(std::string_view subject_template, const CloudEvent& event) {
  const std::string unit = event.unit_id.empty() ? "-" : event.unit_id;
  return absl::StrReplaceAll(ToAbsl(subject_template),
                             {{"{type}", event.type_word}, {"{unit}", unit}});
}

// A placeholder beside other text in one part of a subject can only be matched by the whole part.
std::string SubjectFilterOf(std::string_view subject_template) {
  std::string filter;
  while (true) {
    const size_t end = subject_template.find('.');
    const std::string_view part = subject_template.substr(0, end);
    if (!filter.empty()) filter += '.';
    filter += part.find('{') == std::string_view::npos ? part : "*";
    if (end == std::string_view::npos) return filter;
    subject_template.remove_prefix(end + 1);
  }
}

absl::StatusOr<std::unique_ptr<RelayTarget>> MakeNatsTarget(const NatsOptions& options) {
  if (options.servers.empty())
    return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "nats.servers"}});
  RETURN_IF_ERROR(CheckStream(options.stream));
  RETURN_IF_ERROR(CheckSubject(options.subject));
  RETURN_IF_ERROR(CheckFile(options.ca_file));
  RETURN_IF_ERROR(CheckFile(options.credentials_file));
  return std::make_unique<NatsTarget>(options);
}

}  // namespace hemoledger
