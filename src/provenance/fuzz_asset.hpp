// SPDX-License-Identifier: Apache-2.0
// provenance/fuzz_asset.hpp — any bytes as a file of one container: what must hold of whatever is found. For fuzz
// targets only.
//
// Errors          a CHECK where a range lies outside the file, or a hard binding gives no answer.
// Threads         pure functions.
// Source          asset.hpp, asset_hash.hpp, signals.hpp: what they promise.
#pragma once

#include "provenance/asset_hash.hpp"
#include "provenance/containers.hpp"
#include "provenance/signals.hpp"

namespace redress::provenance::test {

inline void check_range(const ByteSource& source, const Range& range) {
  CHECK(range.offset <= source.size() && range.length <= source.size() - range.offset);
}

inline void check_bindings(const ByteSource& source, const Asset& asset) {
  DataHash data;
  for (const Range& range : asset.store_lies_at) data.exclusions.push_back(range);
  CHECK(check_data_hash(source, asset, data).ok());
  BmffHash boxes;
  boxes.hash = redress::Bytes(32);
  boxes.exclusions.resize(2);
  boxes.exclusions[0].xpath = "/moov/trak/mdia";
  boxes.exclusions[1].xpath = "/meta/iloc";
  boxes.exclusions[1].subset = {{8, 0}};
  boxes.merkle.resize(1);
  boxes.merkle[0].count = 2;
  boxes.merkle[0].fixed_block_size = 16;
  static_cast<void>(check_bmff_hash(source, asset, boxes));
  static_cast<void>(check_boxes_hash(
      source, asset, {{{{"SOI"}, HashName::sha256, {}, true}, {{"SOS"}, HashName::sha256, {}, false}}}));
}

inline void check_asset(const ByteSource& source, const Asset& asset) {
  CHECK(asset.store.has_value() == (asset.stores_count == 1));
  for (const Range& range : asset.store_lies_at) check_range(source, range);
  for (const Metadata& part : asset.metadata) check_range(source, part.value);
  check_bindings(source, asset);
  const auto signals = read_signals(source, asset);
  CHECK(signals.ok());
  for (const Signal& signal : signals.value()) CHECK(signal.value.size() <= signal_value_bytes_max);
}

// Whatever its first bytes are.
inline int fuzz_container(Container container, Status (*read)(Walk&), ByteView bytes) {
  const ByteSource source(bytes);
  Walk walk(source, {});
  walk.asset.container = container;
  const Status done = read(walk);
  if (done.ok() || done.error().code == Code::corrupt) check_asset(source, walk.asset);
  return 0;
}

}  // namespace redress::provenance::test
