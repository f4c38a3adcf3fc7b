// SPDX-License-Identifier: Apache-2.0
// server/safe_view_test.cpp — what the person and what staff read of the hours at which an e-mail is safe.
#include "server/safe_view.hpp"

#include <gtest/gtest.h>

#include "server/test_person.hpp"
#include "server/test_staff.hpp"

namespace redress::server {
namespace {

// The case page and the line of the console.
struct Shown {
  std::string page;
  std::string told;
};

class SafeView : public testing::Test {
 protected:
  Shown show(const std::string& safe, const std::string& zone, const std::string& country = "IN") {
    Person person(server_);
    answer_all(person);
    person.answer("country", {{"country", country}});
    const Answers reach{{"reach", "email"}, {"email", "x@y.example"}, {"safe", safe}, {"zone", zone}};
    EXPECT_EQ(person.answer("reach", reach), "/report/sign");
    EXPECT_EQ(person.post("/report").status, 303);
    const auto done = person.get("/report/done");
    code_ = done.body.substr(done.body.find("big-code\">") + 10, 9);
    cookie_ = person.cookies();
    return look();
  }
  Shown look() {
    const auto id = render_id(server_.engine_->find_case(code_).value());
    const auto told = server_.get("/api/v1/console/cases/" + id, staff_.cookie).json();
    const auto page = server_.get("/case/" + code_ + "?lang=en", cookie_);
    EXPECT_EQ(page.status, 200);
    return {page.body, told["notices"].back()["safe_time"]};
  }

  TestServer server_;
  const Staff staff_ = sign_in(server_, "asha");
  std::string code_, cookie_;
};

const std::string none_comes = "No e-mail is sent to you by itself.";

TEST_F(SafeView, HoursAreSaidToHerAndWithTheZoneToStaff) {
  const auto shown = show("day", "Asia/Kolkata");
  EXPECT_NE(shown.page.find("the time that you chose: Only in the daytime, 9:00 to 17:00"), std::string::npos);
  EXPECT_EQ(shown.told, "When an e-mail may reach this person: Only in the daytime, 9:00 to 17:00 (Asia/Kolkata)");
}

TEST_F(SafeView, WhereNoneIsSentBothAreToldThatItIsNot) {
  const auto words = show("words", "Asia/Kolkata");
  EXPECT_NE(words.page.find(none_comes), std::string::npos);
  EXPECT_NE(words.told.find("stands in the words above"), std::string::npos);
  const auto nowhere = show("evening", "", "US");
  EXPECT_NE(nowhere.page.find(none_comes), std::string::npos);
  EXPECT_NE(nowhere.told.find("cannot be told"), std::string::npos);
}

TEST_F(SafeView, OfAnyTimeOnlyStaffReads) {
  const auto shown = show("any", "Asia/Kolkata");
  EXPECT_EQ(shown.page.find(none_comes), std::string::npos);
  EXPECT_EQ(shown.page.find("the time that you chose"), std::string::npos);
  EXPECT_EQ(shown.told, "When an e-mail may reach this person: At any time");
}

TEST_F(SafeView, WhereAnAddressIsNotThereNobodyReadsAnything) {
  const auto shown = show("evening", "Asia/Kolkata");
  EXPECT_NE(shown.page.find("18:00 to 21:00"), std::string::npos);
  const auto csrf = value_of(shown.page, "csrf");
  EXPECT_EQ(server_.post_form("/case/" + code_ + "/erase", "csrf=" + csrf, cookie_).status, 303);
  const auto erased = look();
  EXPECT_EQ(erased.page.find("18:00 to 21:00"), std::string::npos);
  EXPECT_EQ(erased.told, "");
}

}  // namespace
}  // namespace redress::server
