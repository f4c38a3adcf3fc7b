// SPDX-License-Identifier: Apache-2.0
#include "cli/child_server.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace redress::cli {
namespace {

// The server prints one line "listening 127.0.0.1:PORT" to standard output once it is ready.
Result<std::uint16_t> read_port(int descriptor) {
  std::string text;
  std::array<char, 256> buffer{};
  for (;;) {
    const ssize_t n = ::read(descriptor, buffer.data(), buffer.size());
    if (n <= 0) return Error{Code::unavailable, "the server stopped before it was ready"};
    text.append(buffer.data(), static_cast<std::size_t>(n));
    const std::size_t at = text.find("listening ");
    const std::size_t end = at == std::string::npos ? at : text.find('\n', at);
    if (end == std::string::npos) continue;
    const std::size_t colon = text.rfind(':', end);
    return static_cast<std::uint16_t>(std::atoi(text.c_str() + colon + 1));
  }
}

[[noreturn]] void become_server(int out, std::vector<std::string> words) {
  ::dup2(out, STDOUT_FILENO);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv("/proc/self/exe", argv.data());
  ::_exit(127);
}

}  // namespace

Result<ChildServer> ChildServer::start(const std::string& data_dir, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"redress", "serve", "--data", data_dir, "--listen", "127.0.0.1:0"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return start_as(std::move(words));
}

Result<ChildServer> ChildServer::start_as(std::vector<std::string> words) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return Error{Code::unavailable, "no pipe to be had"};
  const auto begin = std::chrono::steady_clock::now();
  ChildServer server;
  server.process_ = ::fork();
  if (server.process_ == 0) become_server(pipe[1], std::move(words));
  ::close(pipe[1]);
  auto port = read_port(pipe[0]);
  ::close(pipe[0]);
  if (!port.ok()) return std::move(port).error();
  server.port_ = port.value();
  server.time_to_ready_ =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  return server;
}

ChildServer::ChildServer(ChildServer&& other) noexcept
    : process_(std::exchange(other.process_, -1)), port_(other.port_), time_to_ready_(other.time_to_ready_) {}

ChildServer::~ChildServer() { stop(); }

void ChildServer::stop() {
  if (process_ <= 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

void ChildServer::kill_hard() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

ProcessUse ChildServer::use() const {
  ProcessUse use;
  std::ifstream stat("/proc/" + std::to_string(process_) + "/stat");
  std::string text{std::istreambuf_iterator<char>(stat), {}};
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;  // state … cmajflt: proc(5), fields 3 to 13
  double user = 0;
  double system = 0;
  fields >> user >> system;
  use.cpu_seconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::ifstream status("/proc/" + std::to_string(process_) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) use.resident_mb = std::atof(line.c_str() + 6) / 1024.0;
  }
  return use;
}

TemporaryFolder::TemporaryFolder(bool keep) : keep_(keep) {
  std::string pattern = (std::filesystem::temp_directory_path() / "redress-XXXXXX").string();
  CHECK(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!keep_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace redress::cli
