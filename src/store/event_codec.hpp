// SPDX-License-Identifier: Apache-2.0
// store/event_codec.hpp — events and registered contents as text, and back.
//
// Use this when   a record goes to disk, to an export or to another machine.
// Shapes          docs/reference/events.md (each type), docs/reference/journal-format.md (the row around it). The
//                 body is canonical:
//                 keys sorted, no blanks, empty strings and lists left out, so equal events give equal bytes.
// Errors          encode: invalid when a text is not UTF-8. decode: corrupt for anything that encode would not have
//                 written.
// Threads         pure functions.
// Never           puts what identifies a person into the body: that travels apart and may be missing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/event_store.hpp"

namespace redress::store {

inline constexpr int body_version = 1;
inline constexpr std::string_view content_type = "content_registered";

struct Encoded {
  std::string type;
  std::string body;
  std::optional<std::string> personal;  // erasable; absent when the event has none
};

[[nodiscard]] Result<Encoded> encode_event(const cases::Event& event);
// Would encode_event take it? A small part of its cost.
[[nodiscard]] Status check_texts(const cases::Event& event);
// `personal` absent: none was there, or it has been erased.
[[nodiscard]] Result<cases::Event> decode_event(std::string_view type, Instant at, std::string_view body,
                                                std::optional<std::string_view> personal);
[[nodiscard]] Result<Encoded> encode_content(const Content& content);
[[nodiscard]] Result<Content> decode_content(Instant at, std::string_view body);
[[nodiscard]] std::string_view render_type(const cases::EventBody& body);

// Parts of a body on their own, spelled as they stand in it: what the ledger commits to.
[[nodiscard]] Result<std::string> encode_items(const std::vector<cases::ItemFacts>& items);
[[nodiscard]] Result<std::string> encode_order(const law::OrderFacts& order);
[[nodiscard]] Result<std::string> encode_texts(const std::vector<std::string>& texts);

[[nodiscard]] Result<std::string> encode_hold(const Hold& hold);
[[nodiscard]] Result<Hold> decode_hold(std::string_view text);

// What an append carries beside its events: written with its first row, so that the journal alone rebuilds every table.
struct Door {
  std::string case_code;
  std::string secret_digest_hex;
  int notice_no = 0;
  std::string idempotency_key;
  std::string request_digest_hex;
  std::string answer;
  bool operator==(const Door&) const = default;
};
[[nodiscard]] Result<std::string> encode_door(const Door& door);
[[nodiscard]] Result<Door> decode_door(std::string_view text);

}  // namespace redress::store
