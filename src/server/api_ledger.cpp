// SPDX-License-Identifier: Apache-2.0
// server/api_ledger.cpp — /ledger/…: the public log's files, for anybody, from anywhere.
#include "ledger/bundle.hpp"
#include "ledger/disk.hpp"
#include "ledger/tile_path.hpp"
#include "server/api.hpp"

namespace redress::server {
namespace {

constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::string_view for_a_second = "public, max-age=1";
constexpr std::string_view plain_text = "text/plain; charset=utf-8";

http::Response absent() { return problem_of(404, "the ledger has no such file"); }

// Anybody's page may read it: there is nothing here that is not public.
http::Response reply_public(std::string_view content_type, Bytes bytes, std::string_view caching) {
  auto response = http::reply(200, std::string(content_type), std::string(bytes.begin(), bytes.end()));
  response.headers.push_back({"Cache-Control", std::string(caching)});
  response.headers.push_back({"Access-Control-Allow-Origin", "*"});
  response.headers.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
  return response;
}

// `name` is checked by the caller: nothing but what we write ourselves is ever read.
http::Response reply_file_of(const Desk& desk, const std::string& name, std::string_view content_type,
                             std::string_view caching) {
  const std::string folder = desk.engine.ledger_folder();
  if (folder.empty()) return absent();
  auto bytes = ledger::real_disk().read(folder + "/" + name);
  if (bytes.ok()) return reply_public(content_type, std::move(bytes).value(), caching);
  return bytes.error().code == Code::not_found ? absent() : problem_of(bytes.error());
}

http::Handler serve_file(Desk& desk, std::string_view name) {
  return http::answer(
      [&desk, name](http::Request&&) { return reply_file_of(desk, std::string(name), plain_text, for_a_second); });
}

bool accepts_gzip(const http::Request& request) {
  const auto accepted = request.find_header("accept-encoding");
  return accepted && accepted->find("gzip") != std::string_view::npos;
}

// Only what a published checkpoint speaks of: what lies beyond it may still be written over after a crash.
bool is_published(const Desk& desk, const ledger::TilePath& tile) {
  return tile.width <= ledger::tile_width(desk.engine.ledger_state().size, tile.level, tile.index);
}

http::Response show_tile(Desk& desk, http::Request&& request) {
  const auto tile = ledger::parse_tile_path("tile/" + request.parameter("path"));
  if (!tile.ok() || !is_published(desk, tile.value())) return absent();
  auto response = reply_file_of(desk, ledger::render_tile_path(tile.value()), "application/octet-stream", for_ever);
  if (response.status != 200 || tile.value().kind != ledger::TileKind::entries) return response;
  response.headers.push_back({"Vary", "Accept-Encoding"});
  if (!accepts_gzip(request)) return response;
  const Bytes packed = ledger::pack_gzip(view_bytes(response.body));
  response.body.assign(packed.begin(), packed.end());
  response.headers.push_back({"Content-Encoding", "gzip"});
  return response;
}

// "<64 hex>.json": the only spelling that a document of ours has.
bool is_document_name(std::string_view name, std::string_view suffix, std::size_t digits = 64) {
  if (!name.ends_with(suffix)) return false;
  name.remove_suffix(suffix.size());
  return name.size() == digits && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

http::Response show_rulebook(Desk& desk, http::Request&& request) {
  const auto& name = request.parameter("name");
  if (!is_document_name(name, ".json")) return absent();
  return reply_file_of(desk, "rulebook/" + name, "application/json", for_ever);
}

http::Response show_statute(Desk& desk, http::Request&& request) {
  const auto& name = request.parameter("name");
  if (!is_document_name(name, ".yaml")) return absent();
  return reply_file_of(desk, "statutes/" + name, "application/yaml", for_ever);
}

// Where the old key and the new one say of each other that they are the same log's.
http::Response show_key_change(Desk& desk, http::Request&& request) {
  const auto& name = request.parameter("name");
  if (!is_document_name(name, ".note", 8)) return absent();
  return reply_file_of(desk, "keys/" + name, plain_text, for_ever);
}

}  // namespace

void add_ledger_routes(Desk& desk, std::vector<Route>& routes) {
  for (const std::string_view name : {"checkpoint", "checkpoint.witnessed", "vkey", "policy"}) {
    routes.push_back({http::Method::get, "/ledger/" + std::string(name), serve_file(desk, name), {}});
  }
  routes.push_back({http::Method::get, "/ledger/tile/{path...}", at_desk(desk, show_tile), {}});
  routes.push_back({http::Method::get, "/ledger/keys/{name}", at_desk(desk, show_key_change), {}});
  routes.push_back({http::Method::get, "/ledger/rulebook/{name}", at_desk(desk, show_rulebook), {}});
  routes.push_back({http::Method::get, "/ledger/statutes/{name}", at_desk(desk, show_statute), {}});
}

}  // namespace redress::server
