// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect_command.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "cli/exit.hpp"
#include "provenance/inspector.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;

// A film of any length: reading it takes a second or two a gigabyte.
constexpr provenance::InspectorLimits limits{std::uint64_t{64} << 30U, std::chrono::minutes(3),
                                             std::chrono::seconds(150), 512U << 20U};

// For a terminal: a name in a file must not be able to move the cursor.
std::string printable(const std::string& text) {
  std::string clean;
  for (const char c : text) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return clean;
}

void print_signal(const provenance::Signal& signal) {
  const bool is_stated = signal.strength == provenance::Strength::states;
  std::cout << fmt::format("  mark        {} {} ({}: {})\n", printable(signal.producer),
                           is_stated ? "states" : "suggests", printable(signal.field), printable(signal.value));
}

void print_table(const std::string& path, const provenance::Inspection& found,
                 const std::optional<provenance::DeclarationVerdict>& declared) {
  std::cout << fmt::format("{}  {}\n", printable(path), provenance::origin_name(found.verdict.origin));
  std::cout << fmt::format("  provenance  {}\n", printable(found.summary));
  for (const provenance::Signal& signal : found.signals) print_signal(signal);
  for (const std::string& reason : found.verdict.reasons) {
    std::cout << fmt::format("  reason      {}\n", printable(reason));
  }
  for (const std::string& remark : found.remarks) std::cout << fmt::format("  remark      {}\n", printable(remark));
  if (!declared) return;
  std::cout << fmt::format("  declared    {}: {}\n", provenance::agreement_name(declared->agreement), declared->reason);
}

void print_line(const std::string& path, const provenance::Inspection& found, const std::string& declared_word,
                const std::optional<provenance::DeclarationVerdict>& declared) {
  Json line = {{"path", path}};
  line.update(Json::parse(provenance::render_inspection(found)));
  if (declared) {
    line["declaration"] = {{"declared", declared_word},
                           {"agreement", provenance::agreement_name(declared->agreement)},
                           {"reason", declared->reason}};
  }
  std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

int show(const InspectOptions& options, const std::string& path, const provenance::Inspection& found) {
  std::optional<provenance::DeclarationVerdict> declared;
  const auto word = provenance::parse_declaration(options.declared);
  if (word.ok()) declared = provenance::check_declaration(word.value(), found.verdict.origin);
  options.json ? print_line(path, found, options.declared, declared) : print_table(path, found, declared);
  const bool is_contradicted = declared && declared->agreement == provenance::Agreement::contradicted;
  return found.verdict.origin == provenance::Origin::tampered || is_contradicted ? exit_finding : exit_done;
}

// A manifest store under the file's name.
std::string find_sidecar(const std::string& path) {
  const std::string beside = std::filesystem::path(path).replace_extension(".c2pa").string();
  std::error_code ignored;
  return beside != path && std::filesystem::is_regular_file(beside, ignored) ? beside : "";
}

int inspect_one(const InspectOptions& options, const provenance::Inspector& inspector, const std::string& path,
                Instant at) {
  if (options.crjson) {
    const auto text = inspector.render_crjson(path, at, find_sidecar(path));
    if (!text.ok()) return fail("inspect " + path, text.error());
    std::cout << text.value() << '\n';
    return exit_done;
  }
  const auto found = inspector.inspect(path, at, find_sidecar(path));
  return found.ok() ? show(options, path, found.value()) : fail("inspect " + path, found.error());
}

}  // namespace

// What is known of it elsewhere stands apart: it is of a file that looked like this one.
int recover(const InspectOptions& options, const Recoverer& recoverer, const std::string& path) {
  const auto found = recoverer.find(path);
  if (!found.ok()) return fail("inspect --recover " + path, found.error());
  if (options.json) {
    std::cout << Json{{"path", path}, {"recovered", found.value()}}.dump(-1, ' ', false, Json::error_handler_t::replace)
              << '\n';
  } else {
    print_recovered(found.value());
  }
  return exit_done;
}

int inspect_command(const InspectOptions& options) {
  provenance::Trust trust;
  const Status loaded = load_trust(options.trust, trust);
  if (!loaded.ok()) return fail("inspect", loaded.error());
  const auto at = options.time.empty() ? Result<Instant>(SystemClock().now()) : parse_instant(options.time);
  if (!at.ok()) return fail("inspect --time", at.error());
  if (!options.declared.empty()) {
    const auto declared = provenance::parse_declaration(options.declared);
    if (!declared.ok()) return fail("inspect --declared", declared.error());
  }
  const auto inspector = provenance::Inspector::start(trust, limits);
  if (!inspector.ok()) return fail("inspect", inspector.error());
  std::optional<Recoverer> recoverer;
  if (!options.recover.place.empty()) {
    auto started = Recoverer::start(options.recover);
    if (!started.ok()) return fail("inspect --recover", started.error());
    recoverer = std::move(started).value();
  }
  int code = exit_done;
  for (const std::string& path : options.paths) {
    code = std::max(code, inspect_one(options, inspector.value(), path, at.value()));
    if (recoverer) code = std::max(code, recover(options, *recoverer, path));
  }
  return code;
}

void add_inspect(CLI::App& app, InspectOptions& options,
                 const std::function<void(CLI::App*, std::function<int()>)>& on_chosen) {
  auto* inspect = app.add_subcommand("inspect", "What files say about themselves: content credentials, and who signed");
  inspect->add_option("FILE", options.paths, "files; a manifest beside one under the same name, .c2pa, is read too")
      ->required();
  inspect->add_option("--trust", options.trust.own, "PEM: your own list of those whose signatures you trust");
  inspect->add_option("--official-trust", options.trust.official, "PEM: the C2PA trust list");
  inspect->add_option("--interim-trust", options.trust.interim,
                      "PEM: the interim list, frozen since 2026; shown apart");
  inspect->add_option("--tsa-trust", options.trust.tsa, "PEM: the time-stamping authorities; never used for signers");
  inspect->add_option("--credentials", options.trust.credentials,
                      "PEM: signers' own certificates that you trust directly");
  inspect->add_option("--ekus", options.trust.purposes,
                      "file of object identifiers, one a line: purposes your list takes");
  inspect->add_option("--time", options.time, "judge as at this instant, such as 2026-11-22T12:00:00Z; none: now");
  inspect->add_option("--declared", options.declared, "what the uploader declared: ai, ai-edited or not-ai");
  auto* crjson = inspect->add_flag("--crjson", options.crjson, "the C2PA conformance programme's JSON");
  inspect->add_flag("--json", options.json, "one JSON object a file")->excludes(crjson);
  inspect
      ->add_option("--recover", options.recover.place,
                   "a server's data folder or http(s) address: whose label and manifest does this picture have?")
      ->excludes(crjson);
  inspect->add_option("--reach", options.recover.reach, "HOST:PORT inside that --recover may ask");
  inspect->footer(
      "Verdicts: ai-generated, ai-edited, ai-suspected, captured, unknown, tampered (exit code 1, as for a "
      "declaration\n"
      "that the file contradicts). That a file says nothing proves nothing. A manifest that lies elsewhere is named,\n"
      "not loaded; only --recover URL asks the network, and shows the picture to that server.\n"
      "Lists are those of https://github.com/c2pa-org/conformance-public; without one nobody is trusted.");
  on_chosen(inspect, [&options] { return inspect_command(options); });
}

}  // namespace redress::cli
