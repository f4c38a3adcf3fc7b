// SPDX-License-Identifier: Apache-2.0
// media/fuzz_picture.hpp — what the five picture fuzz targets share. For fuzz targets only.
//
// Errors          CHECK: a promise of ours that an input broke.
// Threads         pure function.
// Source          docs/decisions/0011.
#pragma once

#include <new>

#include "media/formats.hpp"
#include "media/wire.hpp"

namespace redress::media {

inline void fuzz_picture(ByteView file, Format format) {
  constexpr std::uint32_t preview_side = 64;
  Header header;
  if (parse_header(file, header) != Refusal::none || header.format != format) return;
  // A worker has 5 s and a fuzzer has many inputs: only pictures that decode quickly are worth its time.
  if (std::uint64_t{header.width} * header.height > 1'000'000) return;
  Decoded decoded;
  try {
    if (decode_picture(file, preview_side, decoded) != Refusal::none) return;
  } catch (const std::bad_alloc&) {
    return;
  }
  Decoded read;
  CHECK(parse_reply(encode_reply(Refusal::none, decoded), preview_side, read) == Refusal::none);
}

}  // namespace redress::media
