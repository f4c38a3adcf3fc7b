// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of any container: what is found lies in the file, and every hard binding gives an answer.
#include "provenance/asset_hash.hpp"
#include "provenance/signals.hpp"

namespace {

using namespace redress::provenance;

void check_range(const ByteSource& source, const Range& range) {
  CHECK(range.offset <= source.size() && range.length <= source.size() - range.offset);
}

void check_bindings(const ByteSource& source, const Asset& asset) {
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSource source(redress::ByteView(data, size));
  const redress::Result<Asset> read = read_asset(source);
  if (!read.ok()) return 0;
  const Asset& asset = read.value();
  CHECK(asset.store.has_value() == (asset.stores_count == 1));
  for (const Range& range : asset.store_lies_at) check_range(source, range);
  for (const Metadata& part : asset.metadata) check_range(source, part.value);
  check_bindings(source, asset);
  const auto signals = read_signals(source, asset);
  CHECK(signals.ok());
  for (const Signal& signal : signals.value()) CHECK(signal.value.size() <= signal_value_bytes_max);
  return 0;
}
