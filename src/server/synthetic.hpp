// SPDX-License-Identifier: Apache-2.0
// server/synthetic.hpp — what the upload check answers for what a file says about its making, and for what its uploader
// declared.
//
// Use this when   an upload brought a file, or a declaration.
// Shapes          the operator's policy, one word a finding; the strictest that applies counts.
// Errors          none.
// Threads         pure functions.
// Source          docs/reference/configuration.md, [synthetic].
#pragma once

#include "engine/engine.hpp"

namespace redress::provenance {
enum class Origin : std::uint8_t;
enum class Declaration : std::uint8_t;
}  // namespace redress::provenance

namespace redress::server {

// Least first: allow, label, review, block. A label harms nobody whom a mark wrongs; suspicion alone asks for nothing.
struct SyntheticPolicy {
  engine::Verdict generated = engine::Verdict::label;
  engine::Verdict edited = engine::Verdict::label;
  engine::Verdict suspected = engine::Verdict::allow;
  engine::Verdict declared = engine::Verdict::label;      // the uploader says it is AI's
  engine::Verdict contradicted = engine::Verdict::label;  // the file says otherwise than the uploader
  engine::Verdict doubted = engine::Verdict::allow;       // declared not-ai, and marks suggest AI
  engine::Verdict tampered = engine::Verdict::allow;      // many programs break a manifest that they do not know
};

[[nodiscard]] engine::Verdict stricter(engine::Verdict a, engine::Verdict b);

// `found`: nothing where no file was read.
[[nodiscard]] engine::Verdict judge_synthetic(const SyntheticPolicy& policy, std::optional<provenance::Origin> found,
                                              std::optional<provenance::Declaration> declared);

}  // namespace redress::server
