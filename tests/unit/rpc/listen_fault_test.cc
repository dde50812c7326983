#include "services/rpc/listen_fault.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/strings.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A port of 127.0.0.1 on which this process listens.
class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(socket_, any, size), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    EXPECT_EQ(getsockname(socket_, any, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(socket_); }
  int port() const { return port_; }

 private:
  const int socket_;
  int port_ = 0;
};

TEST(ListenFaultTest, APortInUseIsToldWithWhatToDo) {
  const Listener other;
  const std::string address = Concat("127.0.0.1:", other.port());
  const absl::Status fault = ListenFault(address);
  EXPECT_THAT(fault, AllOf(StatusIs(ERROR_REASON_FIELD_INVALID), HasErrorField("field", "listen"),
                           HasErrorField("value", address)));
  const std::string message = MessageOf(fault, Language::kEnglish);
  EXPECT_THAT(message, AllOf(HasSubstr(address), HasSubstr("in use"), HasSubstr("ss -ltnp"),
                             HasSubstr("--listen")));
}

TEST(ListenFaultTest, OtherFaultsAreTheSystemsWords) {
  // Of a network that is for documentation only (RFC 5737): no address of this machine.
  EXPECT_THAT(MessageOf(ListenFault("192.0.2.1:0"), Language::kEnglish),
              AllOf(HasSubstr("192.0.2.1:0"), HasSubstr("Cannot assign requested address")));
  for (const char* const address : {"", ":", "127.0.0.1", "127.0.0.1:99999", "[::1:1", "name:1"}) {
    EXPECT_THAT(MessageOf(ListenFault(address), Language::kEnglish), HasSubstr("Invalid argument"))
        << address;
  }
}

TEST(ListenFaultTest, AnAddressThatIsFreeNowMayBeTriedAgain) {
  EXPECT_THAT(MessageOf(ListenFault("127.0.0.1:0"), Language::kEnglish), HasSubstr("try again"));
}

}  // namespace
}  // namespace hemoledger
