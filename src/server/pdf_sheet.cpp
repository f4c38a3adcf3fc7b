// SPDX-License-Identifier: Apache-2.0
#include "server/pdf_sheet.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <array>

namespace redress::server {
namespace {

constexpr double width_pt = 595;
constexpr double height_pt = 842;
constexpr double margin_pt = 56;

struct Look {
  const char* font;
  double size_pt;
  double before_pt;
};
constexpr std::array<Look, 5> looks{{{"Noto Sans Bold", 18, 0},
                                     {"Noto Sans Bold", 12, 12},
                                     {"Noto Sans", 10.5, 3},
                                     {"Noto Sans", 8.5, 1},
                                     {"Noto Sans Mono", 8, 3}}};

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct EndFont {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
struct EndContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
struct EndSurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

cairo_status_t take(void* out, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct PdfSheet::Parts {
  std::string out;
  std::unique_ptr<cairo_surface_t, EndSurface> surface;
  std::unique_ptr<cairo_t, EndContext> cairo;
  // A map of its own: Pango's common one belongs to one thread.
  std::unique_ptr<PangoFontMap, Unref> fonts;
  std::unique_ptr<PangoContext, Unref> context;
  double y_pt = margin_pt;
};

PdfSheet::PdfSheet(std::string_view language, bool is_rtl, Instant made_at) : parts_(std::make_unique<Parts>()) {
  auto& p = *parts_;
  p.surface.reset(cairo_pdf_surface_create_for_stream(take, &p.out, width_pt, height_pt));
  cairo_pdf_surface_restrict_to_version(p.surface.get(), CAIRO_PDF_VERSION_1_5);
  // Cairo reads whole seconds only, and would take its own clock otherwise.
  const auto date = render_instant(Instant{made_at.ms - made_at.ms % 1'000});
  cairo_pdf_surface_set_metadata(p.surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  p.cairo.reset(cairo_create(p.surface.get()));
  p.fonts.reset(pango_cairo_font_map_new());
  p.context.reset(pango_font_map_create_context(p.fonts.get()));
  pango_cairo_update_context(p.cairo.get(), p.context.get());
  pango_context_set_language(p.context.get(), pango_language_from_string(std::string(language).c_str()));
  pango_context_set_base_dir(p.context.get(), is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
}

PdfSheet::~PdfSheet() = default;

void PdfSheet::add(PdfStyle style, std::string_view text) {
  auto& p = *parts_;
  const Look& look = looks.at(static_cast<std::size_t>(style));
  const std::unique_ptr<PangoFontDescription, EndFont> font(pango_font_description_from_string(look.font));
  pango_font_description_set_absolute_size(font.get(), look.size_pt * PANGO_SCALE);
  const std::unique_ptr<PangoLayout, Unref> layout(pango_layout_new(p.context.get()));
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_width(layout.get(), static_cast<int>((width_pt - 2 * margin_pt) * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  p.y_pt += look.before_pt;
  // Line by line: a long text goes on overleaf.
  for (int i = 0; i < pango_layout_get_line_count(layout.get()); ++i) {
    PangoLayoutLine* const line = pango_layout_get_line_readonly(layout.get(), i);
    PangoRectangle box;
    pango_layout_line_get_extents(line, nullptr, &box);
    const double line_pt = static_cast<double>(box.height) / PANGO_SCALE;
    if (p.y_pt + line_pt > height_pt - margin_pt) {
      cairo_show_page(p.cairo.get());
      p.y_pt = margin_pt;
    }
    const double left_pt = line->resolved_dir == PANGO_DIRECTION_RTL
                               ? width_pt - margin_pt - static_cast<double>(box.width) / PANGO_SCALE
                               : margin_pt;
    cairo_move_to(p.cairo.get(), left_pt, p.y_pt - static_cast<double>(box.y) / PANGO_SCALE);
    pango_cairo_show_layout_line(p.cairo.get(), line);
    p.y_pt += line_pt;
  }
}

std::string PdfSheet::finish() {
  auto& p = *parts_;
  p.cairo.reset();
  cairo_surface_finish(p.surface.get());
  if (cairo_surface_status(p.surface.get()) != CAIRO_STATUS_SUCCESS) return {};
  return std::move(p.out);
}

}  // namespace redress::server
