// SPDX-License-Identifier: Apache-2.0
#include "engine/dsa_client.hpp"

#include "mail/fetch.hpp"
#include "mail/webhook.hpp"

namespace redress::engine {
namespace {

constexpr std::uint64_t answer_bytes_max = 16U << 20U;

// Each is JSON that was rendered here.
std::string join(std::span<const std::string> statements) {
  std::string body = "{\"statements\":[";
  for (const std::string& statement : statements) {
    if (body.back() != '[') body += ',';
    body += statement;
  }
  return body + "]}";
}

std::string explain(int status) {
  const std::string said = "answered " + std::to_string(status);
  if (status == 401 || status == 403) return said + ": check the token, and that the platform may send statements";
  if (status == 404 || status == 405) return said + ": check the url";
  if (status >= 300 && status < 400) return said + ": redirects are not followed, check the url";
  return said;
}

}  // namespace

DsaReply post_statements(const DsaDoor& door, std::span<const std::string> statements, Instant now) {
  CHECK(!statements.empty() && statements.size() <= dsa_batch_count_max);
  const std::string body = join(statements);
  mail::FetchOptions options;
  options.post_body = &body;
  options.headers = {
      {"Authorization", "Bearer " + door.token}, {"Accept", "application/json"}, {"Content-Type", "application/json"}};
  options.redirects_max = 0;
  options.timeout = door.timeout;
  options.body_bytes_max = answer_bytes_max;
  auto fetched = mail::fetch(door.guard, door.url + "/statements", options);
  DsaReply reply;
  if (!fetched.ok()) {
    reply.reason = fetched.error().message;
    return reply;
  }
  const int status = fetched.value().status;
  if (status >= 200 && status < 300) reply.kind = DsaReply::Kind::stored;
  if (status == 413 || status == 422) reply.kind = DsaReply::Kind::refused;
  reply.reason = explain(status);
  reply.body = std::move(fetched.value().body);
  const std::string wish = mail::find_value(fetched.value().headers, "retry-after");
  reply.retry_after_min = mail::decide_outcome(status, wish, now).retry_after.value_or(std::chrono::seconds{0});
  return reply;
}

}  // namespace redress::engine
