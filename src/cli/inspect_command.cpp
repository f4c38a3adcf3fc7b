// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect_command.hpp"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "cli/exit.hpp"
#include "cli/inspector.hpp"
#include "cli/statutes.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;
using provenance::TrustList;

constexpr int depth_max = 256;

Status add_lists(const std::vector<std::string>& paths, TrustList list, provenance::Trust& trust) {
  for (const std::string& path : paths) {
    TRY_ASSIGN(const std::string pem, read_file(path));
    const Status added = trust.add_anchors(list, pem);
    if (!added.ok()) return Error{Code::invalid, path + ": " + added.error().message};
  }
  return Done{};
}

Status load_trust(const InspectOptions& options, provenance::Trust& trust) {
  TRY(add_lists(options.own, TrustList::own, trust));
  TRY(add_lists(options.official, TrustList::official, trust));
  TRY(add_lists(options.interim, TrustList::interim, trust));
  TRY(add_lists(options.tsa, TrustList::time_stamp, trust));
  for (const std::string& path : options.credentials) {
    TRY_ASSIGN(const std::string pem, read_file(path));
    TRY(trust.add_credentials(pem));
  }
  if (options.purposes.empty()) return Done{};
  TRY_ASSIGN(const std::string lines, read_file(options.purposes));
  return trust.accept_purposes(lines);
}

// The worker read a stranger's bytes: what it answers is a stranger's too, until it has been parsed again.
Result<Json> parse_answer(const std::string& text) {
  const auto keep = [](int depth, Json::parse_event_t, Json&) { return depth <= depth_max; };
  Json json = Json::parse(text, keep, false);
  if (json.is_discarded() || !json.is_object()) return Error{Code::corrupt, "the reader's answer is no JSON object"};
  return json;
}

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

// For a terminal: a name in a file must not be able to move the cursor.
std::string printable(const std::string& text) {
  std::string clean;
  for (const char c : text) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return clean;
}

void print_table(const std::string& path, const Json& json) {
  const Json provenance = json.value("provenance", Json::object());
  std::cout << fmt::format("{}  {}\n", printable(path), printable(text_of(json, "verdict")));
  std::cout << fmt::format("  provenance  {}\n", printable(text_of(provenance, "summary")));
  for (const Json& signal : json.value("signals", Json::array())) {
    if (!signal.is_object()) continue;
    std::cout << fmt::format("  metadata    {} {}: {} ({}: {})\n", printable(text_of(signal, "producer")),
                             printable(text_of(signal, "strength")), printable(text_of(signal, "making")),
                             printable(text_of(signal, "field")), printable(text_of(signal, "value")));
  }
  for (const char* const key : {"reasons", "remarks"}) {
    for (const Json& line : json.value(key, Json::array())) {
      if (line.is_string()) std::cout << fmt::format("  {:<10}  {}\n", key, printable(line.get<std::string>()));
    }
  }
}

int show(const InspectOptions& options, const std::string& path, const std::string& text) {
  const auto parsed = parse_answer(text);
  if (!parsed.ok()) return fail("inspect " + path, parsed.error());
  const Json& json = parsed.value();
  constexpr auto replace = Json::error_handler_t::replace;
  if (options.crjson) {
    std::cout << json.dump(2, ' ', false, replace) << '\n';
    return exit_done;
  }
  if (options.json) {
    Json line = {{"path", path}};
    line.update(json);
    std::cout << line.dump(-1, ' ', false, replace) << '\n';
  } else {
    print_table(path, json);
  }
  return text_of(json, "verdict") == "tampered" ? exit_finding : exit_done;
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
  const Status loaded = load_trust(options, trust);
  if (!loaded.ok()) return fail("inspect", loaded.error());
  const auto at = options.time.empty() ? Result<Instant>(SystemClock().now()) : parse_instant(options.time);
  if (!at.ok()) return fail("inspect --time", at.error());
  const auto form = options.crjson ? InspectForm::crjson : InspectForm::report;
  const auto inspector = Inspector::start(trust, at.value(), form);
  if (!inspector.ok()) return fail("inspect", inspector.error());
  std::optional<Recoverer> recoverer;
  if (!options.recover.place.empty()) {
    auto started = Recoverer::start(options.recover);
    if (!started.ok()) return fail("inspect --recover", started.error());
    recoverer = std::move(started).value();
  }
  int code = exit_done;
  for (const std::string& path : options.paths) {
    const auto text = inspector.value().inspect(path);
    code = std::max(code, text.ok() ? show(options, path, text.value()) : fail("inspect " + path, text.error()));
    if (recoverer) code = std::max(code, recover(options, *recoverer, path));
  }
  return code;
}

void add_inspect(CLI::App& app, InspectOptions& options,
                 const std::function<void(CLI::App*, std::function<int()>)>& on_chosen) {
  auto* inspect = app.add_subcommand("inspect", "What files say about themselves: content credentials, and who signed");
  inspect->add_option("FILE", options.paths, "files; a manifest beside one under the same name, .c2pa, is read too")
      ->required();
  inspect->add_option("--trust", options.own, "PEM: your own list of those whose signatures you trust");
  inspect->add_option("--official-trust", options.official, "PEM: the C2PA trust list");
  inspect->add_option("--interim-trust", options.interim, "PEM: the interim list, frozen since 2026; shown apart");
  inspect->add_option("--tsa-trust", options.tsa, "PEM: the time-stamping authorities; never used for signers");
  inspect->add_option("--credentials", options.credentials, "PEM: signers' own certificates that you trust directly");
  inspect->add_option("--ekus", options.purposes, "file of object identifiers, one a line: purposes your list takes");
  inspect->add_option("--time", options.time, "judge as at this instant, such as 2026-11-22T12:00:00Z; none: now");
  auto* crjson = inspect->add_flag("--crjson", options.crjson, "the C2PA conformance programme's JSON");
  inspect->add_flag("--json", options.json, "one JSON object a file")->excludes(crjson);
  inspect
      ->add_option("--recover", options.recover.place,
                   "a server's data folder or http(s) address: whose label and manifest does this picture have?")
      ->excludes(crjson);
  inspect->add_option("--reach", options.recover.reach, "HOST:PORT inside that --recover may ask");
  inspect->footer(
      "Verdicts: ai-generated, ai-edited, ai-suspected, captured, unknown, tampered (exit code 1). That a file says\n"
      "nothing proves nothing. A manifest that lies elsewhere is named, not loaded; only --recover URL asks\n"
      "the network, and shows the picture to that server.\n"
      "Lists are those of https://github.com/c2pa-org/conformance-public; without one nobody is trusted.");
  on_chosen(inspect, [&options] { return inspect_command(options); });
}

}  // namespace redress::cli
