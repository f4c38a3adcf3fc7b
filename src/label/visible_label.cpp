// SPDX-License-Identifier: Apache-2.0
#include "label/visible_label.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace redress::label {
namespace {

// One family a script; Pango takes the next where one lacks a letter.
constexpr const char* families =
    "Noto Sans,Noto Sans Devanagari,Noto Sans Bengali,Noto Sans Tamil,Noto Sans Telugu,Noto Nastaliq Urdu,"
    "Noto Sans CJK SC";
constexpr double trial_px = 100;    // letters are measured at this size, then drawn at the one that is needed
constexpr double glyph_px_min = 9;  // smaller ones cannot be read at any size of picture
constexpr int grow_count_max = 8;   // by a fiftieth each
constexpr double padding = 0.7;     // of a glyph's height, around the words
constexpr double margin = 0.5;      // and between the box and the picture's edge

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct EndContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
struct EndSurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct EndIterator {
  void operator()(PangoLayoutIter* iterator) const { pango_layout_iter_free(iterator); }
};
struct EndFont {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

// The words, shaped.
class Line {
 public:
  explicit Line(std::string_view words)
      : fonts_(pango_cairo_font_map_new()),
        context_(pango_font_map_create_context(fonts_.get())),
        layout_(pango_layout_new(context_.get())),
        font_(pango_font_description_from_string(families)) {
    pango_layout_set_text(layout_.get(), words.data(), static_cast<int>(words.size()));
    pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD);
    pango_layout_set_alignment(layout_.get(), PANGO_ALIGN_CENTER);
  }

  void set_size(double px) {
    pango_font_description_set_absolute_size(font_.get(), px * PANGO_SCALE);
    pango_layout_set_font_description(layout_.get(), font_.get());
  }
  void set_width(double px) { pango_layout_set_width(layout_.get(), static_cast<int>(px * PANGO_SCALE)); }

  [[nodiscard]] bool has_all_letters() const { return pango_layout_get_unknown_glyphs_count(layout_.get()) == 0; }
  [[nodiscard]] PangoRectangle ink_px() const {
    PangoRectangle ink;
    pango_layout_get_pixel_extents(layout_.get(), &ink, nullptr);
    return ink;
  }

  // The middle one of the letters' heights. Joined letters count as one.
  [[nodiscard]] double glyph_height_px() const {
    std::vector<int> heights;
    const std::unique_ptr<PangoLayoutIter, EndIterator> at(pango_layout_get_iter(layout_.get()));
    do {
      PangoRectangle ink;
      pango_layout_iter_get_cluster_extents(at.get(), &ink, nullptr);
      if (ink.height > 0) heights.push_back(ink.height);
    } while (pango_layout_iter_next_cluster(at.get()) != 0);
    if (heights.empty()) return 0;
    const auto middle = heights.begin() + static_cast<std::ptrdiff_t>((heights.size() - 1) / 2);
    std::nth_element(heights.begin(), middle, heights.end());
    return static_cast<double>(*middle) / PANGO_SCALE;
  }

  void draw(cairo_t* onto) const { pango_cairo_show_layout(onto, layout_.get()); }

 private:
  std::unique_ptr<PangoFontMap, Unref> fonts_;
  std::unique_ptr<PangoContext, Unref> context_;
  std::unique_ptr<PangoLayout, Unref> layout_;
  std::unique_ptr<PangoFontDescription, EndFont> font_;
};

// How much of each pixel the box covers, and how much of it the words.
struct Stamp {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Bytes box;
  Bytes words;
};

void draw_round_box(cairo_t* onto, double width, double height, double radius) {
  const double quarter = std::acos(0.0);
  cairo_new_sub_path(onto);
  cairo_arc(onto, width - radius, radius, radius, -quarter, 0);
  cairo_arc(onto, width - radius, height - radius, radius, 0, quarter);
  cairo_arc(onto, radius, height - radius, radius, quarter, 2 * quarter);
  cairo_arc(onto, radius, radius, radius, 2 * quarter, 3 * quarter);
  cairo_close_path(onto);
  cairo_fill(onto);
}

template <class Draw>
Bytes draw_cover(std::uint32_t width, std::uint32_t height, Draw draw) {
  const std::unique_ptr<cairo_surface_t, EndSurface> surface(
      cairo_image_surface_create(CAIRO_FORMAT_A8, static_cast<int>(width), static_cast<int>(height)));
  {
    const std::unique_ptr<cairo_t, EndContext> context(cairo_create(surface.get()));
    draw(context.get());
  }
  cairo_surface_flush(surface.get());
  const std::uint8_t* from = cairo_image_surface_get_data(surface.get());
  CHECK(from != nullptr);
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  Bytes cover;
  cover.reserve(std::size_t{width} * height);
  for (std::uint32_t y = 0; y < height; ++y) cover.insert(cover.end(), from + y * stride, from + y * stride + width);
  return cover;
}

Stamp make_stamp(const Line& line, double glyph_px) {
  const PangoRectangle ink = line.ink_px();
  const double space = std::ceil(padding * glyph_px);
  Stamp stamp;
  stamp.width = static_cast<std::uint32_t>(ink.width + 2 * space);
  stamp.height = static_cast<std::uint32_t>(ink.height + 2 * space);
  stamp.box = draw_cover(stamp.width, stamp.height,
                         [&](cairo_t* onto) { draw_round_box(onto, stamp.width, stamp.height, space * 0.8); });
  stamp.words = draw_cover(stamp.width, stamp.height, [&](cairo_t* onto) {
    cairo_move_to(onto, space - ink.x, space - ink.y);
    line.draw(onto);
  });
  return stamp;
}

double mean_step(const media::Plane& luma, const media::Box& box) {
  double sum = 0;
  for (std::uint32_t y = box.top; y + 1 < box.top + box.height; ++y) {
    const std::uint8_t* row = luma.row(y);
    for (std::uint32_t x = box.left; x + 1 < box.left + box.width; ++x) {
      sum += std::abs(row[x + 1] - row[x]) + std::abs(luma.row(y + 1)[x] - row[x]);
    }
  }
  return sum;
}

media::Box place(const media::Plane& luma, const Stamp& stamp, std::uint32_t gap, Corner corner) {
  const std::uint32_t right = luma.width - stamp.width - gap;
  const std::uint32_t bottom = luma.height - stamp.height - gap;
  const std::array<media::Box, 4> boxes = {{{gap, gap, stamp.width, stamp.height},
                                            {right, gap, stamp.width, stamp.height},
                                            {gap, bottom, stamp.width, stamp.height},
                                            {right, bottom, stamp.width, stamp.height}}};
  if (corner != Corner::least_detail) return boxes.at(static_cast<std::size_t>(corner) - 1);
  return *std::min_element(boxes.begin(), boxes.end(), [&](const media::Box& a, const media::Box& b) {
    return mean_step(luma, a) < mean_step(luma, b);
  });
}

bool is_light(const media::Plane& luma, const media::Box& box) {
  std::uint64_t sum = 0;
  for (std::uint32_t y = box.top; y < box.top + box.height; ++y) {
    for (std::uint32_t x = box.left; x < box.left + box.width; ++x) sum += luma.row(y)[x];
  }
  return sum > std::uint64_t{110} * box.width * box.height;
}

double relative_luminance(const std::uint8_t* rgb) {
  const auto linear = [](std::uint8_t value) {
    const double share = value / 255.0;
    return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

// Between the words and what is around them, as drawn: the means of what either covers wholly.
double measure_contrast(const media::Pixels& pixels, const media::Box& box, const Stamp& stamp) {
  std::array<double, 2> sums{};
  std::array<double, 2> counts{};
  for (std::uint32_t y = 0; y < box.height; ++y) {
    for (std::uint32_t x = 0; x < box.width; ++x) {
      const std::size_t i = std::size_t{y} * box.width + x;
      const bool is_word = stamp.words[i] == 255;
      if (!is_word && (stamp.words[i] != 0 || stamp.box[i] != 255)) continue;
      const std::size_t at = std::size_t{box.top + y} * pixels.width + box.left + x;
      sums.at(is_word ? 1 : 0) += relative_luminance(pixels.rgb.data() + 3 * at);
      counts.at(is_word ? 1 : 0) += 1;
    }
  }
  if (counts[0] == 0 || counts[1] == 0) return 1;
  const double ground = sums[0] / counts[0] + 0.05;
  const double words = sums[1] / counts[1] + 0.05;
  return std::max(ground, words) / std::min(ground, words);
}

void print(media::Pixels& pixels, const media::Box& box, const Stamp& stamp, bool is_dark) {
  const auto mix = [](unsigned under, unsigned over, unsigned cover) {
    return (under * (255 - cover) + over * cover + 127) / 255;
  };
  for (std::uint32_t y = 0; y < box.height; ++y) {
    for (std::uint32_t x = 0; x < box.width; ++x) {
      const std::size_t i = std::size_t{y} * box.width + x;
      std::uint8_t* rgb = pixels.rgb.data() + 3 * (std::size_t{box.top + y} * pixels.width + box.left + x);
      for (int channel = 0; channel < 3; ++channel) {
        const unsigned boxed = mix(rgb[channel], is_dark ? 0 : 255, stamp.box[i]);
        rgb[channel] = static_cast<std::uint8_t>(mix(boxed, is_dark ? 255 : 0, stamp.words[i]));
      }
    }
  }
}

}  // namespace

Result<Corner> parse_corner(std::string_view text) {
  constexpr std::array<std::string_view, 5> names = {"least-detail", "top-left", "top-right", "bottom-left",
                                                     "bottom-right"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (text == names.at(i)) return static_cast<Corner>(i);
  }
  return Error{Code::invalid, "the corner is least-detail, top-left, top-right, bottom-left or bottom-right"};
}

Result<VisibleLabel> draw_visible_label(media::Pixels& pixels, std::string_view words, Corner corner) {
  Line line(words);
  line.set_size(trial_px);
  if (!line.has_all_letters()) {
    return Error{Code::unavailable,
                 "no installed font has all letters of the label: install fonts-noto-core and fonts-noto-cjk"};
  }
  const double trial_height = line.glyph_height_px();
  CHECK(trial_height > 0);
  const double wanted = std::max(std::ceil(glyph_share_min * std::min(pixels.width, pixels.height)), glyph_px_min);
  const auto gap = static_cast<std::uint32_t>(std::ceil(margin * wanted));
  double size = trial_px * wanted / trial_height;
  line.set_size(size);
  // The font's own rounding at this size may have taken a pixel back.
  for (int i = 0; i < grow_count_max && line.glyph_height_px() < wanted; ++i) line.set_size(size *= 1.02);
  line.set_width(pixels.width - 2 * (gap + std::ceil(padding * wanted)));
  const Stamp stamp = make_stamp(line, wanted);
  if (stamp.width + 2 * gap > pixels.width || stamp.height + 2 * gap > pixels.height) {
    return Error{Code::unsupported, "the picture is too small for words that can be read"};
  }
  const media::Plane luma = media::luma_of(pixels);
  VisibleLabel drawn{place(luma, stamp, gap, corner), line.glyph_height_px(), 0};
  print(pixels, drawn.box, stamp, is_light(luma, drawn.box));
  drawn.contrast = measure_contrast(pixels, drawn.box, stamp);
  return drawn;
}

}  // namespace redress::label
