// SPDX-License-Identifier: Apache-2.0
// cli/figures.hpp — the one shape of every bench's answer: figures with their spread, the machine, the commit.
//
// Shapes          {"name","machine":{},"commit","figures":{NAME:{"median","min","max","unit"}},
//                 "bars":[{"figure","met","text"}],"peer":null,"ratio":null}
// Units           each figure names its own.
// Errors          none.
// Threads         one bench, one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace redress::cli {

class Figures {
 public:
  explicit Figures(std::string name) : name_(std::move(name)) {}
  // One round's value. The rounds of a figure give its median and its spread.
  void add(const std::string& figure, double value, const std::string& unit);
  // Whether a bar was met: shown in the table and given in the JSON.
  void bar(const std::string& figure, bool met, const std::string& text);
  [[nodiscard]] double median(const std::string& figure) const;
  void print(bool json) const;

 private:
  struct Values {
    std::vector<double> rounds;
    std::string unit;
  };
  struct Bar {
    std::string figure;
    bool met = false;
    std::string text;
  };
  std::string name_;
  std::map<std::string, Values> values_;
  std::vector<Bar> bars_;
};

// What this thread has computed. Of what computes and waits for nothing it is the time by the clock on a quiet machine;
// on a busy one the others' turns are not counted.
[[nodiscard]] double thread_cpu_ms();

// fdatasync calls a second that this folder's disk does now: what every durable figure must be read against.
[[nodiscard]] double measure_syncs_per_second(const std::string& folder);

}  // namespace redress::cli
