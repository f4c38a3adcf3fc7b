// SPDX-License-Identifier: Apache-2.0
#include "engine/cosigners.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "engine/witness_policy.hpp"

namespace redress::engine {
namespace {

constexpr const char* witnessed_file = "checkpoint.witnessed";
constexpr Milliseconds pause_step{20};
constexpr Milliseconds ask_timeout{4'000};
constexpr Milliseconds round_max{5'000};
constexpr std::chrono::seconds retry_max{30};

std::chrono::seconds retry_delay(int failures, bool is_fork) {
  if (is_fork || failures > 6) return retry_max;
  return std::min(retry_max, std::chrono::seconds{1} * (1 << (failures - 1)));
}

std::chrono::seconds interval_of(const LedgerOptions& options, const std::string& name) {
  for (const WitnessEndpoint& one : options.witnesses) {
    if (one.name == name) return one.every;
  }
  return std::chrono::seconds{0};
}

}  // namespace

Result<std::unique_ptr<Cosigners>> Cosigners::make(Core& core, const LedgerOptions& options, const std::string& folder,
                                                   const ledger::VerifierKey& log) {
  TRY_ASSIGN(ledger::Policy policy, make_witness_policy(options, log));
  auto cosigners = std::make_unique<Cosigners>(Private{}, core, folder, log, std::move(policy));
  const mail::GuardRules rules{{80, 443}, core.options.reach_allowed};
  for (const ledger::Policy::Witness& witness : cosigners->policy_.witnesses) {
    if (witness.url.empty()) continue;  // trusted where somebody else asks it
    auto& asked = cosigners->witnesses_.emplace_back(std::make_unique<Asked>());
    asked->client = std::make_unique<WitnessClient>(witness, folder, mail::Guard(rules), ask_timeout);
    asked->every = interval_of(options, witness.name);
    cosigners->state_.write([&](LedgerState& state) { state.witnesses.push_back({witness.name, 0, 0, 0, "", false}); });
  }
  cosigners->recall();
  return cosigners;
}

Cosigners::Cosigners(Private, Core& core, const std::string& folder, ledger::VerifierKey log, ledger::Policy policy)
    : core_(core),
      folder_(folder),
      log_(std::move(log)),
      policy_(std::move(policy)),
      keys_(ledger::witness_keys(policy_)) {}

// What was witnessed before the last stop says where each witness stands, so that the first question is the right one.
void Cosigners::recall() {
  const auto text = folder_.load(witnessed_file);
  if (!text.ok()) return;
  const auto opened = ledger::open_checkpoint(text.value(), log_, keys_);
  if (!opened.ok()) return;
  const std::uint64_t size = opened.value().checkpoint.size;
  for (const auto& asked : witnesses_) {
    const ledger::VerifierKey& key = asked->client->witness().key;
    const auto& all = opened.value().verified;
    const bool has_signed = std::any_of(all.begin(), all.end(), [&](const ledger::VerifiedSignature& one) {
      return one.name == key.name && one.key_id == key.key_id;
    });
    if (has_signed) asked->client->remember(size);
  }
  state_.write([&](LedgerState& state) { state.witnessed = size; });
}

void Cosigners::start() {
  for (std::size_t i = 0; i < witnesses_.size(); ++i) {
    witnesses_[i]->thread = std::thread([this, i] { ask_when_told(i); });
  }
  thread_ = std::thread([this] { run(); });
}

void Cosigners::stop() {
  is_stopping_ = true;
  for (const auto& asked : witnesses_) asked->mailbox.close();
  answers_.close();
  if (thread_.joinable()) thread_.join();
  for (const auto& asked : witnesses_) {
    if (asked->thread.joinable()) asked->thread.join();
  }
}

void Cosigners::ask_when_told(std::size_t witness) {
  Asked& asked = *witnesses_[witness];
  while (const auto target = asked.mailbox.pop()) {
    if (is_stopping_) return;
    Answer answer{witness, target->note.text, asked.client->ask(*target)};
    if (!answers_.push(std::move(answer)).ok()) return;  // closed
  }
}

void Cosigners::run() {
  while (!is_stopping_) {
    for (Answer& answer : answers_.pop_all(64, pause_step)) take(std::move(answer));
    if (!is_stopping_ && is_round_over()) begin_round();
  }
}

void Cosigners::take(Answer answer) {
  Asked& asked = *witnesses_[answer.witness];
  asked.is_busy = false;
  if (!answer.outcome.ok()) return note_failure(answer.witness, answer.outcome.error());
  asked.failures = 0;
  asked.next_at = Steady::now() + asked.every;
  state_.write([&](LedgerState& state) {
    WitnessStanding& standing = state.witnesses[answer.witness];
    standing.size = asked.client->size();
    ++standing.cosigned;
    standing.reason.clear();
    standing.sees_fork = false;
  });
  if (answer.text != target_.note.text) return;  // it took longer than the round
  asked.has_signed = true;
  for (ledger::NoteSignature& one : answer.outcome.value()) collected_.push_back(std::move(one));
  publish_if_enough();
}

void Cosigners::note_failure(std::size_t witness, const Error& error) {
  Asked& asked = *witnesses_[witness];
  const bool is_fork = error.code == Code::conflict;
  const auto delay = retry_delay(++asked.failures, is_fork);
  asked.next_at = Steady::now() + std::max(delay, asked.every);
  const std::string& name = asked.client->witness().name;
  if (is_fork) {
    spdlog::critical("the witness {} does not cosign this ledger: it {}", name, error.message);
  } else {
    spdlog::warn("the witness {} did not cosign: {}; asked again in {} s", name, error.message, delay.count());
  }
  state_.write([&](LedgerState& state) {
    WitnessStanding& standing = state.witnesses[witness];
    ++standing.failed;
    standing.reason = error.message;
    standing.sees_fork = is_fork;
  });
}

bool Cosigners::is_round_over() const {
  if (is_witnessed_ || Steady::now() >= round_until_) return true;
  return std::none_of(witnesses_.begin(), witnesses_.end(), [](const auto& asked) { return asked->is_busy; });
}

// False when there is nothing to ask about.
bool Cosigners::load_target() {
  const std::uint64_t size = core_.published_size;
  if (size == looked_at_) return size > 0 && !is_witnessed_;
  const auto text = folder_.load("checkpoint");
  auto opened =
      text.ok() ? ledger::open_checkpoint(text.value(), log_) : Result<ledger::SignedCheckpoint>(text.error());
  if (!opened.ok()) {
    spdlog::error("the published checkpoint cannot be shown to witnesses: {}", opened.error().message);
    looked_at_ = size;
    target_ = {};
    is_witnessed_ = true;  // until another is published
    return false;
  }
  looked_at_ = size;
  if (opened.value().note.text != target_.note.text) {
    target_ = {std::move(opened.value().checkpoint), std::move(opened.value().note)};
    collected_.clear();
    is_witnessed_ = false;
    for (const auto& asked : witnesses_) asked->has_signed = false;
  }
  return !is_witnessed_;
}

void Cosigners::begin_round() {
  if (!load_target()) return;
  const auto now = Steady::now();
  round_until_ = now + round_max;
  for (const auto& asked : witnesses_) {
    if (asked->is_busy || asked->has_signed || now < asked->next_at) continue;
    CosignTarget target = target_;
    asked->is_busy = asked->mailbox.push(std::move(target)).ok();
  }
}

void Cosigners::publish_if_enough() {
  if (is_witnessed_) return;
  ledger::Note note = target_.note;
  note.signatures.insert(note.signatures.end(), collected_.begin(), collected_.end());
  const auto verified = ledger::verify_signatures(note, keys_);
  if (!verified.ok() || !ledger::is_satisfied(policy_, verified.value())) return;
  const Status published = folder_.publish(witnessed_file, ledger::render_note(note));
  if (!published.ok()) {
    spdlog::error("the witnessed checkpoint cannot be published: {}", published.error().message);
    return;
  }
  is_witnessed_ = true;
  state_.write([&](LedgerState& state) {
    state.witnessed = target_.checkpoint.size;
    state.witnessed_at = core_.now();
  });
}

void Cosigners::describe(LedgerState& state) const {
  state_.read([&](const LedgerState& known) {
    state.witnessed = known.witnessed;
    state.witnessed_at = known.witnessed_at;
    state.witnesses = known.witnesses;
  });
}

}  // namespace redress::engine
