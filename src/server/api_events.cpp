// SPDX-License-Identifier: Apache-2.0
// server/api_events.cpp — the public projection of the journal, page by page; and what watches over the process.
#include <charconv>

#include "server/api.hpp"
#include "server/json_case.hpp"

namespace redress::server {
namespace {

constexpr std::size_t page_count_max = 1'000;

Result<std::uint64_t> read_number(const http::Request& request, std::string_view name, std::uint64_t otherwise) {
  const auto text = request.find_query(name);
  if (!text) return otherwise;
  std::uint64_t number = 0;
  const auto* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) return number;
  return Error{Code::invalid, std::string(name) + " must be a whole number"};
}

http::Response show_events(Desk& desk, http::Request&& request) {
  auto identified = identify(desk, request);
  if (const auto* problem = find_problem(identified)) return *problem;
  const auto& caller = std::get<Caller>(identified);
  if (!caller.has_token && !caller.has_session) return problem_of(401, "send a token of any scope");
  const auto after = read_number(request, "after", 0);
  const auto limit = read_number(request, "limit", 100);
  if (!after.ok()) return problem_of(400, after.error().message);
  if (!limit.ok()) return problem_of(400, limit.error().message);
  const auto count = std::clamp<std::uint64_t>(limit.value(), 1, page_count_max);
  const auto records = desk.engine.events().load_after(after.value(), count);
  if (!records.ok()) return problem_of(records.error());
  Json events = Json::array();
  for (const auto& record : records.value()) events.push_back(render_public_event(record));
  const auto last = records.value().empty() ? after.value() : records.value().back().position;
  auto response = reply_json(200, {{"events", std::move(events)}, {"last", last}});
  if (records.value().size() == count) {
    response.headers.push_back({"Link", "</api/v1/events?after=" + std::to_string(last) +
                                            "&limit=" + std::to_string(count) + ">; rel=\"next\""});
  }
  return response;
}

void put(std::string& out, std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ").append(type);
  out.append("\n").append(name).append(" ").append(std::to_string(value)).append("\n");
}

void put_lateness(std::string& out, const engine::Metrics& metrics) {
  static constexpr std::array<std::string_view, 10> bounds{"0.001", "0.002", "0.005", "0.01", "0.02",
                                                           "0.05",  "0.1",   "0.5",   "1",    "+Inf"};
  out.append(
      "# HELP redress_tick_lateness_seconds How late timers fired.\n# TYPE redress_tick_lateness_seconds histogram\n");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    sum += metrics.lateness[i];
    out.append("redress_tick_lateness_seconds_bucket{le=\"").append(bounds[i]).append("\"} ");
    out.append(std::to_string(sum)).append("\n");
  }
  out.append("redress_tick_lateness_seconds_count ").append(std::to_string(sum)).append("\n");
}

void put_witnesses(std::string& out, const engine::LedgerState& ledger, Instant now) {
  put(out, "redress_ledger_witnessed_entries", "gauge",
      "Entries of the newest checkpoint that enough witnesses cosigned.", ledger.witnessed);
  put(out, "redress_ledger_witnessed_age_seconds", "gauge", "Since it was witnessed.",
      static_cast<std::uint64_t>(std::max<std::int64_t>((now - ledger.witnessed_at).count(), 0) / 1'000));
  const auto each = [&](const char* name, const char* type, const char* help, const auto& value_of) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ");
    out.append(type).append("\n");
    for (const engine::WitnessStanding& one : ledger.witnesses) {
      out.append(name).append("{witness=\"").append(one.name).append("\"} ");
      out.append(std::to_string(static_cast<std::uint64_t>(value_of(one)))).append("\n");
    }
  };
  using Standing = engine::WitnessStanding;
  each("redress_witness_size", "gauge", "The newest size that this witness cosigned.",
       [](const Standing& one) { return one.size; });
  each("redress_witness_lag_entries", "gauge", "Entries that this witness has not seen yet.",
       [&](const Standing& one) { return ledger.size - std::min(ledger.size, one.size); });
  each("redress_witness_cosigned_total", "counter", "Checkpoints that this witness cosigned.",
       [](const Standing& one) { return one.cosigned; });
  each("redress_witness_failures_total", "counter", "Requests that it did not answer with a cosignature.",
       [](const Standing& one) { return one.failed; });
  each("redress_witness_sees_fork", "gauge", "1 when it knows another history of this ledger: a person must look.",
       [](const Standing& one) { return one.sees_fork ? 1 : 0; });
}

void put_ledger(std::string& out, const engine::LedgerState& ledger, Instant now) {
  if (ledger.sealing == engine::Sealing::off) return;
  put(out, "redress_ledger_entries", "gauge", "Entries of the newest published checkpoint.", ledger.size);
  put(out, "redress_ledger_waiting", "gauge", "Journal rows that are not sealed yet.", ledger.waiting);
  put(out, "redress_ledger_checkpoint_timestamp_seconds", "gauge", "When the newest checkpoint was signed.",
      static_cast<std::uint64_t>(std::max<std::int64_t>(ledger.sealed_at.ms, 0) / 1'000));
  put(out, "redress_ledger_checkpoint_age_seconds", "gauge", "Since then; more than 60 is too long.",
      static_cast<std::uint64_t>(std::max<std::int64_t>((now - ledger.sealed_at).count(), 0) / 1'000));
  put(out, "redress_ledger_delayed", "gauge", "1 while the disk keeps sealing from going on.",
      ledger.sealing == engine::Sealing::delayed ? 1 : 0);
  put(out, "redress_ledger_stopped", "gauge", "1 when sealing has stopped and a person must look.",
      ledger.sealing == engine::Sealing::stopped ? 1 : 0);
  if (!ledger.witnesses.empty()) put_witnesses(out, ledger, now);
}

// Notices are taken whatever the ledger does: a report on time matters more. That it does not, is said all the same.
std::string describe_ledger(const engine::LedgerState& ledger) {
  if (ledger.sealing == engine::Sealing::delayed) return "ledger delayed: " + ledger.reason + "\n";
  if (ledger.sealing == engine::Sealing::stopped) return "ledger STOPPED: " + ledger.reason + "\n";
  return {};
}

http::Response show_ready(Desk& desk, http::Request&&) {
  const auto last = desk.engine.events().find_last_position();
  if (!last.ok()) return problem_of(last.error());
  return http::reply(200, "text/plain; charset=utf-8", "ready\n" + describe_ledger(desk.engine.ledger_state()));
}

http::Response show_metrics(Desk& desk, http::Request&&) {
  std::string out;
  if (const auto counts = desk.engine.events().load_counts(); counts.ok()) {
    put(out, "redress_cases_open", "gauge", "Cases that wait for a decision.", counts.value().open);
    put(out, "redress_cases_decided", "gauge", "Cases decided and not closed.", counts.value().decided);
    put(out, "redress_cases_closed", "gauge", "Cases closed.", counts.value().closed);
    put(out, "redress_clocks_running", "gauge", "Statutory clocks running.", counts.value().clocks_running);
    put(out, "redress_clocks_met_total", "counter", "Clocks met.", counts.value().clocks_met);
    put(out, "redress_clocks_missed_total", "counter", "Clocks missed.", counts.value().clocks_missed);
    put(out, "redress_events_total", "counter", "Events in the journal.", counts.value().events);
  }
  const auto metrics = desk.engine.metrics();
  put(out, "redress_commands_total", "counter", "Commands since start.", metrics.commands);
  put(out, "redress_refusals_total", "counter", "Commands refused since start.", metrics.refusals);
  put(out, "redress_commits_total", "counter", "Journal commits since start.", metrics.commits);
  put(out, "redress_ticks_total", "counter", "Timers fired since start.", metrics.ticks_fired);
  put(out, "redress_wakes_armed", "gauge", "Timers armed.", metrics.wakes_armed);
  put(out, "redress_clock_steps_back_total", "counter", "Times the machine's clock went backwards.",
      metrics.clock_steps_back);
  put(out, "redress_webhooks_sent_total", "counter", "Webhooks tried.", metrics.webhooks.tried);
  put(out, "redress_webhooks_failed_total", "counter", "Webhook attempts that failed.", metrics.webhooks.failed);
  put(out, "redress_webhooks_waiting", "gauge", "Webhooks waiting.", metrics.webhooks.waiting);
  put(out, "redress_letters_sent_total", "counter", "Letters tried.", metrics.letters.tried);
  put(out, "redress_letters_failed_total", "counter", "Letter attempts that failed.", metrics.letters.failed);
  put(out, "redress_letters_waiting", "gauge", "Letters waiting.", metrics.letters.waiting);
  put(out, "redress_dsa_batches_total", "counter", "Batches of statements tried.", metrics.dsa.tried);
  put(out, "redress_dsa_batches_failed_total", "counter", "Batches that got no usable answer.", metrics.dsa.failed);
  put(out, "redress_dsa_statements_waiting", "gauge", "Statements that the database has not got.", metrics.dsa.waiting);
  put(out, "redress_dsa_statements_refused", "gauge", "Statements that it refused.", metrics.dsa_refused);
  put(out, "redress_probes_total", "counter", "Probes made.", metrics.probes);
  put(out, "redress_probes_reachable_total", "counter", "Probes that still found the content.",
      metrics.probes_reachable);
  put(out, "redress_edge_urls", "gauge", "Addresses in the edge table.", metrics.edge_urls);
  put(out, "redress_bank_entries", "gauge", "Fingerprints that uploads are compared with.", metrics.bank_entries);
  put(out, "redress_bank_table_entries", "gauge", "Entries of banks that others fill.", metrics.bank_table_entries);
  put(out, "redress_bank_entries_quarantined", "gauge", "Bank entries that wait for a person's look.",
      metrics.bank_entries_quarantined);
  put(out, "redress_contents", "gauge", "Contents registered.", metrics.contents);
  put_ledger(out, desk.engine.ledger_state(), desk.engine.now());
  put_lateness(out, metrics);
  if (const auto* listener = desk.listener.load()) {
    const auto counts = listener->counts();
    put(out, "redress_http_connections", "gauge", "Connections open.", counts.connections_open);
    put(out, "redress_http_requests_total", "counter", "Requests since start.", counts.requests_total);
    put(out, "redress_http_malformed_total", "counter", "Malformed requests.", counts.requests_malformed);
    put(out, "redress_http_queue_full_total", "counter", "Requests refused because too many waited.",
        counts.requests_queue_full);
  }
  return http::reply(200, "text/plain; version=0.0.4; charset=utf-8", std::move(out));
}

}  // namespace

void add_event_routes(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/api/v1/events", at_desk(desk, show_events), {}});
}

void add_watch_routes(Desk& desk, std::vector<Route>& routes) {
  http::RouteOptions immediate;
  immediate.immediate = true;
  routes.push_back({http::Method::get, "/metrics", at_desk(desk, show_metrics), {}});
  routes.push_back({http::Method::get, "/healthz", http::answer([](http::Request&&) {
                      return http::reply(200, "text/plain; charset=utf-8", "alive\n");
                    }),
                    immediate});
  routes.push_back({http::Method::get, "/readyz", at_desk(desk, show_ready), {}});
}

}  // namespace redress::server
