// SPDX-License-Identifier: Apache-2.0
// pages/device/pdq.cpp — PDQ for a browser: the server's own source behind five plain functions, built by emscripten.
//
// Use this when   through pages/device/pdq.js. begin(), then for each row write RGBA to row() and add_row(), then
//                 finish(): the 32 bytes of the hash stand at hash().
// Errors          begin: 0 for sides that are not 1 to 16,384. Rows beyond the height are ignored.
// Threads         one picture at a time.
// Source          src/media/pdq.hpp; docs/decisions/0039-pdq-on-the-device.md.
#include "media/pdq.hpp"

#include <memory>
#include <vector>

#include "media/luma.hpp"

namespace redress {

void fail_check(const char* /*expression*/, const char* /*file*/, int /*line*/) { __builtin_trap(); }

namespace {

constexpr std::uint32_t side_max = 16'384;

struct Work {
  Work(std::uint32_t width, std::uint32_t height)
      : pdq(width, height), rgba(std::size_t{4} * width), luma(width), rows_left(height) {}
  media::PdqAccumulator pdq;
  std::vector<std::uint8_t> rgba;
  std::vector<float> luma;
  std::uint32_t rows_left;
};

std::unique_ptr<Work> work;
media::Pdq result{};

}  // namespace
}  // namespace redress

using namespace redress;

extern "C" {

int begin(std::uint32_t width, std::uint32_t height) {
  if (width < 1 || height < 1 || width > side_max || height > side_max) return 0;
  work = std::make_unique<Work>(width, height);
  return 1;
}

std::uint8_t* row() { return work ? work->rgba.data() : nullptr; }

void add_row() {
  if (!work || work->rows_left == 0) return;
  const std::uint8_t* rgba = work->rgba.data();
  for (float& luma : work->luma) {
    luma = media::luma_of(rgba[0], rgba[1], rgba[2]);
    rgba += 4;
  }
  work->pdq.add_row(std::span<const float>(work->luma));
  --work->rows_left;
}

// The quality, 0 to 100; -1 when rows are missing.
int finish() {
  if (!work || work->rows_left != 0) return -1;
  const media::PdqResult made = work->pdq.finish();
  work.reset();
  result = made.hashes[0];
  return made.quality;
}

const std::uint8_t* hash() { return result.data(); }
}
