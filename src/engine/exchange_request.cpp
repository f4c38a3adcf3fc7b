// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_request.hpp"

#include "base/bytes.hpp"
#include "mail/webhook.hpp"

namespace redress::engine {
namespace {

constexpr int failure_count_max = 4;
constexpr std::chrono::seconds delay_max{120};

mail::FetchOptions make_options(const ExchangeDoor& door, const ExchangeAsk& ask) {
  mail::FetchOptions options;
  options.headers = ask.headers;
  options.redirects_max = 0;
  options.timeout = door.timeout;
  options.body_bytes_max = ask.body_bytes_max;
  options.method = ask.method;
  if (!ask.body.empty()) options.post_body = &ask.body;
  return options;
}

bool forgets_page(int status) { return status == 400 || status == 404 || status == 410 || status == 422; }

Error explain(const std::string& who, const ExchangeAsk& ask, int status) {
  const std::string said = who + "answered " + std::to_string(status);
  if (status == 401 || status == 403) return {Code::forbidden, said + ": check its keys and what we may do there"};
  if (status == 429) return {Code::exhausted, said + ": it is asked too often; the next fetch tries again"};
  if (ask.is_resumed && forgets_page(status))
    return {Code::conflict, said + ": it does not know its own page any more"};
  if (status == 404) return {Code::unavailable, said + ": check the address, the environment or the group"};
  if (status >= 300 && status < 400) return {Code::unavailable, said + ": redirects are not followed, check the url"};
  return {Code::unavailable, said + ": the next fetch tries again"};
}

}  // namespace

std::optional<std::chrono::seconds> find_fetch_delay(int failures, int status, std::string_view retry_after,
                                                     Instant now) {
  const bool may_pass = status == 429 || (status >= 500 && status < 600);
  if (!may_pass || failures > failure_count_max) return std::nullopt;
  const auto delay = mail::find_retry_delay(failures, mail::decide_outcome(status, retry_after, now));
  return delay && *delay <= delay_max ? delay : std::nullopt;
}

Result<std::string> ask_exchange(const Exchange& exchange, const ExchangeDoor& door, const ExchangeAsk& ask) {
  const std::string who = "exchange '" + exchange.settings.name + "': ";
  for (int failures = 1;; ++failures) {
    auto fetched = mail::fetch(door.guard, ask.url, make_options(door, ask));
    if (!fetched.ok()) return Error{fetched.error().code, who + fetched.error().message};
    const int status = fetched.value().status;
    if (status >= 200 && status < 300) return std::move(fetched).value().body;
    const std::string wish = mail::find_value(fetched.value().headers, "retry-after");
    const bool may_repeat = ask.body.empty() && door.wait;
    const auto delay = may_repeat ? find_fetch_delay(failures, status, wish, door.clock.now()) : std::nullopt;
    if (!delay) return explain(who, ask, status);
    if (!door.wait(*delay)) return Error{Code::unavailable, who + "the conversation was ended here"};
  }
}

std::pair<std::string, std::string> make_basic_header(const Exchange& exchange) {
  const std::string pair = exchange.settings.user + ":" + exchange.secrets.password;
  return {"Authorization", "Basic " + render_base64(view_bytes(pair))};
}

std::string encode_query(std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : value) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                          c == '.' || c == '_' || c == '~';
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain) {
      text += c;
    } else {
      ((text += '%') += digits[byte >> 4U]) += digits[byte & 15U];
    }
  }
  return text;
}

}  // namespace redress::engine
