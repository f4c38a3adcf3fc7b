// SPDX-License-Identifier: Apache-2.0
// audit_js/write_histories.cpp — random histories of the real core, and lies about them, as files for the other
// auditor.
//
//   write_histories FOLDER SEED COUNT
//
// FOLDER/rulebook.json, FOLDER/statutes/*.yaml, and for each seed SEED.truth and one SEED.LIE for each lie that it
// gives occasion for: entries one after the other, each with its length before it in four bytes.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/bytes.hpp"
#include "cases/test_case.hpp"
#include "ledger/entry_codec.hpp"
#include "ledger/rulebook_document.hpp"
#include "ledger_replay/lies.hpp"
#include "ledger_replay/told_history.hpp"

namespace {

using namespace redress;

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

void write_entries(const std::filesystem::path& path, const std::vector<ledger::Entry>& entries) {
  std::string text;
  for (const ledger::Entry& entry : entries) {
    const auto bytes = ledger::encode_entry(entry);
    if (!bytes.ok()) cases::test::stop(bytes.error().message);
    const auto size = bytes.value().size();
    for (const int shift : {24, 16, 8, 0}) text.push_back(static_cast<char>(size >> shift & 0xff));
    text.append(reinterpret_cast<const char*>(bytes.value().data()), size);
  }
  write_file(path, text);
}

// Lies are named in words; a file's name has none of their blanks.
std::string file_name(std::string_view lie) {
  std::string name(lie);
  for (char& c : name) {
    if (c == ' ' || c == '/') c = '-';
  }
  return name;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return std::fputs("usage: write_histories FOLDER SEED COUNT\n", stderr), 2;
  const std::filesystem::path folder = words[1];
  const auto first = std::strtoull(words[2], nullptr, 10);
  const auto last = first + std::strtoull(words[3], nullptr, 10);
  const auto& rulebook = cases::test::shared_rulebook();
  std::filesystem::create_directories(folder / "statutes");
  for (const auto& [path, text] : cases::test::load_pack_texts()) {
    write_file(folder / ledger::pack_path(sha256(text)), text);
  }
  const cases::Policy policy;
  write_file(folder / "rulebook.json",
             ledger::render_rulebook_document(rulebook, {policy.house_clock_max, policy.interim_review}));
  for (auto seed = first; seed < last; ++seed) {
    const auto history = ledger_replay::play(seed, rulebook);
    write_entries(folder / (std::to_string(seed) + ".truth"), history.entries);
    for (const auto& lie : ledger_replay::lies()) {
      auto entries = history.entries;
      if (lie.tell(entries, seed)) write_entries(folder / (std::to_string(seed) + "." + file_name(lie.name)), entries);
    }
  }
  return 0;
}
