// SPDX-License-Identifier: Apache-2.0
// A worker whose body is hostile: each probe tries one way out of the sandbox. None may succeed, none may hurt the
// server.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/descriptor.hpp"
#include "media/forkserver.hpp"
#include "media/sanitized.hpp"

namespace redress::media {
namespace {

struct Probe {
  const char* name;
  long (*escape)();  // ≥ 0: it got out
};

char path[] = "/etc/passwd";
char root[] = "/";
char shell[] = "/bin/sh";
char scratch[4096];

long write_elsewhere() {
  for (int descriptor = 0; descriptor < 1024; ++descriptor) {
    const bool is_left_open = descriptor == 3 || (is_sanitized && descriptor == 2);  // sanitizers report on 2
    if (!is_left_open && write(descriptor, "x", 1) == 1) return descriptor;
  }
  return -1;
}

long map_executable() {
  void* at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? -1 : 0;
}

long map_huge() {
  // In the sanitizers' builds the address limit is off; ask there for what no machine has.
  const std::size_t bytes = is_sanitized ? std::size_t{1} << 50 : std::size_t{1} << 30;
  return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

long make_executable() {
  void* at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? -1 : mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

constexpr Probe probes[] = {
    {"open", [] { return syscall(SYS_open, path, O_RDONLY); }},
    {"openat", [] { return syscall(SYS_openat, AT_FDCWD, path, O_RDONLY); }},
    {"openat2", [] { return syscall(SYS_openat2, AT_FDCWD, path, scratch, 24); }},
    {"creat", [] { return syscall(SYS_creat, "/tmp/redress-escaped", 0600); }},
    {"read a descriptor", [] { return syscall(SYS_read, 3, scratch, 1); }},
    {"write to another descriptor", write_elsewhere},
    {"stat", [] { return syscall(SYS_newfstatat, AT_FDCWD, path, scratch, 0); }},
    {"readlink", [] { return syscall(SYS_readlink, "/proc/self/exe", scratch, 64); }},
    {"getdents", [] { return syscall(SYS_getdents64, 3, scratch, sizeof(scratch)); }},
    {"unlink", [] { return syscall(SYS_unlink, "/tmp/redress-nothing"); }},
    {"rename", [] { return syscall(SYS_rename, "/tmp/a", "/tmp/b"); }},
    {"mkdir", [] { return syscall(SYS_mkdir, "/tmp/redress-escaped", 0700); }},
    {"chmod", [] { return syscall(SYS_chmod, path, 0777); }},
    {"chroot", [] { return syscall(SYS_chroot, root); }},
    {"chdir", [] { return syscall(SYS_chdir, root); }},
    {"truncate", [] { return syscall(SYS_truncate, path, 0); }},
    {"memfd_create", [] { return syscall(SYS_memfd_create, "x", 0); }},
    {"socket", [] { return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }},
    {"socketpair", [] { return syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, scratch); }},
    {"connect", [] { return syscall(SYS_connect, 3, scratch, 16); }},
    {"bind", [] { return syscall(SYS_bind, 3, scratch, 16); }},
    {"sendmsg", [] { return syscall(SYS_sendmsg, 3, scratch, 0); }},
    {"fork", [] { return syscall(SYS_fork); }},
    {"vfork", [] { return syscall(SYS_vfork); }},
    {"clone", [] { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
    {"clone3", [] { return syscall(SYS_clone3, scratch, sizeof(clone_args)); }},
    {"execve", [] { return syscall(SYS_execve, shell, nullptr, nullptr); }},
    {"execveat", [] { return syscall(SYS_execveat, AT_FDCWD, shell, nullptr, nullptr, 0); }},
    {"ptrace", [] { return syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0); }},
    {"ptrace the parent", [] { return syscall(SYS_ptrace, PTRACE_SEIZE, 1, 0, 0); }},
    {"process_vm_readv", [] { return syscall(SYS_process_vm_readv, 1, scratch, 0, scratch, 0, 0); }},
    {"kill everyone", [] { return syscall(SYS_kill, -1, 0); }},
    {"tkill", [] { return syscall(SYS_tkill, 1, 0); }},
    {"pidfd_open", [] { return syscall(SYS_pidfd_open, 1, 0); }},
    {"mmap 1 GiB", map_huge},
    {"mmap executable", map_executable},
    {"mprotect executable", make_executable},
    {"map a file", [] { return mmap(nullptr, 4096, PROT_READ, MAP_SHARED, 3, 0) == MAP_FAILED ? -1L : 0L; }},
    {"prctl", [] { return syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0); }},
    {"seccomp", [] { return syscall(SYS_seccomp, 1, 0, scratch); }},
    {"setrlimit", [] { return syscall(SYS_setrlimit, RLIMIT_NOFILE, scratch); }},
    {"prlimit64", [] { return syscall(SYS_prlimit64, 0, RLIMIT_AS, scratch, nullptr); }},
    {"setuid", [] { return syscall(SYS_setuid, 0); }},
    {"capset", [] { return syscall(SYS_capset, scratch, scratch); }},
    {"bpf", [] { return syscall(SYS_bpf, BPF_PROG_LOAD, scratch, 64); }},
    {"perf_event_open", [] { return syscall(SYS_perf_event_open, scratch, 0, -1, -1, 0); }},
    {"keyctl", [] { return syscall(SYS_keyctl, 0, 0); }},
    {"add_key", [] { return syscall(SYS_add_key, "user", "x", "y", 1, -2); }},
    {"mount", [] { return syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, nullptr); }},
    {"umount", [] { return syscall(SYS_umount2, "/proc", MNT_DETACH); }},
    {"pivot_root", [] { return syscall(SYS_pivot_root, "/tmp", "/tmp"); }},
    {"unshare", [] { return syscall(SYS_unshare, CLONE_NEWUSER); }},
    {"setns", [] { return syscall(SYS_setns, 3, 0); }},
    {"io_uring_setup", [] { return syscall(SYS_io_uring_setup, 8, scratch); }},
    {"userfaultfd", [] { return syscall(SYS_userfaultfd, 0); }},
    {"personality", [] { return syscall(SYS_personality, 0xffffffffUL); }},
    {"init_module", [] { return syscall(SYS_init_module, scratch, 0, ""); }},
    {"reboot", [] { return syscall(SYS_reboot, 0, 0, 0, 0); }},
    {"ioctl", [] { return syscall(SYS_ioctl, 3, 0x5412, scratch); }},
    {"shmget", [] { return syscall(SYS_shmget, 1, 4096, 01600); }},
    {"landlock", [] { return syscall(SYS_landlock_create_ruleset, scratch, 8, 0); }},
    {"name_to_handle_at", [] { return syscall(SYS_name_to_handle_at, AT_FDCWD, path, scratch, scratch, 0); }},
    {"dup", [] { return syscall(SYS_dup, 3); }},
    {"nice", [] { return syscall(SYS_setpriority, 0, 0, -20); }},
    {"x32 call", [] { return syscall(0x40000000 | SYS_getpid); }},
};
constexpr std::uint32_t probe_count = std::size(probes);
constexpr std::uint32_t answer_probe = probe_count;
constexpr std::uint32_t loop_probe = probe_count + 1;
constexpr std::uint32_t hog_probe = probe_count + 2;
constexpr std::uint32_t flood_probe = probe_count + 3;
constexpr std::uint32_t sleep_probe = probe_count + 4;

// What a program pours out, as it is.
Bytes read_stream() {
  Bytes all(4'096);
  std::size_t count = 0;
  for (ssize_t got = 1; got > 0 && count < all.size(); count += static_cast<std::size_t>(got)) {
    got = std::max<ssize_t>(0, read(STDIN_FILENO, all.data() + count, all.size() - count));
  }
  all.resize(count);
  return all;
}

Bytes hostile_body(ByteView input, Stage stage, const Job& job) {
  const std::uint32_t probe = job.argument;
  if (probe < probe_count) return probes[probe].escape() >= 0 ? Bytes{'e'} : Bytes{'r'};
  if (probe == answer_probe) return stage == Stage::stream ? read_stream() : Bytes(input.begin(), input.end());
  if (probe == flood_probe) return Bytes(1 << 20, 'x');
  if (probe == hog_probe) {
    std::vector<Bytes> hoard;
    for (std::size_t i = 0; i < 64; ++i) hoard.emplace_back(std::size_t{16} << 20, std::uint8_t{1});
    return Bytes{'e'};
  }
  volatile std::uint32_t futex = 0;
  if (probe == sleep_probe) syscall(SYS_futex, &futex, 0 /* wait */, 0, nullptr, nullptr, 0);
  for (;;) asm volatile("");
}

Job probe_job(std::uint32_t probe) { return {Task::picture, probe, {}}; }

// A program that was taken over: this very binary, in the place of ffmpeg. Which probe it is stands after "-t".
constexpr Probe program_probes[] = {
    {"read a file of the system", [] { return static_cast<long>(open("/etc/passwd", O_RDONLY)); }},
    {"read what a process was told", [] { return static_cast<long>(open("/proc/1/environ", O_RDONLY)); }},
    {"list another folder", [] { return static_cast<long>(open("/tmp", O_RDONLY | O_DIRECTORY)); }},
    {"write to its own folder", [] { return static_cast<long>(open("more", O_WRONLY | O_CREAT, 0600)); }},
    {"write to the input", [] { return static_cast<long>(open("in.recording", O_WRONLY)); }},
    {"write elsewhere", [] { return static_cast<long>(open("/tmp/redress-escaped", O_WRONLY | O_CREAT, 0600)); }},
    {"write over a descriptor", [] { return static_cast<long>(write(4, "x", 1)); }},
    {"run a shell", [] { return syscall(SYS_execve, shell, nullptr, nullptr); }},
    {"unlink", [] { return syscall(SYS_unlink, "in.recording"); }},
    {"socket", [] { return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }},
    {"local socket", [] { return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); }},
    {"fork", [] { return syscall(SYS_fork); }},
    {"clone", [] { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
    {"clone3", [] { return syscall(SYS_clone3, scratch, sizeof(clone_args)); }},
    {"ptrace the parent", [] { return syscall(SYS_ptrace, PTRACE_SEIZE, getppid(), 0, 0); }},
    {"kill everyone", [] { return syscall(SYS_kill, -1, 0); }},
    {"signal its parent", [] { return syscall(SYS_tgkill, getppid(), getppid(), 0); }},
    {"io_uring_setup", [] { return syscall(SYS_io_uring_setup, 8, scratch); }},
    {"mount", [] { return syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, nullptr); }},
    {"bpf", [] { return syscall(SYS_bpf, BPF_PROG_LOAD, scratch, 64); }},
};
constexpr std::uint32_t program_probe_count = std::size(program_probes);

[[gnu::constructor]] void play_program(int argc, char** argv) {
  if (argc < 2 || std::strcmp(argv[1], "-nostdin") != 0) return;
  for (int i = 2; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "-t") != 0) continue;
    const auto probe = static_cast<std::uint32_t>(std::atoi(argv[i + 1]));
    // The input must be there, or a refusal would say nothing.
    const bool has_input = open("in.recording", O_RDONLY) >= 0;
    const bool is_out = probe < program_probe_count && program_probes[probe].escape() >= 0;
    static_cast<void>(!write(STDOUT_FILENO, !has_input ? "n" : is_out ? "e" : "r", 1));
  }
  _exit(0);
}

class Escape : public testing::Test {
 protected:
  static ForkServer start(std::chrono::seconds cpu_max, std::chrono::milliseconds wall_max) {
    ForkServer::Options options;
    options.decode.cpu_max = cpu_max;
    options.decode.wall_max = wall_max;
    options.body = hostile_body;
    return ForkServer::start(options).value();
  }
  static ForkServer start_with(const std::string& program) {
    ForkServer::Options options;
    options.decode.ffmpeg = program;
    options.body = hostile_body;
    return ForkServer::start(options).value();
  }
  static std::string render_reply(const Result<ForkServer::Outcome>& outcome) {
    return outcome.ok() ? std::string(outcome.value().reply.begin(), outcome.value().reply.end()) : "no outcome";
  }
  static int input() {
    static const int descriptor = [] {
      const int file = memfd_create("input", MFD_CLOEXEC);
      EXPECT_EQ(write(file, "hello", 5), 5);
      return file;
    }();
    return descriptor;
  }
};

TEST_F(Escape, AWorkerSeesItsInputAndAnswersOnItsPipe) {
  const ForkServer server = start(std::chrono::seconds(5), std::chrono::seconds(10));
  const auto outcome = server.run(input(), probe_job(answer_probe), 100);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome.value().reply, (Bytes{'h', 'e', 'l', 'l', 'o'}));
  EXPECT_LE(CallFilter::for_worker().call_count(), 25U);
}

TEST_F(Escape, EveryProbeIsStopped) {
  static_assert(probe_count >= 40);
  const ForkServer server = start(std::chrono::seconds(5), std::chrono::seconds(10));
  std::size_t killed = 0;
  for (std::uint32_t probe = 0; probe < probe_count; ++probe) {
    const auto outcome = server.run(input(), probe_job(probe), 100);
    ASSERT_TRUE(outcome.ok()) << probes[probe].name << ": " << outcome.error().message;
    EXPECT_NE(outcome.value().reply, Bytes{'e'}) << probes[probe].name << " got out";
    if (outcome.value().reply.empty()) {
      ASSERT_TRUE(outcome.value().ending.has_value()) << probes[probe].name;
      EXPECT_TRUE(WIFSIGNALED(outcome.value().ending->wait_status)) << probes[probe].name;
      ++killed;
    }
  }
  // All but the few that ask the kernel for something it may answer with no.
  EXPECT_GE(killed, probe_count - 4) << "of " << probe_count;
  EXPECT_EQ(server.run(input(), probe_job(answer_probe), 100).value().reply.size(), 5U)
      << "the server must outlive every probe";
}

TEST_F(Escape, AWorkerThatReadsAStreamCanDoNoMore) {
  const ForkServer server = start_with("/bin/echo");
  if (!server.status().video) GTEST_SKIP() << "skipped: no test data (no Landlock)";
  const std::string poured = render_reply(server.run(input(), Job{Task::frames, answer_probe, {}}, 10'000));
  EXPECT_TRUE(poured.starts_with("-nostdin ")) << poured;
  for (std::uint32_t probe = 0; probe < probe_count; ++probe) {
    const auto outcome = server.run(input(), Job{Task::frames, probe, {}}, 100);
    ASSERT_TRUE(outcome.ok()) << probes[probe].name << ": " << outcome.error().message;
    EXPECT_NE(outcome.value().reply, Bytes{'e'}) << probes[probe].name << " got out";
  }
}

TEST_F(Escape, AProgramThatWasTakenOverReachesNothingButItsCopy) {
  if (is_sanitized) GTEST_SKIP() << "skipped: a sanitizer's runtime needs more than a program may have";
  const ForkServer server = start_with(std::filesystem::read_symlink("/proc/self/exe").string());
  if (!server.status().video) GTEST_SKIP() << "skipped: no test data (no Landlock)";
  VideoPlan plan;
  for (plan.seconds_max = 0; plan.seconds_max <= program_probe_count; ++plan.seconds_max) {
    const auto outcome = server.run(input(), Job{Task::frames, answer_probe, plan}, 100);
    ASSERT_TRUE(outcome.ok() && outcome.value().ending);
    const bool is_last = plan.seconds_max == program_probe_count;
    const std::string name = is_last ? "nothing" : program_probes[plan.seconds_max].name;
    const std::string said = render_reply(outcome);
    const bool is_killed = WIFSIGNALED(outcome.value().ending->program_wait_status);
    EXPECT_TRUE(said == "r" || (!is_last && said.empty() && is_killed)) << name << ": " << said;
  }
}

TEST_F(Escape, AnEndlessLoopAndASleeperAreEndedByTheClock) {
  const ForkServer busy = start(std::chrono::seconds(1), std::chrono::seconds(10));
  const auto looped = busy.run(input(), probe_job(loop_probe), 100);
  ASSERT_TRUE(looped.ok() && looped.value().ending);
  EXPECT_TRUE(WIFSIGNALED(looped.value().ending->wait_status));
  EXPECT_FALSE(looped.value().ending->timed_out);

  const ForkServer patient = start(std::chrono::seconds(5), std::chrono::milliseconds(200));
  const auto start_time = std::chrono::steady_clock::now();
  const auto slept = patient.run(input(), probe_job(sleep_probe), 100);
  ASSERT_TRUE(slept.ok() && slept.value().ending);
  EXPECT_TRUE(slept.value().ending->timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - start_time, std::chrono::seconds(2));
}

TEST_F(Escape, MemoryAndAnswersHaveALimit) {
  const ForkServer server = start(std::chrono::seconds(5), std::chrono::seconds(10));
  if (!is_sanitized) {
    const auto hog = server.run(input(), probe_job(hog_probe), 100);
    ASSERT_TRUE(hog.ok());
    EXPECT_TRUE(hog.value().reply.empty());
  }
  const auto flood = server.run(input(), probe_job(flood_probe), 1'000);
  ASSERT_FALSE(flood.ok());
  EXPECT_EQ(flood.error().code, Code::exhausted);
}

}  // namespace
}  // namespace redress::media
