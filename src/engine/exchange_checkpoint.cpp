// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange_checkpoint.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace redress::engine {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t checkpoint_bytes_max = 64U << 10;
constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t under_way_s_max = 12 * 3'600;
// NCMEC's clock and ours may differ, and an entry may become visible a little after its time. What is read twice
// changes nothing.
constexpr std::int64_t settle_s = 60;

bool take_number(const Json& json, const char* key, std::int64_t& number) {
  const auto found = json.find(key);
  if (found == json.end()) return true;
  if (!found->is_number_integer() || *found < 0) return false;
  number = found->get<std::int64_t>();
  return true;
}

std::int64_t stale_after_s(ExchangeKind kind) {
  if (kind == ExchangeKind::stopncii) return 30 * day_s;
  if (kind == ExchangeKind::threatexchange) return 85 * day_s;
  return INT64_MAX;  // NCMEC's tombstones stay
}

}  // namespace

Result<ExchangeCheckpoint> parse_checkpoint(std::string_view text) {
  ExchangeCheckpoint checkpoint;
  if (text.empty()) return checkpoint;
  const Error corrupt{Code::corrupt, "the checkpoint of the exchange is damaged: begin anew without one"};
  if (text.size() > checkpoint_bytes_max) return corrupt;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return corrupt;
  const bool is_sane =
      take_number(json, "since", checkpoint.since_s) && take_number(json, "fetched_at", checkpoint.fetched_at_s) &&
      take_number(json, "begun_at", checkpoint.begun_at_s) && take_number(json, "until", checkpoint.until_s);
  if (!is_sane) return corrupt;
  if (const auto next = json.find("next"); next != json.end()) {
    if (!next->is_string()) return corrupt;
    checkpoint.next = next->get<std::string>();
  }
  return checkpoint;
}

std::string render_checkpoint(const ExchangeCheckpoint& checkpoint) {
  Json json{{"since", checkpoint.since_s}, {"fetched_at", checkpoint.fetched_at_s}};
  if (checkpoint.begun_at_s != 0) {
    json["begun_at"] = checkpoint.begun_at_s;
    json["until"] = checkpoint.until_s;
    json["next"] = checkpoint.next;
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ExchangeCheckpoint forget_pages(ExchangeCheckpoint checkpoint) {
  checkpoint.begun_at_s = 0;
  checkpoint.until_s = 0;
  checkpoint.next.clear();
  return checkpoint;
}

ExchangeCheckpoint begin_fetch(ExchangeCheckpoint checkpoint, ExchangeKind kind, Instant now) {
  const std::int64_t now_s = now.ms / 1'000;
  const bool is_under_way = checkpoint.begun_at_s != 0 && !checkpoint.next.empty();
  if (is_under_way && now_s - checkpoint.begun_at_s <= under_way_s_max) return checkpoint;
  checkpoint = forget_pages(std::move(checkpoint));
  const bool is_stale = checkpoint.fetched_at_s != 0 && now_s - checkpoint.fetched_at_s > stale_after_s(kind);
  if (is_stale || kind == ExchangeKind::lines) checkpoint.since_s = 0;
  checkpoint.begun_at_s = now_s;
  checkpoint.until_s =
      kind == ExchangeKind::ncmec ? std::max(checkpoint.since_s, now_s - settle_s) : checkpoint.since_s;
  return checkpoint;
}

ExchangeCheckpoint end_page(ExchangeCheckpoint checkpoint, const std::string& next, bool is_last, Instant now) {
  if (!is_last) {
    checkpoint.next = next;
    return checkpoint;
  }
  // An exchange whose clock is wrong must not make us skip what comes until it is right.
  const std::int64_t now_s = now.ms / 1'000;
  checkpoint.since_s = std::min(checkpoint.until_s, now_s);
  checkpoint.fetched_at_s = now_s;
  return forget_pages(std::move(checkpoint));
}

}  // namespace redress::engine
