// SPDX-License-Identifier: Apache-2.0
#include "server/synthetic.hpp"

#include <gtest/gtest.h>

#include "provenance/verdict.hpp"

namespace redress::server {
namespace {

using engine::Verdict;
using provenance::Declaration;
using provenance::Origin;

TEST(SyntheticPolicy, ByDefaultWhatIsKnownToBeSyntheticIsLabelledAndNothingElseIs) {
  const SyntheticPolicy policy;
  EXPECT_EQ(judge_synthetic(policy, Origin::ai_generated, {}), Verdict::label);
  EXPECT_EQ(judge_synthetic(policy, Origin::ai_edited, Declaration::not_ai), Verdict::label);
  for (const Origin origin : {Origin::unknown, Origin::captured, Origin::ai_suspected, Origin::tampered}) {
    EXPECT_EQ(judge_synthetic(policy, origin, {}), Verdict::allow);
    EXPECT_EQ(judge_synthetic(policy, origin, Declaration::not_ai), Verdict::allow);
  }
  EXPECT_EQ(judge_synthetic(policy, {}, {}), Verdict::allow);
}

TEST(SyntheticPolicy, WhoDeclaresAiIsLabelledWhateverTheFileSays) {
  const SyntheticPolicy policy;
  for (const auto declared : {Declaration::ai, Declaration::ai_edited}) {
    EXPECT_EQ(judge_synthetic(policy, {}, declared), Verdict::label);
    EXPECT_EQ(judge_synthetic(policy, Origin::captured, declared), Verdict::label);
  }
}

TEST(SyntheticPolicy, TheStrictestWordThatAppliesCounts) {
  SyntheticPolicy policy;
  policy.contradicted = Verdict::review;
  EXPECT_EQ(judge_synthetic(policy, Origin::ai_generated, Declaration::not_ai), Verdict::review);
  EXPECT_EQ(judge_synthetic(policy, Origin::ai_generated, Declaration::ai), Verdict::label);
  policy.generated = Verdict::block;
  EXPECT_EQ(judge_synthetic(policy, Origin::ai_generated, Declaration::not_ai), Verdict::block);
  policy.doubted = Verdict::review;
  EXPECT_EQ(judge_synthetic(policy, Origin::ai_suspected, Declaration::not_ai), Verdict::review);
  EXPECT_EQ(judge_synthetic(policy, Origin::ai_suspected, {}), Verdict::allow);
  policy.tampered = Verdict::block;
  EXPECT_EQ(judge_synthetic(policy, Origin::tampered, {}), Verdict::block);
}

TEST(SyntheticPolicy, VerdictsAreOrdered) {
  const Verdict order[] = {Verdict::allow, Verdict::label, Verdict::review, Verdict::block};
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) EXPECT_EQ(stricter(order[i], order[j]), order[std::max(i, j)]);
  }
}

}  // namespace
}  // namespace redress::server
