// The webhook target against a real server of the same process.
#include "clients/relay/webhook_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <thread>

#include "absl/strings/escaping.h"
#include "proto/base/check.h"
#include "proto/base/strings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;
using Outcome = Attempt::Outcome;

constexpr char kHost[] = "127.0.0.1";

// A receiver on a free port; ends with the test.
class Receiver {
 public:
  explicit Receiver(std::unique_ptr<httplib::Server> server, std::string scheme = "http")
      : server_(std::move(server)), scheme_(std::move(scheme)) {
    port_ = server_->bind_to_any_port(kHost);
    HL_CHECK(port_ > 0);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    // stop() before it listens would be lost.
    while (!server_->is_running()) std::this_thread::yield();
  }
  ~Receiver() {
    server_->stop();
    thread_.join();
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::string Url(const std::string& path, const std::string& host = kHost) const {
    return Concat(scheme_, "://", host, ":", port_, path);
  }

 private:
  std::unique_ptr<httplib::Server> server_;
  const std::string scheme_;
  int port_ = 0;
  std::thread thread_;
};

// A receiver that is none: what comes in on each connection is `serve`'s to answer.
class RawReceiver {
 public:
  explicit RawReceiver(std::function<void(int socket)> serve) : serve_(std::move(serve)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    HL_CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    HL_CHECK(listen(listener_, 8) == 0);
    HL_CHECK(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int one = accept(listener_, nullptr, nullptr); one >= 0;
           one = accept(listener_, nullptr, nullptr)) {
        serve_(one);
        close(one);
      }
    });
  }
  ~RawReceiver() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  RawReceiver(const RawReceiver&) = delete;
  RawReceiver& operator=(const RawReceiver&) = delete;

  std::string Url() const { return Concat("http://", kHost, ":", port_, "/"); }

 private:
  const std::function<void(int)> serve_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

CloudEvent SomeEvent() {
  CloudEvent event;
  event.position = 17;
  event.attributes = {
      {"specversion", "1.0"}, {"id", "17"}, {"datacontenttype", "application/json"}};
  event.data_content_type = "application/json";
  event.data = "{\"a\":1}";
  event.is_json = true;
  event.dedupe_id = "01ab-1-17";
  return event;
}

class WebhookTargetTest : public testing::Test {
 protected:
  WebhookTargetTest() { options_.secrets = {absl::Base64Escape(std::string(32, 'k'))}; }

  std::unique_ptr<RelayTarget> Target(const std::string& url) {
    options_.url = url;
    absl::StatusOr<std::unique_ptr<RelayTarget>> target = MakeWebhookTarget(options_, clock_);
    EXPECT_OK(target.status());
    return *std::move(target);
  }
  // A receiver that answers every POST to /in by `handler`.
  static std::unique_ptr<httplib::Server> Answering(httplib::Server::Handler handler) {
    auto server = std::make_unique<httplib::Server>();
    server->Post("/in", std::move(handler));
    return server;
  }

  WebhookOptions options_;
  FakeClock clock_;
};

TEST_F(WebhookTargetTest, ASignedPost) {
  httplib::Request got;
  const Receiver receiver(
      Answering([&](const httplib::Request& request, httplib::Response&) { got = request; }));
  options_.headers = {{"Authorization", "Bearer abc"}};
  const Attempt attempt = Target(receiver.Url("/in?a=%20b"))->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kDelivered) << attempt.reason;
  EXPECT_EQ(
      got.body,
      R"({"specversion":"1.0","id":"17","datacontenttype":"application/json","data":{"a":1}})");
  EXPECT_EQ(got.get_param_value("a"), " b");
  EXPECT_EQ(got.get_header_value("Content-Type"), "application/cloudevents+json");
  EXPECT_EQ(got.get_header_value("Authorization"), "Bearer abc");
  EXPECT_EQ(got.get_header_value("webhook-id"), "01ab-1-17");
  const int64_t seconds = FakeClock::kStartMicros / 1'000'000;
  EXPECT_EQ(got.get_header_value("webhook-timestamp"), Concat(seconds));
  EXPECT_EQ(got.get_header_value("webhook-signature"),
            WebhookSigner::Make(options_.secrets)->Sign("01ab-1-17", seconds, got.body));
}

TEST_F(WebhookTargetTest, TheBinaryForm) {
  httplib::Request got;
  const Receiver receiver(
      Answering([&](const httplib::Request& request, httplib::Response&) { got = request; }));
  options_.form = EventForm::kBinary;
  EXPECT_EQ(Target(receiver.Url("/in"))->Send(SomeEvent(), {}).outcome, Outcome::kDelivered);
  EXPECT_EQ(got.body, "{\"a\":1}");
  EXPECT_EQ(got.get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(got.get_header_value("ce-id"), "17");
  EXPECT_EQ(got.get_header_value("ce-specversion"), "1.0");
  EXPECT_FALSE(got.has_header("ce-datacontenttype"));
}

TEST_F(WebhookTargetTest, ConnectionsAreKeptAndReplacedWhereTheReceiverClosesThem) {
  for (const size_t kept : {size_t{1}, size_t{100}}) {
    std::vector<int> ports;
    auto server = Answering([&](const httplib::Request& request, httplib::Response&) {
      ports.push_back(request.remote_port);
    });
    server->set_keep_alive_max_count(kept);
    const Receiver receiver(std::move(server));
    const std::unique_ptr<RelayTarget> target = Target(receiver.Url("/in"));
    for (int i = 0; i < 3; ++i) {
      const Attempt attempt = target->Send(SomeEvent(), {});
      EXPECT_EQ(attempt.outcome, Outcome::kDelivered) << attempt.reason;
    }
    ASSERT_EQ(ports.size(), 3u);
    EXPECT_EQ(ports[0] == ports[2], kept > 1);
  }
}

TEST_F(WebhookTargetTest, RetryAfterIsReadFromTheAnswer) {
  const Receiver receiver(Answering([](const httplib::Request&, httplib::Response& response) {
    response.status = 503;
    response.set_header("Retry-After", "7");
  }));
  const Attempt attempt = Target(receiver.Url("/in"))->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_EQ(attempt.retry_after, milliseconds(7'000));
  EXPECT_THAT(attempt.reason, HasSubstr("503"));
}

TEST_F(WebhookTargetTest, RedirectsAreNotFollowed) {
  bool followed = false;
  auto server = Answering([](const httplib::Request&, httplib::Response& response) {
    response.set_redirect("/elsewhere", 307);
  });
  server->Post("/elsewhere", [&](const httplib::Request&, httplib::Response&) { followed = true; });
  const Receiver receiver(std::move(server));
  const Attempt attempt = Target(receiver.Url("/in"))->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_THAT(attempt.reason, HasSubstr("redirects are not followed"));
  EXPECT_FALSE(followed);
}

TEST_F(WebhookTargetTest, ALongAnswerDoesNotMatter) {
  const Receiver receiver(Answering([](const httplib::Request&, httplib::Response& response) {
    response.set_content(std::string(8 << 20, 'x'), "text/plain");
  }));
  const std::unique_ptr<RelayTarget> target = Target(receiver.Url("/in"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(target->Send(SomeEvent(), {}).outcome, Outcome::kDelivered);
  }
}

TEST_F(WebhookTargetTest, NobodyListens) {
  std::string url;
  {
    const RawReceiver gone([](int) {});
    url = gone.Url();
  }
  const Attempt attempt = Target(url)->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_EQ(attempt.reason, "no connection");
}

TEST_F(WebhookTargetTest, AConnectionThatClosesWithoutAnAnswer) {
  const RawReceiver receiver([](int) {});
  const Attempt attempt = Target(receiver.Url())->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_THAT(attempt.reason, HasSubstr("connection"));
}

TEST_F(WebhookTargetTest, AnAnswerThatNeverComes) {
  options_.timeout = milliseconds(50);
  const RawReceiver receiver([](int socket) {
    char byte = 0;
    while (recv(socket, &byte, 1, 0) > 0) continue;
  });
  const Attempt attempt = Target(receiver.Url())->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
}

// Each read of it is in time, the whole never.
TEST_F(WebhookTargetTest, AnAnswerThatDripsForEver) {
  options_.timeout = milliseconds(100);
  const RawReceiver receiver([](int socket) {
    const std::string head = "HTTP/1.1 200 OK\r\nX-Drip: ";
    send(socket, head.data(), head.size(), MSG_NOSIGNAL);
    while (send(socket, "x", 1, MSG_NOSIGNAL) == 1) std::this_thread::sleep_for(milliseconds(1));
  });
  const Attempt attempt = Target(receiver.Url())->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_EQ(attempt.reason, "no answer within 100 ms");
}

TEST_F(WebhookTargetTest, GivenUpInTheMiddle) {
  std::stop_source give_up;
  options_.timeout = std::chrono::hours(1);
  const RawReceiver receiver([&](int socket) {
    char byte = 0;
    if (recv(socket, &byte, 1, 0) > 0) give_up.request_stop();
    while (recv(socket, &byte, 1, 0) > 0) continue;
  });
  const Attempt attempt = Target(receiver.Url())->Send(SomeEvent(), give_up.get_token());
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_EQ(attempt.reason, "the relay is ending");
}

class WebhookTlsTest : public WebhookTargetTest {
 protected:
  void SetUp() override {
    certificate_ = dir_.Join("certificate.pem");
    key_ = dir_.Join("key.pem");
    const std::string command = Concat(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=receiver -addext "
        "subjectAltName=DNS:localhost -keyout ",
        key_, " -out ", certificate_, " 2> /dev/null");
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    auto server = std::make_unique<httplib::SSLServer>(certificate_.c_str(), key_.c_str());
    ASSERT_TRUE(server->is_valid());
    server->Post("/in", [](const httplib::Request&, httplib::Response&) {});
    receiver_ = std::make_unique<Receiver>(std::move(server), "https");
  }

  TempDir dir_;
  std::string certificate_;
  std::string key_;
  std::unique_ptr<Receiver> receiver_;
};

TEST_F(WebhookTlsTest, ACertificateThatIsTrusted) {
  options_.ca_file = certificate_;
  const std::unique_ptr<RelayTarget> target = Target(receiver_->Url("/in", "localhost"));
  for (int i = 0; i < 2; ++i) {
    const Attempt attempt = target->Send(SomeEvent(), {});
    EXPECT_EQ(attempt.outcome, Outcome::kDelivered) << attempt.reason;
  }
}

TEST_F(WebhookTlsTest, ACertificateThatNobodyTrusts) {
  const Attempt attempt = Target(receiver_->Url("/in", "localhost"))->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_THAT(attempt.reason, HasSubstr("certificate can not be verified"));
}

TEST_F(WebhookTlsTest, ACertificateOfAnotherHost) {
  options_.ca_file = certificate_;
  const Attempt attempt = Target(receiver_->Url("/in"))->Send(SomeEvent(), {});
  EXPECT_EQ(attempt.outcome, Outcome::kRetry);
  EXPECT_THAT(attempt.reason, HasSubstr("certificate can not be verified"));
}

TEST_F(WebhookTargetTest, FaultsOfTheOptionsAreTold) {
  const auto fault = [this](const std::string& url) {
    options_.url = url;
    return MakeWebhookTarget(options_, clock_).status();
  };
  EXPECT_OK(fault("https://example.vn"));
  EXPECT_OK(fault("http://[::1]:80/a?b=c"));
  for (const char* url :
       {"", "example.vn/in", "ftp://example.vn", "https://", "https:///in", "https://:443/",
        "https://example.vn/a b", "https://example.vn/#a", "https://example.vn/\xc4\x91"}) {
    EXPECT_FALSE(fault(url).ok()) << url;
  }
  EXPECT_THAT(fault("https://an:khau@example.vn/").ToString(), Not(HasSubstr("khau")));
  EXPECT_FALSE(fault("https://an:khau@example.vn/").ok());
  options_.headers = {{"webhook-id", "x"}};
  EXPECT_FALSE(fault("https://example.vn").ok());
  options_.headers = {{"X-A", "a\r\nX-B: b"}};
  EXPECT_FALSE(fault("https://example.vn").ok());
  options_.headers = {{"X A", "a"}};
  EXPECT_FALSE(fault("https://example.vn").ok());
  options_.headers.clear();
  options_.ca_file = "/does/not/exist";
  EXPECT_FALSE(fault("https://example.vn").ok());
  options_.ca_file.clear();
  options_.secrets.clear();
  EXPECT_FALSE(fault("https://example.vn").ok());
}

}  // namespace
}  // namespace hemoledger
