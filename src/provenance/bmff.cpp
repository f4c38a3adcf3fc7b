// SPDX-License-Identifier: Apache-2.0
// Sources: ISO/IEC 14496-12 (boxes); C2PA 2.2, A.5 (ContentProvenanceBox and its purposes); Adobe, XMP part 3, 2.2
// (uuid box).
#include <algorithm>

#include "provenance/bmff_metadata.hpp"
#include "provenance/containers.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view xmp_box_uuid = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"sv;

std::string_view mime_of(std::string_view brand) {
  if (brand == "avif" || brand == "avis") return "image/avif";
  if (brand == "heic" || brand == "heix" || brand == "hevc") return "image/heic";
  if (brand == "mif1" || brand == "msf1") return "image/heif";
  if (brand == "M4A " || brand == "M4B ") return "audio/mp4";
  if (brand == "qt  ") return "video/quicktime";
  return "video/mp4";
}

// What the file is by its first brand; a general one ("mif1") is told apart by those it is compatible with.
Status read_brands(Walk& walk, const BmffBox& box) {
  constexpr std::size_t brands_bytes_max = 256;
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(box.content.length, brands_bytes_max));
  TRY_ASSIGN(const ByteView bytes, walk.read(box.content.offset, length));
  const std::string_view brands = text_of(bytes);
  walk.asset.mime = mime_of(brands.substr(0, 4));
  if (walk.asset.mime != "image/heif") return Done{};
  for (std::size_t at = 8; at + 4 <= brands.size(); at += 4) {
    const std::string_view mime = mime_of(brands.substr(at, 4));
    if (mime == "image/avif" || mime == "image/heic") walk.asset.mime = mime;
  }
  return Done{};
}

struct ProvenanceBox {
  std::string purpose;
  Range payload;  // after the purpose
};

// Version and flags, the purpose ended by a zero.
Result<ProvenanceBox> read_provenance_box(Walk& walk, const BmffBox& box) {
  constexpr std::size_t head_bytes_max = 4 + 16;
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(box.content.length, head_bytes_max));
  TRY_ASSIGN(const ByteView head, walk.read(box.content.offset, length));
  const std::string_view text = text_of(head).substr(std::min<std::size_t>(4, head.size()));
  const std::size_t end = text.find('\0');
  if (end == text.npos) return broken("a C2PA box without a purpose", box.lies_at.offset);
  const std::uint64_t used = 4 + end + 1;
  return ProvenanceBox{std::string(text.substr(0, end)), {box.content.offset + used, box.content.length - used}};
}

// The superbox says its length; behind it the box may be filled up with zeros.
Result<Range> find_store(Walk& walk, Range payload) {
  constexpr std::uint64_t merkle_offset_bytes = 8;
  constexpr std::uint64_t head_bytes = 8;
  if (payload.length < merkle_offset_bytes + head_bytes) return broken("a C2PA box without a store", payload.offset);
  Range store{payload.offset + merkle_offset_bytes, payload.length - merkle_offset_bytes};
  TRY_ASSIGN(const std::uint64_t length, walk.read_big(store.offset, 4));
  if (length > store.length) walk.remark("a store longer than its box", store.offset);
  if (length >= head_bytes) store.length = std::min(length, store.length);
  return store;
}

// A store of purpose `update` stands at the end of the file and adds manifests to that of purpose `original`: one
// store, whose last manifest is the active one.
class Stores {
 public:
  Status add(Walk& walk, const BmffBox& box) {
    TRY_ASSIGN(const ProvenanceBox inside, read_provenance_box(walk, box));
    if (inside.purpose == "merkle") {
      walk.asset.merkle_boxes.push_back(inside.payload);
      return Done{};
    }
    if (inside.purpose != "manifest" && inside.purpose != "original" && inside.purpose != "update") {
      walk.remark("a C2PA box of unknown purpose", box.lies_at.offset);
      return Done{};
    }
    TRY_ASSIGN(const Range store, find_store(walk, inside.payload));
    if (inside.purpose == "manifest") return walk.take_store(store, {box.lies_at});
    if (store.length > walk.limits().store_bytes_max) return Error{Code::exhausted, "the manifest store is too large"};
    TRY_ASSIGN(const ByteView bytes, walk.read(store));
    (inside.purpose == "update" ? updates_ : originals_).push_back({{bytes.begin(), bytes.end()}, box.lies_at});
    if (originals_.size() + updates_.size() > 2) return broken("more than one update of the store", box.lies_at.offset);
    return Done{};
  }

  void finish(Walk& walk) {
    if (originals_.size() == 1 && updates_.size() == 1) {
      Bytes joined = std::move(originals_[0].bytes);
      const ByteView added = children_of(updates_[0].bytes);
      joined.insert(joined.end(), added.begin(), added.end());
      for (std::size_t i = 0; i < 4; ++i) joined[i] = static_cast<std::uint8_t>(joined.size() >> (24U - 8U * i));
      walk.take_joined_store(std::move(joined), {originals_[0].lies_at, updates_[0].lies_at});
      return;
    }
    for (Part& part : originals_) walk.take_joined_store(std::move(part.bytes), {part.lies_at});
    for (Part& part : updates_) walk.take_joined_store(std::move(part.bytes), {part.lies_at});
  }

 private:
  struct Part {
    Bytes bytes;
    Range lies_at;
  };

  // What follows the description box of a superbox.
  static ByteView children_of(ByteView store) {
    constexpr std::size_t head_bytes = 8;
    if (store.size() < 2 * head_bytes) return {};
    const std::uint64_t description_bytes = decode_big(store.subspan(head_bytes, 4));
    if (description_bytes > store.size() - head_bytes) return {};
    return store.subspan(head_bytes + static_cast<std::size_t>(description_bytes));
  }

  std::vector<Part> originals_;
  std::vector<Part> updates_;
};

// Damage within metadata does not hide the boxes behind it.
Status bear(Walk& walk, Status status) {
  if (status.ok() || status.error().code != Code::corrupt) return status;
  walk.remark(status.error().message);
  return Done{};
}

}  // namespace

Status read_bmff(Walk& walk) {
  Stores stores;
  const Status status = for_each_bmff_box(walk, {0, walk.size()}, [&](const BmffBox& box) -> Status {
    if (box.type == "ftyp") return read_brands(walk, box);
    if (box.uuid == c2pa_box_uuid) return stores.add(walk, box);
    if (box.uuid == xmp_box_uuid) return walk.take_xmp(box.content, box.lies_at);
    if (box.type == "moov") return bear(walk, read_movie_metadata(walk, box));
    if (box.type == "meta") return bear(walk, read_picture_items(walk, box));
    return Done{};
  });
  stores.finish(walk);
  return status;
}

}  // namespace redress::provenance
