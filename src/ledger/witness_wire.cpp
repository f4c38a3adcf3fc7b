// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness_wire.hpp"

#include "ledger/line.hpp"

namespace redress::ledger {
namespace {

constexpr std::string_view old_word = "old ";

Error bad_request(const char* what) {
  return Error{Code::invalid, std::string("not an add-checkpoint request: ") + what};
}

}  // namespace

std::string render_add_checkpoint(const AddCheckpoint& request) {
  std::string body = std::string(old_word) + std::to_string(request.old_size) + "\n";
  for (const Digest& hash : request.proof) body += render_base64(hash) + "\n";
  return body + "\n" + request.checkpoint;
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view body) {
  if (body.size() > add_checkpoint_bytes_max) return bad_request("it is longer than 64 KiB");
  AddCheckpoint request;
  auto line = take_line(body);
  const auto old_size =
      line && line->starts_with(old_word) ? parse_decimal(line->substr(old_word.size())) : std::nullopt;
  if (!old_size) return bad_request("the first line is 'old' and a decimal number");
  request.old_size = *old_size;
  for (line = take_line(body); line && !line->empty(); line = take_line(body)) {
    const auto hash = parse_hash(*line);
    if (!hash) return bad_request("a hash is 32 bytes in base64, one a line");
    if (request.proof.size() == add_checkpoint_hashes_max) return bad_request("a proof has at most 63 hashes");
    request.proof.push_back(*hash);
  }
  if (!line) return bad_request("the blank line before the checkpoint is missing");
  TRY(parse_claimed_checkpoint(body));
  request.checkpoint = body;
  return request;
}

std::string render_tlog_size(std::uint64_t size) { return std::to_string(size) + "\n"; }

Result<std::uint64_t> parse_tlog_size(std::string_view body) {
  const auto line = take_line(body);
  const auto size = line && body.empty() ? parse_decimal(*line) : std::nullopt;
  if (!size) return Error{Code::invalid, "a witness tells its size as one decimal number and a newline"};
  return *size;
}

Result<std::vector<NoteSignature>> accept_cosignatures(std::string_view body, std::string_view text,
                                                       const VerifierKey& witness) {
  Note answer{std::string(text), {}};
  TRY_ASSIGN(answer.signatures, parse_signature_lines(body));
  std::erase_if(answer.signatures, [&](const NoteSignature& signature) {
    return signature.name != witness.name || signature.key_id != witness.key_id;
  });
  TRY_ASSIGN(const auto verified, verify_signatures(answer, {&witness, 1}));
  if (verified.empty()) return Error{Code::forbidden, "the witness " + witness.name + " answered without cosigning"};
  return answer.signatures;
}

}  // namespace redress::ledger
