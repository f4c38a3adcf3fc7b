// SPDX-License-Identifier: Apache-2.0
#include "provenance/inspector.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "provenance/test_assets.hpp"
#include "provenance/test_manifests.hpp"

namespace redress::provenance {
namespace {

const Instant noon{1'790'000'000'000};

class InspectorTest : public ::testing::Test {
 protected:
  InspectorTest() {
    std::filesystem::create_directories(folder_);
    EXPECT_TRUE(trust_.add_anchors(TrustList::own, test::encode_pem(root_)).ok());
  }
  ~InspectorTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string write(const std::string& name, std::string_view bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }

  static std::string say(const std::string& term) {
    return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
           "<rdf:Description xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' "
           "Iptc4xmpExt:DigitalSourceType='http://cv.iptc.org/newscodes/digitalsourcetype/" +
           term + "'/></rdf:RDF></x:xmpmeta>";
  }

  // A store that stands beside a file of these bytes.
  std::string store_of(std::string_view file, const std::string& term) {
    test::ManifestPlan plan;
    plan.assertions = {test::data_hash(view_bytes(file)), test::created(term)};
    plan.signer = &signer_;
    const Bytes store = test::make_manifest_store({test::make_manifest(plan)});
    return {store.begin(), store.end()};
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("redress-inspector-test-" + std::to_string(getpid()));
  test::Credential root_ = test::make_root();
  test::Credential signer_ = test::make_credential({}, &root_);
  Trust trust_;
};

TEST_F(InspectorTest, ReadsMetadataInTheWorker) {
  const auto inspector = Inspector::start(trust_);
  ASSERT_TRUE(inspector.ok()) << inspector.error().message;
  const std::string jpeg = test::make_jpeg(
      test::jpeg_segment(0xe1, std::string("http://ns.adobe.com/xap/1.0/\0", 29) + say("trainedAlgorithmicMedia")));
  const auto found = inspector.value().inspect(write("a.jpg", jpeg), noon);
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found.value().verdict.origin, Origin::ai_generated);
  EXPECT_EQ(found.value().mime, "image/jpeg");
  EXPECT_EQ(found.value().state, ManifestState::none);
  ASSERT_EQ(found.value().signals.size(), 1U);
  EXPECT_EQ(found.value().signals[0].producer, "IPTC");
}

TEST_F(InspectorTest, ReadsTheManifestBesideTheFileAndJudgesByTheGivenTime) {
  const auto inspector = Inspector::start(trust_);
  ASSERT_TRUE(inspector.ok());
  const std::string bytes = "bytes of no known kind";
  const std::string file = write("b.bin", bytes);
  const std::string store = write("b.c2pa", store_of(bytes, "digitalCapture"));
  const auto found = inspector.value().inspect(file, noon, store);
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found.value().verdict.origin, Origin::captured);
  EXPECT_EQ(found.value().state, ManifestState::trusted);
  EXPECT_TRUE(found.value().is_intact);
  EXPECT_EQ(found.value().trusted_by, (std::array{false, false, true}));
  const auto later = inspector.value().inspect(file, noon + std::chrono::hours(24 * 365 * 80), store);
  ASSERT_TRUE(later.ok());
  EXPECT_EQ(later.value().state, ManifestState::invalid);
  EXPECT_EQ(later.value().verdict.origin, Origin::unknown);
  const auto alone = inspector.value().inspect(file, noon);
  EXPECT_EQ(alone.value().state, ManifestState::none);
  const auto other = inspector.value().inspect(write("c.bin", "other bytes"), noon, store);
  EXPECT_EQ(other.value().verdict.origin, Origin::tampered);
  EXPECT_FALSE(other.value().is_intact);
}

TEST_F(InspectorTest, RendersCrJson) {
  const auto inspector = Inspector::start(trust_);
  ASSERT_TRUE(inspector.ok());
  const std::string bytes = "bytes";
  const std::string store = write("d.c2pa", store_of(bytes, "digitalCapture"));
  const auto text = inspector.value().render_crjson(write("d.bin", bytes), noon, store);
  ASSERT_TRUE(text.ok());
  const auto json = nlohmann::json::parse(text.value());
  EXPECT_EQ(json["manifests"].size(), 1U);
  EXPECT_EQ(json["extras:state"], "Trusted");
}

TEST_F(InspectorTest, EachHasTheListsItWasStartedWith) {
  const Trust nobody;
  const auto strict = Inspector::start(nobody);
  const auto open = Inspector::start(trust_);
  ASSERT_TRUE(strict.ok() && open.ok());
  const std::string file = write("e.bin", "bytes");
  const std::string store = write("e.c2pa", store_of("bytes", "digitalCapture"));
  EXPECT_EQ(strict.value().inspect(file, noon, store).value().state, ManifestState::valid);
  EXPECT_EQ(strict.value().inspect(file, noon, store).value().verdict.origin, Origin::unknown);
  EXPECT_EQ(open.value().inspect(file, noon, store).value().state, ManifestState::trusted);
}

TEST_F(InspectorTest, WhatIsNoFileIsRefused) {
  InspectorLimits limits;
  limits.file_bytes_max = 1'000;
  const auto inspector = Inspector::start(trust_, limits);
  ASSERT_TRUE(inspector.ok());
  const auto code = [&](const std::string& path) { return inspector.value().inspect(path, noon).error().code; };
  EXPECT_EQ(code((folder_ / "nothing").string()), Code::not_found);
  EXPECT_EQ(code(folder_.string()), Code::invalid);
  EXPECT_EQ(code(write("empty", "")), Code::invalid);
  EXPECT_TRUE(inspector.value().inspect(write("full", std::string(1'000, 'x')), noon).ok());
  EXPECT_EQ(code(write("over", std::string(1'001, 'x'))), Code::exhausted);
}

TEST_F(InspectorTest, AFilmOfManyGigabytesIsReadByItsBoxes) {
  constexpr std::uint64_t film_bytes = std::uint64_t{9} << 30U;
  InspectorLimits limits;
  limits.file_bytes_max = std::uint64_t{64} << 30U;
  limits.memory_bytes_max = 256U << 20U;
  const auto inspector = Inspector::start(trust_, limits);
  ASSERT_TRUE(inspector.ok());
  const std::string head = test::make_bmff("") + test::big(1, 4) + "mdat" + test::big(film_bytes, 8);
  const std::string path = write("film.mp4", head);
  std::filesystem::resize_file(path, head.size() - 16 + film_bytes);
  const auto found = inspector.value().inspect(path, noon);
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found.value().mime, "video/mp4");
  EXPECT_TRUE(found.value().remarks.empty()) << found.value().remarks[0];
}

}  // namespace
}  // namespace redress::provenance
