#include "tests/support/server_process/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>
#include <utility>

namespace hemoledger {
namespace {

// A replay of a hundred million events may come first.
constexpr std::chrono::minutes kStartTimeout{10};

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "hemoledgerd " << what << std::endl;
  std::exit(1);
}

}  // namespace

ServerProcess::ServerProcess(const std::string& binary, const std::filesystem::path& folder,
                             const std::vector<std::string>& flags) {
  std::filesystem::create_directories(folder);
  const std::string log = folder / "log";
  const std::string port_file = folder / "port";
  std::filesystem::remove(port_file);
  std::vector<std::string> words = {binary,        "--data",      folder / "data", "--listen",
                                    "127.0.0.1:0", "--port-file", port_file};
  words.insert(words.end(), flags.begin(), flags.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // Nothing but system calls between fork and exec: this process may have threads.
  const int log_fd = open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(log_fd, STDOUT_FILENO);
    dup2(log_fd, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(log_fd);
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  std::string port;
  while (!(std::ifstream(port_file) >> port)) {
    if (waitpid(pid_, nullptr, WNOHANG) != 0) Fail("ended; see " + log);
    if (std::chrono::steady_clock::now() > deadline) Fail("did not come up; see " + log);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  address_ = "127.0.0.1:" + port;
}

ServerProcess::~ServerProcess() {
  Stop();
}

int64_t ServerProcess::AnonymousBytes() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; status >> word;) {
    int64_t kibibytes = 0;
    if (word == "RssAnon:" && status >> kibibytes) return kibibytes * 1024;
  }
  Fail("has no RssAnon in /proc");
}

int ServerProcess::Stop() {
  if (pid_ < 0) return 0;
  const pid_t pid = std::exchange(pid_, -1);
  kill(pid, SIGTERM);
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace hemoledger
