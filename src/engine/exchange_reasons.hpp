// SPDX-License-Identifier: Apache-2.0
// engine/exchange_reasons.hpp — which reasons NCMEC lists for negative feedback on one kind of hash, and which of those
// that redress.toml names are among them.
//
// Use this when   negative feedback goes to NCMEC, or a person looks for a reason to name.
// Shapes          GET /v2/feedback/MD5, SHA1 or PDQ/reasons. A reason is named by its GUID, or by its name where no
//                 other reason of that list has the same; capitals do not count.
// Units           reasons_age_min between two fetches for one kind.
// Errors          fetch_reasons: unsupported: not NCMEC, or a kind that it takes no feedback on; those of
//                 engine/exchange_request.hpp; unavailable: what it answered is no such list, it may be the next time.
//                 ExchangeReasons::pick: those, and invalid where none is named or none that is named is listed.
// Threads         the functions: any; fetch_reasons blocks. An ExchangeReasons: one.
// Source          NCMEC hash sharing API v2; docs/reference/exchanges.md.
// Never           picks a reason of another kind of hash.
#pragma once

#include <map>

#include "engine/exchange_request.hpp"
#include "match/exchange.hpp"

namespace redress::engine {

inline constexpr std::chrono::hours reasons_age_min{1};

[[nodiscard]] Result<media::ReasonList> fetch_reasons(const Exchange& exchange, const ExchangeDoor& door,
                                                      match::SignalKind kind);

// Nothing: it is not listed, or several have this name.
[[nodiscard]] const media::ListedReason* find_reason(const media::ReasonList& listed, std::string_view named);

// Of one exchange, fetched when they are first asked for and kept. Fetched again, at most once an hour, where none of
// ours is listed.
class ExchangeReasons {
 public:
  // GUIDs to give with negative feedback on a hash of this kind; at least one.
  [[nodiscard]] Result<std::vector<std::string>> pick(const Exchange& exchange, const ExchangeDoor& door,
                                                      match::SignalKind kind);

 private:
  struct Held {
    media::ReasonList listed;
    std::optional<Instant> fetched_at;
  };
  std::map<match::SignalKind, Held> held_;
};

}  // namespace redress::engine
