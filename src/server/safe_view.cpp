// SPDX-License-Identifier: Apache-2.0
#include "server/safe_view.hpp"

#include "report/safe_time.hpp"

namespace redress::server {
namespace {

std::string tell_hours(const Telling& telling, const cases::Personal& personal) {
  auto hours = telling.say(std::string("report.safe.").append(render(personal.safe_time)));
  if (telling.eyes == Eyes::staff && !personal.zone.empty()) hours += " (" + personal.zone + ")";
  return hours;
}

}  // namespace

std::string tell_safe_time(const Telling& telling, const cases::NoticeReceived& notice) {
  const auto& personal = notice.personal;
  const bool is_staff = telling.eyes == Eyes::staff;
  if (personal.email.empty() || (personal.safe_time == cases::SafeTime::any && !is_staff)) return {};
  const auto group = std::string(is_staff ? "console" : "case") + ".safe.";
  const auto safe_at = report::find_safe_instant(personal.safe_time, personal.zone, notice.facts.jurisdictions,
                                                 telling.desk.engine.now());
  // To her it is the same which of the two it is: nothing comes.
  const bool asks_us = is_staff && personal.safe_time == cases::SafeTime::ask;
  if (!safe_at) return telling.say(group + (asks_us ? "ask" : "none"));
  return telling.say(group + "waits", {{"when", tell_hours(telling, personal)}});
}

std::string tell_safe_time(const Telling& telling, const std::vector<store::Record>& records, int notice_no) {
  int no = 0;
  for (const auto& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    const auto* notice = event == nullptr ? nullptr : std::get_if<cases::NoticeReceived>(&event->body);
    if (notice != nullptr && ++no == notice_no) return tell_safe_time(telling, *notice);
  }
  return {};
}

}  // namespace redress::server
