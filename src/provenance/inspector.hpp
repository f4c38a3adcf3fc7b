// SPDX-License-Identifier: Apache-2.0
// provenance/inspector.hpp — one file in, what it says about itself out; read in a worker that sees nothing else.
//
// Use this when   a file comes from anyone but us. A manifest store that lies beside it goes in with it.
// Shapes          inspection.hpp, or crJSON as text.
// Units           files up to file_bytes_max of the limits; a sidecar up to sidecar_bytes_max, and then the file up to
//                 joined_bytes_max, for both go into memory.
// Errors          start: unavailable where the sandbox cannot be built. The rest: not_found, exhausted over a limit,
//                 invalid where the worker broke its rules, unavailable where the service is gone.
// Threads         start() while the process has one thread; the rest from any.
// Lifetime        `trust` is copied with the process: it may go once start() has returned.
// Cost            about 1 ms for the worker, and one pass over the file where a manifest stands in it.
// Source          docs/decisions/0011 (one worker a file), docs/decisions/0038 (why in this room).
// Never           parses a byte of the file in the calling process.
#pragma once

#include <chrono>

#include "media/forkserver.hpp"
#include "provenance/inspection.hpp"
#include "provenance/trust.hpp"

namespace redress::provenance {

struct InspectorLimits {
  std::uint64_t file_bytes_max = 200'000'000;
  std::chrono::milliseconds wall_max{10'000};
  std::chrono::seconds cpu_max{8};
  std::uint64_t memory_bytes_max = 512U << 20U;  // beside the file
};

class Inspector {
 public:
  static constexpr std::uint64_t sidecar_bytes_max = 32U << 20U;
  static constexpr std::uint64_t joined_bytes_max = std::uint64_t{2} << 30U;

  [[nodiscard]] static Result<Inspector> start(const Trust& trust, const InspectorLimits& limits = {});

  [[nodiscard]] Result<Inspection> inspect(const std::string& path, Instant at, const std::string& sidecar = {}) const;
  [[nodiscard]] Result<std::string> render_crjson(const std::string& path, Instant at,
                                                  const std::string& sidecar = {}) const;

 private:
  Inspector(media::ForkServer server, const InspectorLimits& limits) : server_(std::move(server)), limits_(limits) {}
  [[nodiscard]] Result<std::string> ask(const std::string& path, const std::string& sidecar, media::Job job,
                                        std::size_t answer_bytes_max) const;

  media::ForkServer server_;
  InspectorLimits limits_;
};

}  // namespace redress::provenance
