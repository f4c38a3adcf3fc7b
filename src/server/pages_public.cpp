// SPDX-License-Identifier: Apache-2.0
// server/pages_public.cpp — the first page, the way out, and the two files that pages are dressed with.
#include "server/assets.hpp"
#include "server/page.hpp"
#include "server/report_draft.hpp"

namespace redress::server {
namespace {

http::Response show_home(Desk& desk, http::Request&& request) {
  const auto visit = visit_of(desk, request);
  return render_page(desk, visit, "home", frame(desk, visit));
}

// Ends what this browser could go on with, then leaves for a page that says nothing.
http::Response leave(Desk& desk, http::Request&&) {
  auto response = http::redirect(desk.options.leave_url);
  for (const auto* side : {"case", "appeal", "report"}) {
    clear_cookie(desk, response, std::string("redress_") + side, std::string("/") + side);
  }
  drop_draft(desk, response);
  response.headers.push_back({"Clear-Site-Data", "\"cache\", \"cookies\", \"storage\""});
  return response;
}

http::Handler serve_asset(std::string_view path, std::string_view type) {
  return http::answer([path, type](http::Request&&) {
    auto response = http::reply(200, std::string(type), std::string(find_asset(path).value_or("")));
    response.headers.push_back({"Cache-Control", "public, max-age=3600"});
    return response;
  });
}

// The scripts of the public pages, and what they were compiled for: each by its name.
http::Handler serve_device() {
  return http::answer([](http::Request&& request) {
    const auto& name = request.parameter("name");
    for (const auto& file : embedded_device()) {
      if (file.path == name) return http::reply(200, "application/wasm", std::string(file.text));
    }
    const auto script = name.ends_with(".js") ? find_asset("pages/device/" + name) : std::optional<std::string_view>();
    if (!script) return http::problem(404, "Not Found", "There is no such file.");
    return http::reply(200, "text/javascript; charset=utf-8", std::string(*script));
  });
}

}  // namespace

void add_public_pages(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::get, "/", at_desk(desk, show_home), {}});
  routes.push_back({http::Method::get, "/leave", at_desk(desk, leave), {}});
  routes.push_back(
      {http::Method::get, "/assets/style.css", serve_asset("pages/style.css", "text/css; charset=utf-8"), {}});
  routes.push_back({http::Method::get, "/assets/device/{name}", serve_device(), {}});
  routes.push_back({http::Method::get, "/assets/icon.svg", serve_asset("pages/icon.svg", "image/svg+xml"), {}});
}

}  // namespace redress::server
