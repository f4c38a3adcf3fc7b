// SPDX-License-Identifier: Apache-2.0
// server/session.cpp — signing in to the console and out of it.
#include "http/form.hpp"
#include "server/page.hpp"
#include "server/seal.hpp"

namespace redress::server {

namespace {

constexpr std::size_t name_bytes_max = 100;
constexpr std::size_t password_bytes_max = 1'000;

http::Cookie session_cookie_of(const Desk& desk, std::string key) {
  http::Cookie cookie;
  cookie.name = std::string(session_cookie);
  cookie.value = std::move(key);
  // For the whole origin, since the console's own pages call the API too; SameSite=Strict keeps others out.
  cookie.secure = desk.is_https();
  return cookie;
}

http::Response show_wrong(const Desk& desk, const http::Request& request, std::string_view name, int status) {
  const auto visit = staff_visit_of(desk, request);
  auto view = frame(desk, visit, true);
  view["name"] = name.substr(0, name_bytes_max);
  view["fault"] = desk.messages.pattern(visit.language, status == 429 ? "case.many_tries" : "console.wrong");
  return render_page(desk, visit, "console_sign_in", view, status);
}

}  // namespace

http::Response sign_in(Desk& desk, http::Request&& request) {
  const auto form = form_of(request);
  const auto name = field(form, "name");
  const auto password = field(form, "password");
  if (!desk.admit(desk.try_limit, request).ok()) return show_wrong(desk, request, name, 429);
  if (name.size() > name_bytes_max || password.size() > password_bytes_max) return show_wrong(desk, request, name, 403);
  auto key = desk.accounts.sign_in(name, password, desk.engine.now());
  if (!key.ok()) {
    const auto code = key.error().code;
    if (code != Code::exhausted && code != Code::forbidden)
      return refuse_page(desk, staff_visit_of(desk, request), key.error(), "/console/");
    return show_wrong(desk, request, name, code == Code::exhausted ? 429 : 403);
  }
  auto response = http::redirect("/console/");
  response.headers.push_back({"Set-Cookie", http::render_cookie(session_cookie_of(desk, std::move(key).value()))});
  return response;
}

http::Response sign_out(Desk& desk, http::Request&& request) {
  const auto caller = find_staff(desk, request);
  auto response = http::redirect("/console/");
  if (!caller || !is_csrf(desk.options.key, caller->session, field(form_of(request), "csrf"))) return response;
  const auto ended = desk.accounts.sign_out(caller->session);
  if (!ended.ok()) return refuse_page(desk, staff_visit_of(desk, request), ended.error(), "/console/");
  auto cookie = session_cookie_of(desk, "");
  cookie.max_age = std::chrono::seconds{0};
  response.headers.push_back({"Set-Cookie", http::render_cookie(cookie)});
  return response;
}

}  // namespace redress::server
