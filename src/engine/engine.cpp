// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

#include "engine/cosigners.hpp"
#include "engine/dsa_teller.hpp"
#include "engine/eraser.hpp"
#include "engine/exchange_teller.hpp"
#include "engine/group.hpp"
#include "engine/letters.hpp"
#include "engine/probe.hpp"
#include "engine/sealer.hpp"
#include "engine/sweeper.hpp"
#include "engine/ticker.hpp"
#include "engine/webhooks.hpp"

namespace redress::engine {

std::string_view render(Verdict verdict) {
  constexpr std::array<std::string_view, 4> words{"allow", "review", "block", "label"};
  return words.at(static_cast<std::size_t>(verdict));
}

namespace {

using Steady = std::chrono::steady_clock;

// One group's answers, on their way to those who wait for them.
struct Answered {
  std::vector<Group::Waiting> waiting;
  Status outcome;
};

constexpr std::size_t answered_count_max = 1'024;
constexpr Steady::duration group_open_min = std::chrono::microseconds{1'500};

}  // namespace

struct Engine::Parts {
  Parts(const Options& options_in, store::EventStore& events, const Clock& clock, const cases::Policy& policy,
        store::Keys keys)
      : options(options_in),
        core(options, events, clock, policy, std::move(keys)),
        cache(options.case_cache_count_max),
        ticker(core) {}

  const Options options;
  Core core;
  CaseCache cache;
  Ticker ticker;
  std::vector<std::unique_ptr<Webhooks>> webhooks;
  std::vector<std::unique_ptr<ExchangeTeller>> tellers;
  std::unique_ptr<Letters> letters;
  std::unique_ptr<DsaTeller> dsa;
  std::unique_ptr<Probe> probe;
  std::unique_ptr<Sweeper> sweeper;
  std::unique_ptr<Sealer> sealer;
  std::unique_ptr<Cosigners> cosigners;
  Eraser eraser{core};
  BoundedQueue<Answered> answered{answered_count_max};
  Steady::duration commit_took{};  // the last one
  std::thread writer;
  std::thread answerer;

  [[nodiscard]] Status load();
  void write();
  void answer();
  void run_group(Job first);
};

Status Engine::Parts::load() {
  TRY_ASSIGN(const std::uint64_t last, core.events.find_last_position());
  core.last_position = last;
  if (last > 0) {
    // The newest instant is near the end: cases are written in order of time, a registered content too.
    TRY_ASSIGN(const auto newest, core.events.load_after(last > 64 ? last - 64 : 0, 64));
    for (const store::Record& record : newest) {
      const auto* event = std::get_if<cases::Event>(&record.body);
      if (event != nullptr) core.last_event_ms = std::max(core.last_event_ms.load(), event->at.ms);
    }
  }
  std::unordered_map<Id, std::vector<store::Hold>> holds;
  TRY(core.events.visit_holds([&](const store::Hold& hold) { holds[hold.case_id].push_back(hold); }));
  for (const auto& [case_id, held] : holds) {
    core.edge.set(case_id, held);
    core.bank.set_holds(case_id, held);
  }
  Status added = Done{};
  TRY(core.events.visit_contents([&](const store::Content& content) {
    if (added.ok()) added = core.bank.add_content(content);
  }));
  return added;
}

// The one thread that decides and writes.
void Engine::Parts::write() {
  while (true) {
    if (auto first = core.jobs.pop(std::chrono::milliseconds{1'000})) {
      run_group(std::move(*first));
    } else if (core.jobs.is_closed()) {
      return;
    }
  }
}

// Those who share a commit all wait until the last of them is decided. A group therefore closes when deciding has taken
// a good part of what its commit will: from there on one more saves little of the commit and costs all the others.
void Engine::Parts::run_group(Job first) {
  Group group(core, cache);
  const auto open_until = Steady::now() + std::max(group_open_min, commit_took / 3);
  std::size_t count = 0;
  for (std::optional<Job> job = std::move(first); job; ++count) {
    std::visit([&](auto& one) { group.add(one); }, *job);
    const bool is_closed = count + 1 >= options.group_count_max || Steady::now() >= open_until;
    job = is_closed ? std::nullopt : core.jobs.pop(std::chrono::milliseconds{0});
  }
  core.meters.commands += count;
  core.meters.group_count_max = std::max<std::uint64_t>(core.meters.group_count_max, count);
  const auto decided_at = Steady::now();
  const Status outcome = group.commit();
  commit_took = Steady::now() - decided_at;
  if (!outcome.ok()) spdlog::error("the journal refused a group: {}", outcome.error().message);
  Answered done{group.take_waiting(), outcome};
  if (!answered.push(std::move(done)).ok()) {
    // Full, or closing: a queue that refuses leaves what it was given as it was, and the writer answers itself rather
    // than let anybody wait for nothing.
    for (const auto& waiting : done.waiting) waiting(outcome);  // NOLINT(bugprone-use-after-move)
  }
  core.events.tidy();
}

// Rendering answers takes as long as deciding does: a thread of its own leaves the writer to the next group.
void Engine::Parts::answer() {
  while (const auto done = answered.pop()) {
    for (const auto& waiting : done->waiting) waiting(done->outcome);
  }
}

Result<std::unique_ptr<Engine>> Engine::start(const Options& options, store::EventStore& events, const Clock& clock,
                                              const cases::Policy& policy) {
  TRY_ASSIGN(store::Keys keys, store::load_or_make_keys(options.data_dir));
  auto parts = std::make_unique<Parts>(options, events, clock, policy, std::move(keys));
  TRY(parts->load());
  TRY(parts->ticker.load());
  if (options.banks != nullptr) {
    parts->core.banks =
        std::make_unique<Banks>(*options.banks, Banks::Limits{options.bank_entry_count_max, options.feature_count_max,
                                                              options.shot_count_max, options.word_count_max});
    TRY(parts->core.banks->refresh());
  }
  for (const WebhookEndpoint& endpoint : parts->options.webhooks) {
    TRY_ASSIGN(parts->webhooks.emplace_back(), Webhooks::make(parts->core, endpoint));
  }
  for (const ExchangeSettings& exchange : parts->options.exchanges) {
    if (!exchange.feedback || options.banks == nullptr) continue;
    parts->tellers.push_back(std::make_unique<ExchangeTeller>(parts->core, exchange));
  }
  if (!parts->options.letters.relay.empty()) {
    TRY_ASSIGN(parts->letters, Letters::make(parts->core));
  }
  if (!parts->options.dsa.url.empty()) {
    TRY_ASSIGN(parts->dsa, DsaTeller::make(parts->core));
  }
  if (parts->options.probe) parts->probe = std::make_unique<Probe>(parts->core);
  if (parts->options.pictures != nullptr) parts->sweeper = std::make_unique<Sweeper>(parts->core);
  if (parts->options.ledger.is_on) {
    TRY_ASSIGN(parts->sealer, Sealer::make(parts->core, parts->options.ledger));
    const Sealer& sealer = *parts->sealer;
    TRY_ASSIGN(parts->cosigners,
               Cosigners::make(parts->core, parts->options.ledger, sealer.folder(), sealer.log_key()));
  }
  // Nothing below fails: no thread is left behind by an error.
  parts->answerer = std::thread([raw = parts.get()] { raw->answer(); });
  parts->writer = std::thread([raw = parts.get()] { raw->write(); });
  parts->ticker.run_in_background();
  for (const auto& endpoint : parts->webhooks) endpoint->start();
  for (const auto& teller : parts->tellers) teller->start();
  if (parts->letters) parts->letters->start();
  if (parts->dsa) parts->dsa->start();
  if (parts->core.banks != nullptr) parts->core.banks->start();
  if (parts->probe != nullptr) parts->probe->start();
  if (parts->sweeper != nullptr) parts->sweeper->start();
  if (parts->sealer != nullptr) parts->sealer->start();
  if (parts->cosigners != nullptr) parts->cosigners->start();
  parts->eraser.start();
  return std::make_unique<Engine>(Private{}, std::move(parts));
}

Engine::Engine(Private, std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Engine::~Engine() { stop(); }

void Engine::stop() {
  Core& core = parts_->core;
  if (core.is_stopping.exchange(true)) return;
  // Those who give work first, then the one who does it: it must still answer them.
  parts_->ticker.join();
  for (const auto& endpoint : parts_->webhooks) endpoint->join();
  for (const auto& teller : parts_->tellers) teller->join();
  if (parts_->letters) parts_->letters->join();
  if (parts_->dsa) parts_->dsa->join();
  if (core.banks != nullptr) core.banks->stop();
  if (parts_->probe != nullptr) parts_->probe->join();
  if (parts_->sweeper != nullptr) parts_->sweeper->join();
  parts_->eraser.join();
  core.jobs.close();  // what waits is still written and answered
  if (parts_->writer.joinable()) parts_->writer.join();
  if (parts_->sealer != nullptr) parts_->sealer->stop();  // nothing more comes: what was acknowledged is sealed
  if (parts_->cosigners != nullptr) parts_->cosigners->stop();
  parts_->answered.close();
  if (parts_->answerer.joinable()) parts_->answerer.join();
}

void Engine::submit_notice(NoticeRequest request, NoticeDone done) {
  NoticeDone refused = done;
  const Status pushed = parts_->core.jobs.push(NoticeJob{std::move(request), std::move(done)});
  if (!pushed.ok()) refused(pushed.error());
}

void Engine::submit(const Id& case_id, cases::Command command, cases::Actor actor, CommandDone done, Idempotency once) {
  if (std::holds_alternative<cases::ReceiveNotice>(command)) {
    return done(Error{Code::invalid, "a notice goes through submit_notice"});
  }
  CommandDone refused = done;
  const Status pushed = parts_->core.jobs.push(
      CommandJob{case_id, std::move(command), std::move(actor), std::move(once), std::move(done)});
  if (!pushed.ok()) refused(pushed.error());
}

void Engine::check_media(MediaCheck check, MediaDone done) {
  Core& core = parts_->core;
  auto closer = look_closer(core.bank, core.banks.get(), core.options.pictures, check, core.now());
  if (!closer.ok()) return done(std::move(closer).error());
  check.plane.reset();
  check.recording.reset();
  check.text.reset();
  MediaDone refused = done;
  const Status pushed = core.jobs.push(MediaJob{std::move(check), std::move(done), std::move(closer).value()});
  if (!pushed.ok()) refused(pushed.error());
}

Status Engine::keep_media(const MediaCheck& check) {
  store::PictureStore* const pictures = parts_->core.options.pictures;
  return pictures == nullptr ? Status(Done{}) : engine::keep_media(*pictures, check);
}

Result<std::vector<BankHit>> Engine::find_in_banks(const store::Content& content) const {
  const Core& core = parts_->core;
  std::vector<BankHit> hits;
  if (core.banks == nullptr) return hits;
  const Fingerprints fingerprints{content.sha256, content.pdq, content.pdq_quality, std::nullopt};
  TRY_ASSIGN(const auto matches, core.banks->find(fingerprints, content.md5, Look{}, core.clock.now()));
  for (const BankMatch& match : matches) hits.push_back(make_hit(match));
  return hits;
}

Status Engine::refresh_banks() {
  return parts_->core.banks == nullptr ? Status(Done{}) : parts_->core.banks->refresh();
}

EdgeAnswer Engine::check_edge(std::string_view url, std::string_view country) const {
  auto found = parts_->core.edge.find(url, country);
  if (!found) return {};
  return EdgeAnswer{true, found->case_id, std::move(found->case_code)};
}

Result<std::vector<store::Sweep>> Engine::load_sweeps(const Id& case_id) const {
  const store::PictureStore* const pictures = parts_->core.options.pictures;
  if (pictures == nullptr) return std::vector<store::Sweep>{};
  return pictures->load_sweeps(case_id);
}

Result<cases::Case> Engine::load_case(const Id& case_id) const {
  TRY_ASSIGN(const auto records, parts_->core.events.load_case(case_id));
  cases::Case state;
  state.id = case_id;
  for (const store::Record& record : records) {
    state = cases::apply(std::move(state), std::get<cases::Event>(record.body));
  }
  return state;
}

Result<Id> Engine::find_case(std::string_view case_code) const {
  const Error unknown{Code::not_found, "there is no case with this code"};
  const auto normal = normalise_crockford(case_code);
  if (!normal.ok() || normal.value().size() != 8) return unknown;
  TRY_ASSIGN(const auto id, parts_->core.events.find_case_by_code(group_by_four(normal.value())));
  if (!id) return unknown;
  return *id;
}

Result<OpenedNotice> Engine::open_notice(std::string_view case_code, std::string_view secret) const {
  const Error wrong{Code::not_found, "the code or the secret is wrong: look at your receipt and type both again"};
  const auto normal = normalise_crockford(secret);
  // The same work whatever is wrong: a digest and a look-up, of a nil case where there is none.
  const Digest digest = digest_secret(parts_->core.keys.secret_key, normal.ok() ? normal.value() : "");
  const auto id = find_case(case_code);
  if (!id.ok() && id.error().code != Code::not_found) return id.error();
  TRY_ASSIGN(const auto notice_no, parts_->core.events.find_notice_by_secret(id.ok() ? id.value() : Id{}, digest));
  if (!id.ok() || !notice_no) return wrong;
  return OpenedNotice{id.value(), *notice_no};
}

Result<Id> Engine::open_case(std::string_view case_code, std::string_view secret) const {
  TRY_ASSIGN(const OpenedNotice opened, open_notice(case_code, secret));
  return opened.case_id;
}

std::string Engine::render_appeal_secret(const Id& case_id) const {
  return derive_appeal_secret(parts_->core.keys.secret_key, case_id);
}

Result<Id> Engine::open_appeal(std::string_view case_code, std::string_view secret) const {
  const Error wrong{Code::not_found, "the code or the secret is wrong: look at the message you were sent"};
  const auto normal = normalise_crockford(secret);
  const auto id = find_case(case_code);
  const std::string expected = render_appeal_secret(id.ok() ? id.value() : Id{});
  const bool is_same =
      normal.ok() && is_equal_constant_time(view_bytes(group_by_four(normal.value())), view_bytes(expected));
  if (!id.ok() || !is_same) return wrong;
  return id.value();
}

Receipt Engine::make_receipt(const cases::Notice& notice, std::string_view case_code) const {
  Receipt receipt = engine::make_receipt(notice);
  receipt.signature = sign_text(parts_->core, receipt_text(parts_->core.options.public_url, notice, case_code));
  return receipt;
}

std::string Engine::render_receipt_text(const cases::Notice& notice, std::string_view case_code) const {
  return receipt_text(parts_->core.options.public_url, notice, case_code);
}
std::string Engine::sign(std::string_view text) const { return sign_text(parts_->core, text); }

const store::EventStore& Engine::events() const { return parts_->core.events; }
Instant Engine::now() const { return parts_->core.now(); }
const cases::Policy& Engine::policy() const { return parts_->core.policy; }
ByteView Engine::receipt_public_key() const { return parts_->core.keys.receipt_key.public_key; }

LedgerState Engine::ledger_state() const {
  if (parts_->sealer == nullptr) return {};
  LedgerState state = parts_->sealer->state();
  parts_->cosigners->describe(state);
  return state;
}
std::string Engine::ledger_folder() const { return parts_->sealer == nullptr ? "" : parts_->sealer->folder(); }

Result<LedgerReceipt> Engine::find_receipt(const Id& case_id, std::uint64_t case_seq) const {
  if (parts_->sealer == nullptr) return Error{Code::not_found, "this instance keeps no public ledger"};
  return parts_->sealer->find_receipt(case_id, case_seq);
}

Metrics Engine::metrics() const {
  const Meters& meters = parts_->core.meters;
  Metrics metrics;
  metrics.commands = meters.commands;
  metrics.refusals = meters.refusals;
  metrics.commits = meters.commits;
  metrics.events = meters.events;
  metrics.group_count_max = meters.group_count_max;
  metrics.ticks_fired = meters.ticks_fired;
  metrics.clock_steps_back = meters.clock_steps_back;
  metrics.wakes_armed = meters.wakes_armed;
  for (std::size_t i = 0; i < metrics.lateness.size(); ++i) metrics.lateness[i] = meters.lateness[i];
  metrics.webhooks = {meters.webhooks.tried, meters.webhooks.failed, meters.webhooks.waiting};
  metrics.letters = {meters.letters.tried, meters.letters.failed, meters.letters.waiting};
  metrics.dsa = {meters.dsa.tried, meters.dsa.failed, meters.dsa.waiting};
  metrics.dsa_refused = meters.dsa_refused;
  metrics.probes = meters.probes;
  metrics.probes_reachable = meters.probes_reachable;
  metrics.edge_urls = parts_->core.edge.count();
  metrics.bank_entries = parts_->core.bank.hold_count();
  metrics.contents = parts_->core.bank.content_count();
  if (parts_->core.banks != nullptr) {
    metrics.bank_table_entries = parts_->core.banks->entry_count();
    metrics.bank_entries_quarantined = parts_->core.banks->quarantined_count();
  }
  return metrics;
}

}  // namespace redress::engine
