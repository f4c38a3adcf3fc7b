// SPDX-License-Identifier: Apache-2.0
#include "ledger_replay/told_history.hpp"

#include <algorithm>
#include <map>

#include "cases/test_case.hpp"
#include "engine/projection.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/merkle.hpp"
#include "simulation/wishes.hpp"

namespace redress::ledger_replay {
namespace {

using namespace cases;
using simulation::Chance;
using simulation::Wish;

const std::map<std::string, std::string>& pack_texts() {
  static const auto texts = cases::test::load_pack_texts();
  return texts;
}

ledger::HouseLengths house_of(const Policy& policy) { return {policy.house_clock_max, policy.interim_review}; }

Digest rulebook_digest() {
  static const Digest digest = sha256(rulebook_document());
  return digest;
}

Result<ledger::LoadedRulebook> find_rulebook(const Digest& digest) {
  return ledger::load_rulebook(digest, [](const std::string& path) -> Result<std::string> {
    for (const auto& [name, text] : pack_texts()) {
      if (path == ledger::pack_path(sha256(text))) return text;
    }
    return rulebook_document();
  });
}

struct Story {
  Case live;
  ledger::Pseudonym id{};
  std::vector<Wish> reports;
};

class Teller {
 public:
  Teller(std::uint64_t seed, ToldHistory& told, const engine::PublicWords& words)
      : chance_(seed), told_(told), words_(words) {
    told_.is_set_back = seed % 4 == 0;
    told_.policy.act_on_defective_orders = chance_.happens(30);
    told_.policy.second_person.removals = chance_.happens(30);
    told_.policy.second_look_every = chance_.below(3);
    stories_.resize(static_cast<std::size_t>(chance_.between(1, 3)));
    for (std::size_t i = 0; i < stories_.size(); ++i) stories_[i].id[0] = static_cast<std::uint8_t>(i + 1);
    now_ = Instant{1'767'225'600'000} + std::chrono::hours{chance_.below(2 * 365 * 24)};
  }

  void play() {
    add_house(ledger::EntryType::house_started);
    const int steps = chance_.between(20, 60);
    for (int step = 1; step <= steps; ++step) {
      Story& story = stories_[static_cast<std::size_t>(chance_.below(static_cast<int>(stories_.size())))];
      pass_time(story);
      if (!story.reports.empty() && chance_.happens(45)) {
        const auto which = static_cast<std::size_t>(chance_.below(static_cast<int>(story.reports.size())));
        const Wish wish = story.reports[which];
        if (!chance_.happens(15)) story.reports.erase(story.reports.begin() + static_cast<std::ptrdiff_t>(which));
        send(story, wish);
      } else {
        send(story, simulation::make_wish(chance_, story.live, now_));
      }
    }
    // Two quiet minutes: what is overdue now is overdue without an excuse.
    for (const Story& story : stories_) now_ = std::max(now_, story.live.last_at);
    const Instant until = now_;
    for (Story& story : stories_) catch_up(story, until);
    now_ = until;
    for (int minute = 0; minute < 3; ++minute) {
      now_ = now_ + std::chrono::seconds{60};
      for (Story& story : stories_) catch_up(story, now_);
      add_house(ledger::EntryType::heartbeat);
    }
  }

 private:
  void add_house(ledger::EntryType type) {
    ledger::Entry entry;
    entry.type = type;
    entry.at = now_;
    if (type == ledger::EntryType::house_started) entry.rulebook = rulebook_digest();
    told_.entries.push_back(std::move(entry));
  }

  void tick_until(Story& story, Instant until) {
    for (auto wake = find_next_wake(story.live, told_.policy); wake && *wake <= until;
         wake = find_next_wake(story.live, told_.policy)) {
      now_ = std::max(now_, *wake);
      send(story, Wish{Tick{}, Actor{}});
    }
  }
  void pass_time(Story& story) {
    const Instant until = told_.is_set_back && chance_.happens(3) ? now_ - chance_.span() : now_ + chance_.span();
    if (chance_.happens(80)) tick_until(story, until);
    now_ = until;
  }
  void catch_up(Story& story, Instant until) {
    if (!story.live.notices.empty()) tick_until(story, until);
  }

  void send(Story& story, const Wish& wish) {
    const auto decided = decide(story.live, wish.command, wish.actor, told_.policy, now_);
    if (!decided.ok()) return;
    for (const Event& event : decided.value()) {
      const std::size_t happenings = story.live.happenings.size();
      story.live = apply(std::move(story.live), event);
      store::Record record;
      record.case_seq = story.live.event_count;
      record.body = event;
      told_.entries.push_back(engine::project(record, story.live, happenings, words_, rulebook_digest()));
      told_.entries.back().case_id = story.id;
    }
    plan_reports(story, decided.value());
  }

  void plan_reports(Story& story, const std::vector<Event>& events) {
    const Actor platform{ActorKind::platform, ""};
    int no = static_cast<int>(story.live.measures.size());
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      if (!std::holds_alternative<MeasureOrdered>(event->body)) continue;
      for (const auto reached : {MeasureState::dispatched, MeasureState::acknowledged, MeasureState::verified}) {
        if (chance_.happens(80)) story.reports.push_back({MoveMeasure{no, reached, ""}, platform});
      }
      --no;
    }
  }

  Chance chance_;
  ToldHistory& told_;
  const engine::PublicWords& words_;
  Instant now_;
  std::vector<Story> stories_;
};

Sealed seal(const ledger::Entry& entry) {
  auto bytes = ledger::encode_entry(entry);
  if (!bytes.ok()) cases::test::stop(bytes.error().message);
  Sealed sealed{std::move(bytes).value(), {}};
  sealed.leaf = ledger::leaf_hash(sealed.bytes);
  return sealed;
}

}  // namespace

const std::string& rulebook_document() {
  static const std::string document =
      ledger::render_rulebook_document(cases::test::shared_rulebook(), house_of(Policy{}));
  return document;
}

ToldHistory play(std::uint64_t seed, const law::Rulebook& rulebook) {
  static const engine::PublicWords words(rulebook);
  ToldHistory told;
  told.policy.rulebook = &rulebook;
  Teller(seed, told, words).play();
  chain(told.entries);
  return told;
}

void chain(std::vector<ledger::Entry>& entries) {
  struct Last {
    std::uint32_t number = 0;
    Digest leaf{};
  };
  std::map<ledger::Pseudonym, Last> lasts;
  for (ledger::Entry& entry : entries) {
    if (ledger::is_of_house(entry.type)) continue;
    Last& last = lasts[entry.case_id];
    entry.number = ++last.number;
    entry.previous = last.leaf;
    last.leaf = seal(entry).leaf;
  }
}

ledger::ReplayReport replay(const std::vector<ledger::Entry>& entries) {
  // Loading the packs costs more than a history: the book is made once and copied.
  static const auto loaded = find_rulebook(rulebook_digest());
  if (!loaded.ok()) cases::test::stop(loaded.error().message);
  ledger::Replay replay([](const Digest&) { return loaded; });
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Sealed sealed = seal(entries[i]);
    auto decoded = ledger::decode_entry(sealed.bytes);
    if (!decoded.ok()) cases::test::stop(decoded.error().message);
    if (!(decoded.value() == entries[i])) cases::test::stop("an entry does not read back as it was written");
    replay.add(i, decoded.value(), sealed.leaf);
  }
  auto report = replay.finish();
  const auto is_silence = [](const ledger::Finding& finding) { return finding.rule == "silence"; };
  std::erase_if(report.findings, is_silence);
  return report;
}

}  // namespace redress::ledger_replay
