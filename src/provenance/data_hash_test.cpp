// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "provenance/asset_hash.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;

// The file without the ranges, hashed in one go: the plain twin.
Bytes hash_without(std::string file, const std::vector<Range>& exclusions) {
  for (auto range = exclusions.rbegin(); range != exclusions.rend(); ++range) {
    file.erase(static_cast<std::size_t>(range->offset), static_cast<std::size_t>(range->length));
  }
  const Digest digest = sha256(file);
  return {digest.begin(), digest.end()};
}

std::string judge(const std::string& file, const DataHash& wanted) {
  const ByteSource source(view_bytes(file));
  const auto asset = read_asset(source);
  EXPECT_TRUE(asset.ok());
  const auto verdict = check_data_hash(source, asset.value(), wanted);
  EXPECT_TRUE(verdict.ok());
  EXPECT_FALSE(verdict.value().explanation.empty());
  return verdict.value().code.substr(std::string_view("assertion.dataHash.").size()) +
         (verdict.value().additional_exclusions ? ", more left out" : "");
}

std::string judge(const std::string& file, std::vector<Range> exclusions) {
  return judge(file, DataHash{HashName::sha256, hash_without(file, exclusions), exclusions});
}

const std::string segments = jpeg_store(make_store(std::string(300, 'm')), 100);
const std::string jpeg = make_jpeg(segments);

TEST(DataHash, AFileMatchesWithoutItsStore) {
  EXPECT_EQ(judge(jpeg, {{2, segments.size()}}), "match");
  const std::string chunk = png_chunk("caBX", make_store());
  EXPECT_EQ(judge(make_png(chunk), {{33, chunk.size()}}), "match");
}

TEST(DataHash, AChangedByteIsAMismatch) {
  DataHash wanted{HashName::sha256, hash_without(jpeg, {{2, segments.size()}}), {{2, segments.size()}}};
  for (const std::size_t at : {2 + segments.size() + 4, jpeg.size() - 3}) {
    std::string changed = jpeg;
    changed[at] ^= 1;
    EXPECT_EQ(judge(changed, wanted), "mismatch");
  }
  EXPECT_EQ(judge(jpeg + "more", wanted), "mismatch");
}

TEST(DataHash, RangesOutOfOrderOrOverlappingAreMalformed) {
  EXPECT_EQ(judge(jpeg, DataHash{HashName::sha256, {}, {{500, 10}, {2, segments.size()}}}), "malformed");
  EXPECT_EQ(judge(jpeg, DataHash{HashName::sha256, {}, {{2, 10}, {11, 10}}}), "malformed");
  EXPECT_EQ(judge(jpeg, DataHash{HashName::sha256, {}, {{2, UINT64_MAX}}}), "malformed");
}

TEST(DataHash, ARangeBeyondTheEndIsAMismatch) {
  EXPECT_EQ(judge(jpeg, DataHash{HashName::sha256, {}, {{2, jpeg.size()}}}), "mismatch");
}

TEST(DataHash, InAJpegTheRangeIsAsLongAsTheSegmentsOfTheStore) {
  EXPECT_EQ(judge(jpeg, {{2, segments.size() - 1}}), "mismatch");
  EXPECT_EQ(judge(jpeg, {{0, segments.size() + 2}}), "mismatch");
}

TEST(DataHash, AttackerBytesBesideTheStoreAreFound) {
  const std::string chunk = png_chunk("caBX", make_store());
  const std::string smuggled = png_chunk("tEXt", "anything");
  EXPECT_EQ(judge(make_png(chunk + smuggled), {{33, chunk.size() + smuggled.size()}}), "mismatch");
}

TEST(DataHash, BytesBehindTheStoreInItsChunkAreFound) {
  const std::string padded = png_chunk("caBX", make_store() + std::string(20, '\0'));
  EXPECT_EQ(judge(make_png(padded), {{33, padded.size()}}), "match");
  const std::string smuggled = png_chunk("caBX", make_store() + "a message");
  EXPECT_EQ(judge(make_png(smuggled), {{33, smuggled.size()}}), "mismatch");
}

TEST(DataHash, ZerosBesideTheStoreArePadding) {
  const std::string file = make_riff("WEBP", riff_chunk("C2PA", make_store("even")) + std::string(8, '\0'));
  EXPECT_EQ(judge(file, {{12, file.size() - 12}}), "match");
}

// c2pa-rs pull request 2643: a manifest lifted from one file, beside another whose excluded range holds what the
// attacker likes.
TEST(DataHash, AnExcludedRangeWithoutAStoreHidesNothing) {
  const std::string lifted = make_jpeg(jpeg_segment(0xfe, std::string(segments.size() - 4, 'A')));
  const std::string hidden = make_jpeg(std::string(segments.size(), 'A'));
  EXPECT_EQ(judge(hidden, {{2, segments.size()}}), "mismatch");
  EXPECT_EQ(judge(jpeg, {{2, segments.size()}, {2 + segments.size(), 9}}), "mismatch");
  EXPECT_EQ(judge(lifted, {{2, segments.size()}}), "mismatch");
}

TEST(DataHash, MetadataMayBeLeftOutAndIsSaid) {
  const std::string exif = jpeg_segment(0xe1, std::string("Exif\0\0MM"sv));
  EXPECT_EQ(judge(make_jpeg(exif + segments), {{2, exif.size()}, {2 + exif.size(), segments.size()}}),
            "match, more left out");
}

TEST(DataHash, AfterAnUpdateTheStoreMayHaveGrown) {
  const std::string grown_segments = jpeg_store(make_store(std::string(700, 'm')), 100);
  const std::string grown = make_jpeg(grown_segments);
  DataHash wanted{HashName::sha256, hash_without(jpeg, {{2, segments.size()}}), {{2, segments.size()}}};
  EXPECT_EQ(judge(grown, wanted), "mismatch");
  wanted.store_may_have_grown = true;
  EXPECT_EQ(judge(grown, wanted), "match");
}

TEST(DataHash, AllThreeDigestsAreKnown) {
  const std::string empty_jpeg = make_jpeg("");
  for (const auto& [name, width] : {std::pair{HashName::sha256, 32}, {HashName::sha384, 48}, {HashName::sha512, 64}}) {
    EXPECT_EQ(judge(empty_jpeg, DataHash{name, Bytes(static_cast<std::size_t>(width)), {}}), "mismatch");
  }
}

}  // namespace
}  // namespace redress::provenance
