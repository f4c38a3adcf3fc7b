// SPDX-License-Identifier: Apache-2.0
#include "engine/reactor.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace redress::engine {

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
