// SPDX-License-Identifier: Apache-2.0
#include "server/figures_view.hpp"

#include <algorithm>
#include <cmath>

#include "report/figure_words.hpp"
#include "server/chart.hpp"

namespace redress::server {
namespace {

using report::Group;
using report::Share;

// What no time or share could be said of.
constexpr const char* none = "–";

struct Say {
  const FiguresWords& words;

  [[nodiscard]] std::string operator()(std::string_view key, const report::Arguments& arguments = {}) const {
    return words.messages.text(words.language, std::string("transparency.").append(key), arguments);
  }
  [[nodiscard]] std::string span(std::optional<Milliseconds> span) const {
    return span ? report::render_span_at_most(words.language, *span) : none;
  }
  [[nodiscard]] std::string percent(double share) const { return report::render_percent(words.language, share); }
  [[nodiscard]] std::string percent(std::uint64_t hits, std::uint64_t count) const {
    const auto share = report::find_share(hits, count);
    return share ? percent(share->value) : none;
  }
  [[nodiscard]] std::string range(std::uint64_t hits, std::uint64_t count) const {
    const auto share = report::find_share(hits, count);
    if (!share) return none;
    return (*this)("range",
                   {{"share", percent(share->value)}, {"low", percent(share->low)}, {"high", percent(share->high)}});
  }
};

Json row(std::string name, std::string value) { return {{"name", std::move(name)}, {"value", std::move(value)}}; }
Json row(std::string name, std::uint64_t count) { return row(std::move(name), std::to_string(count)); }

Json tell_speed(const Say& say, const Group& all) {
  return {row(say("median"), say.span(all.speed.find_rank(0.5))), row(say("p90"), say.span(all.speed.find_rank(0.9))),
          row(say("automatic"), all.on_risk)};
}

Json tell_wrong(const Say& say, const Group& all) {
  Json rows{row(say("down"), all.taken_down),
            row(say("back"), all.put_back),
            row(say("over"), say.range(all.put_back, all.taken_down)),
            row(say("gone.median"), say.span(all.down.find_rank(0.5))),
            row(say("gone.p90"), say.span(all.down.find_rank(0.9))),
            row(say("gone.longest"), say.span(all.down.find_longest()))};
  for (const int hours : {1, 2, 24}) {
    const auto within = all.down.count_within(std::chrono::hours{hours});
    rows.push_back(row(say("within", {{"hours", std::to_string(hours)}}),
                       say.percent(within, std::max(all.put_back, all.down.count()))));
  }
  return rows;
}

Json tell_decisions(const Say& say, const Group& all) {
  return {row(say("decisions.made"), all.decisions),
          row(say("decisions.reversed"), all.reversed),
          row(say("reversed.share"), say.range(all.reversed, all.decisions)),
          row(say("appeals"), all.appeals),
          row(say("appeals.upheld"), all.upheld),
          row(say("interim"), all.interim),
          row(say("interim.decided"), all.interim_decided),
          row(say("interim.lifted"), all.interim_lifted),
          row(say("local"), say.percent(all.territorial, all.measures))};
}

Json tell_looks(const Say& say, const Group& all) {
  const auto looked = all.looks_agreed + all.looks_disagreed;
  return {row(say("looks.picked"), all.looks_picked), row(say("looks.agreed"), all.looks_agreed),
          row(say("looks.disagreed"), all.looks_disagreed),
          row(say("looks.rate"), say.range(all.looks_agreed, looked))};
}

std::string tell_reviewers(const Say& say, const report::Month& period) {
  const auto spread = find_reviewer_spread(period);
  const std::string least = std::to_string(group_decisions_min);
  if (!spread) return say("reviewers.few", {{"count", std::to_string(reviewer_count_min)}, {"least", least}});
  return say("reviewers.spread", {{"count", std::to_string(spread->count)},
                                  {"least", least},
                                  {"lowest", say.percent(spread->lowest)},
                                  {"median", say.percent(spread->median)},
                                  {"highest", say.percent(spread->highest)}});
}

// --- by month ------------------------------------------------------------------------------------------------------
double hours_of(Milliseconds span) { return static_cast<double>(span.count()) / 3'600'000; }

Column speed_of(const Group& group) {
  const auto median = group.speed.find_rank(0.5);
  if (!median) return {};
  return {hours_of(*median), hours_of(*group.speed.find_rank(0.9))};
}
Column over_of(const Group& group) {
  const auto share = report::find_share(group.put_back, group.taken_down);
  return {share ? std::optional<double>(share->value) : std::nullopt};
}

Json tell_month(const Say& say, int month, const Group& group) {
  return {{"month", report::render_month_name(say.words.language, month)},
          {"median", say.span(group.speed.find_rank(0.5))},
          {"p90", say.span(group.speed.find_rank(0.9))},
          {"over", say.percent(group.put_back, group.taken_down)},
          {"parts", std::to_string(group.put_back) + " / " + std::to_string(group.taken_down)}};
}

Json tell_chart(const Say& say, const char* title_key, const std::vector<Column>& columns, const std::string& top,
                int first, int last) {
  const std::string from = report::render_month_name(say.words.language, first);
  const std::string to = report::render_month_name(say.words.language, last);
  Json chart = draw_columns(columns);
  chart["name"] = title_key;
  chart["title"] = say(title_key);
  chart["first"] = from;
  chart["last"] = to;
  chart["described"] = say("chart", {{"first", from}, {"last", to}, {"top", top}});
  return chart;
}

// The newest year of months, side by side: how fast, and how much of it was too much.
void put_months(const Say& say, const std::map<int, Group>& months, Json& view) {
  view["has_months"] = !months.empty();
  if (months.empty()) return;
  const int last = months.rbegin()->first;
  const int first = std::max(months.begin()->first, last - static_cast<int>(chart_month_count) + 1);
  std::vector<Column> speed;
  std::vector<Column> over;
  Json rows = Json::array();
  for (int month = first; month <= last; ++month) {
    const auto found = months.find(month);
    const Group& group = found == months.end() ? Group{} : found->second;
    speed.push_back(speed_of(group));
    over.push_back(over_of(group));
    if (found != months.end()) rows.insert(rows.begin(), tell_month(say, month, group));
  }
  const Milliseconds top{static_cast<std::int64_t>(find_top(speed) * 3'600'000)};
  view["charts"] = {tell_chart(say, "speed", speed, say.span(top), first, last),
                    tell_chart(say, "over", over, say.percent(find_top(over)), first, last)};
  view["charts"][0]["line"] = say("chart.line");
  view["charts"][1]["is_warning"] = true;
  view["months"] = std::move(rows);
}

// --- by group ------------------------------------------------------------------------------------------------------
using NameOf = std::string (*)(const Say&, const std::string&);

std::string name_harm(const Say& say, const std::string& harm) {
  const std::string key = "harm." + harm;
  return say.words.messages.has(key) ? say.words.messages.text(say.words.language, key) : harm;
}
std::string name_language(const Say& say, const std::string& tag) {
  return tag == report::others ? tag : report::render_language_name(say.words.language, tag);
}
std::string name_regime(const Say& say, const std::string& code) {
  if (code == report::others) return code;
  return report::render_country(say.words.language, code) + (code.size() > 2 ? " (" + code + ")" : "");
}

Json tell_group(const Say& say, const std::string& name, const Group& group, double top) {
  Json told{{"name", name}, {"is_small", is_small(group)}};
  if (is_small(group)) {
    told["times"] = say("small", {{"least", std::to_string(group_decisions_min)}});
    return told;
  }
  const auto share = *report::find_share(group.reversed, group.decisions);
  told["decisions"] = group.decisions;
  told["reversed"] = say.percent(share.value);
  told["range"] = say.percent(share.low) + " – " + say.percent(share.high);
  told["chart"] = draw_share(share, top);
  told["over"] = say.percent(group.put_back, group.taken_down);
  told["times"] =
      say("times", {{"speed", say.span(group.speed.find_rank(0.5))}, {"gone", say.span(group.down.find_rank(0.5))}});
  return told;
}

// The widest interval fills the width, in steps of a tenth: bars of one table can be compared.
double find_scale(const std::map<std::string, Group>& groups) {
  double top = 0.1;
  for (const auto& [key, group] : groups) {
    const auto share = report::find_share(group.reversed, group.decisions);
    if (!is_small(group) && share) top = std::max(top, share->high);
  }
  return std::min(1.0, std::ceil(top * 10) / 10);
}

Json tell_groups(const Say& say, const char* key, const std::map<std::string, Group>& groups, NameOf name_of) {
  std::vector<std::pair<std::string, const Group*>> largest;
  for (const auto& [name, group] : groups) largest.emplace_back(name, &group);
  std::stable_sort(largest.begin(), largest.end(),
                   [](const auto& a, const auto& b) { return a.second->decisions > b.second->decisions; });
  if (largest.size() > shown_group_count_max) largest.resize(shown_group_count_max);
  const double top = find_scale(groups);
  Json rows = Json::array();
  for (const auto& [name, group] : largest) rows.push_back(tell_group(say, name_of(say, name), *group, top));
  return {{"title", say(key)}, {"rows", std::move(rows)}, {"has_rows", !largest.empty()}};
}

// --- orders --------------------------------------------------------------------------------------------------------
void put_orders(const Say& say, const report::Month& period, Json& view) {
  std::map<std::string, std::uint64_t> defects;
  std::vector<std::pair<std::string, const report::Orders*>> most;
  for (const auto& [issuer, orders] : period.issuers) {
    most.emplace_back(issuer == report::others ? say("orders.others") : issuer, &orders);
    for (const auto& [check, count] : orders.defects) defects[check] += count;
  }
  std::stable_sort(most.begin(), most.end(),
                   [](const auto& a, const auto& b) { return a.second->received > b.second->received; });
  if (most.size() > shown_issuer_count_max) most.resize(shown_issuer_count_max);
  view["issuers"] = Json::array();
  for (const auto& [issuer, orders] : most) {
    Json facts{row(say("orders.received"), orders->received),       row(say("orders.defective"), orders->defective),
               row(say("orders.returned"), orders->returned),       row(say("orders.acted"), orders->followed),
               row(say("orders.turned_down"), orders->turned_down), row(say("decisions.reversed"), orders->reversed)};
    view["issuers"].push_back({{"issuer", issuer}, {"facts", std::move(facts)}});
  }
  view["has_orders"] = !most.empty();
  view["has_defects"] = !defects.empty();
  view["defects"] = Json::array();
  for (const auto& [check, count] : defects) view["defects"].push_back({{"check", check}, {"count", count}});
}

}  // namespace

void put_period(const FiguresWords& words, const Figures& figures, std::optional<int> month, Json& view) {
  const Say say{words};
  Json choices = Json::array();
  for (const auto& [at, group] : figures.months) {
    Json choice{{"value", report::render_month(at)},
                {"name", report::render_month_name(say.words.language, at)},
                {"is_chosen", month == at}};
    choices.insert(choices.begin(), std::move(choice));
  }
  view["choices"] = std::move(choices);
  view["period"] = month ? report::render_month_name(say.words.language, *month) : say("period.all");
  view["query"] = month ? "?month=" + report::render_month(*month) : "";
}

void put_figures(const FiguresWords& words, const Figures& figures, std::optional<int> month, Json& view) {
  const Say say{words};
  const auto& period = figures.period;
  put_period(words, figures, month, view);
  put_months(say, figures.months, view);
  view["speed_rows"] = tell_speed(say, period.all);
  view["wrong_rows"] = tell_wrong(say, period.all);
  view["decision_rows"] = tell_decisions(say, period.all);
  view["look_rows"] = tell_looks(say, period.all);
  view["reviewers"] = tell_reviewers(say, period);
  view["groups"] = {tell_groups(say, "by.harm", period.harms, name_harm),
                    tell_groups(say, "by.language", period.languages, name_language),
                    tell_groups(say, "by.regime", period.regimes, name_regime)};
  put_orders(say, period, view);
}

}  // namespace redress::server
