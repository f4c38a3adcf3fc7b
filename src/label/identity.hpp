// SPDX-License-Identifier: Apache-2.0
// label/identity.hpp — a signing identity of one's own making: a root, an intermediate under it, and a signer.
//
// Use this when   signing is tried out. Nobody trusts the root but who was given it: no public list ever will.
// Shapes          PEM. The authorities' keys are thrown away: what this identity cannot sign any more, nobody can.
// Errors          make_identity: unsupported for an algorithm C2PA does not sign with.
// Threads         pure function but for the keys, which are chance.
// Cost            up to a second for an RSA key.
// Source          C2PA 2.2, 14.5.1 (profile of the signer); RFC 5280, 4.2 (authorities).
#pragma once

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::label {

struct Identity {
  std::string root;   // the anchor, for those who are to trust it
  std::string chain;  // the signer's certificate, then the intermediate's
  std::string key;    // the signer's, not locked
};
// `algorithm`: es256, es384, es512, ps256, ps384, ps512 or ed25519. Valid from an hour before `at` for 366 days.
[[nodiscard]] Result<Identity> make_identity(std::string_view algorithm, Instant at);

}  // namespace redress::label
