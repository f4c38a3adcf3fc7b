// SPDX-License-Identifier: Apache-2.0
// provenance/cbor_map.hpp — a CBOR map put together key by key, in whatever order, and written in the one that is
// deterministic.
//
// Use this when   a claim or an assertion is made: two writers that say the same must hash the same.
// Errors          none: a key given twice is a CHECK.
// Threads         one owner.
// Source          RFC 8949, 4.2.1 (keys in the order of their encoded bytes; shortest heads, no indefinite lengths).
#pragma once

#include <map>

#include "provenance/cbor.hpp"

namespace redress::provenance {

class CborMap {
 public:
  CborMap& text(std::string_view key, std::string_view value);
  CborMap& bytes(std::string_view key, ByteView value);
  CborMap& integer(std::string_view key, std::int64_t value);
  CborMap& boolean(std::string_view key, bool value);
  // An item that is encoded already.
  CborMap& item(std::string_view key, ByteView encoded);
  CborMap& item(std::int64_t key, ByteView encoded);
  [[nodiscard]] Bytes encode() const;

 private:
  CborMap& add(const CborWriter& key, ByteView encoded);

  std::map<Bytes, Bytes> pairs_;
};

// Of items that are encoded already.
[[nodiscard]] Bytes encode_cbor_array(const std::vector<Bytes>& items);

}  // namespace redress::provenance
