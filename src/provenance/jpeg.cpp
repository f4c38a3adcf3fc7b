// SPDX-License-Identifier: Apache-2.0
// Sources: ITU-T T.81, B.1.1 (markers); ISO/IEC 19566-5, D.2 (JUMBF in APP11); C2PA 2.2, A.3.1; Exif 3.0, 4.5.4
// (APP1); Adobe,
// XMP part 3, 1.1.3 (APP1, extended XMP) and Photoshop file formats (APP13).
#include <algorithm>
#include <map>

#include "provenance/containers.hpp"
#include "provenance/jpeg_segments.hpp"

namespace redress::provenance {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view xmp_name = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr std::string_view xmp_extension_name = "http://ns.adobe.com/xmp/extension/\0"sv;
constexpr std::string_view exif_name = "Exif\0\0"sv;
constexpr std::string_view photoshop_name = "Photoshop 3.0\0"sv;

// The store is put together here, a segment at a time: each repeats the head of the superbox.
class StoreInSegments {
 public:
  Status add(Walk& walk, const JpegSegment& segment, ByteView payload) {
    const std::optional<JumbfPiece> piece = decode_jumbf_piece(payload);
    if (!piece) return Done{};
    const bool continues = !store_.empty() && piece->instance == instance_;
    const bool begins = piece->begins_store && (!continues || piece->sequence != sequence_ + 1);
    if (!begins && !continues) return Done{};
    if (begins) finish(walk);
    const ByteView added = payload.subspan(begins ? jumbf_piece_head_bytes : piece->content_at);
    if (store_.size() + added.size() > walk.limits().store_bytes_max) {
      return Error{Code::exhausted, "the manifest store is larger than is read"};
    }
    if (!begins && piece->sequence != sequence_ + 1)
      walk.remark("a segment of the store out of sequence", segment.lies_at.offset);
    instance_ = piece->instance;
    sequence_ = piece->sequence;
    store_.insert(store_.end(), added.begin(), added.end());
    lies_at_.push_back(segment.lies_at);
    return Done{};
  }

  void finish(Walk& walk) {
    if (store_.empty()) return;
    if (decode_big(ByteView(store_).first(4)) != store_.size()) {
      walk.remark("a store whose length is not that of its segments", lies_at_.front().offset);
    }
    walk.take_joined_store(std::move(store_), std::move(lies_at_));
    store_.clear();
    lies_at_.clear();
  }

 private:
  std::uint64_t instance_ = 0;
  std::uint64_t sequence_ = 0;
  Bytes store_;
  std::vector<Range> lies_at_;
};

// The parts of an extended packet come with the MD5 of the whole as their name, its length, and their place in it.
// Only the packet whose name the main one mentions counts.
class ExtendedXmp {
 public:
  void add(Walk& walk, ByteView payload) {
    constexpr std::size_t name_bytes = 32;
    constexpr std::size_t head_bytes = name_bytes + 8;
    if (payload.size() < head_bytes) return;
    const std::string name(text_of(payload.first(name_bytes)));
    const std::uint64_t whole_bytes = decode_big(payload.subspan(name_bytes, 4));
    const std::uint64_t at = decode_big(payload.subspan(name_bytes + 4, 4));
    const ByteView part = payload.subspan(head_bytes);
    if (at > whole_bytes || part.size() > whole_bytes - at) return;
    auto found = packets_.find(name);
    if (found == packets_.end()) {
      if (!walk.has_room_for(whole_bytes + head_bytes)) return;
      found = packets_.emplace(name, Bytes(static_cast<std::size_t>(whole_bytes))).first;
    }
    if (found->second.size() != whole_bytes) return;
    std::copy(part.begin(), part.end(), found->second.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void join(Asset& asset) const {
    for (const auto& [name, packet] : packets_) {
      if (text_of(asset.xmp).find(name) == std::string_view::npos) continue;
      asset.xmp.push_back('\n');
      asset.xmp.insert(asset.xmp.end(), packet.begin(), packet.end());
    }
  }

 private:
  std::map<std::string, Bytes> packets_;
};

Range tail_of(const JpegSegment& segment, std::size_t skipped) {
  return {segment.payload.offset + skipped, segment.payload.length - skipped};
}

Status read_app1(Walk& walk, const JpegSegment& segment, ByteView payload, ExtendedXmp& extended) {
  const std::string_view text = text_of(payload);
  if (text.starts_with(exif_name)) {
    walk.note(MetadataKind::exif, "", tail_of(segment, exif_name.size()), segment.lies_at);
  } else if (text.starts_with(xmp_name)) {
    return walk.take_xmp(tail_of(segment, xmp_name.size()), segment.lies_at);
  } else if (text.starts_with(xmp_extension_name)) {
    extended.add(walk, payload.subspan(xmp_extension_name.size()));
  } else {
    walk.note(MetadataKind::text, "APP1", segment.payload, segment.lies_at);
  }
  return Done{};
}

void note_other(Walk& walk, const JpegSegment& segment, ByteView payload) {
  if (segment.marker == 0xed && text_of(payload).starts_with(photoshop_name)) {
    walk.note(MetadataKind::iim, "", tail_of(segment, photoshop_name.size()), segment.lies_at);
  } else if (segment.marker == 0xfe) {
    walk.note(MetadataKind::text, "COM", segment.payload, segment.lies_at);
  } else if (segment.marker > 0xe2 && segment.marker <= 0xef && segment.marker != 0xee) {
    walk.note(MetadataKind::text, "APP" + std::to_string(segment.marker - 0xe0), segment.payload, segment.lies_at);
  }
}

}  // namespace

Status read_jpeg(Walk& walk) {
  StoreInSegments store;
  ExtendedXmp extended;
  std::uint64_t at = 2;
  Status status = Done{};
  while (status.ok()) {
    Result<JpegSegment> next = read_segment(walk, at);
    if (!next.ok()) {
      status = std::move(next).error();
      break;
    }
    const JpegSegment segment = next.value();
    if (segment.marker == 0xda || segment.marker == 0xd9) break;  // what follows is the picture
    at = segment.lies_at.offset + segment.lies_at.length;
    if (segment.marker < 0xe0 || (segment.marker > 0xef && segment.marker != 0xfe)) continue;
    const Result<ByteView> payload = walk.read(segment.payload);
    if (!payload.ok()) {
      status = payload.error();
    } else if (segment.marker == 0xeb) {
      status = store.add(walk, segment, payload.value());
    } else if (segment.marker == 0xe1) {
      status = read_app1(walk, segment, payload.value(), extended);
    } else {
      note_other(walk, segment, payload.value());
    }
  }
  store.finish(walk);
  extended.join(walk.asset);
  return status;
}

}  // namespace redress::provenance
