// SPDX-License-Identifier: Apache-2.0
#include "label/heif_boxes.hpp"

#include "label/part_taker.hpp"

namespace redress::label {

Error broken_boxes() { return {Code::invalid, "the picture's boxes do not fit together"}; }

Result<ByteView> BoxReader::take(std::uint64_t count) {
  if (count > left_.size()) return broken_boxes();
  const ByteView taken = left_.first(static_cast<std::size_t>(count));
  left_ = left_.subspan(taken.size());
  return taken;
}

Result<std::uint64_t> BoxReader::number(std::uint64_t bytes) {
  TRY_ASSIGN(const ByteView taken, take(bytes));
  if (bytes > 8) return broken_boxes();
  std::uint64_t value = 0;
  for (const std::uint8_t byte : taken) value = value << 8U | byte;
  return value;
}

Status for_each_box(ByteView inside, std::size_t& count, const VisitBox& visit) {
  for (BoxReader reader(inside); reader.left().size() >= 8;) {
    if (++count > part_count_max) return Error{Code::exhausted, "the picture's file has too many parts"};
    const std::uint64_t all = reader.left().size();
    TRY_ASSIGN(std::uint64_t bytes, reader.number(4));
    TRY_ASSIGN(const ByteView name, reader.take(4));
    std::uint64_t head = 8;
    if (bytes == 1) {
      TRY_ASSIGN(bytes, reader.number(8));
      head = 16;
    }
    if (bytes == 0) bytes = all;
    if (bytes < head) return broken_boxes();
    TRY_ASSIGN(const ByteView content, reader.take(bytes - head));
    TRY(visit(text_of(name), content));
  }
  return Done{};
}

void append_number(Bytes& to, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_bytes(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

void append_box(Bytes& to, std::string_view name, ByteView content) {
  CHECK(name.size() == 4 && content.size() < UINT32_MAX - 8);
  append_number(to, content.size() + 8, 4);
  append_bytes(to, view_bytes(name));
  append_bytes(to, content);
}

}  // namespace redress::label
