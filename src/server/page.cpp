// SPDX-License-Identifier: Apache-2.0
#include "server/page.hpp"

#include "http/form.hpp"
#include "server/seal.hpp"

namespace redress::server {
namespace {

constexpr std::string_view language_cookie = "redress_lang";
constexpr std::string_view note_cookie = "redress_note";
constexpr std::chrono::seconds note_age{60};
// Beside common_headers(): the one script of the public pages is the quick way out.
constexpr std::string_view public_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

void add_cookie(const Desk& desk, http::Response& response, std::string_view name, std::string value,
                std::string_view path, std::optional<std::chrono::seconds> age) {
  http::Cookie cookie;
  cookie.name = std::string(name);
  cookie.value = std::move(value);
  cookie.path = std::string(path);
  cookie.max_age = age;
  cookie.secure = desk.is_https();
  response.headers.push_back({"Set-Cookie", http::render_cookie(cookie)});
}

}  // namespace

Visit visit_of(const Desk& desk, const http::Request& request, std::string_view form_language) {
  const auto query = request.find_query("lang").value_or(form_language);
  const auto cookie = request.find_cookie(language_cookie).value_or("");
  const auto accept = request.find_header("accept-language").value_or("");
  return {desk.messages.choose(query, cookie, accept), !query.empty()};
}

Visit staff_visit_of(const Desk& desk, const http::Request& request) {
  const auto visit = visit_of(desk, request);
  return {desk.messages.for_staff(visit.language), visit.sets_language};
}

Json frame(const Desk& desk, const Visit& visit, bool wide) {
  Json languages = Json::array();
  for (const auto& language : desk.messages.languages()) {
    if (wide && !language.is_for_staff) continue;
    languages.push_back({{"code", language.code},
                         {"tag", language.tag},
                         {"native", language.native},
                         {"current", language.code == visit.language.code}});
  }
  return Json{{"lang", visit.language.tag},
              {"unchecked", !visit.language.is_checked},
              {"dir", visit.language.direction},
              {"title", desk.messages.pattern(visit.language, wide ? "title.console" : "title.public")},
              {"platform", desk.options.platform},
              {"wide", wide},
              {"is_public", !wide},
              {"languages", std::move(languages)}};
}

http::Response render_page(const Desk& desk, const Visit& visit, std::string_view page, const Json& view, int status) {
  auto response = http::reply(status, "text/html; charset=utf-8", desk.templates.render(visit.language, page, view));
  response.headers.push_back({"Content-Language", visit.language.tag});
  response.headers.push_back({"Vary", "Accept-Language, Cookie"});
  if (visit.sets_language) add_cookie(desk, response, language_cookie, visit.language.code, "/", std::nullopt);
  if (!view.value("note", std::string()).empty()) clear_cookie(desk, response, note_cookie, "/");
  if (view.value("is_public", false)) set_policy(response, public_policy);
  return response;
}

void set_policy(http::Response& response, std::string_view policy) {
  std::erase_if(response.headers, [](const auto& header) { return header.name == "Content-Security-Policy"; });
  response.headers.push_back({"Content-Security-Policy", std::string(policy)});
}

http::Response message_page(const Desk& desk, const Visit& visit, int status, std::string_view heading_key,
                            const std::string& text, std::string_view link) {
  auto view = frame(desk, visit);
  view["heading"] = desk.messages.pattern(visit.language, heading_key);
  view["text"] = text;
  view["link"] = link;
  view["link_text"] = desk.messages.pattern(visit.language, "message.back");
  return render_page(desk, visit, "message", view, status);
}

http::Response refuse_page(const Desk& desk, const Visit& visit, const Error& error, std::string_view link) {
  const auto& words = desk.messages;
  const int status = status_of(error.code);
  auto text = words.text(visit.language, "message.refused", {{"why", error.message}});
  if (status == 404)
    return message_page(desk, visit, 404, "message.not_found", words.pattern(visit.language, "message.not_found.text"),
                        link);
  if (status == 429 || status == 503) text = words.pattern(visit.language, "message.busy");
  if (status == 500) text = words.pattern(visit.language, "message.broken");
  auto response = message_page(desk, visit, status, "message.failed", text, link);
  if (status == 429 || status == 503) response.headers.push_back({"Retry-After", "60"});
  return response;
}

http::Fields form_of(const http::Request& request) {
  if (request.media_type() != "application/x-www-form-urlencoded") return {};
  auto parsed = http::parse_form(request.body);
  return parsed.ok() ? std::move(parsed).value() : http::Fields{};
}

std::string field(const http::Fields& form, std::string_view name) {
  return std::string(http::find_field(form, name).value_or(""));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    const auto first = line.find_first_not_of(" \t\r");
    const auto last = line.find_last_not_of(" \t\r");
    if (first != std::string_view::npos) lines.emplace_back(line.substr(first, last - first + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::optional<std::string> find_sealed(const Desk& desk, const http::Request& request, std::string_view name) {
  const auto sealed = request.find_cookie(name);
  if (!sealed) return std::nullopt;
  auto opened = open_seal(derive_key(desk.options.key, "cookies"), name, *sealed, desk.engine.now());
  if (!opened.ok()) return std::nullopt;
  return std::move(opened).value();
}

void set_sealed(const Desk& desk, http::Response& response, std::string_view name, std::string_view text,
                std::string_view path, std::chrono::seconds age) {
  const auto expires_at = desk.engine.now() + std::chrono::duration_cast<Milliseconds>(age);
  add_cookie(desk, response, name, make_seal(derive_key(desk.options.key, "cookies"), name, text, expires_at), path,
             age);
}

void clear_cookie(const Desk& desk, http::Response& response, std::string_view name, std::string_view path) {
  add_cookie(desk, response, name, "", path, std::chrono::seconds{0});
}

http::Response see_other(const Desk& desk, const std::string& location, std::string_view note_key) {
  auto response = http::redirect(location);
  if (!note_key.empty()) set_sealed(desk, response, note_cookie, note_key, "/", note_age);
  return response;
}

std::string note_of(const Desk& desk, const http::Request& request, const Visit& visit) {
  const auto key = find_sealed(desk, request, note_cookie);
  return key && desk.messages.has(*key) ? desk.messages.pattern(visit.language, *key) : std::string();
}

http::RouteOptions form_body() {
  http::RouteOptions options;
  options.body_bytes_max = 256 * 1024;
  options.content_types = {"application/x-www-form-urlencoded"};
  return options;
}

}  // namespace redress::server
