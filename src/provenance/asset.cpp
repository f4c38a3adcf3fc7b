// SPDX-License-Identifier: Apache-2.0
#include "provenance/asset.hpp"

#include <array>

#include "provenance/containers.hpp"

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

using std::string_view_literals::operator""sv;

// The first that fits. A BMFF or RIFF file says more of itself inside, and its reader the type.
constexpr std::array kinds{
    Kind{"\xff\xd8\xff"sv, 0, Container::jpeg, "image/jpeg", read_jpeg},
    Kind{"\x89PNG\r\n\x1a\n"sv, 0, Container::png, "image/png", read_png},
    Kind{"ftyp"sv, 4, Container::bmff, "video/mp4", read_bmff},
    Kind{"styp"sv, 4, Container::bmff, "video/mp4", read_bmff},
    Kind{"moov"sv, 4, Container::bmff, "video/quicktime", read_bmff},
    Kind{"RIFF"sv, 0, Container::riff, "", read_riff},
    Kind{"RF64"sv, 0, Container::riff, "", read_riff},
    Kind{"BW64"sv, 0, Container::riff, "", read_riff},
};

const Kind* find_kind(ByteView head) {
  for (const Kind& kind : kinds) {
    if (head.size() >= kind.offset && text_of(head.subspan(kind.offset)).starts_with(kind.magic)) return &kind;
  }
  return nullptr;
}

}  // namespace

Result<Asset> read_asset(const ByteSource& source, const AssetLimits& limits) {
  constexpr std::size_t head_bytes = 16;
  Walk walk(source, limits);
  TRY_ASSIGN(const ByteView head, walk.read_up_to(0, head_bytes));
  const Kind* kind = find_kind(head);
  if (kind == nullptr) return std::move(walk.asset);
  walk.asset.container = kind->container;
  walk.asset.mime = kind->mime;
  const Status read = kind->read(walk);
  if (!read.ok() && read.error().code != Code::corrupt) return read.error();
  if (!read.ok()) walk.asset.damage = read.error().message;
  return std::move(walk.asset);
}

}  // namespace redress::provenance
