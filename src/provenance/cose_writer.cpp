// SPDX-License-Identifier: Apache-2.0
#include "provenance/cose_writer.hpp"

#include "provenance/cbor_map.hpp"

namespace redress::provenance {
namespace {

constexpr std::uint64_t sign1_tag = 18;
constexpr std::int64_t algorithm_label = 1;
constexpr std::int64_t chain_label = 33;

Bytes encode_bytes(ByteView value) {
  CborWriter writer;
  writer.bytes(value);
  return writer.written();
}

// One certificate stands alone, several in an array (RFC 9360, 2).
Bytes encode_chain(const std::vector<Bytes>& chain) {
  CHECK(!chain.empty());
  if (chain.size() == 1) return encode_bytes(chain.front());
  std::vector<Bytes> items;
  items.reserve(chain.size());
  for (const Bytes& der : chain) items.push_back(encode_bytes(der));
  return encode_cbor_array(items);
}

}  // namespace

Bytes encode_protected_header(std::int64_t algorithm, const std::vector<Bytes>& chain) {
  CborWriter number;
  number.integer(algorithm);
  return CborMap().item(algorithm_label, number.written()).item(chain_label, encode_chain(chain)).encode();
}

Bytes encode_cose_sign1(ByteView protected_header, ByteView signature) {
  CborWriter writer;
  writer.tag(sign1_tag);
  writer.array(4);
  writer.bytes(protected_header);
  writer.map(0);
  writer.null();
  writer.bytes(signature);
  return writer.written();
}

}  // namespace redress::provenance
