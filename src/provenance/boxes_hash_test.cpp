// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "provenance/asset_hash.hpp"
#include "provenance/named_boxes.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;

std::string judge(const std::string& file, const BoxesHash& wanted) {
  const ByteSource source(view_bytes(file));
  const auto asset = read_asset(source);
  EXPECT_TRUE(asset.ok());
  const auto verdict = check_boxes_hash(source, asset.value(), wanted);
  EXPECT_TRUE(verdict.ok());
  return verdict.value().code.substr(std::string_view("assertion.boxesHash.").size()) +
         (verdict.value().additional_exclusions ? ", more left out" : "");
}

BoxesHash::Box box(const std::vector<std::string>& names, std::string_view content) {
  const Digest digest = sha256(content);
  return {names, HashName::sha256, {digest.begin(), digest.end()}, false};
}

const BoxesHash::Box store_entry{{"C2PA"}, HashName::sha256, {0}, true};
const std::string frame = jpeg_segment(0xc0, "frame");
const std::string scan = jpeg_segment(0xda, "scan") + std::string("ab\xff\0cd"sv);
const std::string jpeg = make_jpeg(jpeg_store(make_store(std::string(300, 'm')), 100));

BoxesHash jpeg_boxes() {
  return {{box({"SOI"}, "\xff\xd8"), store_entry, box({"SOF0"}, frame), box({"SOS"}, scan),
           box({"RST0"}, "\xff\xd0more"), box({"RST1"}, "\xff\xd1last"), box({"EOI"}, "\xff\xd9")}};
}

TEST(BoxesHash, AJpegIsItsMarkersAndTheirScans) { EXPECT_EQ(judge(jpeg, jpeg_boxes()), "match"); }

TEST(BoxesHash, AScanMayBeHashedAsOneWithItsMarkersAgain) {
  BoxesHash wanted = jpeg_boxes();
  wanted.boxes[3] = box({"SOS"}, scan + "\xff\xd0more\xff\xd1last");
  EXPECT_EQ(judge(jpeg, wanted), "mismatch");
  wanted.boxes[4] = box({"RST0"}, "\xff\xd0");
  wanted.boxes[5] = box({"RST1"}, "\xff\xd1");
  EXPECT_EQ(judge(jpeg, wanted), "match");
}

TEST(BoxesHash, SeveralBoxesMayShareAHash) {
  BoxesHash wanted{{box({"SOI"}, "\xff\xd8"), store_entry,
                    box({"SOF0", "SOS", "RST0", "RST1", "EOI"}, frame + scan + "\xff\xd0more\xff\xd1last\xff\xd9")}};
  EXPECT_EQ(judge(jpeg, wanted), "match");
}

TEST(BoxesHash, UnlistedBoxesAreUnknownAndMisplacedOnesAMismatch) {
  BoxesHash wanted = jpeg_boxes();
  wanted.boxes.erase(wanted.boxes.begin() + 2);
  EXPECT_EQ(judge(jpeg, wanted), "unknownBox");
  wanted = jpeg_boxes();
  std::swap(wanted.boxes[4], wanted.boxes[5]);
  EXPECT_EQ(judge(jpeg, wanted), "mismatch");
  wanted = jpeg_boxes();
  wanted.boxes.push_back(box({"EOI"}, "\xff\xd9"));
  EXPECT_EQ(judge(jpeg, wanted), "mismatch");
  EXPECT_EQ(judge(make_jpeg(jpeg_segment(0xeb, "another") + jpeg_store(make_store())), jpeg_boxes()), "unknownBox");
}

TEST(BoxesHash, AChangedByteIsAMismatchUnlessItsBoxIsLeftOut) {
  std::string changed = jpeg;
  changed[changed.find("frame")] = 'F';
  BoxesHash wanted = jpeg_boxes();
  EXPECT_EQ(judge(changed, wanted), "mismatch");
  wanted.boxes[2].excluded = true;
  EXPECT_EQ(judge(changed, wanted), "match, more left out");
}

TEST(BoxesHash, WhatFollowsTheEndMustBeListed) {
  EXPECT_EQ(judge(jpeg + "trailing", jpeg_boxes()), "unknownBox");
  BoxesHash wanted = jpeg_boxes();
  wanted.boxes.push_back(box({"c2pa.after"}, "trailing"));
  EXPECT_EQ(judge(jpeg + "trailing", wanted), "match");
  const std::string second = "\xff\xd8\xff\xd9";
  wanted.boxes.back() = box({"c2pa.after"}, second);
  EXPECT_EQ(judge(jpeg + second, wanted), "match");
  wanted.boxes.back() = box({"SOI", "EOI"}, second);
  EXPECT_EQ(judge(jpeg + second, wanted), "match");
}

TEST(BoxesHash, MalformedListsAreSaidSo) {
  EXPECT_EQ(judge(jpeg, {}), "malformed");
  EXPECT_EQ(judge(jpeg, {{box({}, "")}}), "malformed");
  EXPECT_EQ(judge(jpeg, {{box({"SOI", "C2PA"}, "")}}), "malformed");
}

TEST(BoxesHash, APngMayLeaveItsSignatureUnsaid) {
  const std::string file = make_png(png_chunk("caBX", make_store()));
  BoxesHash wanted{{box({"PNGh"}, "\x89PNG\r\n\x1a\n"), box({"IHDR"}, png_chunk("IHDR", std::string(13, 'h'))),
                    store_entry, box({"IDAT"}, png_chunk("IDAT", "pixels")), box({"IEND"}, png_chunk("IEND", ""))}};
  EXPECT_EQ(judge(file, wanted), "match");
  wanted.boxes.erase(wanted.boxes.begin());
  EXPECT_EQ(judge(file, wanted), "match");
}

TEST(BoxesHash, RiffAndGifHaveTheirNames) {
  const std::string list = riff_chunk("LIST", "INFO" + riff_chunk("ISFT", "tool"));
  const std::string riff = make_riff("WEBP", riff_chunk("VP8 ", "pixel") + list + riff_chunk("C2PA", make_store()));
  EXPECT_EQ(judge(riff, {{box({"WEBP"}, riff.substr(0, 12)), box({"VP8 "}, riff_chunk("VP8 ", "pixel")),
                          box({"INFO"}, list), store_entry}}),
            "match");
  const std::string extension = gif_application("C2PA_GIF\x01" + std::string(2, '\0'), make_store());
  const std::string gif = make_gif(extension + "\x21\xfe" + gif_blocks("word"));
  EXPECT_EQ(judge(gif, {{box({"GIF89a"}, "GIF89a"), box({"LSD"}, gif.substr(6, 13)), store_entry,
                         box({"21FE"}, "\x21\xfe" + gif_blocks("word")), box({"2C"}, "," + std::string(9, '\0')),
                         box({"TBID"}, "\x02" + gif_blocks("pixels")), box({"3B"}, ";")}}),
            "match");
}

TEST(BoxesHash, OtherContainersAreNotChecked) {
  const std::string file = make_bmff(store_box(make_store()));
  const ByteSource source(view_bytes(file));
  const auto verdict = check_boxes_hash(source, read_asset(source).value(), {{store_entry}});
  ASSERT_FALSE(verdict.ok());
  EXPECT_EQ(verdict.error().code, Code::unsupported);
}

// Whatever the blocks the scan is read in, its end is found: against a search byte by byte.
TEST(BoxesHash, TheEndOfAScanIsFoundAcrossBlocks) {
  for (const std::size_t length : {65534U, 65535U, 65536U, 65537U, 131071U}) {
    for (const std::string& ending :
         {std::string("\xff\0\xff\xd9"sv), std::string("\xff\xff\xd9"sv), std::string("\xff\xd9"sv)}) {
      const std::string file = "\xff\xd8" + jpeg_segment(0xda, "scan") + std::string(length, 'e') + ending;
      const std::size_t end = file.size() - 2;
      const ByteSource source(view_bytes(file));
      Walk walk(source, AssetLimits());
      std::vector<Range> ranges;
      const Status status =
          for_each_named_box(walk, read_asset(source).value(), {}, [&](std::string_view, const Range& range) {
            ranges.push_back(range);
            return Result<bool>(true);
          });
      ASSERT_TRUE(status.ok()) << status.error().message;
      ASSERT_EQ(ranges.size(), 3);
      EXPECT_EQ(ranges[2].offset, end) << length;
    }
  }
}

}  // namespace
}  // namespace redress::provenance
