// SPDX-License-Identifier: Apache-2.0
#include "server/routes.hpp"

namespace redress::server {

std::vector<Route> list_routes(Desk& desk) {
  std::vector<Route> routes;
  add_notice_routes(desk, routes);
  add_order_routes(desk, routes);
  add_media_routes(desk, routes);
  add_served_routes(desk, routes);
  add_notifier_routes(desk, routes);
  add_provenance_routes(desk, routes);
  add_bank_routes(desk, routes);
  add_hma_routes(desk, routes);
  add_edge_routes(desk, routes);
  add_case_routes(desk, routes);
  add_console_routes(desk, routes);
  add_event_routes(desk, routes);
  add_ledger_routes(desk, routes);
  add_watch_routes(desk, routes);
  add_public_pages(desk, routes);
  add_transparency_pages(desk, routes);
  add_figure_routes(desk, routes);
  add_report_pages(desk, routes);
  add_follow_pages(desk, routes);
  add_appeal_pages(desk, routes);
  add_console_pages(desk, routes);
  add_notifier_pages(desk, routes);
  add_reviewer_pages(desk, routes);
  return routes;
}

http::Routes routes(Desk& desk) {
  http::Routes table;
  for (auto& route : list_routes(desk)) {
    table.add(route.method, route.pattern, std::move(route.handler), std::move(route.options));
  }
  return table;
}

// Nothing is loaded from anywhere, nothing is framed, nothing is remembered: a shared phone must not tell on its owner.
http::Fields common_headers() {
  return {{"Content-Security-Policy",
           "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
           "'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"},
          {"X-Frame-Options", "DENY"},
          {"Cache-Control", "no-store"}};
}

}  // namespace redress::server
