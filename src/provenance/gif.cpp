// SPDX-License-Identifier: Apache-2.0
// Sources: GIF89a specification; C2PA 2.2, A.3.5 (application extension); Adobe, XMP part 3, 1.1.2.
#include "provenance/containers.hpp"
#include "provenance/gif_blocks.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t application_bytes = 12;  // a length of 11, an identifier and an authentication code
constexpr std::string_view c2pa_application = "\x0b\x43\x32PA_GIF\x01\x00\x00"sv;
constexpr std::string_view xmp_application = "\x0bXMP DataXMP"sv;

Status read_application(Walk& walk, const GifBlock& block) {
  constexpr std::uint64_t xmp_trailer_bytes = 258;
  if (block.data.length <= application_bytes) return Done{};
  TRY_ASSIGN(const ByteView head, walk.read(block.data.offset, application_bytes));
  const Range inside{block.data.offset + application_bytes, block.data.length - application_bytes};
  if (text_of(head) == c2pa_application) {
    TRY_ASSIGN(Bytes store, read_gif_data(walk, inside, walk.limits().store_bytes_max));
    walk.take_joined_store(std::move(store), {block.lies_at});
  } else if (text_of(head) == xmp_application && inside.length > xmp_trailer_bytes) {
    return walk.take_xmp({inside.offset, inside.length - xmp_trailer_bytes}, block.lies_at);
  }
  return Done{};
}

}  // namespace

Status read_gif(Walk& walk) {
  return for_each_gif_block(walk, [&](const GifBlock& block) -> Result<bool> {
    if (block.name == "21FF") TRY(read_application(walk, block));
    // A comment's sub-blocks hold up to 255 letters each; the first is what tools write.
    if (block.name == "21FE" && block.data.length > 2) {
      walk.note(MetadataKind::text, "Comment", {block.data.offset + 1, block.data.length - 2}, block.lies_at);
    }
    return true;
  });
}

}  // namespace redress::provenance
