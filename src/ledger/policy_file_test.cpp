// SPDX-License-Identifier: Apache-2.0
#include "ledger/policy_file.hpp"

#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

std::string log_key(const std::string& name) { return render_verifier_key(test::test_signer(name, KeyType::note).key); }
std::string witness_key(const std::string& name) {
  return render_verifier_key(test::test_signer(name, KeyType::cosignature).key);
}

std::vector<VerifiedSignature> cosigned_by(const std::vector<std::string>& names) {
  std::vector<VerifiedSignature> signatures;
  for (const std::string& name : names) {
    const VerifierKey key = test::test_signer(name, KeyType::cosignature).key;
    signatures.push_back({key.name, key.key_id, key.type, 1});
  }
  return signatures;
}

// Three organisations, two of them with two witnesses.
std::string organisations() {
  return "# who watches\nlog " + log_key("log.example") + " https://log.example/\n\nwitness a1 " + witness_key("a1") +
         "\n\twitness  a2\t" + witness_key("a2") + " https://a.example/w\nwitness b1 " + witness_key("b1") +
         "\nwitness b2 " + witness_key("b2") + "\nwitness c1 " + witness_key("c1") +
         "\ngroup a any a1 a2\ngroup b all b1 b2\ngroup watched 2 a b c1\nquorum watched\n";
}

TEST(PolicyFile, CountsOrganisationsAndNotKeys) {
  const auto policy = parse_policy(organisations());
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  EXPECT_EQ(policy.value().logs[0].url, "https://log.example/");
  EXPECT_EQ(policy.value().witnesses[1].url, "https://a.example/w");
  EXPECT_EQ(witness_keys(policy.value()).size(), 5U);
  EXPECT_FALSE(is_satisfied(policy.value(), {}));
  EXPECT_FALSE(is_satisfied(policy.value(), cosigned_by({"a1", "a2"})));
  EXPECT_FALSE(is_satisfied(policy.value(), cosigned_by({"a1", "b1"})));
  EXPECT_FALSE(is_satisfied(policy.value(), cosigned_by({"c1", "c1", "stranger"})));
  EXPECT_TRUE(is_satisfied(policy.value(), cosigned_by({"a1", "b1", "b2"})));
  EXPECT_TRUE(is_satisfied(policy.value(), cosigned_by({"a2", "c1"})));
  EXPECT_TRUE(is_satisfied(policy.value(), cosigned_by({"b1", "b2", "c1"})));
}

TEST(PolicyFile, ReadsWhatItWrites) {
  const Policy policy = parse_policy(organisations()).value();
  const std::string text = render_policy(policy);
  EXPECT_EQ(render_policy(parse_policy(text).value()), text);
}

TEST(PolicyFile, ASingleWitnessOrNoneIsAQuorumToo) {
  const auto one = parse_policy("witness w " + witness_key("w") + "\nquorum w\n");
  EXPECT_FALSE(is_satisfied(one.value(), {}));
  EXPECT_TRUE(is_satisfied(one.value(), cosigned_by({"w"})));
  const auto none = parse_policy("quorum none\n");
  EXPECT_FALSE(none.value().quorum.has_value());
  EXPECT_TRUE(is_satisfied(none.value(), {}));
}

TEST(PolicyFile, EveryFaultIsToldWithItsLine) {
  const std::string w = "witness w " + witness_key("w") + "\n";
  const std::string v = "witness v " + witness_key("v") + "\n";
  const std::vector<std::string> faults = {
      "",
      w,
      w + "quorum w",
      w + "quorum x\n",
      w + "quorum w\nquorum w\n",
      "quorum w\n" + w,
      w + w + "quorum w\n",
      w + "witness other " + witness_key("w") + "\nquorum w\n",
      w + "witness w " + witness_key("v") + "\nquorum w\n",
      "witness none " + witness_key("w") + "\nquorum none\n",
      "witness w " + log_key("w") + "\nquorum w\n",
      "log " + witness_key("l") + "\nquorum none\n",
      "log " + log_key("l") + "\nlog " + log_key("l") + "\nquorum none\n",
      "log " + log_key("l") + "x\nquorum none\n",
      "log\nquorum none\n",
      "log " + log_key("l") + " u v\nquorum none\n",
      w + "group g any\nquorum g\n",
      w + "group g 0 w\nquorum g\n",
      w + "group g 2 w\nquorum g\n",
      w + "group g 01 w\nquorum g\n",
      w + "group g some w\nquorum g\n",
      w + "group g any none\nquorum g\n",
      w + "group g any g\nquorum g\n",
      w + "group w any w\nquorum w\n",
      w + v + "group g 1 w w\nquorum g\n",
      w + v + "group g any w\ngroup h any w v\nquorum h\n",
      "frobnicate\nquorum none\n",
      std::string("quorum none\n\0", 13),
      "quorum none\r\n",
      "quorum\nquorum none\n",
      "Quorum none\n",
  };
  for (const std::string& text : faults) EXPECT_FALSE(parse_policy(text).ok()) << text;
  EXPECT_NE(parse_policy(w + "group g any x\nquorum g\n").error().message.find("line 2"), std::string::npos);
}

TEST(PolicyFile, ManyWitnessesAreReadAndTooManyAreRefused) {
  std::string text;
  for (std::size_t i = 0; i < policy_members_max; ++i) {
    const std::string name = "w" + std::to_string(i);
    text += "witness " + name + " " + witness_key(name) + "\n";
  }
  const auto policy = parse_policy(text + "quorum w7\n");
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  EXPECT_EQ(policy.value().witnesses.size(), policy_members_max);
  EXPECT_EQ(parse_policy(text + "witness x " + witness_key("x") + "\nquorum x\n").error().code, Code::exhausted);
}

}  // namespace
}  // namespace redress::ledger
