// SPDX-License-Identifier: Apache-2.0
// engine/letters_test.cpp — letters that wait for the hours in which they may reach a person, before a mail server that
// speaks just enough SMTP. Exim is in tests/e2e/letters_test.py.
#include "engine/letters.hpp"

#include "engine/test_engine.hpp"

namespace redress::engine::test {
namespace {

using cases::SafeTime;
using cases::test::item;
using std::chrono::hours;
using std::chrono::minutes;

// Takes every letter, or asks to come again.
class MailHost {
 public:
  [[nodiscard]] std::string url() const { return "smtp://" + listener_.target(); }
  // Whom the letters went to, in their order.
  [[nodiscard]] std::vector<std::string> taken() const {
    return taken_.read([](const auto& all) { return all; });
  }
  std::atomic<bool> is_busy{false};

 private:
  void serve(int peer) {
    say(peer, "220 host");
    std::string to;
    for (std::string line = read_line(peer); !line.empty(); line = read_line(peer)) {
      if (line.starts_with("RCPT TO:<")) to = line.substr(9, line.find('>') - 9);
      if (line.starts_with("DATA")) {
        say(peer, "354 go on");
        for (line = read_line(peer); !line.empty() && line != ".\r\n";) line = read_line(peer);
        taken_.write([&](auto& all) { all.push_back(to); });
      }
      if (line.starts_with("QUIT")) return say(peer, "221 bye");
      say(peer, is_busy && line.starts_with("RCPT") ? "451 come again" : "250 ok");
    }
  }
  static void say(int peer, std::string line) {
    line += "\r\n";
    (void)::send(peer, line.data(), line.size(), MSG_NOSIGNAL);
  }
  static std::string read_line(int peer) {
    std::string line;
    for (char c = 0; c != '\n';) {
      if (::recv(peer, &c, 1, 0) <= 0) return {};
      line += c;
    }
    return line;
  }

  Guarded<std::vector<std::string>> taken_;
  Listener listener_{[this](int peer) { serve(peer); }};
};

// It is 02:00 UTC, 07:30 in India: her day begins in an hour and a half.
class LettersTest : public EngineTest {
 protected:
  LettersTest() {
    options_.letters.relay = mail_.url();
    options_.letters.from = "no-reply@platform.example";
    options_.letters.requires_tls = false;
  }
  NoticeAnswer report(const std::string& name, SafeTime safe_time, const std::string& zone = "Asia/Kolkata") {
    NoticeRequest request = notice({item(name)});
    request.personal.email = name + "@mail.example";
    request.personal.safe_time = safe_time;
    request.personal.zone = zone;
    return must_send(std::move(request));
  }
  std::vector<store::Delivery> waiting() { return engine_->events().load_waiting("letters", 100).value(); }
  bool wait_for_held(std::size_t count) {
    return wait_until([&] {
      const auto all = waiting();
      const auto is_held = [&](const store::Delivery& one) { return one.next_at > clock_.now(); };
      return all.size() == count && std::all_of(all.begin(), all.end(), is_held);
    });
  }
  bool wait_for_taken(std::size_t count) {
    return wait_until([&] { return mail_.taken().size() >= count && waiting().empty(); });
  }
  store::Delivery delivery_of(const NoticeAnswer& answer) {
    return engine_->events().find_delivery("letters", make_delivery_id("letter1", answer.case_id, 1)).value().value();
  }

  MailHost mail_;
};

TEST_F(LettersTest, ALetterWaitsForHerHoursAndHoldsUpNobodyElse) {
  start();
  report("day", SafeTime::day);
  ASSERT_TRUE(wait_for_held(1));
  EXPECT_EQ(render_instant(waiting().at(0).next_at), "2026-11-22T03:30:00Z");
  report("any", SafeTime::any);
  ASSERT_TRUE(wait_until([&] { return mail_.taken().size() == 1; }));
  EXPECT_EQ(mail_.taken(), std::vector<std::string>{"any@mail.example"});
  clock_.move(minutes{89});
  report("later", SafeTime::any);
  ASSERT_TRUE(wait_until([&] { return mail_.taken().size() == 2; }));
  ASSERT_TRUE(wait_for_held(1)) << "the two that were taken are done";
  EXPECT_EQ(waiting().at(0).attempts, 0) << "to wait is not to fail";
  EXPECT_EQ(engine_->metrics().letters.tried, 2U);
  EXPECT_EQ(engine_->metrics().letters.failed, 0U);
  clock_.move(minutes{1});
  ASSERT_TRUE(wait_for_taken(3));
  EXPECT_EQ(mail_.taken().back(), "day@mail.example");
  EXPECT_EQ(engine_->metrics().letters.tried, 3U);
}

TEST_F(LettersTest, MoreThanALotThatWaitDoNotHoldUpTheNext) {
  start();
  for (int i = 0; i < 70; ++i) report("day" + std::to_string(i), SafeTime::day);
  ASSERT_TRUE(wait_for_held(70));
  report("any", SafeTime::any);
  ASSERT_TRUE(wait_until([&] { return mail_.taken().size() == 1; }));
  clock_.move(minutes{90});
  ASSERT_TRUE(wait_for_taken(71));
}

TEST_F(LettersTest, WhatWaitsOutlivesARestart) {
  start();
  report("day", SafeTime::day);
  ASSERT_TRUE(wait_for_held(1));
  stop();
  start();
  ASSERT_TRUE(wait_for_held(1));
  EXPECT_TRUE(mail_.taken().empty());
  stop();
  clock_.move(hours{3});
  start();
  ASSERT_TRUE(wait_for_taken(1));
}

TEST_F(LettersTest, AnAddressThatIsErasedWhileALetterWaitsGetsNone) {
  start();
  const NoticeAnswer told = report("day", SafeTime::day);
  ASSERT_TRUE(wait_for_held(1));
  ASSERT_TRUE(act(told.case_id, cases::ErasePersonal{}, cases::test::reporter()).ok());
  clock_.move(hours{3});
  ASSERT_TRUE(wait_until([&] { return waiting().empty(); }));
  EXPECT_TRUE(mail_.taken().empty());
  EXPECT_EQ(delivery_of(told).state, store::DeliveryState::given_up);
}

TEST_F(LettersTest, WhereNoHourIsSafeNoLetterIsMade) {
  start();
  const NoticeAnswer asked = report("ask", SafeTime::ask);
  NoticeRequest abroad = notice({item("abroad")});
  abroad.facts.jurisdictions = {"RU"};
  abroad.personal = {"", "", "abroad@mail.example", SafeTime::evening};
  must_send(std::move(abroad));
  decide(asked.case_id);
  report("any", SafeTime::any);
  ASSERT_TRUE(wait_for_taken(1));
  EXPECT_EQ(mail_.taken(), std::vector<std::string>{"any@mail.example"});
  EXPECT_FALSE(
      engine_->events().find_delivery("letters", make_delivery_id("letter1", asked.case_id, 1)).value().has_value());
}

TEST_F(LettersTest, ToWaitDoesNotCountAsALetterOfTheDay) {
  options_.letters.daily_count_max = 1;
  start();
  report("day", SafeTime::day);
  ASSERT_TRUE(wait_for_held(1));
  clock_.move(minutes{90});
  ASSERT_TRUE(wait_for_taken(1));
}

TEST_F(LettersTest, WhatAMailServerPutOffIsNotTriedAgainAfterHerHours) {
  mail_.is_busy = true;
  clock_.move(hours{9} + minutes{29});  // 16:59 in India
  start();
  report("day", SafeTime::day);
  const auto is_tried = [&] { return engine_->metrics().letters.failed >= 1; };
  ASSERT_TRUE(wait_until(is_tried));
  clock_.move(minutes{2});
  mail_.is_busy = false;
  ASSERT_TRUE(wait_for_held(1));
  EXPECT_TRUE(mail_.taken().empty());
  EXPECT_EQ(render_instant(waiting().at(0).next_at), "2026-11-23T03:30:00Z");
  EXPECT_GE(waiting().at(0).attempts, 1) << "what was tried stays counted";
  clock_.move(hours{15});
  ASSERT_TRUE(wait_for_held(1));
  clock_.move(minutes{59});
  ASSERT_TRUE(wait_for_taken(1));
}

TEST_F(LettersTest, WhatWouldBeOldNewsAtHerNextHourIsNotSent) {
  LetterOptions later = std::exchange(options_.letters, {});
  start();
  const NoticeAnswer told = report("evening", SafeTime::evening);
  stop();
  clock_.move(hours{40});  // 23:30 in India; her evening is in eighteen and a half hours, the age_max in eight
  options_.letters = std::move(later);
  start();
  report("any", SafeTime::any);
  ASSERT_TRUE(wait_for_taken(1));
  EXPECT_EQ(delivery_of(told).state, store::DeliveryState::given_up);
}

}  // namespace
}  // namespace redress::engine::test
