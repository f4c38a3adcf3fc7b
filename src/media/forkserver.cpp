// SPDX-License-Identifier: Apache-2.0
#include "media/forkserver.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/descriptor.hpp"
#include "media/keeper.hpp"

namespace redress::media {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

struct Pipe {
  Descriptor read;
  Descriptor write;
};

bool open_pipe(Pipe& both) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  both.read = Descriptor(ends[0]);
  both.write = Descriptor(ends[1]);
  return true;
}

bool send_job(int control, const Job& job, const std::array<int, 3>& descriptors) {
  Job copy = job;
  iovec part{&copy, sizeof(copy)};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(descriptors))> space{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space.data();
  message.msg_controllen = space.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(descriptors));
  std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof(descriptors));
  ssize_t sent = 0;
  do {
    sent = sendmsg(control, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == sizeof(copy);
}

enum class ReadEnd { complete, over_limit, late };

// Everything until the last writer is gone.
ReadEnd read_all(int descriptor, std::size_t bytes_max, Deadline deadline, Bytes& bytes) {
  std::vector<std::uint8_t> chunk(64U << 10);
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd wait{descriptor, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : poll(&wait, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return ReadEnd::late;
    const ssize_t count = read(descriptor, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return ReadEnd::complete;
    if (bytes.size() + static_cast<std::size_t>(count) > bytes_max) return ReadEnd::over_limit;
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + count);
  }
}

Error gone() { return {Code::unavailable, "the decoding service is not running: try again, or restart redress"}; }

}  // namespace

Result<ForkServer> ForkServer::start(const Options& options) {
  CHECK(options.body != nullptr);
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return gone();
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  Pipe greeting;
  if (!open_pipe(greeting)) return gone();
  const pid_t keeper = fork();
  if (keeper < 0) return gone();
  if (keeper == 0) keep_serving(theirs.number(), greeting.write.number(), options);
  greeting.write.reset();
  Bytes bytes;
  SandboxStatus status;
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const ReadEnd end = read_all(greeting.read.number(), sizeof(status), deadline, bytes);
  ForkServer server(ours.release(), keeper, options.decode.wall_max, status);
  if (end != ReadEnd::complete || bytes.size() != sizeof(status)) {
    return Error{Code::unavailable, "the decoding sandbox could not be built: seccomp is needed"};
  }
  std::memcpy(&server.status_, bytes.data(), sizeof(status));
  return server;
}

Result<ForkServer::Outcome> ForkServer::run(int input, const Job& job, std::size_t reply_bytes_max) const {
  Pipe reply;
  Pipe ended;
  if (!open_pipe(reply) || !open_pipe(ended)) {
    return Error{Code::exhausted, "too many files are open: try again in a moment"};
  }
  // Fewer turns of the scheduler for a preview of 4 MB; refused where the user's pipe budget is spent, and not needed.
  static_cast<void>(fcntl(reply.read.number(), F_SETPIPE_SZ, 1 << 20));
  if (!send_job(control_, job, {input, reply.write.number(), ended.write.number()})) return gone();
  reply.write.reset();
  ended.write.reset();

  // The fork server keeps the time; ours only guards against its own end.
  const auto wall_max = job.task == Task::picture ? wall_max_ : job.plan.wall_max;
  const Deadline deadline = std::chrono::steady_clock::now() + wall_max + std::chrono::seconds(2);
  Outcome outcome;
  const ReadEnd end = read_all(reply.read.number(), reply_bytes_max, deadline, outcome.reply);
  if (end == ReadEnd::over_limit) return Error{Code::exhausted, "the decoder's answer is longer than it may be"};
  Bytes ending;
  if (end == ReadEnd::late || read_all(ended.read.number(), sizeof(Ending), deadline, ending) != ReadEnd::complete) {
    return gone();
  }
  if (ending.size() == sizeof(Ending)) std::memcpy(&outcome.ending.emplace(), ending.data(), sizeof(Ending));
  return outcome;
}

void ForkServer::stop() {
  if (control_ >= 0) close(control_);
  control_ = -1;
  if (keeper_ > 0) {
    while (waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  keeper_ = -1;
}

ForkServer::~ForkServer() { stop(); }

ForkServer::ForkServer(ForkServer&& other) noexcept
    : control_(std::exchange(other.control_, -1)),
      keeper_(std::exchange(other.keeper_, -1)),
      wall_max_(other.wall_max_),
      status_(other.status_) {}

ForkServer& ForkServer::operator=(ForkServer&& other) noexcept {
  if (this != &other) {
    stop();
    control_ = std::exchange(other.control_, -1);
    keeper_ = std::exchange(other.keeper_, -1);
    wall_max_ = other.wall_max_;
    status_ = other.status_;
  }
  return *this;
}

}  // namespace redress::media
