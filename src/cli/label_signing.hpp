// SPDX-License-Identifier: Apache-2.0
// cli/label_signing.hpp — the options of redress label that sign, and what they do.
//
// Errors          as label/signer.hpp and label/sign_file.hpp; a file that cannot be read is named.
// Threads         the main thread.
#pragma once

#include <string>
#include <vector>

#include "label/sign_file.hpp"

namespace CLI {
class App;
}

namespace redress::cli {

struct SigningOptions {
  bool is_wanted = false;
  bool is_own_output = false;
  bool has_manifest_only = false;
  std::string chain;
  std::string key;
  std::string algorithm;
  std::vector<std::string> trust;
  std::vector<std::string> tsa_trust;
  std::string test_pki;  // a folder to be made
};
void add_signing_options(CLI::App& label, SigningOptions& options);

// What a signature needs, loaded and checked before anything is done to the file.
struct SigningDesk {
  label::Signer signer;
  provenance::Trust trust;
  Instant at;
};
[[nodiscard]] Result<SigningDesk> open_signing_desk(const SigningOptions& options);

// A signed file out; the lines for a person are printed.
[[nodiscard]] Result<Bytes> sign_at(const SigningDesk& desk, ByteView file, const label::Incoming& incoming,
                                    label::ManifestWish wish);

// A folder with root.pem, chain.pem and key.pem; it must not exist.
[[nodiscard]] Status make_test_pki(const SigningOptions& options);

}  // namespace redress::cli
