// SPDX-License-Identifier: Apache-2.0
#include "provenance/cbor.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/utf8.hpp"

namespace redress::provenance {
namespace {

std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

double half_to_double(std::uint64_t half) {
  const auto exponent = static_cast<int>((half >> 10U) & 0x1fU);
  const auto mantissa = static_cast<double>(half & 0x3ffU);
  double value = 0;
  if (exponent == 0) {
    value = std::ldexp(mantissa, -24);
  } else if (exponent != 31) {
    value = std::ldexp(mantissa + 1024, exponent - 25);
  } else {
    value = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  return (half & 0x8000U) != 0 ? -value : value;
}

double decode_real(unsigned info, std::uint64_t bits) {
  if (info == 25) return half_to_double(bits);
  if (info == 26) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return std::bit_cast<double>(bits);
}

}  // namespace

class CborReader {
 public:
  CborReader(ByteView bytes, const CborLimits& limits) : bytes_(bytes), limits_(limits) {}

  Result<CborDocument> read() {
    TRY(read_item(0));
    if (at_ != bytes_.size()) return broken("bytes follow the item");
    return std::move(document_);
  }

 private:
  struct Head {
    unsigned major = 0;
    unsigned info = 0;
    std::uint64_t argument = 0;
    [[nodiscard]] bool is_indefinite() const { return info == 31; }
  };

  [[nodiscard]] Error broken(std::string_view what) const {
    return {Code::corrupt, "CBOR at byte " + std::to_string(at_) + ": " + std::string(what)};
  }
  [[nodiscard]] bool is_break() const { return at_ < bytes_.size() && bytes_[at_] == 0xff; }

  Result<Head> read_head() {
    if (at_ == bytes_.size()) return broken("the item is cut off");
    const unsigned first = bytes_[at_++];
    Head head{first >> 5U, first & 0x1fU, first & 0x1fU};
    if (head.info < 24 || head.is_indefinite()) return head;
    if (head.info > 27) return broken("a length of no known form");
    const std::size_t size = std::size_t{1} << (head.info - 24);
    if (bytes_.size() - at_ < size) return broken("the length is cut off");
    head.argument = 0;
    for (std::size_t i = 0; i < size; ++i) head.argument = head.argument << 8U | bytes_[at_++];
    return head;
  }

  Status read_item(std::size_t depth) {
    if (depth > limits_.depth_max) return Error{Code::exhausted, "CBOR nests too deep"};
    if (document_.nodes_.size() == limits_.nodes_max) return Error{Code::exhausted, "CBOR holds too many items"};
    const std::size_t start = at_;
    const std::size_t index = document_.nodes_.size();
    document_.nodes_.emplace_back();
    TRY_ASSIGN(const Head head, read_head());
    // Indefinite length belongs to strings, arrays and maps; a break stands only where one of them ends.
    if (head.is_indefinite() && (head.major < 2 || head.major > 5)) return broken("a break where an item should be");
    TRY(read_body(head, index, depth));
    CborNode& node = document_.nodes_[index];
    node.end = static_cast<std::uint32_t>(document_.nodes_.size());
    node.encoded = bytes_.subspan(start, at_ - start);
    return Done{};
  }

  Status read_body(const Head& head, std::size_t index, std::size_t depth) {
    CborNode& node = document_.nodes_[index];
    node.number = head.argument;
    switch (head.major) {
      case 0:
        node.kind = CborKind::integer;
        return Done{};
      case 1:
        node.kind = CborKind::negative;
        return Done{};
      case 2:
      case 3:
        return read_string(head, node);
      case 4:
        node.kind = CborKind::array;
        return read_members(head, index, depth, 1);
      case 5:
        node.kind = CborKind::map;
        return read_members(head, index, depth, 2);
      case 6:
        node.kind = CborKind::tag;
        return read_item(depth + 1);
      default:
        return read_simple(head, node);
    }
  }

  Status read_simple(const Head& head, CborNode& node) {
    if (head.info >= 25) {
      node.kind = CborKind::real;
      node.number = std::bit_cast<std::uint64_t>(decode_real(head.info, head.argument));
      return Done{};
    }
    if (head.info == 24 && head.argument < 32) return broken("a simple value in two bytes that fits into one");
    if (head.argument == 20 || head.argument == 21) {
      node.kind = CborKind::boolean;
      node.number = head.argument - 20;
      return Done{};
    }
    node.kind = head.argument == 22 ? CborKind::null : CborKind::undefined;
    return Done{};
  }

  Result<ByteView> read_chunk(std::uint64_t size) {
    if (bytes_.size() - at_ < size) return broken("a string is cut off");
    const ByteView chunk = bytes_.subspan(at_, static_cast<std::size_t>(size));
    at_ += chunk.size();
    return chunk;
  }

  Status read_string(const Head& head, CborNode& node) {
    node.kind = head.major == 2 ? CborKind::bytes : CborKind::text;
    if (head.is_indefinite()) {
      TRY_ASSIGN(node.content, join_chunks(head.major));
    } else {
      TRY_ASSIGN(node.content, read_chunk(head.argument));
    }
    if (node.kind == CborKind::text && !is_utf8(as_text(node.content))) return broken("a text that is not UTF-8");
    return Done{};
  }

  Result<ByteView> join_chunks(unsigned major) {
    auto joined = std::make_unique<Bytes>();
    while (!is_break()) {
      TRY_ASSIGN(const Head head, read_head());
      if (head.major != major || head.is_indefinite()) return broken("a chunk of another kind");
      TRY_ASSIGN(const ByteView chunk, read_chunk(head.argument));
      joined->insert(joined->end(), chunk.begin(), chunk.end());
    }
    ++at_;
    document_.joined_.push_back(std::move(joined));
    return ByteView(*document_.joined_.back());
  }

  // `width` items a member: an array's one, a map's key and value.
  Status read_members(const Head& head, std::size_t index, std::size_t depth, std::size_t width) {
    std::vector<ByteView> keys;
    std::uint64_t count = 0;
    while (head.is_indefinite() ? !is_break() : count < head.argument) {
      const std::size_t start = at_;
      TRY(read_item(depth + 1));
      if (width == 2) {
        keys.push_back(bytes_.subspan(start, at_ - start));
        TRY(read_item(depth + 1));
      }
      ++count;
    }
    if (head.is_indefinite()) ++at_;
    document_.nodes_[index].number = count;
    return verify_keys(keys);
  }

  [[nodiscard]] Status verify_keys(std::vector<ByteView>& keys) const {
    std::ranges::sort(keys, [](ByteView a, ByteView b) { return std::ranges::lexicographical_compare(a, b); });
    const auto twice =
        std::ranges::adjacent_find(keys, [](ByteView a, ByteView b) { return std::ranges::equal(a, b); });
    if (twice != keys.end()) return broken("a map holds a key twice");
    return Done{};
  }

  ByteView bytes_;
  CborLimits limits_;
  std::size_t at_ = 0;
  CborDocument document_;
};

Result<CborDocument> parse_cbor(ByteView bytes, const CborLimits& limits) { return CborReader(bytes, limits).read(); }

std::optional<ByteView> CborValue::bytes() const {
  return is(CborKind::bytes) ? std::optional(node().content) : std::nullopt;
}

std::optional<std::string_view> CborValue::text() const {
  return is(CborKind::text) ? std::optional(as_text(node().content)) : std::nullopt;
}

std::optional<std::int64_t> CborValue::integer() const {
  if (node().number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  const auto number = static_cast<std::int64_t>(node().number);
  if (is(CborKind::integer)) return number;
  return is(CborKind::negative) ? std::optional(-1 - number) : std::nullopt;
}

std::optional<std::uint64_t> CborValue::count() const {
  return is(CborKind::integer) ? std::optional(node().number) : std::nullopt;
}

std::optional<bool> CborValue::boolean() const {
  return is(CborKind::boolean) ? std::optional(node().number == 1) : std::nullopt;
}

std::optional<double> CborValue::real() const {
  return is(CborKind::real) ? std::optional(std::bit_cast<double>(node().number)) : std::nullopt;
}

std::optional<std::pair<std::uint64_t, CborValue>> CborValue::tagged() const {
  if (!is(CborKind::tag)) return std::nullopt;
  return std::pair(node().number, at(at_ + 1));
}

std::vector<CborValue> CborValue::items() const {
  std::vector<CborValue> found;
  if (!is(CborKind::array)) return found;
  for (std::uint32_t i = at_ + 1; i < node().end; i = all_[i].end) found.push_back(at(i));
  return found;
}

std::vector<std::pair<CborValue, CborValue>> CborValue::pairs() const {
  std::vector<std::pair<CborValue, CborValue>> found;
  if (!is(CborKind::map)) return found;
  for (std::uint32_t key = at_ + 1; key < node().end;) {
    const std::uint32_t value = all_[key].end;
    found.emplace_back(at(key), at(value));
    key = all_[value].end;
  }
  return found;
}

std::optional<CborValue> CborValue::find(std::string_view key) const {
  if (!is(CborKind::map)) return std::nullopt;
  for (std::uint32_t i = at_ + 1; i < node().end; i = all_[all_[i].end].end) {
    if (at(i).text() == key) return at(all_[i].end);
  }
  return std::nullopt;
}

std::optional<CborValue> CborValue::find(std::int64_t key) const {
  if (!is(CborKind::map)) return std::nullopt;
  for (std::uint32_t i = at_ + 1; i < node().end; i = all_[all_[i].end].end) {
    if (at(i).integer() == key) return at(all_[i].end);
  }
  return std::nullopt;
}

void CborWriter::head(unsigned major, std::uint64_t argument) {
  const auto type = static_cast<std::uint8_t>(major << 5U);
  if (argument < 24) return written_.push_back(static_cast<std::uint8_t>(type | argument));
  const unsigned log = argument <= 0xff ? 0 : argument <= 0xffff ? 1 : argument <= 0xffffffff ? 2 : 3;
  written_.push_back(static_cast<std::uint8_t>(type | (24 + log)));
  for (unsigned shift = 8U << log; shift > 0; shift -= 8) {
    written_.push_back(static_cast<std::uint8_t>(argument >> (shift - 8)));
  }
}

void CborWriter::integer(std::int64_t value) {
  if (value >= 0) return head(0, static_cast<std::uint64_t>(value));
  head(1, static_cast<std::uint64_t>(-1 - value));
}

void CborWriter::bytes(ByteView value) {
  head(2, value.size());
  encoded(value);
}

void CborWriter::text(std::string_view value) {
  head(3, value.size());
  encoded(view_bytes(value));
}

}  // namespace redress::provenance
