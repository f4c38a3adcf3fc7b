// SPDX-License-Identifier: Apache-2.0
// What a manifest may hold and must: redactions, actions, update manifests (C2PA 2.2, 15.10 and 15.11).
#include <gtest/gtest.h>

#include "provenance/test_manifests.hpp"
#include "provenance/validator.hpp"

namespace redress::provenance {
namespace {

using namespace test;
using Codes = std::set<std::string>;

const Instant noon{1'790'000'000'000};
const std::string first = "urn:c2pa:first";
const std::string second = "urn:c2pa:second";

struct Step {
  std::string action;
  std::string ingredient;  // a label of this manifest
  Bytes hash;
  std::string redacted;
};

MadeAssertion actions(const std::vector<Step>& steps) {
  CborWriter writer;
  writer.map(1);
  writer.text("actions");
  writer.array(steps.size());
  for (const Step& step : steps) {
    const bool has_parameters = !step.ingredient.empty() || !step.redacted.empty();
    writer.map(has_parameters ? 2 : 1);
    writer.text("action");
    writer.text(step.action);
    if (!has_parameters) continue;
    writer.text("parameters");
    writer.map(1);
    if (step.redacted.empty()) {
      writer.text("ingredients");
      writer.array(1);
      write_uri(writer, "self#jumbf=c2pa.assertions/" + step.ingredient, step.hash);
    } else {
      writer.text("redacted");
      writer.text(step.redacted);
    }
  }
  return {"c2pa.actions.v2", writer.written()};
}

// An ingredient with all that version 3 may link.
MadeAssertion parent(const std::string& manifest, const Bytes& hash, const Bytes& signature_hash,
                     const std::string& relationship = "parentOf") {
  CborWriter writer;
  writer.map(signature_hash.empty() ? 2 : 3);
  writer.text("relationship");
  writer.text(relationship);
  writer.text("activeManifest");
  write_uri(writer, "self#jumbf=/c2pa/" + manifest, hash);
  if (!signature_hash.empty()) {
    writer.text("claimSignature");
    write_uri(writer, "self#jumbf=/c2pa/" + manifest + "/c2pa.signature", signature_hash);
  }
  return {"c2pa.ingredient.v3", writer.written()};
}

class ManifestRules : public ::testing::Test {
 protected:
  ManifestRules() { EXPECT_TRUE(trust_.add_anchors(TrustList::own, encode_pem(root_)).ok()); }

  Codes failures_of(const std::vector<Bytes>& manifests, ManifestState* state = nullptr) {
    Validator validator(trust_);
    const ByteSource source{view_bytes("the picture")};
    const auto report = validator.validate(source, Asset{}, noon, make_manifest_store(manifests));
    EXPECT_TRUE(report.ok());
    Codes codes;
    for (const StatusEntry& entry : report.value().statuses.failure) codes.insert(entry.code);
    for (const ManifestReport& manifest : report.value().manifests) {
      for (const StatusEntry& entry : manifest.statuses.failure) codes.insert(entry.code);
      for (const IngredientDelta& delta : manifest.deltas) {
        for (const StatusEntry& entry : delta.statuses.failure) codes.insert(entry.code);
      }
    }
    if (state != nullptr) *state = report.value().state;
    return codes;
  }

  ManifestPlan plan(const std::string& label, std::vector<MadeAssertion> assertions) const {
    ManifestPlan made;
    made.label = label;
    made.assertions = std::move(assertions);
    made.signer = &signer_;
    return made;
  }

  // A manifest of these actions beside its binding and an ingredient that the first names in `ingredient`.
  Codes failures_of_actions(const std::vector<Step>& steps, std::vector<MadeAssertion> more = {}) {
    std::vector<MadeAssertion> assertions{data_hash(view_bytes("the picture")), actions(steps)};
    assertions.insert(assertions.end(), more.begin(), more.end());
    return failures_of({old_manifest_, make_manifest(plan(second, assertions))});
  }

  ManifestPlan old_plan() const {
    return plan(first, {data_hash(view_bytes("the picture")), created("digitalCapture"), {"org.secret", {0x61, 'x'}}});
  }
  Credential root_ = make_root();
  Credential signer_ = make_credential({}, &root_);
  Trust trust_;
  const Bytes old_manifest_ = make_manifest(old_plan());  // an ECDSA signature is another each time
};

TEST_F(ManifestRules, AnOpenedActionNamesItsOneParent) {
  const MadeAssertion good = parent(first, hash_of_box(old_manifest_), {});
  const Bytes hash = hash_of_box(assertion_box(good));
  EXPECT_EQ(failures_of_actions({{"c2pa.opened", good.label, hash, ""}}, {good}), Codes{});
  const Codes mismatch{"assertion.action.ingredientMismatch"};
  EXPECT_EQ(failures_of_actions({{"c2pa.opened", "", {}, ""}}, {good}), mismatch) << "names none";
  EXPECT_EQ(failures_of_actions({{"c2pa.opened", good.label, Bytes(32), ""}}, {good}), mismatch) << "another hash";
  const MadeAssertion component = parent(first, hash_of_box(old_manifest_), {}, "componentOf");
  const Bytes other = hash_of_box(assertion_box(component));
  EXPECT_EQ(failures_of_actions({{"c2pa.opened", component.label, other, ""}}, {component}), mismatch);
  EXPECT_EQ(
      failures_of_actions({{"c2pa.edited", "", {}, ""}, {"c2pa.placed", component.label, other, ""}}, {component}),
      Codes{});
}

TEST_F(ManifestRules, AnInceptionStandsFirst) {
  EXPECT_EQ(failures_of_actions({{"c2pa.created", "", {}, ""}, {"c2pa.edited", "", {}, ""}}), Codes{});
  EXPECT_EQ(failures_of_actions({{"c2pa.edited", "", {}, ""}, {"c2pa.created", "", {}, ""}}),
            Codes{"assertion.action.malformed"});
}

TEST_F(ManifestRules, ActionsAreAListAndEachHasAName) {
  EXPECT_EQ(failures_of_actions({}), Codes{"assertion.action.malformed"});
  EXPECT_EQ(failures_of_actions({{"", "", {}, ""}}), Codes{"assertion.action.malformed"});
}

// The first manifest with its secret zeroed, and a second that redacts it.
struct Redaction {
  std::string url = "self#jumbf=/c2pa/" + first + "/c2pa.assertions/org.secret";
  bool is_zeroed = true;
  bool is_listed = true;
  bool has_signature_link = true;
  bool changes_signature_link = false;
};

class RedactionRules : public ManifestRules {
 protected:
  Codes failures_of_redaction(const Redaction& what, ManifestState* state = nullptr) {
    const ManifestPlan old = old_plan();
    const Bytes claim = make_claim(old);
    const Bytes signature = superbox("c2cs", "c2pa.signature", box("cbor", make_signature(old, claim)));
    Bytes assertions;
    for (MadeAssertion assertion : old.assertions) {
      if (what.is_zeroed && assertion.label == "org.secret") assertion.cbor.assign(assertion.cbor.size(), 0);
      append(assertions, assertion_box(assertion));
    }
    Bytes content = superbox("c2as", "c2pa.assertions", assertions);
    append(content, superbox("c2cl", "c2pa.claim.v2", box("cbor", claim)));
    append(content, signature);
    const Bytes redacted = superbox("c2ma", first, content);
    Bytes link = what.has_signature_link ? hash_of_box(signature) : Bytes{};
    if (what.changes_signature_link) link[0] ^= 1U;
    const MadeAssertion opened = parent(first, hash_of_box(old_manifest_), link);
    ManifestPlan next = plan(second, {data_hash(view_bytes("the picture")), opened,
                                      actions({{"c2pa.opened", opened.label, hash_of_box(assertion_box(opened)), ""},
                                               {"c2pa.redacted", "", {}, what.url}})});
    if (what.is_listed) next.redacted = {what.url};
    return failures_of({redacted, make_manifest(next)}, state);
  }
};

TEST_F(RedactionRules, WhatALaterClaimRedactsMayBeGone) {
  ManifestState state = ManifestState::none;
  EXPECT_EQ(failures_of_redaction({}, &state), Codes{});
  EXPECT_EQ(state, ManifestState::trusted);
}

TEST_F(RedactionRules, WhatIsStillThereWasNotRedacted) {
  EXPECT_TRUE(failures_of_redaction({.is_zeroed = false}).contains("assertion.notRedacted"));
}

TEST_F(RedactionRules, WithoutTheClaimsWordItIsAChange) {
  const Codes codes = failures_of_redaction({.is_listed = false});
  EXPECT_TRUE(codes.contains("assertion.hashedURI.mismatch") || codes.contains("assertion.cbor.invalid"));
  EXPECT_TRUE(codes.contains("assertion.action.redactionMismatch"));
}

TEST_F(RedactionRules, TheSignatureMustBeTheOneRecorded) {
  EXPECT_EQ(failures_of_redaction({.changes_signature_link = true}), Codes{"ingredient.claimSignature.mismatch"});
}

TEST_F(RedactionRules, ActionsAndBindingsAreNotRedacted) {
  const std::string folder = "self#jumbf=/c2pa/" + first + "/c2pa.assertions/";
  EXPECT_TRUE(failures_of_redaction({.url = folder + "c2pa.actions.v2"}).contains("assertion.action.redacted"));
  EXPECT_TRUE(failures_of_redaction({.url = folder + "c2pa.hash.data"}).contains("assertion.hardBinding.redacted"));
}

TEST_F(RedactionRules, AClaimRedactsNothingOfItsOwn) {
  ManifestPlan self = old_plan();
  self.redacted = {"self#jumbf=/c2pa/" + first + "/c2pa.assertions/org.secret"};
  EXPECT_EQ(failures_of({make_manifest(self)}), Codes{"assertion.selfRedacted"});
}

class UpdateRules : public ManifestRules {
 protected:
  Codes failures_of_update(const std::vector<MadeAssertion>& more, bool has_parent = true) {
    const MadeAssertion opened = parent(first, hash_of_box(old_manifest_), {});
    ManifestPlan update = plan(second, more);
    if (has_parent) update.assertions.push_back(opened);
    update.is_update = true;
    return failures_of({old_manifest_, make_manifest(update)});
  }
};

TEST_F(UpdateRules, HasOneParentAndBindsNothingItself) {
  EXPECT_EQ(failures_of_update({}), Codes{});
  EXPECT_TRUE(failures_of_update({{"org.note", {0xa0}}}, false).contains("manifest.update.wrongParents"));
  EXPECT_TRUE(failures_of_update({data_hash(view_bytes("the picture"))}).contains("manifest.update.invalid"));
  EXPECT_TRUE(failures_of_update({{"c2pa.thumbnail.claim", {0xa0}}}).contains("manifest.update.invalid"));
  EXPECT_TRUE(failures_of_update({{"c2pa.hash.multi-asset", {0xa0}}}).contains("manifest.update.invalid"));
}

TEST_F(UpdateRules, ReportsNoActionThatChangesThePicture) {
  EXPECT_EQ(failures_of_update({actions({{"c2pa.edited.metadata", "", {}, ""}})}), Codes{});
  EXPECT_EQ(failures_of_update({actions({{"c2pa.cropped", "", {}, ""}})}), Codes{"manifest.update.invalid"});
}

TEST_F(UpdateRules, LeavesTheBindingToItsParent) {
  ManifestPlan old = old_plan();
  old.assertions[0] = data_hash(view_bytes("another picture"));
  const Bytes changed = make_manifest(old);
  ManifestPlan update = plan(second, {parent(first, hash_of_box(changed), {})});
  update.is_update = true;
  EXPECT_EQ(failures_of({changed, make_manifest(update)}), Codes{"assertion.dataHash.mismatch"});
}

TEST_F(ManifestRules, AStandardManifestBindsOnceAndHasOneParentAtMost) {
  EXPECT_EQ(failures_of({make_manifest(plan(first, {created("digitalCapture")}))}),
            Codes{"claim.hardBindings.missing"});
  MadeAssertion again = data_hash(view_bytes("the picture"));
  again.label += "__1";
  EXPECT_EQ(failures_of({make_manifest(plan(first, {data_hash(view_bytes("the picture")), again}))}),
            Codes{"assertion.multipleHardBindings"});
  const MadeAssertion one = parent(first, hash_of_box(old_manifest_), {});
  MadeAssertion two = one;
  two.label += "__1";
  EXPECT_EQ(failures_of({old_manifest_, make_manifest(plan(second, {data_hash(view_bytes("the picture")), one, two}))}),
            Codes{"manifest.multipleParents"});
}

}  // namespace
}  // namespace redress::provenance
