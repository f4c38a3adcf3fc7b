// SPDX-License-Identifier: Apache-2.0
#include "engine/bank_feed.hpp"

#include <spdlog/spdlog.h>

#include <map>
#include <set>

#include "match/exchange_changes.hpp"

namespace redress::engine {
namespace {

using match::ExchangeEntry;
using match::SignalKind;

// Where a signal of this kind stands in an entry; nothing for a kind that we cannot match.
std::string* find_place(store::BankEntry& entry, SignalKind kind) {
  if (kind == SignalKind::pdq) return &entry.pdq;
  if (kind == SignalKind::md5) return &entry.md5;
  return kind == SignalKind::sha256 ? &entry.sha256 : nullptr;
}

store::EntryRole role_of(match::Opinion opinion) {
  if (opinion == match::Opinion::positive) return store::EntryRole::confirmed;
  return opinion == match::Opinion::negative ? store::EntryRole::negative : store::EntryRole::candidate;
}

std::string reason_of(const ExchangeEntry& entry) {
  std::string text = "opinion: " + std::string(match::render(entry.opinion));
  if (!entry.owner.empty()) text += "; owner: " + entry.owner;
  for (const std::string& tag : entry.tags) text += (&tag == entry.tags.data() ? "; tags: " : ", ") + tag;
  return text.substr(0, 1'000);
}

// As far as the store knows it: enough to tell what is newer.
std::vector<ExchangeEntry> list_held(store::BankStore::Held& held, const std::string& ref) {
  std::vector<ExchangeEntry> list;
  ExchangeEntry entry;
  entry.source_ref = ref;
  if (held.entry) {
    entry.changed_at = held.entry->changed_at;
    for (const SignalKind kind : {SignalKind::pdq, SignalKind::md5, SignalKind::sha256}) {
      entry.kind = kind;
      entry.signal = *find_place(*held.entry, kind);
      if (!entry.signal.empty()) list.push_back(entry);
    }
  }
  if (held.withdrawn_at) {
    entry = {};
    entry.source_ref = ref;
    entry.is_withdrawn = true;
    entry.changed_at = *held.withdrawn_at;
    list.push_back(entry);
  }
  return list;
}

// The entries of one page, each begun as the store has it.
class Drafts {
 public:
  Drafts(const store::BankStore& banks, const std::string& bank, const std::string& source)
      : banks_(banks), bank_(bank), source_(source) {}

  store::BankStore::Held& find(const std::string& ref) {
    const auto [place, is_new] = held_.try_emplace(ref);
    if (!is_new) return place->second;
    auto held = banks_.find_held(bank_, source_, ref);
    if (held.ok()) {
      place->second = std::move(held).value();
    } else if (failure_.ok()) {
      failure_ = held.error();
    }
    return place->second;
  }
  void drop(const ExchangeEntry& entry) {
    auto& held = find(entry.source_ref).entry;
    if (!held) return;
    std::string* const place = find_place(*held, entry.kind);
    if (place != nullptr && *place == entry.signal) place->clear();
    changed_.insert(entry.source_ref);
  }
  void put(const ExchangeEntry& entry, store::BankStore::Batch& batch) {
    auto& held = find(entry.source_ref).entry;
    if (!held) held.emplace();
    std::string* const place = find_place(*held, entry.kind);
    if (place == nullptr) return batch.seen.push_back(entry.source_ref);
    *place = entry.signal;
    held->source_ref = entry.source_ref;
    held->role = role_of(entry.opinion);
    held->feedback_ref = entry.feedback_ref;
    held->reason = reason_of(entry);
    held->changed_at = std::max(held->changed_at, entry.changed_at);
    changed_.insert(entry.source_ref);
  }
  // What is left without a hash is gone.
  void finish(store::BankStore::Batch& batch) {
    for (const std::string& ref : changed_) {
      store::BankEntry& entry = *find(ref).entry;
      const bool is_empty = entry.pdq.empty() && entry.md5.empty() && entry.sha256.empty();
      is_empty ? batch.withdrawn.push_back(ref) : batch.entries.push_back(std::move(entry));
    }
  }
  [[nodiscard]] const Status& failure() const { return failure_; }

 private:
  const store::BankStore& banks_;
  const std::string& bank_;
  const std::string& source_;
  std::map<std::string, store::BankStore::Held> held_;
  std::set<std::string> changed_;
  Status failure_ = Done{};
};

}  // namespace

Status take_page(store::BankStore& banks, const std::string& bank, const std::string& source,
                 const match::ExchangePage& page, std::optional<Instant> full_since, const store::BankStore::By& by,
                 FeedReport& report) {
  Drafts drafts(banks, bank, source);
  const auto changes =
      match::apply_page(page, [&](const std::string& ref) { return list_held(drafts.find(ref), ref); });
  store::BankStore::Batch batch{bank, source};
  for (const ExchangeEntry& entry : page.entries) batch.seen.push_back(entry.source_ref);
  for (const ExchangeEntry& entry : changes.withdrawn) drafts.drop(entry);
  for (const ExchangeEntry& entry : changes.added) drafts.put(entry, batch);
  for (const ExchangeEntry& entry : changes.replaced) drafts.put(entry, batch);
  for (const ExchangeEntry& mark : changes.marks) batch.marks.emplace_back(mark.source_ref, mark.changed_at);
  drafts.finish(batch);
  TRY(drafts.failure());
  if (!page.checkpoint.empty()) batch.checkpoint = page.checkpoint;
  report.entries += page.entries.size();
  if (full_since && report.entries > 0) batch.unseen_since = full_since;
  TRY_ASSIGN(const auto put, banks.put(batch, by));
  ++report.pages;
  report.faults += page.faults.size();
  report.other += page.other_count;
  report.added += put.added;
  report.replaced += put.replaced;
  report.removed += put.removed;
  return Done{};
}

Result<FeedReport> sync_bank(store::BankStore& banks, const Exchange& exchange, const ExchangeDoor& door,
                             const TellPage& tell) {
  const std::string& name = exchange.settings.name;
  TRY_ASSIGN(const store::ExchangeState before, banks.load_exchange(name));
  TRY_ASSIGN(const ExchangeCheckpoint begun, parse_checkpoint(before.checkpoint));
  const Instant start{begun.begun_at_s > 0 ? begun.begun_at_s * 1'000 : door.clock.now().ms};
  FeedReport report;
  const auto done = sync_exchange(exchange, door, before.checkpoint, [&](const match::ExchangePage& page) -> Status {
    const bool ends_all = page.is_full && page.is_last;
    TRY(take_page(banks, exchange.settings.bank, name, page, ends_all ? std::optional(start) : std::nullopt,
                  {name, door.clock.now()}, report));
    if (tell) tell(report);
    return Done{};
  });
  TRY(banks.note_exchange(name, done.ok() ? "" : done.error().message, door.clock.now()));
  if (!done.ok()) return done.error();
  report.is_complete = done.value().is_complete;
  return report;
}

BankFeeds::BankFeeds(store::BankStore& banks, std::vector<ExchangeSettings> exchanges, const ExchangeDoor& door,
                     std::function<void()> refresh)
    : banks_(banks), exchanges_(std::move(exchanges)), door_(door), refresh_(std::move(refresh)) {
  door_.wait = [this](std::chrono::seconds span) { return wait(span); };
}

void BankFeeds::start() {
  if (!exchanges_.empty()) thread_ = std::thread([this] { run(); });
}

void BankFeeds::stop() {
  is_stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

bool BankFeeds::wait(std::chrono::seconds span) const {
  for (auto left = std::chrono::milliseconds(span); left.count() > 0 && !is_stopping_; left -= Milliseconds{50}) {
    std::this_thread::sleep_for(Milliseconds{50});
  }
  return !is_stopping_;
}

void BankFeeds::sync(const ExchangeSettings& settings) {
  const auto exchange = load_exchange(settings);
  const auto report = exchange.ok() ? sync_bank(banks_, exchange.value(), door_) : Result<FeedReport>(exchange.error());
  if (is_stopping_) return;
  if (!report.ok()) return spdlog::error("exchange {}: {}", settings.name, report.error().message);
  const FeedReport& done = report.value();
  if (done.faults > 0) spdlog::warn("exchange {}: {} entries could not be taken", settings.name, done.faults);
  if (done.added + done.replaced + done.removed == 0) return;
  spdlog::info("exchange {}: {} added, {} replaced, {} withdrawn", settings.name, done.added, done.replaced,
               done.removed);
  refresh_();
}

void BankFeeds::run() {
  std::vector<std::chrono::steady_clock::time_point> due(exchanges_.size(), std::chrono::steady_clock::now());
  while (!is_stopping_) {
    for (std::size_t i = 0; i < exchanges_.size() && !is_stopping_; ++i) {
      if (std::chrono::steady_clock::now() < due[i]) continue;
      sync(exchanges_[i]);
      due[i] = std::chrono::steady_clock::now() + exchanges_[i].every;
    }
    (void)wait(std::chrono::seconds{1});
  }
}

}  // namespace redress::engine
