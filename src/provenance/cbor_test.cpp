// SPDX-License-Identifier: Apache-2.0
#include "provenance/cbor.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace redress::provenance {
namespace {

Bytes hex(std::string_view text) { return parse_hex(text).value(); }

bool is_well_formed(std::string_view text) { return parse_cbor(hex(text)).ok(); }

double real_of(std::string_view text) {
  const Bytes bytes = hex(text);
  return parse_cbor(bytes).value().root().real().value();
}

TEST(Cbor, TheIntegersOfRfc8949AppendixA) {
  const std::vector<std::pair<std::string, std::int64_t>> vectors = {
      {"00", 0},
      {"17", 23},
      {"1818", 24},
      {"1903e8", 1000},
      {"1a000f4240", 1000000},
      {"1b000000e8d4a51000", 1000000000000},
      {"20", -1},
      {"3863", -100},
      {"3903e7", -1000},
      {"3b7fffffffffffffff", std::numeric_limits<std::int64_t>::min()}};
  for (const auto& [text, value] : vectors) {
    const Bytes bytes = hex(text);
    const auto document = parse_cbor(bytes);
    ASSERT_TRUE(document.ok()) << text;
    EXPECT_EQ(document.value().root().integer(), value) << text;
    CborWriter writer;
    writer.integer(value);
    EXPECT_EQ(render_hex(writer.written()), text);
  }
  const Bytes beyond = hex("1bffffffffffffffff");
  const auto document = parse_cbor(beyond);
  EXPECT_FALSE(document.value().root().integer());
  EXPECT_EQ(document.value().root().count(), 0xffffffffffffffffU);
}

TEST(Cbor, HalfSingleAndDoubleReals) {
  EXPECT_EQ(real_of("f90000"), 0.0);
  EXPECT_EQ(real_of("f93c00"), 1.0);
  EXPECT_EQ(real_of("f97bff"), 65504.0);
  EXPECT_EQ(real_of("f90001"), 5.960464477539063e-8);
  EXPECT_EQ(real_of("f90400"), 0.00006103515625);
  EXPECT_EQ(real_of("f9c400"), -4.0);
  EXPECT_TRUE(std::isinf(real_of("f97c00")));
  EXPECT_TRUE(std::isnan(real_of("f97e00")));
  EXPECT_EQ(real_of("fa47c35000"), 100000.0);
  EXPECT_EQ(real_of("fb3ff199999999999a"), 1.1);
}

TEST(Cbor, AMapIsFoundByTextAndByInteger) {
  const Bytes good = hex("a2616182010221a1616202");  // {"a": [1, 2], -2: {"b": 2}}
  const auto document = parse_cbor(good);
  ASSERT_TRUE(document.ok());
  const CborValue root = document.value().root();
  ASSERT_EQ(root.pairs().size(), 2U);
  EXPECT_EQ(root.find("a")->items().size(), 2U);
  EXPECT_EQ(root.find("a")->items()[1].integer(), 2);
  EXPECT_EQ(root.find(-2)->find("b")->integer(), 2);
  EXPECT_EQ(render_hex(root.find(-2)->encoded()), "a1616202");
  EXPECT_FALSE(root.find("b"));
}

TEST(Cbor, StringsInChunksAreJoined) {
  const Bytes bytes = hex("5f42010243030405ff");
  const auto document = parse_cbor(bytes);
  ASSERT_TRUE(document.ok());
  const ByteView joined = *document.value().root().bytes();
  EXPECT_EQ(render_hex(joined), "0102030405");
  EXPECT_TRUE(is_well_formed("7f657374726561646d696e67ff"));
  EXPECT_FALSE(is_well_formed("5f4201026161ff")) << "a text among bytes";
  EXPECT_FALSE(is_well_formed("5f5f4101ffff")) << "a chunk in chunks";
}

TEST(Cbor, IndefiniteArraysAndMaps) {
  EXPECT_TRUE(is_well_formed("9f018202039f0405ffff"));
  EXPECT_TRUE(is_well_formed("bf61610161629f0203ffff"));
  EXPECT_FALSE(is_well_formed("bf6161ff")) << "a key without a value";
  EXPECT_FALSE(is_well_formed("9f01")) << "no end";
  EXPECT_FALSE(is_well_formed("ff")) << "an end of nothing";
}

TEST(Cbor, TagsHoldOneItem) {
  const Bytes bytes = hex("d28443a10126a0f64100");
  const auto document = parse_cbor(bytes);
  ASSERT_TRUE(document.ok());
  const auto tagged = document.value().root().tagged();
  ASSERT_TRUE(tagged);
  EXPECT_EQ(tagged->first, 18U);
  EXPECT_EQ(tagged->second.items().size(), 4U);
  EXPECT_TRUE(is_well_formed("c11a514b67b0"));
  EXPECT_FALSE(is_well_formed("d2"));
}

TEST(Cbor, WhatIsNotWellFormedIsRefused) {
  for (const std::string_view text : {"", "18", "1c", "42ff", "6261", "81", "a101", "f800", "f81f", "0000", "61ff",
                                      "a2010201ff", "1f", "3f", "df00", "fc"}) {
    EXPECT_FALSE(is_well_formed(text)) << text;
  }
}

TEST(Cbor, AKeyThatStandsTwiceIsRefused) {
  EXPECT_FALSE(is_well_formed("a2616101616102"));
  EXPECT_TRUE(is_well_formed("a2616101616202"));
}

TEST(Cbor, ADepthBombEndsAtTheBound) {
  Bytes bomb(1U << 20U, 0x81);
  const auto document = parse_cbor(bomb);
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(document.error().code, Code::exhausted);
  Bytes deep(32, 0x81);
  deep.push_back(0);
  EXPECT_TRUE(parse_cbor(deep).ok());
  deep.insert(deep.begin(), 0x81);
  EXPECT_EQ(parse_cbor(deep).error().code, Code::exhausted);
}

TEST(Cbor, ALengthThatLiesCostsNothing) {
  EXPECT_FALSE(is_well_formed("9bffffffffffffffff"));
  EXPECT_FALSE(is_well_formed("5bffffffffffffffff"));
  EXPECT_FALSE(is_well_formed("bbffffffffffffffff00"));
}

TEST(Cbor, ItemsOverTheBoundAreRefused) {
  Bytes many = hex("9a00000400");
  many.insert(many.end(), 1024, 0);
  EXPECT_TRUE(parse_cbor(many, {32, 1025}).ok());
  EXPECT_EQ(parse_cbor(many, {32, 1024}).error().code, Code::exhausted);
}

TEST(CborWriter, WritesTheShortestForm) {
  CborWriter writer;
  writer.array(4);
  writer.text("Signature1");
  writer.bytes(hex("a10126"));
  writer.bytes({});
  writer.bytes(Bytes(300, 7));
  EXPECT_EQ(render_hex(ByteView(writer.written()).first(20)),
            "846a5369676e61747572653143a1012640590"
            "12c");
  EXPECT_EQ(writer.written().size(), 1 + 11 + 4 + 1 + 3 + 300U);
  const auto document = parse_cbor(writer.written());
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(document.value().root().items()[0].text(), "Signature1");
}

}  // namespace
}  // namespace redress::provenance
