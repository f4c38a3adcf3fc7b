// SPDX-License-Identifier: Apache-2.0
#include "server/json_notice.hpp"

#include <unicode/locid.h>

#include <algorithm>

#include "http/url.hpp"
#include "law/facts.hpp"
#include "report/safe_time.hpp"
#include "server/written_language.hpp"

namespace redress::server {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A clock a little ahead of ours is a clock; further ahead, the instant is not one of sending.
constexpr Milliseconds clock_skew_max{5 * 60 * 1000};

void parse_jurisdictions(ObjectReader& reader, cases::NoticeFacts& facts) {
  if (!reader.has("jurisdictions")) reader.fault("jurisdictions", "is required: the countries whose law you call on");
  auto codes = reader.texts("jurisdictions", 60, 16);
  if (codes.empty() && reader.has("jurisdictions"))
    reader.fault("jurisdictions", "must name at least one, as in [\"IN\"]");
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!is_jurisdiction(codes[i])) {
      reader.fault("jurisdictions", i, "must be an ISO 3166 code in capitals, or EU");
    }
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  facts.jurisdictions = std::move(codes);
}

void parse_times(ObjectReader& reader, cases::NoticeFacts& facts, Instant now) {
  facts.sent_at = reader.instant("sent_at").value_or(now);
  if (facts.sent_at > now + clock_skew_max) reader.fault("sent_at", "lies in the future");
  facts.sent_at = std::min(facts.sent_at, now);
  facts.entered_at = now;
}

void parse_language(ObjectReader& reader, cases::NoticeFacts& facts) {
  const auto tag = reader.text("language", 35);
  if (tag.empty()) return;
  if (!is_language(tag)) reader.fault("language", "must be a language tag, as in \"hi\" or \"pt-BR\"");
  facts.language = tag;
}

void parse_safe_time(ObjectReader& contact, cases::Personal& personal) {
  const auto safe_time =
      contact.word<cases::SafeTime>("safe_time", cases::parse_word<cases::SafeTime>, cases::SafeTime::any);
  const auto zone = contact.text("zone", 64);
  if (!zone.empty() && !report::is_zone(zone)) {
    contact.fault("zone", "must be a time zone by its IANA name, as in \"Asia/Kolkata\"");
  }
  if (personal.email.empty()) return;  // nothing is ever sent
  personal.safe_time = safe_time;
  if (report::has_hours(safe_time)) personal.zone = zone;
}

void parse_contact(ObjectReader& reader, cases::Personal& personal, Faults& faults) {
  const Json* contact = reader.object("contact");
  if (contact == nullptr) return;
  ObjectReader fields(*contact, reader.pointer_to("contact"), faults);
  const bool none = fields.boolean("none", false);
  personal.email = fields.text("email", 254);
  if (!personal.email.empty() && !is_email(personal.email)) fields.fault("email", "must be an e-mail address");
  if (none && !personal.email.empty()) fields.fault("none", "cannot stand beside an address");
  if (!none && !fields.has("email") && !fields.has("none")) fields.fault("email", "give an address, or \"none\": true");
  parse_safe_time(fields, personal);
  fields.finish();
}

std::vector<cases::ItemFacts> parse_items(ObjectReader& reader, Faults& faults) {
  std::vector<cases::ItemFacts> items;
  const Json* list = reader.array("items", item_count_max);
  if (list == nullptr) return items;
  for (std::size_t i = 0; i < list->size(); ++i) {
    items.push_back(parse_item((*list)[i], reader.pointer_to("items", i), faults));
  }
  return items;
}

cases::NoticeKind kind_of(law::Channel channel) {
  switch (channel) {
    case law::Channel::court_order:
    case law::Channel::government_order:
    case law::Channel::regulator_notice:
      return cases::NoticeKind::order;
    case law::Channel::trusted_flagger:
      return cases::NoticeKind::flag;
    case law::Channel::own_detection:
      return cases::NoticeKind::match;
    case law::Channel::user_complaint:
      break;
  }
  return cases::NoticeKind::complaint;
}

cases::ActorKind actor_of(law::Channel channel) {
  if (is_authority_channel(channel)) return cases::ActorKind::authority;
  return channel == law::Channel::own_detection ? cases::ActorKind::platform : cases::ActorKind::reporter;
}

law::OrderFacts parse_order_facts(const Json& body, const std::string& pointer, Faults& faults) {
  law::OrderFacts order;
  ObjectReader fields(body, pointer, faults);
  // What is missing here is a defect of the order, told to its issuer in the answer: not a fault of the request.
  order.issuer = fields.text("issuer", 500);
  order.rank = fields.text("rank", 200);
  order.authorised_in_writing = fields.boolean("authorised_in_writing", false);
  order.court = fields.boolean("court", false);
  order.legal_basis = fields.text("legal_basis", 1'000);
  order.provision = fields.text("provision", 1'000);
  order.reasons = fields.text("reasons", statement_bytes_max);
  const auto urls = fields.texts("urls", item_count_max, url_bytes_max);
  for (std::size_t i = 0; i < urls.size(); ++i) {
    auto url = http::parse_url(urls[i]);
    if (!url.ok()) {
      fields.fault("urls", i, "must be an absolute http(s) URL");
    } else {
      order.urls.push_back(http::render_url(url.value()));
    }
  }
  fields.finish();
  return order;
}

std::string render_optional(const std::optional<Instant>& at) { return at ? render_instant(*at) : std::string(); }

}  // namespace

bool is_authority_channel(law::Channel channel) { return kind_of(channel) == cases::NoticeKind::order; }

bool is_country(std::string_view code) {
  if (code.size() != 2) return false;
  for (const char* const* country = icu::Locale::getISOCountries(); *country != nullptr; ++country) {
    if (code == *country) return true;
  }
  return false;
}

bool is_jurisdiction(std::string_view code) {
  if (code == "EU") return true;
  if (code.size() < 4) return is_country(code);
  if (code.size() > 6 || code[2] != '-' || !is_country(code.substr(0, 2))) return false;
  return std::all_of(code.begin() + 3, code.end(), [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_language(std::string_view tag) {
  std::size_t part = 0;
  for (std::size_t at = 0; at <= tag.size(); ++part) {
    const auto end = std::min(tag.find('-', at), tag.size());
    const auto word = tag.substr(at, end - at);
    const bool is_primary = part == 0;
    if (word.size() < (is_primary ? 2U : 1U) || word.size() > 8) return false;
    const bool is_good = std::all_of(
        word.begin(), word.end(), [&](char c) { return is_lower(c) || is_upper(c) || (!is_primary && is_digit(c)); });
    if (!is_good) return false;
    at = end + 1;
  }
  return part > 0;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 >= text.size() ||
      text.find('@', at + 1) != std::string_view::npos)
    return false;
  return text.find_first_of(" \t\r\n<>\",;") == std::string_view::npos;
}

cases::ItemFacts parse_item(const Json& body, const std::string& pointer, Faults& faults) {
  cases::ItemFacts item;
  ObjectReader fields(body, pointer, faults);
  item.content_id = fields.text("content_id", 200);
  const auto written = fields.text("url", url_bytes_max);
  if (!written.empty()) {
    auto url = http::parse_url(written);
    if (url.ok()) {
      item.urls.push_back(http::render_url(url.value()));
    } else {
      fields.fault("url", "must be an absolute http(s) URL");
    }
  }
  if (body.is_object() && !fields.has("url") && item.content_id.empty())
    fields.fault("url", "give a url or a content_id");
  fields.finish();
  return item;
}

engine::NoticeRequest parse_notice(const Json& body, Instant now, Faults& faults) {
  engine::NoticeRequest request;
  ObjectReader reader(body, "#", faults);
  auto& facts = request.facts;
  facts.channel = reader.word<law::Channel>("channel", law::parse_channel);
  facts.kind = kind_of(facts.channel);
  facts.complainant = reader.word<law::Complainant>("complainant", law::parse_complainant);
  facts.harm = reader.word<law::Harm>("harm", law::parse_harm);
  parse_jurisdictions(reader, facts);
  facts.limbs = reader.texts("limbs", 20, 64);
  parse_times(reader, facts, now);
  facts.medium = reader.word<law::Medium>("medium", law::parse_medium, law::Medium::designated);
  parse_language(reader, facts);
  facts.good_faith = reader.boolean("good_faith", false);
  request.personal.statement = reader.text("statement", statement_bytes_max);
  request.personal.signature = reader.text("signature", 200);
  note_language(facts, request.personal.statement, reader.has("language"));
  facts.is_signed = !request.personal.signature.empty();
  parse_contact(reader, request.personal, faults);
  if (const Json* order = reader.object("order")) {
    if (is_authority_channel(facts.channel)) {
      facts.order = parse_order_facts(*order, "#/order", faults);
    } else {
      reader.fault("order", "belongs to the channels court_order, government_order and regulator_notice");
    }
  }
  request.items = parse_items(reader, faults);
  if (reader.has("items") && request.items.empty() && faults.is_empty())
    reader.fault("items", "must name at least one item");
  if (!reader.has("items")) reader.fault("items", "is required: where the content is");
  request.actor.kind = actor_of(facts.channel);
  if (facts.order) request.actor.name = facts.order->issuer;
  reader.finish();
  return request;
}

engine::NoticeRequest parse_order(const Json& body, Instant now, Faults& faults) {
  engine::NoticeRequest request;
  ObjectReader reader(body, "#", faults);
  auto& facts = request.facts;
  facts.channel = reader.word<law::Channel>("channel", law::parse_channel, law::Channel::government_order);
  if (!is_authority_channel(facts.channel)) {
    reader.fault("channel", "must be court_order, government_order or regulator_notice");
  }
  facts.kind = cases::NoticeKind::order;
  facts.complainant = law::Complainant::authority;
  facts.harm = reader.word<law::Harm>("harm", law::parse_harm);
  parse_jurisdictions(reader, facts);
  facts.limbs = reader.texts("limbs", 20, 64);
  parse_times(reader, facts, now);
  facts.medium = reader.word<law::Medium>("medium", law::parse_medium, law::Medium::designated);
  parse_language(reader, facts);
  request.personal.statement = reader.text("statement", statement_bytes_max);
  note_language(facts, request.personal.statement, reader.has("language"));
  request.personal.signature = reader.text("signature", 200);
  facts.is_signed = !request.personal.signature.empty();
  parse_contact(reader, request.personal, faults);
  if (const Json* order = reader.object("order")) {
    facts.order = parse_order_facts(*order, "#/order", faults);
  } else if (!reader.has("order")) {
    reader.fault("order", "is required");
  }
  request.items = parse_items(reader, faults);
  if (request.items.empty() && facts.order) {
    for (const auto& url : facts.order->urls) {
      auto& item = request.items.emplace_back();
      item.urls.push_back(url);
    }
  }
  request.actor = {cases::ActorKind::authority, facts.order ? facts.order->issuer : std::string()};
  reader.finish();
  return request;
}

const cases::CaseClock* find_leader(const engine::NoticeAnswer& answer) {
  const cases::CaseClock* leader = nullptr;
  for (const auto& clock : answer.clocks) {
    if (clock.no == answer.leading_clock_no) return &clock;
    const bool binds = clock.bearer == law::Bearer::provider && clock.state == law::ClockState::running && clock.due_at;
    if (!binds) continue;
    const bool is_tighter = leader == nullptr || (leader->is_target && !clock.is_target) ||
                            (leader->is_target == clock.is_target && clock.due_at < leader->due_at);
    if (is_tighter) leader = &clock;
  }
  return leader;
}

Json render_receipt(const engine::Receipt& receipt) {
  Json json{{"sent_at", render_instant(receipt.sent_at)},
            {"received_at", render_instant(receipt.received_at)},
            {"basis", receipt.basis},
            {"signature", receipt.signature}};
  json["entered_at"] = receipt.entered_at ? Json(render_optional(receipt.entered_at)) : Json();
  json["retrieved_at"] = receipt.retrieved_at ? Json(render_optional(receipt.retrieved_at)) : Json();
  return json;
}

Json render_clock(const cases::CaseClock& clock, bool leads) {
  Json json{{"no", clock.no},
            {"duty", clock.duty},
            {"jurisdiction", clock.jurisdiction},
            {"provision", clock.provision},
            {"starts_at", render_instant(clock.starts_at)},
            {"state", law::render(clock.state)},
            {"is_target", clock.is_target},
            {"leads", leads}};
  json["due_at"] = clock.due_at ? Json(render_optional(clock.due_at)) : Json();
  json["ended_at"] = clock.ended_at ? Json(render_optional(clock.ended_at)) : Json();
  return json;
}

Json render_notice_answer(const engine::NoticeAnswer& answer) {
  Json clocks = Json::array();
  const auto* leader = find_leader(answer);
  for (const auto& clock : answer.clocks) clocks.push_back(render_clock(clock, &clock == leader));
  return Json{{"case_code", answer.case_code},
              {"secret", answer.secret},
              {"notice_id", render_id(answer.notice_id)},
              {"notice_no", answer.notice_no},
              {"receipt", render_receipt(answer.receipt)},
              {"clocks", std::move(clocks)}};
}

Json render_order_answer(const engine::NoticeAnswer& answer) {
  auto json = render_notice_answer(answer);
  Json defects = Json::array();
  for (const auto& defect : answer.defects) defects.push_back({{"check", defect.check}, {"detail", defect.detail}});
  json["is_valid"] = answer.defects.empty();
  json["defects"] = std::move(defects);
  return json;
}

}  // namespace redress::server
