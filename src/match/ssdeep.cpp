// SPDX-License-Identifier: Apache-2.0
#include "match/ssdeep.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

namespace redress::match {
namespace {

constexpr std::uint64_t block_size_min = 3;
constexpr std::size_t pieces_max = 64;

bool is_block_size(std::uint64_t size) {
  return size >= block_size_min && size <= block_size_min << 31U && size % block_size_min == 0 &&
         std::has_single_bit(size / block_size_min);
}

bool is_pieces(std::string_view text) {
  return text.size() <= pieces_max && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
         });
}

}  // namespace

Result<Ssdeep> parse_ssdeep(std::string_view text) {
  const Error refused{Code::invalid, "not an ssdeep digest: blocksize:pieces:pieces"};
  Ssdeep digest;
  if (text.starts_with('0')) return refused;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), digest.block_size);
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  if (fault != std::errc() || !is_block_size(digest.block_size) || !text.starts_with(':')) return refused;
  text.remove_prefix(1);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return refused;
  digest.pieces = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  const std::size_t comma = std::min(text.find(','), text.size());
  digest.double_pieces = text.substr(0, comma);
  text.remove_prefix(comma);
  if (!is_pieces(digest.pieces) || !is_pieces(digest.double_pieces)) return refused;
  if (text.empty()) return digest;
  if (text.size() < 3 || !text.starts_with(",\"") || !text.ends_with('"')) return refused;
  digest.file_name = text.substr(2, text.size() - 3);
  return digest;
}

std::string render_ssdeep(const Ssdeep& digest) {
  return std::to_string(digest.block_size) + ":" + digest.pieces + ":" + digest.double_pieces;
}

}  // namespace redress::match
