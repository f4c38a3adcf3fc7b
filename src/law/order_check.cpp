// SPDX-License-Identifier: Apache-2.0
#include "law/order_check.hpp"

namespace redress::law {
namespace {

// Lower case, letters and digits only, single spaces, one space at each end: " joint secretary meity ".
std::string normalise(std::string_view words) {
  std::string text(" ");
  for (const char c : words) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_word = is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_word) {
      text += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (c != '.' && text.back() != ' ') {
      text += ' ';  // a full stop joins: "D.I.G." is DIG
    }
  }
  if (text.back() != ' ') text += ' ';
  return text;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

bool has_location(const OrderFacts& order) {
  for (const auto& url : order.urls) {
    if (!is_blank(url)) return true;
  }
  return false;
}

std::string check_rank(const Pack& pack, const OrderFacts& order, bool is_police) {
  const Rank* rank = find_rank(pack, order.rank);
  // An unknown or missing rank is told once, under the civil check.
  if (rank == nullptr) {
    if (is_police) return "";
    return is_blank(order.rank) ? "The order does not say the rank of its issuer."
                                : "The rank '" + order.rank + "' is none the list knows, so it cannot be confirmed.";
  }
  if (rank->is_police != is_police || rank->is_enough) return "";
  return "The rank '" + order.rank + "' is too low.";
}

// What is missing, as a sentence; "" when the check passes.
std::string test_order(const Pack& pack, OrderTest test, const OrderFacts& order) {
  switch (test) {
    case OrderTest::court_or_all:
      return "";
    case OrderTest::reasons:
      return is_blank(order.reasons) ? "The order gives no reasons in writing." : "";
    case OrderTest::authorised:
      return order.authorised_in_writing ? "" : "The issuer shows no authorisation by an order in writing.";
    case OrderTest::civil_rank:
      return check_rank(pack, order, false);
    case OrderTest::police_rank:
      return check_rank(pack, order, true);
    case OrderTest::legal_basis:
      if (is_blank(order.provision)) return "The order cites no statutory provision.";
      return is_blank(order.legal_basis) ? "The order states no legal basis." : "";
    case OrderTest::location:
      return has_location(order) ? "" : "The order names no URL, identifier or other exact location.";
  }
  return "";
}

}  // namespace

const Rank* find_rank(const Pack& pack, std::string_view words) {
  const std::string text = normalise(words);
  const Rank* longest = nullptr;
  for (const auto& rank : pack.ranks) {
    const bool is_longer = longest == nullptr || rank.title.size() > longest->title.size();
    if (is_longer && text.find(" " + rank.title + " ") != std::string::npos) longest = &rank;
  }
  return longest;
}

std::vector<OrderDefect> check_order(const Pack& pack, const Checklist& checklist, const Facts& facts) {
  std::vector<OrderDefect> defects;
  if (!facts.order || facts.order->court || facts.channel == Channel::court_order) return defects;
  for (const auto& check : checklist.checks) {
    const std::string missing = test_order(pack, check.test, *facts.order);
    if (missing.empty()) continue;
    defects.push_back({checklist.id + "/" + check.id, missing + " Required: " + check.text + "."});
  }
  return defects;
}

}  // namespace redress::law
