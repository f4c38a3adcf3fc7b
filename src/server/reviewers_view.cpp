// SPDX-License-Identifier: Apache-2.0
#include "server/reviewers_view.hpp"

#include <algorithm>

#include "report/figure_words.hpp"

namespace redress::server {
namespace {

using report::Group;

// What nothing can be said of.
constexpr const char* none = "–";

struct Say {
  const FiguresWords& words;

  [[nodiscard]] std::string operator()(std::string_view key, const report::Arguments& arguments = {}) const {
    return words.messages.text(words.language, key, arguments);
  }
  [[nodiscard]] std::string percent(double share) const { return report::render_percent(words.language, share); }
  [[nodiscard]] std::string outcome(cases::Outcome outcome) const {
    return (*this)(std::string("outcome_said.").append(cases::render(outcome)));
  }
};

Json count_row(std::string name, std::uint64_t count) {
  return {{"name", std::move(name)}, {"value", std::to_string(count)}, {"interval", ""}, {"cases", ""}};
}

Json share_row(const Say& say, std::string name, std::uint64_t hits, std::uint64_t count) {
  const auto share = report::find_share(hits, count);
  return {{"name", std::move(name)},
          {"value", share ? say.percent(share->value) : none},
          {"interval", share ? say.percent(share->low) + " – " + say.percent(share->high) : none},
          {"cases", std::to_string(count)}};
}

Json time_row(const Say& say, std::string name, std::optional<Milliseconds> span, std::uint64_t count) {
  return {{"name", std::move(name)},
          {"value", span ? report::render_span_at_most(say.words.language, *span) : none},
          {"interval", ""},
          {"cases", std::to_string(count)}};
}

std::string render_kappa(const Say& say, const report::Agreement& looks) {
  if (looks.count() == 0) return none;
  const auto kappa = looks.find_kappa();
  if (!kappa) return say("console.reviewers.kappa.none");
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.2f", *kappa);
  return text.data();
}

Json kappa_row(const Say& say, const report::Agreement& looks) {
  return {{"name", say("console.reviewers.kappa")},
          {"value", render_kappa(say, looks)},
          {"interval", ""},
          {"cases", std::to_string(looks.count())}};
}

Json tell_decisions(const Say& say, const Group& group) {
  return {count_row(say("transparency.decisions.made"), group.decisions),
          count_row(say("console.reviewers.holding"), group.holding),
          share_row(say, say("transparency.reversed.share"), group.reversed, group.decisions),
          share_row(say, say("console.reviewers.holding_reversed"), group.holding_reversed, group.holding),
          share_row(say, say("console.reviewers.appealed"), group.appealed, group.decisions),
          share_row(say, say("transparency.appeals.upheld"), group.upheld, group.appeals)};
}

Json tell_looks(const Say& say, const Group& group) {
  return {
      count_row(say("transparency.looks.picked"), group.looks_picked),
      share_row(say, say("transparency.looks.agreed"), group.looks_agreed, group.looks_agreed + group.looks_disagreed),
      kappa_row(say, group.looks)};
}

Json tell_down(const Say& say, const Group& group) {
  const auto& down = group.down;
  Json rows{time_row(say, say("transparency.gone.median"), down.find_rank(0.5), down.count()),
            time_row(say, say("transparency.gone.p90"), down.find_rank(0.9), down.count()),
            time_row(say, say("transparency.gone.longest"), down.find_longest(), down.count())};
  for (const int hours : {1, 2, 24}) {
    rows.push_back(share_row(say, say("transparency.within", {{"hours", std::to_string(hours)}}),
                             down.count_within(std::chrono::hours{hours}), down.count()));
  }
  return rows;
}

Json tell_pairs(const Say& say, const report::Agreement& looks) {
  Json pairs = Json::array();
  for (const auto first : outcomes) {
    for (const auto second : outcomes) {
      const auto count = looks.count(first, second);
      if (count == 0) continue;
      pairs.push_back({{"first", say.outcome(first)}, {"second", say.outcome(second)}, {"count", count}});
    }
  }
  return pairs;
}

}  // namespace

void put_reviewers(const FiguresWords& words, const report::Month& period, Json& view) {
  const Say say{words};
  view["reviewers"] = Json::array();
  for (const auto& [name, group] : period.reviewers) {
    const Json sections{{{"title", say("transparency.decisions")}, {"rows", tell_decisions(say, group)}},
                        {{"title", say("transparency.looks")}, {"rows", tell_looks(say, group)}},
                        {{"title", say("transparency.wrong")}, {"rows", tell_down(say, group)}}};
    view["reviewers"].push_back({{"name", name == report::others ? say("console.reviewers.others") : name},
                                 {"sections", sections},
                                 {"pairs", tell_pairs(say, group.looks)},
                                 {"has_pairs", group.looks.count() > 0}});
  }
  view["has_reviewers"] = !period.reviewers.empty();
}

}  // namespace redress::server
