// SPDX-License-Identifier: Apache-2.0
#include "provenance/inspector.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>

#include "base/descriptor.hpp"
#include "provenance/crjson.hpp"
#include "provenance/validator.hpp"

namespace redress::provenance {
namespace {

// A job's argument: how many bytes of a sidecar stand before the file, and above them whether crJSON is wanted.
constexpr std::uint32_t crjson_bit = 1U << 31U;
static_assert(Inspector::sidecar_bytes_max < crjson_bit);
constexpr std::size_t crjson_bytes_max = 256U << 20U;

// What a worker's body finds when it runs: the fork server has it from when it was started. A body is a plain function.
const Trust* worker_trust = nullptr;

Result<std::string> examine(ByteView file, std::optional<Bytes> sidecar, const media::Job& job) {
  const ByteSource source = ByteSource::of_map(file);
  TRY_ASSIGN(const Asset asset, read_asset(source));
  Validator validator(*worker_trust);
  TRY_ASSIGN(const ProvenanceReport report, validator.validate(source, asset, job.at, std::move(sidecar)));
  if ((job.argument & crjson_bit) != 0) return render_crjson(report, REDRESS_VERSION);
  TRY_ASSIGN(std::vector<Signal> signals, read_signals(source, asset));
  return render_inspection(make_inspection(report, asset, std::move(signals)));
}

// '+' or '-' leads the answer.
Bytes inspect_in_worker(ByteView input, media::Stage /*stage*/, const media::Job& job) {
  const std::uint32_t sidecar_bytes = job.argument & ~crjson_bit;
  std::optional<Bytes> sidecar;
  if (sidecar_bytes > 0) sidecar = Bytes(input.begin(), input.begin() + sidecar_bytes);
  const auto text = examine(input.subspan(sidecar_bytes), std::move(sidecar), job);
  const std::string answer = text.ok() ? "+" + text.value() : "-" + text.error().message;
  return {answer.begin(), answer.end()};
}

struct Opened {
  Descriptor file;
  std::uint64_t bytes = 0;
};

Result<Opened> open_file(const std::string& path, std::uint64_t bytes_max) {
  // O_NONBLOCK: a named pipe must not hold us; it is refused below.
  Opened opened{Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), 0};
  struct stat facts {};
  if (!opened.file.is_open() || fstat(opened.file.number(), &facts) != 0) {
    return Error{Code::not_found, path + " cannot be opened"};
  }
  if (!S_ISREG(facts.st_mode)) return Error{Code::invalid, path + " is no file"};
  if (facts.st_size == 0) return Error{Code::invalid, "the file is empty"};
  opened.bytes = static_cast<std::uint64_t>(facts.st_size);
  if (opened.bytes <= bytes_max) return opened;
  return Error{Code::exhausted, "the file is larger than " + std::to_string(bytes_max >> 20U) + " MiB"};
}

Status append(const Descriptor& to, const Opened& from) {
  off_t offset = 0;
  while (static_cast<std::uint64_t>(offset) < from.bytes) {
    const std::uint64_t left = from.bytes - static_cast<std::uint64_t>(offset);
    const ssize_t count = sendfile(to.number(), from.file.number(), &offset, left);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Code::unavailable, "the file cannot be read into memory"};
  }
  return Done{};
}

// The file itself; with a sidecar, both in one piece of memory.
Result<Descriptor> open_input(const std::string& path, const std::string& sidecar, std::uint64_t bytes_max,
                              std::uint32_t& sidecar_bytes) {
  const bool is_alone = sidecar.empty();
  TRY_ASSIGN(Opened file, open_file(path, is_alone ? bytes_max : std::min(bytes_max, Inspector::joined_bytes_max)));
  if (is_alone) return std::move(file.file);
  TRY_ASSIGN(const Opened beside, open_file(sidecar, Inspector::sidecar_bytes_max));
  Descriptor both(memfd_create("inspect", MFD_CLOEXEC));
  if (!both.is_open()) return Error{Code::exhausted, "too many files are open: try again in a moment"};
  TRY(append(both, beside));
  TRY(append(both, file));
  sidecar_bytes = static_cast<std::uint32_t>(beside.bytes);
  return both;
}

Error explain(const media::Ending& ending) {
  if (ending.timed_out) return {Code::exhausted, "reading took longer than it may"};
  return {Code::invalid, "the file broke the reader's rules, and was stopped"};
}

}  // namespace

Result<Inspector> Inspector::start(const Trust& trust, const InspectorLimits& limits) {
  load_for_sandbox();
  worker_trust = &trust;
  media::ForkServer::Options options;
  options.body = inspect_in_worker;
  options.decode.wall_max = limits.wall_max;
  options.decode.cpu_max = limits.cpu_max;
  options.decode.memory_bytes_max = limits.memory_bytes_max;
  options.is_input_apart = true;
  TRY_ASSIGN(media::ForkServer server, media::ForkServer::start(options));
  return Inspector(std::move(server), limits);
}

Result<std::string> Inspector::ask(const std::string& path, const std::string& sidecar, media::Job job,
                                   std::size_t answer_bytes_max) const {
  std::uint32_t sidecar_bytes = 0;
  TRY_ASSIGN(const Descriptor input, open_input(path, sidecar, limits_.file_bytes_max, sidecar_bytes));
  job.argument |= sidecar_bytes;
  // Twice: a fork server that was lost is back within milliseconds.
  for (int attempt = 0; attempt < 2; ++attempt) {
    TRY_ASSIGN(const media::ForkServer::Outcome outcome, server_.run(input.number(), job, answer_bytes_max + 1));
    if (outcome.reply.empty() && !outcome.ending) continue;
    if (outcome.reply.empty() || !outcome.ending || outcome.ending->wait_status != 0) {
      return explain(outcome.ending.value_or(media::Ending{}));
    }
    std::string text(outcome.reply.begin() + 1, outcome.reply.end());
    if (outcome.reply.front() != '+') return Error{Code::invalid, render_excerpt(text)};
    return text;
  }
  return Error{Code::unavailable, "the reading service was lost: try again"};
}

Result<Inspection> Inspector::inspect(const std::string& path, Instant at, const std::string& sidecar) const {
  media::Job job;
  job.at = at;
  TRY_ASSIGN(const std::string text, ask(path, sidecar, job, inspection_bytes_max));
  return parse_inspection(text);
}

Result<std::string> Inspector::render_crjson(const std::string& path, Instant at, const std::string& sidecar) const {
  media::Job job;
  job.at = at;
  job.argument = crjson_bit;
  return ask(path, sidecar, job, crjson_bytes_max);
}

}  // namespace redress::provenance
