#include "clients/relay/webhook_target.h"

#include <httplib.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "clients/relay/webhook_answer.h"
#include "proto/base/errors.h"
#include "proto/base/mutex.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMaxAnswerBytes = 64 << 10;
constexpr int64_t kMicrosPerSecond = 1'000'000;
// How often an attempt that is over is told so again, until it ends: one that is still looking up
// the name does not hear it.
constexpr milliseconds kStopAgain{50};

struct Endpoint {
  // "https://host:port".
  std::string origin;
  // "/path?query".
  std::string path;
};

absl::Status UrlInvalid(std::string_view expected) {
  // Its value may hold a secret.
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", "webhook.url"}, {"value", "…"}, {"expected", expected}});
}

absl::StatusOr<Endpoint> ParseUrl(const std::string& url) {
  if (url.empty()) return MakeError(ERROR_REASON_FIELD_REQUIRED, {{"field", "webhook.url"}});
  const size_t scheme = url.find("://");
  const std::string_view name = std::string_view(url).substr(0, scheme);
  if (scheme == std::string::npos || (name != "https" && name != "http"))
    return UrlInvalid("https://…");
  const size_t host = scheme + 3;
  const size_t end = std::min(url.find_first_of("/?#", host), url.size());
  const std::string_view authority = std::string_view(url).substr(host, end - host);
  if (authority.empty() || authority.front() == ':') return UrlInvalid("https://host/…");
  if (authority.find('@') != std::string_view::npos)
    return UrlInvalid("https://host/…; user:password: [webhook.headers] Authorization");
  for (const char c : url) {
    if (c <= ' ' || c >= '\x7f' || c == '#') return UrlInvalid("ASCII, %XX");
  }
  Endpoint endpoint{.origin = url.substr(0, end), .path = url.substr(end)};
  if (endpoint.path.empty() || endpoint.path.front() != '/')
    endpoint.path.insert(endpoint.path.begin(), '/');
  return endpoint;
}

absl::Status CheckHeader(const std::string& name, const std::string& value) {
  const auto is_token = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  };
  const bool fine = !name.empty() && std::all_of(name.begin(), name.end(), is_token) &&
                    value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
  const std::string lower = absl::AsciiStrToLower(name);
  const bool ours = absl::StartsWith(lower, "ce-") || absl::StartsWith(lower, "webhook-") ||
                    lower == "content-type" || lower == "content-length" || lower == "host" ||
                    lower == "transfer-encoding" || lower == "connection";
  if (fine && !ours) return absl::OkStatus();
  return MakeError(ERROR_REASON_FIELD_INVALID,
                   {{"field", "webhook.headers"},
                    {"value", name},
                    {"expected", "Authorization, X-… (ce-*, webhook-*, Content-*: hemo)"}});
}

std::string_view WordsFor(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return "no connection";
    case httplib::Error::ConnectionTimeout:
      return "no connection in time";
    case httplib::Error::Read:
      return "the connection ended before an answer";
    case httplib::Error::Write:
      return "the connection ended before all was sent";
    case httplib::Error::SSLConnection:
      return "no TLS connection";
    case httplib::Error::SSLLoadingCerts:
      return "the certificates to trust can not be read";
    case httplib::Error::SSLServerVerification:
      return "the receiver's certificate can not be verified";
    default:
      return "the request failed";
  }
}

// Ends a request that is over: its time is up, or the relay gives up.
class Watchdog {
 public:
  Watchdog(httplib::Client& client, milliseconds timeout, std::stop_token give_up)
      : deadline_(std::chrono::steady_clock::now() + timeout),
        wake_(give_up,
              [this] {
                { const MutexLock lock(mutex_); }
                changed_.NotifyAll();
              }),
        thread_([this, &client, give_up] { Watch(client, give_up); }) {}

  ~Watchdog() {
    {
      MutexLock lock(mutex_);
      done_ = true;
    }
    changed_.NotifyAll();
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // It ended the request.
  bool has_struck() {
    MutexLock lock(mutex_);
    return struck_;
  }

 private:
  void Watch(httplib::Client& client, const std::stop_token& give_up) {
    MutexLock lock(mutex_);
    static_cast<void>(changed_.WaitUntil(mutex_, deadline_, [&] {
      mutex_.AssertHeld();
      return done_ || give_up.stop_requested();
    }));
    while (!done_) {
      struck_ = true;
      client.stop();
      static_cast<void>(changed_.WaitFor(mutex_, kStopAgain, [&] {
        mutex_.AssertHeld();
        return done_;
      }));
    }
  }

  const std::chrono::steady_clock::time_point deadline_;
  Mutex mutex_;
  CondVar changed_;
  bool done_ GUARDED_BY(mutex_) = false;
  bool struck_ GUARDED_BY(mutex_) = false;
  std::stop_callback<std::function<void()>> wake_;
  std::thread thread_;
};

class WebhookTarget : public RelayTarget {
 public:
  WebhookTarget(const WebhookOptions& options, Endpoint endpoint, WebhookSigner signer,
                Clock& clock)
      : options_(options),
        endpoint_(std::move(endpoint)),
        signer_(std::move(signer)),
        clock_(clock) {}

  // A receiver has nothing to ask without sending it an event.
  absl::Status Prepare() override { return absl::OkStatus(); }

  Attempt Send(const CloudEvent& event, std::stop_token give_up) override {
    std::unique_ptr<httplib::Client> client = TakeClient();
    Attempt attempt = SendBy(*client, event, std::move(give_up));
    // What ended in the middle begins with a new connection.
    if (attempt.outcome == Attempt::Outcome::kDelivered) ReturnClient(std::move(client));
    return attempt;
  }

 private:
  Attempt SendBy(httplib::Client& client, const CloudEvent& event, std::stop_token give_up) {
    httplib::Request request = MakeRequest(event);
    // The answer counts from its head on: a body that is too long or never ends changes nothing.
    int status = 0;
    std::string retry_after;
    size_t received = 0;
    request.response_handler = [&](const httplib::Response& response) {
      status = response.status;
      retry_after = response.get_header_value("Retry-After");
      return true;
    };
    request.content_receiver = [&](const char*, size_t size, uint64_t, uint64_t) {
      received += size;
      return received <= kMaxAnswerBytes;
    };
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    bool struck = false;
    {
      Watchdog watchdog(client, options_.timeout, give_up);
      client.send(request, response, error);
      struck = watchdog.has_struck();
    }
    if (status != 0) return MeaningOf(status, retry_after, clock_.NowMicros());
    Attempt attempt;
    attempt.outcome = Attempt::Outcome::kRetry;
    if (give_up.stop_requested()) {
      attempt.reason = "the relay is ending";
    } else if (struck) {
      attempt.reason = Concat("no answer within ", options_.timeout.count(), " ms");
    } else {
      attempt.reason = std::string(WordsFor(error));
    }
    return attempt;
  }

  httplib::Request MakeRequest(const CloudEvent& event) {
    EncodedEvent encoded = Encode(event, options_.form);
    const int64_t seconds = clock_.NowMicros() / kMicrosPerSecond;
    httplib::Request request;
    request.method = "POST";
    request.path = endpoint_.path;
    const auto add = [&](const std::string& name, const std::string& value) {
      request.headers.emplace(name, value);
    };
    for (const auto& [name, value] : options_.headers) add(name, value);
    for (const auto& [name, value] : encoded.headers) add(name, value);
    add("Content-Type", encoded.content_type);
    add("webhook-id", event.dedupe_id);
    add("webhook-timestamp", Concat(seconds));
    add("webhook-signature", signer_.Sign(event.dedupe_id, seconds, encoded.body));
    request.body = std::move(encoded.body);
    return request;
  }

  std::unique_ptr<httplib::Client> TakeClient() {
    {
      MutexLock lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<httplib::Client> client = std::move(idle_.back());
        idle_.pop_back();
        return client;
      }
    }
    auto client = std::make_unique<httplib::Client>(endpoint_.origin);
    client->set_connection_timeout(options_.timeout);
    client->set_read_timeout(options_.timeout);
    client->set_write_timeout(options_.timeout);
    client->set_keep_alive(true);
    client->set_tcp_nodelay(true);
    client->set_follow_location(false);
    client->set_decompress(false);
    // The path is sent as it is configured.
    client->set_url_encode(false);
    client->enable_server_certificate_verification(true);
    if (!options_.ca_file.empty()) client->set_ca_cert_path(options_.ca_file);
    return client;
  }

  void ReturnClient(std::unique_ptr<httplib::Client> client) {
    MutexLock lock(mutex_);
    idle_.push_back(std::move(client));
  }

  const WebhookOptions options_;
  const Endpoint endpoint_;
  const WebhookSigner signer_;
  Clock& clock_;

  Mutex mutex_;
  // As many as were ever used at once.
  std::vector<std::unique_ptr<httplib::Client>> idle_ GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<RelayTarget>> MakeWebhookTarget(const WebhookOptions& options,
                                                               Clock& clock) {
  ASSIGN_OR_RETURN(Endpoint endpoint, ParseUrl(options.url));
  ASSIGN_OR_RETURN(WebhookSigner signer, WebhookSigner::Make(options.secrets));
  for (const auto& [name, value] : options.headers) RETURN_IF_ERROR(CheckHeader(name, value));
  std::error_code error;
  if (!options.ca_file.empty() && !std::filesystem::is_regular_file(options.ca_file, error)) {
    return MakeError(ERROR_REASON_FILE_UNREADABLE,
                     {{"path", options.ca_file}, {"detail", error.message()}});
  }
  return std::make_unique<WebhookTarget>(options, std::move(endpoint), std::move(signer), clock);
}

}  // namespace hemoledger
