// SPDX-License-Identifier: Apache-2.0
// report/messages.hpp — every word a person reads, in the language they chose, from messages/*.json.
//
// Use this when   text, a date, a duration or a country's name is shown to a person.
// Shapes          messages/LANG.json: {"key": "ICU MessageFormat pattern"}; English is complete and the fallback; what
//                 people read is complete in every language, what staff reads (console.*) is there whole or not at all.
// Units           instants are UTC ms; shown in the reader's zone with the zone's name, Latin digits.
// Errors          Messages::load: corrupt, naming file and key. A key that English lacks is our own mistake (CHECK).
// Threads         immutable after load; every const member from any thread.
// Source          CLDR by ICU 72; BCP 47 for the choice of language (RFC 4647 lookup).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"

namespace redress::report {

using Arguments = std::map<std::string, std::string, std::less<>>;

struct Language {
  std::string code;           // "sd": the file's name, the visitor's choice
  std::string tag;            // "sd-Deva": what browsers and ICU are told
  std::string native;         // "सिन्धी"
  std::string direction;      // "ltr" or "rtl"
  bool is_draft = false;      // written with little to go by: never chosen but by the visitor's own click
  bool is_checked = false;    // by somebody who speaks it every day; else the pages say so
  bool is_for_staff = false;  // the console's words are there too
};

class Messages {
 public:
  [[nodiscard]] static Result<Messages> load();

  [[nodiscard]] const std::vector<Language>& languages() const { return languages_; }
  // The first that we ship: an explicit choice, the cookie, then Accept-Language, which chooses no draft; else English.
  [[nodiscard]] const Language& choose(std::string_view query, std::string_view cookie,
                                       std::string_view accept_language) const;
  [[nodiscard]] const Language& find(std::string_view code) const;
  // The language itself where the console speaks it; else English.
  [[nodiscard]] const Language& for_staff(const Language& language) const;

  [[nodiscard]] bool has(std::string_view key) const;
  // The pattern as it stands; for messages without arguments that is the text.
  [[nodiscard]] const std::string& pattern(const Language& language, std::string_view key) const;
  // Arguments are texts, or whole numbers where the pattern asks for plural or number.
  [[nodiscard]] std::string text(const Language& language, std::string_view key, const Arguments& arguments = {}) const;

  using Table = std::map<std::string, std::string, std::less<>>;
  [[nodiscard]] const Table& table(std::string_view code) const;

 private:
  std::vector<Language> languages_;
  std::map<std::string, Table, std::less<>> tables_;
};

// "Sunday 22 November 2026, 07:30 India Standard Time". A country with several zones shows that of most of its people.
[[nodiscard]] std::string render_local(const Language& language, std::string_view country, Instant at);
// "02:00 UTC, 22 Nov 2026"
[[nodiscard]] std::string render_utc(const Language& language, Instant at);
// "1 hour 55 minutes", of at most two units; never negative.
[[nodiscard]] std::string render_span(const Language& language, Milliseconds span);
[[nodiscard]] std::string render_country(const Language& language, std::string_view code);
struct Country {
  std::string code;
  std::string name;
};
// By name, in the language's own order.
[[nodiscard]] std::vector<Country> list_countries(const Language& language);

}  // namespace redress::report
