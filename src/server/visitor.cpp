// SPDX-License-Identifier: Apache-2.0
#include "server/visitor.hpp"

#include <charconv>

#include "server/seal.hpp"

namespace redress::server {
namespace {

constexpr std::chrono::minutes visitor_age{30};

std::string normalised(std::string_view code) {
  auto read = normalise_crockford(code);
  return read.ok() ? std::move(read).value() : std::string();
}

}  // namespace

std::optional<Visitor> find_visitor(const Desk& desk, const http::Request& request, const Side& side,
                                    std::string_view case_code) {
  const auto kept = find_sealed(desk, request, side.cookie);
  if (!kept) return std::nullopt;
  const auto first = kept->find(' ');
  const auto second = kept->find(' ', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  const auto id = parse_id(std::string_view(*kept).substr(0, first));
  if (!id.ok()) return std::nullopt;
  Visitor visitor{id.value(), 0, kept->substr(second + 1), {}};
  std::from_chars(kept->data() + first + 1, kept->data() + second, visitor.notice_no);
  if (normalised(visitor.case_code) != normalised(case_code)) return std::nullopt;
  visitor.csrf = render_csrf(desk.options.key, *kept);
  return visitor;
}

std::optional<Visitor> find_poster(const Desk& desk, const http::Request& request, const Side& side,
                                   const http::Fields& form) {
  auto visitor = find_visitor(desk, request, side, request.parameter("code"));
  const auto given = field(form, "csrf");
  if (!visitor || !is_equal_constant_time(view_bytes(visitor->csrf), view_bytes(given))) return std::nullopt;
  return visitor;
}

void keep_visitor(const Desk& desk, http::Response& response, const Side& side, const Visitor& visitor) {
  const auto text = render_id(visitor.case_id) + " " + std::to_string(visitor.notice_no) + " " + visitor.case_code;
  set_sealed(desk, response, side.cookie, text, side.path, visitor_age);
}

http::Response show_codes(const Desk& desk, const http::Request& request, const Side& side, std::string_view fault_key,
                          int status) {
  const auto form = form_of(request);
  const auto visit = visit_of(desk, request);
  const auto say = [&](std::string_view key) {
    return desk.messages.pattern(visit.language, std::string(side.words).append(key));
  };
  auto view = frame(desk, visit);
  view["heading"] = say("sign_in");
  view["lead"] = say("sign_in.lead");
  view["legend"] = say("sign_in.legend");
  view["secret_label"] = say("secret");
  view["secret_hint"] = say("secret.hint");
  view["code_hint"] = desk.messages.pattern(visit.language, "case.code.hint");
  view["lost"] = say("lost");
  view["action"] = side.path;
  view["code"] = field(form, "code").substr(0, 32);
  if (!fault_key.empty()) view["fault"] = desk.messages.pattern(visit.language, fault_key);
  return render_page(desk, visit, "sign_code", view, status);
}

}  // namespace redress::server
