// SPDX-License-Identifier: Apache-2.0
// The shipped packs against the research they were made from, and the table that documents them.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <set>
#include <sstream>

#include "law/test_rulebook.hpp"

namespace redress::law {
namespace {

std::filesystem::path research_table() {
  if (const char* data = std::getenv("REDRESS_TEST_DATA"); data != nullptr) {
    return std::filesystem::path(data) / ".." / "reference" / "regimes.yaml";
  }
  return "../shared/reference/regimes.yaml";
}

std::string show(const YAML::Node& node) {
  std::ostringstream text;
  text << node;
  return text.str();
}

bool is_same(const YAML::Node& a, const YAML::Node& b) {
  if (a.IsNull() || b.IsNull()) return a.IsNull() && b.IsNull();
  if (a.IsScalar() && b.IsScalar()) return a.Scalar() == b.Scalar();
  if (a.Type() != b.Type() || a.size() != b.size()) return false;
  if (a.IsSequence()) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!is_same(a[i], b[i])) return false;
    }
    return true;
  }
  for (const auto& entry : a) {
    const YAML::Node other = b[entry.first.Scalar()];
    if (!other.IsDefined() || !is_same(entry.second, other)) return false;
  }
  return true;
}

// Every key of the research row is in the pack's row, or among its details, with the same value.
void expect_kept(const YAML::Node& research, const YAML::Node& pack, const YAML::Node& row, const std::string& name) {
  for (const auto& entry : research) {
    const std::string key = entry.first.Scalar();
    if (key == "jurisdiction") {
      EXPECT_EQ(entry.second.Scalar(), pack["pack"]["jurisdiction"].Scalar()) << name;
    } else if (key == "source") {
      ASSERT_EQ(entry.second.size(), row["source"].size()) << name;
      for (std::size_t i = 0; i < entry.second.size(); ++i) {
        const YAML::Node source = entry.second[i];
        EXPECT_EQ(source["key"].Scalar(), row["source"][i].Scalar()) << name;
        const YAML::Node kept = pack["sources"][source["key"].Scalar()];
        ASSERT_TRUE(kept.IsDefined()) << name << " " << source["key"];
        EXPECT_TRUE(is_same(source["title"], kept["title"]) && is_same(source["url"], kept["url"])) << name;
      }
    } else {
      const bool is_detail = !row[key].IsDefined() && row["details"].IsDefined();
      const YAML::Node kept = is_detail ? row["details"][key] : row[key];
      ASSERT_TRUE(kept.IsDefined()) << name << " lost " << key;
      EXPECT_TRUE(is_same(entry.second, kept))
          << name << "." << key << ": " << show(entry.second) << " / " << show(kept);
    }
  }
}

YAML::Node find_row(const YAML::Node& list, const std::string& key, const std::string& value) {
  for (const auto& row : list) {
    if (row[key].IsDefined() && row[key].Scalar() == value) return row;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

struct Research {
  YAML::Node table;
  std::map<std::string, YAML::Node> packs;
};

Research load_research() {
  Research research{YAML::LoadFile(research_table().string()), {}};
  for (const auto& [path, text] : read_statutes()) {
    const YAML::Node pack = YAML::Load(text);
    research.packs.emplace(pack["pack"]["jurisdiction"].Scalar(), pack);
  }
  return research;
}

TEST(Statutes, NothingOfTheResearchTableWasLost) {
  if (!std::filesystem::exists(research_table())) GTEST_SKIP() << "skipped: no test data";
  const Research research = load_research();
  std::size_t count = 0;
  for (const auto& [section, key] : {std::pair{"duties", "id"}, {"penalties", "id"}, {"time_rules", "rule"}}) {
    for (const auto& row : research.table[section]) {
      const YAML::Node pack = research.packs.at(row["jurisdiction"].Scalar());
      const YAML::Node kept = find_row(pack[section], key, row[key].Scalar());
      ASSERT_TRUE(kept.IsDefined()) << section << " lost " << row[key];
      expect_kept(row, pack, kept, row[key].Scalar());
      ++count;
    }
  }
  EXPECT_EQ(count, 110U + 27U + 13U);
  for (const auto& ladder : research.table["ladders"]) {
    const std::string regime = ladder["regime"].Scalar();
    const YAML::Node pack = research.packs.at(regime.substr(0, 2));
    const YAML::Node kept = find_row(pack["ladders"], "regime", regime);
    ASSERT_TRUE(kept.IsDefined()) << regime;
    expect_kept(ladder, pack, kept, regime);
  }
}

TEST(Statutes, TheIndianListsOfTheResearchTableAreWhole) {
  if (!std::filesystem::exists(research_table())) GTEST_SKIP() << "skipped: no test data";
  const Research research = load_research();
  const YAML::Node india = research.packs.at("IN");
  ASSERT_EQ(research.table["harm_map_in"].size(), india["harm_map"]["limbs"].size());
  for (const auto& limb : research.table["harm_map_in"]) {
    const YAML::Node kept = find_row(india["harm_map"]["limbs"], "limb", limb["limb"].Scalar());
    ASSERT_TRUE(kept.IsDefined()) << limb["limb"];
    expect_kept(limb, india, kept, limb["limb"].Scalar());
  }
  for (const auto& list : research.table["validity_checklists"]) {
    const YAML::Node kept = find_row(india["validity_checklists"], "id", list.first.Scalar());
    ASSERT_TRUE(kept.IsDefined());
    ASSERT_EQ(list.second["checks"].size(), kept["checks"].size());
    for (std::size_t i = 0; i < kept["checks"].size(); ++i) {
      for (const auto& entry : list.second["checks"][i]) {
        EXPECT_TRUE(is_same(entry.second, kept["checks"][i][entry.first.Scalar()])) << entry.first;
      }
    }
    EXPECT_TRUE(is_same(list.second["effect_if_failed"], kept["effect_if_failed"]));
  }
}

TEST(Statutes, ThereAreOneHundredAndTenDutiesInTwentyTwoPacks) {
  std::set<std::string> ids;
  std::size_t penalties = 0;
  for (const auto* duty : list_duties(shipped())) ids.insert(duty->id);
  for (const auto& [jurisdiction, pack] : shipped().packs) penalties += pack.penalties.size();
  EXPECT_EQ(shipped().packs.size(), 22U);
  EXPECT_EQ(ids.size(), 110U);
  EXPECT_EQ(penalties, 27U);
  EXPECT_EQ(shipped().packs.at("IN").duties.size(), 30U);
  EXPECT_EQ(shipped().packs.at("EU").duties.size(), 24U);
  EXPECT_EQ(find_duty(shipped(), "IN-NCII-2H")->clock, "PT2H");
  EXPECT_EQ(find_duty(shipped(), "IN-NCII-3H"), nullptr);
}

// A hard clock to take something down is never left without a reversible fall-back.
TEST(Statutes, EveryHardTakeDownRestrictsWhenAtRisk) {
  for (const auto* duty : list_duties(shipped())) {
    const bool is_hard = duty->clock_kind == ClockKind::hard_max && duty->step == Step::take_down;
    EXPECT_EQ(duty->on_risk == OnRisk::restrict, is_hard) << duty->id;
  }
}

TEST(Statutes, OnlyTheTerroristContentClockRestarts) {
  for (const auto* duty : list_duties(shipped())) {
    EXPECT_EQ(duty->restarts_on_clarification, duty->id == "EU-TCO-1H") << duty->id;
    EXPECT_EQ(duty->has_merits_exit, duty->id == "GB-OSA-NCII-48H") << duty->id;
  }
}

// 5 U.S.C. 6103 again, by rule instead of by list.
TEST(Statutes, TheAmericanHolidaysAreThoseOfTheStatute) {
  using namespace std::chrono;
  std::set<sys_days> expected;
  const auto observed = [](sys_days day) {
    if (weekday{day} == Saturday) return day - days{1};
    if (weekday{day} == Sunday) return day + days{1};
    return day;
  };
  for (int y = 2024; y <= 2033; ++y) {
    const year_month_weekday mondays[] = {year{y} / January / Monday[3], year{y} / February / Monday[3],
                                          year{y} / September / Monday[1], year{y} / October / Monday[2],
                                          year{y} / November / Thursday[4]};
    for (const auto& day : mondays) expected.insert(sys_days{day});
    expected.insert(sys_days{year{y} / May / Monday[last]});
    for (const auto& day : {year{y} / January / 1, year{y} / June / 19, year{y} / July / 4, year{y} / November / 11,
                            year{y} / December / 25}) {
      expected.insert(observed(sys_days{day}));
    }
  }
  const auto& listed = shipped().packs.at("US").working.holidays;
  EXPECT_EQ(std::vector<sys_days>(expected.begin(), expected.end()), listed);
}

std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

std::string dates(const Duty& duty) {
  const std::string from = duty.in_force_from ? render_civil_date(*duty.in_force_from) : "—";
  return duty.in_force_until ? from + " to " + render_civil_date(*duty.in_force_until) : from;
}

std::string render_table(const Rulebook& rulebook) {
  std::ostringstream text;
  text << "# Statute table\n\n"
          "Every duty of every shipped regime pack, generated from `statutes/*.yaml` (do not edit; see "
          "[statute-packs.md](statute-packs.md)).\n"
          "Research, not legal advice. A source without an address was not opened and says so.\n";
  for (const auto& [jurisdiction, pack] : rulebook.packs) {
    text << "\n## " << jurisdiction << " " << pack.title << "\n\nAs at " << render_civil_date(pack.as_at)
         << ", counted in " << pack.zone.name() << ".\n\n"
         << "| duty | provision | clock | starts | who must act | in force | status | at risk | confidence | source |\n"
         << "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const auto& duty : pack.duties) {
      const Source& source = pack.sources.at(duty.source.front());
      const bool is_link = source.url.rfind("http", 0) == 0;
      text << "| " << duty.id << " | " << cell(duty.instrument) << ", " << cell(duty.provision) << " | "
           << cell(duty.clock) << " | " << cell(duty.starts_at) << " | " << render(duty.bearer) << " | " << dates(duty)
           << " | " << render(duty.status) << " | " << render(duty.on_risk) << " | " << render(duty.confidence) << " | "
           << (is_link ? "[" + source.key + "](" + source.url + ")" : source.key + ": " + cell(source.title)) << " |\n";
    }
  }
  return text.str();
}

TEST(Statutes, TheReferenceTableIsCurrent) {
  const std::filesystem::path path = "docs/reference/statute-table.md";
  const std::string table = render_table(shipped());
  if (std::getenv("REDRESS_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << table;
  }
  EXPECT_TRUE(read_test_file(path) == table)
      << path << " is not what the packs say; from the repository's root run\n"
      << "  REDRESS_UPDATE_GOLDEN=1 build/src/law/law_test --gtest_filter=Statutes.TheReferenceTableIsCurrent";
}

}  // namespace
}  // namespace redress::law
