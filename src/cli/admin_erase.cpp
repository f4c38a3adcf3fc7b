// SPDX-License-Identifier: Apache-2.0
// redress admin erase — a case's key destroyed, and with it what identifies the people who wrote in it.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "cases/decide.hpp"
#include "cli/admin_command.hpp"
#include "cli/api_client.hpp"
#include "cli/exit.hpp"
#include "cli/forget_pictures.hpp"
#include "cli/listening.hpp"
#include "cli/open_store.hpp"
#include "engine/eraser.hpp"
#include "store/accounts.hpp"
#include "store/backup.hpp"
#include "store/case_keys.hpp"
#include "store/keys.hpp"
#include "store/ledger_store.hpp"

namespace redress::cli {
namespace {

constexpr std::chrono::seconds patience{30};

struct Outcome {
  std::string case_code;
  bool was_new = true;
  bool is_carried_out = true;
};

std::string name_of(const AdminOptions& options) {
  // Said at a command line, not proven by a password: the record must show the difference.
  const char* const user = std::getenv("USER");
  return "admin." + (!options.by.empty() ? options.by : std::string(user == nullptr ? "unknown" : user));
}

Result<std::string> spell_code(const std::string& typed) {
  const auto normal = normalise_crockford(typed);
  if (normal.ok() && normal.value().size() == 8) return normal.value().substr(0, 4) + "-" + normal.value().substr(4);
  return Error{Code::invalid, "'" + typed + "' is no case code: they look like 7Q4M-2KXD"};
}

// Everything that was said before the erasure must be in the ledger before its salts go. Without a ledger: at once.
Result<bool> is_sealed(const std::string& data_dir, const std::vector<store::Record>& records,
                       const store::Erasure& erasure) {
  const std::string path = data_dir + "/ledger.db";
  if (!std::filesystem::exists(path)) return true;
  store::LedgerStoreOptions options;
  options.path = path;
  options.on_commit_failure = [](const std::string& why) { std::cerr << "redress admin erase: " << why << '\n'; };
  TRY_ASSIGN(const auto ledger, store::LedgerStore::open(std::move(options)));
  TRY_ASSIGN(const auto head, ledger->load_head());
  return std::all_of(records.begin(), records.end(), [&](const store::Record& record) {
    return record.position >= erasure.position || record.position <= head.position;
  });
}

Status carry_out(const OpenedStore& opened, const std::string& data_dir, const store::Erasure& erasure) {
  TRY(opened.events->keys().destroy(erasure.slot, erasure.at));
  TRY_ASSIGN(const auto pictures, engine::list_own_pictures(*opened.events, erasure.case_id));
  TRY(forget_pictures(data_dir, pictures));
  return opened.events->erase_personal(erasure);
}

Result<bool> append_erasure(const OpenedStore& opened, const Id& case_id, const AdminOptions& options) {
  TRY_ASSIGN(const auto records, opened.events->load_case(case_id));
  store::Append append;
  append.case_id = append.after.id = case_id;
  for (const auto& record : records) {
    append.after = cases::apply(std::move(append.after), std::get<cases::Event>(record.body));
  }
  const SystemClock clock;
  const Instant now = std::max(clock.now(), append.after.last_at);
  TRY_ASSIGN(append.events, cases::decide(append.after, cases::ErasePersonal{options.reason},
                                          {cases::ActorKind::officer, name_of(options)}, opened.policy, now));
  if (append.events.empty()) return false;
  for (const auto& event : append.events) append.after = cases::apply(std::move(append.after), event);
  append.next_wake = cases::find_next_wake(append.after, opened.policy);
  append.clock_error_ms = clock.find_error_ms();
  TRY(opened.events->append({&append, 1}));
  return true;
}

Result<Outcome> erase_here(const OpenedStore& opened, const AdminOptions& options, const std::string& code) {
  TRY_ASSIGN(const auto case_id, opened.events->find_case_by_code(code));
  if (!case_id) return Error{Code::not_found, "there is no case " + code};
  Outcome outcome{code};
  TRY_ASSIGN(outcome.was_new, append_erasure(opened, *case_id, options));
  TRY_ASSIGN(const auto records, opened.events->load_case(*case_id));
  TRY_ASSIGN(const auto waiting, opened.events->load_erasures(1'000'000));
  for (const store::Erasure& erasure : waiting) {
    if (erasure.case_id != *case_id) continue;
    TRY_ASSIGN(const bool sealed, is_sealed(options.data_dir, records, erasure));
    outcome.is_carried_out = outcome.is_carried_out && sealed;
    if (sealed) TRY(carry_out(opened, options.data_dir, erasure));
  }
  return outcome;
}

// A token for this one call, under the name that the record will show.
class BorrowedToken {
 public:
  static Result<std::unique_ptr<BorrowedToken>> make(const std::string& data_dir, const std::string& name) {
    TRY_ASSIGN(const auto keys, store::load_or_make_keys(data_dir));
    TRY_ASSIGN(auto accounts, store::Accounts::open(data_dir, keys.secret_key));
    (void)accounts->remove_token(name);  // of a call that was cut short
    TRY_ASSIGN(auto token, accounts->add_token(name, {"admin"}, SystemClock{}.now()));
    return std::make_unique<BorrowedToken>(std::move(accounts), name, std::move(token));
  }
  BorrowedToken(std::unique_ptr<store::Accounts> accounts, std::string name, std::string token)
      : accounts_(std::move(accounts)), name_(std::move(name)), token_(std::move(token)) {}
  ~BorrowedToken() { (void)accounts_->remove_token(name_); }
  BorrowedToken(const BorrowedToken&) = delete;
  BorrowedToken& operator=(const BorrowedToken&) = delete;
  [[nodiscard]] const std::string& text() const { return token_; }

 private:
  std::unique_ptr<store::Accounts> accounts_;
  std::string name_;
  std::string token_;
};

Result<Outcome> erase_through_server(const AdminOptions& options, const std::string& code) {
  TRY_ASSIGN(const std::uint16_t port, find_listening(options.data_dir));
  TRY_ASSIGN(const auto token, BorrowedToken::make(options.data_dir, name_of(options)));
  const ApiClient api(port);
  TRY_ASSIGN(const ApiAnswer answer,
             api.post("/api/v1/cases/" + code + "/erase", {{"reason", options.reason}}, token->text()));
  if (answer.status == 404) return Error{Code::not_found, "there is no case " + code};
  if (answer.status != 200) {
    return Error{Code::unavailable, "the server answered " + std::to_string(answer.status) + ": " + answer.body};
  }
  Outcome outcome{code, !answer.json()["events"].empty(), false};
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!outcome.is_carried_out && std::chrono::steady_clock::now() < end) {
    TRY_ASSIGN(const std::uint64_t waiting, store::count_waiting_erasures(options.data_dir));
    outcome.is_carried_out = waiting == 0;
    if (waiting > 0) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return outcome;
}

Result<Outcome> erase(const AdminOptions& options) {
  TRY_ASSIGN(const std::string code, spell_code(options.case_code));
  if (!std::filesystem::exists(options.data_dir + "/journal.db")) {
    return Error{Code::not_found, "there is no journal in " + options.data_dir + ": name the folder with --data"};
  }
  auto opened = open_store(options.data_dir);
  if (opened.ok()) return erase_here(opened.value(), options, code);
  if (opened.error().code == Code::conflict) return erase_through_server(options, code);
  return std::move(opened).error();
}

}  // namespace

int admin_erase(const AdminOptions& options) {
  const auto done = erase(options);
  if (!done.ok()) return fail("admin erase", done.error());
  const Outcome& outcome = done.value();
  if (!outcome.is_carried_out) {
    std::cout
        << outcome.case_code
        << ": the erasure stands in the journal and nobody is shown a word of it any more. Its key goes as soon as "
           "the ledger has sealed what came before; a stopped server does that when it starts.\n";
    return exit_done;
  }
  std::cout << outcome.case_code << (outcome.was_new ? ": erased" : ": was erased already")
            << ". The key is destroyed, the files hold nothing of it; backups do until their keys expire.\n";
  return exit_done;
}

}  // namespace redress::cli
