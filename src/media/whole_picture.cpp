// SPDX-License-Identifier: Apache-2.0
#include "media/whole_picture.hpp"

#include <png.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.hpp"
#include "media/picture_job.hpp"
#include "media/wire.hpp"

namespace redress::media {
namespace {

constexpr int conversion_factor = 4;  // in time: HEIC of 50 million pixels passes through a PNG

// In the worker.
Bytes decode_in_worker(ByteView file, Stage stage, const Job&) {
  return decode_for_reply(file, stage, side_max, Luma::full);
}

Result<Descriptor> hold_in_memory(ByteView bytes) {
  Descriptor file(memfd_create("picture", MFD_CLOEXEC));
  if (!file.is_open()) return Error{Code::exhausted, "too many files are open: try again in a moment"};
  while (!bytes.empty()) {
    const ssize_t count = write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Code::exhausted, "not enough memory for the picture: try again in a moment"};
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return file;
}

}  // namespace

struct WholePictures::State {
  ForkServer server;
};

WholePictures::WholePictures(std::unique_ptr<State> state) : state_(std::move(state)) {}
WholePictures::~WholePictures() = default;
WholePictures::WholePictures(WholePictures&&) noexcept = default;
WholePictures& WholePictures::operator=(WholePictures&&) noexcept = default;

Result<WholePictures> WholePictures::start(const DecodeOptions& options) {
  DecodeOptions exact = options;
  exact.converts_exactly = true;
  exact.cpu_max *= conversion_factor;
  exact.wall_max *= conversion_factor;
  TRY_ASSIGN(ForkServer server, ForkServer::start({exact, decode_in_worker, wants_converter}));
  return WholePictures(std::unique_ptr<State>(new State{std::move(server)}));
}

Result<WholePicture> WholePictures::decode(ByteView file) const {
  if (file.empty()) return explain(Refusal::empty);
  if (file.size() > file_bytes_max) return explain(Refusal::file_too_large);
  TRY_ASSIGN(const Descriptor input, hold_in_memory(file));
  constexpr std::size_t answer_bytes_max = 3 * pixel_count_max + 4'096;
  // Twice: a fork server that was lost is back within milliseconds.
  for (int attempt = 0; attempt < 2; ++attempt) {
    TRY_ASSIGN(const ForkServer::Outcome outcome,
               state_->server.run(input.number(), Job{Task::picture, 0, {}}, answer_bytes_max));
    Decoded decoded;
    Refusal refusal = parse_reply(outcome.reply, side_max, decoded);
    if (refusal == Refusal::none) {
      return WholePicture{decoded.header.format, decoded.header.orientation, decoded.header.frame_count,
                          std::move(decoded.preview)};
    }
    if (outcome.reply.empty() && !outcome.ending) continue;
    if (outcome.reply.empty()) refusal = judge(*outcome.ending);
    return explain(refusal);
  }
  return Error{Code::unavailable, "the decoding service was lost: try again"};
}

Result<Bytes> encode_png(const Pixels& pixels) {
  CHECK(pixels.rgb.size() == std::size_t{3} * pixels.width * pixels.height);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = pixels.width;
  image.height = pixels.height;
  image.format = PNG_FORMAT_RGB;
  Bytes file(PNG_IMAGE_PNG_SIZE_MAX(image));
  png_alloc_size_t bytes = file.size();
  if (png_image_write_to_memory(&image, file.data(), &bytes, 0, pixels.rgb.data(), 0, nullptr) == 0) {
    return Error{Code::unavailable, "the PNG could not be written: try again"};
  }
  file.resize(bytes);
  return file;
}

}  // namespace redress::media
