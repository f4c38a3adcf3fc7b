// SPDX-License-Identifier: Apache-2.0
#include "server/synthetic.hpp"

#include "provenance/verdict.hpp"

namespace redress::server {
namespace {

using engine::Verdict;
using provenance::Agreement;
using provenance::Declaration;
using provenance::Origin;

int weight(Verdict verdict) {
  constexpr std::array<int, 4> weights{0, 2, 3, 1};  // allow < label < review < block
  return weights.at(static_cast<std::size_t>(verdict));
}

Verdict judge_origin(const SyntheticPolicy& policy, Origin origin) {
  switch (origin) {
    case Origin::ai_generated:
      return policy.generated;
    case Origin::ai_edited:
      return policy.edited;
    case Origin::ai_suspected:
      return policy.suspected;
    case Origin::tampered:
      return policy.tampered;
    case Origin::unknown:
    case Origin::captured:
      break;
  }
  return Verdict::allow;
}

}  // namespace

Verdict stricter(Verdict a, Verdict b) { return weight(a) >= weight(b) ? a : b; }

Verdict judge_synthetic(const SyntheticPolicy& policy, std::optional<Origin> found,
                        std::optional<Declaration> declared) {
  const Origin origin = found.value_or(Origin::unknown);
  Verdict verdict = judge_origin(policy, origin);
  if (!declared) return verdict;
  if (*declared != Declaration::not_ai) verdict = stricter(verdict, policy.declared);
  const Agreement agreement = provenance::check_declaration(*declared, origin).agreement;
  if (agreement == Agreement::contradicted) verdict = stricter(verdict, policy.contradicted);
  if (agreement == Agreement::doubted) verdict = stricter(verdict, policy.doubted);
  return verdict;
}

}  // namespace redress::server
