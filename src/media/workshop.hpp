// SPDX-License-Identifier: Apache-2.0
// media/workshop.hpp — a program of somebody else's, at work on files in a folder of its own.
//
// Use this when   a recording (docs/decisions/0034) or a HEIC (0044) is written: what goes in and what comes out are
//                 whole files. To look at one, media/decode.hpp.
// Shapes          a private folder; files are put into it, the program runs there and sees nothing else, what it wrote
//                 is read. What it prints comes line by line while it runs.
// Units           bytes, seconds.
// Errors          open, put: exhausted when there is no room. run: unavailable where the program is not installed or
//                 the kernel has no Landlock; invalid when it failed or broke its sandbox's rules; exhausted when it
//                 reached a limit. take: not_found when there is no such file.
// Threads         any: run() forks, and its child asks for no memory before it is the program, which ends when the
//                 thread that called run() does.
// Lifetime        the folder goes with its Workshop.
// Source          docs/decisions/0016: the same confinement as `heif-convert`'s.
// Never           hands a program a name, an option or a text that came with the file.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace redress::media {

struct WorkLimits {
  std::uint64_t memory_bytes_max = 3ULL << 30U;
  std::uint64_t file_bytes_max = 8ULL << 30U;  // of each that it writes
  std::chrono::seconds cpu_max{12 * 3'600};
  std::chrono::seconds wall_max{12 * 3'600};
  bool is_speech = false;  // it may ask for loudspeakers, and is told no
};

inline constexpr std::size_t printed_line_bytes_max = 4'096;
inline constexpr std::size_t printed_bytes_max = 64U << 20U;

class Workshop {
 public:
  // In the folder for temporary files: TMPDIR, or /tmp.
  [[nodiscard]] static Result<Workshop> open();
  ~Workshop();
  Workshop(Workshop&& other) noexcept;
  Workshop& operator=(Workshop&&) = delete;

  // Names are ours, without a slash.
  [[nodiscard]] Status put(const std::string& name, ByteView bytes) const;
  [[nodiscard]] Status put_file(const std::string& name, const std::string& path) const;
  // What a program wrote; never through a link.
  [[nodiscard]] Result<Bytes> take(const std::string& name, std::uint64_t bytes_max) const;
  [[nodiscard]] std::string path_of(const std::string& name) const { return folder_ + "/" + name; }

  // The program's path first. A line that is longer than it may be is cut.
  using OnLine = std::function<void(std::string_view line)>;
  [[nodiscard]] Status run(const std::vector<std::string>& command, const WorkLimits& limits,
                           const OnLine& on_line = {}) const;

 private:
  explicit Workshop(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

}  // namespace redress::media
