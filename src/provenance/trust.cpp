// SPDX-License-Identifier: Apache-2.0
#include "provenance/trust.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

namespace redress::provenance {
namespace {

// 112 bits: no RSA below 2048, no SHA-1 in the path (14.5.1).
constexpr int security_level = 2;
constexpr int depth_max = 10;

std::vector<X509Pointer> read_pem(std::string_view pem) {
  std::vector<X509Pointer> found;
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                       &BIO_free);
  while (X509Pointer x509{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)}) found.push_back(std::move(x509));
  ERR_clear_error();
  return found;
}

Bytes encode_der(X509* x509) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(x509, &der);
  CHECK(size > 0);
  Bytes encoded(der, der + size);
  OPENSSL_free(der);
  return encoded;
}

std::string_view trim(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view()
                                         : line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

Error untrusted(std::string why) { return {Code::forbidden, std::move(why)}; }

}  // namespace

std::string_view trust_list_name(TrustList list) {
  constexpr std::array<std::string_view, trust_lists_count> names = {"C2PA trust list", "interim trust list",
                                                                     "own trust list", "C2PA time-stamping list"};
  return names.at(static_cast<std::size_t>(list));
}

Trust::Trust() {
  using namespace purpose;
  for (List& list : lists_) {
    list.store.reset(X509_STORE_new());
    CHECK(list.store != nullptr);
  }
  at(TrustList::official).purposes = {std::string(claim_signing)};
  at(TrustList::interim).purposes = {std::string(email_protection), std::string(document_signing),
                                     std::string(microsoft_signing)};
  at(TrustList::own).purposes = {std::string(claim_signing), std::string(email_protection),
                                 std::string(document_signing), std::string(microsoft_signing)};
  at(TrustList::time_stamp).purposes = {std::string(time_stamping)};
}

Status Trust::add_anchors(TrustList list, std::string_view pem) {
  const std::vector<X509Pointer> anchors = read_pem(pem);
  if (anchors.empty()) {
    return Error{Code::invalid, std::string(trust_list_name(list)) + ": there is no PEM certificate in it"};
  }
  for (const X509Pointer& anchor : anchors) {
    CHECK(X509_STORE_add_cert(at(list).store.get(), anchor.get()) == 1);
    ++at(list).anchors_count;
  }
  return Done{};
}

Status Trust::add_credentials(std::string_view pem) {
  const std::vector<X509Pointer> credentials = read_pem(pem);
  if (credentials.empty()) return Error{Code::invalid, "own credentials: there is no PEM certificate in it"};
  for (const X509Pointer& credential : credentials) credentials_.insert(encode_der(credential.get()));
  return Done{};
}

Status Trust::accept_purposes(std::string_view lines) {
  Purposes purposes;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const std::string_view line = trim(lines.substr(0, end));
    lines = end == std::string_view::npos ? std::string_view() : lines.substr(end + 1);
    if (line.empty() || line.starts_with("//") || line.starts_with('#')) continue;
    if (line.find_first_not_of("0123456789.") != std::string_view::npos) {
      return Error{Code::invalid, "'" + std::string(line) + "' is no object identifier such as 1.3.6.1.5.5.7.3.4"};
    }
    purposes.emplace(line);
  }
  // They sign time-stamps and revocations, whatever a file says; 14.5.1 keeps them from signing claims.
  purposes.erase(std::string(purpose::time_stamping));
  purposes.erase(std::string(purpose::ocsp_signing));
  if (purposes.empty()) return Error{Code::invalid, "the list of purposes names none"};
  at(TrustList::own).purposes = std::move(purposes);
  return Done{};
}

Purposes Trust::accepted_purposes() const {
  Purposes all;
  for (const TrustList list : {TrustList::official, TrustList::interim, TrustList::own}) {
    all.insert(at(list).purposes.begin(), at(list).purposes.end());
  }
  return all;
}

Status Trust::verify_path(TrustList list, const std::vector<const Certificate*>& chain, Instant instant) const {
  CHECK(!chain.empty());
  const List& anchors = at(list);
  X509* leaf = chain.front()->x509.get();
  if (list == TrustList::own && !credentials_.empty() && credentials_.contains(encode_der(leaf))) return Done{};
  if (anchors.anchors_count == 0) return untrusted("the list is empty");
  const bool has_purpose = std::ranges::any_of(
      chain.front()->purposes, [&](const std::string& found) { return anchors.purposes.contains(found); });
  if (!has_purpose) return untrusted("the list does not take the purposes of this certificate");
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> others(
      sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(others.get(), chain[i]->x509.get());
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(),
                                                                                &X509_STORE_CTX_free);
  CHECK(X509_STORE_CTX_init(context.get(), anchors.store.get(), leaf, others.get()) == 1);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, instant.ms / 1000);
  X509_VERIFY_PARAM_set_depth(parameters, depth_max);
  X509_VERIFY_PARAM_set_auth_level(parameters, security_level);
  // An anchor need not be self-signed: whatever the list holds is where a path may end.
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  const bool is_trusted = X509_verify_cert(context.get()) == 1;
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  if (!is_trusted) return untrusted(X509_verify_cert_error_string(error));
  return Done{};
}

Status PathCache::verify_path(const Trust& trust, TrustList list, const std::vector<const Certificate*>& chain,
                              Instant at) {
  constexpr std::size_t paths_max = 4096;
  if (known_.size() == paths_max) known_.clear();
  const Key key(list, chain, at.ms);
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_.emplace(key, trust.verify_path(list, chain, at)).first->second;
}

}  // namespace redress::provenance
