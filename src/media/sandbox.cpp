// SPDX-License-Identifier: Apache-2.0
#include "media/sandbox.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "media/sanitized.hpp"

namespace redress::media {
namespace {

// Landlock's structures, declared here: Debian 12's header ends at ABI 2 and the kernel may know more.
struct LandlockRuleset {
  std::uint64_t handled_access_fs;
  std::uint64_t handled_access_net;
  std::uint64_t scoped;
};
struct [[gnu::packed]] LandlockPath {
  std::uint64_t allowed_access;
  std::int32_t parent_fd;
};
constexpr std::uint64_t access_execute = 1U << 0;
constexpr std::uint64_t access_write_file = 1U << 1;
constexpr std::uint64_t access_read_file = 1U << 2;
constexpr std::uint64_t access_read_dir = 1U << 3;
constexpr std::uint64_t access_make_file = 1U << 8;
constexpr std::uint64_t access_truncate = 1U << 14;

void require(bool holds) {
  if (!holds) _exit(sandbox_exit);
}

long landlock_create(const LandlockRuleset* rules, std::size_t bytes, unsigned flags) {
  return syscall(SYS_landlock_create_ruleset, rules, bytes, flags);
}

// Everything the kernel can govern is governed; what is granted must be added. -1: no Landlock here.
int make_ruleset() {
  const int abi = landlock_abi();
  if (abi < 1) return -1;
  constexpr std::array<unsigned, 5> file_rights{13, 14, 15, 15, 16};  // bits known at ABI 1, 2, 3, 4, 5
  const auto index = static_cast<std::size_t>(std::min(abi, 5) - 1);
  LandlockRuleset rules{(std::uint64_t{1} << file_rights[index]) - 1, 0, 0};
  if (abi >= 4) rules.handled_access_net = 3;  // bind and connect
  if (abi >= 6) rules.scoped = 3;              // abstract sockets and signals
  const std::size_t bytes = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const auto descriptor = static_cast<int>(landlock_create(&rules, bytes, 0));
  require(descriptor >= 0);
  return descriptor;
}

void grant(int ruleset, const char* path, std::uint64_t rights) {
  const int folder = open(path, O_PATH | O_CLOEXEC);
  if (folder < 0) return;  // a library folder that this system does not have
  const LandlockPath rule{rights, folder};
  require(syscall(SYS_landlock_add_rule, ruleset, 1, &rule, 0) == 0);
  close(folder);
}

void limit(__rlimit_resource what, std::uint64_t value) {
  const rlimit both{value, value};
  require(setrlimit(what, &both) == 0);
}

void set_limits(const Confinement& limits) {
  // Sanitizers reserve terabytes of addresses for their shadow.
  if (!is_sanitized) limit(RLIMIT_AS, limits.memory_bytes_max);
  limit(RLIMIT_CPU, limits.cpu_seconds_max);
  limit(RLIMIT_FSIZE, limits.file_bytes_max);
  limit(RLIMIT_NOFILE, limits.descriptor_count_max);
  limit(RLIMIT_CORE, 0);
}

void give_up_privileges() {
  require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  if (!is_sanitized) require(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

void drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  require(syscall(SYS_capset, &header, none.data()) == 0);
}

// getpid: OpenSSL's random numbers, which it wants for some curves, ask whether the process was forked.
constexpr std::array worker_calls{
    SCMP_SYS(write),        SCMP_SYS(exit),           SCMP_SYS(exit_group),    SCMP_SYS(mmap),
    SCMP_SYS(munmap),       SCMP_SYS(mremap),         SCMP_SYS(mprotect),      SCMP_SYS(madvise),
    SCMP_SYS(brk),          SCMP_SYS(futex),          SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sched_yield),   SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getpid)};

// What the sanitizers' runtimes do besides, in the builds that have them.
constexpr std::array sanitizer_calls{SCMP_SYS(sigaltstack), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep),
                                     SCMP_SYS(gettid),      SCMP_SYS(close),     SCMP_SYS(tgkill)};

constexpr std::array program_calls{SCMP_SYS(execve),
                                   SCMP_SYS(arch_prctl),
                                   SCMP_SYS(set_tid_address),
                                   SCMP_SYS(set_robust_list),
                                   SCMP_SYS(rseq),
                                   SCMP_SYS(prlimit64),
                                   SCMP_SYS(openat),
                                   SCMP_SYS(open),
                                   SCMP_SYS(access),
                                   SCMP_SYS(faccessat2),
                                   SCMP_SYS(read),
                                   SCMP_SYS(pread64),
                                   SCMP_SYS(close),
                                   SCMP_SYS(fstat),
                                   SCMP_SYS(newfstatat),
                                   SCMP_SYS(stat),
                                   SCMP_SYS(lseek),
                                   SCMP_SYS(readv),
                                   SCMP_SYS(writev),
                                   SCMP_SYS(getdents64),
                                   SCMP_SYS(readlink),
                                   SCMP_SYS(fcntl),
                                   SCMP_SYS(uname),
                                   SCMP_SYS(sysinfo),
                                   SCMP_SYS(get_mempolicy),
                                   SCMP_SYS(set_mempolicy),
                                   SCMP_SYS(getpid),
                                   SCMP_SYS(gettid),
                                   SCMP_SYS(tgkill),
                                   SCMP_SYS(rt_sigaction),
                                   SCMP_SYS(clone),
                                   SCMP_SYS(clone3),
                                   SCMP_SYS(ioctl),
                                   SCMP_SYS(getcwd),
                                   SCMP_SYS(sigaltstack),
                                   SCMP_SYS(getuid),
                                   SCMP_SYS(geteuid),
                                   SCMP_SYS(getgid),
                                   SCMP_SYS(getegid),
                                   SCMP_SYS(getrusage)};

// What libraries ask for as they start and can do without: they are told no, and live.
constexpr std::array refused_calls{SCMP_SYS(prctl), SCMP_SYS(mlock), SCMP_SYS(statfs), SCMP_SYS(fstatfs)};

// What `espeak-ng` asks for besides, through a library for loudspeakers that it does not need to write a file.
constexpr std::array speech_refused_calls{
    SCMP_SYS(prctl),   SCMP_SYS(mlock),      SCMP_SYS(statfs),       SCMP_SYS(fstatfs),   SCMP_SYS(socket),
    SCMP_SYS(connect), SCMP_SYS(setsockopt), SCMP_SYS(memfd_create), SCMP_SYS(ftruncate), SCMP_SYS(mkdir),
    SCMP_SYS(umask),   SCMP_SYS(pipe2),      SCMP_SYS(eventfd2),     SCMP_SYS(unlink),    SCMP_SYS(sched_setscheduler)};

void add_calls(scmp_filter_ctx context, std::span<const int> calls, bool is_program) {
  for (const int call : calls) {
    int added = 0;
    if (call == SCMP_SYS(mmap) && !is_program) {
      // Memory only: no file (MAP_ANONYMOUS), nothing executable.
      added = seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                               SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
    } else if (call == SCMP_SYS(mprotect) && !is_program) {
      added = seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    } else if (call == SCMP_SYS(read) && !is_program) {
      added = seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_EQ, 0));
    } else if (call == SCMP_SYS(clone)) {
      // Threads of its own, no process.
      added =
          seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    } else if (call == SCMP_SYS(clone3)) {
      // Its flags are behind a pointer, which a filter cannot read: say "not known" and glibc falls back to clone.
      added = seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), call, 0);
    } else {
      added = seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0);
    }
    CHECK(added == 0);
  }
}

}  // namespace

CallFilter::CallFilter() = default;
CallFilter::~CallFilter() = default;
CallFilter::CallFilter(CallFilter&&) noexcept = default;
CallFilter& CallFilter::operator=(CallFilter&&) noexcept = default;

CallFilter CallFilter::compile(std::span<const int> calls, std::span<const int> refused, bool is_program) {
  const scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
  CHECK(context != nullptr);
  add_calls(context, calls, is_program);
  if (is_sanitized && !is_program) add_calls(context, sanitizer_calls, is_program);
  for (const int call : refused) {
    CHECK(seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), call, 0) == 0);
  }
  const int file = memfd_create("filter", MFD_CLOEXEC);
  CHECK(file >= 0 && seccomp_export_bpf(context, file) == 0);
  seccomp_release(context);
  const off_t bytes = lseek(file, 0, SEEK_END);
  CHECK(bytes > 0 && static_cast<std::size_t>(bytes) % sizeof(sock_filter) == 0);
  CallFilter filter;
  filter.call_count_ = calls.size();
  filter.program_.resize(static_cast<std::size_t>(bytes) / sizeof(sock_filter));
  CHECK(pread(file, filter.program_.data(), static_cast<std::size_t>(bytes), 0) == bytes);
  close(file);
  return filter;
}

namespace {

std::vector<int> list_program_calls() {
  std::vector<int> calls(worker_calls.begin(), worker_calls.end());
  calls.insert(calls.end(), program_calls.begin(), program_calls.end());
  return calls;
}

}  // namespace

CallFilter CallFilter::for_worker() { return compile(worker_calls, {}, false); }

CallFilter CallFilter::for_stream() {
  std::vector<int> calls(worker_calls.begin(), worker_calls.end());
  calls.push_back(SCMP_SYS(read));
  return compile(calls, {}, false);
}

CallFilter CallFilter::for_program() { return compile(list_program_calls(), refused_calls, true); }

CallFilter CallFilter::for_speech() { return compile(list_program_calls(), speech_refused_calls, true); }

void CallFilter::load() const {
  // The kernel copies the program and does not write to it.
  const sock_fprog program{static_cast<unsigned short>(program_.size()), const_cast<sock_filter*>(program_.data())};
  require(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

int landlock_abi() {
  const long abi = landlock_create(nullptr, 0, 1);
  return abi < 0 ? 0 : static_cast<int>(abi);
}

void leave_namespaces(SandboxStatus& status) {
  constexpr int spaces = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS;
  constexpr uid_t nobody = 65'534;
  status.own_namespaces = unshare(spaces) == 0 || unshare(spaces | CLONE_NEWUSER) == 0;
  if (geteuid() == 0) {
    static_cast<void>(setgroups(0, nullptr));
    status.own_user = setresgid(nobody, nobody, nobody) == 0 && setresuid(nobody, nobody, nobody) == 0;
  }
  drop_capabilities();
  give_up_privileges();
}

void lock_down(const Confinement& limits, const CallFilter& filter) {
  set_limits(limits);
  give_up_privileges();
  const int ruleset = make_ruleset();
  if (ruleset >= 0) {
    require(syscall(SYS_landlock_restrict_self, ruleset, 0) == 0);
    close(ruleset);
  }
  filter.load();
}

void confine_program(const Confinement& limits, const CallFilter& filter, const std::string& program,
                     const std::string& folder) {
  give_up_privileges();
  const int ruleset = make_ruleset();
  // Without Landlock the program could read what its user can: then it is not run at all.
  require(ruleset >= 0);
  constexpr std::uint64_t read = access_read_file | access_read_dir;
  for (const char* path : {"/usr/lib", "/lib", "/lib64"}) grant(ruleset, path, read | access_execute);
  grant(ruleset, program.c_str(), access_read_file | access_execute);
  grant(ruleset, "/etc/ld.so.cache", access_read_file);
  const std::uint64_t truncate = landlock_abi() >= 3 ? access_truncate : 0;
  const std::uint64_t write = limits.file_bytes_max > 0 ? access_write_file | access_make_file | truncate : 0;
  grant(ruleset, folder.c_str(), read | write);
  require(syscall(SYS_landlock_restrict_self, ruleset, 0) == 0);
  close(ruleset);
  set_limits(limits);
  filter.load();
}

}  // namespace redress::media
