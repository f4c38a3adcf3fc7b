// SPDX-License-Identifier: Apache-2.0
// mail/fetch.hpp — a guarded GET or POST, for checking whether an item is still reachable, and from where.
//
// Use this when   a probe or an upload by URL needs the bytes behind an address that somebody else named.
// Shapes          at most `redirects_max` redirects, each checked by the guard from the start.
// Units           body_bytes_max bytes; `timeout` spans everything, redirects included.
// Errors          invalid, forbidden, unavailable: the guard's refusals (see guard.hpp) or no answer in time.
//                 exhausted: the answer is
//                 larger than body_bytes_max, or too many redirects, or the disk is full. An HTTP status is a value,
//                 never an error.
// Threads         any; blocks.
// Never           sends or keeps cookies, decompresses, or trusts the answer's content type.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "mail/guard.hpp"
#include "mail/transfer.hpp"

namespace redress::mail {

struct FetchOptions {
  const std::string* post_body = nullptr;  // borrowed; a POST with it, which no redirect may follow: redirects_max is 0
  std::string method;                      // of a request with a body: "PUT"; empty: POST
  Headers headers;                         // such as the country header of the operator's own edge
  std::string proxy;                       // a vantage point: "http://198.51.100.4:3128"
  std::string file_path;                   // when not empty the body goes there (created or emptied, mode 0600)
  std::uint64_t body_bytes_max = 20ULL << 20;
  int redirects_max = 3;
  std::chrono::milliseconds timeout{10'000};
};

struct Fetched {
  int status = 0;
  std::string url;  // the last one, after redirects
  Headers headers;  // names lower case; find_value(headers, "link")
  std::string body;
  std::uint64_t body_bytes = 0;
};

[[nodiscard]] Result<Fetched> fetch(const Guard& guard, std::string_view url, const FetchOptions& options = {});

}  // namespace redress::mail
