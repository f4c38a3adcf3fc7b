// SPDX-License-Identifier: Apache-2.0
// cli/demo_receiver.hpp — the platform's side of the demo: takes webhooks, checks signatures, keeps what they said.
//
// Errors          start: unavailable when no port is free.
// Threads         its own server; wait_for may be called from the main thread.
#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "http/http.hpp"
#include "mail/webhook.hpp"

namespace redress::cli {

class DemoReceiver {
 public:
  [[nodiscard]] static Result<std::unique_ptr<DemoReceiver>> start();
  ~DemoReceiver();
  DemoReceiver(const DemoReceiver&) = delete;
  DemoReceiver& operator=(const DemoReceiver&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::string secret() const { return mail::render_webhook_secret(secret_); }
  // How many messages of this type came with a good signature, each id counted once.
  [[nodiscard]] std::size_t count(const std::string& type) const;
  [[nodiscard]] std::optional<nlohmann::json> find(const std::string& type) const;  // the newest
  [[nodiscard]] std::size_t refused() const;

 private:
  struct Message {
    std::string id;
    nlohmann::json body;
  };
  struct Inbox {
    std::vector<Message> messages;
    std::size_t refused = 0;
  };
  DemoReceiver() : secret_(mail::make_webhook_secret()) {}
  [[nodiscard]] http::Response take(const http::Request& request);

  mail::WebhookSecret secret_;
  Guarded<Inbox> inbox_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace redress::cli
