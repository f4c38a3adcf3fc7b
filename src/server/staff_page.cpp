// SPDX-License-Identifier: Apache-2.0
#include "server/staff_page.hpp"

#include "server/objections.hpp"
#include "server/seal.hpp"
#include "server/view.hpp"

namespace redress::server {
namespace {

void put_waiting(const Telling& telling, Json& view) {
  const Desk& desk = telling.desk;
  const auto waiting = desk.options.notifiers->load_objections(1);
  if (!waiting.ok() || waiting.value().empty()) return;
  const Instant since = *waiting.value().front().appealed_at;
  const Json left = tell_left(telling, since, find_answer_due(since), desk.engine.now());
  view["waits"] = {{"text", telling.say("console.notifiers.waits", {{"left", left["left"]}})},
                   {"urgency", left["urgency"]}};
}

Json page(const Telling& telling, const http::Request& request, const std::string& path, std::string_view key) {
  return {{"href", path}, {"text", telling.say(key)}, {"is_current", request.route == path}};
}

}  // namespace

Json staff_frame(const Desk& desk, const Visit& visit, const http::Request& request, const Caller& caller) {
  const Telling telling{desk, visit.language, Eyes::staff, desk.options.country};
  auto view = frame(desk, visit, true);
  view["csrf"] = render_csrf(desk.options.key, caller.session);
  view["user"] = caller.name;
  view["note"] = note_of(desk, request, visit);
  view["pages"] = {page(telling, request, "/console/", "console.queue")};
  view["has_pages"] = true;
  if (desk.options.notifiers != nullptr) {
    view["pages"].push_back(page(telling, request, "/console/notifiers", "console.notifiers"));
    put_waiting(telling, view);
  }
  if (may_see_reviewers(caller)) {
    view["pages"].push_back(page(telling, request, "/console/reviewers", "console.reviewers"));
  }
  return view;
}

http::Response send_to_sign_in(const Desk& desk, const http::Request& request) {
  const bool had_session = request.find_cookie(session_cookie).has_value();
  return see_other(desk, "/console/", had_session ? "console.ended" : "");
}

http::Response refuse_old_form(const Desk& desk, const Visit& visit, std::string_view link) {
  return message_page(desk, visit, 403, "message.failed", desk.messages.pattern(visit.language, "message.form_old"),
                      link);
}

}  // namespace redress::server
