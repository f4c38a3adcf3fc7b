// SPDX-License-Identifier: Apache-2.0
// HEIC files put together by hand: what telephones put beside a picture, and what does not fit together.
#include <gtest/gtest.h>

#include "label/heif_meta.hpp"
#include "label/picture_parts.hpp"
#include "label/test_heic.hpp"

namespace redress::label {
namespace {

using media::Format;
using std::string_view_literals::operator""sv;
using test::bytes_of;

struct Plan {
  struct Item {
    std::string type;
    std::string mime;
    Bytes bytes{'x'};
  };
  std::vector<Item> items{{"hvc1", "", {'x'}}};  // counted from 1; the first is the picture
  std::vector<std::pair<std::string, Bytes>> properties;
  std::vector<std::uint8_t> uses;  // of the first item
  std::vector<HeifReference> references;
};

Bytes hevc(std::uint8_t chroma = 1, std::uint8_t deeper = 0) {
  Bytes content(23, 0);
  content[16] = chroma;
  content[17] = content[18] = deeper;
  return content;
}

Bytes size_of(std::uint64_t width, std::uint64_t height) {
  Bytes content(4, 0);
  append_number(content, width, 4);
  append_number(content, height, 4);
  return content;
}

Bytes cut_of(std::uint64_t width, std::uint64_t height) {
  Bytes content;
  for (const std::uint64_t one : {width, std::uint64_t{1}, height, std::uint64_t{1}}) append_number(content, one, 4);
  content.resize(32);
  return content;
}

Bytes kind_of(std::string_view name) {
  Bytes content(4, 0);
  append_bytes(content, view_bytes(name));
  content.push_back(0);
  return content;
}

Bytes encode_items(const Plan& plan) {
  Bytes content(4, 0);
  append_number(content, plan.items.size(), 2);
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    Bytes entry{2, 0, 0, 0};
    append_number(entry, i + 1, 2);
    append_number(entry, 0, 2);
    append_bytes(entry, view_bytes(plan.items[i].type));
    append_bytes(entry, view_bytes("\0"sv));
    append_bytes(entry, view_bytes(plan.items[i].mime));
    entry.push_back(0);
    append_box(content, "infe", entry);
  }
  return content;
}

Bytes encode_places(const Plan& plan) {
  Bytes content{1, 0, 0, 0, 0x44, 0};
  append_number(content, plan.items.size(), 2);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    for (const std::uint64_t one : {std::uint64_t{i + 1}, std::uint64_t{1}, std::uint64_t{0}, std::uint64_t{1}}) {
      append_number(content, one, 2);  // its number, in `idat`, no other file, one extent
    }
    append_number(content, at, 4);
    append_number(content, plan.items[i].bytes.size(), 4);
    at += plan.items[i].bytes.size();
  }
  return content;
}

Bytes encode_uses(const Plan& plan) {
  Bytes properties;
  for (const auto& [name, content] : plan.properties) append_box(properties, name, content);
  Bytes uses(4, 0);
  append_number(uses, 1, 4);
  append_number(uses, 1, 2);
  append_number(uses, plan.uses.size(), 1);
  append_bytes(uses, plan.uses);
  Bytes content;
  append_box(content, "ipco", properties);
  append_box(content, "ipma", uses);
  return content;
}

Bytes encode_references(const Plan& plan) {
  Bytes content(4, 0);
  for (const HeifReference& one : plan.references) {
    Bytes ids;
    append_number(ids, one.from, 2);
    append_number(ids, one.to.size(), 2);
    for (const HeifId id : one.to) append_number(ids, id, 2);
    append_box(content, one.kind, ids);
  }
  return content;
}

Bytes encode(const Plan& plan) {
  Bytes data;
  for (const Plan::Item& item : plan.items) append_bytes(data, item.bytes);
  Bytes meta(4, 0);
  append_box(meta, "pitm", Bytes{0, 0, 0, 0, 0, 1});
  append_box(meta, "iinf", encode_items(plan));
  append_box(meta, "iloc", encode_places(plan));
  append_box(meta, "iprp", encode_uses(plan));
  append_box(meta, "iref", encode_references(plan));
  append_box(meta, "idat", data);
  Bytes file;
  append_box(file, "ftyp", view_bytes("heic\0\0\0\0mif1heic"sv));
  append_box(file, "meta", meta);
  return file;
}

Plan plain() {
  Plan plan;
  plan.properties = {{"hvcC", hevc()}, {"ispe", size_of(640, 480)}};
  plan.uses = {1, 2};
  return plan;
}

void use(Plan& plan, const std::string& name, const Bytes& content) {
  plan.properties.emplace_back(name, content);
  plan.uses.push_back(static_cast<std::uint8_t>(plan.properties.size()));
}

PictureParts parse(const Plan& plan) {
  auto parts = parse_picture_parts(encode(plan), Format::heic);
  EXPECT_TRUE(parts.ok()) << parts.error().message;
  return parts.ok() ? std::move(parts).value() : PictureParts();
}

std::string error_of(const Plan& plan) {
  const auto parts = parse_picture_parts(encode(plan), Format::heic);
  return parts.ok() ? "" : parts.error().message;
}

// What a telephone writes: tiles, a thumbnail, a gain map with words of its own, a depth map.
TEST(HeifParts, WhatATelephonePutsBesideThePictureIsNamed) {
  Plan plan = plain();
  plan.items = {{"grid", ""},
                {"hvc1", ""},
                {"hvc1", ""},
                {"hvc1", ""},
                {"hvc1", ""},
                {"hvc1", ""},
                {"mime", "application/rdf+xml", bytes_of("theirs")},
                {"mime", "application/rdf+xml", bytes_of("of the gain map")},
                {"tmap", ""},
                {"uri ", ""}};
  plan.references = {{"dimg", 1, {2, 3}}, {"thmb", 4, {1}}, {"auxl", 5, {1}},
                     {"auxl", 6, {1}},    {"cdsc", 7, {1}}, {"cdsc", 8, {5}}};
  plan.properties.emplace_back("auxC", kind_of("urn:com:apple:photo:2020:aux:hdrgainmap"));
  plan.properties.emplace_back("auxC", kind_of("urn:mpeg:hevc:2015:auxid:2"));
  plan.properties.emplace_back("auxC", kind_of("urn:com:apple:photo:2018:aux:portraiteffectsmatte"));
  const PictureParts parts = parse(plan);
  EXPECT_EQ(parts.xmp, "theirs");
  EXPECT_EQ(parts.left_out, (std::vector<std::string>{"gain map", "depth map", "auxiliary picture", "thumbnail",
                                                      "metadata of another picture", "uri? item"}));
}

TEST(HeifParts, WhatWouldBeLostIsRefusedByName) {
  for (const char* alpha : {"urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"}) {
    Plan plan = plain();
    plan.properties.emplace_back("auxC", kind_of(alpha));
    EXPECT_NE(error_of(plan).find("alpha"), std::string::npos) << alpha;
  }
  Plan several = plain();
  several.items.push_back({"hvc1", ""});
  EXPECT_NE(error_of(several).find("several pictures"), std::string::npos);
  Plan rare = plain();
  rare.items[0].type = "iovl";
  EXPECT_NE(error_of(rare).find("rare kind (iovl)"), std::string::npos);
  Plan deep = plain();
  deep.properties[0].second = hevc(1, 2);
  EXPECT_NE(error_of(deep).find("10 or 12 bits"), std::string::npos);
  Plan gray = plain();
  gray.properties[0].second = hevc(0);
  EXPECT_EQ(error_of(gray), "");
  use(gray, "colr", bytes_of("profgray"));
  EXPECT_NE(error_of(gray).find("red, green and blue"), std::string::npos);
  Plan profiles = plain();
  use(profiles, "colr", bytes_of("profone"));
  use(profiles, "colr", bytes_of("proftwo"));
  EXPECT_NE(error_of(profiles).find("two colour profiles"), std::string::npos);
  Bytes moving = encode(plain());
  append_box(moving, "moov", {});
  EXPECT_NE(parse_picture_parts(moving, Format::heic).error().message.find("moves"), std::string::npos);
}

TEST(HeifParts, ACutIsRefusedButForWhatAnEncoderFilledUp) {
  for (const auto& [width, height, is_fine] :
       {std::tuple{639, 479, true}, {633, 473, true}, {632, 480, false}, {640, 472, false}, {641, 480, false}}) {
    Plan plan = plain();
    use(plan, "clap", cut_of(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height)));
    EXPECT_EQ(error_of(plan).empty(), is_fine) << width << " x " << height << error_of(plan);
  }
}

TEST(HeifParts, TurnsAreReadInTheirOrder) {
  const auto turned = [](std::initializer_list<std::pair<const char*, std::uint8_t>> steps) {
    Plan plan = plain();
    for (const auto& [name, value] : steps) use(plan, name, Bytes{value});
    return parse(plan).heif.orientation;
  };
  EXPECT_EQ(turned({}), 1);
  EXPECT_EQ(turned({{"irot", 3}}), 6);
  EXPECT_EQ(turned({{"irot", 1}}), 8);
  EXPECT_EQ(turned({{"imir", 1}}), 2);
  EXPECT_EQ(turned({{"imir", 0}}), 4);
  EXPECT_EQ(turned({{"irot", 1}, {"imir", 1}}), turned({{"imir", 1}, {"irot", 3}}));
  EXPECT_EQ(turned({{"irot", 2}, {"imir", 0}}), 2);
}

TEST(HeifParts, FullAndBrokenFilesAreRefused) {
  Plan plan = plain();
  plan.references = {{"cdsc", 1, std::vector<HeifId>(heif_link_count_max - 2, 1)}};  // two properties are used
  plan.references[0].to.resize(65'534);
  EXPECT_EQ(error_of(plan), "");
  plan.references.push_back({"cdsc", 1, {1}});
  EXPECT_EQ(parse_picture_parts(encode(plan), Format::heic).error().code, Code::exhausted);
  const Bytes file = encode(plain());
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes) {
    const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes));
    EXPECT_FALSE(parse_picture_parts(cut, Format::heic).ok()) << bytes;
  }
  Plan astray = plain();
  astray.uses.push_back(9);
  EXPECT_EQ(error_of(astray), "") << "a property that is not there says nothing";
}

TEST(HeifParts, WhatWasKeptIsPutAroundWhatTheEncoderWrote) {
  PictureParts parts;
  parts.heif = {7, 9, 16, bytes_of("a profile"), test::make_tiff(6), {}};
  parts.xmp = test::their_xmp;
  const auto file = join_picture_parts(encode(plain()), parts, Format::heic);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto again = parse_picture_parts(file.value(), Format::heic);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value().heif.orientation, 7);
  EXPECT_EQ(again.value().heif.primaries, 9);
  EXPECT_EQ(again.value().heif.transfer, 16);
  EXPECT_EQ(again.value().heif.icc, parts.heif.icc);
  EXPECT_EQ(again.value().heif.exif, parts.heif.exif);
  EXPECT_EQ(again.value().xmp, parts.xmp);
  Plan strange = plain();
  for (int i = 0; i < 200; ++i) strange.items.push_back({"Exif", ""});
  EXPECT_EQ(join_picture_parts(encode(strange), parts, Format::heic).error().code, Code::unavailable);
}

}  // namespace
}  // namespace redress::label
