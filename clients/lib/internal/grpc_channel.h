// The channel that all connections of the library are made of.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

namespace hemoledger::internal {

// To "host:port"; connects at the first call. A connection on which nothing came for 20 seconds
// while a call is open is asked whether it lives, and given up 10 seconds later: the calls end with
// UNAVAILABLE. A network that died without a word would else hold a stream that only reads for
// ever. Messages that come may have any size.
std::shared_ptr<grpc::Channel> MakeGrpcChannel(const std::string& server);

}  // namespace hemoledger::internal
