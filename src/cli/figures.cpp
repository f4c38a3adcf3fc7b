// SPDX-License-Identifier: Apache-2.0
#include "cli/figures.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/check.hpp"
#include "cli/version.hpp"

namespace redress::cli {
namespace {

std::string find_cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

double median_of(std::vector<double> rounds) {
  if (rounds.empty()) return 0;
  std::sort(rounds.begin(), rounds.end());
  const std::size_t middle = rounds.size() / 2;
  return rounds.size() % 2 == 1 ? rounds[middle] : (rounds[middle - 1] + rounds[middle]) / 2;
}

nlohmann::ordered_json describe_machine() {
  return {{"cpu", find_cpu_model()},
          {"cores", std::thread::hardware_concurrency()},
          {"compiler", "g++ " __VERSION__},
          {"build", std::string(build_flags)}};
}

}  // namespace

void Figures::add(const std::string& figure, double value, const std::string& unit) {
  values_[figure].rounds.push_back(value);
  values_[figure].unit = unit;
}

void Figures::bar(const std::string& figure, bool met, const std::string& text) {
  bars_.push_back(Bar{figure, met, text});
}

double Figures::median(const std::string& figure) const {
  const auto found = values_.find(figure);
  return found == values_.end() ? 0 : median_of(found->second.rounds);
}

void Figures::print(bool json) const {
  if (!json) {
    std::cout << fmt::format("{:<34} {:>12} {:>12} {:>12}  {}\n", name_, "median", "min", "max", "unit");
    for (const auto& [name, values] : values_) {
      const auto [low, high] = std::minmax_element(values.rounds.begin(), values.rounds.end());
      std::cout << fmt::format("{:<34} {:>12.3f} {:>12.3f} {:>12.3f}  {}\n", name, median_of(values.rounds), *low,
                               *high, values.unit);
    }
    for (const Bar& bar : bars_)
      std::cout << (bar.met ? "met     " : "MISSED  ") << bar.figure << ": " << bar.text << '\n';
    std::cout << find_cpu_model() << ", commit " << commit << '\n';
    return;
  }
  nlohmann::ordered_json answer{{"name", name_}, {"machine", describe_machine()}, {"commit", std::string(commit)}};
  auto& figures = answer["figures"] = nlohmann::ordered_json::object();
  for (const auto& [name, values] : values_) {
    const auto [low, high] = std::minmax_element(values.rounds.begin(), values.rounds.end());
    figures[name] = {{"median", median_of(values.rounds)}, {"min", *low}, {"max", *high}, {"unit", values.unit}};
  }
  auto& bars = answer["bars"] = nlohmann::ordered_json::array();
  for (const Bar& bar : bars_) bars.push_back({{"figure", bar.figure}, {"met", bar.met}, {"text", bar.text}});
  answer["peer"] = nullptr;
  answer["ratio"] = nullptr;
  std::cout << answer.dump() << '\n';
}

double thread_cpu_ms() {
  timespec now{};
  CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double measure_syncs_per_second(const std::string& folder) {
  const std::string path = folder + "/sync-probe";
  const int descriptor = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  CHECK(descriptor >= 0);
  const std::string block(512, 'x');
  const auto start = std::chrono::steady_clock::now();
  int count = 0;
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds{500}) {
    CHECK(::write(descriptor, block.data(), block.size()) == static_cast<ssize_t>(block.size()));
    CHECK(::fdatasync(descriptor) == 0);
    ++count;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  ::close(descriptor);
  ::unlink(path.c_str());
  return count / seconds;
}

}  // namespace redress::cli
