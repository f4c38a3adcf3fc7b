// SPDX-License-Identifier: Apache-2.0
// tools/coroutine_shapes.cpp — everyday coroutine shapes, each run in a process of its own: evidence for decision 0002.
//
// Not part of the build. g++ -std=c++20 -O2 tools/coroutine_shapes.cpp -o /tmp/shapes && /tmp/shapes
#include <sys/wait.h>
#include <unistd.h>

#include <coroutine>
#include <cstdio>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace {

std::coroutine_handle<> waiting;

// Suspends for real; main resumes it.
template <class T>
struct Later {
  T value;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> handle) { waiting = handle; }
  T await_resume() { return value; }
};

struct Task {
  struct promise_type {
    std::optional<int> value;
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int given) { value = given; }
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

// A string too long for the small buffer: a second destruction of it is seen.
std::string long_text() { return std::string(100, 'x'); }
struct Pair {
  std::string text;
  int number = 0;
};

Task branch_on_await() {
  if (co_await Later<bool>{true}) co_return 1;
  co_return 0;
}
Task assign_then_branch() {
  const bool value = co_await Later<bool>{true};
  if (value) co_return 1;
  co_return 0;
}
Task loop_until_await() {
  int rounds = 0;
  while (co_await Later<bool>{rounds < 2}) ++rounds;
  co_return rounds == 2 ? 1 : 0;
}
Task take_pair(Pair pair) {
  const int number = co_await Later<int>{pair.number};
  co_return pair.text.size() == 100 ? number : 0;
}
Task aggregate_argument() {
  const Later<int> later{1};
  Pair kept{.text = long_text(), .number = co_await Later<int>{later.value}};
  co_return kept.text.size() == 100 ? kept.number : 0;
}
Task aggregate_temporary() { return take_pair({.text = long_text(), .number = 1}); }
struct Holder {
  std::string text;
  Later<int> later() { return {text.size() == 100 ? 1 : 0}; }
};
Task member_of_temporary() { co_return co_await Holder{long_text()}.later(); }

bool runs_well(Task (*shape)()) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(5);
    const Task task = shape();
    for (int steps = 0; steps < 10 && !task.handle.done(); ++steps) waiting.resume();
    _exit(task.handle.done() && task.handle.promise().value == 1 ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

int main() {
  const std::pair<const char*, Task (*)()> shapes[] = {
      {"if (co_await ...) co_return", branch_on_await}, {"value = co_await ...; if (value)", assign_then_branch},
      {"while (co_await ...)", loop_until_await},       {"Aggregate{.a = co_await ...}", aggregate_argument},
      {"f({.a = temporary})", aggregate_temporary},     {"co_await Temporary{}.member()", member_of_temporary},
  };
  int bad = 0;
  for (const auto& [name, shape] : shapes) {
    const bool well = runs_well(shape);
    bad += well ? 0 : 1;
    std::printf("%-34s %s\n", name, well ? "right" : "WRONG");
  }
  std::printf("%d of %zu shapes went wrong\n", bad, std::size(shapes));
  return bad == 0 ? 0 : 1;
}
