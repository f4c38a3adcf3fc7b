// SPDX-License-Identifier: Apache-2.0
// tests/contract/made_cases.hpp — small cases to put into a store: one notice, one item, one clock.
//
// Errors          none.
// Threads         values.
#pragma once

#include <gtest/gtest.h>

#include "cases/decide.hpp"
#include "store/event_samples.hpp"
#include "store/event_store.hpp"

namespace redress::store {

inline const Instant start{1'790'000'000'000};

inline Digest digest_of(std::uint8_t byte) {
  Digest digest;
  digest.fill(byte);
  return digest;
}

inline cases::Event received_event() {
  cases::NoticeReceived received;
  received.facts = sample_notice();
  received.personal = {"my words", "A.B.", "a@b.example"};
  received.received_at = start;
  return {start, {cases::ActorKind::reporter, ""}, received};
}

inline cases::Event clock_event(Instant due_at) {
  cases::ClockStarted started;
  started.clock.duty = "IN-NCII-2H";
  started.clock.notice_no = 1;
  started.clock.starts_at = start;
  started.clock.due_at = due_at;
  return {start, {}, started};
}

inline std::optional<Instant> wake_of(const cases::Case& state) {
  const cases::CaseClock* leading = cases::find_leading_clock(state);
  return leading == nullptr ? std::nullopt : leading->due_at;
}

inline Append make_append(cases::Case state, const Id& id, std::vector<cases::Event> events) {
  Append append;
  append.case_id = id;
  state.id = id;
  for (const cases::Event& event : events) state = cases::apply(std::move(state), event);
  append.events = std::move(events);
  append.next_wake = wake_of(state);
  append.after = std::move(state);
  return append;
}

// A case with one notice, one item and one clock.
inline Append opening(std::uint64_t number) {
  Append append = make_append({}, sample_id(number),
                              {received_event(),
                               {start, {}, cases::ItemsAdded{{sample_item(number)}}},
                               clock_event(start + std::chrono::hours{number})});
  append.case_code = "CODE-" + std::to_string(1000 + number);
  append.secret_digest = digest_of(static_cast<std::uint8_t>(number));
  append.notice_no = 1;
  return append;
}

inline Append following(const Append& before, std::vector<cases::Event> events) {
  return make_append(before.after, before.case_id, std::move(events));
}

inline Status append_one(EventStore& store, const Append& append) { return store.append({&append, 1}); }

template <class T>
T must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
  return std::move(result).value();
}

}  // namespace redress::store
