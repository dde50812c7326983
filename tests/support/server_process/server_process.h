// hemoledgerd in a process of its own, for programs that measure or load it from outside.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hemoledger {

// On a free port of loopback, with a ledger in `folder` / "data" (the same again opens it) and its
// log in `folder` / "log". Ends this process with a word where the server does not come up.
class ServerProcess {
 public:
  // Returns when it answers. `flags`: besides those for data, port and its file.
  ServerProcess(const std::string& binary, const std::filesystem::path& folder,
                const std::vector<std::string>& flags = {});
  // As Stop.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // HOST:PORT.
  const std::string& address() const { return address_; }
  // Anonymous resident memory (RssAnon of /proc/PID/status), bytes.
  int64_t AnonymousBytes() const;
  // Stops it as an operator does (SIGTERM). Its exit code; -1: a signal ended it.
  int Stop();

 private:
  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace hemoledger
