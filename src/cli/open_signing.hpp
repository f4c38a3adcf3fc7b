// SPDX-License-Identifier: Apache-2.0
// cli/open_signing.hpp — what redress.toml names to sign with, loaded and checked when the server starts.
//
// Errors          invalid, naming the file: it cannot be read, or C2PA does not accept it. conflict: the key is not the
//                 first certificate's.
// Threads         loaded once, then constant; several threads may sign.
// Lifetime        what lend() gives points into this.
// Never           is loaded before the processes are forked that decode pictures from outside.
#pragma once

#include <memory>
#include <optional>

#include "cli/configuration.hpp"
#include "engine/generation.hpp"

namespace redress::cli {

class OpenedSigning {
 public:
  OpenedSigning(label::Signer signer, provenance::Trust trust) : signer_(std::move(signer)), trust_(std::move(trust)) {}
  OpenedSigning(const OpenedSigning&) = delete;
  OpenedSigning& operator=(const OpenedSigning&) = delete;
  [[nodiscard]] engine::Signing lend() const;

 private:
  label::Signer signer_;
  provenance::Trust trust_;
};

// Nothing where nothing is named.
[[nodiscard]] Result<std::unique_ptr<const OpenedSigning>> open_signing(const LabelSettings& settings);

}  // namespace redress::cli
