// SPDX-License-Identifier: Apache-2.0
// provenance/status.hpp — the status codes of C2PA, each with the box it speaks of and one sentence.
//
// Errors          none.
// Threads         values.
// Source          C2PA 2.2, 15.2.2 (codes); crJSON schema (the three groups).
#pragma once

#include <string>
#include <vector>

namespace redress::provenance {

struct StatusEntry {
  std::string code;
  std::string url;
  std::string explanation;
};

struct Statuses {
  std::vector<StatusEntry> success;
  std::vector<StatusEntry> informational;
  std::vector<StatusEntry> failure;

  void succeed(std::string code, std::string url, std::string why) {
    success.push_back({std::move(code), std::move(url), std::move(why)});
  }
  void inform(std::string code, std::string url, std::string why) {
    informational.push_back({std::move(code), std::move(url), std::move(why)});
  }
  void fail(std::string code, std::string url, std::string why) {
    failure.push_back({std::move(code), std::move(url), std::move(why)});
  }
};

}  // namespace redress::provenance
