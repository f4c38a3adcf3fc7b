// SPDX-License-Identifier: Apache-2.0
// match/exchange.hpp — what comes from a fingerprint exchange: entries that appear, change and are withdrawn.
//
// Use this when   reading a page of any exchange or a file of entries; what a page changes here is told by
//                 match/exchange_changes.hpp.
// Shapes          a page is a list of entries and, for each entry that cannot be taken, one line of fault. All entries
//                 of a page with one source_ref are together the snapshot of that ref.
// Units           bytes and counts are in the names of the limits.
// Errors          parse_signal: invalid, saying what is wrong and never repeating the value. A bad entry is a fault, a
//                 page that is not one at all is an Error.
// Threads         values and pure functions.
// Source          docs/reference/exchanges.md; PDQ: hashing 2019, §5; TLSH: Oliver, Cheng, Chen 2013.
// Never           decides what a match with an entry does: the bank's policy does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace redress::match {

enum class SignalKind { pdq, md5, sha1, sha256, tlsh, text, url, video_pdq, video_tmk, photodna, other };
[[nodiscard]] std::string_view render(SignalKind kind);
[[nodiscard]] Result<SignalKind> parse_signal_kind(std::string_view word);

// What the exchange's members hold of an entry. negative: we said ourselves that it is not what it was said to be.
enum class Opinion { none, positive, seed, disputed, negative };
[[nodiscard]] std::string_view render(Opinion opinion);
[[nodiscard]] Result<Opinion> parse_opinion(std::string_view word);

inline constexpr std::size_t page_bytes_max = 16U << 20;
inline constexpr std::size_t page_entry_count_max = 10'000;
inline constexpr std::size_t page_fault_count_max = 1'000;
inline constexpr std::size_t page_next_bytes_max = 4'096;
inline constexpr std::size_t source_ref_bytes_max = 512;
inline constexpr std::size_t signal_bytes_max = 64U << 10;
inline constexpr std::size_t tag_count_max = 32;
inline constexpr std::size_t tag_bytes_max = 128;

struct ExchangeEntry {
  std::string source_ref;  // stable in this exchange: what a later update or withdrawal names
  SignalKind kind = SignalKind::other;
  std::string signal;         // as its kind is spelled; lower-case hex for hashes; empty when withdrawn
  bool is_withdrawn = false;  // drop our copy
  Opinion opinion = Opinion::none;
  std::vector<std::string> tags;
  std::string owner;
  std::string feedback_ref;  // what feedback is addressed to, where that is not source_ref
  Instant changed_at;
  bool operator==(const ExchangeEntry&) const = default;
};

struct ExchangePage {
  std::vector<ExchangeEntry> entries;
  std::vector<std::string> faults;  // one line for each bad entry: never stops a build
  std::uint64_t other_count = 0;    // signals of kinds that are not kept
  std::string next;                 // the exchange's own word for the page after this one
  bool is_last = true;
  bool is_in_order = true;  // false: of two entries the later changed_at counts, not the later place
  bool is_full = false;     // part of a fetch from the beginning: what it does not name is gone at its end
  std::string checkpoint;   // store it together with this page's changes
};

// Checked and in its one spelling.
[[nodiscard]] Result<std::string> parse_signal(SignalKind kind, std::string_view text);
// 1 to source_ref_bytes_max printable ASCII characters without space.
[[nodiscard]] bool is_source_ref(std::string_view text);
// Tags that can be kept, sorted, each once; of a word that is too long or unprintable nothing is kept.
[[nodiscard]] std::vector<std::string> tidy_tags(std::vector<std::string> tags);
// A name for people: cut to tag_bytes_max and free of control characters.
[[nodiscard]] std::string tidy_name(std::string_view name);
// The page_fault_count_max-th line says that there were more.
void add_fault(ExchangePage& page, std::string line);

}  // namespace redress::match
