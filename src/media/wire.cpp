// SPDX-License-Identifier: Apache-2.0
#include "media/wire.hpp"

#include <cstring>
#include <type_traits>

namespace redress::media {
namespace {

struct Reply {
  std::uint32_t magic = 0x52445253;
  std::uint32_t refusal = 0;
  std::uint32_t format = 0;
  std::uint32_t orientation = 1;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t frame_count = 0;
  std::uint32_t quality = 0;
  std::uint32_t preview_width = 0;
  std::uint32_t preview_height = 0;
  Dihedral hashes{};
};
static_assert(std::is_trivially_copyable_v<Reply> && sizeof(Reply) == 40 + 256);

}  // namespace

std::size_t reply_bytes_max(std::uint32_t preview_side_max) {
  return sizeof(Reply) + std::size_t{3} * preview_side_max * preview_side_max;
}

Bytes encode_reply(Refusal refusal, const Decoded& decoded) {
  Reply reply;
  reply.refusal = static_cast<std::uint32_t>(refusal);
  reply.format = static_cast<std::uint32_t>(decoded.header.format);
  reply.orientation = static_cast<std::uint32_t>(decoded.header.orientation);
  reply.width = decoded.header.width;
  reply.height = decoded.header.height;
  reply.frame_count = decoded.header.frame_count;
  reply.quality = static_cast<std::uint32_t>(decoded.pdq.quality);
  reply.preview_width = decoded.preview.width;
  reply.preview_height = decoded.preview.height;
  reply.hashes = decoded.pdq.hashes;
  Bytes bytes(sizeof(Reply) + decoded.preview.rgb.size());
  std::memcpy(bytes.data(), &reply, sizeof(Reply));
  if (!decoded.preview.rgb.empty()) {
    std::memcpy(bytes.data() + sizeof(Reply), decoded.preview.rgb.data(), decoded.preview.rgb.size());
  }
  return bytes;
}

Refusal parse_reply(ByteView bytes, std::uint32_t preview_side_max, Decoded& decoded) {
  Reply reply;
  if (bytes.size() < sizeof(Reply)) return Refusal::crashed;
  std::memcpy(&reply, bytes.data(), sizeof(Reply));
  if (reply.magic != Reply{}.magic || reply.refusal >= static_cast<std::uint32_t>(Refusal::count)) {
    return Refusal::crashed;
  }
  if (reply.refusal != 0) return static_cast<Refusal>(reply.refusal);
  const bool is_sane = reply.format <= static_cast<std::uint32_t>(Format::heic) && reply.orientation >= 1 &&
                       reply.orientation <= 8 && reply.quality <= 100 && reply.frame_count >= 1 &&
                       reply.frame_count <= frame_count_max &&
                       verify_size(reply.width, reply.height, file_bytes_max) == Refusal::none;
  const std::uint64_t preview_bytes = std::uint64_t{3} * reply.preview_width * reply.preview_height;
  const bool has_preview = reply.preview_width > 0 && reply.preview_height > 0;
  if (!is_sane || reply.preview_width > preview_side_max || reply.preview_height > preview_side_max ||
      has_preview != (preview_side_max > 0) || bytes.size() - sizeof(Reply) != preview_bytes) {
    return Refusal::crashed;
  }
  decoded.header.format = static_cast<Format>(reply.format);
  decoded.header.orientation = static_cast<int>(reply.orientation);
  decoded.header.width = reply.width;
  decoded.header.height = reply.height;
  decoded.header.frame_count = reply.frame_count;
  decoded.pdq.quality = static_cast<int>(reply.quality);
  decoded.pdq.hashes = reply.hashes;
  decoded.preview.width = reply.preview_width;
  decoded.preview.height = reply.preview_height;
  decoded.preview.rgb.assign(bytes.begin() + sizeof(Reply), bytes.end());
  return Refusal::none;
}

}  // namespace redress::media
