#include "services/rpc/connection_acceptor.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "proto/base/mutex.h"
#include "proto/base/strings.h"
#include "services/rpc/connection_guard.h"
#include "services/rpc/limits.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

// A client's end of a connection.
class Client {
 public:
  explicit Client(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  ~Client() {
    if (socket_ >= 0) close(socket_);
  }

  // As gRPC on the other side names it.
  std::string name() const {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    return Concat("ipv4:127.0.0.1:", ntohs(address.sin_port));
  }
  // Waits until the other side has closed it.
  void WaitUntilClosed() const {
    char byte = 0;
    EXPECT_LE(recv(socket_, &byte, 1, 0), 0);
  }

 private:
  int socket_;
};

class ConnectionAcceptorTest : public testing::Test {
 protected:
  static constexpr int kMax = 3;

  ConnectionAcceptorTest() {
    auto acceptor = ConnectionAcceptor::Listen("127.0.0.1:0", kMax);
    EXPECT_OK(acceptor);
    acceptor_ = *std::move(acceptor);
    acceptor_->Start([this](int, int fd) {
      MutexLock lock(mutex_);
      handed_over_.push_back(fd);
    });
  }
  ~ConnectionAcceptorTest() override {
    acceptor_->Stop();
    for (const int fd : handed_over_) close(fd);
  }

  size_t HandedOver() {
    MutexLock lock(mutex_);
    return handed_over_.size();
  }
  // Connects, and waits until it was taken over.
  Client Connect() {
    const size_t before = HandedOver();
    Client client(acceptor_->port());
    while (HandedOver() == before) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return client;
  }
  // As gRPC does when a connection ends.
  void CloseOurs(size_t index) {
    MutexLock lock(mutex_);
    close(handed_over_[index]);
    handed_over_[index] = -1;
  }

  Mutex mutex_;
  std::vector<int> handed_over_ GUARDED_BY(mutex_);
  std::unique_ptr<ConnectionAcceptor> acceptor_;
};

TEST_F(ConnectionAcceptorTest, WhatIsAboveTheLimitIsTakenOverToBeTold) {
  std::vector<Client> clients;
  for (int i = 0; i < kMax; ++i) clients.push_back(Connect());
  for (const Client& client : clients) EXPECT_FALSE(acceptor_->IsAboveLimit(client.name()));
  const Client one_more = Connect();
  EXPECT_TRUE(acceptor_->IsAboveLimit(one_more.name()));
  for (const Client& client : clients) EXPECT_FALSE(acceptor_->IsAboveLimit(client.name()));

  LoopbackGuard inner;
  ConnectionGuard guard(&inner, acceptor_.get());
  EXPECT_OK(guard.Admit({.method = "m", .connection = clients[0].name()}));
  const absl::Status refused = guard.Admit({.method = "m", .connection = one_more.name()}).status();
  EXPECT_THAT(refused, StatusIs(ERROR_REASON_LIMIT_REACHED));
  EXPECT_THAT(refused, HasErrorField("name", "max-connections"));
  EXPECT_THAT(refused, HasErrorField("limit", kMax));

  CloseOurs(1);
  EXPECT_FALSE(acceptor_->IsAboveLimit(one_more.name())) << "there is a place now";
  EXPECT_OK(guard.Admit({.method = "m", .connection = one_more.name()}));
  EXPECT_TRUE(acceptor_->IsAboveLimit(Connect().name())) << "and it is taken";
}

TEST_F(ConnectionAcceptorTest, WhatIsFarAboveTheLimitIsClosed) {
  std::vector<Client> clients;
  for (int i = 0; i < kMax + kMaxConnectionsToldWhy; ++i) clients.push_back(Connect());
  const Client far_above(acceptor_->port());
  far_above.WaitUntilClosed();
  EXPECT_EQ(HandedOver(), clients.size());
  for (int i = 0; i < kMax; ++i) CloseOurs(static_cast<size_t>(i));
  EXPECT_FALSE(acceptor_->IsAboveLimit(Connect().name()));
}

TEST_F(ConnectionAcceptorTest, AfterAStopNobodyIsAccepted) {
  acceptor_->Stop();
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(acceptor_->port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_NE(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  close(fd);
}

TEST(ConnectionAcceptorListenTest, AnAddressThatCanNotBeListenedOnIsTold) {
  for (const char* const address : {"127.0.0.1", "127.0.0.1:99999", "192.0.2.1:0", "name:1"}) {
    EXPECT_THAT(ConnectionAcceptor::Listen(address, 1), StatusIs(ERROR_REASON_FIELD_INVALID));
  }
  EXPECT_OK(ConnectionAcceptor::Listen("[::1]:0", 1));
}

}  // namespace
}  // namespace hemoledger
