// SPDX-License-Identifier: Apache-2.0
#include "cli/witness_command.hpp"

#include <algorithm>
#include <iostream>

#include "cli/exit.hpp"
#include "cli/statutes.hpp"
#include "cli/witness_folder.hpp"
#include "engine/witness_key.hpp"
#include "ledger/checkpoint.hpp"

namespace redress::cli {
namespace {

using store::WitnessStore;

Result<std::vector<std::pair<std::string, std::string>>> read_logs(const std::vector<std::string>& vkeys) {
  std::vector<std::pair<std::string, std::string>> logs;
  for (const std::string& vkey : vkeys) {
    TRY_ASSIGN(const ledger::VerifierKey key, ledger::parse_verifier_key(vkey));
    if (key.type != ledger::KeyType::note) return Error{Code::invalid, vkey + " is not the key of a log (type 01)"};
    logs.emplace_back(key.name, vkey);
  }
  return logs;
}

Status add_logs(const WitnessCommandOptions& options) {
  TRY_ASSIGN(const auto logs, read_logs(options.logs));
  TRY_ASSIGN(const auto store, open_witness_store(options.data_dir));
  return store->add_logs(logs);
}

struct Newest {
  std::string origin;
  store::WitnessHead head;
  bool is_own = false;  // this witness's own cosignature stands beneath it
};

Result<Newest> read_checkpoint(const WitnessCommandOptions& options, const WitnessStore& store) {
  TRY_ASSIGN(const std::string text, read_file(options.checkpoint));
  TRY_ASSIGN(const ledger::Checkpoint claimed, ledger::parse_claimed_checkpoint(text));
  TRY_ASSIGN(const auto vkeys, store.find_keys(claimed.origin));
  if (vkeys.empty()) return Error{Code::not_found, "the log '" + claimed.origin + "' is not witnessed here"};
  std::vector<ledger::VerifierKey> keys;
  for (const std::string& vkey : vkeys) {
    TRY_ASSIGN(keys.emplace_back(), ledger::parse_verifier_key(vkey));
  }
  TRY_ASSIGN(ledger::OpenedNote opened, ledger::open_note(text, keys));
  TRY_ASSIGN(const ledger::Signer signer, engine::load_witness_key(options.data_dir));
  TRY_ASSIGN(const auto own, ledger::verify_signatures(opened.note, {&signer.key, 1}));
  return Newest{claimed.origin, {claimed.size, claimed.root, text, {}, false}, !own.empty()};
}

Result<Newest> read_stated(const WitnessCommandOptions& options, const WitnessStore& store) {
  Newest newest{options.origin, {options.size, ledger::empty_root(), "", {}, false}, false};
  TRY_ASSIGN(const auto known, store.find_head(sha256(options.origin)));
  if (!known) return Error{Code::not_found, "the log '" + options.origin + "' is not witnessed here"};
  if (!options.root.empty()) {
    TRY_ASSIGN(const Bytes root, parse_base64(options.root));
    if (root.size() != newest.head.root.size()) return Error{Code::invalid, "--root is 32 bytes in base64"};
    std::copy(root.begin(), root.end(), newest.head.root.begin());
  } else if (known->size == options.size) {
    newest.head = *known;
  } else if (options.size != 0) {
    return Error{Code::invalid, "this state does not know size " + std::to_string(options.size) +
                                    ": give its --root too, or --checkpoint FILE with the newest checkpoint"};
  }
  return newest;
}

Status resume(const WitnessCommandOptions& options) {
  TRY_ASSIGN(const auto store, open_witness_store(options.data_dir));
  const bool has_file = !options.checkpoint.empty();
  if (!has_file && options.origin.empty()) {
    return Error{Code::invalid, "give --checkpoint FILE, or --log ORIGIN --size N --root BASE64"};
  }
  TRY_ASSIGN(const Newest newest, has_file ? read_checkpoint(options, *store) : read_stated(options, *store));
  TRY(store->resume(newest.origin, newest.head));
  std::cout << newest.origin << " goes on from size " << newest.head.size
            << (newest.is_own ? ", which this witness has cosigned\n"
                              : "; nothing but your word says that this witness cosigned no other\n");
  return Done{};
}

}  // namespace

int witness_key(const WitnessCommandOptions& options) {
  const auto signer = load_or_make_witness_key(options.data_dir, options.name);
  if (!signer.ok()) return fail("witness key", signer.error());
  std::cout << ledger::render_verifier_key(signer.value().key) << '\n';
  return exit_done;
}

int witness_add_log(const WitnessCommandOptions& options) {
  const Status added = add_logs(options);
  return added.ok() ? exit_done : fail("witness add-log", added.error());
}

int witness_resume(const WitnessCommandOptions& options) {
  const Status done = resume(options);
  return done.ok() ? exit_done : fail("witness resume", done.error());
}

}  // namespace redress::cli
