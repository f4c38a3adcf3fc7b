// SPDX-License-Identifier: Apache-2.0
// media/hash_list.hpp — a page of NCMEC's hash sharing (XML) in, its entries or the reasons that it lists out. The XML
// is parsed in a process of its own, as pictures are (media/decode.hpp): one per page, never reused, that sees the
// page's bytes and one pipe.
//
// Use this when   reading what the exchange answered; match/exchange_ncmec.hpp makes entries of a bank of it.
// Shapes          <queryResult> with <images> and <videos> of <image>, <video>, <deletedImage>, <deletedVideo>, and
//                 <paging><next>. Of the fingerprints md5, sha1 and pdq are kept, all others counted.
// Units           bytes; changed_at is the entry's own <timestamp>.
// Errors          invalid: not such a page, cut off, with a document type, or it broke its sandbox's rules. exhausted:
//                 too large, too deep, too many entries, or too slow. unavailable: the reading service is gone.
//                 What is wrong with one entry is its EntryFault; of reasons the bad ones are counted.
// Threads         start() before the process has a second thread and before secrets are loaded; the others from any.
// Lifetime        two idle processes of a few pages each until the reader ends.
// Source          NCMEC hash sharing API v2; docs/decisions/0026.
// Never           parses a byte of the page in the calling process, reads a document type or an entity of one, or
//                 keeps a member's name.
#pragma once

#include <memory>
#include <optional>

#include "base/instant.hpp"
#include "media/fingerprint.hpp"
#include "media/reason_list.hpp"

namespace redress::media {

inline constexpr std::size_t list_bytes_max = 32U << 20;
inline constexpr std::size_t list_entry_count_max = 10'000;
inline constexpr std::size_t list_next_bytes_max = 2'048;
inline constexpr std::size_t list_id_bytes_max = 128;
inline constexpr std::size_t list_class_bytes_max = 16;

using Sha1 = std::array<std::uint8_t, 20>;

enum class EntryFault : std::uint8_t {
  none,
  unknown_element,  // neither image nor video
  no_member,
  no_id,
  no_time,
  bad_hash,       // one of its hashes is not spelled as its kind is; the others are kept
  repeated_hash,  // two of one kind; the first is kept
  count
};
[[nodiscard]] std::string_view explain(EntryFault fault);
[[nodiscard]] bool is_usable(EntryFault fault);

// What members said of one hash of an entry; `ours` is what we said.
struct HashFeedback {
  enum class Ours : std::uint8_t { nothing, affirmative, negative };
  std::uint16_t affirmative_count = 0;
  std::uint16_t negative_count = 0;
  Ours ours = Ours::nothing;
  bool operator==(const HashFeedback&) const = default;
};

struct ListedEntry {
  EntryFault fault = EntryFault::none;
  bool is_video = false;
  bool is_deleted = false;  // a tombstone: no hashes
  std::uint64_t member_id = 0;
  std::string id;  // printable ASCII, unique with its member
  std::string classification;
  Instant changed_at;
  std::optional<Md5> md5;
  std::optional<Sha1> sha1;
  std::optional<Pdq> pdq;
  HashFeedback md5_feedback, sha1_feedback, pdq_feedback;
  std::uint32_t other_count = 0;
  bool operator==(const ListedEntry&) const = default;
};

struct HashList {
  std::vector<ListedEntry> entries;
  std::uint64_t declared_count = 0;  // what the page says that it holds
  std::string next;                  // printable ASCII; empty on the last page
};

class HashListReader {
 public:
  [[nodiscard]] static Result<HashListReader> start();
  ~HashListReader();
  HashListReader(HashListReader&&) noexcept;
  HashListReader& operator=(HashListReader&&) noexcept;

  // `our_member`: our id at the exchange; 0: none is ours.
  [[nodiscard]] Result<HashList> read(std::string_view xml, std::uint32_t our_member) const;
  // Of the answer to GET /v2/feedback/KIND/reasons.
  [[nodiscard]] Result<ReasonList> read_reasons(std::string_view xml) const;

 private:
  struct State;
  explicit HashListReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace redress::media
