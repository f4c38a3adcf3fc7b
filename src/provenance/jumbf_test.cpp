// SPDX-License-Identifier: Apache-2.0
#include "provenance/jumbf.hpp"

#include <gtest/gtest.h>

#include "provenance/test_boxes.hpp"

namespace redress::provenance {
namespace {

TEST(Jumbf, ASuperboxHasKindLabelAndChildren) {
  const Bytes store = test::superbox("c2pa", "c2pa", test::superbox("c2ma", "urn:c2pa:1", test::box("cbor", {0xa0})));
  const auto parsed = parse_jumbf(store);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed.value().kind(), "c2pa");
  EXPECT_EQ(parsed.value().label, "c2pa");
  const JumbfBox* manifest = parsed.value().find("urn:c2pa:1");
  ASSERT_NE(manifest, nullptr);
  EXPECT_EQ(manifest->kind(), "c2ma");
  const JumbfBox* content = manifest->find_content(box_type("cbor"));
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(render_hex(content->content), "a0");
  EXPECT_EQ(parsed.value().find("urn:c2pa:2"), nullptr);
  EXPECT_EQ(manifest->hashed().size() + 8, manifest->encoded.size());
}

TEST(Jumbf, SaltIsPartOfWhatIsHashed) {
  const Bytes salt(16, 9);
  const Bytes salted = test::superbox("c2as", "a", {}, salt);
  const auto parsed = parse_jumbf(salted);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(render_hex(parsed.value().salt), render_hex(salt));
  EXPECT_EQ(parsed.value().hashed().size(), salted.size() - 8);
  EXPECT_FALSE(parse_jumbf(test::superbox("c2as", "a", {}, Bytes(17, 9))).ok());
}

TEST(Jumbf, LengthsZeroAndLong) {
  Bytes store = test::superbox("c2pa", "c2pa", {});
  Bytes open = store;
  std::fill_n(open.begin(), 4, std::uint8_t{0});
  EXPECT_EQ(parse_jumbf(open).value().encoded.size(), store.size());
  Bytes wide = {0, 0, 0, 1, 'j', 'u', 'm', 'b', 0, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(store.size() + 8)};
  wide.insert(wide.end(), store.begin() + 8, store.end());
  const auto parsed = parse_jumbf(wide);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(render_hex(parsed.value().hashed()), render_hex(ByteView(store).subspan(8)));
}

TEST(Jumbf, APaddedStoreIsReadToItsEnd) {
  Bytes store = test::superbox("c2pa", "c2pa", {});
  const std::size_t size = store.size();
  store.resize(size + 100);
  EXPECT_EQ(parse_jumbf(store).value().encoded.size(), size);
}

TEST(Jumbf, ALengthOverWhatHoldsItIsRefused) {
  const Bytes good = test::superbox("c2pa", "c2pa", test::box("cbor", {1, 2, 3}));
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_jumbf(ByteView(good).first(size)).ok()) << size;
  }
  Bytes lying = good;
  lying[good.size() - 11 + 3] = 0xf0;
  EXPECT_FALSE(parse_jumbf(lying).ok());
  Bytes huge = good;
  std::fill_n(huge.begin(), 4, std::uint8_t{0xff});
  EXPECT_FALSE(parse_jumbf(huge).ok());
}

TEST(Jumbf, DepthAndCountAreBounded) {
  Bytes nest = test::superbox("c2ma", "x", {});
  for (int i = 0; i < 40; ++i) nest = test::superbox("c2ma", "x", nest);
  EXPECT_EQ(parse_jumbf(nest).error().code, Code::exhausted);
  Bytes many;
  for (int i = 0; i < 100; ++i) test::append(many, test::box("free", {}));
  const Bytes wide = test::superbox("c2pa", "c2pa", many);
  EXPECT_TRUE(parse_jumbf(wide, {32, 102}).ok());
  EXPECT_EQ(parse_jumbf(wide, {32, 101}).error().code, Code::exhausted);
}

TEST(Jumbf, ADescriptionMustComeFirst) {
  EXPECT_FALSE(parse_jumbf(test::box("jumb", test::box("cbor", {1}))).ok());
  EXPECT_FALSE(parse_jumbf(test::box("cbor", {1})).ok());
}

}  // namespace
}  // namespace redress::provenance
