// SPDX-License-Identifier: Apache-2.0
// cli/demo_story.hpp — the steps of the demo: each says what happens, does it over HTTP, and checks that it held.
//
// Errors          conflict: a step did not hold, with what was seen instead; unavailable: no answer.
// Threads         the main thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/api_client.hpp"
#include "cli/demo_pictures.hpp"
#include "cli/demo_receiver.hpp"

namespace redress::cli {

struct StoryTokens {
  std::string platform;
  std::string asha;  // two reviewers: an appeal is decided by somebody else
  std::string bela;
};

class Story {
 public:
  Story(ApiClient api, const DemoReceiver& receiver, const DemoPictures& pictures, StoryTokens tokens);
  [[nodiscard]] Status tell();
  [[nodiscard]] const std::string& case_code() const { return case_code_; }
  // Status, clocks and measures as the server shows them, one line each: what a replay must come to.
  [[nodiscard]] Result<std::string> describe_case() const;

 private:
  void say(const std::string& what);
  void note(const std::string& detail) const;
  [[nodiscard]] Status upload_copies();
  [[nodiscard]] Status send_notice();
  [[nodiscard]] Status find_copies();
  [[nodiscard]] Status hold_meanwhile();
  [[nodiscard]] Status decide();
  [[nodiscard]] Status try_again();
  [[nodiscard]] Status appeal();
  [[nodiscard]] Status file_appeal(const std::string& secret) const;
  [[nodiscard]] Status put_back();

  [[nodiscard]] Result<nlohmann::json> act(const std::string& action, const nlohmann::json& body,
                                           const std::string& token, int expected = 200) const;
  [[nodiscard]] Result<nlohmann::json> load() const;
  [[nodiscard]] Result<nlohmann::json> upload(const std::string& content_id, const Bytes& jpeg) const;
  [[nodiscard]] Status expect_edge(int item, const std::string& country, int status) const;
  // Asks until it holds, at most five seconds.
  [[nodiscard]] Status wait_until(const std::string& what,
                                  const std::function<bool(const nlohmann::json& state)>& holds) const;

  ApiClient api_;
  const DemoReceiver& receiver_;
  const DemoPictures& pictures_;
  StoryTokens tokens_;
  std::chrono::steady_clock::time_point start_;
  int step_ = 0;
  std::string case_id_;
  std::string case_code_;
};

// Folds the journal of the stopped server again and compares with what it showed.
[[nodiscard]] Status verify_replay(const std::string& data_dir, const std::string& case_code, const std::string& shown);

}  // namespace redress::cli
