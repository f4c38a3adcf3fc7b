// SPDX-License-Identifier: Apache-2.0
// provenance/cbor.hpp — CBOR as a flat list of items whose strings are spans of the buffer.
//
// Use this when   reading claims, assertions and COSE headers. nlohmann::json refuses integer keys and tag 18.
// Shapes          one node an item, in the order of the bytes; `end` leads over a whole array or map. A string that
//                 came in chunks is joined into a buffer of the document's own.
// Errors          parse_cbor: corrupt, with the offset, where the bytes are not one well-formed item, a text is not
//                 UTF-8, or a key stands twice; exhausted over the bounds.
// Threads         pure; a Document may be read from several.
// Lifetime        values point into the Document and into the bytes it was parsed from.
// Cost            one pass; 64 bytes a node.
// Source          RFC 8949, 3 (encoding), 5.6 (keys), appendix D (half floats).
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace redress::provenance {

enum class CborKind : std::uint8_t { integer, negative, bytes, text, array, map, tag, boolean, null, undefined, real };

struct CborNode {
  CborKind kind = CborKind::null;
  std::uint32_t end = 0;  // index of the first node that is no part of this one
  std::uint64_t number =
      0;             // the integer (negative: n of -1-n), items, pairs, the tag, 0 or 1, or the bits of a double
  ByteView content;  // of bytes and text
  ByteView encoded;  // the item as it stands
};

class CborValue {
 public:
  CborValue(const CborNode* all, std::uint32_t at) : all_(all), at_(at) {}

  [[nodiscard]] CborKind kind() const { return node().kind; }
  [[nodiscard]] bool is(CborKind kind) const { return node().kind == kind; }
  [[nodiscard]] ByteView encoded() const { return node().encoded; }
  // Nothing where the item is of another kind.
  [[nodiscard]] std::optional<ByteView> bytes() const;
  [[nodiscard]] std::optional<std::string_view> text() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<std::uint64_t> count() const;  // an integer of no sign
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<double> real() const;
  [[nodiscard]] std::optional<std::pair<std::uint64_t, CborValue>> tagged() const;
  // Of an array; empty for anything else.
  [[nodiscard]] std::vector<CborValue> items() const;
  // Of a map; empty for anything else.
  [[nodiscard]] std::vector<std::pair<CborValue, CborValue>> pairs() const;
  // Of a map.
  [[nodiscard]] std::optional<CborValue> find(std::string_view key) const;
  [[nodiscard]] std::optional<CborValue> find(std::int64_t key) const;

 private:
  [[nodiscard]] const CborNode& node() const { return all_[at_]; }
  [[nodiscard]] CborValue at(std::uint32_t index) const { return {all_, index}; }

  const CborNode* all_;
  std::uint32_t at_;
};

struct CborLimits {
  std::size_t depth_max = 32;
  std::size_t nodes_max = 1U << 18U;
};

class CborDocument {
 public:
  [[nodiscard]] CborValue root() const { return {nodes_.data(), 0}; }
  [[nodiscard]] std::size_t nodes_count() const { return nodes_.size(); }

 private:
  friend class CborReader;
  std::vector<CborNode> nodes_;
  std::vector<std::unique_ptr<Bytes>> joined_;
};

[[nodiscard]] Result<CborDocument> parse_cbor(ByteView bytes, const CborLimits& limits = {});

// Appends items in their shortest form. A map's keys are written as they come: the caller orders them.
class CborWriter {
 public:
  void integer(std::int64_t value);
  void bytes(ByteView value);
  void text(std::string_view value);
  void array(std::uint64_t items_count) { head(4, items_count); }
  void map(std::uint64_t pairs_count) { head(5, pairs_count); }
  void tag(std::uint64_t value) { head(6, value); }
  void boolean(bool value) { written_.push_back(value ? 0xf5 : 0xf4); }
  void null() { written_.push_back(0xf6); }
  // An item that is encoded already.
  void encoded(ByteView item) { written_.insert(written_.end(), item.begin(), item.end()); }
  [[nodiscard]] const Bytes& written() const { return written_; }

 private:
  void head(unsigned major, std::uint64_t argument);
  Bytes written_;
};

}  // namespace redress::provenance
