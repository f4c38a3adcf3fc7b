// SPDX-License-Identifier: Apache-2.0
// Every place in a BMFF file that says where something stands still says it when a box was put in before.
#include "provenance/bmff_offsets.hpp"

#include <gtest/gtest.h>

#include "provenance/embed.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;

constexpr std::string_view marker = "HERE IT IS";

std::string nest(const std::vector<std::string>& parents, std::string inside) {
  for (auto parent = parents.rbegin(); parent != parents.rend(); ++parent) inside = bmff_box(*parent, inside);
  return inside;
}

const std::vector<std::string> table_path = {"moov", "trak", "mdia", "minf", "stbl"};

struct Place {
  std::string name;
  // The boxes, with an offset written where the marker stands.
  std::function<std::string(std::uint64_t)> boxes;
  std::size_t offset_bytes;
};

std::string item_table(int version, std::uint64_t base, std::uint64_t offset, int base_bytes, int offset_bytes) {
  std::string table = big(static_cast<unsigned>(version) << 24U, 4) +
                      big(static_cast<unsigned>(offset_bytes) << 4U | 4U, 1) +
                      big(static_cast<unsigned>(base_bytes) << 4U, 1);
  table += version < 2 ? big(1, 2) + big(7, 2) : big(1, 4) + big(7, 4);
  if (version > 0) table += big(0, 2);
  table += big(0, 2) + big(base, base_bytes) + big(1, 2) + big(offset, offset_bytes) + big(10, 4);
  return bmff_box("meta", big(0, 4) + bmff_box("iloc", table));
}

std::vector<Place> places() {
  return {{"stco", [](auto at) { return nest(table_path, bmff_box("stco", big(0, 4) + big(1, 4) + big(at, 4))); }, 4},
          {"co64", [](auto at) { return nest(table_path, bmff_box("co64", big(0, 4) + big(1, 4) + big(at, 8))); }, 8},
          {"saio", [](auto at) { return nest(table_path, bmff_box("saio", big(0, 4) + big(1, 4) + big(at, 4))); }, 4},
          {"saio of 64 bits with a type",
           [](auto at) {
             return nest(table_path,
                         bmff_box("saio", big(0x01000001, 4) + "cenc" + big(0, 4) + big(1, 4) + big(at, 8)));
           },
           8},
          {"tfhd",
           [](auto at) {
             return nest({"moof", "traf"}, bmff_box("tfhd", big(1, 4) + big(1, 4) + big(at, 8)));
           },
           8},
          {"tfra",
           [](auto at) {
             return bmff_box("mfra", bmff_box("tfra", big(0, 4) + big(1, 4) + big(0x3f, 4) + big(1, 4) + big(0, 4) +
                                                          big(at, 4) + std::string(12, 'n')));
           },
           4},
          {"iloc 0", [](auto at) { return item_table(0, 0, at, 0, 4); }, 4},
          {"iloc 1 with a base", [](auto at) { return item_table(1, 20, at - 20, 4, 4); }, 4},
          {"iloc 2 of 64 bits", [](auto at) { return item_table(2, 0, at, 0, 8); }, 8},
          {"iloc whose base says it all", [](auto at) { return item_table(1, at, 0, 8, 0); }, 8}};
}

std::string make_file(const Place& place, std::uint64_t added) {
  const std::string media = bmff_box("mdat", "media before " + std::string(marker));
  const std::string start = make_bmff(place.boxes(0)) + media;
  return make_bmff(place.boxes(start.find(marker) + added)) + media;
}

TEST(BmffOffsets, EachFollowsWhatItNames) {
  const std::string store = make_store();
  for (const Place& place : places()) {
    const std::string file = make_file(place, 0);
    const auto written = embed_store(view_bytes(file), view_bytes(store));
    ASSERT_TRUE(written.ok()) << place.name << ": " << written.error().message;
    // The same file, made with the offset as it should be, and the store's box put in by hand.
    const std::size_t added = written.value().size() - file.size();
    std::string wanted = make_file(place, added);
    wanted.insert(make_bmff("").size(), store_box(store));
    EXPECT_EQ(std::string(written.value().begin(), written.value().end()), wanted) << place.name;
  }
}

TEST(BmffOffsets, InsideOfFragmentsNothingCountsFromTheFile) {
  const std::string file = make_bmff(nest({"moof", "traf"}, bmff_box("saio", big(0, 4) + big(1, 4) + big(30, 4))) +
                                     bmff_box("mdat", marker));
  const auto written = embed_store(view_bytes(file), view_bytes(make_store()));
  ASSERT_TRUE(written.ok());
  const std::string text(written.value().begin(), written.value().end());
  EXPECT_NE(text.find(file.substr(make_bmff("").size())), std::string::npos);
}

TEST(BmffOffsets, ItemsInTheTableItselfOrElsewhereStay) {
  for (const auto& [method, reference] : {std::pair(1U, 0U), std::pair(0U, 1U)}) {
    const std::string table = big(1U << 24U, 4) + big(0x44, 1) + big(0, 1) + big(1, 2) + big(7, 2) + big(method, 2) +
                              big(reference, 2) + big(1, 2) + big(60, 4) + big(10, 4);
    const std::string file =
        make_bmff(bmff_box("meta", big(0, 4) + bmff_box("iloc", table)) + bmff_box("mdat", marker));
    const auto written = embed_store(view_bytes(file), view_bytes(make_store()));
    ASSERT_TRUE(written.ok());
    EXPECT_NE(std::string(written.value().begin(), written.value().end()).find(table), std::string::npos);
  }
}

TEST(BmffOffsets, AnOffsetThatNoLongerFitsIsRefused) {
  const std::string boxes = nest(table_path, bmff_box("stco", big(0, 4) + big(1, 4) + big(0xffffffff, 4)));
  const auto written = embed_store(view_bytes(make_bmff(boxes)), view_bytes(make_store()));
  EXPECT_EQ(written.error().code, Code::exhausted);
}

TEST(BmffOffsets, ATableLongerThanItsBoxIsRefused) {
  for (const std::string& table : {bmff_box("stco", big(0, 4) + big(0xffffffff, 4) + big(50, 4)),
                                   bmff_box("iloc", big(0, 4) + big(0x4444, 2) + big(9, 2)),
                                   bmff_box("iloc", big(0, 4) + big(0x5500, 2) + big(0, 2))}) {
    const auto written = embed_store(view_bytes(make_bmff(nest(table_path, table))), view_bytes(make_store()));
    EXPECT_EQ(written.error().code, Code::corrupt);
  }
}

TEST(BmffOffsets, AnOffsetIntoTheOldManifestIsRefused) {
  const std::string store = store_box(make_store());
  const std::string boxes =
      nest(table_path, bmff_box("stco", big(0, 4) + big(1, 4) + big(make_bmff("").size() + 20, 4)));
  const auto written = embed_store(view_bytes(make_bmff(store + boxes)), view_bytes(make_store("another")));
  EXPECT_EQ(written.error().code, Code::corrupt);
}

TEST(BmffOffsets, BoxesWithinBoxesEnd) {
  std::string boxes;
  for (int i = 0; i < 1000; ++i) boxes = bmff_box("moov", boxes);
  EXPECT_EQ(embed_store(view_bytes(make_bmff(boxes)), view_bytes(make_store())).error().code, Code::corrupt);
}

TEST(Shift, CountsWhatWasPutInAndTakenOutBefore) {
  const Splices cuts = {{10, 0, Bytes(100)}, {20, 5, {}}};
  const Shift shift(cuts);
  EXPECT_EQ(shift.moved(9).value(), 9U);
  EXPECT_EQ(shift.moved(10).value(), 110U);
  EXPECT_EQ(shift.moved(25).value(), 120U);
  EXPECT_FALSE(shift.moved(24).ok());
}

}  // namespace
}  // namespace redress::provenance
