// SPDX-License-Identifier: Apache-2.0
#include "provenance/embed.hpp"

#include <algorithm>
#include <array>

#include "provenance/store_writers.hpp"

namespace redress::provenance {
namespace {

using Writer = Result<Splices> (*)(Walk&, const Asset&, ByteView);

struct Kind {
  Container container;
  Writer write;
  bool can_leave_out;  // with an empty store nothing is put in
};

constexpr std::array kinds{
    Kind{Container::jpeg, splice_jpeg, true},  Kind{Container::png, splice_png, true},
    Kind{Container::bmff, splice_bmff, true},  Kind{Container::riff, splice_riff, true},
    Kind{Container::gif, splice_gif, true},    Kind{Container::jxl, splice_jxl, true},
    Kind{Container::tiff, splice_tiff, false}, Kind{Container::svg, splice_svg, false},
    Kind{Container::mp3, splice_id3, false},   Kind{Container::flac, splice_id3, false},
};

const Kind* find_kind(Container container) {
  const auto* const found = std::ranges::find(kinds, container, &Kind::container);
  return found == kinds.end() ? nullptr : found;
}

Status verify_readable(const Asset& asset) {
  if (!asset.damage.empty()) return Error{Code::corrupt, "the file is broken: " + asset.damage};
  if (asset.stores_count > 1) return Error{Code::conflict, "several manifest stores stand in the file"};
  return Done{};
}

// Of a file that contradicts itself a reader may see another thing than was written.
Status verify_written(ByteView written, ByteView store) {
  TRY_ASSIGN(const Asset asset, read_asset(ByteSource{written}));
  const Bytes found = asset.store.value_or(Bytes());
  const bool is_so = asset.damage.empty() && asset.stores_count == (store.empty() ? 0U : 1U) &&
                     std::equal(store.begin(), store.end(), found.begin(), found.end());
  if (!is_so) return Error{Code::corrupt, "the store cannot be read back: the file's parts contradict each other"};
  return Done{};
}

Result<Bytes> rewrite(const ByteSource& source, ByteView file, const Asset& asset, const Kind& kind, ByteView store) {
  Walk walk(source, AssetLimits());
  TRY_ASSIGN(Splices splices, kind.write(walk, asset, store));
  TRY_ASSIGN(Bytes written, apply_splices(file, std::move(splices)));
  TRY(verify_written(written, store));
  return written;
}

}  // namespace

Result<Bytes> apply_splices(ByteView file, std::vector<Splice> splices) {
  std::ranges::stable_sort(splices, {}, &Splice::offset);
  Bytes written;
  std::uint64_t at = 0;
  for (const Splice& splice : splices) {
    if (splice.offset < at || splice.offset > file.size() || splice.removed_bytes > file.size() - splice.offset) {
      return Error{Code::corrupt, "two parts of the file claim the same bytes"};
    }
    append(written, file.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(splice.offset - at)));
    append(written, ByteView(splice.inserted));
    at = splice.offset + splice.removed_bytes;
  }
  append(written, file.subspan(static_cast<std::size_t>(at)));
  return written;
}

Splices replace_store(const Asset& asset, std::uint64_t place, Bytes inserted) {
  Splices splices;
  for (const Range& range : asset.store_lies_at) splices.push_back({range.offset, range.length, {}});
  if (splices.empty()) splices.push_back({place, 0, {}});
  splices.front().inserted = std::move(inserted);
  return splices;
}

bool is_writable(Container container) { return find_kind(container) != nullptr; }

Result<Bytes> embed_store(ByteView file, ByteView store) {
  CHECK(!store.empty());
  if (file.size() > embedded_file_bytes_max) return Error{Code::exhausted, "the file is larger than 1 GiB"};
  if (store.size() > AssetLimits().store_bytes_max) return Error{Code::exhausted, "the store is larger than is read"};
  const ByteSource source{file};
  TRY_ASSIGN(const Asset asset, read_asset(source));
  const Kind* const kind = find_kind(asset.container);
  if (kind == nullptr) return Error{Code::unsupported, "a manifest cannot be put into a file of this kind"};
  TRY(verify_readable(asset));
  return rewrite(source, file, asset, *kind, store);
}

Result<Bytes> take_store_out(ByteView file) {
  const ByteSource source{file};
  TRY_ASSIGN(const Asset asset, read_asset(source));
  TRY(verify_readable(asset));
  if (asset.stores_count == 0) return Bytes(file.begin(), file.end());
  const Kind* const kind = find_kind(asset.container);
  if (kind == nullptr || !kind->can_leave_out) {
    return Error{Code::unsupported, "the manifest cannot be taken out of a file of this kind"};
  }
  return rewrite(source, file, asset, *kind, {});
}

}  // namespace redress::provenance
