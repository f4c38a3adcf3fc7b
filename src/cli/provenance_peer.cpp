// SPDX-License-Identifier: Apache-2.0
#include "cli/provenance_peer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/descriptor.hpp"

namespace redress::cli {
namespace {

const std::string script = "tests/provenance_oracles/published.mjs";

std::string modules_folder() {
  const char* named = std::getenv("REDRESS_PROVENANCE_MODULES");
  return named != nullptr ? named : "build/provenance_oracles";
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> chunk{};
  for (;;) {
    const ssize_t count = read(descriptor, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

Result<std::string> run_node(std::vector<std::string> words) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Error{Code::exhausted, "too many files are open"};
  const Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs.number(), STDOUT_FILENO);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const int spawned = posix_spawnp(&pid, "node", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (spawned != 0) return Error{Code::not_found, "Node is not installed"};
  theirs.reset();
  std::string text = read_all(ours.number());
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) return Error{Code::unavailable, "the peer ended with a fault"};
  return text;
}

}  // namespace

Result<double> measure_provenance_peer(const std::string& data, const std::vector<std::string>& files, double seconds) {
  const std::string modules = modules_folder();
  if (!std::filesystem::exists(script) || !std::filesystem::exists(modules + "/node_modules")) {
    return Error{Code::not_found, "no " + modules + "/node_modules: the provenance.published test installs it"};
  }
  std::vector<std::string> words{"node", script, modules, data, "--bench", fmt::format("{}", seconds)};
  words.insert(words.end(), files.begin(), files.end());
  TRY_ASSIGN(const std::string text, run_node(std::move(words)));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto found = json.is_object() ? json.find("files_per_cpu_second") : json.end();
  if (!json.is_object() || found == json.end() || !found->is_number()) {
    return Error{Code::corrupt, "the peer answered no figure"};
  }
  return found->get<double>();
}

}  // namespace redress::cli
