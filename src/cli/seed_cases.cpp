// SPDX-License-Identifier: Apache-2.0
#include "cli/seed_cases.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "base/bytes.hpp"
#include "cases/decide.hpp"

namespace redress::cli {
namespace {

constexpr std::size_t group_count = 512;

cases::ReceiveNotice make_notice(std::uint64_t n, const Id& notice_id, Instant at) {
  cases::ReceiveNotice command;
  command.facts.notice_id = notice_id;
  command.facts.complainant = law::Complainant::depicted;
  command.facts.harm = law::Harm::ncii_synthetic;
  command.facts.jurisdictions = {"IN"};
  command.facts.sent_at = at;
  command.facts.entered_at = at;
  command.facts.good_faith = true;
  command.facts.is_signed = true;
  command.personal.statement = "A picture of me that was made with AI. I did not agree to it.";
  cases::ItemFacts item;
  item.content_id = fmt::format("seed-{}", n);
  item.urls = {seeded_url(n)};
  command.items.push_back(std::move(item));
  return command;
}

Status play(store::Append& append, const cases::Command& command, const cases::Actor& actor,
            const cases::Policy& policy, Instant at) {
  TRY_ASSIGN(auto events, cases::decide(append.after, command, actor, policy, at));
  for (auto& event : events) {
    append.after = cases::apply(std::move(append.after), event);
    append.events.push_back(std::move(event));
  }
  return Done{};
}

Result<store::Append> make_case(std::uint64_t n, const cases::Policy& policy, const SeedPlan& plan) {
  const Instant at = plan.received_at(n);
  store::Append append;
  append.case_id = make_id(at, n, n * 0x9e3779b97f4a7c15ULL);
  append.after.id = append.case_id;
  append.notice_no = 1;
  const Digest code = sha256(fmt::format("code {}", n));
  const std::string text = render_crockford(code, 8);
  append.case_code = text.substr(0, 4) + "-" + text.substr(4);
  append.secret_digest = sha256(fmt::format("secret {}", n));
  const Id notice_id = make_id(at, n, n);
  TRY(play(append, make_notice(n, notice_id, at), cases::Actor{cases::ActorKind::reporter, ""}, policy, at));
  if (plan.restrict_items) {
    const cases::Actor reviewer{cases::ActorKind::reviewer, "seed"};
    TRY(play(append, cases::Restrict{{}, {}, "held for the bench"}, reviewer, policy, at));
  }
  append.next_wake = cases::find_next_wake(append.after, policy);
  return append;
}

}  // namespace

std::string seeded_url(std::uint64_t n) { return fmt::format("https://host.example/p/{}", n); }

Status seed_cases(store::EventStore& events, const cases::Policy& policy, const SeedPlan& plan,
                  const std::function<void(std::uint64_t)>& progress) {
  std::vector<store::Append> group;
  for (std::uint64_t n = 0; n < plan.case_count; ++n) {
    TRY_ASSIGN(auto append, make_case(n, policy, plan));
    group.push_back(std::move(append));
    if (group.size() < group_count && n + 1 < plan.case_count) continue;
    TRY(events.append(group));
    group.clear();
    progress(n + 1);
  }
  return Done{};
}

std::vector<std::string> without_ledger(const std::string& data_dir) {
  const std::string path = data_dir + "/bench.toml";
  std::ofstream(path) << "[ledger]\non = false\n";
  return {"--config", path};
}

void settle_disk() { ::sync(); }

std::function<void(std::uint64_t)> show_progress(std::string what, std::uint64_t total) {
  if (::isatty(STDERR_FILENO) == 0) return [](std::uint64_t) {};
  return [what = std::move(what), total](std::uint64_t done) {
    std::cerr << fmt::format("\r{} {} of {} ({} %)", what, done, total, done * 100 / total);
    if (done == total) std::cerr << '\n';
  };
}

}  // namespace redress::cli
