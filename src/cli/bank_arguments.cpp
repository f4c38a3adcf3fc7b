// SPDX-License-Identifier: Apache-2.0
#include "cli/bank_arguments.hpp"

#include <CLI/CLI.hpp>

namespace redress::cli {
namespace {

// Said neither way it stays as it is.
void add_switch(CLI::App* command, const char* yes, const char* no, std::optional<bool>& value, const char* help) {
  command->add_flag_callback(
      yes, [&value] { value = true; }, help);
  command->add_flag_callback(
      no, [&value] { value = false; }, "the opposite");
}

struct Adding {
  CLI::App& bank;
  BankOptions& options;
  const OnChosen& on_chosen;

  CLI::App* add(const char* name, const char* help, int (*run)(const BankOptions&)) const {
    auto* command = add_apart(name, help, run);
    command->add_option("--data", options.data_dir, "data folder")->capture_default_str();
    return command;
  }
  // One that looks at no bank.
  CLI::App* add_apart(const char* name, const char* help, int (*run)(const BankOptions&)) const {
    auto* command = bank.add_subcommand(name, help);
    on_chosen(command, [&given = options, run] { return run(given); });
    return command;
  }
  void name_bank(CLI::App* command) const {
    command->add_option("BANK", options.bank, "the bank's name: A-Z, 0-9 and underscore")->required();
  }
  void add_policy(CLI::App* command) const {
    command->add_option("--action", options.action, "on a sure match of a confirmed entry: block, review or label");
    command->add_option("--harm", options.harm, "what the pictures are: ncii, ncii_synthetic, csam, terrorist, …");
    command->add_option("--territory", options.territory, "countries, commas between; default everywhere")
        ->delimiter(',');
    command->add_option("--radius", options.radius_bits, "bits, 0 to 31: what is further away is no match");
    command->add_option("--same", options.same_bits, "bits: what is further away a person looks at first; default 10");
    command->add_option("--percent", options.enabled_percent, "of all pictures that the bank looks at; default 100");
    command->add_option("--flood", options.flood_count_max,
                        "different pictures within an hour that put an entry in quarantine; 0: never; default 100");
    add_switch(command, "--features", "--no-features", options.uses_features,
               "crops, captions, clips, sound and changed texts too; default yes");
    add_switch(command, "--on", "--off", options.is_on, "switch the whole bank");
  }
};

void add_policies(const Adding& adding) {
  auto* list = adding.add("list", "Every bank, what it does on a match, and how much is in it", bank_list);
  list->add_flag("--json", adding.options.json, "JSON lines instead of a table");
  auto* make = adding.add("make", "Make a bank. Without --action a person looks at every match", bank_make);
  auto* set = adding.add("set", "Change a bank's policy; what is not given stays", bank_set);
  for (auto* one : {make, set}) {
    adding.name_bank(one);
    adding.add_policy(one);
  }
  auto* remove = adding.add("remove", "Remove a bank", bank_remove);
  adding.name_bank(remove);
  remove->add_flag("--with-entries", adding.options.with_entries, "and all that is in it");
}

void add_entries(const Adding& adding) {
  auto& options = adding.options;
  auto* show = adding.add("show", "The entries of a bank", bank_show);
  adding.name_bank(show);
  show->add_option("--after", options.after, "go on after this entry");
  show->add_option("--count", options.count_max, "so many at most")->capture_default_str();
  show->add_flag("--quarantined", options.only_quarantined, "only what waits for a person");
  show->add_flag("--json", options.json, "JSON lines, hashes whole");
  auto* change =
      adding.add("change", "Switch one entry, give it another role or expiry, let it out of quarantine", bank_change);
  change->add_option("ENTRY", options.entry_no, "the entry's number")->required();
  add_switch(change, "--on", "--off", options.switch_on, "does it match at all?");
  add_switch(change, "--quarantine", "--release", options.quarantine, "are its matches looked at by a person first?");
  change->add_option("--role", options.role, "confirmed, candidate or negative");
  change->add_option("--expires", options.expires, "an instant (2027-01-31T00:00:00Z), or never");
  change->add_option("--reason", options.reason, "for the record");
  auto* log = adding.add("log", "Who changed what, the newest first", bank_log);
  log->add_option("BANK", options.bank, "of one bank only");
  log->add_option("--count", options.count_max, "so many at most")->capture_default_str();
  log->add_flag("--json", options.json, "JSON lines");
}

void add_files(const Adding& adding) {
  auto& options = adding.options;
  auto* import = adding.add("import", "Put a file of entries into a bank; one bad line stops nothing", bank_import);
  import->add_option("FILE", options.file, "lines of `redress fingerprint`, of an export or of other tools, or CSV; -")
      ->required();
  import->add_option("--bank", options.bank, "the bank")->required();
  import->add_option("--role", options.role, "of lines of `redress fingerprint`; default confirmed");
  import->add_option("--source", options.source, "what the entries are filed under: the same again replaces them")
      ->default_val("import");
  import->add_option("--reason", options.reason, "for the record; default: the line's path");
  import->add_flag("--csv", options.csv, "the file is CSV");
  auto* write = adding.add("export", "Write a bank as JSON lines or CSV", bank_export);
  write->add_option("--bank", options.bank, "the bank")->required();
  write->add_option("-o,--output", options.output, "a file; default standard output");
  write->add_flag("--csv", options.csv, "CSV instead of JSON lines");
  auto* sync = adding.add("sync", "Read what the exchanges of redress.toml have new, now", bank_sync);
  sync->add_option("EXCHANGE", options.exchange, "its name in [exchange.NAME]; default all");
  sync->add_option("--config", options.config, "redress.toml")->required();
}

void add_reasons(const Adding& adding) {
  auto& options = adding.options;
  auto* reasons = adding.add_apart(
      "reasons", "The reasons that NCMEC lists for negative feedback, and which of them redress.toml names",
      bank_reasons);
  reasons->add_option("EXCHANGE", options.exchange, "its name in [exchange.NAME]; of kind ncmec")->required();
  reasons->add_option("--config", options.config, "redress.toml")->required();
  reasons->add_flag("--json", options.json, "JSON instead of a table");
  reasons->footer(
      "Ends with 1 when redress.toml names a reason that is listed for no kind of hash. Example:\n"
      "  redress bank reasons ncmec --config redress.toml");
}

}  // namespace

void add_bank(CLI::App& app, BankOptions& options, const OnChosen& on_chosen) {
  auto* bank = app.add_subcommand("bank", "Banks of fingerprints from elsewhere: what each does, entries, exchanges");
  bank->require_subcommand(1);
  bank->footer(
      "A server that runs sees every change within a quarter of a second. Example:\n"
      "  redress bank make NCII --action block --harm ncii\n"
      "  redress fingerprint --all pictures/*.jpg | redress bank import - --bank NCII\n"
      "  redress bank show NCII");
  const Adding adding{*bank, options, on_chosen};
  add_policies(adding);
  add_entries(adding);
  add_files(adding);
  add_reasons(adding);
}

}  // namespace redress::cli
