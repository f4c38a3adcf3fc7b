// SPDX-License-Identifier: Apache-2.0
#include "label/visible_label.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "label/label_words.hpp"
#include "label/test_pictures.hpp"
#include "media/preview.hpp"

namespace redress::label {
namespace {

using media::Pixels;

struct Tongue {
  Regime regime;
  const char* language;
  const char* script;      // the name of its data for tesseract
  const char* read_again;  // a part of the label for "generated" that must be read, as one line or as a block
};

constexpr std::array<Tongue, 10> tongues = {{{Regime::india, "en", "eng", "GENERATED"},
                                             {Regime::india, "hi", "hin", "निर्मित"},
                                             {Regime::india, "bn", "ben", "তৈরি"},
                                             {Regime::india, "ta", "tam", "மூலம்"},
                                             {Regime::india, "te", "tel", "ద్వారా"},
                                             {Regime::india, "mr", "mar", "निर्मित"},
                                             {Regime::india, "ur", "urd", "آئی"},
                                             {Regime::china, "zh", "chi_sim", "生成"},
                                             {Regime::india, "gu", "guj", "દ્વારા"},
                                             {Regime::india, "kn", "kan", "ಮೂಲಕ"}}};

std::string_view words_in(const Tongue& tongue, LabelClass label = LabelClass::generated) {
  const auto words = find_label_words(tongue.regime, tongue.language, label);
  EXPECT_TRUE(words.ok());
  return words.value();
}

// Where fonts lack the letters the test is skipped for that language: they are a package of their own.
std::optional<VisibleLabel> draw(Pixels& pixels, std::string_view words, Corner corner = Corner::least_detail) {
  auto drawn = draw_visible_label(pixels, words, corner);
  if (!drawn.ok() && drawn.error().code == Code::unavailable) return std::nullopt;
  EXPECT_TRUE(drawn.ok()) << words << ": " << (drawn.ok() ? "" : drawn.error().message);
  return drawn.ok() ? std::optional(drawn.value()) : std::nullopt;
}

Pixels plain(std::uint32_t width, std::uint32_t height, std::uint8_t light) {
  return {width, height, Bytes(std::size_t{width} * height * 3, light)};
}

std::string read_with_tesseract(const Pixels& pixels, const std::string& script, int layout) {
  const auto folder = std::filesystem::temp_directory_path() / ("redress-label-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = (folder / (script + ".jpg")).string();
  const auto jpeg = media::encode_jpeg(pixels, 92);
  EXPECT_TRUE(jpeg.ok());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(jpeg.value().data()), static_cast<std::streamsize>(jpeg.value().size()));
  const std::string command =
      "tesseract " + path + " - -l " + script + " --psm " + std::to_string(layout) + " 2>/dev/null";
  std::string text;
  FILE* answer = ::popen(command.c_str(), "r");
  EXPECT_NE(answer, nullptr);
  std::array<char, 256> part{};
  while (std::fgets(part.data(), part.size(), answer) != nullptr) text += part.data();
  ::pclose(answer);
  std::filesystem::remove_all(folder);
  return text;
}

bool can_read(const std::string& script) {
  const std::string command = "tesseract --list-langs 2>/dev/null | grep -qx " + script;
  return std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe): tests run alone
}

// The box alone, as a reader would look at it.
Pixels cut_out(const Pixels& pixels, const media::Box& box) {
  Pixels part{box.width, box.height, {}};
  for (std::uint32_t y = box.top; y < box.top + box.height; ++y) {
    const auto row = pixels.rgb.begin() + static_cast<std::ptrdiff_t>(3 * (std::size_t{y} * pixels.width + box.left));
    part.rgb.insert(part.rgb.end(), row, row + static_cast<std::ptrdiff_t>(3 * box.width));
  }
  return part;
}

// Rows of the box in which a letter leaves a trace, counted in the pixels and not asked of the font.
std::uint32_t count_ink_rows(const Pixels& box) {
  std::uint32_t rows = 0;
  const std::size_t middle = box.width / 2;
  const std::uint8_t ground = box.rgb[3 * (std::size_t{2} * box.width + middle)];
  for (std::uint32_t y = 0; y < box.height; ++y) {
    bool has_ink = false;
    for (std::uint32_t x = box.width / 12; x < box.width - box.width / 12; ++x) {
      has_ink |= std::abs(box.rgb[3 * (std::size_t{y} * box.width + x)] - ground) > 64;
    }
    rows += has_ink ? 1 : 0;
  }
  return rows;
}

TEST(VisibleLabel, EveryLanguageHasLettersHighEnoughAndContrastEnough) {
  const std::array<Pixels, 3> pictures = {test::make_landscape(1'200, 900, 1), test::make_landscape(720, 1'280, 2),
                                          test::make_landscape(500, 400, 3)};
  for (const Tongue& tongue : tongues) {
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      Pixels pixels = pictures.at(i);
      const auto drawn = draw(pixels, words_in(tongue, static_cast<LabelClass>(1 + i)));
      if (!drawn) continue;
      EXPECT_GE(drawn->glyph_height_px, glyph_share_min * std::min(pixels.width, pixels.height)) << tongue.language;
      EXPECT_GE(drawn->contrast, contrast_min) << tongue.language;
      EXPECT_LE(drawn->box.left + drawn->box.width, pixels.width);
      EXPECT_LE(drawn->box.top + drawn->box.height, pixels.height);
    }
  }
}

TEST(VisibleLabel, CapitalsAndIdeographsAreThatHighInThePixelsThemselves) {
  for (const Tongue& tongue : {tongues[0], tongues[7]}) {
    Pixels pixels = plain(1'600, 1'000, 90);
    const auto drawn = draw(pixels, words_in(tongue));
    if (!drawn) continue;
    const std::uint32_t rows = count_ink_rows(cut_out(pixels, drawn->box));
    EXPECT_GE(rows, 50U) << tongue.language;
    EXPECT_LE(rows, 65U) << tongue.language;
  }
}

TEST(VisibleLabel, IsReadAgainByAMachine) {
  int read_count = 0;
  for (const Tongue& tongue : tongues) {
    if (!can_read(tongue.script)) continue;
    // Tesseract has sizes it likes and sizes it does not: one of three will do.
    std::string text;
    for (const std::uint32_t height : {900U, 640U, 1'200U}) {
      Pixels pixels = plain(1'600, height, 20);
      const auto drawn = draw(pixels, words_in(tongue));
      if (!drawn || text.find(tongue.read_again) != std::string::npos) break;
      const Pixels box = cut_out(pixels, drawn->box);
      text += read_with_tesseract(box, tongue.script, 7) + read_with_tesseract(box, tongue.script, 6);
    }
    if (text.empty()) continue;
    EXPECT_NE(text.find(tongue.read_again), std::string::npos) << tongue.language << ": " << text;
    ++read_count;
  }
  if (read_count == 0) GTEST_SKIP() << "skipped: no tesseract, or none of its languages";
}

TEST(VisibleLabel, IsDarkOnLightAndLightOnDark) {
  Pixels light = plain(800, 600, 240);
  Pixels dark = plain(800, 600, 15);
  const auto on_light = draw(light, "AI");
  const auto on_dark = draw(dark, "AI");
  ASSERT_TRUE(on_light && on_dark);
  const auto ground_of = [](const Pixels& pixels, const media::Box& box) {
    return pixels.rgb[3 * (std::size_t{box.top + 2} * pixels.width + box.left + box.width / 2)];
  };
  EXPECT_EQ(ground_of(light, on_light->box), 0);
  EXPECT_EQ(ground_of(dark, on_dark->box), 255);
}

TEST(VisibleLabel, LiesInTheCornerThatWasAskedFor) {
  for (const auto corner : {Corner::top_left, Corner::top_right, Corner::bottom_left, Corner::bottom_right}) {
    Pixels pixels = plain(800, 600, 128);
    const auto drawn = draw(pixels, "AI GENERATED", corner);
    ASSERT_TRUE(drawn);
    const bool is_left = corner == Corner::top_left || corner == Corner::bottom_left;
    const bool is_top = corner == Corner::top_left || corner == Corner::top_right;
    EXPECT_EQ(drawn->box.left + drawn->box.width / 2 < 400, is_left);
    EXPECT_EQ(drawn->box.top + drawn->box.height / 2 < 300, is_top);
  }
}

TEST(VisibleLabel, LiesWhereThereIsLeastToHide) {
  Pixels pixels = test::make_landscape(800, 600, 3);
  for (std::uint32_t y = 300; y < 600; ++y) {  // the lower left is a wall
    std::fill_n(pixels.rgb.begin() + static_cast<std::ptrdiff_t>(3 * 800 * y), 3 * 400, std::uint8_t{120});
  }
  const auto drawn = draw(pixels, "AI");
  ASSERT_TRUE(drawn);
  EXPECT_LT(drawn->box.left, 100U);
  EXPECT_GT(drawn->box.top, 400U);
}

TEST(VisibleLabel, ChangesNothingOutsideItsBox) {
  const Pixels before = test::make_landscape(640, 480, 4);
  Pixels after = before;
  const auto drawn = draw(after, "AI GENERATED");
  ASSERT_TRUE(drawn);
  for (std::uint32_t y = 0; y < before.height; ++y) {
    for (std::uint32_t x = 0; x < before.width; ++x) {
      const bool is_inside = x >= drawn->box.left && x < drawn->box.left + drawn->box.width && y >= drawn->box.top &&
                             y < drawn->box.top + drawn->box.height;
      const std::size_t i = 3 * (std::size_t{y} * before.width + x);
      if (!is_inside && after.rgb[i] != before.rgb[i]) FAIL() << x << ' ' << y;
    }
  }
}

TEST(VisibleLabel, IsRefusedWhereItsWordsDoNotFit) {
  Pixels pixels = plain(60, 40, 128);
  const auto drawn = draw_visible_label(pixels, "POSSIBLY AI GENERATED");
  ASSERT_FALSE(drawn.ok());
  EXPECT_EQ(drawn.error().code, Code::unsupported);
  EXPECT_EQ(pixels.rgb, plain(60, 40, 128).rgb);
}

TEST(LabelWords, ChinaHasItsTwoWordsAndNoOtherLanguage) {
  for (const auto label : {LabelClass::generated, LabelClass::modified, LabelClass::suspected}) {
    const auto words = find_label_words(Regime::china, "zh", label);
    ASSERT_TRUE(words.ok());
    EXPECT_NE(words.value().find("人工智能"), std::string::npos);
    EXPECT_TRUE(words.value().find("生成") != std::string::npos || words.value().find("合成") != std::string::npos);
  }
  const auto other = find_label_words(Regime::china, "en", LabelClass::generated);
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().message, "the label of CN has words in zh alone");
}

TEST(LabelWords, NamesAreReadAsTheyAreWritten) {
  EXPECT_EQ(parse_regime("EU").value(), Regime::eu);
  EXPECT_EQ(parse_regime("eu").error().code, Code::invalid);
  EXPECT_EQ(parse_label_class("suspected").value(), LabelClass::suspected);
  EXPECT_EQ(parse_label_class("fake").error().code, Code::invalid);
  EXPECT_EQ(parse_corner("top-right").value(), Corner::top_right);
  EXPECT_EQ(parse_corner("middle").error().code, Code::invalid);
}

}  // namespace
}  // namespace redress::label
