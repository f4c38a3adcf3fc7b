// SPDX-License-Identifier: Apache-2.0
// cli/inspector.hpp — one file in, what it says about itself out; read in a worker that sees nothing else.
//
// Shapes          the answer is JSON, made in the worker: crJSON, or our own report without `path`. A manifest store
//                 that lies beside the file under the same name (.c2pa) goes in with it.
// Units           files up to file_bytes_max.
// Errors          start: unavailable where the sandbox cannot be built. inspect: not_found, exhausted over a limit,
//                 invalid where the worker broke its rules.
// Threads         start() while the process has one thread; one Inspector a process, for its lists are the workers'.
// Lifetime        `trust` must outlive it.
#pragma once

#include "base/instant.hpp"
#include "media/forkserver.hpp"
#include "provenance/trust.hpp"

namespace redress::cli {

enum class InspectForm : std::uint8_t { report, crjson };

class Inspector {
 public:
  static constexpr std::uint64_t file_bytes_max = std::uint64_t{2} << 30U;

  [[nodiscard]] static Result<Inspector> start(const provenance::Trust& trust, Instant at, InspectForm form);
  [[nodiscard]] Result<std::string> inspect(const std::string& path) const;

 private:
  explicit Inspector(media::ForkServer server) : server_(std::move(server)) {}
  media::ForkServer server_;
};

}  // namespace redress::cli
