// SPDX-License-Identifier: Apache-2.0
#include "server/seal.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/random.hpp"

namespace redress::server {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

void put_instant(Bytes& out, Instant at) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(at.ms >> shift));
}

Instant take_instant(ByteView bytes) {
  std::uint64_t ms = 0;
  for (const auto byte : bytes.first(8)) ms = ms << 8 | byte;
  return Instant{static_cast<std::int64_t>(ms)};
}

std::string to_url_spelling(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  return text;
}

Result<Bytes> from_url_spelling(std::string_view seal) {
  std::string text(seal);
  if (text.find_first_of("+/=") != std::string::npos) return Error{Code::invalid, "not a seal"};
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return parse_base64(text);
}

Error refuse() { return Error{Code::forbidden, "this link or session has ended: sign in again with your code"}; }

}  // namespace

std::string make_seal(const Digest& key, std::string_view purpose, std::string_view text, Instant expires_at) {
  CHECK(text.size() <= seal_bytes_max);
  const auto nonce = random_bytes<nonce_bytes>();
  Bytes plain;
  put_instant(plain, expires_at);
  plain.insert(plain.end(), text.begin(), text.end());
  Bytes sealed(nonce_bytes + plain.size() + tag_bytes);
  std::copy(nonce.begin(), nonce.end(), sealed.begin());
  const auto bound = view_bytes(purpose);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, nullptr, plain.data(), plain.size(),
                                             bound.data(), bound.size(), nullptr, nonce.data(), key.data());
  return to_url_spelling(render_base64(sealed));
}

Result<std::string> open_seal(const Digest& key, std::string_view purpose, std::string_view seal, Instant now) {
  if (seal.size() > 2 * seal_bytes_max) return refuse();
  auto sealed = from_url_spelling(seal);
  if (!sealed.ok() || sealed.value().size() < nonce_bytes + tag_bytes + 8) return refuse();
  const auto& bytes = sealed.value();
  Bytes plain(bytes.size() - nonce_bytes - tag_bytes);
  const auto bound = view_bytes(purpose);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, bytes.data() + nonce_bytes,
                                                 bytes.size() - nonce_bytes, bound.data(), bound.size(), bytes.data(),
                                                 key.data()) != 0) {
    return refuse();
  }
  if (take_instant(plain) <= now) return refuse();
  return std::string(plain.begin() + 8, plain.end());
}

std::string render_csrf(const Digest& key, std::string_view session) {
  return render_hex(ByteView(keyed_digest(derive_key(key, "csrf"), view_bytes(session))).first(16));
}

bool is_csrf(const Digest& key, std::string_view session, std::string_view given) {
  const auto wanted = render_csrf(key, session);
  return is_equal_constant_time(view_bytes(wanted), view_bytes(given));
}

Digest derive_key(const Digest& key, std::string_view use) { return keyed_digest(key, view_bytes(use)); }

}  // namespace redress::server
