// SPDX-License-Identifier: Apache-2.0
// provenance/test_manifests.hpp — manifests and stores as tests want them, right or wrong. For tests only.
//
// Errors          a CHECK where OpenSSL refuses.
// Threads         pure functions.
// Source          C2PA 2.2, 10.3 (claim), 11.1 (boxes), 13.2 (signature).
#pragma once

#include <openssl/ecdsa.h>

#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "provenance/cose.hpp"
#include "provenance/test_boxes.hpp"
#include "provenance/test_credentials.hpp"

namespace redress::provenance::test {

struct MadeAssertion {
  std::string label;
  Bytes cbor;
};

struct ManifestPlan {
  std::string label = "urn:c2pa:one";
  std::vector<MadeAssertion> assertions;
  std::vector<std::pair<std::string, Bytes>> more_uris;  // listed besides: URI and hash
  const Credential* signer = nullptr;                    // nullptr: no signature box
  std::optional<Bytes> attached;                         // a payload in the signature, whatever it is
  std::vector<std::string> redacted;                     // URIs of other manifests' assertions
  bool is_update = false;
};

inline Bytes assertion_box(const MadeAssertion& assertion) {
  return superbox("cbor", assertion.label, box("cbor", assertion.cbor));
}

inline Bytes hash_of_box(const Bytes& made) {
  const Digest digest = sha256(ByteView(made).subspan(8));
  return {digest.begin(), digest.end()};
}

inline void write_uri(CborWriter& writer, const std::string& url, const Bytes& hash) {
  writer.map(2);
  writer.text("url");
  writer.text(url);
  writer.text("hash");
  writer.bytes(hash);
}

inline Bytes make_claim(const ManifestPlan& plan) {
  CborWriter writer;
  writer.map(plan.redacted.empty() ? 5 : 6);
  writer.text("instanceID");
  writer.text("xmp:iid:1");
  writer.text("claim_generator_info");
  writer.map(1);
  writer.text("name");
  writer.text("redress test");
  writer.text("signature");
  writer.text("self#jumbf=/c2pa/" + plan.label + "/c2pa.signature");
  writer.text("alg");
  writer.text("sha256");
  writer.text("created_assertions");
  writer.array(plan.assertions.size() + plan.more_uris.size());
  for (const MadeAssertion& assertion : plan.assertions) {
    write_uri(writer, "self#jumbf=c2pa.assertions/" + assertion.label, hash_of_box(assertion_box(assertion)));
  }
  for (const auto& [url, hash] : plan.more_uris) write_uri(writer, url, hash);
  if (!plan.redacted.empty()) {
    writer.text("redacted_assertions");
    writer.array(plan.redacted.size());
    for (const std::string& url : plan.redacted) writer.text(url);
  }
  return writer.written();
}

// r‖s of an ECDSA signature by a P-256 key.
inline Bytes sign_es256(EVP_PKEY* key, ByteView message) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::array<std::uint8_t, 80> der{};
  std::size_t size = der.size();
  CHECK(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key) == 1);
  CHECK(EVP_DigestSign(context, der.data(), &size, message.data(), message.size()) == 1);
  EVP_MD_CTX_free(context);
  const unsigned char* at = der.data();
  ECDSA_SIG* parts = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
  Bytes flat(64);
  BN_bn2binpad(ECDSA_SIG_get0_r(parts), flat.data(), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(parts), flat.data() + 32, 32);
  ECDSA_SIG_free(parts);
  return flat;
}

inline Bytes make_signature(const ManifestPlan& plan, const Bytes& claim) {
  CborWriter header;
  header.map(2);
  header.integer(1);
  header.integer(-7);
  header.integer(33);
  header.bytes(encode_der(*plan.signer));
  const Bytes& payload = plan.attached ? *plan.attached : claim;
  CborWriter writer;
  writer.tag(18);
  writer.array(4);
  writer.bytes(header.written());
  writer.map(0);
  if (plan.attached) {
    writer.bytes(*plan.attached);
  } else {
    writer.null();
  }
  writer.bytes(sign_es256(plan.signer->key.get(), render_sig_structure("Signature1", header.written(), payload)));
  return writer.written();
}

// With `claim` in the place of the one the plan would give.
inline Bytes make_manifest(const ManifestPlan& plan, const Bytes& claim) {
  Bytes assertions;
  for (const MadeAssertion& assertion : plan.assertions) append(assertions, assertion_box(assertion));
  Bytes content = superbox("c2as", "c2pa.assertions", assertions);
  append(content, superbox("c2cl", "c2pa.claim.v2", box("cbor", claim)));
  if (plan.signer != nullptr) {
    append(content, superbox("c2cs", "c2pa.signature", box("cbor", make_signature(plan, claim))));
  }
  return superbox(plan.is_update ? "c2um" : "c2ma", plan.label, content);
}

inline Bytes make_manifest(const ManifestPlan& plan) { return make_manifest(plan, make_claim(plan)); }

inline Bytes make_manifest_store(const std::vector<Bytes>& manifests) {
  Bytes all;
  for (const Bytes& manifest : manifests) append(all, manifest);
  return superbox("c2pa", "c2pa", all);
}

// Of a file whose bytes outside of one excluded range are `hashed`; no exclusion where its length is 0.
inline MadeAssertion data_hash(ByteView hashed, std::uint64_t start = 0, std::uint64_t length = 0) {
  CborWriter writer;
  writer.map(length == 0 ? 2 : 3);
  writer.text("alg");
  writer.text("sha256");
  writer.text("hash");
  const Digest digest = sha256(hashed);
  writer.bytes(digest);
  if (length == 0) return {"c2pa.hash.data", writer.written()};
  writer.text("exclusions");
  writer.array(1);
  writer.map(2);
  writer.text("start");
  writer.integer(static_cast<std::int64_t>(start));
  writer.text("length");
  writer.integer(static_cast<std::int64_t>(length));
  return {"c2pa.hash.data", writer.written()};
}

inline MadeAssertion ingredient(const std::string& label, const std::string& manifest, const Bytes& hash) {
  CborWriter writer;
  writer.map(2);
  writer.text("relationship");
  writer.text("componentOf");
  writer.text("activeManifest");
  write_uri(writer, "self#jumbf=/c2pa/" + manifest, hash);
  return {label, writer.written()};
}

inline MadeAssertion created(const std::string& source_type) {
  CborWriter writer;
  writer.map(1);
  writer.text("actions");
  writer.array(1);
  writer.map(2);
  writer.text("action");
  writer.text("c2pa.created");
  writer.text("digitalSourceType");
  writer.text("http://cv.iptc.org/newscodes/digitalsourcetype/" + source_type);
  return {"c2pa.actions.v2", writer.written()};
}

}  // namespace redress::provenance::test
