// SPDX-License-Identifier: Apache-2.0
// engine/sealed_log_cut_test.cpp — the power fails at any write of sealing, again and again, and what is found then is
// the truth: nothing acknowledged is missing from the log, and no size ever has two roots.
#include <gtest/gtest.h>

#include <thread>

#include "cases/decide.hpp"
#include "engine/sealed_log.hpp"
#include "ledger/log_check.hpp"
#include "ledger/test_disk.hpp"
#include "store/memory_store.hpp"
#include "store/power_cut_vfs.hpp"

namespace redress::engine {
namespace {

struct Teeth {
  bool syncs_tiles = true;
  bool compares = true;
};

struct Tally {
  int cuts = 0;
  int seals = 0;
  std::uint64_t entries = 0;
  int forks = 0;    // two roots under one size, or a stale sealer that was let through
  int refused = 0;  // what a cut left behind could not be opened again
  int missing = 0;  // an acknowledged event without its entry, or files that a rebuild would not give
  std::string first;
  [[nodiscard]] int troubles() const { return forks + refused + missing; }
};

// One rulebook without packs: what is in force is not what is tested here.
const law::Rulebook& empty_rulebook() {
  static const law::Rulebook rulebook = [] {
    law::Rulebook empty;
    empty.tz_version = "2026a";
    return empty;
  }();
  return rulebook;
}

cases::Policy empty_policy() {
  cases::Policy policy;
  policy.rulebook = &empty_rulebook();
  return policy;
}

// Signatures are not what is tested: this one costs nothing.
const ledger::Signer& test_signer() {
  static const ledger::Signer signer = [] {
    auto made = ledger::make_signer("test.example/ledger", ledger::KeyType::note,
                                    ledger::derive_signing_key(sha256("a key of a test")));
    made.value().sign = [](ByteView) -> Result<Signature> { return Signature{}; };
    return made.value();
  }();
  return signer;
}

// A journal that loses nothing: whether it does is the store's own test.
class Journal {
 public:
  explicit Journal(std::uint64_t seed) : random_(seed) {}
  void grow() {
    const bool is_new = states_.empty() || random_() % 3 == 0;
    if (is_new) {
      states_.emplace_back();
      states_.back().id = make_id(Instant{1'790'000'000'000}, random_(), states_.size());
    }
    cases::Case& state = is_new ? states_.back() : states_[random_() % states_.size()];
    store::Append append;
    append.case_id = state.id;
    if (is_new) append.case_code = "CASE-" + std::to_string(states_.size());
    for (const cases::EventBody& body : bodies(is_new)) {
      append.events.push_back({Instant{1'790'000'000'000 + ++events_}, {cases::ActorKind::reviewer, "asha"}, body});
      state = cases::apply(std::move(state), append.events.back());
    }
    append.after = state;
    EXPECT_TRUE(store_.append({&append, 1}).ok());
  }
  [[nodiscard]] const store::MemoryStore& store() const { return store_; }
  [[nodiscard]] std::int64_t events() const { return events_; }
  [[nodiscard]] Instant now() const { return Instant{1'790'000'000'000 + events_}; }

 private:
  [[nodiscard]] static std::vector<cases::EventBody> bodies(bool is_new) {
    if (is_new) return {cases::NoticeReceived{}, cases::ItemsAdded{{cases::ItemFacts{}}}};
    return {cases::Claimed{"asha", Instant{5}}};
  }
  std::mt19937_64 random_;
  std::vector<cases::Case> states_;
  std::int64_t events_ = 0;
  store::MemoryStore store_;
};

// One set of disks, from its first life to its last.
class World {
 public:
  World(const char* vfs, std::uint64_t seed, const Teeth& teeth, Tally& tally)
      : vfs_(vfs),
        random_(seed),
        teeth_(teeth),
        tally_(tally),
        rows_(vfs, static_cast<std::uint32_t>(seed)),
        files_(seed),
        journal_(seed),
        folder_("log", disk()) {}

  void live_and_die() {
    ++tally_.cuts;
    const bool rows_first = random_() % 2 == 0;
    if (rows_first) rows_.cut_after(static_cast<int>(random_() % 30) + 1);
    if (!rows_first) files_.cut_after(random_() % 28 + 1);
    const Status ended = live();
    if (!ended.ok() && !rows_.is_cut() && !files_.is_cut()) trouble(tally_.refused, ended.error().message);
    die();
    see_checkpoint();
  }

  // With the power on for good: everything is sealed, and the files are what a rebuild gives.
  void finish() {
    const Status ended = live();
    if (!ended.ok()) return trouble(tally_.refused, ended.error().message);
    const Status whole = check_whole();
    if (!whole.ok()) trouble(tally_.missing, whole.error().message);
  }

 private:
  ledger::Disk disk() {
    ledger::Disk disk = files_.disk();
    if (teeth_.syncs_tiles) return disk;
    disk.sync = disk.sync_folder = disk.sync_all = [](const std::string&) -> Status { return Done{}; };
    return disk;
  }
  void trouble(int& count, const std::string& what) {
    ++count;
    if (tally_.first.empty()) tally_.first = what;
  }

  Status live() {
    store::LedgerStoreOptions options;
    options.path = "/ledger.db";
    options.vfs = vfs_;
    options.checkpoint_pages = 24;  // so that cuts fall into checkpoints too
    options.compares = teeth_.compares;
    options.on_commit_failure = [](const std::string&) {};
    TRY_ASSIGN(store_, store::LedgerStore::open(std::move(options)));
    TRY_ASSIGN(auto shelf, RulebookShelf::load(*store_));
    TRY(shelf.announce(*store_, empty_policy(),
                       {{}, journal_.store().find_last_position().value(), journal_.now(), 0}));
    const SealedLogParts parts{journal_.store(),           *store_, folder_, test_signer(), shelf,
                               salts_of(journal_.store()), ""};
    TRY_ASSIGN(const auto log, SealedLog::open(parts, {64, 1'000}));
    see_checkpoint();
    // Another process that believes it is the only one.
    std::unique_ptr<SealedLog> twin;
    if (random_() % 16 == 0) {
      TRY_ASSIGN(twin, SealedLog::open(parts, {64, 1'000}));
    }
    for (int round = 0; round < 2; ++round) {
      // Now and then many at once, so that tiles fill up.
      for (auto events = random_() % 40 == 0 ? 60U : 1U; events > 0; --events) journal_.grow();
      for (bool has_more = true; has_more;) {
        TRY_ASSIGN(const auto outcome, log->seal(journal_.now(), house()));
        tally_.entries += outcome.entry_count;
        ++tally_.seals;
        has_more = outcome.has_more;
        see_checkpoint();
      }
      if (twin != nullptr) TRY(try_twin(*twin));
    }
    return Done{};
  }

  std::vector<ledger::Entry> house() {
    if (random_() % 4 != 0) return {};
    ledger::Entry entry;
    entry.at = Instant{static_cast<std::int64_t>(random_() % 1'000'000)};
    return {entry};
  }

  Status try_twin(SealedLog& twin) {
    ledger::Entry entry;
    entry.at = Instant{static_cast<std::int64_t>(random_() % 1'000'000)};
    const auto outcome = twin.seal(journal_.now(), {&entry, 1});
    see_checkpoint();
    if (outcome.ok()) return Error{Code::conflict, "a stale sealer was let through"};
    if (outcome.error().code == Code::conflict || rows_.is_cut() || files_.is_cut()) return Done{};
    return outcome.error();
  }

  // All that is on the disks' way down is lost or not, as chance has it.
  void die() {
    if (!rows_.is_cut()) rows_.cut_after(1);
    store_.reset();
    rows_.restart();
    files_.restart();
  }

  // Whatever stands under the checkpoint's name may have been read by somebody.
  void see_checkpoint() {
    const auto there = files_.disk().read("log/checkpoint");
    if (!there.ok() || there.value().empty()) return;
    const std::string text(there.value().begin(), there.value().end());
    if (text == newest_seen_) return;
    newest_seen_ = text;
    const auto note = ledger::parse_note(text);
    if (!note.ok()) return trouble(tally_.forks, "a torn checkpoint was shown: " + note.error().message);
    const auto checkpoint = ledger::parse_checkpoint(note.value().text).value();
    const auto [at, is_new] = seen_.emplace(checkpoint.size, checkpoint.root);
    if (at->second != checkpoint.root) trouble(tally_.forks, "two roots of size " + std::to_string(checkpoint.size));
  }

  Status check_whole() {
    TRY_ASSIGN(const store::LedgerHead head, store_->load_head());
    TRY_ASSIGN(const std::uint64_t last, journal_.store().find_last_position());
    if (head.position != last) return Error{Code::corrupt, "the journal is not sealed to its end"};
    TRY_ASSIGN(const auto rows, store_->load_rows(0, head.size + 1));
    if (rows.size() != head.size) return Error{Code::corrupt, "sealed rows are missing"};
    EntryMaker maker(journal_.store(), *store_, salts_of(journal_.store()), 1'000);
    const PublicWords words(empty_rulebook());
    TRY_ASSIGN(const auto changes, store_->load_rulebooks());
    std::int64_t events = 0;
    const Status checked = ledger::check_tiles(
        folder_.reader(), head.size, head.root, [&](std::uint64_t index, ByteView entry, const Digest& leaf) -> Status {
          const store::SealedRow& row = rows[index];
          Bytes expected = row.kept;
          if (row.position != 0) {
            ++events;
            TRY_ASSIGN(const auto records, journal_.store().load_after(row.position - 1, 1));
            TRY_ASSIGN(expected, maker.make_again(records.at(0), row.kept, words, changes.front().rulebook));
            maker.link(records.at(0).case_id, leaf);
          }
          if (std::equal(entry.begin(), entry.end(), expected.begin(), expected.end())) return Done{};
          return Error{Code::corrupt, "entry " + std::to_string(index) + " is not what a rebuild gives"};
        });
    if (!checked.ok()) return checked;
    if (events != journal_.events()) return Error{Code::corrupt, "an acknowledged event has no entry"};
    TRY_ASSIGN(auto tree, ledger::TileTree::open(folder_.reader(), head.size, head.root));
    for (const auto& [size, root] : seen_) {
      TRY_ASSIGN(const Digest then, tree.root_at(size));
      if (then != root) return Error{Code::corrupt, "a checkpoint that was shown is no part of the log"};
    }
    return Done{};
  }

  const char* const vfs_;
  std::mt19937_64 random_;
  const Teeth teeth_;
  Tally& tally_;
  store::test::PowerCutDisk rows_;
  ledger::test::PowerCutDisk files_;
  Journal journal_;
  ledger::TileFolder folder_;
  std::unique_ptr<store::LedgerStore> store_;
  std::map<std::uint64_t, Digest> seen_;
  std::string newest_seen_;
};

Tally run_cuts(const char* vfs, int cuts, std::uint64_t seed, const Teeth& teeth = {}) {
  Tally tally;
  std::mt19937_64 random(seed);
  while (tally.cuts < cuts) {
    World world(vfs, random(), teeth, tally);
    const int troubles = tally.troubles();
    for (int life = 0; life < 20 && tally.cuts < cuts && tally.troubles() == troubles; ++life) world.live_and_die();
    if (tally.troubles() == troubles) world.finish();
  }
  return tally;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int usual_cut_count = 10'000;  // a sanitizer takes ten times as long
#else
constexpr int usual_cut_count = 100'000;
#endif

int cut_count() {
  const char* given = std::getenv("REDRESS_POWER_CUTS");
  return given == nullptr ? usual_cut_count : std::atoi(given);
}

TEST(SealedLog, AHundredThousandPowerCutsNeitherLoseAnEntryNorForkTheLog) {
  const std::uint64_t seed = 20'261'122;
  SCOPED_TRACE(seed);
  const int cuts = cut_count() / 2;
  Tally one;
  std::thread beside([&] { one = run_cuts("sealed-log-1", cuts, seed); });
  const Tally two = run_cuts("sealed-log-2", cuts, seed + 1);
  beside.join();
  for (const Tally& tally : {one, two}) {
    EXPECT_EQ(tally.cuts, cuts);
    EXPECT_GT(tally.seals, cuts / 4) << "most lives get as far as sealing";
    EXPECT_EQ(tally.forks, 0) << tally.first;
    EXPECT_EQ(tally.refused, 0) << tally.first;
    EXPECT_EQ(tally.missing, 0) << tally.first;
  }
}

TEST(SealedLog, TheSameCutsFindTilesThatWereNotSynced) {
  const Tally tally = run_cuts("sealed-log-1", 1'000, 7, {false, true});
  EXPECT_GT(tally.troubles(), 0);
}

TEST(SealedLog, TheSameCutsFindAHeadThatIsNotCompared) {
  const Tally tally = run_cuts("sealed-log-1", 1'000, 7, {true, false});
  EXPECT_GT(tally.forks + tally.missing + tally.refused, 0);
}

}  // namespace
}  // namespace redress::engine
