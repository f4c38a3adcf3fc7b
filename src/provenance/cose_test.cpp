// SPDX-License-Identifier: Apache-2.0
#include "provenance/cose.hpp"

#include <gtest/gtest.h>

namespace redress::provenance {
namespace {

struct Made {
  std::int64_t tag = 18;
  std::string protected_hex = "a10126";
  std::string unprotected_hex = "a118218241aa41bb";
  std::string payload_hex = "f6";
};

Result<CoseSign1> parse(const Made& made, Bytes& bytes) {
  CborWriter writer;
  writer.tag(static_cast<std::uint64_t>(made.tag));
  writer.array(4);
  writer.bytes(parse_hex(made.protected_hex).value());
  writer.encoded(parse_hex(made.unprotected_hex).value());
  writer.encoded(parse_hex(made.payload_hex).value());
  writer.bytes(Bytes(64, 1));
  bytes = writer.written();
  return parse_cose(bytes);
}

Code refusal(const Made& made) {
  Bytes bytes;
  return parse(made, bytes).error().code;
}

TEST(Cose, HeadersChainAndSignature) {
  Bytes bytes;
  const auto cose = parse({}, bytes);
  ASSERT_TRUE(cose.ok()) << cose.error().message;
  EXPECT_EQ(cose.value().algorithm, -7);
  ASSERT_EQ(cose.value().chain.size(), 2U);
  EXPECT_EQ(render_hex(cose.value().chain[1]), "bb");
  EXPECT_FALSE(cose.value().payload);
  EXPECT_EQ(cose.value().signature.size(), 64U);
}

TEST(Cose, AnUntaggedOrOtherwiseTaggedArrayIsRefused) {
  EXPECT_EQ(refusal({.tag = 17}), Code::corrupt);
  const Bytes untagged = parse_hex("8443a10126a0f64100").value();
  EXPECT_FALSE(parse_cose(untagged).ok());
}

TEST(Cose, TheChainMayStandInEitherHeaderButNotInBoth) {
  Bytes bytes;
  const auto firm = parse({.protected_hex = "a20126182141aa", .unprotected_hex = "a0"}, bytes);
  ASSERT_TRUE(firm.ok()) << firm.error().message;
  EXPECT_EQ(firm.value().chain.size(), 1U);
  EXPECT_EQ(refusal({.protected_hex = "a20126182141aa"}), Code::corrupt);
}

TEST(Cose, TheIntegerLabelWinsOverTheText) {
  Bytes bytes;
  const auto both = parse({.unprotected_hex = "a2182141aa677835636861696e41bb"}, bytes);
  ASSERT_TRUE(both.ok()) << both.error().message;
  EXPECT_EQ(render_hex(both.value().chain.at(0)), "aa");
  const auto text = parse({.unprotected_hex = "a1677835636861696e41bb"}, bytes);
  EXPECT_EQ(render_hex(text.value().chain.at(0)), "bb");
}

TEST(Cose, AnAlgorithmOutsideTheProtectedHeaderIsNone) {
  Bytes bytes;
  const auto cose = parse({.protected_hex = "", .unprotected_hex = "a20126182141aa"}, bytes);
  ASSERT_TRUE(cose.ok()) << cose.error().message;
  EXPECT_FALSE(cose.value().algorithm);
}

TEST(Cose, AnAttachedPayloadIsSeen) {
  Bytes bytes;
  const auto cose = parse({.payload_hex = "426869"}, bytes);
  ASSERT_TRUE(cose.ok());
  EXPECT_EQ(render_hex(*cose.value().payload), "6869");
  EXPECT_EQ(refusal({.payload_hex = "01"}), Code::corrupt);
}

TEST(Cose, TimeStampsAndOcspOfTheUnprotectedHeader) {
  CborWriter writer;
  writer.map(2);
  writer.text("sigTst2");
  writer.map(1);
  writer.text("tstTokens");
  writer.array(1);
  writer.map(1);
  writer.text("val");
  writer.bytes(Bytes{0x30});
  writer.text("rVals");
  writer.map(1);
  writer.text("ocspVals");
  writer.array(1);
  writer.bytes(Bytes{0x31});
  Bytes bytes;
  const auto cose = parse({.unprotected_hex = render_hex(writer.written())}, bytes);
  ASSERT_TRUE(cose.ok()) << cose.error().message;
  EXPECT_TRUE(cose.value().time_stamps_v1.empty());
  EXPECT_EQ(render_hex(cose.value().time_stamps_v2.at(0)), "30");
  EXPECT_EQ(render_hex(cose.value().ocsp_responses.at(0)), "31");
}

TEST(Cose, TooManyCertificatesAreRefused) {
  std::string chain = "a1182191";
  for (int i = 0; i < 17; ++i) chain += "41aa";
  EXPECT_EQ(refusal({.unprotected_hex = chain}), Code::corrupt);
}

}  // namespace
}  // namespace redress::provenance
