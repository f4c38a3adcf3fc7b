// SPDX-License-Identifier: Apache-2.0
// mail/message_fuzz.cpp — whatever an address, a subject and a text hold: one message to one receiver, or none.
#include "base/bytes.hpp"
#include "mail/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string all(reinterpret_cast<const char*>(data), size);
  const std::size_t first = std::min(all.find('\n'), all.size());
  const std::size_t second = std::min(all.find('\n', std::min(first + 1, all.size())), all.size());
  mail::Message message{"letter1_0f", "Platform <no-reply@platform.example>", all.substr(0, first), "", "", "en", {}};
  if (first < all.size()) message.subject = all.substr(first + 1, second - first - 1);
  if (second < all.size()) message.text = all.substr(second + 1);
  const auto written = mail::compose(message);
  if (!written.ok()) return 0;
  const std::string head = written.value().substr(0, written.value().find("\r\n\r\n") + 2);
  CHECK(head.find("\r\nBcc:") == std::string::npos && head.find("\r\nCc:") == std::string::npos);
  const std::size_t to = head.find("\r\nTo:");
  CHECK(to != std::string::npos && head.find("\r\nTo:", to + 1) == std::string::npos);
  return 0;
}
