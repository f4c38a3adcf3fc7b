// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "law/evaluate.hpp"

// Whatever the text, the parser answers; what it accepts can be evaluated.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string text(reinterpret_cast<const char*>(data), size);
  auto rulebook = law::build_rulebook({{"fuzz.yaml", text}}, {});
  if (!rulebook.ok()) return rulebook.error().message.empty() ? -1 : 0;
  law::Facts facts;
  facts.jurisdictions = {rulebook.value().packs.begin()->first};
  facts.sent_at = Instant{1'790'000'000'000};
  facts.then = {{Instant{1'790'000'000'001}, law::HappeningKind::removed, std::nullopt}};
  const auto evaluation = law::evaluate(rulebook.value(), facts, Instant{1'800'000'000'000});
  for (const auto& duty : evaluation.duties) {
    if (duty.reason.empty()) __builtin_trap();
  }
  return 0;
}
