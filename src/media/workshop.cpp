// SPDX-License-Identifier: Apache-2.0
#include "media/workshop.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/descriptor.hpp"
#include "media/sandbox.hpp"

namespace redress::media {
namespace {

namespace fs = std::filesystem;
using Deadline = std::chrono::steady_clock::time_point;

constexpr uid_t nobody = 65'534;
constexpr std::uint64_t descriptor_count_max = 32;

Error no_room() {
  return {Code::exhausted, "there is no room in the folder for temporary files: name another one by TMPDIR"};
}

// What the child needs, made before it is forked: of a process with threads only what asks for no memory may run in it.
class Arguments {
 public:
  explicit Arguments(const std::vector<std::string>& command) : words_(command) {
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  [[nodiscard]] const std::string& program() const { return words_.front(); }
  [[nodiscard]] char* const* pointers() const { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

// In the child.
[[noreturn]] void become(const Arguments& arguments, const std::string& folder, const Confinement& limits,
                         const CallFilter& filter, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int name : {SIGINT, SIGTERM, SIGPIPE}) signal(name, SIG_DFL);
  const int nowhere = open("/dev/null", O_RDWR);
  const bool has_standard =
      dup2(nowhere, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
  if (!has_standard || chdir(folder.c_str()) != 0) _exit(sandbox_exit);
  close_range(STDERR_FILENO + 1, ~0U, 0);
  SandboxStatus status;
  leave_namespaces(status);
  std::array<char*, 1> no_environment{nullptr};
  confine_program(limits, filter, arguments.program(), folder);
  execve(arguments.program().c_str(), arguments.pointers(), no_environment.data());
  _exit(sandbox_exit);
}

// What is printed, a line at a time.
class Lines {
 public:
  explicit Lines(const Workshop::OnLine& on_line) : on_line_(on_line) {}
  void add(std::string_view text) {
    for (const char c : text) {
      if (c == '\n') {
        if (on_line_) on_line_(line_);
        line_.clear();
      } else if (line_.size() < printed_line_bytes_max) {
        line_ += c;
      }
    }
  }

 private:
  const Workshop::OnLine& on_line_;
  std::string line_;
};

enum class End { closed, late, too_much };

End listen_to(int descriptor, Deadline deadline, Lines lines) {
  std::array<char, 4'096> chunk;
  for (std::size_t total = 0; total <= printed_bytes_max;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd wait{descriptor, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : poll(&wait, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return End::late;
    const ssize_t count = read(descriptor, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return End::closed;
    total += static_cast<std::size_t>(count);
    lines.add({chunk.data(), static_cast<std::size_t>(count)});
  }
  return End::too_much;
}

Status judge(const std::string& program, End end, int wait_status) {
  const std::string name = fs::path(program).filename();
  if (end != End::closed) return Error{Code::exhausted, name + " took longer than it may"};
  if (WIFEXITED(wait_status)) {
    if (WEXITSTATUS(wait_status) == 0) return Done{};
    if (WEXITSTATUS(wait_status) == sandbox_exit) {
      return Error{Code::unavailable,
                   "the sandbox for " + name + " could not be built: seccomp and Landlock are needed"};
    }
    return Error{Code::invalid, name + " could not make anything of the file: is it damaged, or of a rare kind?"};
  }
  const int signal_name = WTERMSIG(wait_status);
  if (signal_name == SIGXCPU || signal_name == SIGXFSZ || signal_name == SIGKILL) {
    return Error{Code::exhausted, name + " reached a limit of time or size"};
  }
  return Error{Code::invalid,
               name + (signal_name == SIGSYS ? " broke its sandbox's rules over the file" : " crashed over the file")};
}

}  // namespace

Result<Workshop> Workshop::open() {
  std::error_code fault;
  std::string pattern = fs::temp_directory_path(fault).string() + "/redress-work-XXXXXX";
  if (fault || mkdtemp(pattern.data()) == nullptr) return no_room();
  Workshop workshop(pattern);
  // The program is nobody when we are root.
  if (geteuid() == 0 && chown(pattern.c_str(), nobody, nobody) != 0) return no_room();
  return workshop;
}

Workshop::Workshop(Workshop&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}

Workshop::~Workshop() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Status Workshop::put(const std::string& name, ByteView bytes) const {
  std::ofstream file(path_of(name), std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return no_room();
  return Done{};
}

Status Workshop::put_file(const std::string& name, const std::string& path) const {
  std::error_code fault;
  if (!fs::is_regular_file(path, fault)) return Error{Code::not_found, "there is no such file, or it cannot be read"};
  if (!fs::copy_file(path, path_of(name), fault)) return no_room();
  fs::permissions(path_of(name), fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read, fault);
  return Done{};
}

Result<Bytes> Workshop::take(const std::string& name, std::uint64_t bytes_max) const {
  const Descriptor file(::open(path_of(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  if (!file.is_open() || fstat(file.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return Error{Code::not_found, "the program wrote no file"};
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size > bytes_max) return Error{Code::exhausted, "the program wrote a file that is too large"};
  Bytes bytes(static_cast<std::size_t>(size));
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t count = read(file.number(), bytes.data() + at, bytes.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Code::unavailable, "the program's file could not be read to its end"};
    at += static_cast<std::size_t>(count);
  }
  return bytes;
}

Status Workshop::run(const std::vector<std::string>& command, const WorkLimits& limits, const OnLine& on_line) const {
  CHECK(!command.empty());
  if (access(command.front().c_str(), X_OK) != 0) {
    return Error{Code::unavailable, command.front() + " is not there: install the Debian package that has it"};
  }
  if (landlock_abi() < 1)
    return Error{Code::unavailable, "the kernel has no Landlock, without which no program is run"};
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{Code::exhausted, "too many files are open"};
  const Descriptor read_end(ends[0]);
  Descriptor write_end(ends[1]);
  const CallFilter filter = limits.is_speech ? CallFilter::for_speech() : CallFilter::for_program();
  const Confinement confinement{limits.memory_bytes_max, static_cast<std::uint64_t>(limits.cpu_max.count()),
                                limits.file_bytes_max, descriptor_count_max};
  const Arguments arguments(command);
  const pid_t pid = fork();
  if (pid < 0) return Error{Code::exhausted, "no process can be started"};
  if (pid == 0) become(arguments, folder_, confinement, filter, write_end.number());
  write_end.reset();
  const End end = listen_to(read_end.number(), std::chrono::steady_clock::now() + limits.wall_max, Lines(on_line));
  if (end != End::closed) kill(pid, SIGKILL);
  int wait_status = 0;
  while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR) {
  }
  return judge(command.front(), end, wait_status);
}

}  // namespace redress::media
