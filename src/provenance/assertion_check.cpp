// SPDX-License-Identifier: Apache-2.0
// The assertions of a manifest: each one the claim lists is there and unchanged, and none that it does not list.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "provenance/validation.hpp"

namespace redress::provenance {
namespace {

bool is_zero(const JumbfBox& box) {
  return std::ranges::all_of(box.children, [](const JumbfBox& child) {
    return std::ranges::all_of(child.content, [](std::uint8_t byte) { return byte == 0; });
  });
}

void read_content(Assertion& assertion, Statuses& statuses) {
  if (const JumbfBox* cbor = assertion.box->find_content(box_type("cbor"))) {
    auto document = parse_cbor(cbor->content);
    if (document.ok()) {
      assertion.document = std::move(document).value();
    } else {
      statuses.fail("assertion.cbor.invalid", assertion.url, document.error().message);
    }
  } else if (const JumbfBox* json = assertion.box->find_content(box_type("json"))) {
    if (!nlohmann::json::accept(json->content.begin(), json->content.end())) {
      statuses.fail("assertion.json.invalid", assertion.url, "the JSON is not well formed");
    }
  }
}

void list_assertions(Validation& validation, std::size_t index, Statuses& statuses) {
  const Manifest& manifest = validation.manifest(index);
  const JumbfBox* store = manifest.assertions();
  if (store == nullptr) return;
  for (const JumbfBox& box : store->children) {
    if (!box.is_superbox()) continue;
    Assertion assertion;
    assertion.label = box.label;
    assertion.name = strip_instance(box.label);
    assertion.url = manifest.assertion_url(box.label);
    assertion.box = &box;
    assertion.is_redacted = validation.redacted.contains(assertion.url) && is_zero(box);
    if (!assertion.is_redacted) read_content(assertion, statuses);
    validation.facts.at(index).assertions.push_back(std::move(assertion));
  }
}

void report_uri(const CheckedUri& checked, const std::string& url, Statuses& statuses) {
  switch (checked.verdict) {
    case HashedUriVerdict::match:
      return statuses.succeed("assertion.hashedURI.match", url, "the assertion is what the claim hashed");
    case HashedUriVerdict::mismatch:
      return statuses.fail("assertion.hashedURI.mismatch", url, "the assertion is not what the claim hashed");
    case HashedUriVerdict::unsupported:
      return statuses.fail("algorithm.unsupported", url, "the claim names no hash that C2PA 13.1 allows");
    case HashedUriVerdict::missing:
      return statuses.fail("assertion.missing", url, "the claim lists an assertion that is not in the manifest");
  }
}

void check_redaction_kept(const CheckedUri& checked, const std::string& url, Statuses& statuses) {
  if (!checked.target || is_zero(*checked.target->box)) return;
  statuses.fail("assertion.notRedacted", url, "a later claim says that this assertion was redacted, and it is there");
}

void check_listed(Validation& validation, std::size_t index, const HashedUri& uri, Ownership ownership,
                  std::map<std::string_view, Assertion*>& by_url, Statuses& statuses) {
  const Manifest& manifest = validation.manifest(index);
  const std::string url = validation.store->absolute(uri.url, index);
  if (!url.starts_with(manifest.assertion_url(""))) {
    statuses.fail("assertion.outsideManifest", url, "the claim lists what is not an assertion of its own manifest");
    return;
  }
  const auto found = by_url.find(url);
  const CheckedUri checked = found == by_url.end() ? CheckedUri{} : check_hashed_uri(validation, uri, index);
  if (found != by_url.end()) found->second->ownership = ownership;
  if (validation.redacted.contains(url)) {
    check_redaction_kept(checked, url, statuses);
  } else {
    report_uri(checked, url, statuses);
  }
}

void check_redactions(const Validation& validation, std::size_t index, Statuses& statuses) {
  const Manifest& manifest = validation.manifest(index);
  for (const std::string& relative : manifest.claim->redacted) {
    const std::string url = validation.store->absolute(relative, index);
    const std::string name = strip_instance(std::string_view(url).substr(url.rfind('/') + 1));
    if (url.starts_with(manifest.url() + "/")) {
      statuses.fail("assertion.selfRedacted", url, "a claim may not redact an assertion of its own");
    } else if (is_actions(name)) {
      statuses.fail("assertion.action.redacted", url, "actions may not be redacted");
    } else if (is_hard_binding(name)) {
      statuses.fail("assertion.hardBinding.redacted", url, "a hard binding may not be redacted");
    }
  }
}

}  // namespace

void check_assertions(Validation& validation, std::size_t index, Statuses& statuses) {
  list_assertions(validation, index, statuses);
  std::vector<Assertion>& assertions = validation.facts.at(index).assertions;
  std::map<std::string_view, Assertion*> by_url;
  for (Assertion& assertion : assertions) by_url.emplace(assertion.url, &assertion);
  const Claim& claim = *validation.manifest(index).claim;
  for (const HashedUri& uri : claim.created) {
    check_listed(validation, index, uri, Ownership::created, by_url, statuses);
  }
  for (const HashedUri& uri : claim.gathered) {
    check_listed(validation, index, uri, Ownership::gathered, by_url, statuses);
  }
  for (const Assertion& assertion : assertions) {
    if (assertion.ownership == Ownership::undeclared) {
      statuses.fail("assertion.undeclared", assertion.url, "the claim does not list this assertion");
    }
  }
  check_redactions(validation, index, statuses);
}

}  // namespace redress::provenance
