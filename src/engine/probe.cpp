// SPDX-License-Identifier: Apache-2.0
#include "engine/probe.hpp"

#include <spdlog/spdlog.h>

#include "mail/webhook.hpp"

namespace redress::engine {
namespace {

const std::string receiver = "probe";
const cases::Actor prober{cases::ActorKind::system, "probe"};

std::string name_of(const Vantage& vantage) { return vantage.country.empty() ? "direct" : vantage.country; }

bool takes_down(const cases::Measure& measure) {
  return measure.kind == cases::MeasureKind::restrict || measure.kind == cases::MeasureKind::remove;
}

}  // namespace

Probe::Probe(Core& core)
    : core_(core), guard_(mail::GuardRules{{80, 443}, core.options.reach_allowed}), reactor_(core, receiver) {}

void Probe::start() {
  const Reactor::Find find = [](const store::Record& record, const cases::Event& event) {
    const auto* moved = std::get_if<cases::MeasureMoved>(&event.body);
    std::vector<std::string> ids;
    if (moved != nullptr && moved->state == cases::MeasureState::acknowledged) {
      ids.push_back(make_delivery_id("probe", record.case_id, record.case_seq));
    }
    return Result<std::vector<std::string>>(std::move(ids));
  };
  reactor_.start(Milliseconds{50}, [this, find]() -> Status {
    TRY(reactor_.take_in(find, core_.options.probe_delay));
    return look_at_due();
  });
}

Status Probe::look_at_due() {
  TRY_ASSIGN(const auto waiting, core_.events.load_waiting(receiver, 64));
  for (const store::Delivery& delivery : waiting) {
    if (core_.is_stopping || delivery.next_at > core_.now()) break;
    TRY(look(delivery));
  }
  return Done{};
}

// Outside the territory the item may stay: only who is inside must not see it.
std::vector<Vantage> Probe::list_vantages(const law::Territory& territory) const {
  std::vector<Vantage> inside;
  for (const Vantage& vantage : core_.options.vantages) {
    if (territory.worldwide || territory.covers(vantage.country)) inside.push_back(vantage);
  }
  if (territory.worldwide) inside.emplace_back();
  return inside;
}

Status Probe::look(store::Delivery delivery) {
  TRY_ASSIGN(const auto records, core_.events.load_case(delivery.case_id));
  const auto& event = std::get<cases::Event>(records.at(delivery.case_seq - 1).body);
  const int measure_no = std::get<cases::MeasureMoved>(event.body).measure_no;
  TRY_ASSIGN(const cases::Case state, reactor_.load_case_at(delivery.case_id, records.size()));
  const cases::Measure& measure = state.measures.at(static_cast<std::size_t>(measure_no) - 1);
  const cases::Item& item = state.items.at(static_cast<std::size_t>(measure.item_no) - 1);
  const auto vantages = list_vantages(measure.territory);
  const bool is_over = measure.state == cases::MeasureState::superseded || measure.verified_at ||
                       !takes_down(measure) || item.facts.urls.empty() || vantages.empty();
  if (is_over) return conclude(std::move(delivery), {}, true);
  bool all_gone = true;
  std::set<std::string> seen_from;
  for (const std::string& url : item.facts.urls) {
    for (const Vantage& vantage : vantages) {
      const Sight sight = look_from(vantage, url, item.facts);
      all_gone = all_gone && sight == Sight::gone;
      if (sight == Sight::reachable) seen_from.insert(name_of(vantage));
    }
  }
  if (all_gone) {
    return conclude(std::move(delivery), {cases::MoveMeasure{measure_no, cases::MeasureState::verified, receiver}},
                    true);
  }
  std::vector<cases::Command> reports;
  reports.reserve(seen_from.size());
  for (const std::string& vantage : seen_from) reports.push_back(cases::ReportReachable{measure_no, vantage});
  core_.meters.probes_reachable += reports.size();
  return conclude(std::move(delivery), std::move(reports), false);
}

Status Probe::conclude(store::Delivery delivery, std::vector<cases::Command> commands, bool is_over) {
  ++delivery.attempts;
  if (is_over) {
    delivery.state = store::DeliveryState::done;
  } else if (const auto delay = mail::find_retry_delay(delivery.attempts)) {
    delivery.next_at = core_.now() + *delay;
  } else {
    delivery.state = store::DeliveryState::given_up;
    spdlog::warn("probe: a measure could not be verified in {} tries", delivery.attempts);
  }
  ReactorJob job;
  job.case_id = delivery.case_id;
  job.actor = prober;
  job.commands = std::move(commands);
  job.deliveries = {std::move(delivery)};
  return reactor_.report(std::move(job));
}

Probe::Sight Probe::look_from(const Vantage& vantage, const std::string& url, const cases::ItemFacts& item) const {
  ++core_.meters.probes;
  mail::FetchOptions options;
  for (const auto& [name, value] : vantage.headers) options.headers.push_back({name, value});
  options.proxy = vantage.proxy;
  const auto fetched = mail::fetch(guard_, url, options);
  if (!fetched.ok()) return Sight::unknown;
  switch (fetched.value().status) {
    case 451:
    case 403:
    case 404:
    case 410:
      return Sight::gone;
    case 200:
      return is_same_picture(fetched.value().body, item) ? Sight::reachable : Sight::gone;
    default:
      return Sight::unknown;
  }
}

bool Probe::is_same_picture(const std::string& body, const cases::ItemFacts& item) const {
  // Of an item whose bytes nobody has seen, anything that is served may be it.
  if (item.sha256.empty() && item.pdq.empty()) return true;
  if (!item.sha256.empty() && render_hex(sha256(body)) == item.sha256) return true;
  const auto known = media::parse_pdq(item.pdq);
  if (!known.ok() || core_.options.decoder == nullptr) return false;
  const auto seen = core_.options.decoder->examine(view_bytes(body));
  if (!seen.ok() || item.pdq_quality < media::pdq_quality_min) return false;
  return media::distance_bits(known.value(), seen.value().fingerprint.pdq) <= match::look_bits_max;
}

}  // namespace redress::engine
