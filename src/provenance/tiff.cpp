// SPDX-License-Identifier: Apache-2.0
// Sources: TIFF 6.0, section 2; C2PA 2.2, A.3.4 (tag 0xCD41); Adobe, XMP part 3, 1.1.4 (tag 700).
#include "provenance/containers.hpp"
#include "provenance/ifd.hpp"

namespace redress::provenance {
namespace {

constexpr std::uint64_t tag_store = 0xcd41;
constexpr std::uint64_t tag_xmp = 700;
constexpr std::uint64_t tag_iptc = 33723;

Status read_entry(Walk& walk, const IfdEntry& entry) {
  if (entry.tag == tag_store) return walk.take_store(entry.value, {entry.lies_at, entry.value});
  if (entry.tag == tag_xmp) return walk.take_xmp(entry.value, entry.value);
  if (entry.tag == tag_iptc) walk.note(MetadataKind::iim, "", entry.value, entry.value);
  return Done{};
}

}  // namespace

Status read_tiff(Walk& walk) {
  constexpr std::size_t directories_max = 256;
  TRY_ASSIGN(const std::optional<Tiff> tiff, Tiff::open(walk, {0, walk.size()}));
  if (!tiff) return broken("no directory of a TIFF", 0);
  walk.note(MetadataKind::exif, "", {0, walk.size()}, {});
  std::uint64_t directory = tiff->first_directory();
  for (std::size_t i = 0; directory != 0; ++i) {
    if (i == directories_max) return broken("more directories than a TIFF has", directory);
    TRY_ASSIGN(directory,
               tiff->for_each_entry(directory, [&](const IfdEntry& entry) { return read_entry(walk, entry); }));
  }
  return Done{};
}

}  // namespace redress::provenance
