// SPDX-License-Identifier: Apache-2.0
#include "engine/witness.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "engine/witness_key.hpp"
#include "ledger/cosignature.hpp"

namespace redress::engine {
namespace {

using ledger::WitnessAnswer;

WitnessReply refuse(WitnessAnswer answer, const std::string& why) {
  return {static_cast<int>(answer), "text/plain; charset=utf-8", why + "\n"};
}

WitnessReply not_now(const std::string& why) { return {503, "text/plain; charset=utf-8", why + "\n"}; }

}  // namespace

Witness::Witness(Private, WitnessOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), jobs_(options_.waiting_count_max) {}

Result<std::unique_ptr<Witness>> Witness::open(WitnessOptions options, const Clock& clock) {
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  if (failed) return Error{Code::unavailable, options.folder + ": cannot be made (" + failed.message() + ")"};
  auto witness = std::make_unique<Witness>(Private{}, std::move(options), clock);
  const std::string& folder = witness->options_.folder;
  store::WitnessStoreOptions store;
  store.folder = folder;
  store.has_key = has_witness_key(folder);
  store.is_durable = witness->options_.is_durable;
  store.on_commit_failure = [](const std::string& why) {
    spdlog::critical("witness.db could not be written durably ({}): the process ends, nothing was answered", why);
    std::abort();
  };
  // The state first, then the key: a key without a state is what a restored backup looks like.
  TRY_ASSIGN(witness->store_, store::WitnessStore::open(store));
  TRY_ASSIGN(witness->signer_,
             store.has_key ? load_witness_key(folder) : make_witness_key(folder, witness->options_.name));
  witness->thread_ = std::thread([raw = witness.get()] { raw->run(); });
  return witness;
}

Witness::~Witness() {
  jobs_.close();
  if (thread_.joinable()) thread_.join();
}

Status Witness::add_logs(const std::vector<std::string>& vkeys) {
  std::vector<std::pair<std::string, std::string>> logs;
  for (const std::string& vkey : vkeys) {
    TRY_ASSIGN(const ledger::VerifierKey key, ledger::parse_verifier_key(vkey));
    if (key.type != ledger::KeyType::note) return Error{Code::invalid, "the key of a log is of type 01: " + vkey};
    logs.emplace_back(key.name, vkey);
  }
  return store_->add_logs(logs);
}

Result<ledger::SignedHead> Witness::read_request(const std::string& body, WitnessReply& refusal) const {
  auto request = ledger::parse_add_checkpoint(body);
  if (!request.ok()) {
    refusal = refuse(ledger::answer_unreadable(request.error()), request.error().message);
    return request.error();
  }
  TRY_ASSIGN(const auto claimed, ledger::parse_claimed_checkpoint(request.value().checkpoint));
  auto vkeys = store_->find_keys(claimed.origin);
  if (!vkeys.ok()) {
    refusal = not_now("the witness cannot read its state");
    return vkeys.error();
  }
  if (vkeys.value().empty()) {
    refusal = refuse(WitnessAnswer::unknown_log, "unknown log: its key is not known here");
    return Error{Code::not_found, refusal.body};
  }
  std::vector<ledger::VerifierKey> keys;
  for (const std::string& vkey : vkeys.value()) {
    TRY_ASSIGN(keys.emplace_back(), ledger::parse_verifier_key(vkey));
  }
  auto head = ledger::check_signed_head(std::move(request).value(), keys);
  if (!head.ok()) refusal = refuse(WitnessAnswer::forbidden, head.error().message);
  return head;
}

void Witness::add_checkpoint(const std::string& body, Done done) {
  WitnessReply refusal = not_now("the witness cannot read its state");
  auto head = read_request(body, refusal);
  if (!head.ok()) {
    ++refused_;
    return done(std::move(refusal));
  }
  Done refused = done;
  const Status pushed = jobs_.push(Job{std::move(head).value(), std::move(done), {}});
  if (!pushed.ok()) refused(not_now(pushed.error().message));
}

void Witness::run() {
  while (true) {
    std::vector<Job> group = jobs_.pop_all(options_.group_count_max, std::chrono::milliseconds{1'000});
    if (!group.empty()) {
      answer_group(group);
    } else if (jobs_.is_closed()) {
      return;
    }
  }
}

void Witness::answer_group(std::vector<Job>& group) {
  const Status stored = store_->change([&](store::WitnessStore::Change& change) -> Status {
    for (Job& job : group) TRY(decide(change, job));
    return redress::Done{};
  });
  if (stored.ok() && options_.after_store) options_.after_store();
  if (!stored.ok()) spdlog::error("nothing is cosigned: {}", stored.error().message);
  ++groups_;
  for (Job& job : group) {
    if (!stored.ok()) job.reply = not_now("the witness cannot store what it would cosign");
    job.reply.status == 200 ? ++cosigned_ : ++refused_;
    job.done(std::move(job.reply));
  }
}

Status Witness::decide(store::WitnessStore::Change& change, Job& job) {
  const std::string& origin = job.head.checkpoint.origin;
  TRY_ASSIGN(const auto last, change.load_head(origin));
  if (!last) {
    job.reply = refuse(WitnessAnswer::unknown_log, "unknown log: its key is not known here");
    return redress::Done{};
  }
  if (last->is_held) {
    job.reply = not_now("this witness was restored and does not know what it cosigned last of this log");
    return redress::Done{};
  }
  ledger::WitnessDecision decision = ledger::decide_add_checkpoint({last->size, last->root}, job.head);
  if (decision.split) {
    ++splits_;
    const std::string offered = ledger::render_note(job.head.note);
    spdlog::error("a fork of {} was refused ({}): size {} was cosigned, size {} was offered; both heads are kept",
                  origin, render(*decision.split), last->size, job.head.checkpoint.size);
    TRY(change.keep_split({origin, std::string(render(*decision.split)), last->note, offered, clock_.now()}));
  }
  if (decision.answer == WitnessAnswer::cosigned) return cosign(change, *last, job);
  if (decision.answer == WitnessAnswer::stale) {
    job.reply = {static_cast<int>(decision.answer), std::string(ledger::tlog_size_type), decision.why};
  } else {
    job.reply = refuse(decision.answer, decision.why);
  }
  return redress::Done{};
}

Status Witness::cosign(store::WitnessStore::Change& change, store::WitnessHead last, Job& job) {
  const Instant now = clock_.now();
  TRY_ASSIGN(ledger::NoteSignature signature,
             ledger::cosign(job.head.note.text, signer_, static_cast<std::uint64_t>(now.ms / 1000)));
  job.reply = {200, "text/plain; charset=utf-8", ledger::render_signature_line(signature)};
  last.size = job.head.checkpoint.size;
  last.root = job.head.checkpoint.root;
  job.head.note.signatures.push_back(std::move(signature));
  last.note = ledger::render_note(job.head.note);
  last.at = now;
  return change.save_head(job.head.checkpoint.origin, last);
}

WitnessReply Witness::find_checkpoint(const std::string& origin_hash) const {
  const auto bytes = parse_hex(origin_hash);
  Digest hash{};
  if (!bytes.ok() || bytes.value().size() != hash.size() || render_hex(bytes.value()) != origin_hash) {
    return {404, "text/plain; charset=utf-8", "no such log\n"};
  }
  std::copy(bytes.value().begin(), bytes.value().end(), hash.begin());
  const auto head = store_->find_head(hash);
  if (!head.ok()) return not_now("the witness cannot read its state");
  if (!head.value() || head.value()->note.empty()) return {404, "text/plain; charset=utf-8", "no such log\n"};
  return {200, "text/plain; charset=utf-8", head.value()->note};
}

WitnessCounts Witness::counts() const { return {cosigned_, refused_, splits_, groups_}; }

}  // namespace redress::engine
