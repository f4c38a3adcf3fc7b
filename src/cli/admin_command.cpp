// SPDX-License-Identifier: Apache-2.0
#include "cli/admin_command.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "base/clock.hpp"
#include "cli/exit.hpp"
#include "law/facts.hpp"
#include "store/accounts.hpp"
#include "store/keys.hpp"

namespace redress::cli {
namespace {

Result<std::unique_ptr<store::Accounts>> open_accounts(const std::string& data_dir) {
  std::error_code failed;
  std::filesystem::create_directories(data_dir, failed);
  if (failed) return Error{Code::unavailable, data_dir + ": cannot be made (" + failed.message() + ")"};
  TRY_ASSIGN(const auto keys, store::load_or_make_keys(data_dir));
  return store::Accounts::open(data_dir, keys.secret_key);
}

// Typed without showing on a terminal, or one line from a pipe. Never an argument: those end up in shell histories.
std::string read_password() {
  termios shown{};
  const bool terminal = ::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (terminal) {
    std::cerr << "Password (12 characters or more): ";
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  }
  std::string password;
  std::getline(std::cin, password);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    std::cerr << '\n';
  }
  return password;
}

std::string describe(const store::Skills& skills) {
  std::string told;
  if (!skills.languages.empty()) told += fmt::format(" languages {}", fmt::join(skills.languages, ","));
  if (!skills.harms.empty()) told += fmt::format(" harms {}", fmt::join(skills.harms, ","));
  return told;
}

Result<store::Skills> read_skills(const AdminOptions& options) {
  if (options.of_everything != (options.languages.empty() && options.harms.empty())) {
    return Error{Code::invalid, "give --languages, --harms or both, or --everything alone"};
  }
  for (const std::string& language : options.languages) {
    const bool is_short = language.size() == 2 || language.size() == 3;
    if (!is_short || language.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) {
      return Error{Code::invalid, "\"" + language + "\" is no language: give two or three letters, as in hi,ta"};
    }
  }
  for (const std::string& harm : options.harms) TRY(law::parse_harm(harm));
  return store::Skills{options.languages, options.harms};
}

}  // namespace

Result<std::string> add_token(const std::string& data_dir, const std::string& name,
                              const std::vector<std::string>& scopes) {
  TRY_ASSIGN(const auto accounts, open_accounts(data_dir));
  return accounts->add_token(name, scopes, SystemClock{}.now());
}

Status add_user(const std::string& data_dir, const std::string& name, const std::string& role,
                const std::string& password) {
  TRY_ASSIGN(const store::Role parsed, store::parse_role(role));
  TRY_ASSIGN(const auto accounts, open_accounts(data_dir));
  return accounts->add_user(store::User{name, name, parsed}, password);
}

int admin_user_add(const AdminOptions& options) {
  const auto done = add_user(options.data_dir, options.name, options.role, read_password());
  if (!done.ok()) return fail("admin user add", done.error());
  std::cout << options.name << " may sign in at /console/ as " << options.role << '\n';
  return exit_done;
}

int admin_user_list(const AdminOptions& options) {
  const auto accounts = open_accounts(options.data_dir);
  if (!accounts.ok()) return fail("admin user list", accounts.error());
  const auto users = accounts.value()->load_users();
  if (!users.ok()) return fail("admin user list", users.error());
  const auto skills = accounts.value()->load_skills();
  if (!skills.ok()) return fail("admin user list", skills.error());
  for (const auto& user : users.value()) {
    const auto own = skills.value().find(user.name);
    std::cout << fmt::format("{:<24} {:<10}{}\n", user.name, store::render(user.role),
                             own == skills.value().end() ? "" : describe(own->second));
  }
  return exit_done;
}

int admin_user_skills(const AdminOptions& options) {
  const auto skills = read_skills(options);
  if (!skills.ok()) return fail("admin user skills", skills.error());
  const auto accounts = open_accounts(options.data_dir);
  if (!accounts.ok()) return fail("admin user skills", accounts.error());
  const auto done = accounts.value()->set_skills(options.name, skills.value());
  if (!done.ok()) return fail("admin user skills", done.error());
  const auto told = describe(skills.value());
  std::cout << options.name << " is offered first:" << (told.empty() ? " everything alike" : told) << '\n';
  return exit_done;
}

int admin_user_remove(const AdminOptions& options) {
  const auto accounts = open_accounts(options.data_dir);
  if (!accounts.ok()) return fail("admin user remove", accounts.error());
  const auto done = accounts.value()->remove_user(options.name);
  if (!done.ok()) return fail("admin user remove", done.error());
  std::cout << options.name << " can no longer sign in; what they decided stays on the record\n";
  return exit_done;
}

int admin_token_add(const AdminOptions& options) {
  const auto token = add_token(options.data_dir, options.name, options.scopes);
  if (!token.ok()) return fail("admin token add", token.error());
  std::cout << token.value() << '\n';
  return exit_done;
}

int admin_token_list(const AdminOptions& options) {
  const auto accounts = open_accounts(options.data_dir);
  if (!accounts.ok()) return fail("admin token list", accounts.error());
  const auto tokens = accounts.value()->load_tokens();
  if (!tokens.ok()) return fail("admin token list", tokens.error());
  for (const auto& token : tokens.value()) {
    std::string scopes;
    for (const auto& scope : token.scopes) scopes.append(scopes.empty() ? "" : ",").append(scope);
    std::cout << fmt::format("{:<24} {:<32} {}\n", token.name, scopes, render_instant(token.created_at));
  }
  return exit_done;
}

int admin_token_revoke(const AdminOptions& options) {
  const auto accounts = open_accounts(options.data_dir);
  if (!accounts.ok()) return fail("admin token revoke", accounts.error());
  const auto done = accounts.value()->remove_token(options.name);
  if (!done.ok()) return fail("admin token revoke", done.error());
  std::cout << options.name << " is no longer taken\n";
  return exit_done;
}

}  // namespace redress::cli
