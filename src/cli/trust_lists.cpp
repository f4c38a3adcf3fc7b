// SPDX-License-Identifier: Apache-2.0
#include "cli/trust_lists.hpp"

#include "cli/statutes.hpp"

namespace redress::cli {
namespace {

using provenance::TrustList;

Status add_lists(const std::vector<std::string>& paths, TrustList list, provenance::Trust& trust) {
  for (const std::string& path : paths) {
    TRY_ASSIGN(const std::string pem, read_file(path));
    const Status added = trust.add_anchors(list, pem);
    if (!added.ok()) return Error{Code::invalid, path + ": " + added.error().message};
  }
  return Done{};
}

}  // namespace

Status load_trust(const TrustPaths& paths, provenance::Trust& trust) {
  TRY(add_lists(paths.own, TrustList::own, trust));
  TRY(add_lists(paths.official, TrustList::official, trust));
  TRY(add_lists(paths.interim, TrustList::interim, trust));
  TRY(add_lists(paths.tsa, TrustList::time_stamp, trust));
  for (const std::string& path : paths.credentials) {
    TRY_ASSIGN(const std::string pem, read_file(path));
    TRY(trust.add_credentials(pem));
  }
  if (paths.purposes.empty()) return Done{};
  TRY_ASSIGN(const std::string lines, read_file(paths.purposes));
  return trust.accept_purposes(lines);
}

}  // namespace redress::cli
