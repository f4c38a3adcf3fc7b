// SPDX-License-Identifier: Apache-2.0
// report/letter.hpp — what is written to the person who reported, and when.
//
// Use this when   an event of a case is news for somebody who left an address. The uploader is written to by the
//                 platform: report/statement_of_reasons.hpp.
// Shapes          plain text, paragraphs apart by an empty line. The subject is the same for every letter.
// Errors          none: an event that is news for nobody has no addressees.
// Threads         pure functions.
// Source          Regulation (EU) 2022/2065, Art. 16(4)-(5) (receipt, decision, redress); IT Rules 2021, r. 3(2)(a)(i)
//                 (acknowledgement); blueprint of the product (an order's defects are told to its issuer at once).
// Never           says in a letter what was reported, where it is, who is shown or the secret: mail is read over
//                 shoulders and kept by strangers. What it is about stands on the case page.
#pragma once

#include <vector>

#include "cases/decide.hpp"
#include "report/telling.hpp"

namespace redress::report {

enum class LetterKind { acknowledgement, question, outcome, answer, put_back };

struct Addressee {
  int notice_no = 0;
  LetterKind kind = LetterKind::acknowledgement;
  bool operator==(const Addressee&) const = default;
};

// May this event be news for a sender of a notice? What it answers costs nothing; find_addressees wants the case.
[[nodiscard]] bool may_be_news(const cases::EventBody& body);
// The case with the first `count` events applied and with what the last of them set going at once: a notice starts its
// clocks by the events behind it.
[[nodiscard]] cases::Case settle(const std::vector<cases::Event>& events, std::size_t count);
// In the order of their notices; `after` is the case settled after the event.
[[nodiscard]] std::vector<Addressee> find_addressees(const cases::Event& event, const cases::Case& after);

struct Letter {
  std::string subject;
  std::string text;
};
struct LetterContext {
  std::string case_code;
  std::string public_url;
};
[[nodiscard]] Letter render_letter(const Messages& messages, const Language& language, const cases::Event& event,
                                   const cases::Case& after, const Addressee& addressee, const LetterContext& context);

}  // namespace redress::report
