// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_command.hpp"

#include <unistd.h>

#include <fstream>
#include <iostream>

#include "cli/admin_command.hpp"
#include "cli/child_server.hpp"
#include "cli/demo_pictures.hpp"
#include "cli/demo_receiver.hpp"
#include "cli/demo_story.hpp"
#include "cli/exit.hpp"

namespace redress::cli {
namespace {

Status write_configuration(const std::string& path, const DemoReceiver& receiver) {
  std::ofstream file(path);
  const std::string at = "127.0.0.1:" + std::to_string(receiver.port());
  file << "[[webhook]]\nname = \"platform\"\nurl = \"http://" << at << "/redress\"\nsecret = \"" << receiver.secret()
       << "\"\n\n[reach]\nallow = [\"" << at << "\"]\n";
  file.close();
  if (!file) return Error{Code::unavailable, path + ": cannot be written"};
  return Done{};
}

Status tell(const DemoOptions& options, const TemporaryFolder& folder) {
  TRY_ASSIGN(const auto pictures, make_demo_pictures(options.photos));
  TRY_ASSIGN(const auto receiver, DemoReceiver::start());
  const std::string data_dir = folder.path() + "/data";
  const std::string configuration = folder.path() + "/redress.toml";
  TRY(write_configuration(configuration, *receiver));
  StoryTokens tokens;
  TRY_ASSIGN(tokens.platform, add_token(data_dir, "platform", {"notices", "media", "edge"}));
  TRY_ASSIGN(tokens.asha, add_token(data_dir, "asha", {"admin"}));
  TRY_ASSIGN(tokens.bela, add_token(data_dir, "bela", {"admin"}));
  std::string case_code;
  std::string shown_at_the_end;
  {
    TRY_ASSIGN(const auto server, ChildServer::start(data_dir, {"--config", configuration}));
    Story story(ApiClient(server.port()), *receiver, pictures, tokens);
    TRY(story.tell());
    case_code = story.case_code();
    TRY_ASSIGN(shown_at_the_end, story.describe_case());
  }
  return verify_replay(data_dir, case_code, shown_at_the_end);
}

}  // namespace

int demo_command(const DemoOptions& options) {
  const TemporaryFolder folder(options.keep);
  const auto told = tell(options, folder);
  if (!told.ok()) {
    std::cout << std::flush;
    std::cerr << "redress demo: " << told.error().message << '\n';
    return told.error().code == Code::conflict ? exit_finding : exit_failed;
  }
  std::cout << "\nEvery step held.\n";
  if (options.keep) std::cout << "The data folder is " << folder.path() << "/data\n";
  return exit_done;
}

}  // namespace redress::cli
