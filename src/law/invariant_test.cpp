// SPDX-License-Identifier: Apache-2.0
// What must hold for any facts at all, over every shipped pack, with random notices and random histories.
#include <random>

#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

struct Dice {
  std::mt19937_64 random;
  int roll(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random); }
};

Facts random_facts(Dice& dice) {
  Facts facts;
  facts.channel = static_cast<Channel>(dice.roll(6));
  facts.complainant = static_cast<Complainant>(dice.roll(6));
  facts.harm = static_cast<Harm>(dice.roll(23));
  facts.medium = dice.roll(4) == 0 ? Medium::other : Medium::designated;
  facts.sent_at = Instant{1'500'000'000'000 + dice.roll(400'000'000) * std::int64_t{1'000}};
  if (dice.roll(3) != 0) facts.entered_at = facts.sent_at + Milliseconds{dice.roll(100'000'000)};
  if (dice.roll(3) != 0)
    facts.retrieved_at = facts.entered_at.value_or(facts.sent_at) + Milliseconds{dice.roll(900'000'000)};
  if (dice.roll(3) == 0) facts.order = OrderFacts{};
  for (const auto& [jurisdiction, pack] : shipped().packs) {
    if (dice.roll(4) == 0) facts.jurisdictions.push_back(jurisdiction);
  }
  for (int i = dice.roll(8); i > 0; --i) {
    const Instant when = facts.sent_at + Milliseconds{dice.roll(2'000'000'000)};
    facts.then.push_back({when, static_cast<HappeningKind>(dice.roll(16)), when + std::chrono::hours{dice.roll(500)}});
  }
  return facts;
}

bool can_move_a_clock(const Happening& happening) {
  return happening.what == HappeningKind::extension_granted || happening.what == HappeningKind::clarification_asked ||
         happening.what == HappeningKind::clarification_given || happening.what == HappeningKind::impossible ||
         happening.what == HappeningKind::possible_again;
}

void expect_sound(const Evaluation& evaluation, Instant now, const std::string& round) {
  int leaders = 0;
  std::optional<Instant> earliest;  // of the provider's running deadlines
  for (const auto& duty : evaluation.duties) {
    ASSERT_FALSE(duty.reason.empty()) << round << duty.id;
    ASSERT_EQ(duty.triggered, duty.starts_at.has_value()) << round << duty.id;
    if (duty.due_at) {
      ASSERT_GE(*duty.due_at, *duty.starts_at) << round << duty.id;
    }
    if (duty.state == ClockState::running && duty.due_at) {
      ASSERT_LE(now, *duty.due_at) << round << duty.id;
    }
    if (duty.state == ClockState::paused) {
      ASSERT_EQ(duty.id, "EU-TCO-1H") << round;
      ASSERT_FALSE(duty.due_at) << round;
    }
    const bool is_hard = duty.triggered && duty.state == ClockState::running && duty.due_at && !duty.is_target &&
                         duty.bearer == Bearer::provider && duty.step == Step::take_down;
    if (is_hard && (!earliest || *duty.due_at < *earliest)) earliest = duty.due_at;
    if (!duty.leads) continue;
    ++leaders;
    ASSERT_TRUE(duty.triggered && duty.state == ClockState::running && duty.bearer == Bearer::provider)
        << round << duty.id;
  }
  ASSERT_LE(leaders, 1) << round;
  for (const auto& duty : evaluation.duties) {
    if (!duty.leads || !earliest) continue;
    ASSERT_FALSE(duty.is_target) << round << duty.id;
    ASSERT_LE(*duty.due_at, *earliest) << round << duty.id;
  }
}

TEST(Invariants, HoldForAnyNoticeAndAnyHistory) {
  const std::uint64_t seed = 20260220;
  Dice dice{std::mt19937_64(seed)};
  for (int i = 0; i < 1500; ++i) {
    const std::string round = "seed " + std::to_string(seed) + " round " + std::to_string(i) + " ";
    const Facts facts = random_facts(dice);
    const Instant now = facts.sent_at + Milliseconds{dice.roll(2'000'000'000)};
    const auto evaluation = evaluate(shipped(), facts, now);
    ASSERT_NO_FATAL_FAILURE(expect_sound(evaluation, now, round));

    // No deadline moves without an event that says why.
    Facts quiet = facts;
    std::erase_if(quiet.then, can_move_a_clock);
    const auto still = evaluate(shipped(), quiet, now);
    ASSERT_EQ(still.duties.size(), evaluation.duties.size()) << round;
    for (std::size_t k = 0; k < still.duties.size(); ++k) {
      const auto& moved = evaluation.duties[k];
      if (moved.due_at == still.duties[k].due_at && moved.state == still.duties[k].state) continue;
      ASSERT_GT(moved.reason.size(), still.duties[k].reason.size()) << round << moved.id;
      ASSERT_TRUE(says(moved, "An extension was granted") || says(moved, "the clock stands still"))
          << round << moved.id;
    }

    // Later eyes see the same deadlines.
    const auto later = evaluate(shipped(), facts, now + std::chrono::hours{24 * 400});
    for (std::size_t k = 0; k < later.duties.size(); ++k) {
      ASSERT_EQ(later.duties[k].due_at, evaluation.duties[k].due_at) << round << later.duties[k].id;
      ASSERT_FALSE(later.duties[k].state == ClockState::running && evaluation.duties[k].state != ClockState::running)
          << round << later.duties[k].id;
    }
  }
}

}  // namespace
}  // namespace redress::law
