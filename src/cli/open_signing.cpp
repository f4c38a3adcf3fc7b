// SPDX-License-Identifier: Apache-2.0
#include "cli/open_signing.hpp"

#include "cli/statutes.hpp"
#include "cli/version.hpp"

namespace redress::cli {

engine::Signing OpenedSigning::lend() const { return {signer_, trust_, std::string(version)}; }

Result<std::unique_ptr<const OpenedSigning>> open_signing(const LabelSettings& settings) {
  if (settings.chain.empty()) return std::unique_ptr<const OpenedSigning>();
  TRY_ASSIGN(const std::string chain, read_file(settings.chain));
  TRY_ASSIGN(const std::string key, read_file(settings.key));
  auto signer = label::Signer::make(chain, key, settings.algorithm);
  if (!signer.ok()) return Error{signer.error().code, settings.chain + ": " + signer.error().message};
  provenance::Trust trust;
  if (!settings.trust.empty()) {
    TRY_ASSIGN(const std::string anchors, read_file(settings.trust));
    const Status added = trust.add_anchors(provenance::TrustList::own, anchors);
    if (!added.ok()) return Error{Code::invalid, settings.trust + ": " + added.error().message};
  }
  return std::unique_ptr<const OpenedSigning>(
      std::make_unique<OpenedSigning>(std::move(signer).value(), std::move(trust)));
}

}  // namespace redress::cli
