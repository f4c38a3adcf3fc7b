// SPDX-License-Identifier: Apache-2.0
// mail/relay.hpp — hands a message to the operator's own mail server.
//
// Shapes          url: "smtp://host:port" or "smtps://host:port". With requires_tls a server that does not offer
//                 STARTTLS, or whose certificate does not hold, gets nothing.
// Errors          none leave: an attempt is a Handover.
// Threads         any; blocks for at most `timeout`.
// Source          RFC 5321 (4.2.1: 4yz is for now, 5yz for good), RFC 3207 (STARTTLS), RFC 4954 (AUTH).
// Never           delivers to a receiver's own server, and never puts an address or a password into a reason.
#pragma once

#include <chrono>
#include <string>

#include "mail/message.hpp"

namespace redress::mail {

struct Relay {
  std::string url;
  std::string user;
  std::string password;
  std::string ca_file;  // empty: the machine's own authorities
  bool requires_tls = true;
  std::chrono::milliseconds timeout{30'000};
};

struct Handover {
  enum class Outcome { taken, retry, refused };
  Outcome outcome = Outcome::retry;
  int status = 0;      // the server's last reply code; 0: no answer
  std::string reason;  // for the operator
};

// Errors: invalid when the URL is none for mail.
[[nodiscard]] Status verify_relay(const Relay& relay);
// `message` as compose() wrote it; `from` and `to` are addresses alone.
[[nodiscard]] Handover hand_over(const Relay& relay, const std::string& from, const std::string& to,
                                 const std::string& message);

}  // namespace redress::mail
