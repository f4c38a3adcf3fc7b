// SPDX-License-Identifier: Apache-2.0
// cli/witness_serve.cpp — the witness's own small server: two routes of the protocol, and one for who watches it.
#include <iostream>
#include <memory>

#include "base/clock.hpp"
#include "cli/configuration.hpp"
#include "cli/exit.hpp"
#include "cli/stop_signal.hpp"
#include "cli/witness_command.hpp"
#include "cli/witness_folder.hpp"
#include "engine/witness.hpp"
#include "http/http.hpp"
#include "store/sqlite_store.hpp"

namespace redress::cli {
namespace {

http::Response response_of(engine::WitnessReply reply) {
  http::Response response = http::reply(reply.status, std::move(reply.content_type), std::move(reply.body));
  if (response.status == 503) response.headers.push_back({"Retry-After", "5"});
  return response;
}

http::Response show_health(const engine::Witness& witness) {
  const std::string& doubt = witness.store().doubt();
  return http::reply(doubt.empty() ? 200 : 503, "text/plain; charset=utf-8",
                     doubt.empty() ? "ok\n" : "some logs may be held: " + doubt + "\n");
}

http::Response show_metrics(const engine::Witness& witness) {
  const engine::WitnessCounts counts = witness.counts();
  std::string text;
  const auto add = [&](const char* name, std::uint64_t value) {
    text += std::string("# TYPE ") + name + " counter\n" + name + " " + std::to_string(value) + "\n";
  };
  add("redress_witness_cosigned_total", counts.cosigned);
  add("redress_witness_refused_total", counts.refused);
  add("redress_witness_forks_total", counts.splits);
  add("redress_witness_syncs_total", counts.groups);
  return http::reply(200, "text/plain; version=0.0.4", std::move(text));
}

http::Routes witness_routes(engine::Witness& witness) {
  http::Routes routes;
  http::RouteOptions submission;
  submission.body_bytes_max = ledger::add_checkpoint_bytes_max;
  submission.body_required = true;
  routes.add(
      http::Method::post, "/add-checkpoint",
      [&witness](http::Request&& request, const http::Responder& respond) {
        witness.add_checkpoint(request.body,
                               [respond](engine::WitnessReply reply) { respond(response_of(std::move(reply))); });
      },
      submission);
  routes.add(http::Method::get, "/healthz", http::answer([&](http::Request&&) { return show_health(witness); }));
  routes.add(http::Method::get, "/metrics", http::answer([&](http::Request&&) { return show_metrics(witness); }));
  routes.add(http::Method::get, "/{log}/checkpoint", http::answer([&witness](http::Request&& request) {
               http::Response response = response_of(witness.find_checkpoint(request.parameter("log")));
               response.headers.push_back({"Cache-Control", "max-age=5"});
               return response;
             }));
  return routes;
}

Status serve(const WitnessCommandOptions& options, const StopSignal& stop) {
  const SystemClock clock;
  Configuration listening;
  TRY(set_listen(listening, options.listen));
  engine::WitnessOptions witness_options;
  witness_options.folder = options.data_dir;
  witness_options.name = options.name;
  if (options.ungrouped) witness_options.group_count_max = 1;
  TRY_ASSIGN(const auto witness, engine::Witness::open(witness_options, clock));
  TRY_ASSIGN(const auto lock, store::FolderLock::take(options.data_dir));
  TRY(witness->add_logs(options.logs));
  http::Options edge;
  edge.address = listening.http.address;
  edge.port = listening.http.port;
  edge.spool_folder = options.data_dir;
  TRY_ASSIGN(const auto server, http::Server::start(edge, witness_routes(*witness)));
  std::cout << "listening " << edge.address << ":" << server->port() << "\n\n  Key   "
            << ledger::render_verifier_key(witness->key()) << "\n  Data  " << options.data_dir << "\n"
            << std::flush;
  if (!witness->store().doubt().empty()) {
    std::cerr << "This state may not be the newest (" << witness->store().doubt()
              << "): held logs are not cosigned until `redress witness resume` tells what was cosigned last.\n";
  }
  stop.wait();
  server->stop(std::chrono::seconds{10});
  return Done{};
}

}  // namespace

int witness_serve(const WitnessCommandOptions& options) {
  const StopSignal stop;  // before any thread
  const auto key = load_or_make_witness_key(options.data_dir, options.name);
  if (!key.ok()) return fail("witness serve", key.error());
  const Status done = serve(options, stop);
  return done.ok() ? exit_done : fail("witness serve", done.error());
}

}  // namespace redress::cli
