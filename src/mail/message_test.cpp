// SPDX-License-Identifier: Apache-2.0
#include "mail/message.hpp"

#include <gtest/gtest.h>

#include "mail/relay.hpp"

namespace redress::mail {
namespace {

Message letter() {
  return {"letter1_0f",
          "Platform <no-reply@platform.example>",
          "asha@mail.example",
          "News on your request",
          "Hello,\n\nWe have your request.\n",
          "en",
          parse_instant("2026-11-22T02:00:00Z").value()};
}

std::string head_of(const std::string& message) { return message.substr(0, message.find("\r\n\r\n") + 2); }

TEST(Message, IsPlainTextThatNoMachineAnswers) {
  const auto written = compose(letter());
  ASSERT_TRUE(written.ok()) << written.error().message;
  const std::string head = head_of(written.value());
  for (const auto* line : {"From: Platform <no-reply@platform.example>\r\n", "To: asha@mail.example\r\n",
                           "Subject: News on your request\r\n", "Date: Sun, 22 Nov 2026 02:00:00 +0000\r\n",
                           "Message-Id: <letter1_0f@platform.example>\r\n", "Auto-Submitted: auto-generated\r\n",
                           "Content-Language: en\r\n", "Content-Type: text/plain; charset=us-ascii\r\n"}) {
    EXPECT_NE(head.find(line), std::string::npos) << line << "\nin\n" << head;
  }
  EXPECT_TRUE(written.value().ends_with("\r\n\r\nHello,\r\n\r\nWe have your request.\r\n")) << written.value();
}

TEST(Message, InAnotherScriptIsAsciiOnTheWire) {
  Message message = letter();
  message.subject = "आपके अनुरोध के बारे में सूचना, और यह विषय एक पंक्ति में कहाँ तक जाएगा";
  message.text = std::string("आपका अनुरोध हमें मिल गया है। ") + std::string(5'000, 'x') + "\n.\n";
  const auto written = compose(message);
  ASSERT_TRUE(written.ok());
  std::size_t line_bytes = 0;
  for (const char c : written.value()) {
    EXPECT_LT(static_cast<unsigned char>(c), 0x80U);
    line_bytes = c == '\n' ? 0 : line_bytes + 1;
    ASSERT_LE(line_bytes, 998U) << "RFC 5322, 2.1.1";
  }
}

TEST(Message, NothingThatIsPutInBecomesAHeader) {
  Message message = letter();
  message.subject = "x\r\nBcc: everybody@host.example\r\n\r\nbody";
  const auto written = compose(message);
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(head_of(written.value()).find("\r\nBcc:"), std::string::npos) << written.value();
  for (const auto* to : {"", "a", "@host", "a@", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example",
                         "Group: a@b.example;", "<>"}) {
    message.to = to;
    EXPECT_FALSE(compose(message).ok()) << to;
  }
}

TEST(Mailbox, IsOneAddressWithOrWithoutAName) {
  EXPECT_EQ(parse_mailbox("Platform <no-reply@platform.example>").value(), "no-reply@platform.example");
  EXPECT_EQ(parse_mailbox("a@b.example").value(), "a@b.example");
  EXPECT_EQ(parse_mailbox("a@b.example, c@d.example").error().message,
            "not one e-mail address, as in \"Name <name@host>\"");
}

TEST(Relay, IsAMailServerByItsUrl) {
  EXPECT_TRUE(verify_relay({"smtp://mail.example:587", "", "", ""}).ok());
  EXPECT_TRUE(verify_relay({"smtps://mail.example", "", "", ""}).ok());
  for (const auto* url : {"", "smtp://", "http://mail.example", "mail.example:25", "file:///etc/passwd"}) {
    EXPECT_FALSE(verify_relay({url, "", "", ""}).ok()) << url;
  }
}

TEST(Relay, ThatIsNotThereIsTriedAgain) {
  const auto handover = hand_over({"smtp://127.0.0.1:1", "", "", ""}, "a@b.example", "c@d.example", "x");
  EXPECT_EQ(handover.outcome, Handover::Outcome::retry);
  EXPECT_EQ(handover.status, 0);
  EXPECT_FALSE(handover.reason.empty());
}

}  // namespace
}  // namespace redress::mail
