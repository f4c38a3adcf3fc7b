// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_client.hpp"

#include <set>

#include "match/exchange_lines.hpp"
#include "match/exchange_ncmec.hpp"
#include "match/exchange_stopncii.hpp"
#include "match/exchange_threat.hpp"

namespace redress::engine {
namespace {

using match::ExchangePage;

constexpr std::uint64_t lines_answer_bytes_max = 256U << 20;
constexpr std::int64_t stopncii_beginning_s = 10;  // what its API takes for "from the beginning"

// One page of one exchange; `at` is brought to where the page leaves it, but for `next`.
struct Turn {
  const Exchange& exchange;
  const ExchangeDoor& door;
  std::string base;
  ExchangeCheckpoint& at;

  [[nodiscard]] Result<std::string> ask(std::string url, mail::Headers headers, std::uint64_t bytes_max) const {
    ExchangeAsk request;
    request.url = std::move(url);
    request.headers = std::move(headers);
    request.is_resumed = !at.next.empty();
    request.body_bytes_max = bytes_max;
    return ask_exchange(exchange, door, request);
  }
};

std::string origin_of(const std::string& url) {
  const std::size_t path = url.find('/', url.find("://") + 3);
  return url.substr(0, path);
}

Error astray() {
  return {Code::invalid, "the page's \"next\" leads away from the exchange's own address: it is not followed"};
}

Result<ExchangePage> fetch_stopncii(const Turn& turn) {
  const ExchangeSecrets& secrets = turn.exchange.secrets;
  std::string url = turn.base +
                    "/FetchHashes?startTimestamp=" + std::to_string(std::max(turn.at.since_s, stopncii_beginning_s)) +
                    "&pageSize=800";
  if (!turn.at.next.empty()) url += "&nextPageToken=" + encode_query(turn.at.next);
  TRY_ASSIGN(
      const std::string body,
      turn.ask(url, {{"x-functions-key", secrets.api_key}, {"Ocp-Apim-Subscription-Key", secrets.subscription_key}},
               match::page_bytes_max));
  TRY_ASSIGN(match::StopNciiPage read, match::parse_stopncii_page(body, turn.exchange.settings.member));
  turn.at.until_s = std::max(turn.at.since_s, read.next_set);
  return std::move(read.page);
}

// The exchange's own address of the next page, without our token, which is put behind it again.
Result<std::string> make_threat_url(const Turn& turn) {
  const std::string token = "access_token=" + encode_query(turn.exchange.secrets.api_key);
  if (turn.at.next.empty()) {
    return turn.base + "/" + turn.exchange.settings.group + "/threat_updates?" + token +
           "&limit=500&start_time=" + std::to_string(turn.at.since_s) + "&" + match::render_threat_query();
  }
  if (!turn.at.next.starts_with(origin_of(turn.base) + "/")) return astray();
  return turn.at.next + (turn.at.next.find('?') == std::string::npos ? "?" : "&") + token;
}

Result<ExchangePage> fetch_threat(const Turn& turn) {
  TRY_ASSIGN(const std::string url, make_threat_url(turn));
  TRY_ASSIGN(const std::string body, turn.ask(url, {}, match::page_bytes_max));
  TRY_ASSIGN(ExchangePage page, match::parse_threat_page(body, find_app_id(turn.exchange.secrets)));
  for (const match::ExchangeEntry& entry : page.entries) {
    turn.at.until_s = std::max(turn.at.until_s, entry.changed_at.ms / 1'000);
  }
  return page;
}

Result<std::string> make_ncmec_url(const Turn& turn) {
  const auto render_seconds = [](std::int64_t seconds) { return render_instant(Instant{seconds * 1'000}); };
  if (turn.at.next.empty()) {
    return turn.base + "/v2/entries?from=" + render_seconds(turn.at.since_s) + "&to=" + render_seconds(turn.at.until_s);
  }
  // Verbatim behind the base, whose authority nothing that begins with a path can change.
  if (!turn.at.next.starts_with("/v2/entries?")) return astray();
  return turn.base + turn.at.next;
}

Result<ExchangePage> fetch_ncmec(const Turn& turn) {
  CHECK(turn.door.hash_lists != nullptr);
  TRY_ASSIGN(const std::string url, make_ncmec_url(turn));
  TRY_ASSIGN(const std::string body, turn.ask(url, {make_basic_header(turn.exchange)}, media::list_bytes_max));
  TRY_ASSIGN(const media::HashList list, turn.door.hash_lists->read(body, find_ncmec_member(turn.exchange.settings)));
  return match::make_ncmec_page(list);
}

Result<ExchangePage> fetch_lines(const Turn& turn) {
  mail::Headers headers;
  const std::string& key = turn.exchange.secrets.api_key;
  if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
  TRY_ASSIGN(const std::string body, turn.ask(turn.base, std::move(headers), lines_answer_bytes_max));
  return match::parse_lines(body);
}

Result<ExchangePage> fetch_from(const Turn& turn) {
  switch (turn.exchange.settings.kind) {
    case ExchangeKind::stopncii:
      return fetch_stopncii(turn);
    case ExchangeKind::threatexchange:
      return fetch_threat(turn);
    case ExchangeKind::ncmec:
      return fetch_ncmec(turn);
    case ExchangeKind::lines:
      break;
  }
  return fetch_lines(turn);
}

Error named(const Exchange& exchange, Error error) {
  const std::string who = "exchange '" + exchange.settings.name + "': ";
  if (!error.message.starts_with(who)) error.message = who + error.message;
  return error;
}

// A fetch whose page the exchange has forgotten begins again, once.
Result<ExchangePage> fetch_or_begin_again(const Exchange& exchange, const ExchangeDoor& door,
                                          const std::string& checkpoint, bool& may_begin_again) {
  auto page = fetch_page(exchange, door, checkpoint);
  if (page.ok() || page.error().code != Code::conflict || !may_begin_again) return page;
  may_begin_again = false;
  TRY_ASSIGN(ExchangeCheckpoint at, parse_checkpoint(checkpoint));
  return fetch_page(exchange, door, render_checkpoint(forget_pages(std::move(at))));
}

}  // namespace

Result<ExchangePage> fetch_page(const Exchange& exchange, const ExchangeDoor& door, const std::string& checkpoint) {
  TRY_ASSIGN(ExchangeCheckpoint at, parse_checkpoint(checkpoint));
  at = begin_fetch(std::move(at), exchange.settings.kind, door.clock.now());
  TRY_ASSIGN(std::string base, find_base_url(exchange.settings));
  auto page = fetch_from({exchange, door, std::move(base), at});
  if (!page.ok()) return named(exchange, std::move(page).error());
  page.value().is_full = at.since_s == 0;
  at = end_page(std::move(at), page.value().next, page.value().is_last, door.clock.now());
  page.value().checkpoint = render_checkpoint(at);
  return page;
}

Result<SyncReport> sync_exchange(const Exchange& exchange, const ExchangeDoor& door, const std::string& checkpoint,
                                 const TakePage& take_page) {
  SyncReport report;
  report.checkpoint = checkpoint;
  bool may_begin_again = true;
  TRY_ASSIGN(const ExchangeCheckpoint begun, parse_checkpoint(checkpoint));
  std::set<std::string> seen{begun.next};
  while (!report.is_complete && report.page_count < page_count_max) {
    const bool may_still = may_begin_again;
    TRY_ASSIGN(const ExchangePage page, fetch_or_begin_again(exchange, door, report.checkpoint, may_begin_again));
    if (may_still && !may_begin_again) seen.clear();
    if (!page.is_last && !seen.insert(page.next).second) {
      return named(exchange, {Code::invalid, "its pages name one another in a circle: the fetch is given up"});
    }
    TRY(take_page(page));
    report.checkpoint = page.checkpoint;
    report.is_complete = page.is_last;
    ++report.page_count;
    report.entry_count += page.entries.size();
    report.fault_count += page.faults.size();
  }
  return report;
}

}  // namespace redress::engine
