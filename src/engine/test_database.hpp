// SPDX-License-Identifier: Apache-2.0
// engine/test_database.hpp — test only: a DSA Transparency Database that keeps its puids unique, stores all of a batch
// or none of it, and refuses what a test tells it to, in the ways the real one does.
//
// Errors          failures end the test.
// Threads         answers are made on the receiver's thread; the members are safe from any.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/test_exchange.hpp"

namespace redress::engine {

// How a refusal names what was wrong.
enum class Naming { by_place, not_at_all };

class TestDatabase {
 public:
  using Json = nlohmann::json;
  using Wrong = std::function<bool(const Json& statement)>;
  using Before = std::function<std::string(int no)>;  // another answer to the no-th request; "": none

  TestDatabase() : server_([this](const Asked& asked) { return answer(asked); }) {}

  void refuse(Wrong wrong, Naming naming = Naming::by_place) {
    state_.write([&](State& state) {
      state.wrong = std::move(wrong);
      state.naming = naming;
    });
  }
  void interrupt(Before before) {
    state_.write([&](State& state) { state.before = std::move(before); });
  }
  // Stores the next batch and says nothing of it: the connection breaks.
  void lose_next_answer() {
    state_.write([](State& state) { state.loses_answer = true; });
  }

  [[nodiscard]] std::map<std::string, Json> stored() const {
    return state_.read([](const State& state) { return state.stored; });
  }
  [[nodiscard]] std::vector<std::size_t> batch_sizes() const {
    return state_.read([](const State& state) { return state.batch_sizes; });
  }
  [[nodiscard]] std::vector<Asked> asked() const { return server_.asked(); }
  [[nodiscard]] std::string url() const { return server_.url("/api/v1"); }
  [[nodiscard]] std::string name() const { return server_.name(); }

 private:
  struct State {
    std::map<std::string, Json> stored;  // by puid
    std::vector<std::size_t> batch_sizes;
    Wrong wrong;
    Naming naming = Naming::by_place;
    Before before;
    bool loses_answer = false;
    int request_count = 0;
  };

  std::string answer(const Asked& asked) {
    EXPECT_EQ(asked.method + " " + asked.target, "POST /api/v1/statements");
    EXPECT_EQ(asked.header("Authorization"), "Bearer 7|SECRET");
    EXPECT_EQ(asked.header("Content-Type"), "application/json");
    EXPECT_EQ(asked.header("Accept"), "application/json");
    return state_.write([&](State& state) {
      ++state.request_count;
      const std::string other = state.before ? state.before(state.request_count) : "";
      return other.empty() ? take(state, Json::parse(asked.body).at("statements")) : other;
    });
  }

  static std::string take(State& state, const Json& batch) {
    state.batch_sizes.push_back(batch.size());
    EXPECT_TRUE(!batch.empty() && batch.size() <= 100);
    Json errors = Json::object();
    Json existing = Json::array();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const bool is_wrong = state.wrong && state.wrong(batch[i]);
      if (is_wrong) errors["statement_" + std::to_string(i)] = {{"category", {"The selected category is invalid."}}};
      if (state.stored.contains(batch[i].at("puid"))) existing.push_back(batch[i].at("puid"));
    }
    if (!errors.empty()) {
      const Json said =
          state.naming == Naming::by_place ? Json{{"errors", errors}} : Json{{"message", "Something is wrong."}};
      return mail::http_answer(422, said.dump());
    }
    if (!existing.empty()) {
      const std::string text = "The platform identifier(s) are not all unique within this call.";
      return mail::http_answer(
          422, Json{{"message", text}, {"errors", {{"puid", {text}}, {"existing_puids", existing}}}}.dump());
    }
    Json stored = Json::array();
    for (const Json& statement : batch) {
      state.stored[statement.at("puid")] = statement;
      stored.push_back({{"puid", statement.at("puid")}, {"uuid", "uuid-" + statement.at("puid").get<std::string>()}});
    }
    return std::exchange(state.loses_answer, false) ? "" : mail::http_answer(201, Json{{"statements", stored}}.dump());
  }

  Guarded<State> state_;
  TestExchange server_;
};

}  // namespace redress::engine
