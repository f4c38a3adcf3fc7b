// SPDX-License-Identifier: Apache-2.0
#include "label/sign_file.hpp"

#include <algorithm>

#include "label/manifest.hpp"
#include "provenance/embed.hpp"

namespace redress::label {
namespace {

using provenance::Asset;
using provenance::ByteSource;
using provenance::HardBinding;
using provenance::ManifestState;
using provenance::ProvenanceReport;

struct Embedded {
  Bytes file;
  Bytes store;
};

// The store is as long with blanks in it as it will be, so that what is hashed around it stays where it is.
Result<HardBinding> bind(ByteView file, const ManifestDraft& draft, const Signer& signer) {
  TRY_ASSIGN(const Asset asset, provenance::read_asset(ByteSource{file}));
  const HardBinding blank = provenance::blank_hard_binding(asset.container);
  const Bytes store = encode_store(draft, blank, encode_claim(draft, blank), signer.blank_signature());
  TRY_ASSIGN(const Bytes held, provenance::embed_store(file, store));
  const ByteSource source{ByteView(held)};
  TRY_ASSIGN(const Asset held_asset, provenance::read_asset(source));
  return provenance::make_hard_binding(source, held_asset);
}

Result<Embedded> embed_signed(ByteView file, const ManifestDraft& draft, const Signer& signer, Instant at) {
  TRY_ASSIGN(const HardBinding binding, bind(file, draft, signer));
  const Bytes claim = encode_claim(draft, binding);
  TRY_ASSIGN(const Bytes signature, signer.sign_claim(claim, at));
  Embedded embedded;
  embedded.store = encode_store(draft, binding, claim, signature);
  TRY_ASSIGN(embedded.file, provenance::embed_store(file, embedded.store));
  return embedded;
}

std::string first_failure(const ProvenanceReport& report) {
  for (const provenance::ManifestReport& manifest : report.manifests) {
    for (const auto& entry : manifest.statuses.failure) {
      if (entry.code != "signingCredential.untrusted") return entry.code + ": " + entry.explanation;
    }
    for (const provenance::IngredientDelta& delta : manifest.deltas) {
      if (!delta.statuses.failure.empty()) return delta.statuses.failure.front().code;
    }
  }
  return report.statuses.failure.empty() ? "no manifest was found" : report.statuses.failure.front().explanation;
}

Result<ManifestState> judge(ByteView file, const provenance::Trust& trust, Instant at) {
  const ByteSource source{file};
  TRY_ASSIGN(const Asset asset, provenance::read_asset(source));
  TRY_ASSIGN(const ProvenanceReport report, provenance::Validator(trust).validate(source, asset, at));
  if (report.state == ManifestState::valid || report.state == ManifestState::trusted) return report.state;
  return Error{Code::corrupt, "the signed file is not valid, and is not given out: " + first_failure(report)};
}

}  // namespace

Result<Incoming> read_incoming(ByteView file, const provenance::Trust& trust, Instant at) {
  const ByteSource source{file};
  TRY_ASSIGN(Asset asset, provenance::read_asset(source));
  if (asset.stores_count > 1) {
    return Error{Code::conflict,
                 "several manifest stores stand in the file: they count as none, and none is left away"};
  }
  Incoming incoming;
  incoming.mime = asset.mime;
  TRY_ASSIGN(incoming.report, provenance::Validator(trust).validate(source, asset, at));
  if (asset.store && !incoming.report.store) {
    return Error{Code::conflict,
                 "the file's manifest store cannot be read, and is not left away: " + first_failure(incoming.report)};
  }
  incoming.store = std::move(asset.store);
  return incoming;
}

Result<SignedFile> sign_file(ByteView file, const Incoming& incoming, const ManifestWish& wish, const Signer& signer,
                             const provenance::Trust& trust, Instant at) {
  TRY_ASSIGN(const Asset asset, provenance::read_asset(ByteSource{file}));
  if (asset.stores_count > 0 && asset.store != incoming.store) {
    return Error{Code::conflict, "the file holds another manifest than the one that came in"};
  }
  TRY_ASSIGN(const ManifestDraft draft, draft_manifest(incoming, wish));
  TRY_ASSIGN(Embedded embedded, embed_signed(file, draft, signer, at));
  TRY_ASSIGN(const ManifestState state, judge(embedded.file, trust, at));
  return SignedFile{std::move(embedded.file), std::move(embedded.store), draft.name, state};
}

}  // namespace redress::label
