// SPDX-License-Identifier: Apache-2.0
#include "cli/label_signing.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <iostream>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "cli/statutes.hpp"
#include "cli/version.hpp"
#include "label/identity.hpp"

namespace redress::cli {
namespace {

Status add_anchors(const std::vector<std::string>& paths, provenance::TrustList list, provenance::Trust& trust) {
  for (const std::string& path : paths) {
    TRY_ASSIGN(const std::string pem, read_file(path));
    const Status added = trust.add_anchors(list, pem);
    if (!added.ok()) return Error{Code::invalid, path + ": " + added.error().message};
  }
  return Done{};
}

Status save_part(const std::string& path, std::string_view text, mode_t mode) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file.is_open() || write(file.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return Error{Code::unavailable, path + " cannot be written"};
  }
  return Done{};
}

}  // namespace

void add_signing_options(CLI::App& label, SigningOptions& options) {
  label.add_flag("--sign", options.is_wanted, "a signed C2PA manifest, written last; needs --chain and --key");
  label.add_option("--chain", options.chain, "PEM: the signer's certificate, then those above it");
  label.add_option("--key", options.key, "PEM: the signer's private key");
  label.add_option("--algorithm", options.algorithm,
                   "es256, es384, es512, ps256, ps384, ps512, ed25519; none: the key's");
  label.add_flag("--created", options.is_own_output, "the file is your own tool's output, made just now, not received");
  label.add_flag("--manifest-only", options.has_manifest_only,
                 "with --sign: nothing is written but the manifest; films, sound and other pictures too");
  label.add_option("--trust", options.trust, "PEM: whose signatures on what came in you trust");
  label.add_option("--tsa-trust", options.tsa_trust, "PEM: time-stamping authorities, never used for signers");
  label.add_option("--test-pki", options.test_pki, "makes a folder with a signing identity to try it out with");
}

Result<SigningDesk> open_signing_desk(const SigningOptions& options) {
  if (options.chain.empty() || options.key.empty()) {
    return Error{Code::invalid, "a signature needs --chain and --key; --test-pki DIR makes both to try it out"};
  }
  provenance::Trust trust;
  TRY(add_anchors(options.trust, provenance::TrustList::own, trust));
  TRY(add_anchors(options.tsa_trust, provenance::TrustList::time_stamp, trust));
  TRY_ASSIGN(const std::string chain, read_file(options.chain));
  TRY_ASSIGN(const std::string key, read_file(options.key));
  TRY_ASSIGN(label::Signer signer, label::Signer::make(chain, key, options.algorithm));
  return SigningDesk{std::move(signer), std::move(trust), SystemClock().now()};
}

Result<Bytes> sign_at(const SigningDesk& desk, ByteView file, const label::Incoming& incoming,
                      label::ManifestWish wish) {
  wish.version = version;
  TRY_ASSIGN(label::SignedFile signed_file, label::sign_file(file, incoming, wish, desk.signer, desk.trust, desk.at));
  if (incoming.report.store) {
    std::cout << fmt::format("came with  {} manifests, {}: kept as an ingredient\n",
                             incoming.report.store->manifests().size(),
                             provenance::manifest_state_name(incoming.report.state));
  }
  std::cout << fmt::format("manifest   {}, {}, {}\n", signed_file.manifest, desk.signer.algorithm(),
                           provenance::manifest_state_name(signed_file.state));
  return std::move(signed_file.file);
}

Status make_test_pki(const SigningOptions& options) {
  const std::string algorithm = options.algorithm.empty() ? "es256" : options.algorithm;
  TRY_ASSIGN(const label::Identity identity, label::make_identity(algorithm, SystemClock().now()));
  const std::string& folder = options.test_pki;
  if (mkdir(folder.c_str(), 0700) != 0) {
    if (errno == EEXIST) return Error{Code::conflict, folder + " exists already: name a new folder"};
    return Error{Code::unavailable, folder + " cannot be made"};
  }
  TRY(save_part(folder + "/root.pem", identity.root, 0644));
  TRY(save_part(folder + "/chain.pem", identity.chain, 0644));
  TRY(save_part(folder + "/key.pem", identity.key, 0600));
  std::cout << fmt::format(
      "root.pem   for those who are to trust it: redress inspect --trust {0}/root.pem\n"
      "chain.pem  the signer and the intermediate, valid for 366 days\n"
      "key.pem    the signer's key, not locked; {1}\n"
      "Nobody else trusts this identity: it is for trying out.\n",
      folder, algorithm);
  return Done{};
}

}  // namespace redress::cli
