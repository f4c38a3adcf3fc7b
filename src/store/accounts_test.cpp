// SPDX-License-Identifier: Apache-2.0
#include "store/accounts.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace redress::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant noon{1'795'000'000'000};
constexpr std::string_view password = "correct horse battery";

class AccountsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "accounts-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    accounts_ = Accounts::open(folder_, Digest{1}).value();
  }
  void TearDown() override {
    accounts_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string folder_;
  std::unique_ptr<Accounts> accounts_;
};

TEST_F(AccountsTest, AWrongPasswordAndAnUnknownNameAreAnsweredAlike) {
  ASSERT_TRUE(accounts_->add_user("asha", Role::reviewer, password, noon).ok());
  const auto wrong = accounts_->sign_in("asha", "not the password", noon);
  const auto unknown = accounts_->sign_in("nobody", "not the password", noon);
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().message, unknown.error().message);
  EXPECT_EQ(wrong.error().code, unknown.error().code);
  const auto good = accounts_->sign_in("asha", password, noon);
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(accounts_->find_session(good.value(), noon).value().user, "asha");
}

TEST_F(AccountsTest, ASessionEndsIdleOrAfterEightHoursOrAtSignOut) {
  ASSERT_TRUE(accounts_->add_user("asha", Role::officer, password, noon).ok());
  const std::string idle = accounts_->sign_in("asha", password, noon).value();
  EXPECT_TRUE(accounts_->find_session(idle, noon + minutes{15}).ok());
  EXPECT_FALSE(accounts_->find_session(idle, noon + minutes{31}).ok());
  const std::string busy = accounts_->sign_in("asha", password, noon).value();
  for (auto at = noon; at <= noon + hours{8}; at = at + minutes{10})
    EXPECT_TRUE(accounts_->find_session(busy, at).ok());
  EXPECT_FALSE(accounts_->find_session(busy, noon + hours{8} + seconds{1}).ok());
  const std::string left = accounts_->sign_in("asha", password, noon).value();
  ASSERT_TRUE(accounts_->sign_out(left).ok());
  EXPECT_FALSE(accounts_->find_session(left, noon).ok());
}

TEST_F(AccountsTest, TriesAreDelayedButNobodyIsLockedOut) {
  ASSERT_TRUE(accounts_->add_user("asha", Role::reviewer, password, noon).ok());
  for (int i = 0; i < Accounts::free_tries; ++i) {
    EXPECT_EQ(accounts_->sign_in("asha", "wrong password!", noon).error().code, Code::forbidden);
  }
  EXPECT_EQ(accounts_->sign_in("asha", password, noon).error().code, Code::exhausted);
  EXPECT_TRUE(accounts_->sign_in("asha", password, noon + minutes{5}).ok());
  EXPECT_TRUE(accounts_->sign_in("asha", password, noon + minutes{5}).ok());
}

TEST_F(AccountsTest, ATokenIsShownOnceAndEndsWhenRevoked) {
  const auto token = accounts_->add_token("platform", {Scope::notices, Scope::media}, noon);
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(accounts_->find_token(token.value()).value().scopes, (std::vector<std::string>{"notices", "media"}));
  EXPECT_EQ(accounts_->add_token("platform", {Scope::edge}, noon).error().code, Code::conflict);
  ASSERT_TRUE(accounts_->revoke_token("platform").ok());
  EXPECT_EQ(accounts_->find_token(token.value()).error().code, Code::not_found);
  EXPECT_EQ(accounts_->revoke_token("no-such").error().code, Code::not_found);
  EXPECT_TRUE(accounts_->list_tokens().value().front().is_revoked);
}

TEST_F(AccountsTest, NothingThatWouldOpenADoorIsInTheFile) {
  ASSERT_TRUE(accounts_->add_user("asha", Role::reviewer, password, noon).ok());
  const std::string session = accounts_->sign_in("asha", password, noon).value();
  const std::string token = accounts_->add_token("platform", {Scope::admin}, noon).value();
  std::ifstream in(folder_ + "/accounts.db", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(bytes.empty());
  for (const std::string& secret : {std::string(password), session, token, token.substr(8)}) {
    EXPECT_EQ(bytes.find(secret), std::string::npos);
  }
}

TEST_F(AccountsTest, AnotherProcessMayAddATokenWhileThisOneHasTheFileOpen) {
  const auto other = Accounts::open(folder_, Digest{1});
  ASSERT_TRUE(other.ok());
  const std::string token = other.value()->add_token("late", {Scope::edge}, noon).value();
  EXPECT_TRUE(accounts_->find_token(token).ok());
}

TEST_F(AccountsTest, WhatIsTooShortOrTakenIsRefusedWithAReason) {
  EXPECT_EQ(accounts_->add_user("asha", Role::reviewer, "short", noon).error().code, Code::invalid);
  EXPECT_EQ(accounts_->add_user("as ha", Role::reviewer, password, noon).error().code, Code::invalid);
  ASSERT_TRUE(accounts_->add_user("asha", Role::reviewer, password, noon).ok());
  EXPECT_EQ(accounts_->add_user("asha", Role::reviewer, password, noon).error().code, Code::conflict);
  ASSERT_TRUE(accounts_->disable_user("asha").ok());
  EXPECT_EQ(accounts_->sign_in("asha", password, noon).error().code, Code::forbidden);
  EXPECT_FALSE(parse_role("boss").ok());
  EXPECT_FALSE(parse_scope("everything").ok());
}

}  // namespace
}  // namespace redress::store
