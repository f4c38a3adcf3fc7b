// SPDX-License-Identifier: Apache-2.0
#include "provenance/asset.hpp"

#include <array>

#include "provenance/containers.hpp"
#include "provenance/xmp.hpp"

namespace redress::provenance {
namespace {

using Reader = Status (*)(Walk&);

struct Kind {
  std::string_view magic;
  std::size_t offset;
  Container container;
  std::string_view mime;
  Reader read;
};

using namespace std::string_view_literals;

// The first that fits. A BMFF or RIFF file says more of itself inside, and its reader the type. Without a reader: the
// bare stream of an encoder, which has no place for anything else.
constexpr std::array kinds{
    Kind{"\xff\xd8\xff"sv, 0, Container::jpeg, "image/jpeg", read_jpeg},
    Kind{"\x89PNG\r\n\x1a\n"sv, 0, Container::png, "image/png", read_png},
    Kind{"ftyp"sv, 4, Container::bmff, "video/mp4", read_bmff},
    Kind{"styp"sv, 4, Container::bmff, "video/mp4", read_bmff},
    Kind{"moov"sv, 4, Container::bmff, "video/quicktime", read_bmff},
    Kind{"RIFF"sv, 0, Container::riff, "", read_riff},
    Kind{"RF64"sv, 0, Container::riff, "", read_riff},
    Kind{"BW64"sv, 0, Container::riff, "", read_riff},
    Kind{"II*\0"sv, 0, Container::tiff, "image/tiff", read_tiff},
    Kind{"MM\0*"sv, 0, Container::tiff, "image/tiff", read_tiff},
    Kind{"GIF87a"sv, 0, Container::gif, "image/gif", read_gif},
    Kind{"GIF89a"sv, 0, Container::gif, "image/gif", read_gif},
    Kind{"ID3"sv, 0, Container::mp3, "audio/mpeg", read_id3},
    Kind{"\xff\xfb"sv, 0, Container::mp3, "audio/mpeg", nullptr},
    Kind{"\xff\xf3"sv, 0, Container::mp3, "audio/mpeg", nullptr},
    Kind{"fLaC"sv, 0, Container::flac, "audio/flac", read_flac},
    Kind{"\0\0\0\x0cJXL \r\n\x87\n"sv, 0, Container::jxl, "image/jxl", read_jxl},
    Kind{"\xff\x0a"sv, 0, Container::jxl, "image/jxl", nullptr},
    Kind{"%PDF-"sv, 0, Container::pdf, "application/pdf", read_pdf},
};

const Kind* find_kind(ByteView head) {
  for (const Kind& kind : kinds) {
    if (head.size() >= kind.offset && text_of(head.subspan(kind.offset)).starts_with(kind.magic)) return &kind;
  }
  return nullptr;
}

// Most packets name none, and that is quickly seen.
void find_remote_manifest(Asset& asset) {
  if (text_of(asset.xmp).find("provenance") == std::string_view::npos) return;
  for (XmpProperty& property : parse_xmp(asset.xmp)) {
    if (property.name == "dcterms:provenance") asset.remote_manifest = std::move(property.value);
  }
}

Status read_store(Walk& walk) { return walk.take_store({0, walk.size()}, {{0, walk.size()}}); }

constexpr Kind svg_kind{"", 0, Container::svg, "image/svg+xml", read_svg};
constexpr Kind store_kind{"", 0, Container::store, "application/c2pa", read_store};

// Neither begins with a fixed word: a superbox with its length, a text with any of several.
const Kind* find_other_kind(ByteView head) {
  constexpr std::size_t box_head_bytes = 8;
  const std::string_view text = text_of(head);
  if (head.size() > box_head_bytes && text.substr(4, 4) == "jumb" && describes_store(head.subspan(box_head_bytes))) {
    return &store_kind;
  }
  const std::size_t start = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
  const bool is_svg = start != text.npos && text[start] == '<' && text.find("<svg") != text.npos;
  return is_svg ? &svg_kind : nullptr;
}

}  // namespace

Result<Asset> read_asset(const ByteSource& source, const AssetLimits& limits) {
  constexpr std::size_t head_bytes = 4096;  // a declaration, a licence and a DOCTYPE may stand before <svg
  Walk walk(source, limits);
  TRY_ASSIGN(const ByteView head, walk.read_up_to(0, head_bytes));
  const Kind* kind = find_kind(head);
  if (kind == nullptr) kind = find_other_kind(head);
  if (kind == nullptr) return std::move(walk.asset);
  walk.asset.container = kind->container;
  walk.asset.mime = kind->mime;
  if (kind->read == nullptr) return std::move(walk.asset);
  const Status read = kind->read(walk);
  if (!read.ok() && read.error().code != Code::corrupt) return read.error();
  if (!read.ok()) walk.asset.damage = read.error().message;
  find_remote_manifest(walk.asset);
  return std::move(walk.asset);
}

}  // namespace redress::provenance
