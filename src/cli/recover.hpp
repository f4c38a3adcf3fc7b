// SPDX-License-Identifier: Apache-2.0
// cli/recover.hpp — a picture that lost its metadata is shown to a server's records, here or over the network, and what
// they know of it is printed.
//
// Use this when   `redress inspect --recover DATA|URL` was asked for. Nothing leaves the machine otherwise.
// Errors          start: not_found where there is no such folder; unavailable without a sandbox. find: those of the
//                 decoder, of the store and of mail/fetch.hpp; corrupt where the answer is no JSON.
// Threads         start() while the process has one thread; then the main thread.
// Lifetime        the folder's server may run meanwhile.
// Never           follows a redirect, or asks an address inside that was not named with --reach.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

struct RecoverOptions {
  std::string place;               // a data folder, or the http(s) address of a server; empty: not asked for
  std::vector<std::string> reach;  // HOST:PORT inside, that may be asked
};

class Recoverer {
 public:
  [[nodiscard]] static Result<Recoverer> start(const RecoverOptions& options);
  ~Recoverer();
  Recoverer(Recoverer&&) noexcept;
  Recoverer& operator=(Recoverer&&) noexcept;

  // As server/json_record.hpp has it.
  [[nodiscard]] Result<nlohmann::json> find(const std::string& path) const;

 private:
  struct State;
  explicit Recoverer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Lines for a terminal, below those of inspect.
void print_recovered(const nlohmann::json& found);

}  // namespace redress::cli
