// SPDX-License-Identifier: Apache-2.0
// label/heif_boxes.hpp — the boxes that an AVIF or HEIC file is made of, read one after another, and written.
//
// Use this when   inside this room, behind picture_parts.hpp.
// Errors          invalid: a box or a number that is not all there. exhausted: more than part_count_max boxes.
// Threads         pure functions.
// Source          ISO/IEC 14496-12, 4.2.
#pragma once

#include <functional>
#include <string_view>

#include "base/bytes.hpp"

namespace redress::label {

[[nodiscard]] Error broken_boxes();

// Numbers one after another, the highest byte first.
class BoxReader {
 public:
  explicit BoxReader(ByteView bytes) : left_(bytes) {}
  [[nodiscard]] ByteView left() const { return left_; }
  [[nodiscard]] Result<ByteView> take(std::uint64_t count);
  [[nodiscard]] Result<std::uint64_t> number(std::uint64_t bytes);

 private:
  ByteView left_;
};

// `count` goes on over all boxes of a file.
using VisitBox = std::function<Status(std::string_view name, ByteView content)>;
[[nodiscard]] Status for_each_box(ByteView inside, std::size_t& count, const VisitBox& visit);

void append_number(Bytes& to, std::uint64_t value, unsigned bytes);
void append_bytes(Bytes& to, ByteView more);
// Content of 4 GB and more is not written here.
void append_box(Bytes& to, std::string_view name, ByteView content);

}  // namespace redress::label
