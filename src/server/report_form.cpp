// SPDX-License-Identifier: Apache-2.0
#include "server/report_form.hpp"

#include <algorithm>
#include <charconv>

#include "http/url.hpp"
#include "media/fingerprint.hpp"
#include "report/safe_time.hpp"
#include "server/json_notice.hpp"
#include "server/page.hpp"

namespace redress::server {
namespace {

constexpr std::size_t short_words_bytes_max = 2'000;

bool is_choice(std::string_view name, std::string_view word) {
  const auto words = list_choices(name);
  return std::find(words.begin(), words.end(), word) != words.end();
}

law::Complainant complainant_of(std::string_view who) {
  if (who == "me") return law::Complainant::depicted;
  return who == "else" ? law::Complainant::user : law::Complainant::agent;
}

law::Harm harm_of(std::string_view what, std::string_view made, bool is_child) {
  const bool is_made = made == "ai";
  if (what == "intimate" && is_child) return is_made ? law::Harm::csam_synthetic : law::Harm::csam;
  if (what == "intimate") return is_made ? law::Harm::ncii_synthetic : law::Harm::ncii;
  if (what == "fake_face") return law::Harm::impersonation_synthetic;
  // The other answers are spelled as the harms that they are.
  const auto harm = law::parse_harm(what);
  return harm.ok() ? harm.value() : law::Harm::other_illegal;
}

// The fingerprint belongs to what the first address shows; without an address it is an item of its own, whose copies
// are searched for.
void add_fingerprint(const http::Fields& answers, std::vector<cases::ItemFacts>& items) {
  const auto pdq = field(answers, "pdq");
  if (pdq.empty()) return;
  if (items.empty()) items.emplace_back();
  items.front().pdq = pdq;
  const auto quality = field(answers, "pdq_quality");
  std::from_chars(quality.data(), quality.data() + quality.size(), items.front().pdq_quality);
}

cases::SafeTime safe_time_of(std::string_view safe) {
  // Words ask for a person; the other answers are spelled as the times that they are.
  const auto safe_time = cases::parse_word<cases::SafeTime>(safe);
  return safe_time.ok() ? safe_time.value() : cases::SafeTime::ask;
}

// What a person reads who looks for it or answers: the words, where it was seen, and how it is safe to write.
std::string join_words(const http::Fields& answers) {
  std::string words = field(answers, "statement");
  const auto add = [&](std::string_view label, const std::string& text) {
    if (text.empty()) return;
    words += (words.empty() ? "[" : "\n[") + std::string(label) + ": " + text + "]";
  };
  add("seen", field(answers, "place"));
  const bool is_in_words = field(answers, "safe") == "words" && !field(answers, "email").empty();
  if (is_in_words) add("safe to write", field(answers, "safe_words"));
  return words;
}

struct Reader {
  const http::Fields& answers;
  ReportForm& read;

  void require(bool is_good, std::string_view name) const {
    if (!is_good) read.faults.push_back({std::string(name), "report.wrong." + std::string(name), {}});
  }
  void require_choice(std::string_view name) const { require(is_choice(name, field(answers, name)), name); }
  void require_words(std::string_view name, std::size_t bytes_max) const {
    if (!is_plain_text(field(answers, name), bytes_max))
      read.faults.push_back({std::string(name), "report.wrong.statement", {}});
  }

  void read_where() const {
    const bool is_lost = field(answers, "lost") == "yes";
    if (!is_lost || !lines_of(field(answers, "urls")).empty())
      read.notice.items = read_addresses(field(answers, "urls"), read.faults);
    require_words("place", short_words_bytes_max);
    const bool is_told = !field(answers, "place").empty() || !read.notice.items.empty();
    if (is_lost && !is_told) require(false, "place");
    const auto pdq = field(answers, "pdq");
    require(pdq.empty() || media::parse_pdq(pdq).ok(), "pdq");
    add_fingerprint(answers, read.notice.items);
  }

  void read_reach() const {
    require_choice("reach");
    auto& personal = read.notice.personal;
    if (field(answers, "reach") != "email") return;
    personal.email = field(answers, "email");
    require(personal.email.size() <= 254 && is_plain_text(personal.email, 254) && is_email(personal.email), "email");
    require_choice("safe");
    require_words("safe_words", short_words_bytes_max);
    personal.safe_time = safe_time_of(field(answers, "safe"));
    // Of another country it is no help: a browser may hide where it is. The hours then hold in the whole country.
    const auto zone = field(answers, "zone");
    const bool is_of_use = report::has_hours(personal.safe_time) && report::is_zone_of(zone, field(answers, "country"));
    if (is_of_use) personal.zone = zone;
  }

  void read_signature() const {
    read.notice.facts.good_faith = field(answers, "good_faith") == "yes";
    require(read.notice.facts.good_faith, "good_faith");
    require(field(answers, "who") != "asked" || field(answers, "asked") == "yes", "asked");
    auto& personal = read.notice.personal;
    personal.signature = field(answers, "signature");
    require(!personal.signature.empty() && is_plain_text(personal.signature, 200), "signature");
  }
};

}  // namespace

std::vector<std::string_view> list_choices(std::string_view field) {
  if (field == "who") return {"me", "child", "asked", "else"};
  if (field == "age") return {"adult", "child", "unsure"};
  if (field == "what")
    return {"intimate", "fake_face", "threat", "harassment", "privacy", "fraud", "child_harm", "other_illegal"};
  if (field == "made") return {"real", "ai", "unsure"};
  if (field == "reach") return {"page", "email"};
  if (field == "safe") return {"any", "day", "evening", "words"};
  return {};
}

bool is_of_child(const http::Fields& answers) {
  return field(answers, "who") == "child" || field(answers, "age") == "child";
}

std::vector<cases::ItemFacts> read_addresses(std::string_view text, std::vector<FormFault>& faults) {
  std::vector<cases::ItemFacts> items;
  const auto lines = lines_of(text);
  if (lines.empty()) faults.push_back({"urls", "report.wrong.urls", {}});
  if (lines.size() > report_url_count_max) {
    faults.push_back({"urls", "report.wrong.urls_many", {{"count", std::to_string(report_url_count_max)}}});
    return items;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto url = http::parse_url(lines[i]);
    if (!url.ok()) {
      faults.push_back({"urls", "report.wrong.urls_line", {{"line", std::to_string(i + 1)}}});
    } else {
      items.emplace_back().urls.push_back(http::render_url(url.value()));
    }
  }
  return items;
}

ReportForm read_report(const http::Fields& answers) {
  ReportForm read;
  const Reader reader{answers, read};
  reader.require_choice("who");
  if (field(answers, "who") != "child") reader.require_choice("age");
  reader.require_choice("what");
  const auto what = field(answers, "what");
  if (what == "intimate" || what == "fake_face") reader.require_choice("made");
  reader.read_where();
  const auto country = field(answers, "country");
  reader.require(is_country(country), "country");
  reader.require_words("statement", statement_bytes_max / 2);
  reader.read_reach();
  reader.read_signature();
  read.notice.personal.statement = join_words(answers);
  auto& facts = read.notice.facts;
  facts.is_signed = true;
  facts.channel = law::Channel::user_complaint;
  facts.complainant = complainant_of(field(answers, "who"));
  facts.harm = harm_of(what, field(answers, "made"), is_of_child(answers));
  facts.jurisdictions = {country};
  read.notice.actor.kind = cases::ActorKind::reporter;
  return read;
}

}  // namespace redress::server
