// SPDX-License-Identifier: Apache-2.0
#include "server/report_form.hpp"

#include <algorithm>
#include <array>

#include "http/url.hpp"
#include "server/json_notice.hpp"
#include "server/page.hpp"

namespace redress::server {
namespace {

constexpr std::array<std::string_view, 4> whos{"me", "child", "asked", "else"};
constexpr std::array<std::string_view, 8> whats{"intimate", "fake_face", "threat",     "harassment",
                                                "privacy",  "fraud",     "child_harm", "other_illegal"};
constexpr std::array<std::string_view, 3> mades{"real", "ai", "unsure"};

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

law::Complainant complainant_of(std::string_view who) {
  if (who == "me") return law::Complainant::depicted;
  return who == "else" ? law::Complainant::user : law::Complainant::agent;
}

law::Harm harm_of(std::string_view what, std::string_view made, bool is_minor) {
  const bool is_made = made == "ai";
  if (what == "intimate" && is_minor) return is_made ? law::Harm::csam_synthetic : law::Harm::csam;
  if (what == "intimate") return is_made ? law::Harm::ncii_synthetic : law::Harm::ncii;
  if (what == "fake_face") return law::Harm::impersonation_synthetic;
  // The other answers are spelled as the harms that they are.
  const auto harm = law::parse_harm(what);
  return harm.ok() ? harm.value() : law::Harm::other_illegal;
}

}  // namespace

std::vector<std::string_view> list_whos() { return {whos.begin(), whos.end()}; }
std::vector<std::string_view> list_whats() { return {whats.begin(), whats.end()}; }
std::vector<std::string_view> list_mades() { return {mades.begin(), mades.end()}; }

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

ReportForm read_report(const http::Fields& form, const report::Language& language, Instant now) {
  ReportForm read;
  auto& facts = read.notice.facts;
  const auto require = [&](bool is_good, std::string_view name) {
    if (!is_good) read.faults.push_back({std::string(name), "report.wrong." + std::string(name), {}});
  };
  read.notice.items = read_addresses(field(form, "urls"), read.faults);
  const auto who = field(form, "who");
  const auto what = field(form, "what");
  const auto made = field(form, "made");
  require(is_one_of(whos, who), "who");
  require(is_one_of(whats, what), "what");
  require(is_one_of(mades, made), "made");
  const auto country = field(form, "country");
  require(is_country(country), "country");
  auto& personal = read.notice.personal;
  personal.statement = field(form, "statement");
  require(is_plain_text(personal.statement, statement_bytes_max), "statement");
  personal.email = field(form, "email");
  require(personal.email.empty() ||
              (personal.email.size() <= 254 && is_plain_text(personal.email, 254) && is_email(personal.email)),
          "email");
  facts.good_faith = field(form, "good_faith") == "yes";
  require(facts.good_faith, "good_faith");
  personal.signature = field(form, "signature");
  require(!personal.signature.empty() && is_plain_text(personal.signature, 200), "signature");
  facts.is_signed = true;
  facts.channel = law::Channel::user_complaint;
  facts.complainant = complainant_of(who);
  facts.harm = harm_of(what, made, who == "child" || field(form, "minor") == "yes");
  facts.jurisdictions = {country};
  facts.language = language.code;
  facts.sent_at = now;
  facts.entered_at = now;
  read.notice.actor.kind = cases::ActorKind::reporter;
  return read;
}

}  // namespace redress::server
