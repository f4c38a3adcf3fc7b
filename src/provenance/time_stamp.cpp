// SPDX-License-Identifier: Apache-2.0
#include "provenance/time_stamp.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/ts.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

namespace redress::provenance {
namespace {

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* held) const { free(held); }
};
using Token = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo, CMS_ContentInfo_free>>;
using Info = std::unique_ptr<TS_TST_INFO, Free<TS_TST_INFO, TS_TST_INFO_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO, BIO_free_all>>;

struct StackFree {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_pop_free(stack, X509_free); }
};
using Stack = std::unique_ptr<STACK_OF(X509), StackFree>;

TimeStamp refuse(std::string code, std::string why) {
  TimeStamp refused;
  refused.code = std::move(code);
  refused.explanation = std::move(why);
  return refused;
}

TimeStamp malformed(std::string why) { return refuse("timeStamp.malformed", std::move(why)); }

// The content of the element of this universal type that `encoded` begins with; `encoded` goes on behind it. An element
// without a length of its own holds all that is left.
std::optional<ByteView> take_element(ByteView& encoded, int type) {
  const unsigned char* at = encoded.data();
  long size = 0;
  int tag = 0;
  int kind = 0;
  const int read = ASN1_get_object(&at, &size, &tag, &kind, static_cast<long>(encoded.size()));
  if ((read & 0x80) != 0 || kind != V_ASN1_UNIVERSAL || tag != type) return std::nullopt;
  const ByteView rest = encoded.subspan(static_cast<std::size_t>(at - encoded.data()));
  const auto held = (read & 1) != 0 ? rest.size() : static_cast<std::size_t>(size);
  encoded = rest.subspan(held);
  return rest.first(held);
}

// The token of a response that grants one: status 0, or 1 for "with changes". By hand, because OpenSSL would read every
// certificate of the token here and once more where the token itself is read, and reading keys is what costs most.
ByteView take_token(ByteView encoded) {
  auto response = take_element(encoded, V_ASN1_SEQUENCE);
  if (!response) return {};
  auto status = take_element(*response, V_ASN1_SEQUENCE);
  if (!status) return {};
  const auto granted = take_element(*status, V_ASN1_INTEGER);
  if (!granted || granted->size() != 1 || granted->front() > 1) return {};
  return *response;
}

Info read_info(BIO* content) {
  const unsigned char* data = nullptr;
  const long size = BIO_get_mem_data(content, &data);
  return Info(d2i_TS_TST_INFO(nullptr, &data, size));
}

bool is_imprint_of(TS_TST_INFO* info, ByteView stamped) {
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  const X509_ALGOR* algorithm = TS_MSG_IMPRINT_get_algo(imprint);
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  const int id = OBJ_obj2nid(object);
  if (id != NID_sha256 && id != NID_sha384 && id != NID_sha512) return false;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(stamped.data(), stamped.size(), digest.data(), &size, EVP_get_digestbynid(id), nullptr) != 1) {
    return false;
  }
  const ASN1_OCTET_STRING* wanted = TS_MSG_IMPRINT_get_msg(imprint);
  const ByteView held(ASN1_STRING_get0_data(wanted), static_cast<std::size_t>(ASN1_STRING_length(wanted)));
  return std::ranges::equal(held, ByteView(digest).first(size));
}

template <class T>
T* read_attribute(const CMS_SignerInfo* signer, int id, T* (*decode)(T**, const unsigned char**, long)) {
  const auto* value =
      static_cast<const ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(id), -3, V_ASN1_SEQUENCE));
  if (value == nullptr) return nullptr;
  const unsigned char* at = ASN1_STRING_get0_data(value);
  return decode(nullptr, &at, ASN1_STRING_length(value));
}

// The signed attribute that names the signer's certificate, so that no other one of the same key can stand in for it.
bool names_signer(const CMS_SignerInfo* signer, STACK_OF(X509) * chain) {
  ESS_SIGNING_CERT* first = read_attribute(signer, NID_id_smime_aa_signingCertificate, &d2i_ESS_SIGNING_CERT);
  ESS_SIGNING_CERT_V2* second = read_attribute(signer, NID_id_smime_aa_signingCertificateV2, &d2i_ESS_SIGNING_CERT_V2);
  const bool is_named = OSSL_ESS_check_signing_certs(first, second, chain, 1) > 0;
  ESS_SIGNING_CERT_free(first);
  ESS_SIGNING_CERT_V2_free(second);
  return is_named;
}

// The signer first, then whatever else the token brought.
Stack order_chain(CMS_ContentInfo* token, X509* signer) {
  Stack chain(sk_X509_new_null());
  const Stack all(CMS_get1_certs(token));
  X509_up_ref(signer);
  sk_X509_push(chain.get(), signer);
  for (int i = 0; all != nullptr && i < sk_X509_num(all.get()); ++i) {
    X509* other = sk_X509_value(all.get(), i);
    if (X509_cmp(other, signer) == 0) continue;
    X509_up_ref(other);
    sk_X509_push(chain.get(), other);
  }
  return chain;
}

Instant read_time(const ASN1_GENERALIZEDTIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return Instant{};
  return Instant{static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

TimeStamp judge_authority(STACK_OF(X509) * certificates, Instant at, const Trust& trust) {
  std::vector<Certificate> held;
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    X509* x509 = sk_X509_value(certificates, i);
    X509_up_ref(x509);
    held.push_back(wrap_certificate(X509Pointer(x509)));
  }
  std::vector<const Certificate*> chain;
  chain.reserve(held.size());
  for (const Certificate& certificate : held) chain.push_back(&certificate);
  const Certificate& authority = held.front();
  TimeStamp verdict;
  verdict.at = at;
  verdict.authority = describe_certificate(authority);
  if (authority.purposes != Purposes{std::string(purpose::time_stamping)}) {
    verdict.code = "timeStamp.untrusted";
    verdict.explanation = "the signer's one purpose is not time stamping";
    return verdict;
  }
  if (!authority.is_valid_at(at)) {
    verdict.code = "timeStamp.outsideValidity";
    verdict.explanation = "the authority's certificate was not valid at " + render_instant(at);
    return verdict;
  }
  verdict.is_validated = true;
  const Status path = trust.verify_path(TrustList::time_stamp, chain, at);
  verdict.is_trusted = path.ok();
  verdict.code = path.ok() ? "timeStamp.trusted" : "timeStamp.untrusted";
  verdict.explanation = path.ok() ? "the authority stands on the time-stamping list"
                                  : "the authority is not on the time-stamping list: " + path.error().message;
  return verdict;
}

TimeStamp check_token(ByteView encoded, ByteView stamped, const Trust& trust) {
  const unsigned char* at = encoded.data();
  const Token token(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(encoded.size())));
  if (token == nullptr || OBJ_obj2nid(CMS_get0_type(token.get())) != NID_pkcs7_signed ||
      OBJ_obj2nid(CMS_get0_eContentType(token.get())) != NID_id_smime_ct_TSTInfo) {
    return malformed("it is no time-stamp token");
  }
  const Bio content(BIO_new(BIO_s_mem()));
  // The path is ours to check, at the time the token names and against our own list.
  constexpr unsigned flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
  if (CMS_verify(token.get(), nullptr, nullptr, nullptr, content.get(), flags) != 1) {
    return malformed("the authority's signature does not hold");
  }
  const Info info = read_info(content.get());
  if (info == nullptr || TS_TST_INFO_get_time(info.get()) == nullptr) return malformed("it holds no time");
  if (!is_imprint_of(info.get(), stamped)) return refuse("timeStamp.mismatch", "it stamps other bytes");
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> signers(
      CMS_get0_signers(token.get()), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  if (signers == nullptr || sk_X509_num(signers.get()) != 1) return malformed("it has not one signer");
  const Stack chain = order_chain(token.get(), sk_X509_value(signers.get(), 0));
  if (!names_signer(sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(token.get()), 0), chain.get())) {
    return malformed("its signed attributes do not name its signer");
  }
  return judge_authority(chain.get(), read_time(TS_TST_INFO_get_time(info.get())), trust);
}

}  // namespace

TimeStamp check_time_stamp(ByteView encoded, TimeStampForm form, ByteView stamped, const Trust& trust) {
  if (form == TimeStampForm::response) encoded = take_token(encoded);
  TimeStamp verdict =
      encoded.empty() ? malformed("the authority granted no token") : check_token(encoded, stamped, trust);
  ERR_clear_error();
  return verdict;
}

}  // namespace redress::provenance
