// SPDX-License-Identifier: Apache-2.0
#include "provenance/jumbf.hpp"

#include <algorithm>

namespace redress::provenance {
namespace {

constexpr std::array<std::uint8_t, 12> uuid_tail = {0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
                                                    0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71};
constexpr std::uint8_t has_label = 0x02;
constexpr std::uint8_t has_id = 0x04;
constexpr std::uint8_t has_digest = 0x08;
constexpr std::uint8_t has_private = 0x10;

std::uint64_t read_number(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8U | byte;
  return number;
}

class Parser {
 public:
  Parser(ByteView all, const JumbfLimits& limits) : all_(all), limits_(limits) {}

  // Takes one box off the front of `bytes`.
  Result<JumbfBox> take_box(ByteView& bytes, std::size_t depth) {
    if (depth > limits_.depth_max) return Error{Code::exhausted, "JUMBF boxes nest too deep"};
    if (++boxes_count_ > limits_.boxes_max) return Error{Code::exhausted, "JUMBF holds too many boxes"};
    if (bytes.size() < 8) return broken(bytes, "a box is cut off");
    std::size_t head = 8;
    std::uint64_t length = read_number(bytes.first(4));
    if (length == 1) {
      head = 16;
      if (bytes.size() < head) return broken(bytes, "a long box is cut off");
      length = read_number(bytes.subspan(8, 8));
    } else if (length == 0) {
      length = bytes.size();
    }
    if (length < head || length > bytes.size()) return broken(bytes, "a box is longer than what holds it");
    JumbfBox box;
    box.type = static_cast<std::uint32_t>(read_number(bytes.subspan(4, 4)));
    box.encoded = bytes.first(static_cast<std::size_t>(length));
    box.content = box.encoded.subspan(head);
    bytes = bytes.subspan(box.encoded.size());
    if (box.is_superbox()) {
      if (Status filled = fill_superbox(box, depth); !filled.ok()) return std::move(filled).error();
    }
    return box;
  }

 private:
  [[nodiscard]] Error broken(ByteView at, std::string_view what) const {
    return {Code::corrupt, "JUMBF at byte " + std::to_string(at.data() - all_.data()) + ": " + std::string(what)};
  }

  Status fill_superbox(JumbfBox& box, std::size_t depth) {
    ByteView rest = box.content;
    TRY_ASSIGN(const JumbfBox description, take_box(rest, depth + 1));
    if (description.type != box_type("jumd")) return broken(box.content, "a superbox without a description");
    TRY(read_description(description.content, box, depth));
    while (!rest.empty()) {
      TRY_ASSIGN(JumbfBox child, take_box(rest, depth + 1));
      box.children.push_back(std::move(child));
    }
    return Done{};
  }

  Status read_description(ByteView bytes, JumbfBox& box, std::size_t depth) {
    const ByteView whole = bytes;
    if (bytes.size() < 17) return broken(whole, "a description is cut off");
    std::ranges::copy(bytes.first(16), box.uuid.begin());
    const std::uint8_t toggles = bytes[16];
    bytes = bytes.subspan(17);
    if ((toggles & has_label) != 0) {
      const auto nul = std::ranges::find(bytes, 0);
      if (nul == bytes.end()) return broken(whole, "a label without an end");
      const auto size = static_cast<std::size_t>(nul - bytes.begin());
      box.label = {reinterpret_cast<const char*>(bytes.data()), size};
      bytes = bytes.subspan(size + 1);
    }
    const std::size_t skipped = ((toggles & has_id) != 0 ? 4U : 0U) + ((toggles & has_digest) != 0 ? 32U : 0U);
    if (bytes.size() < skipped) return broken(whole, "a description is cut off");
    bytes = bytes.subspan(skipped);
    if ((toggles & has_private) == 0) return Done{};
    TRY_ASSIGN(const JumbfBox inner, take_box(bytes, depth + 1));
    if (inner.type == box_type("c2sh")) {
      if (inner.content.size() != 16 && inner.content.size() != 32) return broken(whole, "salt of a size that is none");
      box.salt = inner.content;
    }
    return Done{};
  }

  ByteView all_;
  JumbfLimits limits_;
  std::size_t boxes_count_ = 0;
};

}  // namespace

std::string_view JumbfBox::kind() const {
  if (!std::ranges::equal(ByteView(uuid).subspan(4), uuid_tail)) return {};
  return {reinterpret_cast<const char*>(uuid.data()), 4};
}

const JumbfBox* JumbfBox::find(std::string_view child_label) const {
  const auto found = std::ranges::find_if(
      children, [&](const JumbfBox& child) { return child.is_superbox() && child.label == child_label; });
  return found == children.end() ? nullptr : &*found;
}

const JumbfBox* JumbfBox::find_content(std::uint32_t child_type) const {
  const auto found = std::ranges::find(children, child_type, &JumbfBox::type);
  return found == children.end() ? nullptr : &*found;
}

Result<JumbfBox> parse_jumbf(ByteView bytes, const JumbfLimits& limits) {
  Parser parser(bytes, limits);
  TRY_ASSIGN(JumbfBox box, parser.take_box(bytes, 0));
  if (!box.is_superbox()) return Error{Code::corrupt, "JUMBF: the store does not begin with a superbox"};
  return box;
}

}  // namespace redress::provenance
