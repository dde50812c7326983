#include <grpcpp/grpcpp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

#include "empty_call.grpc.pb.h"
#include "proto/base/strings.h"
#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/peers.h"

namespace hemoledger::bench {
namespace {

class EmptyCallServiceImpl final : public EmptyCallService::CallbackService {
  grpc::ServerUnaryReactor* Call(grpc::CallbackServerContext* context, const EmptyCallRequest*,
                                 EmptyCallResponse*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// In the child: serves until it is killed. Tells its port through `pipe_end`.
[[noreturn]] void Serve(int pipe_end) {
  EmptyCallServiceImpl service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || write(pipe_end, &port, sizeof(port)) != sizeof(port)) _exit(1);
  server->Wait();
  _exit(0);
}

}  // namespace

EmptyCallServer::EmptyCallServer() {
  int ends[2];
  if (pipe(ends) != 0) Die("pipe");
  // gRPC does not live through a fork: none of it may have been used before.
  pid_ = fork();
  if (pid_ == 0) Serve(ends[1]);
  if (read(ends[0], &port_, sizeof(port_)) != sizeof(port_)) Die("the empty server did not start");
  close(ends[0]);
  close(ends[1]);
}

EmptyCallServer::~EmptyCallServer() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

double EmptyCallServer::CallsPerSecond(int threads, double seconds) const {
  std::atomic<uint64_t> calls{0};
  const double taken = RunFor(seconds, threads, [&](int thread, const std::atomic<bool>& stop) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("hemoledger.bench.channel", thread);
    const auto stub = EmptyCallService::NewStub(grpc::CreateCustomChannel(
        Concat("127.0.0.1:", port_), grpc::InsecureChannelCredentials(), arguments));
    while (!stop) {
      grpc::ClientContext context;
      EmptyCallResponse response;
      if (!stub->Call(&context, {}, &response).ok()) Die("the empty call failed");
      ++calls;
    }
  });
  return static_cast<double>(calls) / taken;
}

}  // namespace hemoledger::bench
