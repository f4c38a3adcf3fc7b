// SPDX-License-Identifier: Apache-2.0
// What a hostile sender puts into a manifest store, one test an attack.
#include <brotli/encode.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "provenance/origin.hpp"
#include "provenance/test_manifests.hpp"
#include "provenance/validator.hpp"

namespace redress::provenance {
namespace {

const Instant noon{1'790'000'000'000};

struct Tried {
  ManifestState state = ManifestState::none;
  std::set<std::string> failures;
  std::size_t manifests_count = 0;
  Origin origin = Origin::unknown;
};

class Attack : public ::testing::Test {
 protected:
  Attack() { EXPECT_TRUE(trust_.add_anchors(TrustList::own, test::encode_pem(root_)).ok()); }

  // The store as a sidecar of `file`, which holds none of its own.
  Tried attempt(const Bytes& store, std::string_view file = "the picture") {
    Validator validator(trust_);
    const ByteSource source{view_bytes(file)};
    const auto report = validator.validate(source, Asset{}, noon, store);
    EXPECT_TRUE(report.ok());
    Tried tried{report.value().state, {}, report.value().manifests.size(), judge_origin(report.value()).origin};
    const auto add = [&](const Statuses& statuses) {
      for (const StatusEntry& entry : statuses.failure) tried.failures.insert(entry.code);
    };
    add(report.value().statuses);
    for (const ManifestReport& manifest : report.value().manifests) {
      add(manifest.statuses);
      for (const IngredientDelta& delta : manifest.deltas) add(delta.statuses);
    }
    return tried;
  }

  test::ManifestPlan honest() const {
    test::ManifestPlan plan;
    plan.assertions = {test::data_hash(view_bytes("the picture")), test::created("digitalCapture")};
    plan.signer = &signer_;
    return plan;
  }

  test::Credential root_ = test::make_root();
  test::Credential signer_ = test::make_credential({}, &root_);
  Trust trust_;
};

TEST_F(Attack, TheHonestManifestIsTrusted) {
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(honest())}));
  EXPECT_EQ(tried.state, ManifestState::trusted);
  EXPECT_TRUE(tried.failures.empty()) << *tried.failures.begin();
  EXPECT_EQ(tried.origin, Origin::captured);
}

TEST_F(Attack, AnotherFileUnderTheSameManifest) {
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(honest())}), "another picture");
  EXPECT_TRUE(tried.failures.contains("assertion.dataHash.mismatch"));
  EXPECT_EQ(tried.origin, Origin::tampered);
}

TEST_F(Attack, ACborDepthBombInTheClaim) {
  const Bytes bomb(1U << 20U, 0x81);
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(honest(), bomb)}));
  EXPECT_EQ(tried.failures, std::set<std::string>{"claim.cbor.invalid"});
}

TEST_F(Attack, ABrotliBombForAManifest) {
  const Bytes plain(std::size_t{33} << 20U);
  std::size_t size = BrotliEncoderMaxCompressedSize(plain.size());
  Bytes packed(size);
  ASSERT_TRUE(BrotliEncoderCompress(1, 24, BROTLI_MODE_GENERIC, plain.size(), plain.data(), &size, packed.data()));
  packed.resize(size);
  const Bytes manifest = test::superbox("c2cm", "urn:c2pa:one", test::box("brob", packed));
  const Tried tried = attempt(test::make_manifest_store({manifest}));
  EXPECT_EQ(tried.failures, std::set<std::string>{"manifest.compressed.invalid"});
}

TEST_F(Attack, IngredientsThatGoRoundInACircle) {
  test::ManifestPlan first = honest();
  first.label = "urn:c2pa:a";
  first.assertions.push_back(test::ingredient("c2pa.ingredient.v3", "urn:c2pa:b", Bytes(32)));
  test::ManifestPlan second = honest();
  second.label = "urn:c2pa:b";
  second.assertions.push_back(test::ingredient("c2pa.ingredient.v3", "urn:c2pa:a", Bytes(32)));
  second.assertions.push_back(test::ingredient("c2pa.ingredient.v3__1", "urn:c2pa:b", Bytes(32)));
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(first), test::make_manifest(second)}));
  EXPECT_EQ(tried.state, ManifestState::invalid);
  EXPECT_TRUE(tried.failures.contains("ingredient.manifest.mismatch"));
  EXPECT_EQ(tried.manifests_count, 2U);
}

// 2^60 ways through 120 manifests: each is judged once.
TEST_F(Attack, AnIngredientTreeThatDoublesAtEachLevel) {
  constexpr int levels = 60;
  std::vector<Bytes> manifests;
  const auto label = [](int level, int side) {
    return "urn:c2pa:" + std::to_string(level) + "-" + std::to_string(side);
  };
  std::vector<Bytes> hashes(2);
  for (int level = levels; level > 0; --level) {
    std::vector<Bytes> made;
    for (int side = 0; side < 2; ++side) {
      test::ManifestPlan plan = honest();
      plan.label = label(level, side);
      for (int next = 0; next < 2 && level < levels; ++next) {
        plan.assertions.push_back(test::ingredient("c2pa.ingredient.v3__" + std::to_string(next),
                                                   label(level + 1, next), hashes[static_cast<std::size_t>(next)]));
      }
      made.push_back(test::make_manifest(plan));
    }
    for (std::size_t side = 0; side < 2; ++side) hashes[side] = test::hash_of_box(made[side]);
    manifests.insert(manifests.end(), made.begin(), made.end());
  }
  const Tried tried = attempt(test::make_manifest_store(manifests));
  EXPECT_EQ(tried.manifests_count, 2 * levels - 1U);
  EXPECT_EQ(tried.state, ManifestState::trusted);
}

// 300 ingredients that all name a manifest of 300 results: told up to a bound, and said so.
TEST_F(Attack, IngredientsWithMoreResultsThanAreTold) {
  test::ManifestPlan heavy = honest();
  heavy.label = "urn:c2pa:heavy";
  for (int i = 0; i < 300; ++i) heavy.assertions.push_back({"org.test__" + std::to_string(i), {0xa0}});
  const Bytes made = test::make_manifest(heavy);
  test::ManifestPlan active = honest();
  for (int i = 0; i < 300; ++i) {
    active.assertions.push_back(
        test::ingredient("c2pa.ingredient.v3__" + std::to_string(i), heavy.label, test::hash_of_box(made)));
  }
  const Tried tried = attempt(test::make_manifest_store({made, test::make_manifest(active)}));
  EXPECT_TRUE(tried.failures.contains("general.error"));
  EXPECT_EQ(tried.state, ManifestState::invalid);
}

TEST_F(Attack, AUriIntoAnotherManifest) {
  test::ManifestPlan other = honest();
  other.label = "urn:c2pa:other";
  const Bytes lent = test::assertion_box(other.assertions.front());
  test::ManifestPlan plan = honest();
  plan.assertions.erase(plan.assertions.begin());
  plan.more_uris = {{"self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/c2pa.hash.data", test::hash_of_box(lent)}};
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(other), test::make_manifest(plan)}));
  EXPECT_TRUE(tried.failures.contains("assertion.outsideManifest"));
  EXPECT_TRUE(tried.failures.contains("claim.hardBindings.missing"));
  EXPECT_EQ(tried.state, ManifestState::invalid);
}

TEST_F(Attack, AnAttachedPayloadThatIsNotTheClaim) {
  test::ManifestPlan plan = honest();
  plan.attached = Bytes{0xa0};
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(plan)}));
  EXPECT_EQ(tried.failures, std::set<std::string>{"claimSignature.mismatch"});
  plan.attached = test::make_claim(plan);
  EXPECT_EQ(attempt(test::make_manifest_store({test::make_manifest(plan)})).state, ManifestState::trusted);
}

// The excluded range held the store; now it holds whatever the attacker likes, and the store lies beside the file.
TEST_F(Attack, ALiftedManifestOverAnExcludedRange) {
  test::ManifestPlan plan = honest();
  plan.assertions[0] = test::data_hash(view_bytes("the picture"), 3, 12);
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(plan)}), "the<any bytes!> picture");
  EXPECT_TRUE(tried.failures.contains("assertion.dataHash.mismatch"));
  EXPECT_EQ(tried.state, ManifestState::invalid);
}

TEST_F(Attack, AnAssertionThatNoClaimLists) {
  const test::ManifestPlan listed = honest();
  test::ManifestPlan more = honest();
  more.assertions.push_back({"c2pa.metadata", {0xa0}});
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(more, test::make_claim(listed))}));
  EXPECT_EQ(tried.failures, std::set<std::string>{"assertion.undeclared"});
}

TEST_F(Attack, AStrangersRootInTheChain) {
  const test::Credential strange_root = test::make_root("stranger");
  const test::Credential stranger = test::make_credential({}, &strange_root);
  test::ManifestPlan plan = honest();
  plan.signer = &stranger;
  const Tried tried = attempt(test::make_manifest_store({test::make_manifest(plan)}));
  EXPECT_EQ(tried.failures, std::set<std::string>{"signingCredential.untrusted"});
  EXPECT_EQ(tried.state, ManifestState::valid);
  EXPECT_EQ(tried.origin, Origin::unknown) << "nobody vouches for that camera";
}

TEST_F(Attack, TwoManifestsOfOneLabel) {
  const Bytes manifest = test::make_manifest(honest());
  EXPECT_EQ(attempt(test::make_manifest_store({manifest, manifest})).failures, std::set<std::string>{"general.error"});
}

TEST_F(Attack, MoreManifestsThanAStoreMayHold) {
  std::vector<Bytes> manifests;
  for (int i = 0; i < 513; ++i) manifests.push_back(test::superbox("c2ma", "urn:c2pa:" + std::to_string(i), {}));
  const auto store = ManifestStore::parse(test::make_manifest_store(manifests));
  EXPECT_EQ(store.error().code, Code::exhausted);
  manifests.pop_back();
  EXPECT_TRUE(ManifestStore::parse(test::make_manifest_store(manifests)).ok());
}

}  // namespace
}  // namespace redress::provenance
