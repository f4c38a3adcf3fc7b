// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "cli/admin_command.hpp"
#include "cli/audit_command.hpp"
#include "cli/bank_arguments.hpp"
#include "cli/bench_command.hpp"
#include "cli/demo_command.hpp"
#include "cli/dsa_command.hpp"
#include "cli/exit.hpp"
#include "cli/fingerprint_command.hpp"
#include "cli/inspect_command.hpp"
#include "cli/label_command.hpp"
#include "cli/ledger_command.hpp"
#include "cli/match_command.hpp"
#include "cli/policy_command.hpp"
#include "cli/serve_command.hpp"
#include "cli/version.hpp"
#include "cli/witness_command.hpp"
#include "match/video_index.hpp"

namespace redress::cli {
namespace {

// What the options of every command are read into; outlives the parse.
struct Options {
  ServeOptions serve;
  DemoOptions demo;
  FilterOptions pictures;
  bool all_tiers = false;
  bool is_screening = false;
  std::string bank;
  BankOptions banks;
  DsaCommandOptions dsa;
  LabelOptions label;
  FilterOptions candidates;
  PolicyOptions policy;
  AuditCommandOptions audit;
  AdminOptions admin;
  LedgerCommandOptions ledger;
  BenchOptions bench;
  WitnessCommandOptions witness;
  InspectOptions inspect;
  int code = exit_done;  // what the process ends with
};

void on_chosen(CLI::App* command, Options& options, std::function<int()> run) {
  command->callback([&options, run = std::move(run)] { options.code = run(); });
}

void add_serve(CLI::App& app, Options& options) {
  auto* serve = app.add_subcommand("serve", "Start the server. With no options: ./redress-data, http://127.0.0.1:8480");
  serve->add_option("--config", options.serve.config, "redress.toml; every key has a default");
  serve->add_option("--data", options.serve.data_dir, "folder of the journal and everything else that lasts");
  serve->add_option("--listen", options.serve.listen, "ADDRESS:PORT; port 0 takes a free one");
  serve->footer("Stop it with Ctrl-C: it finishes what it has accepted, then leaves.");
  on_chosen(serve, options, [&options] { return serve_command(options.serve); });

  auto* demo = app.add_subcommand("demo", "A whole case on real pictures, told step by step, in a temporary folder");
  demo->add_flag("--keep", options.demo.keep, "keep the data folder and say where it is");
  demo->add_option("--photos", options.demo.photos, "folder of JPEG photographs to use")->capture_default_str();
  on_chosen(demo, options, [&options] { return demo_command(options.demo); });
}

void add_filters(CLI::App& app, Options& options) {
  auto* fingerprint = app.add_subcommand(
      "fingerprint", "Fingerprints of pictures, films, sound and texts, one JSON line a file; '-' reads paths");
  const auto add_filter = [](CLI::App* command, FilterOptions& filter) {
    command->add_option("FILE", filter.paths, "files, or - for paths on standard input")->required();
    command->add_option("--kind", filter.kind, "text: take every file for one; those named .txt are texts anyway")
        ->check(CLI::IsMember({"text"}));
    command
        ->add_option("--frames-per-second", filter.frames_per_second,
                     "of films, how many frames to look at; 0: every one")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 60.0));
    command->footer("Films need the program ffmpeg, sound needs fpcalc (packages ffmpeg, libchromaprint-tools).");
    command->add_option("-o,--output", filter.output,
                        "write the lines to this file; run again, it goes on where it ended");
  };
  add_filter(fingerprint, options.pictures);
  auto* all =
      fingerprint->add_flag("--all", options.all_tiers, "every tier's fingerprints: such lines are a bank file");
  fingerprint
      ->add_flag("--screening", options.is_screening,
                 "large JPEGs decoded smaller: faster, a few bits from the full hash, not for a bank")
      ->excludes(all);
  on_chosen(fingerprint, options, [&options] {
    const Lines lines = options.is_screening ? Lines::screening : options.all_tiers ? Lines::all : Lines::plain;
    return fingerprint_command(options.pictures, lines);
  });

  auto* match = app.add_subcommand("match", "The bank entries within range of each file, nearest first");
  match->add_option("--bank", options.bank, "file of lines as 'redress fingerprint' prints them")->required();
  options.candidates.frames_per_second = match::asked_frames_per_second;
  options.candidates.is_query = true;
  add_filter(match, options.candidates);
  on_chosen(match, options, [&options] { return match_command(options.bank, options.candidates); });
}

void add_policy(CLI::App& app, Options& options) {
  auto& policy_options = options.policy;
  auto* policy = app.add_subcommand("policy", "The law as data: check packs, list duties, explain clocks");
  policy->require_subcommand(1);

  auto* check = policy->add_subcommand("check", "Validate packs: every fault with its file and line");
  check->add_option("FILE", policy_options.files, "pack files; none: all packs");
  on_chosen(check, options, [&options] { return policy_check(options.policy); });

  auto* list = policy->add_subcommand("list", "Every duty, with its clock and its provision");
  list->add_option("--jurisdiction", policy_options.jurisdictions, "only these, for example IN");
  on_chosen(list, options, [&options] { return policy_list(options.policy); });

  auto* explain = policy->add_subcommand("explain", "Which duties the facts of a notice start, which not, and why");
  explain->add_option("--facts", policy_options.facts_path, "JSON file with the facts; - for standard input")
      ->required();
  explain->add_option("--enable", policy_options.enabled, "duties that are off by default, by id");
  explain->add_flag("--all", policy_options.all, "show the duties that were not triggered, too");
  explain->add_flag("--lines", policy_options.lines, "many notices: one JSON object a line, one answer a line");
  on_chosen(explain, options, [&options] { return policy_explain(options.policy); });

  for (auto* one : {check, list, explain}) {
    one->add_flag("--json", policy_options.json, "JSON instead of a table");
    one->add_option("--statutes", policy_options.statutes, "folder of packs instead of the built-in ones");
  }
}

CLI::App* add_admin_command(CLI::App& parent, Options& options, const char* name, const char* help,
                            int (*run)(const AdminOptions&)) {
  auto* command = parent.add_subcommand(name, help);
  command->add_option("--data", options.admin.data_dir, "data folder")->capture_default_str();
  on_chosen(command, options, [&options, run] { return run(options.admin); });
  return command;
}

void add_admin_users(CLI::App& admin, Options& options) {
  auto* user = admin.add_subcommand("user", "Staff accounts");
  user->require_subcommand(1);
  auto* add =
      add_admin_command(*user, options, "add", "Add a person; reads the password from standard input", admin_user_add);
  add->add_option("--name", options.admin.name, "sign-in name")->required();
  add->add_option("--role", options.admin.role, "reviewer, officer, overseer or admin")->required();
  add_admin_command(*user, options, "list", "Who has an account", admin_user_list);
  auto* skills = add_admin_command(*user, options, "skills",
                                   "Which cases somebody is offered first; nobody is kept from any", admin_user_skills);
  skills->add_option("--name", options.admin.name, "sign-in name")->required();
  skills->add_option("--languages", options.admin.languages, "that they read: hi,ta; none: all")->delimiter(',');
  skills->add_option("--harms", options.admin.harms, "that they know: ncii,ncii_synthetic; none: all")->delimiter(',');
  skills->add_flag("--everything", options.admin.of_everything, "take back what was told before");
  auto* remove = add_admin_command(*user, options, "remove", "End an account; the record stays", admin_user_remove);
  remove->add_option("--name", options.admin.name, "sign-in name")->required();

  auto* token = admin.add_subcommand("token", "Keys for programs");
  token->require_subcommand(1);
  auto* make = add_admin_command(*token, options, "add", "Make a token and print it, once, alone, on standard output",
                                 admin_token_add);
  make->add_option("--name", options.admin.name, "what it is for; stands in the record of what it does")->required();
  make->add_option("--scope,--scopes", options.admin.scopes,
                   "notices, media, edge, orders, admin, agent; commas between")
      ->required()
      ->delimiter(',');
  add_admin_command(*token, options, "list", "Names and scopes of all tokens", admin_token_list);
  auto* revoke = add_admin_command(*token, options, "revoke", "End a token by its name", admin_token_revoke);
  revoke->add_option("--name", options.admin.name, "the token's name")->required();
}

void add_admin_ledger(CLI::App& admin, Options& options) {
  auto* ledger = admin.add_subcommand("ledger", "The public ledger's files");
  ledger->require_subcommand(1);
  auto* rebuild = ledger->add_subcommand(
      "rebuild", "Make every public file again from the journal, byte for byte (server stopped)");
  rebuild->add_option("--data", options.ledger.data_dir, "data folder")->capture_default_str();
  rebuild->add_flag("--check", options.ledger.check, "compare only; exit 1 when a file differs");
  on_chosen(rebuild, options, [&options] { return ledger_rebuild(options.ledger); });
}

void add_admin_erasing(CLI::App& admin, Options& options) {
  auto& chosen = options.admin;
  auto* erase = add_admin_command(admin, options, "erase", "Erase for good who wrote in a case, and what they wrote",
                                  admin_erase);
  erase->add_option("--case", chosen.case_code, "case code, XXXX-XXXX")->required();
  erase->add_option("--reason", chosen.reason, "why; it stands in the record")->required();
  erase->add_option("--by", chosen.by, "who; it stands in the record. Your user name unless told");

  auto* backup = add_admin_command(admin, options, "backup",
                                   "Copy the folder as it is now, its keys apart (may run on)", admin_backup);
  backup->add_option("--to", chosen.to, "a folder that is not there yet");
  backup->add_option("--keys-to", chosen.keys,
                     "the place of the keys; what --to says with '.keys' behind it unless told");
  backup->add_option("--key-days", chosen.key_days, "so long the keys of cases may be used")
      ->capture_default_str()
      ->check(CLI::Range(1, 3'650));
  backup->add_flag("--prune", chosen.prune, "instead: remove keys of cases below --keys-to whose day has passed");

  auto* restore = add_admin_command(admin, options, "restore", "Make a backup into a data folder again", admin_restore);
  restore->add_option("--from", chosen.from, "the backup")->required();
  restore->add_option("--keys-from", chosen.keys, "the place of its keys; beside it unless told");
  restore->add_option("--before", chosen.before, "the folder as it was: what was erased there stays erased");
  restore->add_flag("--without-keys", chosen.without_keys, "their day has passed: leave people's words behind");
  restore->add_flag("--without-ledger", chosen.without_ledger, "begin a new public ledger, under a new origin");

  auto* keys = admin.add_subcommand("keys", "The ledger's key");
  keys->require_subcommand(1);
  add_admin_command(*keys, options, "list", "The key that signs the ledger, and the changes before it",
                    admin_keys_list);
  add_admin_command(*keys, options, "rotate-ledger",
                    "Another key for the same ledger, each signed by the other "
                    "(server stopped)",
                    admin_keys_rotate);
}

void add_admin(CLI::App& app, Options& options) {
  auto* admin = app.add_subcommand("admin", "Users, tokens, keys, erasing, backups, and care of the journal");
  admin->require_subcommand(1);
  add_admin_users(*admin, options);
  add_admin_erasing(*admin, options);
  add_admin_ledger(*admin, options);
  add_admin_command(*admin, options, "rebuild",
                    "Drop every table beside the journal and fold it again (server stopped)", admin_rebuild);
  add_admin_command(*admin, options, "verify",
                    "Check every journal row, and that folding it gives the tables (server stopped)", admin_verify);
  auto* replay = add_admin_command(*admin, options, "replay",
                                   "Print every event of a case and where it led (server stopped)", admin_replay);
  replay->add_option("--case", options.admin.name, "case code, XXXX-XXXX")->required();
  replay->add_flag("--json", options.admin.json, "JSON lines");
}

CLI::App* add_witness_command(CLI::App& parent, Options& options, const char* name, const char* help,
                              int (*run)(const WitnessCommandOptions&)) {
  auto* command = parent.add_subcommand(name, help);
  command->add_option("--data", options.witness.data_dir, "the witness's own folder")->capture_default_str();
  on_chosen(command, options, [&options, run] { return run(options.witness); });
  return command;
}

void add_witness(CLI::App& app, Options& options) {
  auto& given = options.witness;
  auto* witness = app.add_subcommand("witness", "Watch the logs of others: cosign one history of each, refuse forks");
  witness->require_subcommand(1);
  auto* serve = add_witness_command(*witness, options, "serve", "Answer logs that ask for cosignatures", witness_serve);
  serve->add_option("--listen", given.listen, "ADDRESS:PORT; port 0 takes a free one")->capture_default_str();
  serve->add_option("--log", given.logs, "verifier key of a log to watch; may be repeated");
  serve->add_option("--name", given.name, "name of the key, if none is there yet: a host and path of your own");
  serve->add_flag("--ungrouped", given.ungrouped, "one sync for each request, to measure what grouping is worth");
  auto* key = add_witness_command(*witness, options, "key", "Print the verifier key; makes it if need be", witness_key);
  key->add_option("--name", given.name, "name of the key, if none is there yet");
  auto* add = add_witness_command(*witness, options, "add-log", "Watch one more log", witness_add_log);
  add->add_option("VKEY", given.logs, "the log's verifier key, as it publishes it")->required();
  auto* resume = add_witness_command(*witness, options, "resume", "After a restore: what was cosigned last of a log",
                                     witness_resume);
  resume->add_option("--checkpoint", given.checkpoint, "file with the newest checkpoint that this witness cosigned");
  resume->add_option("--log", given.origin, "or the log's origin,");
  resume->add_option("--size", given.size, "the newest size,");
  resume->add_option("--root", given.root, "and its root in base64");
  for (auto* one :
       {add_witness_command(*witness, options, "status", "Every log: size, last time, forks", witness_status),
        add_witness_command(*witness, options, "evidence",
                            "Both signed heads of every fork that was refused; ends with 1 if there is one",
                            witness_evidence)}) {
    one->add_flag("--json", given.json, "JSON instead of text");
  }
}

void add_bench(CLI::App& app, Options& options) {
  auto* bench = app.add_subcommand("bench", "The project's own measurements, with their bars");
  bench->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*run)(const BenchOptions&)) {
    auto* one = bench->add_subcommand(name, help);
    one->add_flag("--json", options.bench.json, "one JSON object");
    one->add_option("--rounds", options.bench.rounds, "rounds")->capture_default_str()->check(CLI::Range(1, 100));
    one->add_option("--seconds", options.bench.seconds, "length of a round")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 600.0));
    one->add_option("--cases", options.bench.cases,
                    "cases in the journal (queue, clocks, ledger), logs (witness), hashes (match), bank entries "
                    "(check), pictures (copies, watermark), films (video)")
        ->capture_default_str();
    on_chosen(one, options, [&options, run] { return run(options.bench); });
    return one;
  };
  add("intake", "durable notices a second at 1, 8 and 32 connections", bench_intake);
  add("queue", "the next 50 cases by time left, with a million open", bench_queue);
  add("console", "the queue and a case as staff read them, with a million open", bench_console);
  add("clocks", "a million armed clocks, ten thousand due in five seconds, a kill -9 between", bench_clocks);
  add("ledger", "entries sealed a second, receipts, audit, rebuild, and an event to its witnessed checkpoint",
      bench_ledger);
  add("edge", "answers a second to 'may this URL be shown here?'", bench_edge);
  add("hash", "the PDQ kernel beside the reference's filter, and a picture's hash beside its decoding", bench_hash);
  add("match", "every hash within 31 bits among a million, beside looking at all of them", bench_match);
  add("check", "upload checks a second, 1,024 px, beside a bank of a million; an entry until it matches", bench_check);
  add("copies", "29 kinds of copy of 225 pictures: recall of each method and tier at equal rates of false pairs",
      bench_copies)
      ->add_option("--only", options.bench.only, "kinds of copy, separated by commas, as the table names them")
      ->type_name("KINDS");
  add("video", "copies of made films, cut, faster, mirrored, other pictures over their sound: how many are found",
      bench_video);
  add("provenance", "files whose content credentials a core reads and checks", bench_provenance);
  add("watermark", "photographs marked, then changed in 15 ways: how many give the mark back; PSNR, SSIM, times",
      bench_watermark);
  add("witness", "cosignatures a second, grouped and not, with 100,000 logs", bench_witness);
}

void add_audit(CLI::App& app, Options& options) {
  auto& audit_options = options.audit;
  auto* audit =
      app.add_subcommand("audit", "Check a platform's ledger from outside: every entry, and every deadline again");
  audit->add_option("source", audit_options.source, "folder or http(s) address of a ledger");
  audit->add_option("--statutes", audit_options.statutes, "folder of packs instead of those the source serves");
  audit->add_flag("--json", audit_options.json, "one JSON object instead of tables");
  auto* receipt = audit->add_subcommand("receipt", "Check a receipt (.tlog-proof), without a network");
  receipt->add_option("file", audit_options.receipt, "the receipt")->required();
  for (auto* one : {audit, receipt}) {
    one->add_option("--vkey", audit_options.vkey, "the log's verifier key, or a file that holds it");
    one->add_option("--policy", audit_options.policy, "file that says whose witnesses are enough");
    one->add_option("--state", audit_options.state, "what was seen before; default ~/.local/state/redress/audit");
  }
  // CLI11 calls the callback of the outer command after that of the inner one.
  on_chosen(receipt, options, [&options] { return audit_receipt_command(options.audit); });
  on_chosen(audit, options,
            [&options, receipt] { return receipt->parsed() ? options.code : audit_command(options.audit); });
}

void add_help(CLI::App& app, Options& options) {
  auto* help = app.add_subcommand("help", "This text; 'redress COMMAND --help' tells more");
  // Rendered now: once a command has been parsed, the library shows that command's help instead.
  on_chosen(help, options, [text = app.help()] {
    std::cout << text;
    return static_cast<int>(exit_done);
  });
}

bool is_unknown_command(const CLI::App& app, const std::string& word) {
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  return !word.empty() && word.front() != '-' &&
         std::none_of(commands.begin(), commands.end(), [&](const CLI::App* one) { return one->check_name(word); });
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app{
      "Takes unlawful intimate imagery down in time, keeps the copies down, puts back what should stay, and keeps the "
      "record."};
  app.name("redress");
  app.set_version_flag("--version", std::string(version) + " (" + std::string(commit) + ")");
  app.require_subcommand(1);
  app.footer("Exit codes: 0 done, 1 a finding, 2 misuse, 3 could not be done.");
  Options options;
  add_serve(app, options);
  add_filters(app, options);
  const auto choose = [&options](CLI::App* command, std::function<int()> run) {
    on_chosen(command, options, std::move(run));
  };
  add_inspect(app, options.inspect, choose);
  on_chosen(add_label_options(app, options.label), options, [&options] { return label_command(options.label); });
  add_policy(app, options);
  add_bank(app, options.banks, choose);
  add_dsa(app, options.dsa, choose);
  add_admin(app, options);
  add_witness(app, options);
  add_audit(app, options);
  add_bench(app, options);
  add_help(app, options);
  if (argc > 1 && is_unknown_command(app, argv[1])) {
    std::cerr << "redress: there is no command '" << argv[1] << "'; 'redress help' lists them\n";
    return exit_misuse;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& fault) {
    std::cerr << "redress: " << fault.what() << " (see 'redress help')\n";
    return exit_misuse;
  }
  return options.code;
}

}  // namespace redress::cli
