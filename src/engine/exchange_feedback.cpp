// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_feedback.hpp"

#include "match/exchange_ncmec.hpp"
#include "match/exchange_threat.hpp"

namespace redress::engine {
namespace {

using Verdict = ExchangeFeedback::Verdict;

constexpr std::uint64_t answer_bytes_max = 64U << 10;

Status post(const Exchange& exchange, const ExchangeDoor& door, ExchangeAsk ask) {
  ask.body_bytes_max = answer_bytes_max;
  const auto answered = ask_exchange(exchange, door, ask);
  if (!answered.ok()) return answered.error();
  return Done{};
}

Status post_stopncii(const Exchange& exchange, const ExchangeDoor& door, const char* endpoint, const std::string& key,
                     std::string body) {
  if (key.empty()) {
    return Error{Code::forbidden, "exchange '" + exchange.settings.name + "': there is no key file for " + endpoint};
  }
  TRY_ASSIGN(const std::string base, find_base_url(exchange.settings));
  ExchangeAsk ask;
  ask.url = base + "/" + endpoint;
  ask.headers = {{"Content-Type", "application/json"},
                 {"x-functions-key", key},
                 {"Ocp-Apim-Subscription-Key", exchange.secrets.subscription_key}};
  ask.body = std::move(body);
  return post(exchange, door, std::move(ask));
}

Status tell_stopncii(const Exchange& exchange, const ExchangeDoor& door, const ExchangeFeedback& feedback) {
  using match::StopNciiFeedback;
  const StopNciiFeedback word = feedback.verdict == Verdict::harmful    ? StopNciiFeedback::blocked
                                : feedback.verdict == Verdict::harmless ? StopNciiFeedback::not_blocked
                                                                        : StopNciiFeedback::pending_review;
  TRY_ASSIGN(std::string body,
             match::render_stopncii_feedback({{feedback.entry.kind, feedback.entry.signal, word, feedback.tags}}));
  return post_stopncii(exchange, door, "SubmitFeedback", exchange.secrets.feedback_key, std::move(body));
}

// MEMBER/ID, as match/exchange_ncmec.hpp makes it.
Result<std::string> make_ncmec_path(const match::ExchangeEntry& entry) {
  const std::size_t slash = entry.source_ref.find('/');
  if (slash == 0 || slash == std::string::npos || slash + 1 == entry.source_ref.size()) {
    return Error{Code::invalid, "the entry is none of NCMEC's"};
  }
  TRY_ASSIGN(const std::string kind, match::render_ncmec_kind(entry.kind));
  return "/v2/entries/" + encode_query(entry.source_ref.substr(0, slash)) + "/" +
         encode_query(entry.source_ref.substr(slash + 1)) + "/" + kind + "/feedback";
}

Status tell_ncmec(const Exchange& exchange, const ExchangeDoor& door, const ExchangeFeedback& feedback) {
  if (feedback.verdict == Verdict::seen) {
    return Error{Code::unsupported, "NCMEC takes what was decided, not what was seen"};
  }
  TRY_ASSIGN(const std::string path, make_ncmec_path(feedback.entry));
  TRY_ASSIGN(const std::string base, find_base_url(exchange.settings));
  ExchangeAsk ask;
  TRY_ASSIGN(ask.body, match::render_ncmec_feedback({feedback.verdict == Verdict::harmful, feedback.reasons}));
  ask.url = base + path;
  ask.method = "PUT";
  ask.headers = {{"Content-Type", "application/xml"}, make_basic_header(exchange)};
  return post(exchange, door, std::move(ask));
}

using Fields = std::vector<std::pair<std::string, std::string>>;

// The token goes into the body, where no log of an address shows it.
Status post_threat(const Exchange& exchange, const ExchangeDoor& door, const std::string& path, const Fields& fields) {
  TRY_ASSIGN(const std::string base, find_base_url(exchange.settings));
  ExchangeAsk ask;
  ask.url = base + path;
  ask.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  ask.body = "access_token=" + encode_query(exchange.secrets.api_key);
  for (const auto& [name, value] : fields) ask.body += "&" + name + "=" + encode_query(value);
  return post(exchange, door, std::move(ask));
}

std::string join(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ",") + word;
  return all;
}

Status tell_threat(const Exchange& exchange, const ExchangeDoor& door, const ExchangeFeedback& feedback) {
  if (feedback.verdict == Verdict::seen) {
    const std::string& descriptor = feedback.entry.feedback_ref;
    if (descriptor.empty()) return Error{Code::unsupported, "the entry has no descriptor of somebody else to react to"};
    return post_threat(exchange, door, "/" + encode_query(descriptor), {{"reactions", "SAW_THIS_TOO"}});
  }
  TRY_ASSIGN(const std::string type, match::render_threat_type(feedback.entry.kind, feedback.is_film));
  Fields fields = {{"indicator", feedback.entry.signal},
                   {"type", type},
                   {"status", feedback.verdict == Verdict::harmful ? "MALICIOUS" : "NON_MALICIOUS"},
                   {"description", "reviewed by a person"},
                   {"share_level", "AMBER"},
                   {"privacy_type", "HAS_PRIVACY_GROUP"},
                   {"privacy_members", exchange.settings.group}};
  const auto tags = match::tidy_tags(feedback.tags);
  if (!tags.empty()) fields.emplace_back("tags", join(tags));
  return post_threat(exchange, door, "/threat_descriptors", fields);
}

}  // namespace

Status send_feedback(const Exchange& exchange, const ExchangeDoor& door, const ExchangeFeedback& feedback) {
  if (!exchange.settings.feedback) {
    return Error{Code::forbidden, "exchange '" + exchange.settings.name + "': feedback is not switched on"};
  }
  switch (exchange.settings.kind) {
    case ExchangeKind::stopncii:
      return tell_stopncii(exchange, door, feedback);
    case ExchangeKind::ncmec:
      return tell_ncmec(exchange, door, feedback);
    case ExchangeKind::threatexchange:
      return tell_threat(exchange, door, feedback);
    case ExchangeKind::lines:
      break;
  }
  return Error{Code::unsupported, "a file takes no feedback"};
}

Status submit_hashes(const Exchange& exchange, const ExchangeDoor& door,
                     const std::vector<match::StopNciiOpinion>& hashes) {
  if (exchange.settings.kind != ExchangeKind::stopncii) {
    return Error{Code::unsupported, "only StopNCII takes hashes from us"};
  }
  TRY_ASSIGN(std::string body, match::render_stopncii_hashes(hashes, door.clock.now()));
  return post_stopncii(exchange, door, "SubmitHashes", exchange.secrets.submit_key, std::move(body));
}

}  // namespace redress::engine
