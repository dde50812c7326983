#include "services/rpc/rpc_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <mutex>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "services/rpc/attachment_service.h"
#include "services/rpc/attainment_service.h"
#include "services/rpc/connection_acceptor.h"
#include "services/rpc/connection_guard.h"
#include "services/rpc/consumer_groups.h"
#include "services/rpc/consumer_limits.h"
#include "services/rpc/consumer_service.h"
#include "services/rpc/environment.h"
#include "services/rpc/event_service.h"
#include "services/rpc/limits.h"
#include "services/rpc/plan_service.h"
#include "services/rpc/receipt_service.h"
#include "services/rpc/record_service.h"
#include "services/rpc/schedule_service.h"
#include "services/rpc/status_service.h"
#include "services/rpc/unit_service.h"

namespace hemoledger {
namespace {

// Reads that had to wait, and steps of subscriptions that had: few at a time.
constexpr int kWorkThreads = 2;
// A client that is gone without a word is found out after about 80 seconds.
constexpr int kKeepaliveTimeMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
// How often clients may ask whether we are there.
constexpr int kMinClientPingMs = 10'000;

// gRPC knows these as switches of the process.
void EnableStandardServices() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

}  // namespace

class RpcServer::Impl {
 public:
  Impl(Options options, std::unique_ptr<ConnectionAcceptor> acceptor)
      : acceptor_(std::move(acceptor)),
        work_(kWorkThreads),
        pins_(kMaxPinnedViews),
        running_answers_(kMaxRunningAnswers),
        limits_(options.limits),
        receipt_streams_(StreamLimits(kReceiptStreamsLimit, limits_.max_receipt_streams)),
        subscriptions_(StreamLimits(kSubscriptionsLimit, limits_.max_subscriptions)),
        consumer_streams_(StreamLimits(kConsumerStreamsLimit, kMaxConsumerStreams)),
        guard_(options.guard, acceptor_.get()),
        consumer_parts_{.store = &options.ledger->store(),
                        .views = &options.ledger->views(),
                        .work = &work_,
                        .clock = options.clock,
                        .random = options.random,
                        .committer = nullptr,
                        .rows = options.consumers,
                        .limits = {}},
        environment_{.ledger = options.ledger,
                     .guard = &guard_,
                     .clock = options.clock,
                     .work = &work_,
                     .pins = &pins_,
                     .running_answers = &running_answers_,
                     .receipt_streams = &receipt_streams_,
                     .subscriptions = &subscriptions_,
                     .attachments = options.attachments,
                     .uploads = &uploads_,
                     .downloads = &downloads_,
                     .unread_acknowledgements = &unread_acknowledgements_,
                     .waiting_reads = &waiting_reads_,
                     .server_version = std::move(options.server_version),
                     .start_boot_micros = options.clock->BootMicros()} {}

  absl::Status Start() {
    ASSIGN_OR_RETURN(consumer_groups_, ConsumerGroups::Open(consumer_parts_));
    consumer_environment_.groups = consumer_groups_.get();
    EnableStandardServices();
    grpc::ServerBuilder builder;
    hand_over_ = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
        grpc::InsecureServerCredentials());
    builder.SetResourceQuota(
        grpc::ResourceQuota("hemoledgerd").Resize(kGrpcMemoryBytes).SetMaxThreads(kGrpcMaxThreads));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kGrpcMaxCallsPerConnection);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kGrpcMaxMetadataBytes);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(kMaxConnectionIdle));
    builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(kMaxHandshake));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                               kMinClientPingMs);
    builder.SetMaxReceiveMessageSize(kGrpcMaxReceiveBytes);
    builder.SetMaxSendMessageSize(-1);
    for (grpc::Service* service : services_) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    // It listens nowhere itself, so nothing of the surroundings can hinder it.
    HL_CHECK(server_ != nullptr);
    grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
    HL_CHECK(health != nullptr);
    for (const char* name : kServiceNames) health->SetServingStatus(name, true);
    health->SetServingStatus(true);
    acceptor_->Start([this](int listener_fd, int fd) {
      grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
      connection.listener_fd = listener_fd;
      connection.fd = fd;
      hand_over_->HandleNewConnection(&connection);
    });
    return absl::OkStatus();
  }

  void Stop(std::chrono::milliseconds grace) {
    if (server_ == nullptr) return;
    environment_.guard->StopAdmitting();
    server_->GetHealthCheckService()->SetServingStatus(false);
    receipt_streams_.StopAll();
    subscriptions_.StopAll();
    consumer_streams_.StopAll();
    uploads_.StopAll();
    downloads_.StopAll();
    // Answers all that was taken, and ends the waits for positions; what is left is to write the
    // answers.
    environment_.ledger->Stop();
    acceptor_->Stop();
    server_->Shutdown(std::chrono::system_clock::now() + grace);
    server_->Wait();
    // Settlements that were taken are durable.
    consumer_groups_->Stop();
    work_.Stop();
    server_.reset();
  }

  int port() const { return acceptor_->port(); }

 private:
  static constexpr const char* kServiceNames[] = {
      "hemoledger.v1.AttachmentService", "hemoledger.v1.AttainmentService",
      "hemoledger.v1.ConsumerService",   "hemoledger.v1.EventService",
      "hemoledger.v1.PlanService",       "hemoledger.v1.ReceiptService",
      "hemoledger.v1.RecordService",     "hemoledger.v1.ScheduleService",
      "hemoledger.v1.StatusService",     "hemoledger.v1.UnitService"};

  StreamRegistry::Limits StreamLimits(const char* name, int max_open) const {
    return {.name = name,
            .max_open = max_open,
            .share_name = kStreamsPerConnectionLimit,
            .max_per_connection = limits_.max_streams_per_connection};
  }
  static int Milliseconds(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

  const std::unique_ptr<ConnectionAcceptor> acceptor_;
  WorkQueue work_;
  PinnedViews pins_;
  RunningAnswers running_answers_;
  const RpcLimits limits_;
  StreamRegistry receipt_streams_;
  StreamRegistry subscriptions_;
  StreamRegistry consumer_streams_;
  StreamRegistry uploads_{{.name = "uploads",
                           .max_open = kMaxUploads,
                           .share_name = "uploads-per-connection",
                           .max_per_connection = kMaxUploadsPerConnection}};
  StreamRegistry downloads_{{.name = "downloads",
                             .max_open = kMaxDownloads,
                             .share_name = "downloads-per-connection",
                             .max_per_connection = kMaxDownloadsPerConnection}};
  ByteBudget unread_acknowledgements_{kMaxUnreadAcknowledgementBytes};
  WaitingReads waiting_reads_{kMaxWaitingReads, kMaxWaitingReadBytes};
  ConnectionGuard guard_;
  const ConsumerParts consumer_parts_;
  std::unique_ptr<ConsumerGroups> consumer_groups_;
  ConsumerEnvironment consumer_environment_{.streams = &consumer_streams_, .groups = nullptr};
  const RpcEnvironment environment_;
  AttachmentServiceImpl attachments_{&environment_};
  AttainmentServiceImpl attainment_{&environment_};
  ConsumerServiceImpl consumers_{&environment_, &consumer_environment_};
  EventServiceImpl events_{&environment_};
  PlanServiceImpl plans_{&environment_};
  ReceiptServiceImpl receipts_{&environment_};
  RecordServiceImpl records_{&environment_};
  ScheduleServiceImpl schedule_{&environment_};
  StatusServiceImpl status_{&environment_};
  UnitServiceImpl units_{&environment_};
  grpc::Service* const services_[10] = {&attachments_, &attainment_, &consumers_, &events_,
                                        &plans_,       &receipts_,   &records_,   &schedule_,
                                        &status_,      &units_};
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> hand_over_;
  std::unique_ptr<grpc::Server> server_;
};

RpcServer::RpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(Options options) {
  HL_CHECK(options.ledger != nullptr && options.guard != nullptr && options.clock != nullptr);
  HL_CHECK(options.attachments != nullptr);
  HL_CHECK(options.consumers != nullptr && options.random != nullptr);
  ASSIGN_OR_RETURN(
      std::unique_ptr<ConnectionAcceptor> acceptor,
      ConnectionAcceptor::Listen(options.listen_address, options.limits.max_connections));
  auto impl = std::make_unique<Impl>(std::move(options), std::move(acceptor));
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<RpcServer>(new RpcServer(std::move(impl)));
}

RpcServer::~RpcServer() {
  impl_->Stop(std::chrono::milliseconds(0));
}

int RpcServer::port() const {
  return impl_->port();
}

void RpcServer::Stop(std::chrono::milliseconds grace) {
  impl_->Stop(grace);
}

}  // namespace hemoledger
