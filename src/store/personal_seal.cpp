// SPDX-License-Identifier: Apache-2.0
#include "store/personal_seal.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/random.hpp"

namespace redress::store {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t front_bytes = 1 + nonce_bytes;

// Its copy of the key does not outlive the call.
struct DataKey {
  explicit DataKey(const CaseKey& key) : bytes(key.data_key()) {}
  ~DataKey() { sodium_memzero(bytes.data(), bytes.size()); }
  DataKey(const DataKey&) = delete;
  DataKey& operator=(const DataKey&) = delete;
  Digest bytes;
};

std::string bound_to(const SealedPlace& place) {
  std::string text = "redress/personal/";
  text += static_cast<char>(version);
  text.append(reinterpret_cast<const char*>(place.case_id.bytes.data()), place.case_id.bytes.size());
  for (int shift = 56; shift >= 0; shift -= 8)
    text += static_cast<char>(place.case_seq >> static_cast<unsigned>(shift));
  return text;
}

}  // namespace

Bytes seal_personal(const CaseKey& key, const SealedPlace& place, std::string_view personal) {
  Bytes sealed(front_bytes + personal.size() + tag_bytes);
  sealed[0] = version;
  fill_random(std::span(sealed).subspan(1, nonce_bytes));
  const std::string place_text = bound_to(place);
  const ByteView bound = view_bytes(place_text);
  const ByteView plain = view_bytes(personal);
  const DataKey data_key(key);
  CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + front_bytes, nullptr, plain.data(), plain.size(),
                                                   bound.data(), bound.size(), nullptr, sealed.data() + 1,
                                                   data_key.bytes.data()) == 0);
  return sealed;
}

Result<std::string> open_personal(const CaseKey& key, const SealedPlace& place, ByteView sealed) {
  const Error refused{Code::corrupt, "the personal part does not open under the case's key"};
  if (sealed.size() < front_bytes + tag_bytes || sealed[0] != version) return refused;
  std::string personal(sealed.size() - front_bytes - tag_bytes, '\0');
  const std::string place_text = bound_to(place);
  const ByteView bound = view_bytes(place_text);
  const DataKey data_key(key);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(personal.data()), nullptr, nullptr,
                                                 sealed.data() + front_bytes, sealed.size() - front_bytes, bound.data(),
                                                 bound.size(), sealed.data() + 1, data_key.bytes.data()) != 0) {
    return refused;
  }
  return personal;
}

}  // namespace redress::store
