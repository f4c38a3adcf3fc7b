// SPDX-License-Identifier: Apache-2.0
// cli/listening.hpp — where the server of a data folder answers, for commands that must go through it.
//
// Shapes          DIR/listening, "ADDRESS:PORT", there as long as the server is.
// Errors          find_listening: not_found when no server says that it is there, or none that this machine can reach.
// Threads         the main thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace redress::cli {

// The file goes with the object.
class Listening {
 public:
  Listening(const std::string& data_dir, const std::string& address, std::uint16_t port);
  ~Listening();
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  const std::string path_;
};

[[nodiscard]] Result<std::uint16_t> find_listening(const std::string& data_dir);

}  // namespace redress::cli
