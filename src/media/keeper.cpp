// SPDX-License-Identifier: Apache-2.0
#include "media/keeper.hpp"

#include <fcntl.h>
#include <poll.h>
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
#include "media/program.hpp"
#include "media/sanitized.hpp"
#include "media/worker.hpp"

namespace redress::media {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr int control_number = 3;
constexpr int greeting_number = 4;
constexpr std::array converted_names = {"/out.y4m", "/out-1.y4m", "/out.png", "/out-1.png"};

struct Running {
  enum class Step { decode, convert, decode_converted, stream };
  pid_t pid = -1;      // of a worker, or of heif-convert
  pid_t program = -1;  // that pours into the worker
  Step step = Step::decode;
  Job job;
  Descriptor input;
  Descriptor answer;
  Descriptor ending;
  Deadline deadline;
  std::string folder;  // of a program
  bool timed_out = false;
  bool is_stopped = false;  // the program, because its worker needed no more
  int wait_status = 0;
  int program_wait_status = 0;
};

class Server {
 public:
  Server(const ForkServer::Options& options, const SandboxStatus& status)
      : options_(options),
        status_(status),
        worker_filter_(CallFilter::for_worker()),
        stream_filter_(CallFilter::for_stream()),
        program_filter_(CallFilter::for_program()) {}

  [[noreturn]] void serve();

 private:
  pid_t fork_child();
  void take_job();
  void begin(Running& running);
  void start_worker(Running& running, int input, Stage stage);
  [[nodiscard]] bool start_stream(Running& running);
  [[nodiscard]] bool start_converter(Running& running);
  void reap();
  void end_worker(Running& running, int wait_status);
  [[nodiscard]] bool start_next(Running& running);
  void end(Running& running, bool no_program);
  void stop_late();
  [[nodiscard]] int wait_ms() const;
  [[nodiscard]] bool has_program(Task task) const { return task == Task::sound ? status_.sound : status_.video; }

  const ForkServer::Options& options_;
  SandboxStatus status_;
  CallFilter worker_filter_;
  CallFilter stream_filter_;
  CallFilter program_filter_;
  std::list<Running> running_;
  sigset_t no_signals_{};
};

bool make_folder(std::string& folder) {
  std::string pattern = "/tmp/redress-media-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return false;
  folder = pattern;
  return true;
}

void remove_folder(const std::string& folder) {
  for (const char* name : {"/in.recording", "/in.heic"}) unlink((folder + name).c_str());
  for (const char* name : converted_names) unlink((folder + name).c_str());
  // heif-convert numbers its output where a file holds several pictures.
  for (int i = 2; i <= 64 && rmdir(folder.c_str()) != 0; ++i) {
    for (const char* ending : {".y4m", ".png"}) unlink((folder + "/out-" + std::to_string(i) + ending).c_str());
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
  begin(running);
  if (running.pid < 0) {
    end(running, job.task != Task::picture && !has_program(job.task));
    running_.pop_back();
  }
}

void Server::begin(Running& running) {
  const bool is_picture = running.job.task == Task::picture;
  running.deadline =
      std::chrono::steady_clock::now() + (is_picture ? options_.decode.wall_max : running.job.plan.wall_max);
  if (is_picture) {
    start_worker(running, running.input.number(), Stage::file);
  } else if (has_program(running.job.task) && !start_stream(running) && running.program > 0) {
    kill(running.program, SIGKILL);
  }
}

void Server::start_worker(Running& running, int input, Stage stage) {
  running.pid = fork_child();
  if (running.pid != 0) return;
  const CallFilter& filter = stage == Stage::stream ? stream_filter_ : worker_filter_;
  run_worker(options_, filter, running.job, stage, input, running.answer.number());
}

// One way only. A socket, since a pipe costs twice as much for each byte: it takes and gives back every page by itself.
bool open_stream(Descriptor& read_end, Descriptor& write_end) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  read_end = Descriptor(ends[0]);
  write_end = Descriptor(ends[1]);
  constexpr int held_bytes = 1 << 20;  // the system gives what it allows
  static_cast<void>(setsockopt(write_end.number(), SOL_SOCKET, SO_SNDBUF, &held_bytes, sizeof(held_bytes)));
  return shutdown(read_end.number(), SHUT_WR) == 0;
}

bool Server::start_stream(Running& running) {
  Descriptor read_end;
  Descriptor write_end;
  if (!make_folder(running.folder) || !open_stream(read_end, write_end)) return false;
  running.step = Running::Step::stream;
  running.program = fork_child();
  if (running.program == 0) {
    run_program(program_of(options_.decode, running.job), program_filter_, running.folder, running.input.number(),
                write_end.number());
  }
  if (running.program < 0) return false;
  start_worker(running, read_end.number(), Stage::stream);
  return running.pid > 0;
}

bool Server::start_converter(Running& running) {
  if (!make_folder(running.folder)) return false;
  running.step = Running::Step::convert;
  running.pid = fork_child();
  if (running.pid == 0) {
    run_program(heic_program(options_.decode), program_filter_, running.folder, running.input.number(), -1);
  }
  return running.pid > 0;
}

// What comes after a process that ended; false: nothing, the job is over.
bool Server::start_next(Running& running) {
  const int status = running.wait_status;
  if (!WIFEXITED(status) || running.timed_out) return false;
  if (running.step == Running::Step::decode && WEXITSTATUS(status) == convert_exit) {
    return status_.heic && start_converter(running);
  }
  if (running.step != Running::Step::convert || WEXITSTATUS(status) != 0) return false;
  for (const char* name : converted_names) {
    const Descriptor converted(open((running.folder + name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat facts {};
    if (!converted.is_open() || fstat(converted.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    running.step = Running::Step::decode_converted;
    start_worker(running, converted.number(), Stage::converted);
    return running.pid > 0;
  }
  return false;
}

void Server::end(Running& running, bool no_program) {
  if (!running.folder.empty()) remove_folder(running.folder);
  const Ending ending{running.timed_out, no_program, running.wait_status, running.program_wait_status};
  running.answer.reset();
  // Fits an empty pipe, so it never waits; a reader that has gone is no concern of ours.
  static_cast<void>(!write(running.ending.number(), &ending, sizeof(ending)));
}

// Its program may have ended before it, which tells how; or pours on, for nobody.
void Server::end_worker(Running& running, int wait_status) {
  running.pid = -1;
  running.wait_status = wait_status;
  if (running.program < 0) return;
  if (waitpid(running.program, &running.program_wait_status, WNOHANG) == running.program) {
    running.program = -1;
    return;
  }
  running.is_stopped = true;
  kill(running.program, SIGKILL);
}

void Server::reap() {
  int wait_status = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &wait_status, WNOHANG)) > 0;) {
    const auto found = std::find_if(running_.begin(), running_.end(),
                                    [&](const Running& r) { return r.pid == pid || r.program == pid; });
    if (found == running_.end()) continue;
    if (found->program == pid) {
      found->program = -1;
      // Stopped by us, or on its way out already when we meant to: then its own ending counts.
      const bool is_ours = found->is_stopped && WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
      if (!is_ours) found->program_wait_status = wait_status;
    } else {
      end_worker(*found, wait_status);
      if (start_next(*found)) continue;
    }
    if (found->pid > 0 || found->program > 0) continue;
    const bool wanted_converter = found->step == Running::Step::decode && WIFEXITED(found->wait_status) &&
                                  WEXITSTATUS(found->wait_status) == convert_exit;
    end(*found, wanted_converter && !status_.heic);
    running_.erase(found);
  }
}

// Of a recording the program first: its worker then answers with what it has.
void Server::stop_late() {
  const Deadline now = std::chrono::steady_clock::now();
  for (Running& running : running_) {
    if (now < running.deadline) continue;
    const bool is_first = !running.timed_out && running.program > 0;
    running.timed_out = true;
    running.deadline = is_first ? now + std::chrono::seconds(1) : Deadline::max();
    const pid_t late = is_first ? running.program : running.pid;
    if (late > 0) kill(late, SIGKILL);
  }
}

int Server::wait_ms() const {
  auto wait = std::chrono::milliseconds(60'000);
  const Deadline now = std::chrono::steady_clock::now();
  for (const Running& running : running_) {
    if (running.deadline == Deadline::max()) continue;
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
  const auto can_run = [&](const std::string& program) {
    return status.landlock_abi >= 1 && access(program.c_str(), X_OK) == 0;
  };
  status.heic = can_run(options.decode.heif_convert);
  status.video = can_run(options.decode.ffmpeg);
  status.sound = can_run(options.decode.fpcalc);
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
