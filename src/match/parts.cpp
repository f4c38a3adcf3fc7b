// SPDX-License-Identifier: Apache-2.0
#include "match/parts.hpp"

#include <algorithm>
#include <map>

#include "media/borders.hpp"

namespace redress::match {
namespace {

constexpr std::uint8_t version = 1;
constexpr double box_unit = 65'535;
constexpr std::size_t hash_bytes = std::tuple_size_v<media::Pdq>;
constexpr std::size_t head_bytes = 1 + 8 * hash_bytes;
constexpr std::size_t part_bytes = 8 + hash_bytes;

void put_share(Bytes& bytes, double share) {
  const auto number = static_cast<std::uint16_t>(share * box_unit + 0.5);
  bytes.push_back(static_cast<std::uint8_t>(number >> 8U));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

std::uint32_t share_at(ByteView bytes, std::size_t at) { return std::uint32_t{bytes[at]} << 8U | bytes[at + 1]; }

media::Pdq hash_at(ByteView bytes, std::size_t at) {
  media::Pdq hash{};
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), hash.size(), hash.begin());
  return hash;
}

bool is_nearer(const PartMatch& a, const PartMatch& b) {
  return a.distance_bits != b.distance_bits ? a.distance_bits < b.distance_bits : a.id < b.id;
}

}  // namespace

Parts find_parts(const media::Plane& plane) {
  Parts parts;
  parts.frame = {static_cast<double>(plane.width), static_cast<double>(plane.height)};
  if (const auto whole = media::hash_plane(plane); whole.quality >= media::pdq_quality_min) parts.whole = whole.hashes;
  std::vector<media::Box> boxes = media::find_content(plane);
  const std::vector<media::Box> grid = media::cut_grid(plane);
  boxes.insert(boxes.end(), grid.begin(), grid.end());
  for (const media::Box& box : boxes) {
    const media::PdqResult part = media::hash_plane(media::crop(plane, box));
    if (part.quality >= media::pdq_quality_min) parts.list.push_back({box, part.hashes});
  }
  CHECK(parts.list.size() <= part_count_max);
  return parts;
}

std::vector<PartMatch> find_part_matches(const FindWhole& find, const Parts& query) {
  std::map<Id, PartMatch> nearest;
  for (const Part& part : query.list) {
    for (std::size_t turn = 0; turn < part.hashes.size(); ++turn) {
      for (const Hit& hit : find(part.hashes[turn])) {
        PartMatch match{hit.id, hit.distance_bits, {}};
        const auto known = nearest.find(hit.id);
        if (known != nearest.end() && known->second.distance_bits <= hit.distance_bits) continue;
        match.overlay = overlay_of(static_cast<media::Turn>(turn), part.box, query.frame);
        nearest.insert_or_assign(hit.id, match);
      }
    }
  }
  std::vector<PartMatch> matches;
  matches.reserve(nearest.size());
  for (const auto& [id, match] : nearest) matches.push_back(match);
  std::sort(matches.begin(), matches.end(), is_nearer);
  return matches;
}

std::optional<PartMatch> compare_parts(const media::Dihedral& whole, const Parts& of_copy) {
  std::optional<PartMatch> nearest;
  for (const Part& part : of_copy.list) {
    const media::Turn turn = nearest_turn(whole, part.hashes[0]);
    const media::Pdq& asked = whole[static_cast<std::size_t>(turn)];
    if (asked == media::Pdq{}) continue;
    const int distance_bits = media::distance_bits(asked, part.hashes[0]);
    if (distance_bits > look_bits_max || (nearest && nearest->distance_bits <= distance_bits)) continue;
    // The whole was turned and not the part: of the part's places in the whole, the other way round.
    const Affine in_box = overlay_of(media::Turn::original, part.box, of_copy.frame);
    nearest = PartMatch{Id{}, distance_bits, after(in_box, *invert(overlay_of(turn)))};
  }
  return nearest;
}

Bytes encode_parts(const Parts& parts) {
  Bytes bytes{version};
  bytes.reserve(head_bytes + parts.list.size() * part_bytes);
  for (const media::Pdq& hash : parts.whole) bytes.insert(bytes.end(), hash.begin(), hash.end());
  for (const Part& part : parts.list) {
    put_share(bytes, part.box.left / parts.frame.width);
    put_share(bytes, part.box.top / parts.frame.height);
    put_share(bytes, part.box.width / parts.frame.width);
    put_share(bytes, part.box.height / parts.frame.height);
    bytes.insert(bytes.end(), part.hashes[0].begin(), part.hashes[0].end());
  }
  return bytes;
}

Result<Parts> parse_parts(ByteView bytes) {
  const Error damaged{Code::corrupt, "the hashes of a picture's parts are damaged"};
  const bool fits = bytes.size() >= head_bytes && bytes[0] == version && (bytes.size() - head_bytes) % part_bytes == 0;
  if (!fits || (bytes.size() - head_bytes) / part_bytes > part_count_max) return damaged;
  Parts parts;
  parts.frame = {box_unit, box_unit};
  for (std::size_t turn = 0; turn < parts.whole.size(); ++turn) {
    parts.whole[turn] = hash_at(bytes, 1 + turn * hash_bytes);
  }
  for (std::size_t at = head_bytes; at < bytes.size(); at += part_bytes) {
    Part& part = parts.list.emplace_back();
    part.box = {share_at(bytes, at), share_at(bytes, at + 2), share_at(bytes, at + 4), share_at(bytes, at + 6)};
    part.hashes[0] = hash_at(bytes, at + 8);
  }
  return parts;
}

}  // namespace redress::match
