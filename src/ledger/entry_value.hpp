// SPDX-License-Identifier: Apache-2.0
// ledger/entry_value.hpp — one field's value as it is read, and how to say what is wrong with it. This room only.
//
// Errors          read_*: invalid, with the byte at which the field stands, its name and the rule.
// Threads         values.
// Source          docs/reference/ledger-entries.md, "Fields".
#pragma once

#include <algorithm>

#include "ledger/entry_codec.hpp"
#include "ledger/entry_fields.hpp"
#include "ledger/entry_text.hpp"

namespace redress::ledger {

inline std::uint64_t number_of(ByteView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}
inline Instant instant_of(ByteView bytes) { return Instant{static_cast<std::int64_t>(number_of(bytes))}; }
inline std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// One field's value, and how to say what is wrong with it.
struct Value {
  Field id;
  std::size_t offset;  // of the field in the entry
  ByteView bytes;

  [[nodiscard]] Error fault(std::string_view what) const {
    return Error{Code::invalid,
                 "byte " + std::to_string(offset) + ": field '" + std::string(name_of(id)) + "' " + std::string(what)};
  }
  [[nodiscard]] Status require(std::size_t size) const {
    if (bytes.size() == size) return Done{};
    return fault("has " + std::to_string(bytes.size()) + " bytes, not " + std::to_string(size));
  }
  [[nodiscard]] Status read(std::uint32_t& out) const {
    TRY(require(4));
    out = static_cast<std::uint32_t>(number_of(bytes));
    return Done{};
  }
  [[nodiscard]] Status read(Instant& out) const {
    TRY(require(8));
    out = instant_of(bytes);
    return Done{};
  }
  [[nodiscard]] Status read(std::optional<Instant>& out) const { return read(out.emplace()); }
  [[nodiscard]] Status read(Digest& out) const {
    TRY(require(out.size()));
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return Done{};
  }
  [[nodiscard]] Status read_word(std::string& out) const {
    if (!is_word(text_of(bytes))) return fault("is no word of 1 to 64 visible characters");
    out = text_of(bytes);
    return Done{};
  }
  [[nodiscard]] Status read_text(std::string& out, std::size_t bytes_max) const {
    if (bytes.size() > bytes_max) return fault("is longer than " + std::to_string(bytes_max) + " bytes");
    if (!is_text(text_of(bytes))) return fault("is no text in UTF-8 without control characters");
    out = text_of(bytes);
    return Done{};
  }
  template <class Word>
  [[nodiscard]] Status take(Word& out, Result<Word> parsed) const {
    if (!parsed.ok()) return fault("says what is not one of its words");
    out = parsed.value();
    return Done{};
  }
};

}  // namespace redress::ledger
