// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "ledger/cosignature.hpp"
#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

using test::test_signer;

// A witness of one log as it is written: state in memory, and every head it ever cosigned.
class PlainWitness {
 public:
  PlainWitness(std::string name, std::vector<VerifierKey> keys)
      : signer_(test_signer(std::move(name), KeyType::cosignature)), keys_(std::move(keys)) {}

  WitnessDecision add(const std::string& body) {
    auto request = parse_add_checkpoint(body);
    if (!request.ok()) return {answer_unreadable(request.error()), request.error().message, {}};
    const auto claimed = parse_claimed_checkpoint(request.value().checkpoint);
    if (!claimed.ok()) return {WitnessAnswer::malformed, claimed.error().message, {}};
    if (claimed.value().origin != keys_.front().name) return {WitnessAnswer::unknown_log, "unknown log", {}};
    auto head = check_signed_head(std::move(request).value(), keys_);
    if (!head.ok()) return {WitnessAnswer::forbidden, head.error().message, {}};
    WitnessDecision decision = decide_add_checkpoint(last_, head.value());
    if (decision.split) splits.emplace_back(note_, render_note(head.value().note));
    if (decision.answer != WitnessAnswer::cosigned) return decision;
    last_ = {head.value().checkpoint.size, head.value().checkpoint.root};
    note_ = render_note(head.value().note);
    cosigned[last_.size].insert(last_.root);
    decision.why = render_signature_line(cosign(head.value().note.text, signer_, 1'800'000'000).value());
    return decision;
  }

  [[nodiscard]] std::uint64_t size() const { return last_.size; }
  [[nodiscard]] const std::string& note() const { return note_; }
  std::map<std::uint64_t, std::set<Digest>> cosigned;
  std::vector<std::pair<std::string, std::string>> splits;

 private:
  Signer signer_;
  std::vector<VerifierKey> keys_;
  WitnessedHead last_;
  std::string note_;
};

std::string sign_head(const Signer& log, std::span<const Digest> leaves) {
  return render_note(sign_checkpoint({log.key.name, leaves.size(), test::plain_root(leaves), {}}, log).value());
}

std::string request_of(const Signer& log, std::span<const Digest> leaves, std::uint64_t old_size) {
  AddCheckpoint request;
  request.old_size = old_size;
  if (old_size > 0 && old_size <= leaves.size()) request.proof = test::plain_consistency(leaves, old_size);
  request.checkpoint = sign_head(log, leaves);
  return render_add_checkpoint(request);
}

TEST(Witness, TheRecordedConversationIsAnsweredAsRecorded) {
  const auto path = test::find_data("witness-conversation.json");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const auto recorded = nlohmann::json::parse(test::load_text(*path));
  const Bytes public_key = parse_hex(recorded["log_ed25519_pub_hex"].get<std::string>()).value();
  const auto key = make_verifier_key(recorded["log_key_name"].get<std::string>(), KeyType::note, public_key).value();
  PlainWitness witness(recorded["witness_name"].get<std::string>(), {key});
  for (const auto& step : recorded["steps"]) {
    const auto decision = witness.add(step["request"].get<std::string>());
    const int status = step.contains("spec_status") ? step["spec_status"].get<int>() : step["status"].get<int>();
    EXPECT_EQ(static_cast<int>(decision.answer), status) << step["request"];
    const auto assertion = step["assert"].get<std::string>();
    const std::size_t quote = assertion.find('"') + 1;
    std::string wanted = assertion.substr(quote, assertion.rfind('"') - quote);
    if (assertion.starts_with("body ==")) {
      wanted.replace(wanted.find("\\n"), 2, "\n");
      EXPECT_EQ(decision.why, wanted);
    } else {
      EXPECT_NE(decision.why.find(wanted), std::string::npos) << decision.why << " lacks " << wanted;
    }
  }
}

TEST(Witness, EachRuleOfTheProtocolHasItsAnswer) {
  const Signer log = test_signer("log.example/a", KeyType::note);
  std::vector<Digest> leaves;
  for (int i = 0; i < 9; ++i) leaves.push_back(sha256(std::to_string(i)));
  const std::span<const Digest> all = leaves;
  PlainWitness witness("witness.example", {log.key});
  const auto status = [&](const std::string& body) { return static_cast<int>(witness.add(body).answer); };

  EXPECT_EQ(status("old 1\n\n"), 400);
  EXPECT_EQ(status(request_of(test_signer("log.example/b", KeyType::note), all, 0)), 404);
  EXPECT_EQ(status(request_of(test_signer("log.example/a", KeyType::note, "another"), all, 0)), 403);
  AddCheckpoint nothing{0, {}, render_note(sign_checkpoint({log.key.name, 0, leaves[0], {}}, log).value())};
  EXPECT_EQ(status(render_add_checkpoint(nothing)), 422) << "an empty tree has one root";
  EXPECT_EQ(status(request_of(log, {}, 0)), 200);
  AddCheckpoint from_nothing{0, {leaves[0]}, sign_head(log, all.first(4))};
  EXPECT_EQ(status(render_add_checkpoint(from_nothing)), 422) << "nothing is proven from size 0";
  EXPECT_EQ(status(request_of(log, all.first(4), 0)), 200);
  EXPECT_EQ(status(request_of(log, all.first(4), 4)), 200) << "the same again is no news and no fork";
  AddCheckpoint same{4, {leaves[0]}, sign_head(log, all.first(4))};
  EXPECT_EQ(status(render_add_checkpoint(same)), 422);
  EXPECT_EQ(status(request_of(log, all.first(3), 4)), 400);
  EXPECT_EQ(status(request_of(log, all.first(9), 3)), 409);
  EXPECT_EQ(witness.add(request_of(log, all.first(9), 0)).why, "4\n");
  AddCheckpoint unproven{4, {}, sign_head(log, all)};
  EXPECT_EQ(status(render_add_checkpoint(unproven)), 422);
  EXPECT_EQ(status(request_of(log, all, 4)), 200);
}

TEST(Witness, ASignatureOfAKnownKeyThatDoesNotHoldSpoilsTheWholeNote) {
  const Signer first = test_signer("log.example/a", KeyType::note, "first");
  const Signer second = test_signer("log.example/a", KeyType::note, "second");
  const std::vector<VerifierKey> keys{first.key, second.key};
  Note note = sign_checkpoint({"log.example/a", 1, sha256("x"), {}}, first).value();
  note.signatures.push_back(sign_note(note.text, test_signer("someone.example", KeyType::note)).value());
  auto head = check_signed_head({0, {}, render_note(note)}, keys);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head.value().note.signatures.size(), 1U) << "a stranger's signature is not kept";
  note.signatures.push_back(sign_note(note.text, second).value());
  head = check_signed_head({0, {}, render_note(note)}, keys);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head.value().note.signatures.size(), 2U);
  note.signatures.back().bytes[0] ^= 1U;
  EXPECT_FALSE(check_signed_head({0, {}, render_note(note)}, keys).ok());
  EXPECT_FALSE(check_signed_head({0, {}, render_note(note)}, {}).ok());
}

// One log with two histories that part somewhere: whichever of them the witness has seen, it never cosigns the other.
class ForkingLog {
 public:
  explicit ForkingLog(std::mt19937_64& random) : random_(random), log_(test_signer("log.example/fork", KeyType::note)) {
    const std::size_t shared = draw(0, 40);
    for (std::size_t i = 0; i < shared; ++i) honest_.push_back(sha256("leaf " + std::to_string(random_())));
    other_ = honest_;
    grow(honest_, draw(1, 24));
    grow(other_, draw(1, 24));
    parted_ = shared;
  }

  void play(PlainWitness& witness) {
    for (std::size_t size = draw(0, parted_ + 1); size <= honest_.size(); size += draw(5, 20)) {
      EXPECT_EQ(offer_honest(witness, size), WitnessAnswer::cosigned);
    }
    if (witness.size() <= parted_) {
      EXPECT_EQ(offer_honest(witness, honest_.size()), WitnessAnswer::cosigned);
    }
    const std::string seen = witness.note();
    const std::size_t size = draw(parted_ + 1, other_.size());
    const auto fork = std::span<const Digest>(other_).first(size);
    witness.splits.clear();
    // Every old size it could claim, and at last the one that the witness tells it, with a proof that it made up, too.
    for (const std::uint64_t old_size :
         {std::uint64_t{0}, std::uint64_t{parted_}, std::uint64_t{size}, witness.size()}) {
      EXPECT_NE(witness.add(request_of(log_, fork, old_size)).answer, WitnessAnswer::cosigned);
    }
    AddCheckpoint made_up{witness.size(), {}, sign_head(log_, fork)};
    for (std::size_t i = draw(0, 6); i > 0; --i) made_up.proof.push_back(sha256(std::to_string(random_())));
    EXPECT_NE(witness.add(render_add_checkpoint(made_up)).answer, WitnessAnswer::cosigned);
    ASSERT_FALSE(witness.splits.empty());
    EXPECT_EQ(witness.splits.back().first, seen);
    EXPECT_EQ(witness.splits.back().second, sign_head(log_, fork));
    // The honest history goes on as if nothing had been.
    grow(honest_, draw(1, 5));
    EXPECT_EQ(offer_honest(witness, honest_.size()), WitnessAnswer::cosigned);
    for (const auto& [at, roots] : witness.cosigned) {
      EXPECT_EQ(roots.size(), 1U);
      EXPECT_EQ(*roots.begin(), test::plain_root(std::span<const Digest>(honest_).first(at)));
    }
  }

  [[nodiscard]] const VerifierKey& key() const { return log_.key; }

 private:
  std::size_t draw(std::size_t low, std::size_t high) {
    return std::uniform_int_distribution<std::size_t>(low, high)(random_);
  }
  void grow(std::vector<Digest>& leaves, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) leaves.push_back(sha256("leaf " + std::to_string(random_())));
  }
  WitnessAnswer offer_honest(PlainWitness& witness, std::size_t size) {
    const auto leaves = std::span<const Digest>(honest_).first(std::max<std::size_t>(size, witness.size()));
    return witness.add(request_of(log_, leaves, witness.size())).answer;
  }

  std::mt19937_64& random_;
  Signer log_;
  std::size_t parted_ = 0;
  std::vector<Digest> honest_, other_;
};

TEST(Witness, OfTenThousandForksNoneIsCosignedAndBothHeadsAreKept) {
  const std::uint64_t seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 10'000 && !testing::Test::HasFailure(); ++i) {
    ForkingLog log(random);
    PlainWitness witness("witness.example", {log.key()});
    log.play(witness);
    if (testing::Test::HasFailure()) ADD_FAILURE() << "seed " << seed << ", fork " << i;
  }
}

}  // namespace
}  // namespace redress::ledger
