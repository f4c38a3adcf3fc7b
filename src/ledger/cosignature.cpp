// SPDX-License-Identifier: Apache-2.0
#include "ledger/cosignature.hpp"

namespace redress::ledger {
namespace {

constexpr std::size_t time_bytes = 8;

std::string signed_message(std::string_view text, std::uint64_t time_s) {
  return "cosignature/v1\ntime " + std::to_string(time_s) + "\n" + std::string(text);
}

}  // namespace

Result<NoteSignature> cosign(std::string_view text, const Signer& cosigner, std::uint64_t time_s) {
  CHECK(cosigner.key.type == KeyType::cosignature);
  CHECK(time_s >> 63U == 0);
  TRY_ASSIGN(const Signature signature, cosigner.sign(view_bytes(signed_message(text, time_s))));
  NoteSignature line{cosigner.key.name, cosigner.key.key_id, {}};
  for (unsigned shift = 64; shift != 0; shift -= 8) {
    line.bytes.push_back(static_cast<std::uint8_t>(time_s >> (shift - 8) & 255U));
  }
  line.bytes.insert(line.bytes.end(), signature.begin(), signature.end());
  return line;
}

Result<std::uint64_t> verify_cosignature(const VerifierKey& key, std::string_view text, ByteView signature) {
  if (signature.size() != time_bytes + std::tuple_size_v<Signature>) {
    return Error{Code::invalid, "a cosignature is 8 bytes of time and 64 bytes of signature"};
  }
  std::uint64_t time_s = 0;
  for (const std::uint8_t byte : signature.first(time_bytes)) time_s = time_s << 8U | byte;
  if (time_s >> 63U != 0) return Error{Code::invalid, "a cosignature states a time that cannot be"};
  TRY(verify_signature(key.public_key, view_bytes(signed_message(text, time_s)), signature.subspan(time_bytes)));
  return time_s;
}

}  // namespace redress::ledger
