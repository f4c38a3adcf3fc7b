// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_reasons.hpp"

#include <algorithm>

#include "match/exchange_ncmec.hpp"

namespace redress::engine {
namespace {

using match::SignalKind;
using media::ListedReason;

bool is_same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// A list that says of a reason that it belongs to another kind is believed.
bool is_for_other_kind(const ListedReason& reason, const std::string& kind) {
  constexpr std::string_view kinds[] = {"MD5", "SHA1", "PDQ"};
  return !is_same_word(reason.kind, kind) && std::any_of(std::begin(kinds), std::end(kinds), [&](std::string_view one) {
    return is_same_word(reason.kind, one);
  });
}

std::vector<std::string> pick_listed(const std::vector<std::string>& named, const media::ReasonList& listed) {
  std::vector<std::string> guids;
  for (const std::string& one : named) {
    const ListedReason* const reason = find_reason(listed, one);
    if (reason == nullptr || std::find(guids.begin(), guids.end(), reason->guid) != guids.end()) continue;
    guids.push_back(reason->guid);
  }
  return guids;
}

Error ask_for_one(const Exchange& exchange, const std::string& what) {
  return {Code::invalid, what + ": name one that 'redress bank reasons " + exchange.settings.name + "' lists"};
}

}  // namespace

Result<media::ReasonList> fetch_reasons(const Exchange& exchange, const ExchangeDoor& door, SignalKind kind) {
  const std::string who = "exchange '" + exchange.settings.name + "': ";
  if (exchange.settings.kind != ExchangeKind::ncmec) {
    return Error{Code::unsupported, who + "only NCMEC lists reasons"};
  }
  CHECK(door.hash_lists != nullptr);
  TRY_ASSIGN(const std::string word, match::render_ncmec_kind(kind));
  TRY_ASSIGN(const std::string base, find_base_url(exchange.settings));
  ExchangeAsk ask;
  ask.url = base + "/v2/feedback/" + word + "/reasons";
  ask.headers = {make_basic_header(exchange)};
  ask.body_bytes_max = media::reason_list_bytes_max;
  TRY_ASSIGN(const std::string body, ask_exchange(exchange, door, ask));
  auto listed = door.hash_lists->read_reasons(body);
  if (!listed.ok()) return Error{Code::unavailable, who + "its reasons cannot be read: " + listed.error().message};
  std::erase_if(listed.value().reasons, [&](const ListedReason& reason) { return is_for_other_kind(reason, word); });
  return listed;
}

const ListedReason* find_reason(const media::ReasonList& listed, std::string_view named) {
  const ListedReason* found = nullptr;
  for (const ListedReason& reason : listed.reasons) {
    if (is_same_word(reason.guid, named)) return &reason;
    if (!is_same_word(reason.name, named)) continue;
    if (found != nullptr && !is_same_word(found->guid, reason.guid)) return nullptr;
    found = &reason;
  }
  return found;
}

Result<std::vector<std::string>> ExchangeReasons::pick(const Exchange& exchange, const ExchangeDoor& door,
                                                       SignalKind kind) {
  const std::vector<std::string>& named = exchange.settings.reasons;
  if (named.empty()) return ask_for_one(exchange, "negative feedback needs a reason in redress.toml");
  TRY_ASSIGN(const std::string word, match::render_ncmec_kind(kind));
  Held& held = held_[kind];
  auto guids = pick_listed(named, held.listed);
  const Instant now = door.clock.now();
  if (guids.empty() && (!held.fetched_at || now - *held.fetched_at >= reasons_age_min)) {
    TRY_ASSIGN(held.listed, fetch_reasons(exchange, door, kind));
    held.fetched_at = now;
    guids = pick_listed(named, held.listed);
  }
  if (guids.empty()) return ask_for_one(exchange, "none of the reasons in redress.toml is listed for " + word);
  return guids;
}

}  // namespace redress::engine
