// SPDX-License-Identifier: Apache-2.0
// server/api_served.cpp — POST /api/v1/media/served: how often copies were served, in numbers alone.
#include "server/api.hpp"
#include "server/json_served.hpp"

namespace redress::server {
namespace {

constexpr std::int64_t count_max = 1'000'000'000'000;

store::ServedSpan parse_span(const Json& body, const std::string& pointer, Faults& faults) {
  store::ServedSpan span;
  ObjectReader fields(body, pointer, faults);
  span.content_id = fields.required_text("content_id", 200);
  const auto from = fields.instant("from");
  const auto to = fields.instant("to");
  span.from = from.value_or(Instant{});
  span.to = to.value_or(Instant{});
  if (!fields.has("from")) fields.fault("from", "is required");
  if (!fields.has("to")) fields.fault("to", "is required");
  if (from && to && *to <= *from) fields.fault("to", "must be later than from");
  if (!fields.has("count")) fields.fault("count", "is required");
  span.count = static_cast<std::uint64_t>(fields.integer("count", 0, count_max, 0));
  fields.finish();
  return span;
}

http::Response post_served(Desk& desk, http::Request&& request) {
  auto caller = require_scope(desk, request, "media");
  if (const auto* problem = find_problem(caller)) return *problem;
  if (desk.options.served == nullptr) return problem_of(404, "this instance keeps no counts");
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  Faults faults;
  const auto spans = parse_served(std::get<Json>(json), faults);
  if (!faults.is_empty()) return faults.respond();
  if (const auto kept = desk.options.served->keep(spans); !kept.ok()) return problem_of(kept.error());
  return reply_json(200, {{"kept", spans.size()}});
}

}  // namespace

std::vector<store::ServedSpan> parse_served(const Json& body, Faults& faults) {
  std::vector<store::ServedSpan> spans;
  ObjectReader reader(body, "#", faults);
  if (const Json* list = reader.array("served", served_count_max)) {
    for (std::size_t i = 0; i < list->size(); ++i)
      spans.push_back(parse_span((*list)[i], reader.pointer_to("served", i), faults));
  } else if (!reader.has("served")) {
    reader.fault("served", "is required");
  }
  reader.finish();
  return spans;
}

void add_served_routes(Desk& desk, std::vector<Route>& routes) {
  routes.push_back({http::Method::post, "/api/v1/media/served", at_desk(desk, post_served), json_body()});
}

}  // namespace redress::server
