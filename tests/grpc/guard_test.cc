// No method is reached without the guard.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "proto/base/strings.h"
#include "services/rpc/guard.h"
#include "tests/grpc/in_process_server.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

// Refuses everyone, and remembers for which methods it was asked.
class DenyingGuard final : public Guard {
 public:
  absl::StatusOr<std::string> Admit(const CallInfo& call) override {
    MutexLock lock(mutex_);
    asked_.insert(std::string(call.method));
    return MakeError(ERROR_REASON_PERMISSION_DENIED, {{"action", call.method}});
  }
  void StopAdmitting() override {}

  bool WasAskedFor(const std::string& method) {
    MutexLock lock(mutex_);
    return asked_.contains(method);
  }

 private:
  Mutex mutex_;
  StringSet asked_ GUARDED_BY(mutex_);
};

// All services of the package: the files are found by what the program links.
std::vector<const google::protobuf::ServiceDescriptor*> Services() {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const auto* file :
       {v1::AttachmentOpening::descriptor()->file(), v1::PutRecordRequest::descriptor()->file(),
        v1::GetAttainmentRequest::descriptor()->file(), v1::ReadEventsRequest::descriptor()->file(),
        v1::GetPlanRequest::descriptor()->file(), v1::GetReceiptRequest::descriptor()->file(),
        v1::GetStatusRequest::descriptor()->file(), v1::GetUnitRequest::descriptor()->file(),
        v1::ListRoundsRequest::descriptor()->file(),
        v1::ListConsumerGroupsRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

TEST(GuardTest, EveryMethodOfEveryServiceAsksFirst) {
  DenyingGuard guard;
  InProcessServer server(&guard);
  const auto channel = server.NewChannel();
  int methods = 0;
  for (const auto* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string method = Concat(service->full_name(), "/", service->method(i)->name());
      EXPECT_THAT(CallRaw(channel, method, ""), StatusIs(ERROR_REASON_PERMISSION_DENIED)) << method;
      EXPECT_TRUE(guard.WasAskedFor(method)) << method;
      ++methods;
    }
  }
  EXPECT_EQ(Services().size(), 10u);
  EXPECT_GE(methods, 42);
}

TEST(GuardTest, ReflectionKnowsNoServiceThatTheGuardTestMisses) {
  InProcessServer server;
  const auto channel = server.NewChannel();
  // ServerReflectionRequest.list_services (field 7) of grpc/reflection/v1alpha/reflection.proto.
  ASSERT_OK_AND_ASSIGN(
      const std::string listed,
      CallRaw(channel, "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
              "\x3a\x01*"));
  size_t ours = 0;
  for (size_t at = 0; (at = listed.find("hemoledger.", at)) != std::string::npos; ++at) ++ours;
  EXPECT_EQ(ours, Services().size());
  for (const auto* service : Services()) {
    EXPECT_THAT(listed, testing::HasSubstr(service->full_name()));
  }
}

}  // namespace
}  // namespace hemoledger
