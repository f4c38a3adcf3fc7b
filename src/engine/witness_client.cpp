// SPDX-License-Identifier: Apache-2.0
#include "engine/witness_client.hpp"

#include "ledger/witness_wire.hpp"
#include "mail/fetch.hpp"

namespace redress::engine {
namespace {

constexpr int tries_max = 3;
constexpr std::uint64_t answer_bytes_max = 64 << 10U;
constexpr std::size_t quoted_bytes_max = 200;

std::string url_of(const std::string& prefix) {
  std::string url = prefix;
  while (url.ends_with('/')) url.pop_back();
  return url + "/add-checkpoint";
}

// A stranger's words for our log file: one line of what can be printed.
std::string quote(const std::string& body) {
  std::string line;
  for (const char c : body.substr(0, quoted_bytes_max)) line += c >= 0x20 && c < 0x7f ? c : ' ';
  return line;
}

Error another_history(const std::string& what) {
  return Error{Code::conflict, what +
                                   ": it knows another history of this log. Either the log was put back from a backup, "
                                   "or somebody signs with its key"};
}

}  // namespace

WitnessClient::WitnessClient(ledger::Policy::Witness witness, std::string folder, mail::Guard guard,
                             Milliseconds timeout)
    : witness_(std::move(witness)), folder_(std::move(folder)), guard_(std::move(guard)), timeout_(timeout) {}

Result<std::string> WitnessClient::make_request(const CosignTarget& target) const {
  ledger::AddCheckpoint request;
  request.old_size = size_;
  const ledger::Checkpoint& to = target.checkpoint;
  if (size_ > 0 && size_ < to.size) {
    TRY_ASSIGN(auto tree, ledger::TileTree::open(folder_.reader(), to.size, to.root));
    TRY_ASSIGN(request.proof, tree.consistency_proof(size_, to.size));
  }
  request.checkpoint = ledger::render_note(target.note);
  return ledger::render_add_checkpoint(request);
}

Error WitnessClient::explain(int status, const std::string& body) const {
  const std::string said = "answered " + std::to_string(status) + " '" + quote(body) + "'";
  if (status == 422 || status == 409) return another_history(said);
  if (status == 404) return Error{Code::not_found, said + ": its operator must add this log's key"};
  if (status == 403) return Error{Code::forbidden, said + ": it knows this log by another key"};
  return Error{Code::unavailable, said};
}

Result<std::vector<ledger::NoteSignature>> WitnessClient::ask(const CosignTarget& target) {
  for (int tries = 0; tries < tries_max; ++tries) {
    TRY_ASSIGN(const std::string body, make_request(target));
    mail::FetchOptions options;
    options.post_body = &body;
    options.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    options.redirects_max = 0;
    options.timeout = timeout_;
    options.body_bytes_max = answer_bytes_max;
    TRY_ASSIGN(const mail::Fetched answer, mail::fetch(guard_, url_of(witness_.url), options));
    if (answer.status == 200) {
      TRY_ASSIGN(auto signatures, ledger::accept_cosignatures(answer.body, target.note.text, witness_.key));
      size_ = target.checkpoint.size;
      return signatures;
    }
    const bool tells_size = mail::find_value(answer.headers, "content-type").starts_with(ledger::tlog_size_type);
    if (answer.status != 409 || !tells_size) return explain(answer.status, answer.body);
    TRY_ASSIGN(const std::uint64_t told, ledger::parse_tlog_size(answer.body));
    if (told > target.checkpoint.size) {
      return another_history("has cosigned size " + std::to_string(told) + " and ours is " +
                             std::to_string(target.checkpoint.size));
    }
    if (told == size_) return explain(answer.status, answer.body);
    size_ = told;
  }
  return Error{Code::unavailable, "says another size each time it is asked"};
}

}  // namespace redress::engine
