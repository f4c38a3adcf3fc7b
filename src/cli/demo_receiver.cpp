// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_receiver.hpp"

#include <algorithm>

#include "base/clock.hpp"

namespace redress::cli {

Result<std::unique_ptr<DemoReceiver>> DemoReceiver::start() {
  std::unique_ptr<DemoReceiver> receiver(new DemoReceiver);  // NOLINT: the constructor is private
  http::Routes routes;
  routes.add(http::Method::post, "/redress",
             http::answer([self = receiver.get()](http::Request&& request) { return self->take(request); }));
  http::Options options;
  options.worker_count = 1;
  TRY_ASSIGN(receiver->server_, http::Server::start(std::move(options), std::move(routes)));
  return receiver;
}

DemoReceiver::~DemoReceiver() {
  if (server_) server_->stop(std::chrono::milliseconds{500});
}

http::Response DemoReceiver::take(const http::Request& request) {
  const auto header = [&](std::string_view name) { return request.find_header(name).value_or(""); };
  const mail::WebhookHeaders headers{header("webhook-id"), header("webhook-timestamp"), header("webhook-signature")};
  const auto good = mail::verify_webhook(secret_, headers, request.body, SystemClock{}.now());
  auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!good.ok() || body.is_discarded()) {
    inbox_.write([](Inbox& inbox) { ++inbox.refused; });
    return http::problem(403, "The signature does not hold", "This message was not made with the secret we share.");
  }
  inbox_.write([&](Inbox& inbox) {
    const bool known = std::any_of(inbox.messages.begin(), inbox.messages.end(),
                                   [&](const Message& message) { return message.id == headers.id; });
    if (!known) inbox.messages.push_back(Message{std::string(headers.id), std::move(body)});
  });
  return http::reply_empty(204);
}

std::size_t DemoReceiver::count(const std::string& type) const {
  return inbox_.read([&](const Inbox& inbox) {
    return static_cast<std::size_t>(
        std::count_if(inbox.messages.begin(), inbox.messages.end(),
                      [&](const Message& message) { return message.body.value("type", "") == type; }));
  });
}

std::optional<nlohmann::json> DemoReceiver::find(const std::string& type) const {
  return inbox_.read([&](const Inbox& inbox) -> std::optional<nlohmann::json> {
    for (auto message = inbox.messages.rbegin(); message != inbox.messages.rend(); ++message) {
      if (message->body.value("type", "") == type) return message->body;
    }
    return std::nullopt;
  });
}

std::size_t DemoReceiver::refused() const {
  return inbox_.read([](const Inbox& inbox) { return inbox.refused; });
}

}  // namespace redress::cli
