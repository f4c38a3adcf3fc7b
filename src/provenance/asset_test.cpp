// SPDX-License-Identifier: Apache-2.0
#include "provenance/asset.hpp"

#include <gtest/gtest.h>

#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;

Asset read(std::string_view file, const AssetLimits& limits = {}) {
  Result<Asset> asset = read_asset(ByteSource(view_bytes(file)), limits);
  EXPECT_TRUE(asset.ok());
  return asset.ok() ? std::move(asset).value() : Asset();
}

std::string store_of(const Asset& asset) {
  return asset.store ? std::string(asset.store->begin(), asset.store->end()) : "none";
}

TEST(Asset, BytesOfNoKnownKindAreNoError) {
  EXPECT_EQ(read("").container, Container::unknown);
  EXPECT_EQ(read("hello, world").container, Container::unknown);
  EXPECT_FALSE(read("hello, world").store);
}

TEST(Asset, AStoreOverSeveralJpegSegmentsIsPutTogether) {
  const std::string store = make_store(std::string(1000, 'm'));
  const std::string segments = jpeg_store(store, 100);
  const Asset asset = read(make_jpeg(jpeg_segment(0xe0, "JFIF") + segments));
  EXPECT_EQ(store_of(asset), store);
  EXPECT_EQ(asset.store_lies_at.size(), (store.size() - 8 + 99) / 100);
  EXPECT_EQ(asset.store_lies_at.front().offset, 2 + jpeg_segment(0xe0, "JFIF").size());
  std::uint64_t sum = 0;
  for (const Range& range : asset.store_lies_at) sum += range.length;
  EXPECT_EQ(sum, segments.size());
  EXPECT_TRUE(asset.damage.empty() && asset.remarks.empty());
}

TEST(Asset, OtherJumbfInAJpegIsNoStore) {
  std::string other = make_store();
  other[16] = 'x';  // another type of superbox
  const std::string store = make_store("mine");
  EXPECT_EQ(store_of(read(make_jpeg(jpeg_store(other, 60000, 1) + jpeg_store(store, 60000, 2)))), store);
}

TEST(Asset, JpegSegmentsThatInterleaveAreToldApartByTheirInstance) {
  const std::string store = make_store(std::string(200, 'm'));
  const std::string pieces = jpeg_store(store, 150, 7);
  std::string other = make_store();
  other[16] = 'x';
  const std::string first = pieces.substr(0, 2 + 2 + 8 + 8 + 150);
  EXPECT_EQ(store_of(read(make_jpeg(first + jpeg_store(other) + pieces.substr(first.size())))), store);
}

TEST(Asset, SeveralStoresCountAsNone) {
  const std::string store = make_store();
  const std::string chunk = png_chunk("caBX", store);
  for (const std::string& file :
       {make_png(chunk + chunk), make_jpeg(jpeg_store(store, 60000, 1) + jpeg_store(store, 60000, 2)),
        make_jpeg(jpeg_store(store) + jpeg_store(store)),
        make_riff("WEBP", riff_chunk("C2PA", store) + riff_chunk("C2PA", store)),
        make_bmff(store_box(store) + store_box(store))}) {
    const Asset asset = read(file);
    EXPECT_EQ(asset.stores_count, 2);
    EXPECT_FALSE(asset.store);
    EXPECT_EQ(asset.store_lies_at.size(), 2);
  }
}

TEST(Asset, APngChunkWithAWrongCrcIsReadAndRemarkedOn) {
  std::string file = make_png(png_chunk("caBX", make_store()));
  const Asset right = read(file);
  EXPECT_EQ(store_of(right), make_store());
  EXPECT_EQ(right.store_lies_at, (std::vector<Range>{{33, make_store().size() + 12}}));
  EXPECT_TRUE(right.remarks.empty());
  file[33 + 8 + make_store().size()] ^= 1;
  EXPECT_EQ(read(file).remarks.size(), 1);
}

TEST(Asset, ATruncatedChunkIsDamageAndNoStore) {
  const std::string file = make_png(png_chunk("caBX", make_store(std::string(500, 'm'))));
  const Asset asset = read(file.substr(0, 200));
  EXPECT_EQ(asset.stores_count, 0);
  EXPECT_EQ(asset.damage, "a PNG chunk that is not all there at byte 33");
}

TEST(Asset, EveryCutOfAFileIsAnAnswer) {
  const std::string store = make_store();
  for (const std::string& file : {make_jpeg(jpeg_store(store, 30)), make_png(png_chunk("caBX", store)),
                                  make_riff("WAVE", riff_chunk("data", "abc") + riff_chunk("C2PA", store)),
                                  make_bmff(store_box(store) + bmff_box("mdat", "media"))}) {
    EXPECT_EQ(store_of(read(file)), store);
    for (std::size_t length = 0; length < file.size(); ++length) read(std::string_view(file).substr(0, length));
  }
}

TEST(Asset, ARiffStoreLiesWithItsPadding) {
  const std::string odd = make_store("odd");
  ASSERT_EQ(odd.size() % 2, 1);
  const Asset asset = read(make_riff("WEBP", riff_chunk("VP8 ", "pixel") + riff_chunk("C2PA", odd)));
  EXPECT_EQ(asset.mime, "image/webp");
  EXPECT_EQ(store_of(asset), odd);
  EXPECT_EQ(asset.store_lies_at, (std::vector<Range>{{12 + 8 + 6, 8 + odd.size() + 1}}));
}

TEST(Asset, AnRf64FileKeepsItsLargeSizesApart) {
  const std::string data = "samples!";
  const std::string body = std::string("WAVE") +
                           riff_chunk("ds64", little(0, 8) + little(data.size(), 8) + little(0, 12)) + "data" +
                           little(0xffffffff, 4) + data + riff_chunk("C2PA", make_store());
  const Asset asset = read("RF64" + little(0xffffffff, 4) + body);
  EXPECT_EQ(store_of(asset), make_store());
  EXPECT_TRUE(asset.damage.empty());
}

TEST(Asset, ListsWithinListsEndSoon) {
  std::string inside = "INFO";
  for (int i = 0; i < 1000; ++i) inside = "INFO" + riff_chunk("LIST", inside);
  const Asset asset = read(make_riff("WAVE", riff_chunk("LIST", inside) + riff_chunk("C2PA", make_store())));
  EXPECT_EQ(store_of(asset), make_store());
}

TEST(Asset, ABmffStoreEndsBeforeThePadding) {
  const Asset asset = read(make_bmff(store_box(make_store() + std::string(50, '\0')) + bmff_box("mdat", "media")));
  EXPECT_EQ(asset.container, Container::bmff);
  EXPECT_EQ(store_of(asset), make_store());
  EXPECT_TRUE(asset.remarks.empty());
}

TEST(Asset, AnUpdateStoreContinuesTheOriginal) {
  const Asset asset = read(make_bmff(store_box(make_store("first"), "original") + bmff_box("mdat", "media") +
                                     store_box(make_store("second"), "update")));
  EXPECT_EQ(asset.stores_count, 1);
  EXPECT_EQ(store_of(asset), make_store("firstsecond"));
  EXPECT_EQ(asset.store_lies_at.size(), 2);
}

TEST(Asset, AThousandMoovsWithinEachOtherAreNotDescendedInto) {
  std::string boxes;
  for (int i = 0; i < 1000; ++i) boxes = bmff_box("moov", boxes);
  EXPECT_EQ(store_of(read(make_bmff(boxes + store_box(make_store())))), make_store());
}

TEST(Asset, ABoxLongerThanTheFileIsDamage) {
  EXPECT_EQ(read(make_bmff(big(0xfffffff0, 4) + "mdat")).damage, "a box that is not all there at byte 20");
  EXPECT_EQ(read(make_bmff(big(1, 4) + "mdat" + big(UINT64_MAX, 8))).damage, "a box that is not all there at byte 20");
  EXPECT_EQ(read(make_bmff(big(4, 4) + "mdat")).damage, "a box shorter than its head at byte 20");
}

TEST(Asset, BrandsTellTheTypeOfABmffFile) {
  EXPECT_EQ(read(make_bmff("", "avif")).mime, "image/avif");
  EXPECT_EQ(read(make_bmff("", "heic")).mime, "image/heic");
  EXPECT_EQ(read(make_bmff("", "M4A ")).mime, "audio/mp4");
  EXPECT_EQ(read(make_bmff("", "qt  ")).mime, "video/quicktime");
  EXPECT_EQ(read(make_bmff("", "isom")).mime, "video/mp4");
}

TEST(Asset, XmpOfAJpegIsJoinedWithItsExtension) {
  const std::string guid = "0123456789ABCDEF0123456789ABCDEF";
  const std::string main = "<x:xmpmeta xmpNote:HasExtendedXMP=\"" + guid + "\"/>";
  const auto part = [&](const std::string& name, std::size_t at, const std::string& text) {
    return jpeg_segment(0xe1,
                        std::string("http://ns.adobe.com/xmp/extension/\0"sv) + name + big(10, 4) + big(at, 4) + text);
  };
  const Asset asset = read(make_jpeg(jpeg_segment(0xe1, std::string("http://ns.adobe.com/xap/1.0/\0"sv) + main) +
                                     part(guid, 5, "world") + part(guid, 0, "hello") +
                                     part("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0, "stranger!!")));
  EXPECT_EQ(std::string(asset.xmp.begin(), asset.xmp.end()), main + "\nhelloworld");
}

TEST(Asset, AStoreBeyondTheLimitIsAnError) {
  AssetLimits limits;
  limits.store_bytes_max = 100;
  const std::string store = make_store(std::string(200, 'm'));
  for (const std::string& file :
       {make_png(png_chunk("caBX", store)), make_jpeg(jpeg_store(store, 50)), make_bmff(store_box(store))}) {
    const auto asset = read_asset(ByteSource(view_bytes(file)), limits);
    ASSERT_FALSE(asset.ok());
    EXPECT_EQ(asset.error().code, Code::exhausted);
  }
}

TEST(Asset, AFileOfNothingButHeadsIsAnError) {
  AssetLimits limits;
  limits.parts_max = 50;
  std::string chunks;
  for (int i = 0; i < 60; ++i) chunks += png_chunk("tEXt", "");
  const auto asset = read_asset(ByteSource(view_bytes(make_png(chunks))), limits);
  ASSERT_FALSE(asset.ok());
  EXPECT_EQ(asset.error().code, Code::exhausted);
}

TEST(Asset, MoreMetadataThanIsReadIsLeftWithARemark) {
  AssetLimits limits;
  limits.metadata_bytes_max = 10;
  limits.metadata_count_max = 2;
  std::string chunks = png_chunk("iTXt", std::string("XML:com.adobe.xmp\0\0\0\0\0"sv) + std::string(20, 'x'));
  for (int i = 0; i < 3; ++i) chunks += png_chunk("tEXt", std::string("Title\0word"sv));
  const Asset asset = read(make_png(chunks + png_chunk("caBX", make_store())), limits);
  EXPECT_TRUE(asset.xmp.empty());
  EXPECT_EQ(asset.metadata.size(), 2);
  EXPECT_EQ(asset.remarks.size(), 2);
  EXPECT_EQ(store_of(asset), make_store());
}

}  // namespace
}  // namespace redress::provenance
