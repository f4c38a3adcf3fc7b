// SPDX-License-Identifier: Apache-2.0
#include "provenance/hard_binding.hpp"

#include <algorithm>
#include <array>

#include "provenance/asset_hash.hpp"
#include "provenance/bmff_boxes.hpp"
#include "provenance/cbor_map.hpp"

namespace redress::provenance {
namespace {

constexpr std::size_t hash_bytes = 32;
// Of a data hash with its padding. The numbers in it take 4 to 20 bytes, so that the padding's own head is always 2.
constexpr std::size_t data_hash_bytes = 200;

Bytes encode_data_hash(const Range& excluded, ByteView hash, std::size_t pad_bytes) {
  const Bytes range = CborMap()
                          .integer("start", static_cast<std::int64_t>(excluded.offset))
                          .integer("length", static_cast<std::int64_t>(excluded.length))
                          .encode();
  return CborMap()
      .text("alg", "sha256")
      .text("name", "jumbf manifest")
      .bytes("hash", hash)
      .bytes("pad", Bytes(pad_bytes))
      .item("exclusions", encode_cbor_array({range}))
      .encode();
}

// As long as every other.
Bytes pad_data_hash(const Range& excluded, ByteView hash) {
  constexpr std::size_t pad_bytes_min = 24;
  const std::size_t least = encode_data_hash(excluded, hash, pad_bytes_min).size();
  CHECK(least <= data_hash_bytes);
  Bytes padded = encode_data_hash(excluded, hash, pad_bytes_min + data_hash_bytes - least);
  CHECK(padded.size() == data_hash_bytes);
  return padded;
}

std::vector<BmffExclusion> usual_exclusions() {
  std::vector<BmffExclusion> exclusions(5);
  constexpr std::array<std::string_view, 5> paths = {"/uuid", "/ftyp", "/mfra", "/free", "/skip"};
  for (std::size_t i = 0; i < paths.size(); ++i) exclusions[i].xpath = paths[i];
  const ByteView uuid = view_bytes(c2pa_box_uuid);
  exclusions[0].data.push_back({8, Bytes(uuid.begin(), uuid.end())});
  return exclusions;
}

Bytes encode_bmff_hash(ByteView hash) {
  std::vector<Bytes> exclusions;
  for (const BmffExclusion& exclusion : usual_exclusions()) {
    CborMap map;
    map.text("xpath", exclusion.xpath);
    std::vector<Bytes> data;
    for (const BmffExclusion::Data& part : exclusion.data) {
      data.push_back(
          CborMap().integer("offset", static_cast<std::int64_t>(part.offset)).bytes("value", part.value).encode());
    }
    if (!data.empty()) map.item("data", encode_cbor_array(data));
    exclusions.push_back(map.encode());
  }
  return CborMap()
      .text("alg", "sha256")
      .text("name", "jumbf manifest")
      .bytes("hash", hash)
      .item("exclusions", encode_cbor_array(exclusions))
      .encode();
}

HardBinding data_binding(const Range& excluded, ByteView hash) {
  return {"c2pa.hash.data", pad_data_hash(excluded, hash)};
}

HardBinding bmff_binding(ByteView hash) { return {"c2pa.hash.bmff.v3", encode_bmff_hash(hash)}; }

// What carries the store lies in one piece. A TIFF's entry and the head of an ID3 frame are hashed: they say no more
// than where the store stands. So is the byte that fills a RIFF chunk up; validators take it for none of the chunk's.
Range extent_of_store(const Asset& asset) {
  constexpr std::uint64_t chunk_head_bytes = 8;
  const std::uint64_t start = asset.store_lies_at.front().offset;
  const std::uint64_t end = asset.store_lies_at.back().offset + asset.store_lies_at.back().length;
  const std::uint64_t store_bytes = asset.store->size();
  switch (asset.container) {
    case Container::tiff:
    case Container::mp3:
    case Container::flac:
      return {end - store_bytes, store_bytes};
    case Container::riff:
      return {start, chunk_head_bytes + store_bytes};
    default:
      return {start, end - start};
  }
}

}  // namespace

HardBinding blank_hard_binding(Container container) {
  const Bytes hash(hash_bytes);
  return container == Container::bmff ? bmff_binding(hash) : data_binding({}, hash);
}

Result<HardBinding> make_hard_binding(const ByteSource& source, const Asset& asset) {
  if (asset.store_lies_at.empty() || !asset.store) return Error{Code::invalid, "the file holds no manifest store"};
  if (asset.container == Container::bmff) {
    TRY_ASSIGN(const Bytes hash, hash_bmff(source, HashName::sha256, usual_exclusions()));
    return bmff_binding(hash);
  }
  const Range excluded = extent_of_store(asset);
  TRY_ASSIGN(const Bytes hash, hash_data(source, HashName::sha256, {excluded}));
  return data_binding(excluded, hash);
}

}  // namespace redress::provenance
