// SPDX-License-Identifier: Apache-2.0
#include "cli/witness_folder.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>

#include "engine/witness_key.hpp"

namespace redress::cli {
namespace {

std::string name_of_this_machine() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost/witness";
  return std::string(name.data()) + "/witness";
}

}  // namespace

Result<std::unique_ptr<store::WitnessStore>> open_witness_store(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{Code::unavailable, folder + ": cannot be made (" + failed.message() + ")"};
  store::WitnessStoreOptions options;
  options.folder = folder;
  options.has_key = engine::has_witness_key(folder);
  options.on_commit_failure = [](const std::string&) {};  // the command ends with the error
  return store::WitnessStore::open(options);
}

Result<ledger::Signer> load_or_make_witness_key(const std::string& folder, const std::string& name) {
  if (engine::has_witness_key(folder)) return engine::load_witness_key(folder);
  // The state stands before its key: a key without a state is what a lost state looks like.
  TRY(open_witness_store(folder));
  return engine::make_witness_key(folder, name.empty() ? name_of_this_machine() : name);
}

}  // namespace redress::cli
