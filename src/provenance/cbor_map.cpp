// SPDX-License-Identifier: Apache-2.0
#include "provenance/cbor_map.hpp"

namespace redress::provenance {

CborMap& CborMap::add(const CborWriter& key, ByteView encoded) {
  const bool is_new = pairs_.emplace(key.written(), Bytes(encoded.begin(), encoded.end())).second;
  CHECK(is_new);
  return *this;
}

CborMap& CborMap::item(std::string_view key, ByteView encoded) {
  CborWriter writer;
  writer.text(key);
  return add(writer, encoded);
}

CborMap& CborMap::item(std::int64_t key, ByteView encoded) {
  CborWriter writer;
  writer.integer(key);
  return add(writer, encoded);
}

CborMap& CborMap::text(std::string_view key, std::string_view value) {
  CborWriter writer;
  writer.text(value);
  return item(key, writer.written());
}

CborMap& CborMap::bytes(std::string_view key, ByteView value) {
  CborWriter writer;
  writer.bytes(value);
  return item(key, writer.written());
}

CborMap& CborMap::integer(std::string_view key, std::int64_t value) {
  CborWriter writer;
  writer.integer(value);
  return item(key, writer.written());
}

CborMap& CborMap::boolean(std::string_view key, bool value) {
  CborWriter writer;
  writer.boolean(value);
  return item(key, writer.written());
}

Bytes CborMap::encode() const {
  CborWriter writer;
  writer.map(pairs_.size());
  for (const auto& [key, value] : pairs_) {
    writer.encoded(key);
    writer.encoded(value);
  }
  return writer.written();
}

Bytes encode_cbor_array(const std::vector<Bytes>& items) {
  CborWriter writer;
  writer.array(items.size());
  for (const Bytes& item : items) writer.encoded(item);
  return writer.written();
}

}  // namespace redress::provenance
