// SPDX-License-Identifier: Apache-2.0
// provenance/time_stamp.hpp — an RFC 3161 time-stamp over a signature: when it was, and whether that can be believed.
//
// Shapes          a verdict with the status codes it earns. Only one with `is_trusted` decides anything; every other is
//                 information, and ignored.
// Errors          none: what cannot be read is a verdict of its own, timeStamp.malformed.
// Threads         pure function of the token and the lists.
// Cost            one CMS signature and one path.
// Source          RFC 3161; RFC 5816 (ESSCertIDv2); C2PA 2.2, 15.8.
#pragma once

#include "provenance/trust.hpp"

namespace redress::provenance {

// sigTst carries the authority's whole response, sigTst2 and c2pa.time-stamp its token.
enum class TimeStampForm : std::uint8_t { response, token };

struct TimeStamp {
  bool is_validated = false;  // the authority's signature holds, over these bytes
  bool is_trusted = false;    // and the authority stands on the time-stamping list
  Instant at;                 // meaningful where it is validated
  CertificateInfo authority;
  std::string code;  // "timeStamp.trusted", or the informational code that says why not
  std::string explanation;
};

// `stamped` are the bytes whose digest the time-stamp must hold.
[[nodiscard]] TimeStamp check_time_stamp(ByteView encoded, TimeStampForm form, ByteView stamped, const Trust& trust);

}  // namespace redress::provenance
