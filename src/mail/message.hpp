// SPDX-License-Identifier: Apache-2.0
// mail/message.hpp — one e-mail as it goes over the wire.
//
// Shapes          plain text, UTF-8 in and out, lines ended by "\n" in and CRLF out; one sender, one receiver.
// Errors          compose: invalid for an address that is none.
// Threads         any, after the first call.
// Source          RFC 5322 (form), RFC 2045-2047 (encodings), RFC 3834 (Auto-Submitted: no machine answers it).
// Never           carries a picture, a link to a tracker, or two receivers.
#pragma once

#include <string>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::mail {

struct Message {
  std::string id;    // the part of Message-ID before the "@"; the same over retries, so that a double is one letter
  std::string from;  // "Redress <no-reply@platform.example>" or an address alone
  std::string to;    // an address alone
  std::string subject;
  std::string text;
  std::string language;  // "hi"
  Instant at;
};

[[nodiscard]] Result<std::string> compose(const Message& message);
// The address alone of "Name <address>"; invalid where there is none, or more than one.
[[nodiscard]] Result<std::string> parse_mailbox(const std::string& text);

}  // namespace redress::mail
