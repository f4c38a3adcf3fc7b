// SPDX-License-Identifier: Apache-2.0
// server/test_staff.hpp — for tests: a member of staff who has signed in.
//
// Errors          a sign-in that fails fails the test.
// Threads         tests only.
#pragma once

#include "http/form.hpp"
#include "server/test_server.hpp"

namespace redress::server {

inline constexpr const char* password = "correct horse battery";

struct Staff {
  std::string cookie;
  std::string headers;  // with the form token, for acts
};

inline Staff sign_in(TestServer& server, const std::string& name, store::Role role = store::Role::reviewer) {
  EXPECT_TRUE(server.accounts_->add_user({name, name, role}, password).ok());
  const auto answer =
      server.post_form("/console/sign-in", "name=" + name + "&password=" + http::encode_percent(password));
  Staff staff;
  staff.cookie = "Cookie: redress_session=" + answer.cookie("redress_session") + "\r\n";
  const auto desk = server.get("/api/v1/console", staff.cookie).json();
  staff.headers = staff.cookie + "X-CSRF-Token: " + desk.value("csrf", "") + "\r\n";
  return staff;
}

}  // namespace redress::server
