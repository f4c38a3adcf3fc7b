// SPDX-License-Identifier: Apache-2.0
#include "media/worker.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "media/sanitized.hpp"

namespace redress::media {
namespace {

constexpr int answer_number = 3;

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

Confinement limits_of(const ForkServer::Options& options, const Job& job, std::size_t mapped_bytes) {
  const auto cpu = job.task == Task::picture ? options.decode.cpu_max : job.plan.cpu_max;
  const std::uint64_t apart = options.is_input_apart ? mapped_bytes : 0;
  return {options.decode.memory_bytes_max + apart, static_cast<std::uint64_t>(cpu.count()), 0, 8};
}

}  // namespace

void run_worker(const ForkServer::Options& options, const CallFilter& filter, const Job& job, Stage stage, int input,
                int answer) {
  const bool is_stream = stage == Stage::stream;
  const ByteView bytes = is_stream ? ByteView{} : map_input(input);
  // From here: the input and one pipe. The control socket above all must be gone.
  if (is_stream && dup2(input, STDIN_FILENO) < 0) _exit(sandbox_exit);
  if (dup2(answer, answer_number) < 0) _exit(sandbox_exit);
  close_range(answer_number + 1, ~0U, 0);
  if (!is_stream) close(STDIN_FILENO);
  close(STDOUT_FILENO);
  if (!is_sanitized) close(STDERR_FILENO);
  lock_down(limits_of(options, job, bytes.size()), filter);
  const Bytes reply = options.body(bytes, stage, job);
  if (stage == Stage::file && options.wants_converter != nullptr && options.wants_converter(reply)) {
    _exit(convert_exit);
  }
  write_all(answer_number, reply);
  _exit(0);
}

}  // namespace redress::media
