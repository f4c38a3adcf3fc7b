// SPDX-License-Identifier: Apache-2.0
// cli/child_server.hpp — this very binary, serving from a folder of its own as its own process: for demo and benches.
//
// Errors          start: unavailable when the server did not become ready.
// Threads         one owner.
// Lifetime        the destructor stops the process; kill_hard() is kill -9.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

struct ProcessUse {
  double cpu_seconds = 0;
  double resident_mb = 0;
};

class ChildServer {
 public:
  // Starts `redress serve --data FOLDER --listen 127.0.0.1:0 ARGS...` and waits until it answers /readyz.
  [[nodiscard]] static Result<ChildServer> start(const std::string& data_dir,
                                                 const std::vector<std::string>& arguments = {});
  // Another command of this binary that prints the same first line; `words` begin with "redress".
  [[nodiscard]] static Result<ChildServer> start_as(std::vector<std::string> words);
  ChildServer(ChildServer&& other) noexcept;
  ChildServer& operator=(ChildServer&&) = delete;
  ChildServer(const ChildServer&) = delete;
  ~ChildServer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] ProcessUse use() const;
  [[nodiscard]] std::chrono::milliseconds time_to_ready() const { return time_to_ready_; }
  void kill_hard();
  void stop();

 private:
  ChildServer() = default;
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
  std::chrono::milliseconds time_to_ready_{0};
};

// A fresh folder that is removed with everything in it at the end.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(bool keep = false);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool keep_;
};

}  // namespace redress::cli
