// SPDX-License-Identifier: Apache-2.0
// mail/guard.hpp — may this address be called? Every request that leaves this process to a place somebody else named
// asks here.
//
// Use this when   a URL came from outside: a webhook's receiver, an item to probe.
// Shapes          http and https; ports 80 and 443; a URL of at most 2,048 ASCII characters, without user name. The
//                 name is resolved
//                 once; every address it has must be public; the connection goes to one of exactly these.
// Errors          invalid: not such a URL. forbidden: the port, or an address that is not public. unavailable: the
//                 name does not
//                 resolve (a failed look-up is a refusal, never a reason to try anyway).
// Threads         const after construction; check() blocks for as long as the system's resolver does.
// Source          IANA special-purpose registries (RFC 6890 and successors); RFC 4380 Teredo, RFC 3056 6to4, RFC 6052
//                 NAT64.
// Never           lets two look-ups decide: what was checked is what is connected to (rebinding).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace redress::mail {

struct GuardRules {
  std::vector<std::uint16_t> ports = {80, 443};
  // "127.0.0.1:9000", "receiver.lan:8080", "[::1]:9000": the operator's own targets, named exactly, whatever address
  // they have.
  std::vector<std::string> allowed_targets;
};

struct GuardedTarget {
  std::string url;  // as it will be requested: normalised, without fragment
  std::string host;
  std::uint16_t port = 0;
  std::vector<std::string> addresses;  // numeric, checked; connect to nothing else
};

// Numeric addresses of a name, 4 or 16 bytes each.
using Resolver = std::function<Result<std::vector<Bytes>>(const std::string& host)>;
[[nodiscard]] Result<std::vector<Bytes>> resolve_by_system(const std::string& host);

// 4 or 16 bytes; anything else is not public.
[[nodiscard]] bool is_public_address(ByteView address);
[[nodiscard]] std::string render_address(ByteView address);

class Guard {
 public:
  explicit Guard(GuardRules rules = {}, Resolver resolve = resolve_by_system);
  [[nodiscard]] Result<GuardedTarget> check(std::string_view url) const;
  // A Location header of an answer from `from`, absolute or relative, checked from the start.
  [[nodiscard]] Result<GuardedTarget> check_redirect(const GuardedTarget& from, std::string_view location) const;

 private:
  GuardRules rules_;
  Resolver resolve_;
};

}  // namespace redress::mail
