// SPDX-License-Identifier: Apache-2.0
#include "engine/sealer.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "engine/ledger_signer.hpp"
#include "engine/witness_policy.hpp"

namespace redress::engine {
namespace {

constexpr Milliseconds pause_step{10};
constexpr Milliseconds retry_delay_max{30'000};
constexpr Milliseconds clock_step_min{500};
constexpr std::chrono::seconds last_words_max{5};
constexpr int niceness = 10;                  // a tenth of the writer's share where both want the processor
constexpr std::size_t house_count_max = 100;  // steps of a clock that somebody sets again and again

// Counts while the machine sleeps, so that waking up is no step of its clock.
Milliseconds since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::duration_cast<Milliseconds>(std::chrono::seconds{now.tv_sec} +
                                                  std::chrono::nanoseconds{now.tv_nsec});
}

// "https://host.example/" → "host.example/ledger": a name that others can tell from any other log's.
std::string name_of(const std::string& public_url) {
  const std::size_t scheme = public_url.find("://");
  std::string name = scheme == std::string::npos ? public_url : public_url.substr(scheme + 3);
  while (name.ends_with('/')) name.pop_back();
  return name + "/ledger";
}

store::LedgerStoreOptions store_options(const std::string& data_dir, const LedgerOptions& options) {
  store::LedgerStoreOptions store;
  store.path = data_dir + "/ledger.db";
  store.on_commit_failure = options.on_commit_failure;
  if (store.on_commit_failure == nullptr) {
    store.on_commit_failure = [](const std::string& why) {
      spdlog::critical("ledger.db could not be written durably ({}): the process ends, the next start replays", why);
      std::abort();
    };
  }
  return store;
}

bool may_pass(Code code) { return code == Code::unavailable || code == Code::exhausted || code == Code::not_found; }

}  // namespace

Sealer::Sealer(Private, Core& core, const LedgerOptions& options)
    : core_(core), options_(options), folder_(core.options.data_dir + "/ledger") {}

Result<std::unique_ptr<Sealer>> Sealer::make(Core& core, const LedgerOptions& options) {
  auto sealer = std::make_unique<Sealer>(Private{}, core, options);
  TRY(sealer->prepare());
  return sealer;
}

Status Sealer::prepare() {
  std::error_code failed;
  std::filesystem::create_directories(folder_.folder(), failed);
  if (failed) return Error{Code::unavailable, folder_.folder() + ": cannot be made (" + failed.message() + ")"};
  TRY_ASSIGN(store_, store::LedgerStore::open(store_options(core_.options.data_dir, options_)));
  TRY_ASSIGN(const store::LedgerHead head, store_->load_head());
  std::string origin = options_.origin;
  if (origin.empty()) origin = head.origin.empty() ? name_of(core_.options.public_url) : head.origin;
  TRY(store_->name_origin(origin));
  TRY_ASSIGN(signer_, open_ledger_signer(core_.options.data_dir, origin));
  TRY_ASSIGN(const ledger::Policy policy, make_witness_policy(options_, signer_.key));
  policy_ = ledger::render_policy(policy);
  TRY_ASSIGN(rulebooks_, RulebookShelf::load(*store_));
  TRY_ASSIGN(const std::uint64_t last, core_.events.find_last_position());
  const std::uint32_t clock_error = core_.clock.find_error_ms().value_or(ledger::unknown_error);
  TRY(rulebooks_.announce(*store_, core_.policy, {options_.pack_texts, last, core_.now(), clock_error}));
  announce_key(head);
  core_.sealed_position = head.position;
  state_.write([&](LedgerState& state) {
    state = LedgerState{Sealing::running, "", origin, head.size, head.position, 0, head.sealed_at};
  });
  const Milliseconds silent = std::clamp(core_.now() - head.sealed_at, Milliseconds{0}, Milliseconds{60'000});
  last_entry_ = Steady::now() - silent;
  retry_at_ = Steady::now();
  return Done{};
}

// The newest checkpoint was signed with another key: from the next one on this one counts, and the log says so.
void Sealer::announce_key(const store::LedgerHead& head) {
  const auto note = ledger::parse_note(head.note);
  if (!note.ok()) return;  // nothing was signed yet
  const auto& signatures = note.value().signatures;
  const bool is_same = std::any_of(signatures.begin(), signatures.end(), [this](const ledger::NoteSignature& one) {
    return one.name == signer_.key.name && one.key_id == signer_.key.key_id;
  });
  if (is_same) return;
  ledger::Entry entry = house_entry(ledger::EntryType::key_changed);
  entry.key = ledger::render_verifier_key(signer_.key);
  waiting_.push_back(std::move(entry));
}

void Sealer::start() {
  thread_ = std::thread([this] { run(); });
}

void Sealer::stop() {
  is_stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

bool Sealer::is_full() const {
  return log_ != nullptr && core_.last_position >= log_->position() + options_.batch_count_max;
}

void Sealer::run() {
  // Whoever waits for an answer goes first: sealing has a second, and catches up when the rush is over. Linux keeps a
  // niceness for each thread; where it cannot be set, nothing is wrong but the order.
  (void)::setpriority(PRIO_PROCESS, 0, niceness);
  auto next = Steady::now();
  while (!is_stopping_) {
    if (options_.watches_clock) watch_clock();
    if (!is_full() && Steady::now() < next) {
      std::this_thread::sleep_for(pause_step);
      continue;
    }
    // A full batch comes before its tick: it must not push the next one further away than a tick.
    const auto now = Steady::now();
    next = std::clamp(next + options_.tick, now, now + options_.tick);
    step();
  }
  const auto until = Steady::now() + last_words_max;
  do step();
  while (log_ != nullptr && core_.last_position > log_->position() && Steady::now() < until);
}

// Two clocks run side by side; where one leaps, somebody has set it.
void Sealer::watch_clock() {
  const std::pair<Instant, Milliseconds> seen{core_.clock.now(), since_boot()};
  const auto before = std::exchange(clocks_seen_, seen);
  if (!before) return;
  const Milliseconds step = (seen.first - before->first) - (seen.second - before->second);
  if (std::chrono::abs(step) <= clock_step_min || waiting_.size() >= house_count_max) return;
  ledger::Entry entry = house_entry(ledger::EntryType::clock_stepped);
  entry.step_ms = step.count();
  waiting_.push_back(std::move(entry));
  spdlog::warn("the machine's clock was set by {} ms; the ledger says so", step.count());
}

ledger::Entry Sealer::house_entry(ledger::EntryType type) const {
  ledger::Entry entry;
  entry.type = type;
  entry.at = core_.now();
  entry.clock_error_ms = core_.clock.find_error_ms().value_or(ledger::unknown_error);
  return entry;
}

void Sealer::step() {
  const bool is_stopped = state_.read([](const LedgerState& state) { return state.sealing == Sealing::stopped; });
  if (is_stopped || Steady::now() < retry_at_) return;
  const Status sealed = seal_waiting();
  sealed.ok() ? note_progress() : note_failure(sealed.error());
}

Status Sealer::seal_waiting() {
  if (log_ == nullptr) {
    const SealedLogParts parts{core_.events, *store_, folder_, signer_, rulebooks_, salts_of(core_.events), policy_};
    TRY_ASSIGN(log_, SealedLog::open(parts, {options_.batch_count_max, options_.case_cache_count_max}));
  }
  while (true) {
    TRY_ASSIGN(auto outcome, log_->seal(core_.now(), waiting_));
    if (!outcome.has_more) waiting_.clear();
    const bool is_silent = outcome.entry_count == 0 && Steady::now() - last_entry_ >= options_.heartbeat;
    if (is_silent) {
      TRY_ASSIGN(outcome, log_->seal(core_.now(), {{house_entry(ledger::EntryType::heartbeat)}}));
    }
    if (outcome.entry_count > 0) last_entry_ = Steady::now();
    if (!is_full() || is_stopping_) return Done{};
    note_progress();
  }
}

void Sealer::note_progress() {
  const store::LedgerHead& head = log_->head();
  retry_delay_ = Milliseconds{0};
  core_.sealed_position = log_->position();
  core_.published_size = head.size;
  state_.write([&](LedgerState& state) {
    state.sealing = Sealing::running;
    state.reason.clear();
    state.size = head.size;
    state.position = log_->position();
    state.sealed_at = head.sealed_at;
  });
}

void Sealer::note_failure(const Error& error) {
  log_.reset();  // what it had made and not committed did not happen
  const bool passes = may_pass(error.code);
  retry_delay_ = std::clamp(retry_delay_ * 2, Milliseconds{1'000}, retry_delay_max);
  retry_at_ = Steady::now() + retry_delay_;
  spdlog::error("the ledger is not being sealed{}: {}", passes ? ", trying again" : "", error.message);
  state_.write([&](LedgerState& state) {
    state.sealing = passes ? Sealing::delayed : Sealing::stopped;
    state.reason = error.message;
  });
}

LedgerState Sealer::state() const {
  LedgerState now = state_.read([](const LedgerState& state) { return state; });
  const std::uint64_t last = core_.last_position;
  now.waiting = last - std::min(last, now.position);
  return now;
}

Result<LedgerReceipt> Sealer::find_receipt(const Id& case_id, std::uint64_t case_seq) const {
  TRY_ASSIGN(const auto records, core_.events.load_case(case_id));
  if (case_seq == 0 || case_seq > records.size()) return Error{Code::not_found, "the case has no such event"};
  const store::Record& record = records[case_seq - 1];
  TRY_ASSIGN(const auto index, store_->find_index(record.position));
  const LedgerState now = state();
  if (index && *index < now.size) return prove(*index);
  if (now.sealing == Sealing::stopped) return Error{Code::unavailable, "the ledger is not being sealed: " + now.reason};
  LedgerReceipt receipt;
  const Instant at = std::get<cases::Event>(record.body).at;
  receipt.sealed_by = std::max(at, core_.now()) + options_.tick + Milliseconds{500};
  return receipt;
}

Result<LedgerReceipt> Sealer::prove(std::uint64_t index) const {
  TRY_ASSIGN(std::string note, folder_.load("checkpoint"));
  LedgerReceipt receipt{ReceiptState::signed_by_log, {}, index, ""};
  TRY_ASSIGN(auto opened, ledger::open_checkpoint(note, signer_.key));
  if (const auto witnessed = folder_.load("checkpoint.witnessed"); witnessed.ok()) {
    auto theirs = ledger::open_checkpoint(witnessed.value(), signer_.key);
    if (theirs.ok() && theirs.value().checkpoint.size > index) {
      receipt.state = ReceiptState::witnessed;
      note = witnessed.value();
      opened = std::move(theirs).value();
    }
  }
  TRY_ASSIGN(receipt.proof, make_tlog_proof(folder_, opened.checkpoint, note, index));
  return receipt;
}

}  // namespace redress::engine
