// SPDX-License-Identifier: Apache-2.0
#include "engine/reactor.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace redress::engine {
namespace {

constexpr int unwritten_lots_max = 64;

}  // namespace

void Reactor::start(Milliseconds rest, std::function<Status()> round) {
  thread_ = std::thread([this, rest, round = std::move(round)] {
    while (!core_.is_stopping) {
      const Status status = round();
      if (!status.ok() && !core_.is_stopping) {
        spdlog::error("{}: {}; it is tried again", name_, status.error().message);
        cursor_.reset();
        pause(Milliseconds{1'000});
      }
      pause(rest);
    }
  });
}

void Reactor::join() {
  if (thread_.joinable()) thread_.join();
}

Status Reactor::take_in(const Find& find, Milliseconds delay) {
  while (!core_.is_stopping) {
    TRY_ASSIGN(const auto records, read_on());
    if (records.empty()) return Done{};
    ReactorJob job;
    for (const store::Record& record : records) {
      const auto* event = std::get_if<cases::Event>(&record.body);
      if (event == nullptr) continue;
      TRY_ASSIGN(const auto ids, find(record, *event));
      for (const std::string& id : ids) {
        job.deliveries.push_back(
            {id, name_, record.case_id, record.case_seq, 0, event->at + delay, store::DeliveryState::waiting});
      }
    }
    if (job.deliveries.empty() && ++unwritten_lots_ < unwritten_lots_max) continue;
    unwritten_lots_ = 0;
    job.cursor = store::CursorMove{name_, records.back().position};
    TRY(report(std::move(job)));
  }
  return Done{};
}

Result<std::vector<store::Record>> Reactor::read_on() {
  if (!cursor_) {
    TRY_ASSIGN(cursor_, core_.events.load_cursor(name_));
  }
  if (core_.last_position <= *cursor_) return std::vector<store::Record>{};
  TRY_ASSIGN(auto records, core_.events.load_after(*cursor_, 256));
  if (!records.empty()) cursor_ = records.back().position;
  return records;
}

Result<cases::Case> Reactor::load_case_at(const Id& case_id, std::uint64_t case_seq) const {
  TRY_ASSIGN(const auto records, core_.events.load_case(case_id));
  cases::Case state;
  state.id = case_id;
  for (const store::Record& record : records) {
    if (record.case_seq > case_seq) break;
    state = cases::apply(std::move(state), std::get<cases::Event>(record.body));
  }
  return state;
}

Status Reactor::report(ReactorJob job) {
  std::promise<Status> done;
  auto outcome = done.get_future();
  job.done = [&done](Status status) { done.set_value(std::move(status)); };
  TRY(core_.jobs.push(std::move(job)));
  return outcome.get();
}

void Reactor::pause(Milliseconds span) const {
  constexpr Milliseconds step{20};
  while (span > Milliseconds{0} && !core_.is_stopping) {
    std::this_thread::sleep_for(std::min(span, step));
    span -= step;
  }
}

std::string make_delivery_id(std::string_view prefix, const Id& case_id, std::uint64_t case_seq) {
  return std::string(prefix) + "_" + render_id(case_id) + "_" + std::to_string(case_seq);
}

}  // namespace redress::engine
