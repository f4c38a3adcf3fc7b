// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_command.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "base/clock.hpp"
#include "cli/configuration.hpp"
#include "cli/exit.hpp"
#include "cli/forget_pictures.hpp"
#include "cli/listening.hpp"
#include "cli/open_signing.hpp"
#include "cli/open_store.hpp"
#include "cli/statutes.hpp"
#include "cli/stop_signal.hpp"
#include "engine/bank_feed.hpp"
#include "engine/engine.hpp"
#include "engine/generation.hpp"
#include "media/decode.hpp"
#include "provenance/inspector.hpp"
#include "server/generation_routes.hpp"
#include "store/accounts.hpp"
#include "store/keys.hpp"
#include "store/statement_store.hpp"

namespace redress::cli {
namespace {

Result<Configuration> configure(const ServeOptions& options) {
  TRY_ASSIGN(auto configuration, load_configuration(options.config));
  if (!options.data_dir.empty()) configuration.engine.data_dir = options.data_dir;
  if (!options.listen.empty()) {
    const auto set = set_listen(configuration, options.listen);
    if (!set.ok()) return Error{Code::invalid, "--listen " + set.error().message};
  }
  return configuration;
}

server::Options desk_options(const Configuration& configuration, const store::Keys& keys) {
  server::Options options;
  options.public_url = configuration.engine.public_url;
  options.edge_open_to_loopback = configuration.edge_open_to_loopback;
  const double per_minute = configuration.notices_per_minute;
  options.notice_limit = {per_minute, per_minute / 60, 100'000};
  options.spool_folder = configuration.engine.data_dir + "/spool";
  options.preview_folder = configuration.engine.data_dir + "/previews";
  options.exposures_per_day = configuration.exposures_per_day;
  options.key = keys.secret_key;
  options.synthetic = configuration.synthetic;
  return options;
}

// Uploads that a crash left half received are of no use to anybody.
Status empty_folder(const std::string& path) {
  std::error_code failed;
  std::filesystem::remove_all(path, failed);
  if (!failed) std::filesystem::create_directories(path, failed);
  if (!failed) std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
  if (!failed) return Done{};
  return Error{Code::unavailable, path + ": cannot be emptied (" + failed.message() + "): check its rights"};
}

// The line that other programs wait for comes first, alone: "listening ADDRESS:PORT".
void announce(const Configuration& configuration, std::uint16_t port) {
  const std::string at = configuration.http.address + ":" + std::to_string(port);
  const std::string url = "http://" + at;
  std::cout << "listening " << at << "\n\n"
            << "  Report, follow up, appeal   " << url << "/\n"
            << "  Staff                       " << url << "/console/\n"
            << "  Data                        " << configuration.engine.data_dir << "\n\n"
            << "Add the first member of staff: redress admin user add --data " << configuration.engine.data_dir
            << " --name NAME --role officer\n"
            << "Stop with Ctrl-C.\n"
            << std::flush;
}

// What is shown of a picture, what is known of it and what it was labelled as go together.
void look_after_pictures(engine::Options& options) {
  const std::string folder = options.data_dir + "/previews";
  options.forget_pictures = [data_dir = options.data_dir](const auto& sha256s) {
    return forget_pictures(data_dir, sha256s);
  };
  options.find_plane = [folder, decoder = options.decoder](const std::string& sha256) -> std::optional<media::Plane> {
    const auto path = server::Previews::find_in(folder, sha256, false);
    if (!path) return std::nullopt;
    auto examined = decoder->examine_file(*path, media::Want::fingerprint_and_plane);
    if (!examined.ok()) return std::nullopt;
    return std::move(examined.value().plane);
  };
}

// Numbers that stand apart from every case.
struct Counts {
  std::unique_ptr<store::ServedStore> served;
  std::unique_ptr<store::NotifierStore> notifiers;
  void lend(server::Options& options) const {
    options.served = served.get();
    options.notifiers = notifiers.get();
  }
};
Result<Counts> open_counts(const std::string& data_dir) {
  Counts counts;
  TRY_ASSIGN(counts.served, store::ServedStore::open(data_dir));
  TRY_ASSIGN(counts.notifiers, store::NotifierStore::open(data_dir));
  return counts;
}

// Nothing where the operator switched it off.
Result<std::optional<provenance::Inspector>> start_inspector(const Configuration& configuration) {
  if (!configuration.reads_provenance) return std::optional<provenance::Inspector>();
  provenance::Trust trust;
  TRY(load_trust(configuration.trust, trust));
  TRY_ASSIGN(auto inspector, provenance::Inspector::start(trust));
  return std::optional(std::move(inspector));
}

Status read_ledger_texts(const Configuration& configuration, engine::LedgerOptions& ledger) {
  if (!configuration.witness_policy.empty()) {
    TRY_ASSIGN(ledger.policy, read_file(configuration.witness_policy));
  }
  TRY_ASSIGN(ledger.pack_texts, read_pack_texts(configuration.statutes));
  return Done{};
}

// Every object of the process, in the order of its making; they go in the reverse order.
Status run_server(const Configuration& configuration, const StopSignal& stop) {
  const SystemClock clock;
  // First, while there is one thread: the decoder's keeper is forked from this process.
  TRY_ASSIGN(const media::Decoder decoder, media::Decoder::start());
  TRY_ASSIGN(const media::WholePictures whole_pictures, media::WholePictures::start());
  TRY_ASSIGN(const auto inspector, start_inspector(configuration));
  TRY_ASSIGN(const media::HashListReader hash_lists, media::HashListReader::start());
  TRY_ASSIGN(const OpenedStore opened, open_store(configuration.engine.data_dir, configuration.statutes,
                                                  configuration.choices, configuration.policy));
  TRY_ASSIGN(const store::Keys keys, store::load_or_make_keys(configuration.engine.data_dir));
  TRY_ASSIGN(const auto accounts, store::Accounts::open(configuration.engine.data_dir, keys.secret_key));
  TRY_ASSIGN(const auto signing, open_signing(configuration.label));
  TRY_ASSIGN(const auto record_store, store::RecordStore::open(configuration.engine.data_dir));
  engine::Records records(*record_store, engine::Records::Limits{});
  std::optional<engine::Generation> generation;
  if (signing) generation.emplace(*record_store, whole_pictures, signing->lend());
  engine::Options engine_options = configuration.engine;
  TRY_ASSIGN(const auto pictures, store::PictureStore::open(configuration.engine.data_dir));
  engine_options.decoder = &decoder;
  engine_options.pictures = pictures.get();
  TRY_ASSIGN(const auto banks, store::BankStore::open(configuration.engine.data_dir));
  engine_options.banks = banks.get();
  TRY_ASSIGN(const Counts counts, open_counts(configuration.engine.data_dir));
  TRY_ASSIGN(const auto statements, store::StatementStore::open(configuration.engine.data_dir));
  engine_options.statements = statements.get();
  engine_options.exchanges = configuration.exchanges;
  engine_options.hash_lists = &hash_lists;
  look_after_pictures(engine_options);
  TRY(read_ledger_texts(configuration, engine_options.ledger));
  TRY_ASSIGN(const auto engine, engine::Engine::start(engine_options, *opened.events, clock, opened.policy));
  server::Options desk_settings = desk_options(configuration, keys);
  desk_settings.banks = banks.get();
  desk_settings.records = &records;
  desk_settings.whole_pictures = &whole_pictures;
  desk_settings.inspector = inspector ? &*inspector : nullptr;
  counts.lend(desk_settings);
  desk_settings.exchanges = configuration.exchanges;
  TRY_ASSIGN(const auto desk, server::Desk::open(desk_settings, *engine, *accounts, decoder));
  const mail::Guard guard(mail::GuardRules{{80, 443}, configuration.engine.reach_allowed});
  engine::BankFeeds feeds(*banks, configuration.exchanges, {guard, clock, &hash_lists, {}}, [&engine] {
    if (const Status seen = engine->refresh_banks(); !seen.ok()) spdlog::error("banks: {}", seen.error().message);
  });
  TRY(empty_folder(desk->options.spool_folder));
  http::Options edge = configuration.http;
  edge.spool_folder = desk->options.spool_folder;
  edge.common_headers = server::common_headers();
  TRY_ASSIGN(const auto listener,
             http::Server::start(std::move(edge), server::routes(*desk, generation ? &*generation : nullptr)));
  desk->listener = listener.get();
  const Listening listening(configuration.engine.data_dir, configuration.http.address, listener->port());
  feeds.start();
  announce(configuration, listener->port());
  stop.wait();
  std::cout << "finishing what was accepted…\n" << std::flush;
  feeds.stop();
  listener->stop(std::chrono::seconds{10});
  engine->stop();
  desk->listener = nullptr;
  return Done{};
}

}  // namespace

int serve_command(const ServeOptions& options) {
  const StopSignal stop;  // before any thread
  auto configuration = configure(options);
  if (!configuration.ok()) return fail("serve", configuration.error());
  const auto done = run_server(configuration.value(), stop);
  return done.ok() ? exit_done : fail("serve", done.error());
}

}  // namespace redress::cli
