// SPDX-License-Identifier: Apache-2.0
#include "provenance/signals.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "provenance/fact.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;
using namespace std::string_literals;

std::vector<Signal> signals_of(std::string_view file) {
  const ByteSource source(view_bytes(file));
  const auto asset = read_asset(source);
  EXPECT_TRUE(asset.ok());
  auto signals = read_signals(source, asset.value());
  EXPECT_TRUE(signals.ok());
  return signals.ok() ? std::move(signals).value() : std::vector<Signal>();
}

std::string png_text(std::string_view keyword, std::string_view value) {
  return make_png(png_chunk("tEXt", std::string(keyword) + '\0' + std::string(value)));
}

std::string utf16_big(std::string_view text) {
  std::string wide;
  for (const char c : text) wide += '\0' + std::string(1, c);
  return wide;
}

// EXIF fields of the first directory and of the one it points to.
std::string exif(const std::vector<TiffEntry>& fields) { return jpeg_segment(0xe1, "Exif\0\0"s + make_tiff({fields})); }

std::string exif_text(int tag, std::string_view value) {
  return make_jpeg(exif({{tag, 2, std::string(value) + '\0'}}));
}

// A directory of one entry that points to the next, which holds the comment.
std::string user_comment(std::string_view comment) {
  std::string tiff = make_tiff({{{0x8769, 4, little(26, 4)}}, {{0x9286, 7, std::string(comment)}}});
  tiff.replace(22, 4, little(0, 4));  // the second is reached by the pointer alone
  return make_jpeg(jpeg_segment(0xe1, "Exif\0\0"s + tiff));
}

std::string xmp(std::string_view inside) {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<rdf:Description xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' "
         "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' xmlns:TC260='http://www.tc260.org.cn/ns/AIGC/1.0/' "
         "xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:exif='http://ns.adobe.com/exif/1.0/'" +
         std::string(inside) + "</rdf:Description></rdf:RDF></x:xmpmeta>";
}

std::string with_xmp(std::string_view inside) {
  return make_jpeg(jpeg_segment(0xe1, "http://ns.adobe.com/xap/1.0/\0"s + xmp(inside)));
}

constexpr std::string_view dst = "http://cv.iptc.org/newscodes/digitalsourcetype/";
const std::string settings =
    "a landscape\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512";
const std::string graph = R"({"3":{"class_type":"KSampler","inputs":{"seed":1}}})";
const std::string workflow = R"({"last_node_id":9,"nodes":[],"links":[]})";
const std::string aigc = R"({"Label":"1","ContentProducer":"001191110000000000000000000001","ProduceID":"7"})";

std::string ilst(std::string_view key, std::string_view value) {
  const std::string keys = bmff_box("keys", big(0, 4) + big(1, 4) + big(8 + key.size(), 4) + "mdta" + std::string(key));
  const std::string data = bmff_box("data", big(1, 4) + big(0, 4) + std::string(value));
  const std::string list = bmff_box("ilst", bmff_box(big(1, 4), data));
  return make_bmff(bmff_box("moov", bmff_box("meta", bmff_box("hdlr", std::string(24, 'h')) + keys + list)));
}

std::string itunes(std::string_view type, std::string_view value) {
  const std::string data = bmff_box("data", big(1, 4) + big(0, 4) + std::string(value));
  const std::string meta = big(0, 4) + bmff_box("hdlr", std::string(24, 'h')) + bmff_box("ilst", bmff_box(type, data));
  return make_bmff(bmff_box("moov", bmff_box("udta", bmff_box("meta", meta))));
}

std::string iim(int dataset, std::string_view value) {
  const std::string record = "\x1c\x02"s + static_cast<char>(dataset) + big(value.size(), 2) + std::string(value);
  return make_jpeg(
      jpeg_segment(0xed, "Photoshop 3.0\0"s + "8BIM" + big(0x0404, 2) + big(0, 2) + big(record.size(), 4) + record));
}

struct Vector {
  std::string file;
  std::string producer;
  Making making;
  Strength strength;
  std::string field;
};

constexpr auto generated = Making::ai_generated;
constexpr auto edited = Making::ai_edited;
constexpr auto possible = Making::possible;
constexpr auto states = Strength::states;
constexpr auto suggests = Strength::suggests;

// Fields of standards, and of those who name themselves there.
std::vector<Vector> standard_vectors() {
  return {
      {with_xmp(" Iptc4xmpExt:DigitalSourceType='" + std::string(dst) + "trainedAlgorithmicMedia'>"), "IPTC", generated,
       states, "XMP Iptc4xmpExt:DigitalSourceType"},
      {with_xmp("><Iptc4xmpExt:DigitalSourceType>" + std::string(dst) +
                "compositedWithTrainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"),
       "IPTC", edited, states, "XMP Iptc4xmpExt:DigitalSourceType"},
      {with_xmp("><Iptc4xmpExt:DigitalSourceType rdf:resource='" + std::string(dst) + "digitalCapture'/>"), "IPTC",
       Making::captured, states, "XMP Iptc4xmpExt:DigitalSourceType"},
      {with_xmp("><Iptc4xmpExt:AISystemUsed>Some Model 3</Iptc4xmpExt:AISystemUsed>"), "Some Model 3", possible, states,
       "XMP Iptc4xmpExt:AISystemUsed"},
      {iim(40, "made as " + std::string(dst) + "trainedAlgorithmicMedia"), "IPTC", generated, states, "IPTC 2:40"},
      {with_xmp(" photoshop:Credit='Made with Google AI'>"), "Google", generated, states, "XMP photoshop:Credit"},
      {iim(110, "Edited with Google AI"), "Google", edited, states, "IPTC 2:110"},
      {with_xmp(" xmp:CreatorTool='Adobe Firefly'>"), "Adobe Firefly", generated, suggests, "XMP xmp:CreatorTool"},
      {exif_text(0x131, "OpenAI gpt-image-1"), "OpenAI", generated, suggests, "EXIF Software"},
      {png_text("Software", "Microsoft Designer"), "Microsoft Designer", possible, suggests, "text Software"},
      {exif_text(0x131, "Bing Image Creator"), "Bing Image Creator", generated, suggests, "EXIF Software"},
      {iim(110, "Imagined with AI"), "Meta AI", generated, states, "IPTC 2:110"},
  };
}

// Tools known by a habit.
std::vector<Vector> habit_vectors() {
  return {
      {png_text("Description", "a valley --v 6 Job ID: 0a1b2c3d-0000-4000-8000-0123456789ab"), "Midjourney", generated,
       suggests, "text Description"},
      {png_text("parameters", settings), "Stable Diffusion web UI", generated, states, "text parameters"},
      {user_comment("UNICODE\0"s + utf16_big(settings)), "Stable Diffusion web UI", generated, states,
       "EXIF UserComment"},
      {make_png(png_chunk("iTXt", "parameters\0\0\0\0\0"s + settings)), "Stable Diffusion web UI", generated, states,
       "text parameters"},
      {png_text("prompt", graph), "ComfyUI", generated, states, "text prompt"},
      {png_text("workflow", workflow), "ComfyUI", generated, states, "text workflow"},
      {exif_text(0x10f, "workflow:" + workflow), "ComfyUI", generated, states, "EXIF Make"},
      {itunes("\xa9"s + "cmt", graph), "ComfyUI", generated, states, "text  cmt"},
      {png_text("invokeai_metadata", "{}"), "InvokeAI", generated, states, "text invokeai_metadata"},
      {png_text("Dream", "\"a lake\" -s 50 -S 42"), "InvokeAI", generated, states, "text Dream"},
      {png_text("Software", "NovelAI"), "NovelAI", generated, suggests, "text Software"},
      {png_text("Comment", R"({"prompt":"a lake","uc":"","sampler":"k_euler"})"), "NovelAI", generated, states,
       "text Comment"},
      {png_text("fooocus_scheme", "fooocus"), "Fooocus", generated, states, "text fooocus_scheme"},
      {png_text("parameters", R"({"sui_image_params":{"model":"x"}})"), "SwarmUI", generated, states,
       "text parameters"},
      {with_xmp("><exif:UserComment><rdf:Alt><rdf:li xml:lang='x-default'>{&quot;sampler&quot;:1,&quot;seed&quot;:2,"
                "&quot;scale&quot;:3,&quot;steps&quot;:4}</rdf:li></rdf:Alt></exif:UserComment>"),
       "Draw Things", generated, states, "XMP exif:UserComment"},
      {png_text("use_stable_diffusion_model", "sd-v1-5"), "Easy Diffusion", generated, states,
       "text use_stable_diffusion_model"},
      {make_jpeg(exif({{0x10e, 2, "Signature: " + std::string(88, 'A') + '\0'},
                       {0x13b, 2, "0a1b2c3d-0000-4000-8000-0123456789ab\0"s}})),
       "xAI Grok", generated, suggests, "EXIF ImageDescription"},
  };
}

// Tools known by their name.
std::vector<Vector> name_vectors() {
  return {
      {exif_text(0x10f, "Ideogram AI"), "Ideogram", generated, suggests, "EXIF Make"},
      {exif_text(0x131, "reve.com"), "Reve", generated, suggests, "EXIF Software"},
      {png_text("hf-job-id", "1234"), "Hugging Face job", generated, suggests, "text hf-job-id"},
      {exif_text(0x131, "AI generated;txt2img;flux"), "Black Forest Labs", generated, states, "EXIF Software"},
      {with_xmp(" photoshop:Credit='Apple Photos Clean Up'>"), "Apple Clean Up", edited, states,
       "XMP photoshop:Credit"},
      {exif_text(0x131, "Stable Diffusion XL"), "Stable Diffusion", generated, suggests, "EXIF Software"},
      {make_riff("WAVE", riff_chunk("LIST", "INFO" + riff_chunk("ISFT", "ElevenLabs"))), "ElevenLabs", generated,
       suggests, "text ISFT"},
      {make_mp3(id3_frame("COMM", "\x03"s + "eng\0made with suno; created=2026"s)), "Suno", generated, states,
       "text COMM"},
      {make_flac({"ENCODER=NightCafe"}), "NightCafe", generated, suggests, "text ENCODER"},
      {ilst("com.apple.quicktime.software", "Kling AI 2.0"), "Kling", generated, suggests,
       "text com.apple.quicktime.software"},
      {itunes("\xa9"s + "too", "\xe5\x8d\xb3\xe6\xa2\xa6"), "Jimeng", generated, suggests, "text  too"},
  };
}

// The label of GB 45438, container by container.
std::vector<Vector> aigc_vectors() {
  return {
      {with_xmp(
           "><TC260:AIGC>{&quot;Label&quot;:&quot;1&quot;,&quot;ContentProducer&quot;:&quot;001&quot;}</TC260:AIGC>"),
       "AIGC", generated, states, "XMP TC260:AIGC"},
      {with_xmp(" TC260:AIGC='{&#34;Label&#34;:&#x22;2&#x22;}'>"), "AIGC", possible, states, "XMP TC260:AIGC"},
      {png_text("AIGC", aigc), "AIGC", generated, states, "text AIGC"},
      {user_comment("ASCII\0\0\0"s + "{\"AIGC\":" + aigc + "}"), "AIGC", generated, states, "EXIF UserComment"},
      {make_jpeg(jpeg_segment(0xe9, "AIGC" + aigc)), "AIGC", generated, states, "text APP9"},
      {ilst("AIGC", aigc), "AIGC", generated, states, "text AIGC"},
      {make_riff("AVI ", riff_chunk("LIST", "INFO" + riff_chunk("AIGC", aigc))), "AIGC", generated, states,
       "text AIGC"},
      {make_mp3(id3_frame("TXXX", "\x03"s + "AIGC\0"s + aigc)), "AIGC", generated, states, "text AIGC"},
      {make_flac({"AIGC=" + aigc}), "AIGC", generated, states, "text AIGC"},
      {make_gif("\x21\xfe" + gif_blocks("AIGC" + aigc)), "AIGC", generated, states, "text Comment"},
      {png_text("AIGC", R"({"ServiceProvider":"tencent","Time":"2026","ContentId":"9"})"), "AIGC", possible, states,
       "text AIGC"},
  };
}

std::vector<Vector> all_vectors() {
  std::vector<Vector> all = standard_vectors();
  for (const auto& more : {habit_vectors(), name_vectors(), aigc_vectors()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(Signals, EveryMarkIsFoundWithWhereItStands) {
  std::set<std::string> producers;
  for (const Vector& vector : all_vectors()) {
    const std::vector<Signal> found = signals_of(vector.file);
    ASSERT_EQ(found.size(), 1) << vector.producer << ", " << vector.field;
    EXPECT_EQ(found[0].producer, vector.producer);
    EXPECT_EQ(found[0].making, vector.making) << vector.producer;
    EXPECT_EQ(found[0].strength, vector.strength) << vector.producer;
    EXPECT_EQ(found[0].field, vector.field);
    EXPECT_FALSE(found[0].value.empty());
    EXPECT_GT(found[0].offset, 0);
    EXPECT_LT(found[0].offset, vector.file.size());
    producers.insert(found[0].producer);
  }
  EXPECT_GE(producers.size(), 25);
}

TEST(Signals, TheOffsetIsThatOfTheValue) {
  const std::string file = with_xmp(" photoshop:Credit='Made with Google AI'>");
  EXPECT_EQ(signals_of(file).at(0).offset, file.find("Made with"));
  const std::string text = png_text("parameters", settings);
  EXPECT_EQ(signals_of(text).at(0).offset, text.find("a landscape"));
  const std::string field = exif_text(0x131, "OpenAI gpt-image-1");
  EXPECT_EQ(signals_of(field).at(0).offset, field.find("OpenAI"));
}

TEST(Signals, DeflatedTextIsRead) {
  const std::string text = settings + std::string(100000, '.');
  std::string packed(compressBound(text.size()), '\0');
  uLongf length = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(text.data()),
                     text.size()),
            Z_OK);
  packed.resize(length);
  EXPECT_EQ(signals_of(make_png(png_chunk("zTXt", "parameters\0\0"s + packed))).size(), 1);
  EXPECT_EQ(signals_of(make_png(png_chunk("iTXt", "parameters\0\1\0\0\0"s + packed))).size(), 1);
  EXPECT_EQ(signals_of(make_png(png_chunk("zTXt", "parameters\0\0"s + "no zlib"))).size(), 0);
}

TEST(Signals, PackedTextMayNotGrowWithoutEnd) {
  const std::string text(1U << 16U, 'a');
  std::string packed(compressBound(text.size()), '\0');
  uLongf length = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(text.data()),
                     text.size()),
            Z_OK);
  packed.resize(length);
  std::string chunks;
  for (int i = 0; i < 100; ++i) chunks += png_chunk("zTXt", "Comment\0\0"s + packed);
  const std::string file = make_png(chunks);
  const ByteSource source(view_bytes(file));
  const auto facts = read_facts(source, read_asset(source).value());
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts.value().size(), facts_bytes_max / fact_bytes_max);
}

TEST(Signals, WhatPeopleWriteAboutAiIsNoMark) {
  for (const std::string& file :
       {png_text("Title", "How I learned to love Midjourney"),
        png_text("Description", "steps: up the hill; Seed: sown in May"),
        png_text("Comment", "not made with stable diffusion"), exif_text(0x10e, "A talk about OpenAI"),
        exif_text(0x13b, "Sora Firefly"), exif_text(0x131, "forever.com uploader"),
        exif_text(0x131, "Adobe Photoshop 26.0"), exif_text(0x10f, "Canon"),
        exif_text(0x13b, "0a1b2c3d-0000-4000-8000-0123456789ab"), png_text("prompt", "say cheese"),
        png_text("workflow", "{}"), png_text("AIGC", "see our policy"), png_text("parameters", "none"),
        with_xmp(" photoshop:Credit='Made with Google Maps'>"), iim(120, "Job ID: 7"),
        make_gif("\x21\xfe" + gif_blocks("AIGC {}")),
        make_mp3(id3_frame("COMM", "\x03"s + "eng\0a song about suno"s))}) {
    EXPECT_EQ(signals_of(file).size(), 0) << file.substr(0, 200);
  }
}

TEST(Signals, APrefixOfAnotherNamespaceDoesNotPass) {
  const std::string file =
      make_jpeg(jpeg_segment(0xe1, "http://ns.adobe.com/xap/1.0/\0"s +
                                       "<x:xmpmeta xmlns:photoshop='http://example.org/'>"
                                       "<rdf:Description photoshop:Credit='Made with Google AI'/></x:xmpmeta>"));
  EXPECT_EQ(signals_of(file).size(), 0);
}

TEST(Signals, TheValueIsCutToWholeCharactersOnOneLine) {
  const std::string tail(200, '\n');
  std::string value = "AI generated;txt2img;flux" + tail;
  for (int i = 0; i < 100; ++i) value += "\xe5\x8d\xb3";
  const Signal signal = signals_of(exif_text(0x131, value)).at(0);
  EXPECT_EQ(signal.value.size(), signal_value_bytes_max);
  EXPECT_EQ(signal.value.find('\n'), std::string::npos);
}

TEST(Signals, ManifestsOfHundredsOfMarksAreCut) {
  std::string chunks;
  for (int i = 0; i < 200; ++i) chunks += png_chunk("tEXt", "hf-job-id\0"s + "1234");
  EXPECT_EQ(signals_of(make_png(chunks)).size(), 64);
}

TEST(Signals, APictureOfHeifSaysWhatItsItemsSay) {
  const std::string tiff = "\0\0\0\0"s + make_tiff({{{0x131, 2, "OpenAI gpt-image-1\0"s}}});
  const std::string infe = bmff_box("infe", "\x02\0\0\0"s + big(1, 2) + big(0, 2) + "Exif" + "\0"s);
  const auto make = [&](std::size_t at) {
    const std::string iloc = bmff_box("iloc", big(0, 4) + "\x44\x00"s + big(1, 2) + big(1, 2) + big(0, 2) + big(1, 2) +
                                                  big(at, 4) + big(tiff.size(), 4));
    const std::string iinf = bmff_box("iinf", big(0, 4) + big(1, 2) + infe);
    return make_bmff(
        bmff_box("meta", big(0, 4) + bmff_box("hdlr", std::string(24, 'h')) + iinf + iloc) + bmff_box("mdat", tiff),
        "heic");
  };
  const std::string file = make(make(0).size() - tiff.size());
  EXPECT_EQ(signals_of(file).size(), 1);
}

// Debian's own pictures: icons, photographs and backgrounds, none of them AI's.
TEST(Signals, PicturesWithoutMarksHaveNone) {
  constexpr std::uintmax_t bytes_max = 1U << 16U;
  constexpr std::size_t files_max = 40;
  std::size_t count = 0;
  for (const char* folder : {"/usr/share/backgrounds", "/usr/share/icons", "/usr/share/pixmaps"}) {
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.file_size() > bytes_max || count == files_max) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string file{std::istreambuf_iterator<char>(in), {}};
      EXPECT_TRUE(signals_of(file).empty()) << entry.path();
      ++count;
    }
  }
  if (count == 0) GTEST_SKIP() << "skipped: no pictures on this machine";
}

TEST(DigitalSourceTypes, TermsAreKnownInEverySpelling) {
  for (const std::string_view text :
       {"trainedAlgorithmicMedia", "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        "https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia ", "\n trainedAlgorithmicMedia"}) {
    EXPECT_EQ(parse_digital_source_type(text), DigitalSourceType::trained_algorithmic_media) << text;
  }
  EXPECT_EQ(parse_digital_source_type("http://c2pa.org/digitalsourcetype/trainedAlgorithmicData"),
            DigitalSourceType::trained_algorithmic_data);
  EXPECT_EQ(parse_digital_source_type("compositedWithTrainedAlgorithmicMedia"),
            DigitalSourceType::composite_with_trained_algorithmic_media);
  EXPECT_FALSE(parse_digital_source_type(""));
  EXPECT_FALSE(parse_digital_source_type("http://cv.iptc.org/newscodes/digitalsourcetype/"));
  EXPECT_FALSE(parse_digital_source_type("trainedAlgorithmic"));
}

TEST(DigitalSourceTypes, EveryNameIsParsedBack) {
  for (int i = 0; i <= static_cast<int>(DigitalSourceType::empty); ++i) {
    const auto type = static_cast<DigitalSourceType>(i);
    EXPECT_EQ(parse_digital_source_type(digital_source_type_name(type)), type);
  }
}

}  // namespace
}  // namespace redress::provenance
