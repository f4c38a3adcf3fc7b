// SPDX-License-Identifier: Apache-2.0
#include "store/accounts.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/keys.hpp"

namespace redress::store {
namespace {

const Instant now{1'790'000'000'000};
constexpr const char* password = "a long enough password";

class AccountsTest : public testing::Test {
 protected:
  AccountsTest()
      : folder_(std::filesystem::temp_directory_path() / ("redress-accounts-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~AccountsTest() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<Accounts> open() {
    auto accounts = Accounts::open(folder_, Digest{1});
    EXPECT_TRUE(accounts.ok());
    return std::move(accounts).value();
  }
  const std::filesystem::path folder_;
};

TEST_F(AccountsTest, APasswordOpensASessionThatEndsByIdlenessAndByAge) {
  auto accounts = open();
  ASSERT_TRUE(accounts->add_user({"asha", "Asha R.", Role::officer}, password).ok());
  EXPECT_EQ(accounts->add_user({"asha", "", Role::admin}, password).error().code, Code::conflict);
  const auto started = accounts->sign_in("asha", password, now);
  ASSERT_TRUE(started.ok());
  const std::string& token = started.value();
  const auto session = accounts->find_session(token, now);
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session.value().user, "asha");
  EXPECT_EQ(session.value().display_name, "Asha R.");
  EXPECT_EQ(session.value().role, Role::officer);
  const auto is_open = [&](Instant at) { return accounts->find_session(token, at).ok(); };
  EXPECT_TRUE(is_open(now + std::chrono::minutes{14}));
  EXPECT_TRUE(is_open(now + std::chrono::minutes{28}));
  EXPECT_FALSE(is_open(now + std::chrono::minutes{44}));
  for (int minutes = 30; minutes < 480; minutes += 10) (void)is_open(now + std::chrono::minutes{minutes});
  EXPECT_TRUE(is_open(now + std::chrono::minutes{480}));
  EXPECT_FALSE(is_open(now + std::chrono::minutes{481}));
  EXPECT_EQ(accounts->find_session("made up", now).error().code, Code::not_found);
}

TEST_F(AccountsTest, SigningOutAndANewPasswordEndSessions) {
  auto accounts = open();
  ASSERT_TRUE(accounts->add_user({"asha", "", Role::reviewer}, password).ok());
  const auto first = accounts->sign_in("asha", password, now);
  const auto second = accounts->sign_in("asha", password, now);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE(accounts->sign_out(first.value()).ok());
  EXPECT_FALSE(accounts->find_session(first.value(), now).ok());
  EXPECT_TRUE(accounts->find_session(second.value(), now).ok());
  ASSERT_TRUE(accounts->set_password("asha", "another long password").ok());
  EXPECT_FALSE(accounts->find_session(second.value(), now).ok());
}

TEST_F(AccountsTest, WrongTriesWaitLongerAndLongerButNobodyIsLockedOut) {
  auto accounts = open();
  ASSERT_TRUE(accounts->add_user({"asha", "", Role::reviewer}, password).ok());
  const auto code = [&](const char* name, const char* word, Instant at) {
    const auto tried = accounts->sign_in(name, word, at);
    return tried.ok() ? std::optional<Code>{} : tried.error().code;
  };
  EXPECT_EQ(code("nobody", password, now), Code::forbidden);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(code("asha", "wrong", now), Code::forbidden);
  EXPECT_EQ(code("asha", password, now), Code::exhausted);
  EXPECT_EQ(code("asha", "wrong", now + std::chrono::seconds{1}), Code::forbidden);
  EXPECT_EQ(code("asha", password, now + std::chrono::seconds{2}), Code::exhausted);
  EXPECT_EQ(code("asha", password, now + std::chrono::seconds{31}), std::nullopt);
}

TEST_F(AccountsTest, ATokenIsFoundByItselfAndKeptOnlyAsADigest) {
  auto accounts = open();
  const auto token = accounts->add_token("platform", {"notices", "media"}, now);
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(accounts->add_token("platform", {"edge"}, now).error().code, Code::conflict);
  EXPECT_EQ(accounts->add_token("other", {}, now).error().code, Code::invalid);
  EXPECT_EQ(accounts->add_token("other", {"everything"}, now).error().code, Code::invalid);
  // As `redress admin` would, beside a running server.
  const auto found = open()->find_token(token.value());
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found.value().scopes, (std::vector<std::string>{"notices", "media"}));
  std::ifstream file(folder_ / "accounts.db", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes.find(token.value()), std::string::npos);
  EXPECT_EQ(bytes.find(token.value().substr(8)), std::string::npos);
  ASSERT_TRUE(accounts->remove_token("platform").ok());
  EXPECT_EQ(accounts->find_token(token.value()).error().code, Code::not_found);
}

TEST_F(AccountsTest, ShortPasswordsAndStrangeNamesAreRefused) {
  auto accounts = open();
  EXPECT_EQ(accounts->add_user({"asha", "", Role::reviewer}, "short").error().code, Code::invalid);
  EXPECT_EQ(accounts->add_user({"Asha Rao", "", Role::reviewer}, password).error().code, Code::invalid);
  EXPECT_EQ(accounts->add_user({"", "", Role::reviewer}, password).error().code, Code::invalid);
}

TEST_F(AccountsTest, SkillsAreEverythingUntilTheyAreToldAndGoWithTheAccount) {
  auto accounts = open();
  ASSERT_TRUE(accounts->add_user({"asha", "", Role::reviewer}, password).ok());
  ASSERT_TRUE(accounts->add_user({"omar", "", Role::overseer}, password).ok());
  EXPECT_EQ(accounts->load_skills().value(), (std::map<std::string, Skills>{{"asha", {}}}))
      << "who decides nothing has none";
  const Skills tamil{{"ta", "hi"}, {"ncii"}};
  ASSERT_TRUE(accounts->set_skills("asha", tamil).ok());
  EXPECT_EQ(open()->load_skills().value().at("asha"), tamil);
  ASSERT_TRUE(accounts->set_skills("asha", {}).ok());
  EXPECT_EQ(accounts->load_skills().value().at("asha"), Skills{});
  EXPECT_EQ(accounts->set_skills("nobody", tamil).error().code, Code::not_found);
  ASSERT_TRUE(accounts->set_skills("asha", tamil).ok());
  ASSERT_TRUE(accounts->remove_user("asha").ok());
  ASSERT_TRUE(accounts->add_user({"asha", "", Role::reviewer}, password).ok());
  EXPECT_EQ(accounts->load_skills().value().at("asha"), Skills{}) << "another person of that name";
}

TEST(Skills, FitByPrimaryTagAndHarm) {
  const Skills all;
  EXPECT_TRUE(all.fits("hi-IN", "ncii"));
  const Skills hindi{{"hi"}, {}};
  EXPECT_TRUE(hindi.fits("hi-IN", "threat"));
  EXPECT_FALSE(hindi.fits("ta", "threat"));
  const Skills both{{"hi"}, {"ncii"}};
  EXPECT_TRUE(both.fits("hi", "ncii"));
  EXPECT_FALSE(both.fits("hi", "threat"));
}

TEST_F(AccountsTest, ExposuresAreCountedByPersonAndDayAndCapped) {
  auto accounts = open();
  EXPECT_EQ(accounts->note_exposure("asha", "a1", now, 2).value(), 1);
  EXPECT_EQ(accounts->note_exposure("asha", "a1", now, 2).value(), 1) << "the same picture again is no new one";
  EXPECT_EQ(accounts->note_exposure("asha", "b2", now, 2).value(), 2);
  EXPECT_EQ(accounts->note_exposure("asha", "c3", now, 2).error().code, Code::exhausted);
  EXPECT_EQ(accounts->note_exposure("asha", "b2", now, 2).value(), 2) << "what was seen may be seen again";
  EXPECT_EQ(accounts->note_exposure("ben", "c3", now, 2).value(), 1);
  EXPECT_EQ(accounts->count_exposures("asha", now).value(), 2);
  const Instant tomorrow = now + std::chrono::hours{24};
  EXPECT_EQ(accounts->count_exposures("asha", tomorrow).value(), 0);
  EXPECT_EQ(accounts->note_exposure("asha", "c3", tomorrow, 2).value(), 1);
  EXPECT_EQ(open()->count_exposures("asha", tomorrow).value(), 1) << "a restart forgets nothing";
}

TEST_F(AccountsTest, KeysAreMadeOnceAndOnlyTheirOwnerReadsThem) {
  const auto first = load_or_make_keys(folder_);
  const auto second = load_or_make_keys(folder_);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first.value().secret_key, second.value().secret_key);
  EXPECT_EQ(first.value().receipt_key.secret_key, second.value().receipt_key.secret_key);
  EXPECT_EQ(first.value().webhook_secret, second.value().webhook_secret);
  struct ::stat status {};
  ASSERT_EQ(::stat((folder_ / "keys").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0400U);
  std::filesystem::permissions(folder_ / "keys", std::filesystem::perms::owner_all);
  std::ofstream(folder_ / "keys") << "secret_digest 00\n";
  EXPECT_EQ(load_or_make_keys(folder_).error().code, Code::corrupt);
}

}  // namespace
}  // namespace redress::store
