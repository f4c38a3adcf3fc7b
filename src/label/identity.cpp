// SPDX-License-Identifier: Apache-2.0
#include "label/identity.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>

#include "base/random.hpp"
#include "provenance/certificate.hpp"

namespace redress::label {
namespace {

using provenance::X509Pointer;

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;
using Text = std::unique_ptr<BIO, decltype(&BIO_free)>;

struct Holder {
  Key key;
  X509Pointer x509;
};

struct Extension {
  int id;
  const char* value;
};

// Signers and authorities differ in these alone.
constexpr std::array<Extension, 3> signer_extensions = {
    {{NID_basic_constraints, "critical,CA:FALSE"},
     {NID_key_usage, "critical,digitalSignature"},
     {NID_ext_key_usage, "critical,1.3.6.1.4.1.62558.2.1,emailProtection"}}};
constexpr std::array<Extension, 2> root_extensions = {
    {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}}};
constexpr std::array<Extension, 2> intermediate_extensions = {
    {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}}};

Key make_key(std::string_view algorithm) {
  constexpr unsigned rsa_bits = 3072;
  if (algorithm == "es256") return Key(EVP_EC_gen("P-256"));
  if (algorithm == "es384") return Key(EVP_EC_gen("P-384"));
  if (algorithm == "es512") return Key(EVP_EC_gen("P-521"));
  if (algorithm == "ed25519") return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const bool is_pss = algorithm == "ps256" || algorithm == "ps384" || algorithm == "ps512";
  return Key(is_pss ? EVP_RSA_gen(rsa_bits) : nullptr);
}

void add_extension(X509* x509, X509* issuer, const Extension& wanted) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, wanted.id, wanted.value);
  CHECK(extension != nullptr);
  CHECK(X509_add_ext(x509, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

void set_serial(X509* x509) {
  auto bytes = random_bytes<16>();
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7fU) | 0x40U);  // positive, and of one length
  BIGNUM* number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
  CHECK(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != nullptr);
  BN_free(number);
}

void set_validity(X509* x509, Instant at) {
  constexpr std::int64_t before_seconds = 3600;
  constexpr std::int64_t days = 366;
  const std::int64_t start = at.ms / 1000 - before_seconds;
  ASN1_TIME_set(X509_getm_notBefore(x509), start);
  ASN1_TIME_set(X509_getm_notAfter(x509), start + days * 86'400);
}

void add_name(X509_NAME* name, const char* field, const char* value) {
  CHECK(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value), -1, -1,
                                   0) == 1);
}

template <class Extensions>
Holder certify(Key key, const char* name, const Extensions& extensions, const Holder* issuer, Instant at) {
  Holder holder{std::move(key), X509Pointer(X509_new())};
  X509* x509 = holder.x509.get();
  CHECK(X509_set_version(x509, X509_VERSION_3) == 1);
  set_serial(x509);
  set_validity(x509, at);
  add_name(X509_get_subject_name(x509), "O", "Redress test identity");
  add_name(X509_get_subject_name(x509), "CN", name);
  X509* parent = issuer == nullptr ? x509 : issuer->x509.get();
  CHECK(X509_set_issuer_name(x509, X509_get_subject_name(parent)) == 1);
  CHECK(X509_set_pubkey(x509, holder.key.get()) == 1);
  add_extension(x509, parent, {NID_subject_key_identifier, "hash"});
  if (issuer != nullptr) add_extension(x509, parent, {NID_authority_key_identifier, "keyid:always"});
  for (const Extension& extension : extensions) add_extension(x509, parent, extension);
  EVP_PKEY* signing = issuer == nullptr ? holder.key.get() : issuer->key.get();
  CHECK(X509_sign(x509, signing, EVP_sha256()) > 0);
  return holder;
}

std::string take_text(const Text& text) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string render_pem(const Holder& holder) {
  const Text text(BIO_new(BIO_s_mem()), &BIO_free);
  CHECK(PEM_write_bio_X509(text.get(), holder.x509.get()) == 1);
  return take_text(text);
}

std::string render_key(const Holder& holder) {
  const Text text(BIO_new(BIO_s_mem()), &BIO_free);
  CHECK(PEM_write_bio_PKCS8PrivateKey(text.get(), holder.key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return take_text(text);
}

}  // namespace

Result<Identity> make_identity(std::string_view algorithm, Instant at) {
  Key key = make_key(algorithm);
  if (!key) {
    return Error{Code::unsupported, "an algorithm is es256, es384, es512, ps256, ps384, ps512 or ed25519"};
  }
  const Holder root = certify(make_key("es256"), "Test root", root_extensions, nullptr, at);
  const Holder intermediate = certify(make_key("es256"), "Test intermediate", intermediate_extensions, &root, at);
  const Holder signer = certify(std::move(key), "Test signer", signer_extensions, &intermediate, at);
  return Identity{render_pem(root), render_pem(signer) + render_pem(intermediate), render_key(signer)};
}

}  // namespace redress::label
