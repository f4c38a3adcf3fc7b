// SPDX-License-Identifier: Apache-2.0
// engine/dsa_client.hpp — one batch of statements to the DSA Transparency Database, and what became of it.
//
// Use this when   inside engine/dsa_teller.hpp.
// Shapes          POST URL/statements with {"statements": [...]}; the database stores all of a batch or none.
// Units           at most dsa_batch_count_max statements; an answer of at most 16 MB.
// Errors          none leave: whatever is no answer to the batch is `failed`, with a reason for the operator.
// Threads         any; blocks for at most a minute plus the name look-up.
// Source          the database's API as in force since 1 July 2025.
// Never           follows a redirect, or puts the token or the database's words into a reason.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "base/instant.hpp"
#include "mail/guard.hpp"

namespace redress::engine {

inline constexpr std::size_t dsa_batch_count_max = 100;

struct DsaDoor {
  const mail::Guard& guard;
  std::string url;  // of the API
  std::string token;
  std::chrono::milliseconds timeout{60'000};
};

struct DsaReply {
  // refused: as a whole, for something in it; body says what, if it says it.
  enum class Kind { stored, refused, failed };
  Kind kind = Kind::failed;
  std::string body;
  std::string reason;
  std::chrono::seconds retry_after_min{0};  // the database's wish
};

[[nodiscard]] DsaReply post_statements(const DsaDoor& door, std::span<const std::string> statements, Instant now);

}  // namespace redress::engine
