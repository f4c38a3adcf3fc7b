// SPDX-License-Identifier: Apache-2.0
// The claim's signature: whose it is, when it was made, whether it holds, and who vouches for the signer.
#include <algorithm>

#include "provenance/cose.hpp"
#include "provenance/ocsp.hpp"
#include "provenance/signature.hpp"
#include "provenance/validation.hpp"

namespace redress::provenance {
namespace {

using Chain = std::vector<const Certificate*>;

// Nothing, and a code, where a certificate cannot be read.
std::optional<Chain> read_chain(Validation& validation, const CoseSign1& cose, const std::string& url,
                                Statuses& statuses) {
  Chain chain;
  for (const ByteView der : cose.chain) chain.push_back(validation.certificates->find(der));
  const bool is_whole = !chain.empty() && std::ranges::find(chain, nullptr) == chain.end();
  if (is_whole) return chain;
  statuses.fail("signingCredential.invalid", url, "the signer's certificates are missing, or one cannot be read");
  return std::nullopt;
}

void report_time_stamp(const TimeStamp& stamp, const std::string& url, Statuses& statuses) {
  if (stamp.is_validated) {
    statuses.succeed("timeStamp.validated", url, "the time-stamp of " + render_instant(stamp.at) + " holds");
  }
  if (stamp.is_trusted) {
    statuses.succeed("timeStamp.trusted", url, stamp.explanation);
  } else {
    statuses.inform(stamp.code, url, stamp.explanation);
  }
}

// Every time-stamp over this signature: in its header, or in an assertion of a later manifest.
std::vector<TimeStamp> check_time_stamps(const Validation& validation, std::size_t index, const CoseSign1& cose) {
  const Manifest& manifest = validation.manifest(index);
  std::vector<TimeStamp> stamps;
  const auto check = [&](ByteView encoded, TimeStampForm form, ByteView payload) {
    const Bytes stamped = render_sig_structure("CounterSignature", cose.protected_header, payload);
    stamps.push_back(check_time_stamp(encoded, form, stamped, *validation.trust));
  };
  for (const ByteView response : cose.time_stamps_v1) check(response, TimeStampForm::response, manifest.claim_bytes);
  CborWriter signature;
  signature.bytes(cose.signature);
  for (const ByteView token : cose.time_stamps_v2) check(token, TimeStampForm::token, signature.written());
  if (const auto later = validation.tokens.find(manifest.label); later != validation.tokens.end()) {
    // Writers differ in what they stamped: the signature, or the box around it. Either is this signature's alone.
    TimeStamp stamp = check_time_stamp(later->second, TimeStampForm::token, cose.signature, *validation.trust);
    if (stamp.code == "timeStamp.mismatch") {
      stamp = check_time_stamp(later->second, TimeStampForm::token, cose.document.root().encoded(), *validation.trust);
    }
    stamps.push_back(std::move(stamp));
  }
  return stamps;
}

void decide_time(const Validation& validation, std::vector<TimeStamp> stamps, const std::string& url,
                 ManifestReport& report) {
  report.signature.decided_at = validation.at;
  for (TimeStamp& stamp : stamps) {
    report_time_stamp(stamp, url, report.statuses);
    const bool is_first_trusted =
        stamp.is_trusted && (!report.signature.time_stamp || !report.signature.time_stamp->is_trusted);
    if (is_first_trusted) report.signature.decided_at = stamp.at;
    if (is_first_trusted || !report.signature.time_stamp) report.signature.time_stamp = std::move(stamp);
  }
}

Status verify_claim(const Manifest& manifest, const CoseSign1& cose, const Certificate& leaf) {
  if (cose.payload && !std::ranges::equal(*cose.payload, manifest.claim_bytes)) {
    return Error{Code::invalid, "the signature brings a payload that is not the claim"};
  }
  const Bytes message = render_sig_structure("Signature1", cose.protected_header, manifest.claim_bytes);
  return verify_cose_signature(*cose.algorithm, leaf.key(), message, cose.signature);
}

void judge_claim(const Manifest& manifest, const CoseSign1& cose, const Certificate& leaf, const std::string& url,
                 ManifestReport& report) {
  const Instant at = report.signature.decided_at;
  const Status verified = verify_claim(manifest, cose, leaf);
  report.signature.is_intact = verified.ok();
  const std::string when = leaf.is_valid_at(at) ? "inside" : "outside";
  const std::string validity = "signed " + when + " the validity of the certificate, as at " + render_instant(at);
  if (!verified.ok()) {
    report.statuses.fail("claimSignature.mismatch", url, verified.error().message);
  } else if (leaf.is_valid_at(at)) {
    report.statuses.succeed("claimSignature.insideValidity", url, validity);
  }
  if (!leaf.is_valid_at(at)) report.statuses.fail("claimSignature.outsideValidity", url, validity);
  if (verified.ok()) report.statuses.succeed("claimSignature.validated", url, "the claim is what was signed");
}

void judge_trust(const Validation& validation, const Chain& chain, const std::string& url, ManifestReport& report) {
  std::string why;
  std::string where;
  for (const TrustList list : {TrustList::official, TrustList::interim, TrustList::own}) {
    const Status path = validation.paths->verify_path(*validation.trust, list, chain, report.signature.decided_at);
    report.signature.trusted_by.at(static_cast<std::size_t>(list)) = path.ok();
    if (path.ok() && list != TrustList::interim)
      where += (where.empty() ? "" : ", ") + std::string(trust_list_name(list));
    if (!path.ok()) why += (why.empty() ? "" : "; ") + std::string(trust_list_name(list)) + ": " + path.error().message;
  }
  // The interim list is frozen: what only it vouches for is shown, and is not trust in the sense of 14.4.
  if (!where.empty()) {
    report.statuses.succeed("signingCredential.trusted", url, "found on: " + where);
  } else {
    report.statuses.fail("signingCredential.untrusted", url, why);
  }
}

void judge_revocation(const CoseSign1& cose, const Chain& chain, const std::string& url, ManifestReport& report) {
  Revocation found = Revocation::unknown;
  const bool is_dated = report.signature.time_stamp && report.signature.time_stamp->is_trusted;
  if (is_dated && chain.size() > 1) {
    for (const ByteView response : cose.ocsp_responses) {
      const Revocation said = read_ocsp_response(response, *chain[0], *chain[1], report.signature.decided_at);
      found = std::max(found, said);
    }
  }
  if (found == Revocation::good) {
    report.statuses.succeed("signingCredential.ocsp.notRevoked", url, "the stapled response says: not revoked");
  } else if (found == Revocation::revoked) {
    report.statuses.fail("signingCredential.ocsp.revoked", url, "the stapled response says: revoked before it signed");
  } else {
    report.statuses.inform("signingCredential.ocsp.skipped", url,
                           "no response of use came with the file; none was asked for");
  }
}

const JumbfBox* find_signature(const Validation& validation, std::size_t index) {
  const auto target = validation.store->resolve(validation.manifest(index).claim->signature_url, index);
  if (!target || target->manifest != index || target->box == nullptr || target->box->kind() != "c2cs") return nullptr;
  return target->box->find_content(box_type("cbor"));
}

}  // namespace

void check_claim_signature(Validation& validation, std::size_t index, ManifestReport& report) {
  const Manifest& manifest = validation.manifest(index);
  const std::string url = manifest.url() + "/c2pa.signature";
  const JumbfBox* box = find_signature(validation, index);
  if (box == nullptr) {
    report.statuses.fail("claimSignature.missing", url, "the claim's signature is not in its manifest");
    return;
  }
  const auto cose = parse_cose(box->content);
  if (!cose.ok()) {
    report.statuses.fail("claimSignature.mismatch", url, cose.error().message);
    return;
  }
  const std::string_view algorithm = cose.value().algorithm ? algorithm_name(*cose.value().algorithm) : "";
  report.signature.algorithm = algorithm;
  if (algorithm.empty()) {
    report.statuses.fail("algorithm.unsupported", url, "the signature names no algorithm that C2PA 13.2 allows");
    report.statuses.fail("claimSignature.mismatch", url, "without an algorithm the signature cannot be checked");
    return;
  }
  const auto chain = read_chain(validation, cose.value(), url, report.statuses);
  if (!chain) {
    report.statuses.fail("claimSignature.mismatch", url, "without a certificate the signature cannot be checked");
    return;
  }
  const Certificate& leaf = *chain->front();
  report.signature.signer = describe_certificate(leaf);
  decide_time(validation, check_time_stamps(validation, index, cose.value()), url, report);
  judge_claim(manifest, cose.value(), leaf, url, report);
  if (const auto fault = find_profile_fault(leaf, validation.accepted_purposes)) {
    report.statuses.fail("signingCredential.invalid", url, *fault);
  }
  judge_trust(validation, *chain, url, report);
  judge_revocation(cose.value(), *chain, url, report);
}

}  // namespace redress::provenance
