// SPDX-License-Identifier: Apache-2.0
// What our writers of CBOR, JUMBF and COSE make is what our readers read, and what the plain makers of the tests make.
#include <gtest/gtest.h>

#include <array>

#include "provenance/cbor_map.hpp"
#include "provenance/cose.hpp"
#include "provenance/cose_writer.hpp"
#include "provenance/jumbf.hpp"
#include "provenance/jumbf_writer.hpp"
#include "provenance/signature.hpp"
#include "provenance/test_boxes.hpp"
#include "provenance/test_credentials.hpp"

namespace redress::provenance {
namespace {

// RFC 8949, 4.2.1: its own example of an order, as far as our keys go.
TEST(CborMap, WritesItsKeysInTheOrderOfTheirBytes) {
  CborMap map;
  for (const std::string_view key : {"aa", "z"}) map.integer(key, 0);
  for (const std::int64_t key : {100, -1, 10}) map.item(key, Bytes{0x00});
  EXPECT_EQ(render_hex(map.encode()), "a50a001864002000617a0062616100");
}

TEST(CborMap, SaysTheSameInWhateverOrderItWasTold) {
  const Bytes one = CborMap().text("url", "self").bytes("hash", Bytes{1, 2}).boolean("b", true).encode();
  const Bytes other = CborMap().boolean("b", true).bytes("hash", Bytes{1, 2}).text("url", "self").encode();
  EXPECT_EQ(one, other);
  const auto read = parse_cbor(one);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().root().find("url")->text(), "self");
  EXPECT_EQ(read.value().root().find("b")->boolean(), true);
}

TEST(CborMapDeathTest, AKeyGivenTwiceIsAProgrammersError) {
  CborMap map;
  map.integer("a", 1);
  EXPECT_DEATH(map.integer("a", 2), "is_new");
}

TEST(JumbfWriter, MakesWhatThePlainTwinMakesAndTheReaderReads) {
  const Bytes content = {1, 2, 3};
  const Bytes made = encode_superbox("c2as", "c2pa.assertions", encode_box("cbor", content));
  EXPECT_EQ(made, test::superbox("c2as", "c2pa.assertions", test::box("cbor", content)));
  const auto read = parse_jumbf(made);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().label, "c2pa.assertions");
  EXPECT_EQ(read.value().kind(), "c2as");
  EXPECT_TRUE(std::ranges::equal(read.value().find_content(box_type("cbor"))->content, content));
}

TEST(CoseWriter, TheReaderFindsChainAndSignature) {
  for (const std::size_t count : {1U, 3U}) {
    const std::vector<Bytes> chain(count, Bytes{0x30, 0x00});
    const Bytes header = encode_protected_header(-7, chain);
    const Bytes made = encode_cose_sign1(header, Bytes(64, 9));
    const auto read = parse_cose(made);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read.value().algorithm, -7);
    EXPECT_EQ(read.value().chain.size(), count);
    EXPECT_FALSE(read.value().payload);
    EXPECT_TRUE(std::ranges::equal(read.value().protected_header, header));
    EXPECT_EQ(read.value().signature.size(), 64U);
  }
}

struct KeyCase {
  std::int64_t algorithm;
  EVP_PKEY* key;
};

std::vector<KeyCase> all_keys() {
  static const std::array<test::Key, 5> keys = {
      test::Key(EVP_EC_gen("P-256")), test::Key(EVP_EC_gen("P-384")), test::Key(EVP_EC_gen("P-521")),
      test::Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), test::Key(EVP_RSA_gen(2048))};
  return {{-7, keys[0].get()},  {-35, keys[1].get()}, {-36, keys[2].get()}, {-8, keys[3].get()},
          {-37, keys[4].get()}, {-38, keys[4].get()}, {-39, keys[4].get()}};
}

TEST(CoseSignature, SevenAlgorithmsSignWhatTheyVerify) {
  const Bytes message = {1, 2, 3};
  const Bytes other = {1, 2, 4};
  for (const KeyCase& one : all_keys()) {
    // Often enough that an r or s with a leading zero comes along for the curves.
    for (int i = 0; i < 20; ++i) {
      const auto signature = make_cose_signature(one.algorithm, one.key, message);
      ASSERT_TRUE(signature.ok()) << one.algorithm << ": " << signature.error().message;
      EXPECT_EQ(signature.value().size(), cose_signature_bytes(one.key));
      EXPECT_TRUE(verify_cose_signature(one.algorithm, one.key, message, signature.value()).ok());
      EXPECT_FALSE(verify_cose_signature(one.algorithm, one.key, other, signature.value()).ok());
    }
  }
}

TEST(CoseSignature, AKeyOfAnotherFamilyAndAnUnknownAlgorithmDoNotSign) {
  EXPECT_EQ(make_cose_signature(-7, all_keys()[3].key, Bytes{1}).error().code, Code::unsupported);
  EXPECT_EQ(make_cose_signature(-257, all_keys()[4].key, Bytes{1}).error().code, Code::unsupported);
}

}  // namespace
}  // namespace redress::provenance
