// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "provenance/asset.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;
using namespace std::string_literals;

const std::string store = make_store(std::string(600, 'm'));

Asset read(std::string_view file, const AssetLimits& limits = {}) {
  Result<Asset> asset = read_asset(ByteSource(view_bytes(file)), limits);
  EXPECT_TRUE(asset.ok());
  return asset.ok() ? std::move(asset).value() : Asset();
}

std::string store_of(const Asset& asset) {
  return asset.store ? std::string(asset.store->begin(), asset.store->end()) : "none";
}

// Where a store of this text begins in the file.
Range find_store(std::string_view file) { return {file.find(store), store.size()}; }

TEST(Formats, ATiffHoldsItsStoreInAnyDirectory) {
  for (const auto& directories :
       {std::vector<std::vector<TiffEntry>>{{{0xcd41, 7, store}}},
        std::vector<std::vector<TiffEntry>>{{{256, 3, "wd"}}, {{256, 3, "wd"}, {0xcd41, 7, store}}}}) {
    const std::string file = make_tiff(directories);
    const Asset asset = read(file);
    EXPECT_EQ(asset.mime, "image/tiff");
    EXPECT_EQ(store_of(asset), store);
    ASSERT_EQ(asset.store_lies_at.size(), 2);  // the entry, whose count a data hash leaves out too, and the store
    EXPECT_EQ(asset.store_lies_at[0].length, 12);
    EXPECT_EQ(asset.store_lies_at[1], find_store(file));
  }
}

TEST(Formats, TiffDirectoriesInARingEnd) {
  std::string file = make_tiff({{{256, 3, "wd"}}});
  file.replace(8 + 2 + 12, 4, little(8, 4));
  EXPECT_TRUE(read(file).damage.starts_with("more directories than a TIFF has"));
}

TEST(Formats, ATiffEntryBeyondTheFileIsPassedOver) {
  std::string file = make_tiff({{{0xcd41, 7, store}, {700, 1, "<x:xmpmeta/>"}}});
  file.replace(8 + 2 + 4, 4, little(0xffffffff, 4));
  const Asset asset = read(file);
  EXPECT_FALSE(asset.store);
  EXPECT_EQ(std::string(asset.xmp.begin(), asset.xmp.end()), "<x:xmpmeta/>");
}

TEST(Formats, AGifHoldsItsStoreInAnApplicationExtension) {
  const std::string extension = gif_application("C2PA_GIF\x01" + std::string(2, '\0'), store);
  const Asset asset = read(make_gif(gif_application("NETSCAPE2.0", "loops") + extension));
  EXPECT_EQ(store_of(asset), store);
  ASSERT_EQ(asset.store_lies_at.size(), 1);
  EXPECT_EQ(asset.store_lies_at[0].length, extension.size());
  EXPECT_TRUE(asset.damage.empty());
}

TEST(Formats, AGifCommentAndXmpAreFound) {
  const std::string xmp = "<x:xmpmeta/>";
  std::string trailer = "\x01";
  for (int i = 255; i >= 0; --i) trailer += static_cast<char>(i);
  const std::string extension = "\x21\xff\x0bXMP DataXMP" + xmp + trailer + std::string(1, '\0');
  const Asset asset = read(make_gif(extension + "\x21\xfe" + gif_blocks("a word")));
  EXPECT_EQ(std::string(asset.xmp.begin(), asset.xmp.end()), xmp);
  ASSERT_EQ(asset.metadata.size(), 1);
  EXPECT_EQ(asset.metadata[0].value.length, 6);
}

TEST(Formats, AnSvgHoldsItsStoreInBase64) {
  const std::string file = make_svg(svg_store(store));
  const Asset asset = read(file);
  EXPECT_EQ(asset.mime, "image/svg+xml");
  EXPECT_EQ(store_of(asset), store);
  ASSERT_EQ(asset.store_lies_at.size(), 1);
  EXPECT_EQ(file.substr(asset.store_lies_at[0].offset + asset.store_lies_at[0].length, 8), "</c2pa:m");
}

TEST(Formats, WhatAnSvgOnlyMentionsIsNoStore) {
  EXPECT_EQ(read(make_svg("<!-- " + svg_store(store) + " --><![CDATA[" + svg_store(store) + "]]>")).stores_count, 0);
  EXPECT_EQ(read(make_svg(svg_store(store) + svg_store(store))).stores_count, 2);
}

TEST(Formats, EntitiesOfAnSvgAreNotReplaced) {
  const std::string file =
      "<!DOCTYPE svg [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
      "<svg><metadata><c2pa:manifest>&b;&x;</c2pa:manifest></metadata></svg>";
  const Asset asset = read(file);
  EXPECT_EQ(asset.stores_count, 1);
  EXPECT_EQ(store_of(asset), "");
  EXPECT_EQ(asset.remarks.size(), 1);
}

TEST(Formats, AnMp3HoldsItsStoreInAnObjectOfItsTag) {
  for (const std::string_view mime : {"application/c2pa", "application/x-c2pa-manifest-store"}) {
    const Asset asset = read(make_mp3(id3_frame("TIT2", "\x03title") + id3_store(store, mime)));
    EXPECT_EQ(asset.container, Container::mp3);
    EXPECT_EQ(store_of(asset), store);
    EXPECT_TRUE(asset.damage.empty());
  }
  EXPECT_EQ(read(make_mp3(id3_store(store, "application/pdf"))).stores_count, 0);
}

TEST(Formats, Id3FramesThatAreCompressedOrTooLongAreNotRead) {
  const Asset compressed = read(make_mp3(id3_frame("GEOB", "", 0x08) + id3_store(store)));
  EXPECT_EQ(compressed.remarks.size(), 1);
  EXPECT_EQ(store_of(compressed), store);
  EXPECT_TRUE(read("ID3" + std::string("\x04\0\0"sv) + syncsafe(10) + "GEOB" + syncsafe(100) + "\0\0"s).damage.size() >
              0);
}

TEST(Formats, AFlacMayBeginWithATag) {
  const std::string flac = make_flac({"TITLE=a song", "no key"});
  const Asset bare = read(flac);
  EXPECT_EQ(bare.container, Container::flac);
  ASSERT_EQ(bare.metadata.size(), 1);
  EXPECT_EQ(bare.metadata[0].name, "TITLE");
  const std::string frames = id3_store(store);
  const Asset tagged = read("ID3" + std::string("\x04\0\0"sv) + syncsafe(frames.size()) + frames + flac);
  EXPECT_EQ(tagged.container, Container::flac);
  EXPECT_EQ(store_of(tagged), store);
}

TEST(Formats, AJpegXlHoldsItsStoreAsABox) {
  std::string other = store;
  other[16] = 'x';
  const Asset asset = read(make_jxl(other + store + bmff_box("xml ", "<x:xmpmeta/>")));
  EXPECT_EQ(asset.mime, "image/jxl");
  EXPECT_EQ(store_of(asset), store);
  EXPECT_EQ(asset.xmp.size(), 12);
}

TEST(Formats, APdfHoldsItsStoreInAStreamAndTheLastCounts) {
  const std::string first = "%PDF-1.7\n" + pdf_stream(make_store("first"));
  EXPECT_EQ(store_of(read(first + "trailer")), make_store("first"));
  const Asset updated = read(first + pdf_stream(store) + "trailer");
  EXPECT_EQ(store_of(updated), store);
  EXPECT_EQ(updated.stores_count, 1);
  EXPECT_EQ(updated.remarks.size(), 1);
  EXPECT_EQ(read("%PDF-1.7\n(" + store + ") no stream").stores_count, 0);
}

TEST(Formats, AStoreOfItsOwnIsAFileToo) {
  const Asset asset = read(store);
  EXPECT_EQ(asset.container, Container::store);
  EXPECT_EQ(store_of(asset), store);
}

TEST(Formats, EveryCutOfAFileIsAnAnswer) {
  for (const std::string& file :
       {make_tiff({{{0xcd41, 7, store}, {700, 1, "<x:xmpmeta/>"}}}),
        make_gif(gif_application("C2PA_GIF\x01\0\0"s, store)), make_svg(svg_store(store)), make_mp3(id3_store(store)),
        make_flac({"KEY=value"}), make_jxl(store), "%PDF-1.7\n" + pdf_stream(store), store}) {
    for (std::size_t length = 0; length <= file.size(); ++length) read(std::string_view(file).substr(0, length));
  }
}

}  // namespace
}  // namespace redress::provenance
