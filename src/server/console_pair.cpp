// SPDX-License-Identifier: Apache-2.0
#include "server/console_pair.hpp"

#include <array>
#include <cstdio>

#include "engine/looks.hpp"

namespace redress::server {
namespace {

struct Place {
  double x = 0;
  double y = 0;
};

std::string render_number(double number) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.3f", number);
  return {text.data(), static_cast<std::size_t>(length)};
}

// A whole copy lies as it does; of anything else it must have been found out.
std::optional<cases::Overlay> overlay_of(const cases::MatchFacts& match) {
  const bool is_whole = match.tier == "exact" || match.tier == "pdq";
  return !match.overlay && is_whole ? cases::Overlay{} : match.overlay;
}

Place apply(const cases::Overlay& by, Place at) {
  return {(by.a * at.x + by.b * at.y + by.left) / 1e6, (by.c * at.x + by.d * at.y + by.top) / 1e6};
}

// Where the original's corners are in the copy.
std::string render_outline(const cases::Overlay& overlay, PictureSize copy) {
  std::string points;
  for (const Place corner : {Place{0, 0}, Place{1, 0}, Place{1, 1}, Place{0, 1}}) {
    const Place at = apply(overlay, corner);
    points += (points.empty() ? "" : " ") + render_number(at.x * copy.width) + "," + render_number(at.y * copy.height);
  }
  return points;
}

// The SVG matrix that draws the copy, one unit across and down, over the original.
std::string render_matrix(const cases::Overlay& copy_of, PictureSize original) {
  std::string text;
  for (const double number :
       {copy_of.a / 1e6 * original.width, copy_of.c / 1e6 * original.height, copy_of.b / 1e6 * original.width,
        copy_of.d / 1e6 * original.height, copy_of.left / 1e6 * original.width, copy_of.top / 1e6 * original.height}) {
    text += (text.empty() ? "" : " ") + render_number(number);
  }
  return text;
}

Json tell_side(const std::string& sha256, PictureSize size, bool is_clear) {
  return {{"src", "/console/media/" + sha256 + (is_clear ? "?clear=1" : "")},
          {"width", std::to_string(size.width)},
          {"height", std::to_string(size.height)}};
}

}  // namespace

Json tell_pair(const Telling& telling, const cases::Case& state, const cases::Item& copy, int clear_item_no) {
  const auto original_no = static_cast<std::size_t>(copy.facts.match ? copy.facts.match->item_no : 0);
  if (original_no == 0 || original_no > state.items.size() || state.items[original_no - 1].no == copy.no) return {};
  const cases::Item& original = state.items[original_no - 1];
  const auto original_size = telling.desk.previews.find_size(original.facts.sha256);
  const auto copy_size = telling.desk.previews.find_size(copy.facts.sha256);
  if (!original_size || !copy_size) return {};
  const bool is_clear = clear_item_no == copy.no;
  Json pair{{"name", "over-" + std::to_string(copy.no)},
            {"summary", telling.say("console.pair", {{"item", std::to_string(original.no)}})},
            {"original", tell_side(original.facts.sha256, *original_size, is_clear)},
            {"copy", tell_side(copy.facts.sha256, *copy_size, is_clear)},
            {"is_clear", is_clear},
            {"is_open", is_clear || copy.facts.match->needs_look}};
  const auto overlay = overlay_of(*copy.facts.match);
  if (!overlay) return pair;
  pair["outline"] = render_outline(*overlay, *copy_size);
  const auto back = engine::invert(*overlay);
  if (!back) return pair;
  pair["over"] = pair["original"];
  pair["over"]["copy_src"] = pair["copy"]["src"];
  pair["over"]["matrix"] = render_matrix(*back, *original_size);
  return pair;
}

}  // namespace redress::server
