// SPDX-License-Identifier: Apache-2.0
#include "provenance/xmp.hpp"

#include <gtest/gtest.h>

#include "provenance/fact.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

std::string render(std::string_view packet) {
  std::string text;
  for (const XmpProperty& property : parse_xmp(view_bytes(packet))) text += property.name + "=" + property.value + ";";
  return text;
}

TEST(Xmp, AttributesElementsResourcesAndLists) {
  EXPECT_EQ(render("<rdf:Description dc:format='image/png' xmp:Rating=\"5\"/>"), "dc:format=image/png;xmp:Rating=5;");
  EXPECT_EQ(render("<dc:title><rdf:Alt><rdf:li xml:lang='x-default'> A lake </rdf:li></rdf:Alt></dc:title>"),
            "dc:title=A lake;");
  EXPECT_EQ(render("<a:b rdf:resource='http://x/'/><a:c>after</a:c>"), "a:b=http://x/;a:c=after;");
  EXPECT_EQ(render("<dc:subject><rdf:Bag><rdf:li>one</rdf:li><rdf:li>two</rdf:li></rdf:Bag></dc:subject>"),
            "dc:subject=one;dc:subject=two;");
}

TEST(Xmp, AnyPrefixOfAKnownNamespaceIsTheUsualOne) {
  EXPECT_EQ(render("<r xmlns:p='http://ns.adobe.com/photoshop/1.0/' p:Credit='somebody'/>"),
            "photoshop:Credit=somebody;");
  EXPECT_EQ(render("<r xmlns:photoshop='http://elsewhere/' photoshop:Credit='somebody'/>"), "other:Credit=somebody;");
}

TEST(Xmp, OnlyTheFiveEntitiesAndNumbersAreReplaced) {
  EXPECT_EQ(render("<a:b>&lt;&gt;&amp;&quot;&apos;&#65;&#x4e2d;</a:b>"), "a:b=<>&\"'A\xe4\xb8\xad;");
  EXPECT_EQ(render("<a:b>&lol;&#0;&#xd800;&#1114112;&#; & done</a:b>"), "a:b=&lol;&#0;&#xd800;&#1114112;&#; & done;");
}

TEST(Xmp, ADtdIsPassedOverAndItsEntitiesAreNot) {
  EXPECT_EQ(render("<!DOCTYPE x [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]><a:b>&b;</a:b>").find("lollol"),
            std::string::npos);
}

TEST(Xmp, CommentsAndInstructionsHoldNothing) {
  EXPECT_EQ(render("<?xpacket begin='' id='W5'?><!-- <a:b>no</a:b> --><a:c>yes</a:c><?xpacket end='w'?>"), "a:c=yes;");
}

TEST(Xmp, WhatIsNotWellFormedEndsTheScan) {
  EXPECT_EQ(render("<a:b>kept</a:b><a:c x='open"), "a:b=kept;");
  EXPECT_EQ(render("<a:b>kept</a:b><!-- open <a:c>lost</a:c>"), "a:b=kept;");
  EXPECT_EQ(render("<a:b novalue>lost</a:b>"), "");
  EXPECT_EQ(render("</a:b></a:b><a:c>kept</a:c>"), "a:c=kept;");
}

TEST(Xmp, DepthAndCountAreBounded) {
  std::string deep;
  for (std::size_t i = 0; i < xmp_depth_max + 1; ++i) deep += "<a:b>";
  EXPECT_EQ(render(deep + "too deep"), "");
  std::string many;
  for (std::size_t i = 0; i < xmp_properties_max + 10; ++i) many += "<a:b>x</a:b>";
  EXPECT_EQ(parse_xmp(view_bytes(many)).size(), xmp_properties_max);
}

TEST(Utf16, EitherOrderIsRead) {
  using namespace test;
  EXPECT_EQ(decode_utf16(view_bytes("\0h\0i"sv)), "hi");
  EXPECT_EQ(decode_utf16(view_bytes("h\0i\0"sv)), "hi");
  EXPECT_EQ(decode_utf16(view_bytes("\xff\xfe\x2d\x4e"sv)), "\xe4\xb8\xad");
  EXPECT_EQ(decode_utf16(view_bytes("\xfe\xff\x4e\x2d"sv)), "\xe4\xb8\xad");
  EXPECT_EQ(decode_utf16(view_bytes("\xfe\xff\xd8\x3d\xde\x00"sv)), "\xf0\x9f\x98\x80");
  EXPECT_EQ(decode_utf16(view_bytes("\xfe\xff\xd8\x3d"sv)), "\xef\xbf\xbd");
  EXPECT_EQ(decode_utf16(view_bytes("\xfe")), "");
}

}  // namespace
}  // namespace redress::provenance
