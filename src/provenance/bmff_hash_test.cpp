// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "provenance/asset_hash.hpp"
#include "provenance/bmff_exclusions.hpp"
#include "provenance/test_assets.hpp"

namespace redress::provenance {
namespace {

using namespace test;

Bytes hash(std::string_view text) {
  const Digest digest = sha256(text);
  return {digest.begin(), digest.end()};
}

std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

BmffExclusion whole(const std::string& xpath) {
  BmffExclusion exclusion;
  exclusion.xpath = xpath;
  return exclusion;
}

BmffExclusion store_exclusion() {
  BmffExclusion exclusion = whole("/uuid");
  exclusion.data = {{8, bytes_of("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"sv)}};
  return exclusion;
}

std::string judge(const std::string& file, const BmffHash& wanted) {
  const ByteSource source(view_bytes(file));
  const auto asset = read_asset(source);
  EXPECT_TRUE(asset.ok());
  const auto verdict = check_bmff_hash(source, asset.value(), wanted);
  EXPECT_TRUE(verdict.ok());
  return verdict.value().code.substr(std::string_view("assertion.bmffHash.").size()) +
         (verdict.value().additional_exclusions ? ", more left out" : "");
}

// Root boxes as the file has them, each with whether it counts; hashed the plain way.
struct Root {
  std::string box;
  bool counts = true;
};

struct Film {
  std::string file;
  std::string hashed;  // each root box that counts behind its offset
};

Film make_film(const std::vector<Root>& roots) {
  Film film;
  for (const Root& root : roots) {
    if (root.counts) film.hashed += big(film.file.size(), 8) + root.box;
    film.file += root.box;
  }
  return film;
}

const std::string head = bmff_box("ftyp", "isom" + big(0, 4));
const std::string offsets = bmff_box("stco", big(0, 4) + big(1, 4) + "offs");
const std::string movie = bmff_box("moov", bmff_box("trak", bmff_box("mdia", offsets)) + bmff_box("trak", offsets));
const std::string media = bmff_box("mdat", "media of a short film");

Film usual_film() {
  return make_film({{head, false}, {store_box(make_store()), false}, {movie}, {bmff_box("free", "!"), false}, {media}});
}

BmffHash usual_hash(const Film& film) {
  BmffHash wanted;
  wanted.hash = hash(film.hashed);
  wanted.exclusions = {store_exclusion(), whole("/ftyp"), whole("/mfra"), whole("/free"), whole("/skip")};
  return wanted;
}

TEST(BmffHash, RootBoxesAreHashedBehindTheirOffsets) {
  const Film film = usual_film();
  EXPECT_EQ(judge(film.file, usual_hash(film)), "match");
}

TEST(BmffHash, AChangeInMediaIsAMismatchAndOneInFreeIsNot) {
  const Film film = usual_film();
  std::string changed = film.file;
  changed[film.file.size() - 1] ^= 1;
  EXPECT_EQ(judge(changed, usual_hash(film)), "mismatch");
  changed = film.file;
  changed[film.file.find("free!") + 4] = '?';
  EXPECT_EQ(judge(changed, usual_hash(film)), "match");
}

TEST(BmffHash, AMovedOrAddedBoxIsAMismatch) {
  const Film film = usual_film();
  EXPECT_EQ(judge(make_film({{head}, {store_box(make_store())}, {media}, {movie}}).file, usual_hash(film)), "mismatch");
  EXPECT_EQ(judge(film.file + bmff_box("uuid", std::string(16, 'u')), usual_hash(film)), "mismatch");
  EXPECT_EQ(judge(film.file + "tail", usual_hash(film)), "mismatch");
}

TEST(BmffHash, PartsOfBoxesAreLeftOutByPath) {
  std::string kept = movie;  // the offsets of the first track alone, from byte 16 to the end of the box
  kept.erase(kept.find("offs"), 4);
  Film film = usual_film();
  film.hashed = big(film.file.find(movie), 8) + kept + big(film.file.find(media), 8) + media;
  BmffHash wanted = usual_hash(film);
  wanted.exclusions.push_back(whole("/moov/trak[1]/mdia/stco"));
  wanted.exclusions.back().subset = {{16, 0}};
  EXPECT_EQ(judge(film.file, wanted), "match, more left out");
  wanted.exclusions.back().xpath = "/moov/trak/mdia/stco";
  EXPECT_EQ(judge(film.file, wanted), "match, more left out");
  wanted.exclusions.back().xpath = "/moov/trak[2]/mdia/stco";
  EXPECT_EQ(judge(film.file, wanted), "mismatch");
}

TEST(BmffHash, LengthVersionAndFlagsNarrowAnExclusion) {
  const std::string box = bmff_box("emsg", big(0x01000003, 4) + "message");
  const Film with = make_film({{head, false}, {store_box(make_store()), false}, {box}, {media}});
  const Film without = make_film({{head, false}, {store_box(make_store()), false}, {box, false}, {media}});
  const auto judge_with = [&](const std::function<void(BmffExclusion&)>& narrow) {
    BmffHash left_out = usual_hash(without);
    left_out.exclusions.push_back(whole("/emsg"));
    narrow(left_out.exclusions.back());
    BmffHash kept = usual_hash(with);
    kept.exclusions = left_out.exclusions;
    const std::string first = judge(with.file, left_out);
    EXPECT_NE(first, judge(with.file, kept));
    return first.starts_with("match");
  };
  EXPECT_TRUE(judge_with([](BmffExclusion&) {}));
  EXPECT_TRUE(judge_with([&](BmffExclusion& e) { e.length = box.size(); }));
  EXPECT_FALSE(judge_with([&](BmffExclusion& e) { e.length = box.size() + 1; }));
  EXPECT_TRUE(judge_with([](BmffExclusion& e) { e.version = 1; }));
  EXPECT_FALSE(judge_with([](BmffExclusion& e) { e.version = 0; }));
  EXPECT_TRUE(judge_with([](BmffExclusion& e) { e.flags = 3; }));
  EXPECT_FALSE(judge_with([](BmffExclusion& e) { e.flags = 1; }));
  EXPECT_TRUE(judge_with([](BmffExclusion& e) { e.flags = 1, e.exact_flags = false; }));
  EXPECT_TRUE(judge_with([](BmffExclusion& e) { e.data = {{12, bytes_of("mess")}}; }));
  EXPECT_FALSE(judge_with([](BmffExclusion& e) { e.data = {{12, bytes_of("mass")}}; }));
  EXPECT_FALSE(judge_with([](BmffExclusion& e) { e.data = {{1000, bytes_of("mess")}}; }));
}

TEST(BmffHash, WhatCannotBeIsMalformedOrAMismatch) {
  const Film film = usual_film();
  BmffHash wanted = usual_hash(film);
  wanted.exclusions.clear();
  EXPECT_EQ(judge(film.file, wanted), "malformed");
  wanted = usual_hash(film);
  wanted.exclusions.back().subset = {{10, 10}, {15, 0}};
  EXPECT_EQ(judge(film.file, wanted), "malformed");
  wanted = usual_hash(film);
  wanted.hash.reset();
  EXPECT_EQ(judge(film.file, wanted), "mismatch");
  wanted = usual_hash(film);
  wanted.exclusions.resize(257, whole("/free"));
  EXPECT_EQ(judge(film.file, wanted), "mismatch");
}

TEST(BmffHash, MoreRootBoxesThanAreCheckedAreAMismatch) {
  std::string boxes = usual_film().file;
  const BmffHash wanted = usual_hash(usual_film());
  const std::string empty = bmff_box("free", "");
  for (std::size_t i = 0; i < (1U << 17U); ++i) boxes += empty;
  EXPECT_EQ(judge(boxes, wanted), "mismatch");
  EXPECT_EQ(judge(boxes.substr(0, boxes.size() - 5 * empty.size()), wanted), "match");
}

TEST(BmffHash, PathsOutsideTheStrictSubsetAreNone) {
  for (const std::string_view xpath : {"", "/", "moov", "//moov", "/moov/", "/moov/tra", "/moov[0]", "/moov[01]",
                                       "/moov[]", "/moov[1", "/moov[-1]", "/moov[1]x", "/moov[last()]"}) {
    EXPECT_FALSE(parse_box_path(xpath).ok()) << xpath;
  }
  ASSERT_TRUE(parse_box_path("/moov[1]/pssh").ok());
  EXPECT_EQ(parse_box_path("/moov[1]/pssh").value().size(), 2);
  std::string deep;
  for (int i = 0; i < 33; ++i) deep += "/moov";
  EXPECT_FALSE(parse_box_path(deep).ok());
}

BmffMerkle tree_over(const std::vector<std::string>& leaves) {
  BmffMerkle tree;
  tree.count = leaves.size();
  for (const std::string& leaf : leaves) tree.hashes.push_back(hash(leaf));
  return tree;
}

TEST(BmffHash, MediaIsCheckedInBlocks) {
  const Film film = usual_film();
  const std::string payload = media.substr(8);
  BmffHash wanted = usual_hash(film);
  wanted.merkle = {tree_over({payload})};
  EXPECT_EQ(judge(film.file, wanted), "match");
  wanted.merkle = {tree_over({payload.substr(0, 10), payload.substr(10, 10), payload.substr(20)})};
  wanted.merkle[0].fixed_block_size = 10;
  EXPECT_EQ(judge(film.file, wanted), "match");
  wanted.merkle[0].fixed_block_size = 11;
  EXPECT_EQ(judge(film.file, wanted), "mismatch");
  wanted.merkle[0].fixed_block_size.reset();
  wanted.merkle[0].variable_block_sizes = {10, 10, payload.size() - 20};
  EXPECT_EQ(judge(film.file, wanted), "match");
  wanted.merkle[0].variable_block_sizes = {10, 10, payload.size() - 21};
  EXPECT_EQ(judge(film.file, wanted), "malformed");
  wanted.merkle[0].variable_block_sizes = {10, 10, UINT64_MAX};
  EXPECT_EQ(judge(film.file, wanted), "malformed");
  wanted.merkle[0] = tree_over({payload});
  wanted.merkle[0].fixed_block_size = 10;
  wanted.merkle[0].variable_block_sizes = {10};
  EXPECT_EQ(judge(film.file, wanted), "malformed");
  wanted.merkle[0] = tree_over({payload});
  wanted.merkle[0].fixed_block_size = 1;
  wanted.merkle[0].count = (1U << 17U) + 1;
  EXPECT_EQ(judge(film.file, wanted), "mismatch");
}

// A film in fragments: the beginning, then each fragment with the box that proves it, which is left out.
struct Fragments {
  std::string file;
  std::string beginning;
  std::vector<std::string> leaves;
};

Fragments make_fragments(std::size_t count) {
  Fragments film;
  film.file = head + store_box(make_store());
  film.beginning = big(film.file.size(), 8) + movie;
  film.file += movie;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string moof = bmff_box("moof", "part " + std::to_string(i));
    std::string leaf = big(film.file.size(), 8) + moof;
    film.file += moof + provenance_box("merkle", "proof");
    leaf += big(film.file.size(), 8) + media;
    film.file += media;
    film.leaves.push_back(leaf);
  }
  return film;
}

// The row above, the plain way.
std::vector<Bytes> fold(const std::vector<Bytes>& row) {
  std::vector<Bytes> above;
  for (std::size_t i = 0; i < row.size(); i += 2) {
    above.push_back(i + 1 < row.size() ? hash(text_of(row[i]) + text_of(row[i + 1])) : row[i]);
  }
  return above;
}

TEST(BmffHash, FragmentsAreCheckedAgainstAnyRowOfTheirTree) {
  for (std::size_t count = 1; count <= 9; ++count) {
    const Fragments film = make_fragments(count);
    BmffHash wanted;
    wanted.exclusions = {store_exclusion(), whole("/ftyp")};
    wanted.merkle = {tree_over(film.leaves)};
    wanted.merkle[0].init_hash = hash(film.beginning);
    while (true) {
      EXPECT_EQ(judge(film.file, wanted), "match") << count << " leaves, row of " << wanted.merkle[0].hashes.size();
      std::string changed = film.file;
      changed[changed.find("part 0")] = 'P';
      EXPECT_EQ(judge(changed, wanted), "mismatch");
      if (wanted.merkle[0].hashes.size() == 1) break;
      wanted.merkle[0].hashes = fold(wanted.merkle[0].hashes);
    }
  }
}

TEST(BmffHash, MissingFragmentsAndAnotherBeginningAreMismatches) {
  const Fragments film = make_fragments(4);
  BmffHash wanted;
  wanted.exclusions = {store_exclusion(), whole("/ftyp")};
  wanted.merkle = {tree_over(film.leaves)};
  EXPECT_EQ(judge(film.file, wanted), "mismatch");  // no hash of the beginning
  wanted.merkle[0].init_hash = hash(film.beginning + "!");
  EXPECT_EQ(judge(film.file, wanted), "mismatch");
  wanted.merkle[0].init_hash = hash(film.beginning);
  EXPECT_EQ(judge(film.file, wanted), "match");
  EXPECT_EQ(judge(film.file.substr(0, film.file.rfind(bmff_box("moof", "part 3"))), wanted), "mismatch");
  EXPECT_EQ(judge(make_fragments(0).file, wanted), "mismatch");
  wanted.merkle[0].hashes.pop_back();
  EXPECT_EQ(judge(film.file, wanted), "malformed");  // no tree of 4 leaves has a row of 3
  wanted.merkle[0] = tree_over(film.leaves);
  wanted.merkle[0].init_hash = hash(film.beginning);
  wanted.proofs = {{0, 0, 1, {}}};  // the first fragment says it is the second
  EXPECT_EQ(judge(film.file, wanted), "mismatch");
}

}  // namespace
}  // namespace redress::provenance
