// SPDX-License-Identifier: Apache-2.0
// redress admin rebuild | verify | replay — the journal, looked at by itself.
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "cases/decide.hpp"
#include "cli/admin_command.hpp"
#include "cli/exit.hpp"
#include "cli/open_store.hpp"
#include "store/event_codec.hpp"

namespace redress::cli {
namespace {

store::FindWake wake_by(const cases::Policy& policy) {
  return [&policy](const cases::Case& state) { return cases::find_next_wake(state, policy); };
}

std::string describe_clocks(const cases::Case& state) {
  std::string text;
  for (const cases::CaseClock& clock : state.clocks) {
    text += "    " + clock.duty + "  " + std::string(law::render(clock.state));
    if (clock.due_at) text += "  due " + render_instant(*clock.due_at);
    text += '\n';
  }
  return text;
}

Status print_step(const store::Record& record, const cases::Event& event, bool json) {
  if (json) {
    TRY_ASSIGN(const auto encoded, store::encode_event(event));
    std::cout << nlohmann::json{{"position", record.position},
                                {"case_seq", record.case_seq},
                                {"at", render_instant(event.at)},
                                {"type", encoded.type},
                                {"event", nlohmann::json::parse(encoded.body)}}
                     .dump()
              << '\n';
    return Done{};
  }
  std::cout << record.case_seq << "  " << render_instant(event.at) << "  " << store::render_type(event.body) << "  by "
            << cases::render(event.by.kind) << (event.by.name.empty() ? "" : " " + event.by.name) << '\n';
  return Done{};
}

Result<cases::Case> replay_case(const OpenedStore& opened, const Id& case_id, bool json) {
  TRY_ASSIGN(const auto records, opened.events->load_case(case_id));
  cases::Case state;
  state.id = case_id;
  for (const auto& record : records) {
    const auto& event = std::get<cases::Event>(record.body);
    TRY(print_step(record, event, json));
    state = cases::apply(std::move(state), event);
  }
  return state;
}

// What the tables say, in a form that two runs can be compared by.
Result<std::string> describe_tables(const store::SqliteStore& events) {
  TRY_ASSIGN(const auto counts, events.load_counts());
  std::string text = std::to_string(counts.open) + "/" + std::to_string(counts.decided) + "/" +
                     std::to_string(counts.closed) + "/" + std::to_string(counts.clocks_running) + "/" +
                     std::to_string(counts.clocks_met) + "/" + std::to_string(counts.clocks_missed) + "\n";
  std::map<std::string, std::string> wakes;
  TRY(events.visit_wakes([&](const store::Wake& wake) { wakes[render_id(wake.case_id)] = render_instant(wake.at); }));
  for (const auto& [id, at] : wakes) text.append(id).append(" ").append(at).append("\n");
  std::map<std::string, std::string> holds;
  TRY(events.visit_holds([&](const store::Hold& hold) {
    holds[render_id(hold.case_id) + hold.content_id + (hold.urls.empty() ? "" : hold.urls.front())] = hold.sha256;
  }));
  for (const auto& [key, value] : holds) text.append(key).append(" ").append(value).append("\n");
  return text;
}

}  // namespace

int admin_rebuild(const AdminOptions& options) {
  auto opened = open_store(options.data_dir);
  if (!opened.ok()) return fail("admin rebuild", opened.error());
  const auto done = opened.value().events->rebuild(wake_by(opened.value().policy));
  if (!done.ok()) return fail("admin rebuild", done.error());
  std::cout << "every table was folded again from the journal\n";
  return exit_done;
}

int admin_verify(const AdminOptions& options) {
  auto opened = open_store(options.data_dir);
  if (!opened.ok()) return fail("admin verify", opened.error());
  store::SqliteStore& events = *opened.value().events;
  const auto whole = events.verify();
  if (!whole.ok()) {
    std::cerr << "redress admin verify: " << whole.error().message << '\n';
    return exit_finding;
  }
  const auto before = describe_tables(events);
  if (!before.ok()) return fail("admin verify", before.error());
  const auto done = events.rebuild(wake_by(opened.value().policy));
  if (!done.ok()) return fail("admin verify", done.error());
  const auto after = describe_tables(events);
  if (!after.ok()) return fail("admin verify", after.error());
  if (before.value() != after.value()) {
    std::cerr << "redress admin verify: the tables differed from the journal; they have been folded again from it\n";
    return exit_finding;
  }
  const auto last = events.find_last_position();
  if (!last.ok()) return fail("admin verify", last.error());
  std::cout << last.value() << " rows, every checksum holds, the replay equals the tables\n";
  return exit_done;
}

int admin_replay(const AdminOptions& options) {
  auto opened = open_store(options.data_dir);
  if (!opened.ok()) return fail("admin replay", opened.error());
  const auto case_id = opened.value().events->find_case_by_code(options.name);
  if (!case_id.ok()) return fail("admin replay", case_id.error());
  if (!case_id.value()) {
    return fail("admin replay",
                Error{Code::not_found, "no case has this code: 'redress admin' reads codes as XXXX-XXXX"});
  }
  const auto state = replay_case(opened.value(), *case_id.value(), options.json);
  if (!state.ok()) return fail("admin replay", state.error());
  if (!options.json) {
    std::cout << "phase " << cases::render(state.value().phase) << "\n" << describe_clocks(state.value());
  }
  return exit_done;
}

}  // namespace redress::cli
