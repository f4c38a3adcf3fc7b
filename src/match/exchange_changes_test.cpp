// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_changes.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <tuple>

namespace redress::match {
namespace {

ExchangeEntry live(std::string ref, std::string signal, std::int64_t at = 0, Opinion opinion = Opinion::seed) {
  ExchangeEntry entry;
  entry.source_ref = std::move(ref);
  entry.kind = SignalKind::text;
  entry.signal = std::move(signal);
  entry.opinion = opinion;
  entry.changed_at = Instant{at};
  return entry;
}

ExchangeEntry gone(std::string ref, std::int64_t at = 0) {
  ExchangeEntry entry;
  entry.source_ref = std::move(ref);
  entry.is_withdrawn = true;
  entry.changed_at = Instant{at};
  return entry;
}

// What a store does with changes, and no more.
struct Held {
  std::map<std::string, std::vector<ExchangeEntry>> by_ref;

  ExchangeChanges take(const ExchangePage& page) {
    ExchangeChanges changes = apply_page(page, [this](const std::string& ref) { return by_ref[ref]; });
    for (const auto& list : {changes.withdrawn, changes.replaced, changes.added}) {
      for (const ExchangeEntry& entry : list) {
        std::erase_if(by_ref[entry.source_ref], [&](const ExchangeEntry& one) {
          return one.is_withdrawn || (one.kind == entry.kind && one.signal == entry.signal);
        });
      }
    }
    for (const auto& list : {changes.added, changes.replaced}) {
      for (const ExchangeEntry& entry : list) by_ref[entry.source_ref].push_back(entry);
    }
    for (const ExchangeEntry& mark : changes.marks) by_ref[mark.source_ref] = {mark};
    return changes;
  }

  [[nodiscard]] std::map<std::tuple<std::string, std::string>, ExchangeEntry> live_entries() const {
    std::map<std::tuple<std::string, std::string>, ExchangeEntry> found;
    for (const auto& [ref, list] : by_ref) {
      for (const ExchangeEntry& one : list) {
        if (!one.is_withdrawn) found[{ref, one.signal}] = one;
      }
    }
    return found;
  }
};

ExchangePage page_of(std::vector<ExchangeEntry> entries, bool is_in_order = true) {
  ExchangePage page;
  page.entries = std::move(entries);
  page.is_in_order = is_in_order;
  return page;
}

TEST(ExchangeChanges, ASnapshotReplacesAllThatItsRefHad) {
  Held held;
  EXPECT_EQ(held.take(page_of({live("a", "1"), live("a", "2"), live("b", "3")})).added.size(), 3U);
  const auto changes = held.take(page_of({live("a", "2"), live("a", "4", 9, Opinion::positive)}));
  EXPECT_EQ(changes.added.size(), 1U);
  EXPECT_EQ(changes.unchanged_count, 1U);
  ASSERT_EQ(changes.withdrawn.size(), 1U);
  EXPECT_EQ(changes.withdrawn[0].signal, "1");
  EXPECT_TRUE(changes.withdrawn[0].is_withdrawn);
  EXPECT_EQ(held.live_entries().size(), 3U);
  EXPECT_EQ(held.take(page_of({live("b", "3", 0, Opinion::disputed)})).replaced.size(), 1U);
}

TEST(ExchangeChanges, WithdrawnEntriesDisappearAndMayComeBack) {
  Held held;
  (void)held.take(page_of({live("a", "1", 5)}));
  EXPECT_EQ(held.take(page_of({gone("a", 4)})).withdrawn.size(), 1U) << "in order: the place counts, not the time";
  EXPECT_TRUE(held.live_entries().empty());
  EXPECT_EQ(held.take(page_of({gone("a", 4), gone("never seen", 1)})).withdrawn.size(), 0U);
  EXPECT_EQ(held.take(page_of({live("a", "1", 6)})).added.size(), 1U);
  EXPECT_EQ(held.take(page_of({gone("a"), live("a", "1", 6)})).unchanged_count, 1U);
  EXPECT_EQ(held.take(page_of({live("a", "1", 6), gone("a")})).withdrawn.size(), 1U);
}

TEST(ExchangeChanges, WithoutOrderTheLaterTimeCounts) {
  Held held;
  EXPECT_EQ(held.take(page_of({gone("a", 10)}, false)).marks.size(), 1U);
  const auto late = held.take(page_of({live("a", "1", 9)}, false));
  EXPECT_EQ(late.stale_count, 1U) << "an older page that arrived later";
  EXPECT_TRUE(held.live_entries().empty());
  EXPECT_EQ(held.take(page_of({live("a", "1", 10)}, false)).stale_count, 1U) << "of one instant the withdrawal counts";
  EXPECT_EQ(held.take(page_of({live("a", "1", 11)}, false)).added.size(), 1U);
  EXPECT_EQ(held.take(page_of({live("a", "2", 10), gone("a", 9)}, false)).stale_count, 1U);
  const auto both = held.take(page_of({live("a", "3", 12), live("a", "4", 12), live("a", "0", 8)}, false));
  EXPECT_EQ(both.added.size(), 2U);
  EXPECT_EQ(both.withdrawn.size(), 1U);
}

// The plain twin: every record of the stream in one list, and for each ref a look at all of it.
std::map<std::tuple<std::string, std::string>, ExchangeEntry> look_through(const std::vector<ExchangePage>& stream,
                                                                           const std::string& ref, bool by_time) {
  std::vector<ExchangeEntry> mine;
  for (const ExchangePage& page : stream) {
    for (const ExchangeEntry& entry : page.entries) {
      if (entry.source_ref == ref) mine.push_back(entry);
    }
  }
  ExchangeEntry last;
  for (const ExchangeEntry& entry : mine) {
    const bool is_later = entry.changed_at > last.changed_at ||
                          (entry.changed_at == last.changed_at && (entry.is_withdrawn || !last.is_withdrawn));
    if (!by_time || last.source_ref.empty() || is_later) last = entry;
  }
  if (last.source_ref.empty() || last.is_withdrawn) return {};
  return {{{ref, last.signal}, last}};
}

TEST(ExchangeChanges, RandomStreamsEndAsALookThroughAllOfThemSays) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const bool by_time = seed % 2 == 0;
    std::vector<ExchangePage> stream;
    Held held;
    std::int64_t instant = 0;
    for (int pages = 0; pages < 6; ++pages) {
      ExchangePage page = page_of({}, !by_time);
      std::vector<std::string> refs = {"a", "b", "c", "d"};
      std::shuffle(refs.begin(), refs.end(), random);
      for (std::size_t i = 0; i < 3; ++i) {
        // One signal a ref, and no two entries of one instant but a repeated one: those cases have tests of their own.
        instant += 1;
        const std::int64_t at = by_time ? (instant * 7'919) % 10'007 : instant;
        page.entries.push_back(random() % 3 == 0 ? gone(refs[i], at) : live(refs[i], std::to_string(random() % 2), at));
      }
      (void)held.take(page);
      stream.push_back(page);
      if (random() % 4 == 0) (void)held.take(page);  // a page applied twice changes nothing
    }
    std::map<std::tuple<std::string, std::string>, ExchangeEntry> expected;
    for (const char* ref : {"a", "b", "c", "d"}) expected.merge(look_through(stream, ref, by_time));
    EXPECT_EQ(held.live_entries(), expected);
  }
}

}  // namespace
}  // namespace redress::match
