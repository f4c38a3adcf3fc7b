// SPDX-License-Identifier: Apache-2.0
// server/test_person.hpp — for tests: a person whose browser keeps cookies and runs no script.
//
// Errors          a page that does not come fails the test.
// Threads         tests only.
#pragma once

#include <map>
#include <utility>

#include "http/form.hpp"
#include "server/test_server.hpp"

namespace redress::server {

using Answers = std::vector<std::pair<std::string, std::string>>;

inline std::string form_text(const Answers& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += (text.empty() ? "" : "&") + name + "=" + http::encode_percent(value);
  }
  return text;
}

inline std::string value_of(const std::string& page, const std::string& name) {
  const auto at = page.find("name=\"" + name + "\" value=\"");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 15;
  return page.substr(from, page.find('"', from) - from);
}

class Person {
 public:
  explicit Person(TestServer& server) : server_(server) {}

  Answer get(const std::string& path) { return take(server_.get(path, cookies())); }
  Answer post(const std::string& path, const Answers& fields = {}) {
    return take(server_.post_form(path, form_text(fields), cookies()));
  }
  // Answers one question; the address of the next.
  std::string answer(const std::string& step, const Answers& fields) {
    return post("/report/" + step, fields).header("Location");
  }
  [[nodiscard]] std::string cookies() const {
    std::string text;
    for (const auto& [name, value] : jar_) text += (text.empty() ? "" : "; ") + name + "=" + value;
    return text.empty() ? text : "Cookie: " + text + "\r\n";
  }
  [[nodiscard]] bool has_cookie(const std::string& name) const { return jar_.contains(name); }

 private:
  Answer take(Answer answer) {
    for (std::size_t at = 0; (at = answer.head.find("Set-Cookie: ", at)) != std::string::npos;) {
      at += 12;
      const auto equals = answer.head.find('=', at);
      const auto end = answer.head.find_first_of(";\r", equals);
      const auto name = answer.head.substr(at, equals - at);
      const auto value = answer.head.substr(equals + 1, end - equals - 1);
      if (value.empty()) {
        jar_.erase(name);
      } else {
        jar_[name] = value;
      }
    }
    return answer;
  }

  TestServer& server_;
  std::map<std::string, std::string> jar_;
};

// All questions but the check, of a picture made by AI that shows the person who reports.
inline void answer_all(Person& person, const std::string& statement = "words") {
  EXPECT_EQ(person.answer("who", {{"who", "me"}}), "/report/age");
  EXPECT_EQ(person.answer("age", {{"age", "adult"}}), "/report/what");
  EXPECT_EQ(person.answer("what", {{"what", "intimate"}}), "/report/made");
  EXPECT_EQ(person.answer("made", {{"made", "ai"}}), "/report/where");
  EXPECT_EQ(person.answer("where", {{"urls", "https://host.example/p/1\r\nhttps://host.example/p/2"}}),
            "/report/country");
  EXPECT_EQ(person.answer("country", {{"country", "IN"}}), "/report/words");
  EXPECT_EQ(person.answer("words", {{"statement", statement}}), "/report/reach");
  EXPECT_EQ(person.answer("reach", {{"reach", "page"}}), "/report/sign");
  EXPECT_EQ(person.answer("sign", {{"good_faith", "yes"}, {"signature", "A."}}), "/report/check");
}

struct Filed {
  std::string cookie, code, id;
};

inline Filed file_report(TestServer& server, const std::string& statement = "words") {
  Person person(server);
  answer_all(person, statement);
  EXPECT_EQ(person.post("/report").status, 303);
  const auto done = person.get("/report/done");
  EXPECT_EQ(done.status, 200);
  const auto at = done.body.find("big-code\">");
  Filed filed{person.cookies(), done.body.substr(at + 10, 9), {}};
  filed.id = render_id(server.engine_->find_case(filed.code).value());
  return filed;
}

}  // namespace redress::server
