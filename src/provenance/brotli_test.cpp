// SPDX-License-Identifier: Apache-2.0
#include "provenance/brotli.hpp"

#include <brotli/encode.h>
#include <gtest/gtest.h>

namespace redress::provenance {
namespace {

Bytes pack(const Bytes& plain) {
  std::size_t size = BrotliEncoderMaxCompressedSize(plain.size());
  Bytes packed(size);
  EXPECT_TRUE(BrotliEncoderCompress(9, 24, BROTLI_MODE_GENERIC, plain.size(), plain.data(), &size, packed.data()));
  packed.resize(size);
  return packed;
}

TEST(Brotli, WhatWasPackedComesOut) {
  Bytes plain(100000);
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<std::uint8_t>(i * i / 7);
  EXPECT_EQ(unpack_brotli(pack(plain), plain.size()).value(), plain);
}

TEST(Brotli, ABombEndsAtTheBound) {
  const Bytes bomb = pack(Bytes(std::size_t{8} << 20U));
  EXPECT_LT(bomb.size(), 4096U);
  EXPECT_EQ(unpack_brotli(bomb, std::size_t{4} << 20U).error().code, Code::exhausted);
  EXPECT_TRUE(unpack_brotli(bomb, std::size_t{8} << 20U).ok());
}

TEST(Brotli, AStreamThatIsCutOrGoesOnIsRefused) {
  Bytes packed = pack(Bytes(1000, 7));
  EXPECT_EQ(unpack_brotli(ByteView(packed).first(packed.size() - 1), 1000).error().code, Code::corrupt);
  packed.push_back(0);
  EXPECT_EQ(unpack_brotli(packed, 1000).error().code, Code::corrupt);
  EXPECT_EQ(unpack_brotli({}, 1000).error().code, Code::corrupt);
}

}  // namespace
}  // namespace redress::provenance
