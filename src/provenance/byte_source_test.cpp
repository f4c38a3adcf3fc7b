// SPDX-License-Identifier: Apache-2.0
#include "provenance/byte_source.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "base/descriptor.hpp"

namespace redress::provenance {
namespace {

TEST(ByteSource, AViewAndAFileGiveTheSameBytes) {
  const Bytes bytes{1, 2, 3, 4, 5};
  const Descriptor file(memfd_create("source", 0));
  ASSERT_EQ(write(file.number(), bytes.data(), bytes.size()), 5);
  Bytes buffer;
  for (const ByteSource& source : {ByteSource(bytes), ByteSource(file.number(), bytes.size())}) {
    const auto middle = source.read(1, 3, buffer);
    ASSERT_TRUE(middle.ok());
    EXPECT_EQ(Bytes(middle.value().begin(), middle.value().end()), (Bytes{2, 3, 4}));
  }
}

TEST(ByteSource, PastTheEndIsCorrupt) {
  const Bytes bytes{1, 2, 3};
  Bytes buffer;
  const ByteSource source{ByteView(bytes)};
  EXPECT_EQ(source.read(2, 2, buffer).error().code, Code::corrupt);
  EXPECT_EQ(source.read(UINT64_MAX, 1, buffer).error().code, Code::corrupt);
  EXPECT_TRUE(source.read(3, 0, buffer).ok());
}

}  // namespace
}  // namespace redress::provenance
