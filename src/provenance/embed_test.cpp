// SPDX-License-Identifier: Apache-2.0
// A store put into every container, put in again, taken out; and files that are broken, or full.
#include "provenance/embed.hpp"

#include <gtest/gtest.h>

#include "provenance/asset_hash.hpp"
#include "provenance/hard_binding.hpp"
#include "provenance/store_writers.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;
using namespace std::string_literals;

struct Carrier {
  std::string name;
  std::string file;
};

std::string make_film() {
  const std::string offsets = bmff_box("stco", big(0, 4) + big(1, 4) + big(100, 4));
  std::string table = offsets;
  for (const char* const parent : {"stbl", "minf", "mdia", "trak", "moov"}) table = bmff_box(parent, table);
  return make_bmff(table + bmff_box("mdat", std::string(90, 'm')));
}

const std::vector<Carrier>& carriers() {
  static const std::vector<Carrier> all = {
      {"jpeg", make_jpeg(jpeg_segment(0xe0, "JFIF\0"s) + jpeg_segment(0xe1, "Exif\0\0data"s))},
      {"png", make_png(png_chunk("tEXt", "Comment\0hello"s))},
      {"bmff", make_film()},
      {"webp", make_riff("WEBP", riff_chunk("VP8 ", "odd"))},
      {"wav", make_riff("WAVE", riff_chunk("fmt ", "abcd") + riff_chunk("data", "sound"))},
      {"avi", make_riff("AVI ", riff_chunk("LIST", "movi"))},
      {"tiff", make_tiff({{{256, 3, "wd"}, {60000, 3, "xy"}}, {{256, 3, "wd"}}})},
      {"gif", make_gif(gif_application("NETSCAPE2.0", "loops"))},
      {"svg", "<?xml version=\"1.0\"?>\n<!-- <svg> --><svg a='>' b=\"/\">\n<g/></svg>\n"},
      {"mp3", make_mp3(id3_frame("TIT2", "\3title"))},
      {"mp3 of version 3", "ID3\3\0\0"s + syncsafe(4) + std::string(4, '\0') + "\xff\xfb sound"},
      {"bare mp3", "\xff\xfb sound without a tag"},
      {"flac", make_flac({"a=b"})},
      {"jxl", make_jxl(bmff_box("jxll", "5"))}};
  return all;
}

// Long enough for two segments of a JPEG, and of an odd number of bytes.
Bytes some_store(std::size_t inside = 70'001) { return bytes_of(make_store(std::string(inside, 'm'))); }

Asset read(const Bytes& file) {
  auto asset = read_asset(ByteSource{ByteView(file)});
  EXPECT_TRUE(asset.ok());
  return asset.ok() ? std::move(asset).value() : Asset();
}

Bytes embed(ByteView file, ByteView store, const std::string& name) {
  auto written = embed_store(file, store);
  EXPECT_TRUE(written.ok()) << name << ": " << (written.ok() ? "" : written.error().message);
  return written.ok() ? std::move(written).value() : Bytes();
}

TEST(Embed, EveryContainerHoldsAStoreAndGivesItBack) {
  for (const Carrier& carrier : carriers()) {
    const Bytes store = some_store();
    const Bytes written = embed(view_bytes(carrier.file), store, carrier.name);
    const Asset asset = read(written);
    EXPECT_EQ(asset.store, store) << carrier.name;
    EXPECT_EQ(asset.damage, "") << carrier.name;
    EXPECT_EQ(asset.remarks, std::vector<std::string>()) << carrier.name;
    EXPECT_EQ(asset.metadata.size(), read(bytes_of(carrier.file)).metadata.size()) << carrier.name;
  }
}

TEST(Embed, AnotherStoreTakesThePlaceOfTheFirst) {
  for (const Carrier& carrier : carriers()) {
    const Bytes once = embed(view_bytes(carrier.file), some_store(300), carrier.name);
    for (const std::size_t inside : {10U, 301U, 200'000U}) {
      const Bytes store = some_store(inside);
      const Bytes twice = embed(once, store, carrier.name);
      EXPECT_EQ(read(twice).store, store) << carrier.name;
      // As if the first had never been: but for a TIFF, where nothing may move.
      if (carrier.name == "tiff") {
        EXPECT_LE(twice.size(), once.size() + store.size());
      } else {
        EXPECT_EQ(twice, embed(view_bytes(carrier.file), store, carrier.name)) << carrier.name;
      }
    }
  }
}

TEST(Embed, TheHardBindingMatchesAndIsAsLongAsItsBlank) {
  for (const Carrier& carrier : carriers()) {
    Bytes written = embed(view_bytes(carrier.file), some_store(), carrier.name);
    const Asset asset = read(written);
    const auto binding = make_hard_binding(ByteSource{ByteView(written)}, asset);
    ASSERT_TRUE(binding.ok()) << carrier.name;
    const HardBinding blank = blank_hard_binding(asset.container);
    EXPECT_EQ(binding.value().label, blank.label);
    EXPECT_EQ(binding.value().cbor.size(), blank.cbor.size()) << carrier.name;
    // Bytes of the store do not count, a byte of the file's own does.
    const auto again = [&] { return make_hard_binding(ByteSource{ByteView(written)}, read(written)).value().cbor; };
    const std::size_t inside = std::string(written.begin(), written.end()).find("mmmmmmmm");
    if (carrier.name != "svg") {
      written[inside] ^= 1U;
      EXPECT_EQ(again(), binding.value().cbor) << carrier.name;
    }
    const bool ends_file = carrier.name == "tiff" || asset.container == Container::riff;
    written[ends_file ? asset.store_lies_at.back().offset - 1 : written.size() - 3] ^= 1U;
    EXPECT_NE(again(), binding.value().cbor) << carrier.name;
  }
}

TEST(Embed, TakenOutTheFileIsWhatItWas) {
  for (const Carrier& carrier : carriers()) {
    const Bytes written = embed(view_bytes(carrier.file), some_store(), carrier.name);
    const auto bare = take_store_out(written);
    const bool may_not = carrier.name == "tiff" || carrier.name == "svg" || carrier.name == "flac" ||
                         carrier.name.find("mp3") != std::string::npos;
    if (may_not) {
      EXPECT_EQ(bare.error().code, Code::unsupported) << carrier.name;
    } else {
      ASSERT_TRUE(bare.ok()) << carrier.name << bare.error().message;
      EXPECT_EQ(bare.value(), bytes_of(carrier.file)) << carrier.name;
    }
    EXPECT_EQ(take_store_out(view_bytes(carrier.file)).value(), bytes_of(carrier.file));
  }
}

// Whatever is cut off, the answer is an error, or a file whose store is read back: embed_store looks.
TEST(Embed, ABrokenFileIsRefusedOrReadBack) {
  for (const Carrier& carrier : carriers()) {
    const Bytes whole = embed(view_bytes(carrier.file), some_store(40), carrier.name);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto written = embed_store(ByteView(whole).first(size), some_store(50));
      if (!written.ok()) continue;
      EXPECT_EQ(read(written.value()).store, some_store(50)) << carrier.name << " " << size;
    }
  }
}

TEST(Embed, OtherFilesAreRefused) {
  EXPECT_EQ(embed_store(view_bytes("no file of any kind"), some_store()).error().code, Code::unsupported);
  EXPECT_EQ(embed_store(view_bytes("%PDF-1.7\n"), some_store()).error().code, Code::unsupported);
  EXPECT_FALSE(is_writable(Container::pdf));
  EXPECT_TRUE(is_writable(Container::jxl));
}

TEST(Embed, TwoStoresAreNotReplacedByOne) {
  const std::string store = make_store();
  const std::string file = make_png(png_chunk("caBX", store) + png_chunk("caBX", store));
  EXPECT_EQ(embed_store(view_bytes(file), some_store()).error().code, Code::conflict);
  EXPECT_EQ(take_store_out(view_bytes(file)).error().code, Code::conflict);
}

TEST(Embed, AStoreLargerThanIsReadIsNotWritten) {
  const std::size_t most = AssetLimits().store_bytes_max;
  const std::size_t head = make_store("").size();
  const Bytes file = bytes_of(make_png(""));
  EXPECT_EQ(embed_store(file, some_store(most - head + 1)).error().code, Code::exhausted);
  EXPECT_TRUE(embed_store(file, some_store(most - head)).ok());
}

TEST(Embed, FormsWhoseOffsetsCannotBeMovedAreRefused) {
  const std::vector<std::string> files = {
      make_riff("WAVE", "") + make_riff("AVIX", ""),
      "RF64" + little(0xffffffff, 4) + "WAVE" + riff_chunk("ds64", std::string(28, '\0')),
      "ID3\4\0\x80"s + syncsafe(10) + std::string(10, '\0'),
      "ID3\2\0\0"s + syncsafe(10) + std::string(10, '\0'),
      bmff_box("moov", "") + bmff_box("ftyp", "qt  "),
      make_bmff(bmff_box("moov", bmff_box("cmov", "packed"))),
      make_bmff(provenance_box("merkle", "proof")),
      "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg></svg>",
      "<svg/>"};
  for (const std::string& file : files) {
    EXPECT_EQ(embed_store(view_bytes(file), some_store()).error().code, Code::unsupported) << file.substr(0, 24);
  }
}

TEST(Embed, ALongFilmWhoseOldManifestStandsInFrontIsLeftAlone) {
  const std::string file = make_riff("AVI ", riff_chunk("C2PA", make_store()) + riff_chunk("LIST", "movi"));
  EXPECT_EQ(embed_store(view_bytes(file), some_store()).error().code, Code::unsupported);
}

TEST(Embed, AnotherBoxInAJpegKeepsItsNumber) {
  const std::string other = "JP" + big(1, 2) + big(1, 4) + bmff_box("jumb", bmff_box("jumd", std::string(18, 'x')));
  const std::string file = make_jpeg(jpeg_segment(0xeb, other));
  const Bytes written = embed(view_bytes(file), some_store(), "jpeg");
  const std::string text(written.begin(), written.end());
  EXPECT_NE(text.find(jpeg_segment(0xeb, other)), std::string::npos);
  EXPECT_NE(text.find("JP" + big(2, 2) + big(1, 4)), std::string::npos);
  EXPECT_EQ(read(written).store, some_store());
}

TEST(Embed, AnOldGifSaysTheVersionThatKnowsExtensions) {
  std::string file = make_gif("");
  file.replace(0, 6, "GIF87a");
  const Bytes written = embed(view_bytes(file), some_store(), "gif");
  EXPECT_EQ(std::string(written.begin(), written.begin() + 6), "GIF89a");
}

TEST(ApplySplices, OverlappingChangesAreRefused) {
  const Bytes file = bytes_of("0123456789");
  EXPECT_EQ(apply_splices(file, {{2, 3, bytes_of("ab")}, {5, 0, bytes_of("-")}}).value(), bytes_of("01ab-56789"));
  EXPECT_EQ(apply_splices(file, {{2, 3, {}}, {4, 1, {}}}).error().code, Code::corrupt);
  EXPECT_EQ(apply_splices(file, {{9, 2, {}}}).error().code, Code::corrupt);
  EXPECT_EQ(apply_splices(file, {{11, 0, {}}}).error().code, Code::corrupt);
}

}  // namespace
}  // namespace redress::provenance
