// SPDX-License-Identifier: Apache-2.0
#include "cli/dsa_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/exit.hpp"
#include "store/statement_store.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;
using store::StatementRow;
using store::StatementState;

Result<std::unique_ptr<store::StatementStore>> open_statements(const std::string& data_dir) {
  if (!std::filesystem::exists(data_dir + "/journal.db")) {
    return Error{Code::not_found, "there is no journal in " + data_dir + ": name the folder with --data"};
  }
  return store::StatementStore::open(data_dir);
}

// As it was rendered, or as nothing where it is not, or not any more.
Json statement_of(const StatementRow& row) { return row.body.empty() ? Json() : Json::parse(row.body, nullptr, false); }

void print_json(const StatementRow& row) {
  Json json{{"no", row.no},
            {"puid", row.owed.puid},
            {"state", store::render(row.state)},
            {"owed_at", render_instant(row.owed.owed_at)}};
  if (row.told_at) json["told_at"] = render_instant(*row.told_at);
  if (!row.uuid.empty()) json["uuid"] = row.uuid;
  if (!row.words.empty()) json["words"] = row.words;
  json["statement"] = statement_of(row);
  std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

void print_row(const StatementRow& row) {
  const std::string more = row.state == StatementState::sent ? row.uuid : row.words;
  std::cout << fmt::format("{:>6} {:<8} {:<20} {:<40} {}\n", row.no, store::render(row.state),
                           render_instant(row.owed.owed_at).substr(0, 19), row.owed.puid, more);
}

Result<std::vector<StatementState>> choose_states(const std::string& word) {
  if (word.empty()) return std::vector{StatementState::waiting, StatementState::refused};
  TRY_ASSIGN(const StatementState state, store::parse_statement_state(word));
  return std::vector{state};
}

Status list(const DsaCommandOptions& options) {
  TRY_ASSIGN(const auto states, choose_states(options.state));
  TRY_ASSIGN(const auto statements, open_statements(options.data_dir));
  if (!options.json) {
    std::cout << fmt::format("{:>6} {:<8} {:<20} {:<40} {}\n", "no", "state", "owed since", "puid", "what was said");
  }
  for (const StatementState state : states) {
    TRY_ASSIGN(const auto rows, statements->load(state, options.after, static_cast<std::size_t>(options.count_max)));
    for (const StatementRow& row : rows) options.json ? print_json(row) : print_row(row);
  }
  return Done{};
}

Status retry(const DsaCommandOptions& options) {
  if (options.puids.empty() != options.all) {
    return Error{Code::invalid, "name the statements by their puid, or say --all"};
  }
  TRY_ASSIGN(const auto statements, open_statements(options.data_dir));
  TRY_ASSIGN(const std::uint64_t count, statements->retry(options.puids));
  std::cout << count << " refused statements are sent again\n";
  if (count >= options.puids.size()) return Done{};
  return Error{Code::not_found, "some of these were not refused: redress dsa list shows which are"};
}

int run(const char* command, const Status& done) { return done.ok() ? exit_done : fail(command, done.error()); }

}  // namespace

int dsa_list(const DsaCommandOptions& options) { return run("dsa list", list(options)); }
int dsa_retry(const DsaCommandOptions& options) { return run("dsa retry", retry(options)); }

void add_dsa(CLI::App& app, DsaCommandOptions& options,
             const std::function<void(CLI::App* command, std::function<int()> run)>& on_chosen) {
  auto* dsa = app.add_subcommand("dsa", "Statements of reasons for the DSA Transparency Database: list, retry");
  dsa->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*chosen)(const DsaCommandOptions&)) {
    auto* command = dsa->add_subcommand(name, help);
    command->add_option("--data", options.data_dir, "data folder")->capture_default_str();
    on_chosen(command, [&options, chosen] { return chosen(options); });
    return command;
  };
  auto* list_command = add("list", "What waits and what was refused, with the database's words", dsa_list);
  list_command->add_option("--state", options.state, "only these: waiting, sent or refused");
  list_command->add_option("--after", options.after, "go on after this number");
  list_command->add_option("--count", options.count_max, "so many of each at most")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  list_command->add_flag("--json", options.json, "JSON lines, each with its statement");
  auto* retry_command = add("retry", "Render refused statements anew and send them again", dsa_retry);
  retry_command->add_option("PUID", options.puids, "which");
  retry_command->add_flag("--all", options.all, "all that were refused");
}

}  // namespace redress::cli
