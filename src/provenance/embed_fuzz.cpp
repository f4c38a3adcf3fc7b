// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file that a store is put into: an answer, and no byte of the file touched beyond its end.
#include "provenance/embed.hpp"
#include "provenance/hard_binding.hpp"
#include "provenance/jumbf_writer.hpp"

namespace {

using namespace redress::provenance;

void check_written(const redress::Bytes& written, redress::ByteView store) {
  const ByteSource source{redress::ByteView(written)};
  const auto asset = read_asset(source);
  CHECK(asset.ok());
  CHECK(asset.value().store && asset.value().store->size() == store.size());
  const auto binding = make_hard_binding(source, asset.value());
  if (binding.ok()) CHECK(binding.value().cbor.size() == blank_hard_binding(asset.value().container).cbor.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const redress::ByteView file(data, size);
  const redress::Bytes store = encode_superbox("c2pa", "c2pa", redress::Bytes(100));
  const auto written = embed_store(file, store);
  if (written.ok()) check_written(written.value(), store);
  static_cast<void>(take_store_out(file));
  return 0;
}
