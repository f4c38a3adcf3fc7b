// SPDX-License-Identifier: Apache-2.0
// server/figures_test.cpp — the figures on the page, in JSON and in CSV: what is too small, what never stands there.
#include "server/figures.hpp"

#include <gtest/gtest.h>

#include "server/chart.hpp"
#include "server/figures_view.hpp"
#include "server/templates.hpp"

namespace redress::server {
namespace {

report::Group group_of(std::uint64_t decisions, std::uint64_t reversed) {
  report::Group group;
  group.decisions = decisions;
  group.reversed = reversed;
  return group;
}

TEST(Figures, AnAuthoritysNameIsNoFormula) {
  Figures figures;
  figures.period.issuers["=1+1\"x"].received = 2;
  const auto csv = render_figures_csv(figures, std::nullopt);
  EXPECT_NE(csv.find("all,orders,\"'=1+1\"\"x\",received,2,,,\r\n"), std::string::npos) << csv;
}

TEST(Figures, AGroupOfNineIsNamedAndNotCounted) {
  Figures figures;
  figures.period.harms = {{"fraud", group_of(9, 1)}, {"ncii", group_of(10, 1)}};
  const auto json = render_figures(figures, std::nullopt, 0);
  EXPECT_EQ(json["harms"][0], (Json{{"key", "fraud"}, {"is_small", true}}));
  EXPECT_EQ(json["harms"][1]["decisions"], 10);
  EXPECT_EQ(render_figures_csv(figures, std::nullopt).find("fraud"), std::string::npos);
}

TEST(Figures, ReviewersAreToldApartOnlyWhenThreeDecidedEnough) {
  report::Month month;
  month.reviewers = {{"asha", group_of(10, 1)}, {"ben", group_of(20, 10)}, {"chen", group_of(9, 9)}};
  EXPECT_FALSE(find_reviewer_spread(month)) << "chen decided nine times";
  month.reviewers["chen"] = group_of(10, 2);
  const auto spread = find_reviewer_spread(month);
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->count, 3U);
  EXPECT_EQ(spread->lowest, 0.1);
  EXPECT_EQ(spread->median, 0.2);
  EXPECT_EQ(spread->highest, 0.5);
  Figures figures;
  figures.period = month;
  const auto text = render_figures(figures, std::nullopt, 0).dump() + render_figures_csv(figures, std::nullopt);
  for (const auto* name : {"asha", "ben", "chen"}) EXPECT_EQ(text.find(name), std::string::npos) << name;
}

// Every table at its limit, in a script of three bytes a letter.
TEST(Figures, ThePageStaysSmallHoweverMuchThereIsToTell) {
  Figures figures;
  const int last = *report::parse_month("2026-11");
  for (int month = last - 40; month <= last; ++month) {
    auto group = group_of(1'000, 123);
    group.taken_down = 900;
    group.put_back = 77;
    for (int i = 1; i <= 50; ++i) group.speed.add(std::chrono::minutes{i * 97});
    for (int i = 1; i <= 50; ++i) group.down.add(std::chrono::minutes{i * 61});
    figures.months[month] = group;
  }
  const auto& group = figures.months[last];
  figures.period.all = group;
  for (const auto harm : law::list_harms()) figures.period.harms[std::string(harm)] = group;
  for (const auto* tag : {"as", "bn", "gu", "hi", "kn", "ml", "mr", "or", "pa", "ta", "te", "ur"}) {
    figures.period.languages[tag] = group;
  }
  for (const auto* code : {"AU", "BR", "DE", "EU", "FR", "GB", "IN", "JP", "KR", "MY", "US", "US-CA"}) {
    figures.period.regimes[code] = group;
  }
  for (const auto* name : {"asha", "ben", "chen"}) figures.period.reviewers[name] = group;
  for (int i = 0; i < 30; ++i) {
    auto& orders = figures.period.issuers["District Cyber Crime Police Station No. " + std::to_string(i)];
    orders.received = 123;
    for (int check = 0; check < 6; ++check) orders.defects["IN-3-1-D/V" + std::to_string(check)] = 9;
  }
  const auto messages = report::Messages::load().value();
  const auto templates = Templates::load(messages).value();
  for (const auto& language : messages.languages()) {
    SCOPED_TRACE(language.code);
    Json view;
    put_figures({messages, language}, figures, std::nullopt, view);
    EXPECT_EQ(view["charts"][0]["bars"].size(), chart_month_count);
    EXPECT_EQ(view["groups"][0]["rows"].size(), shown_group_count_max);
    EXPECT_EQ(view["issuers"].size(), shown_issuer_count_max);
    const auto page = templates.render(language, "transparency", view);
    EXPECT_LT(page.size(), 38'000U) << "before the ledger, its check and the duties; Tamil takes most";
    EXPECT_EQ(page.find("[["), std::string::npos);
    EXPECT_EQ(page.find("asha"), std::string::npos);
  }
}

TEST(Chart, ColumnsStandInTheirPlacesAndTheHighestFillsTheHeight) {
  const std::vector<Column> columns{{1, 4}, {}, {2}};
  EXPECT_EQ(find_top(columns), 4);
  const auto drawn = draw_columns(columns);
  ASSERT_EQ(drawn["bars"].size(), 2U) << "no bar where nothing was counted";
  EXPECT_EQ(drawn["bars"][0], (Json{{"x", "6.00"}, {"y", "30.00"}, {"width", "28.00"}, {"height", "10.00"}}));
  EXPECT_EQ(drawn["bars"][1]["x"], "86.00");
  EXPECT_EQ(drawn["marks"][0]["y"], "0.00");
  EXPECT_TRUE(draw_columns({{0}, {0}})["bars"].empty()) << "nothing but noughts has no height";
}

}  // namespace
}  // namespace redress::server
