// SPDX-License-Identifier: Apache-2.0
#include "media/decode.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "media/formats.hpp"
#include "media/test_data.hpp"

namespace redress::media {
namespace {

class DecoderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { decoder_ = std::make_unique<Decoder>(Decoder::start().value()); }
  static void TearDownTestSuite() { decoder_.reset(); }
  static const Decoder& decoder() { return *decoder_; }

 private:
  static std::unique_ptr<Decoder> decoder_;
};
std::unique_ptr<Decoder> DecoderTest::decoder_;

TEST_F(DecoderTest, AWorkerSaysWhatAPlainDecodeSays) {
  const auto photographs = test::list_photographs();
  if (photographs.empty()) GTEST_SKIP() << "skipped: no test data";
  for (const std::string& path : photographs) {
    const Bytes file = test::load_bytes(path);
    Decoded plain;
    ASSERT_EQ(decode_picture(file, 0, plain), Refusal::none) << path;
    const auto examined = decoder().examine_file(path);
    ASSERT_TRUE(examined.ok()) << path << ": " << examined.error().message;
    EXPECT_EQ(examined.value().fingerprint.dihedral, plain.pdq.hashes);
    EXPECT_EQ(examined.value().fingerprint.sha256, sha256(ByteView(file)));
    EXPECT_EQ(examined.value().fingerprint.width, plain.header.width);
  }
}

}  // namespace
}  // namespace redress::media
