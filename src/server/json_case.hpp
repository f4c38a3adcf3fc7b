// SPDX-License-Identifier: Apache-2.0
// server/json_case.hpp — a case as JSON: for its reporter, for staff, and as lines of the public projection.
//
// Shapes          docs/reference/http.md.
// Errors          none.
// Threads         pure functions.
// Never           shows a reporter another reporter's words, or anybody outside who reported or who uploaded.
#pragma once

#include "server/json.hpp"
#include "store/event_store.hpp"
#include "store/picture_store.hpp"

namespace redress::server {

[[nodiscard]] Json render_follow_up(const cases::Case& state, int notice_no, const std::string& case_code);
// `records` hold the words of notices and appeals.
[[nodiscard]] Json render_case(const cases::Case& state, const std::string& case_code,
                               const std::vector<store::Record>& records);
[[nodiscard]] Json render_queue_row(const store::QueueRow& row);
// No text that a person wrote, no name, no address: kinds, numbers, instants and the platform's own content ids.
[[nodiscard]] Json render_public_event(const store::Record& record);

// Where a case stands: received, hidden, remove, restrict, label, reject, restored, appeal, sent_back, closed.
[[nodiscard]] std::string_view status_of(const cases::Case& state);
[[nodiscard]] std::string_view name_of(const cases::EventBody& body);
[[nodiscard]] Json render_territory_json(const law::Territory& territory);
// How near a match is, in the measure of its tier: corners that lie alike, or bits apart.
void render_nearness(Json& match, int distance_bits, const std::optional<int>& inlier_count);
[[nodiscard]] Json render_sweeps(const std::vector<store::Sweep>& sweeps);

}  // namespace redress::server
