// SPDX-License-Identifier: Apache-2.0
#include "provenance/ocsp.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <ctime>

namespace redress::provenance {
namespace {

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* held) const { free(held); }
};
using Response = std::unique_ptr<OCSP_RESPONSE, Free<OCSP_RESPONSE, OCSP_RESPONSE_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, Free<OCSP_BASICRESP, OCSP_BASICRESP_free>>;
using CertId = std::unique_ptr<OCSP_CERTID, Free<OCSP_CERTID, OCSP_CERTID_free>>;

std::optional<Instant> read_time(const ASN1_GENERALIZEDTIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return Instant{static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

// The issuer itself, or one that the issuer certified for this and nothing else.
bool is_authorised(X509* responder, const Certificate& issuer, Instant at) {
  if (X509_cmp(responder, issuer.x509.get()) == 0) return true;
  if (X509_verify(responder, issuer.key()) != 1) return false;
  X509_up_ref(responder);
  const Certificate wrapped = wrap_certificate(X509Pointer(responder));
  return wrapped.purposes == Purposes{std::string(purpose::ocsp_signing)} && wrapped.is_valid_at(at);
}

bool is_signed_by_authorised(OCSP_BASICRESP* basic, const Certificate& issuer) {
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> known(
      sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  sk_X509_push(known.get(), issuer.x509.get());
  if (OCSP_basic_verify(basic, known.get(), nullptr, OCSP_NOVERIFY) != 1) return false;
  X509* responder = nullptr;
  if (OCSP_resp_get0_signer(basic, &responder, known.get()) != 1) return false;
  const auto produced = read_time(OCSP_resp_get0_produced_at(basic));
  return produced && is_authorised(responder, issuer, *produced);
}

Revocation read_single(OCSP_SINGLERESP* single, Instant at) {
  int reason = -1;
  ASN1_GENERALIZEDTIME* revoked = nullptr;
  ASN1_GENERALIZEDTIME* from = nullptr;
  ASN1_GENERALIZEDTIME* until = nullptr;
  const int status = OCSP_single_get0_status(single, &reason, &revoked, &from, &until);
  const auto first = read_time(from);
  const auto last = read_time(until);
  if (status == V_OCSP_CERTSTATUS_REVOKED && reason != OCSP_REVOKED_STATUS_REMOVEFROMCRL) {
    // Revoked later than it signed: the signature was made by a credential that was good.
    const auto since = read_time(revoked);
    return since && at < *since ? Revocation::good : Revocation::revoked;
  }
  const bool is_good = status == V_OCSP_CERTSTATUS_GOOD || status == V_OCSP_CERTSTATUS_REVOKED;
  const bool covers = first && *first <= at && (!last || at <= *last);
  return is_good && covers ? Revocation::good : Revocation::unknown;
}

}  // namespace

Revocation read_ocsp_response(ByteView encoded, const Certificate& leaf, const Certificate& issuer, Instant at) {
  const unsigned char* next = encoded.data();
  const Response response(d2i_OCSP_RESPONSE(nullptr, &next, static_cast<long>(encoded.size())));
  if (response == nullptr || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    ERR_clear_error();
    return Revocation::unknown;
  }
  const Basic basic(OCSP_response_get1_basic(response.get()));
  Revocation found = Revocation::unknown;
  if (basic != nullptr && is_signed_by_authorised(basic.get(), issuer)) {
    for (const EVP_MD* digest : {EVP_sha1(), EVP_sha256()}) {
      const CertId id(OCSP_cert_to_id(digest, leaf.x509.get(), issuer.x509.get()));
      const int index = id == nullptr ? -1 : OCSP_resp_find(basic.get(), id.get(), -1);
      if (index >= 0) found = read_single(OCSP_resp_get0(basic.get(), index), at);
    }
  }
  ERR_clear_error();
  return found;
}

}  // namespace redress::provenance
