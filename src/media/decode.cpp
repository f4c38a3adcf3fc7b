// SPDX-License-Identifier: Apache-2.0
#include "media/decode.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <future>

#include "base/descriptor.hpp"
#include "media/header.hpp"
#include "media/picture_job.hpp"
#include "media/preview.hpp"
#include "media/recording.hpp"
#include "media/wire.hpp"

namespace redress::media {
namespace {

// What a worker is told is one number: the preview's side, and above it whether scaled luma will do.
constexpr std::uint32_t scaled_bit = 1U << 31;
static_assert(side_max < scaled_bit);

// In the worker.
Bytes decode_in_worker(ByteView file, Stage stage, const Job& job) {
  if (stage == Stage::stream) return examine_stream(job);
  const Luma luma = (job.argument & scaled_bit) != 0 ? Luma::scaled : Luma::full;
  return decode_for_reply(file, stage, job.argument & ~scaled_bit, luma);
}

Result<std::uint64_t> measure(int descriptor) {
  struct stat facts {};
  if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return Error{Code::not_found, "not a file that can be read"};
  }
  return static_cast<std::uint64_t>(facts.st_size);
}

Result<Hasher::Both> hash_descriptor(int descriptor) {
  Hasher hasher;
  Bytes chunk(256U << 10);
  std::uint64_t at = 0;
  for (;;) {
    const ssize_t count = pread(descriptor, chunk.data(), chunk.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{Code::unavailable, "the file could not be read to its end: try again"};
    if (count == 0) return hasher.finish();
    hasher.add(ByteView(chunk).first(static_cast<std::size_t>(count)));
    at += static_cast<std::uint64_t>(count);
  }
}

Result<Descriptor> open_file(const std::string& path) {
  // O_NONBLOCK: a named pipe must not hold us; measure() then refuses it.
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    const bool is_missing = errno == ENOENT || errno == ENOTDIR;
    return Error{Code::not_found, is_missing ? "there is no such file" : "the file cannot be opened for reading"};
  }
  return file;
}

}  // namespace

struct Decoder::State {
  DecodeOptions options;
  ForkServer server;
  mutable std::atomic<std::size_t> running{0};
  mutable std::atomic<std::size_t> recordings{0};
};

namespace {

// One place of at_once_max, given back at the end of the call.
class Place {
 public:
  Place(std::atomic<std::size_t>& running, std::size_t at_once_max)
      : running_(running), is_taken_(running.fetch_add(1) < at_once_max) {}
  ~Place() { running_.fetch_sub(1); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  [[nodiscard]] bool is_taken() const { return is_taken_; }

 private:
  std::atomic<std::size_t>& running_;
  bool is_taken_;
};

// Of the pixels that a worker is asked for besides the hashes; 0: none.
std::uint32_t side_of(Want want, const DecodeOptions& options) {
  if (want == Want::fingerprint_and_preview || want == Want::all) return options.preview_side_max;
  return want == Want::fingerprint_and_plane ? plane_side_max : 0;
}

Result<Decoded> run_worker(const ForkServer& server, int descriptor, std::uint32_t preview_side_max, Luma luma) {
  const std::uint32_t argument = preview_side_max | (luma == Luma::scaled ? scaled_bit : 0);
  // Twice: a fork server that was lost (an operator's kill, the kernel short of memory) is back within milliseconds.
  for (int attempt = 0; attempt < 2; ++attempt) {
    TRY_ASSIGN(const ForkServer::Outcome outcome,
               server.run(descriptor, Job{Task::picture, argument, {}}, reply_bytes_max(preview_side_max)));
    Decoded decoded;
    Refusal refusal = parse_reply(outcome.reply, preview_side_max, decoded);
    if (refusal == Refusal::none) return decoded;
    if (outcome.reply.empty() && !outcome.ending) continue;
    if (outcome.reply.empty() && outcome.ending) refusal = judge(*outcome.ending);
    return explain(refusal);
  }
  return Error{Code::unavailable, "the decoding service was lost: try again"};
}

}  // namespace

Decoder::Decoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Result<Decoder> Decoder::start(const DecodeOptions& options) {
  TRY_ASSIGN(ForkServer server, ForkServer::start({options, decode_in_worker, wants_converter}));
  return Decoder(std::unique_ptr<State>(new State{options, std::move(server)}));
}

Result<Examination> Decoder::examine(int descriptor, Want want) const {
  TRY_ASSIGN(const std::uint64_t bytes, measure(descriptor));
  if (bytes == 0) return explain(Refusal::empty);
  if (bytes > file_bytes_max) return explain(Refusal::file_too_large);
  const Place place(state_->running, state_->options.at_once_max);
  if (!place.is_taken()) return Error{Code::exhausted, "too many pictures are being decoded: try again in a moment"};

  const Luma luma = want == Want::screening ? Luma::scaled : Luma::full;
  TRY_ASSIGN(const Decoded decoded, run_worker(state_->server, descriptor, side_of(want, state_->options), luma));
  TRY_ASSIGN(const Hasher::Both hashes, hash_descriptor(descriptor));
  Examination examination;
  examination.format = decoded.header.format;
  examination.orientation = decoded.header.orientation;
  examination.frame_count = decoded.header.frame_count;
  examination.fingerprint.width = decoded.header.width;
  examination.fingerprint.height = decoded.header.height;
  examination.fingerprint.sha256 = hashes.sha256;
  examination.fingerprint.md5 = hashes.md5;
  examination.fingerprint.pdq = decoded.pdq.hashes[0];
  examination.fingerprint.pdq_quality = decoded.pdq.quality;
  examination.fingerprint.dihedral = decoded.pdq.hashes;
  const bool is_smaller = decoded.header.format == Format::jpeg &&
                          screening_eighths(std::max(decoded.header.width, decoded.header.height)) < 8;
  examination.luma = luma == Luma::scaled && is_smaller ? Luma::scaled : Luma::full;
  if (want == Want::fingerprint_and_preview || want == Want::all) {
    TRY_ASSIGN(examination.preview, make_preview(decoded.preview, decoded.header.orientation));
  }
  if (want == Want::fingerprint_and_plane || want == Want::all) examination.plane = luma_of(decoded.preview);
  return examination;
}

Result<Examination> Decoder::examine(ByteView bytes, Want want) const {
  if (bytes.size() > file_bytes_max) return explain(Refusal::file_too_large);
  const Descriptor file(memfd_create("picture", MFD_CLOEXEC));
  if (!file.is_open()) return Error{Code::exhausted, "too many files are open: try again in a moment"};
  while (!bytes.empty()) {
    const ssize_t count = write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Code::exhausted, "not enough memory for the picture: try again in a moment"};
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return examine(file.number(), want);
}

Result<Examination> Decoder::examine_file(const std::string& path, Want want) const {
  TRY_ASSIGN(const Descriptor file, open_file(path));
  return examine(file.number(), want);
}

Result<Video> Decoder::examine_recording(int descriptor, const VideoPlan& plan) const {
  TRY_ASSIGN(const std::uint64_t bytes, measure(descriptor));
  if (bytes == 0) return explain_recording(Refusal::empty);
  if (bytes > plan.file_bytes_max) return explain_recording(Refusal::file_too_large);
  const Place place(state_->recordings, state_->options.recordings_at_once_max);
  if (!place.is_taken()) return Error{Code::exhausted, "too many films are being decoded: try again in a moment"};
  TRY_ASSIGN(Video video, run_recording(state_->server, descriptor, plan));
  TRY_ASSIGN(const Hasher::Both hashes, hash_descriptor(descriptor));
  video.sha256 = hashes.sha256;
  video.md5 = hashes.md5;
  return video;
}

Result<Video> Decoder::examine_recording_file(const std::string& path, const VideoPlan& plan) const {
  TRY_ASSIGN(const Descriptor file, open_file(path));
  return examine_recording(file.number(), plan);
}

SandboxStatus Decoder::status() const { return state_->server.status(); }

Result<Hasher::Both> hash_file(const std::string& path) {
  TRY_ASSIGN(const Descriptor file, open_file(path));
  TRY_ASSIGN(const std::uint64_t bytes, measure(file.number()));
  if (bytes > file_bytes_max) return explain(Refusal::file_too_large);
  return hash_descriptor(file.number());
}

Result<bool> is_recording_file(const std::string& path) {
  TRY_ASSIGN(const Descriptor file, open_file(path));
  TRY_ASSIGN([[maybe_unused]] const std::uint64_t bytes, measure(file.number()));
  Bytes head(recording_head_bytes);
  const ssize_t count = pread(file.number(), head.data(), head.size(), 0);
  return is_recording(ByteView(head).first(static_cast<std::size_t>(std::max<ssize_t>(0, count))));
}

}  // namespace redress::media
