// SPDX-License-Identifier: Apache-2.0
#include "server/figures.hpp"

#include <algorithm>
#include <array>

namespace redress::server {
namespace {

using report::Group;

constexpr std::array<std::pair<std::string_view, std::uint64_t Group::*>, 18> counts{{
    {"decisions", &Group::decisions},
    {"decisions_holding", &Group::holding},
    {"appeals", &Group::appeals},
    {"appeals_upheld", &Group::upheld},
    {"decisions_appealed", &Group::appealed},
    {"decisions_reversed", &Group::reversed},
    {"decisions_holding_reversed", &Group::holding_reversed},
    {"taken_down", &Group::taken_down},
    {"put_back", &Group::put_back},
    {"measures", &Group::measures},
    {"measures_territorial", &Group::territorial},
    {"precautions", &Group::on_risk},
    {"interim", &Group::interim},
    {"interim_decided", &Group::interim_decided},
    {"interim_lifted", &Group::interim_lifted},
    {"looks_picked", &Group::looks_picked},
    {"looks_agreed", &Group::looks_agreed},
    {"looks_disagreed", &Group::looks_disagreed},
}};
constexpr std::array<std::pair<std::string_view, std::uint64_t report::Orders::*>, 6> order_counts{{
    {"received", &report::Orders::received},
    {"defective", &report::Orders::defective},
    {"sent_back", &report::Orders::returned},
    {"followed", &report::Orders::followed},
    {"turned_down", &report::Orders::turned_down},
    {"reversed", &report::Orders::reversed},
}};

Figure share(std::string_view name, std::uint64_t hits, std::uint64_t count) {
  const auto range = report::find_share(hits, count);
  return {name, range ? std::optional<double>(range->value) : std::nullopt, range, count};
}

Figure time(std::string_view name, std::optional<Milliseconds> span, std::uint64_t count) {
  return {name, span ? std::optional<double>(static_cast<double>(span->count()) / 1'000) : std::nullopt, {}, count};
}

void add_times(std::vector<Figure>& list, const Group& group) {
  const auto& speed = group.speed;
  list.push_back(time("first_measure_median_s", speed.find_rank(0.5), speed.count()));
  list.push_back(time("first_measure_p90_s", speed.find_rank(0.9), speed.count()));
  const auto& down = group.down;
  list.push_back(time("wrongly_down_median_s", down.find_rank(0.5), down.count()));
  list.push_back(time("wrongly_down_p90_s", down.find_rank(0.9), down.count()));
  list.push_back(time("wrongly_down_longest_s", down.find_longest(), down.count()));
  // What the platform has not confirmed yet is not back within anything. Of a reviewer only `down` is counted.
  const auto all = std::max(group.put_back, down.count());
  list.push_back(share("put_back_within_1h", down.count_within(std::chrono::hours{1}), all));
  list.push_back(share("put_back_within_2h", down.count_within(std::chrono::hours{2}), all));
  list.push_back(share("put_back_within_24h", down.count_within(std::chrono::hours{24}), all));
}

// Only what happened: most pairs of outcomes never do.
Json render_looks(const report::Agreement& looks) {
  Json list = Json::array();
  for (const auto first : outcomes) {
    for (const auto second : outcomes) {
      const auto count = looks.count(first, second);
      if (count == 0) continue;
      list.push_back({{"first", cases::render(first)}, {"second", cases::render(second)}, {"count", count}});
    }
  }
  return list;
}

Json render_group(const Group& group) {
  Json json = Json::object();
  for (const auto& figure : list_figures(group)) {
    auto& place = json[std::string(figure.name)];
    if (!figure.value) continue;  // null
    place = *figure.value;
    if (!figure.range) continue;
    place = {
        {"value", figure.range->value}, {"low", figure.range->low}, {"high", figure.range->high}, {"n", figure.count}};
  }
  for (const auto& [name, count] : counts) json[std::string(name)] = group.*count;
  json["looks"] = render_looks(group.looks);
  return json;
}

Json render_groups(const std::map<std::string, Group>& groups) {
  Json list = Json::array();
  for (const auto& [key, group] : groups) {
    Json json = is_small(group) ? Json{{"is_small", true}} : render_group(group);
    json["key"] = key;
    list.push_back(std::move(json));
  }
  return list;
}

Json render_orders(const std::map<std::string, report::Orders>& issuers) {
  Json list = Json::array();
  for (const auto& [issuer, orders] : issuers) {
    Json json{{"issuer", issuer}, {"defects", orders.defects}};
    for (const auto& [name, count] : order_counts) json[std::string(name)] = orders.*count;
    list.push_back(std::move(json));
  }
  return list;
}

// An authority's name may begin like a formula: a spreadsheet must not run it.
std::string quote(std::string_view text) {
  const bool is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  std::string quoted = is_formula ? "\"'" : "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

class Table {
 public:
  explicit Table(std::string period) : period_(std::move(period)) {}

  void add(std::string_view group, std::string_view key, const Figure& figure) {
    if (!figure.value) return;
    add_row(group, key, figure.name, *figure.value);
    if (figure.range) add_number(figure.range->low).add_number(figure.range->high);
    text_ += figure.range ? "," : ",,";
    if (figure.count > 0) text_ += std::to_string(figure.count);
    text_ += "\r\n";
  }
  void add(std::string_view group, std::string_view key, std::string_view name, std::uint64_t count) {
    add_row(group, key, name, static_cast<double>(count));
    text_ += ",,\r\n";
  }
  void add(std::string_view kind, std::string_view key, const Group& group) {
    for (const auto& figure : list_figures(group)) add(kind, key, figure);
  }
  void add(std::string_view kind, const std::map<std::string, Group>& groups) {
    for (const auto& [key, group] : groups) {
      if (!is_small(group)) add(kind, key, group);
    }
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void add_row(std::string_view group, std::string_view key, std::string_view name, double value) {
    text_ += period_ + "," + std::string(group) + "," + quote(key) + "," + std::string(name);
    add_number(value);
    text_ += ',';
  }
  Table& add_number(double value) {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%.6g", value);
    if (!text_.ends_with(',')) text_ += ',';
    text_ += digits.data();
    return *this;
  }

  std::string period_;
  std::string text_ = "period,group,key,figure,value,low,high,n\r\n";
};

}  // namespace

std::vector<Figure> list_figures(const Group& group) {
  std::vector<Figure> list;
  for (const auto& [name, count] : counts) list.push_back({name, static_cast<double>(group.*count), {}, 0});
  list.push_back(share("reversal_rate", group.reversed, group.decisions));
  list.push_back(share("over_removal_rate", group.put_back, group.taken_down));
  list.push_back(share("territorial_share", group.territorial, group.measures));
  list.push_back(share("agreement_rate", group.looks_agreed, group.looks_agreed + group.looks_disagreed));
  list.push_back({"agreement_kappa", group.looks.find_kappa(), {}, group.looks.count()});
  add_times(list, group);
  return list;
}

std::optional<ReviewerSpread> find_reviewer_spread(const report::Month& period) {
  std::vector<double> rates;
  for (const auto& [name, group] : period.reviewers) {
    if (name == report::others || is_small(group)) continue;
    rates.push_back(static_cast<double>(group.reversed) / static_cast<double>(group.decisions));
  }
  if (rates.size() < reviewer_count_min) return std::nullopt;
  std::sort(rates.begin(), rates.end());
  return ReviewerSpread{rates.size(), rates.front(), rates[(rates.size() - 1) / 2], rates.back()};
}

Json render_figures(const Figures& figures, std::optional<int> month, std::uint64_t last_position) {
  const auto& period = figures.period;
  Json months = Json::array();
  for (const auto& [at, group] : figures.months) months.push_back(report::render_month(at));
  Json json{{"period", month ? report::render_month(*month) : "all"},
            {"months", std::move(months)},
            {"position", figures.position},
            {"last_position", last_position},
            {"all", render_group(period.all)},
            {"harms", render_groups(period.harms)},
            {"languages", render_groups(period.languages)},
            {"regimes", render_groups(period.regimes)},
            {"reviewers", nullptr},
            {"orders", render_orders(period.issuers)}};
  if (const auto spread = find_reviewer_spread(period)) {
    json["reviewers"] = {
        {"count", spread->count},
        {"reversal_rate", {{"lowest", spread->lowest}, {"median", spread->median}, {"highest", spread->highest}}}};
  }
  return json;
}

std::string render_figures_csv(const Figures& figures, std::optional<int> month) {
  const auto& period = figures.period;
  Table table(month ? report::render_month(*month) : "all");
  table.add("all", "", period.all);
  table.add("harm", period.harms);
  table.add("language", period.languages);
  table.add("regime", period.regimes);
  if (const auto spread = find_reviewer_spread(period)) {
    table.add("reviewers", "", {"reversal_rate_lowest", spread->lowest, {}, spread->count});
    table.add("reviewers", "", {"reversal_rate_median", spread->median, {}, spread->count});
    table.add("reviewers", "", {"reversal_rate_highest", spread->highest, {}, spread->count});
  }
  for (const auto& [issuer, orders] : period.issuers) {
    for (const auto& [name, count] : order_counts) table.add("orders", issuer, name, orders.*count);
    for (const auto& [check, count] : orders.defects) table.add("defects", issuer, quote(check), count);
  }
  return table.take();
}

Json render_reviewers(const report::Month& period) {
  Json list = Json::array();
  for (const auto& [name, group] : period.reviewers) {
    const Json all = render_group(group);
    Json json{{"name", name}};
    for (const char* const key : {"decisions",
                                  "decisions_holding",
                                  "decisions_appealed",
                                  "decisions_reversed",
                                  "decisions_holding_reversed",
                                  "appeals",
                                  "appeals_upheld",
                                  "reversal_rate",
                                  "looks_picked",
                                  "looks_agreed",
                                  "looks_disagreed",
                                  "agreement_rate",
                                  "agreement_kappa",
                                  "looks",
                                  "wrongly_down_median_s",
                                  "wrongly_down_p90_s",
                                  "wrongly_down_longest_s",
                                  "put_back_within_1h",
                                  "put_back_within_2h",
                                  "put_back_within_24h"}) {
      json[key] = all[key];
    }
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace redress::server
