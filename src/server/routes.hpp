// SPDX-License-Identifier: Apache-2.0
// server/routes.hpp — every route of the product, in one list; api/openapi.yaml describes them (a test compares).
//
// Use this when   starting the server:
//                   auto desk = Desk::open(options, engine, accounts, decoder);
//                   http_options.common_headers = common_headers();
//                   auto listener = http::Server::start(http_options, routes(*desk));
//                   desk->listener = listener.get();
// Errors          none; what a route answers is in docs/reference/http.md.
// Threads         handlers run on the server's workers, /api/v1/edge/check, /healthz and /readyz on its I/O thread.
// Lifetime        the desk outlives the routes.
#pragma once

#include <string>
#include <vector>

#include "http/http.hpp"
#include "server/desk.hpp"

namespace redress::server {

struct Route {
  http::Method method;
  std::string pattern;
  http::Handler handler;
  http::RouteOptions options;
};

[[nodiscard]] std::vector<Route> list_routes(Desk& desk);
[[nodiscard]] http::Routes routes(Desk& desk);
// For http::Options: what every answer carries, also those that no route made.
[[nodiscard]] http::Fields common_headers();

// One group each; list_routes calls them all.
void add_notice_routes(Desk& desk, std::vector<Route>& routes);
void add_order_routes(Desk& desk, std::vector<Route>& routes);
void add_media_routes(Desk& desk, std::vector<Route>& routes);
void add_served_routes(Desk& desk, std::vector<Route>& routes);
void add_notifier_routes(Desk& desk, std::vector<Route>& routes);
void add_provenance_routes(Desk& desk, std::vector<Route>& routes);
void add_bank_routes(Desk& desk, std::vector<Route>& routes);
void add_hma_routes(Desk& desk, std::vector<Route>& routes);
void add_edge_routes(Desk& desk, std::vector<Route>& routes);
void add_case_routes(Desk& desk, std::vector<Route>& routes);
void add_event_routes(Desk& desk, std::vector<Route>& routes);
void add_ledger_routes(Desk& desk, std::vector<Route>& routes);
void add_watch_routes(Desk& desk, std::vector<Route>& routes);
void add_public_pages(Desk& desk, std::vector<Route>& routes);
void add_transparency_pages(Desk& desk, std::vector<Route>& routes);
void add_figure_routes(Desk& desk, std::vector<Route>& routes);
void add_report_pages(Desk& desk, std::vector<Route>& routes);
void add_follow_pages(Desk& desk, std::vector<Route>& routes);
void add_appeal_pages(Desk& desk, std::vector<Route>& routes);
void add_console_routes(Desk& desk, std::vector<Route>& routes);
void add_console_pages(Desk& desk, std::vector<Route>& routes);
void add_notifier_pages(Desk& desk, std::vector<Route>& routes);
void add_reviewer_pages(Desk& desk, std::vector<Route>& routes);

}  // namespace redress::server
