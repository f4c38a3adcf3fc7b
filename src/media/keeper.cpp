// SPDX-License-Identifier: Apache-2.0
#include "media/keeper.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <list>

#include "base/descriptor.hpp"
#include "media/sanitized.hpp"

namespace redress::media {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr int control_number = 3;
constexpr int greeting_number = 4;
constexpr int answer_number = 3;
constexpr const char* input_name = "/in.heic";
constexpr std::uint64_t converted_bytes_max = 2 * pixel_count_max;

struct Running {
  enum class Step { decode, convert, decode_converted };
  pid_t pid = -1;
  Step step = Step::decode;
  Job job;
  Descriptor input;
  Descriptor answer;
  Descriptor ending;
  Deadline deadline;
  std::string folder;  // of the converter
  bool timed_out = false;
};

void write_all(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) _exit(1);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

ByteView map_input(int input) {
  struct stat facts {};
  if (fstat(input, &facts) != 0 || facts.st_size <= 0) return {};
  const auto bytes = static_cast<std::size_t>(facts.st_size);
  void* address = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, input, 0);
  if (address == MAP_FAILED) return {};
  return {static_cast<const std::uint8_t*>(address), bytes};
}

class Server {
 public:
  Server(const ForkServer::Options& options, const SandboxStatus& status)
      : options_(options),
        status_(status),
        worker_filter_(CallFilter::for_worker()),
        program_filter_(CallFilter::for_program()) {}

  [[noreturn]] void serve();

 private:
  pid_t fork_child();
  void take_job();
  void start_worker(Running& running, int input, Stage stage);
  [[noreturn]] void work(const Running& running, int input, Stage stage);
  bool start_converter(Running& running);
  [[noreturn]] void convert(const Running& running);
  void reap();
  bool go_on(Running& running, int wait_status);
  void end(Running& running, int wait_status, bool no_converter);
  void stop_late();
  [[nodiscard]] int wait_ms() const;
  [[nodiscard]] Confinement limits() const {
    return {options_.decode.memory_bytes_max, static_cast<std::uint64_t>(options_.decode.cpu_max.count()), 0, 8};
  }

  const ForkServer::Options& options_;
  SandboxStatus status_;
  CallFilter worker_filter_;
  CallFilter program_filter_;
  std::list<Running> running_;
  sigset_t no_signals_{};
};

void remove_folder(const std::string& folder) {
  for (const char* name : {"/in.heic", "/out.y4m", "/out-1.y4m"}) unlink((folder + name).c_str());
  // heif-convert numbers its output where a file holds several pictures.
  for (int i = 2; i <= 64 && rmdir(folder.c_str()) != 0; ++i) {
    unlink((folder + "/out-" + std::to_string(i) + ".y4m").c_str());
  }
}

pid_t Server::fork_child() {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const pid_t server = getppid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (server == 1 || getppid() != server) _exit(1);
  sigprocmask(SIG_SETMASK, &no_signals_, nullptr);
  return 0;
}

void Server::take_job() {
  Job job;
  std::array<int, 3> descriptors{};
  iovec part{&job, sizeof(job)};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(descriptors))> space{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  const ssize_t count = recvmsg(control_number, &message, MSG_CMSG_CLOEXEC);
  if (count < 0 && errno == EINTR) return;
  if (count <= 0) {
    for (const Running& running : running_) {
      if (!running.folder.empty()) remove_folder(running.folder);
    }
    _exit(0);
  }
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (count != sizeof(job) || header == nullptr || header->cmsg_len != CMSG_LEN(sizeof(descriptors))) return;
  std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof(descriptors));
  Running& running = running_.emplace_back();
  running.job = job;
  running.input = Descriptor(descriptors[0]);
  running.answer = Descriptor(descriptors[1]);
  running.ending = Descriptor(descriptors[2]);
  running.deadline = std::chrono::steady_clock::now() + options_.decode.wall_max;
  start_worker(running, running.input.number(), Stage::file);
  if (running.pid < 0) {
    end(running, 0, false);
    running_.pop_back();
  }
}

void Server::start_worker(Running& running, int input, Stage stage) {
  running.pid = fork_child();
  if (running.pid == 0) work(running, input, stage);
}

void Server::work(const Running& running, int input, Stage stage) {
  const ByteView bytes = map_input(input);
  // From here: mapped bytes and one pipe. The control socket above all must be gone.
  if (dup2(running.answer.number(), answer_number) < 0) _exit(sandbox_exit);
  close_range(answer_number + 1, ~0U, 0);
  for (const int standard : {0, 1}) close(standard);
  if (!is_sanitized) close(2);
  lock_down(limits(), worker_filter_);
  const Bytes reply = options_.body(bytes, stage, running.job.argument);
  if (stage == Stage::file && options_.wants_converter != nullptr && options_.wants_converter(reply)) {
    _exit(convert_exit);
  }
  write_all(answer_number, reply);
  _exit(0);
}

bool Server::start_converter(Running& running) {
  std::string pattern = "/tmp/redress-heic-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return false;
  running.folder = pattern;
  running.step = Running::Step::convert;
  running.pid = fork_child();
  if (running.pid == 0) convert(running);
  return running.pid > 0;
}

void Server::convert(const Running& running) {
  const ByteView bytes = map_input(running.input.number());
  const std::string name = running.folder + input_name;
  const int copy = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (copy < 0 || chdir(running.folder.c_str()) != 0) _exit(1);
  write_all(copy, bytes);
  // Only standard input, output and error are left to the program, and they lead nowhere.
  close_range(3, ~0U, 0);
  Confinement confinement = limits();
  confinement.file_bytes_max = converted_bytes_max;
  confinement.descriptor_count_max = 16;
  confine_program(confinement, program_filter_, options_.decode.heif_convert, running.folder);
  std::array<char, 8> input{"in.heic"};
  std::array<char, 8> output{"out.y4m"};
  std::string program = options_.decode.heif_convert;
  const std::array<char*, 4> arguments{program.data(), input.data(), output.data(), nullptr};
  char* const no_environment[] = {nullptr};
  execve(program.c_str(), arguments.data(), no_environment);
  _exit(1);
}

// What comes after a process that ended; false: nothing, the job is over.
bool Server::go_on(Running& running, int wait_status) {
  if (!WIFEXITED(wait_status) || running.timed_out) return false;
  if (running.step == Running::Step::decode && WEXITSTATUS(wait_status) == convert_exit) {
    return status_.heic && start_converter(running);
  }
  if (running.step != Running::Step::convert || WEXITSTATUS(wait_status) != 0) return false;
  for (const char* name : {"/out.y4m", "/out-1.y4m"}) {
    const Descriptor converted(open((running.folder + name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat facts {};
    if (!converted.is_open() || fstat(converted.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    running.step = Running::Step::decode_converted;
    start_worker(running, converted.number(), Stage::converted);
    return running.pid > 0;
  }
  return false;
}

void Server::end(Running& running, int wait_status, bool no_converter) {
  if (!running.folder.empty()) remove_folder(running.folder);
  const Ending ending{running.timed_out, no_converter, wait_status};
  running.answer.reset();
  // Fits an empty pipe, so it never waits; a reader that has gone is no concern of ours.
  static_cast<void>(!write(running.ending.number(), &ending, sizeof(ending)));
}

void Server::reap() {
  int wait_status = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &wait_status, WNOHANG)) > 0;) {
    const auto found = std::find_if(running_.begin(), running_.end(), [&](const Running& r) { return r.pid == pid; });
    if (found == running_.end()) continue;
    if (go_on(*found, wait_status)) continue;
    const bool wanted_converter =
        found->step == Running::Step::decode && WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == convert_exit;
    end(*found, wait_status, wanted_converter && !status_.heic);
    running_.erase(found);
  }
}

void Server::stop_late() {
  const Deadline now = std::chrono::steady_clock::now();
  for (Running& running : running_) {
    if (running.timed_out || now < running.deadline) continue;
    running.timed_out = true;
    kill(running.pid, SIGKILL);
  }
}

int Server::wait_ms() const {
  auto wait = std::chrono::milliseconds(60'000);
  const Deadline now = std::chrono::steady_clock::now();
  for (const Running& running : running_) {
    if (running.timed_out) continue;
    wait = std::min(wait, std::max(std::chrono::milliseconds(0),
                                   std::chrono::ceil<std::chrono::milliseconds>(running.deadline - now)));
  }
  return static_cast<int>(wait.count());
}

void Server::serve() {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_signal, nullptr);
  const Descriptor children(signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK));
  CHECK(children.is_open());
  for (;;) {
    std::array<pollfd, 2> waits{{{control_number, POLLIN, 0}, {children.number(), POLLIN, 0}}};
    if (poll(waits.data(), waits.size(), wait_ms()) < 0 && errno != EINTR) _exit(1);
    if (waits[1].revents != 0) {
      signalfd_siginfo facts;
      while (read(children.number(), &facts, sizeof(facts)) > 0) {
      }
      reap();
    }
    stop_late();
    if (waits[0].revents != 0) take_job();
  }
}

// Descriptors 0 to 2 lead nowhere, 3 and 4 are ours, everything else that the process had open is closed.
void keep_two(int control, int greeting) {
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int standard : {0, 1, 2}) {
    if (!is_sanitized || standard != 2) dup2(nowhere, standard);
  }
  const int safe_control = fcntl(control, F_DUPFD, 10);
  const int safe_greeting = fcntl(greeting, F_DUPFD, 10);
  if (dup2(safe_control, control_number) < 0 || dup2(safe_greeting, greeting_number) < 0) _exit(1);
  close_range(greeting_number + 1, ~0U, 0);
}

[[noreturn]] void run_server(const ForkServer::Options& options) {
  prctl(PR_SET_NAME, "redress-decode");
  SandboxStatus status;
  status.seccomp = true;  // a worker that cannot load its filter ends
  status.landlock_abi = landlock_abi();
  leave_namespaces(status);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  status.heic = status.landlock_abi >= 1 && access(options.decode.heif_convert.c_str(), X_OK) == 0;
  static Server server(options, status);
  static_cast<void>(!write(greeting_number, &status, sizeof(status)));
  close(greeting_number);
  server.serve();
}

}  // namespace

void keep_serving(int control, int greeting, const ForkServer::Options& options) {
  setsid();  // Ctrl-C in a terminal is for the server, which ends us by closing the socket
  for (const int name : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGSEGV, SIGABRT}) signal(name, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  keep_two(control, greeting);
  prctl(PR_SET_NAME, "redress-keeper");
  for (;;) {
    const pid_t server = fork();
    if (server == 0) run_server(options);
    if (server < 0) _exit(1);
    close(greeting_number);
    int wait_status = 0;
    while (waitpid(server, &wait_status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(wait_status)) _exit(WEXITSTATUS(wait_status));
    usleep(10'000);
  }
}

}  // namespace redress::media
