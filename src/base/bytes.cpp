// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <array>

namespace redress {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view crockford_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::array<std::int8_t, 256> make_base64_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < base64_digits.size(); ++i) {
    values[static_cast<unsigned char>(base64_digits[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

char fold_crockford(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

}  // namespace

ByteView view_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string render_hex(ByteView bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += hex_digits[byte >> 4U];
    text += hex_digits[byte & 15U];
  }
  return text;
}

Result<Bytes> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return Error{Code::invalid, "hex text must have an even number of digits"};
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return Error{Code::invalid, "hex text may hold only 0-9 and a-f"};
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::string render_base64(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16U;
    if (left > 1) group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8U;
    if (left > 2) group |= bytes[i + 2];
    text += base64_digits[group >> 18U];
    text += base64_digits[group >> 12U & 63U];
    text += left > 1 ? base64_digits[group >> 6U & 63U] : '=';
    text += left > 2 ? base64_digits[group & 63U] : '=';
  }
  return text;
}

Result<Bytes> parse_base64(std::string_view text) {
  static const std::array<std::int8_t, 256> values = make_base64_values();
  const Error bad{Code::invalid, "not base64 text (RFC 4648, with padding)"};
  if (text.size() % 4 != 0) return bad;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pad = i >= text.size() - padding;
    const int value = pad ? 0 : values[static_cast<unsigned char>(text[i])];
    if (value < 0) return bad;
    group = group << 6U | static_cast<std::uint32_t>(value);
    if (i % 4 == 3) {
      bytes.push_back(static_cast<std::uint8_t>(group >> 16U));
      bytes.push_back(static_cast<std::uint8_t>(group >> 8U & 255U));
      bytes.push_back(static_cast<std::uint8_t>(group & 255U));
      group = 0;
    }
  }
  // Canonical spelling only: the bits under the padding must be zero.
  for (std::size_t i = 0; i < padding; ++i) {
    if (bytes.back() != 0) return bad;
    bytes.pop_back();
  }
  return bytes;
}

std::string render_crockford(ByteView bytes, std::size_t count) {
  CHECK(bytes.size() * 8 >= count * 5);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    unsigned digit = 0;
    for (std::size_t bit = i * 5; bit < i * 5 + 5; ++bit) {
      digit = digit << 1U | (bytes[bit / 8] >> (7 - bit % 8) & 1U);
    }
    text += crockford_digits[digit];
  }
  return text;
}

Result<std::string> normalise_crockford(std::string_view text) {
  std::string normal;
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    const char folded = fold_crockford(c);
    if (crockford_digits.find(folded) == std::string_view::npos) {
      return Error{Code::invalid, "a code holds only digits and letters, without U"};
    }
    normal += folded;
  }
  return normal;
}

}  // namespace redress
