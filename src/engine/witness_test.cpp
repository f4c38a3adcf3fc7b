// SPDX-License-Identifier: Apache-2.0
#include "engine/witness.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>

#include "ledger/checkpoint.hpp"
#include "ledger/cosignature.hpp"

namespace redress::engine {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "witness-XXXXXX").string();
    CHECK(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path;
};

// A log of which every root is known. A made-up one parts from it at the first leaf.
class SmallLog {
 public:
  explicit SmallLog(const std::string& name, const std::string& salt = "leaf")
      : signer_(ledger::make_signer(name, ledger::KeyType::note, ledger::derive_signing_key(sha256(name))).value()) {
    for (int i = 0; i < 64; ++i) leaves_.push_back(ledger::leaf_hash(view_bytes(salt + std::to_string(i))));
  }
  [[nodiscard]] std::string vkey() const { return ledger::render_verifier_key(signer_.key); }
  [[nodiscard]] Digest root(std::uint64_t size) const {
    return size == 0 ? ledger::empty_root() : ledger::subtree_root(std::span(leaves_).first(size));
  }
  // Powers of two need a proof that the test can write down: the root of the second half.
  [[nodiscard]] std::string request(std::uint64_t old_size, std::uint64_t size) const {
    ledger::AddCheckpoint request;
    request.old_size = old_size;
    if (old_size > 0 && size == 2 * old_size) {
      request.proof = {ledger::subtree_root(std::span(leaves_).subspan(old_size, old_size))};
    }
    request.checkpoint =
        ledger::render_note(ledger::sign_checkpoint({signer_.key.name, size, root(size), {}}, signer_).value());
    return ledger::render_add_checkpoint(request);
  }
  [[nodiscard]] const std::string& name() const { return signer_.key.name; }

 private:
  ledger::Signer signer_;
  std::vector<Digest> leaves_;
};

WitnessReply ask(Witness& witness, const std::string& body) {
  std::promise<WitnessReply> promise;
  witness.add_checkpoint(body, [&](WitnessReply reply) { promise.set_value(std::move(reply)); });
  return promise.get_future().get();
}

std::unique_ptr<Witness> open(const std::string& folder, std::size_t group_count_max = 256) {
  static const SystemClock clock;
  WitnessOptions options;
  options.folder = folder;
  options.name = "witness.example";
  options.group_count_max = group_count_max;
  options.is_durable = false;
  auto witness = Witness::open(options, clock);
  EXPECT_TRUE(witness.ok()) << (witness.ok() ? "" : witness.error().message);
  return std::move(witness).value();
}

TEST(WitnessService, ACosignatureHoldsAndIsRememberedAcrossAStart) {
  const Folder folder;
  const SmallLog log("log.example/a");
  {
    const auto witness = open(folder.path);
    ASSERT_TRUE(witness->add_logs({log.vkey()}).ok());
    const WitnessReply reply = ask(*witness, log.request(0, 4));
    ASSERT_EQ(reply.status, 200) << reply.body;
    const std::string text = ledger::render_checkpoint({log.name(), 4, log.root(4), {}});
    EXPECT_TRUE(ledger::accept_cosignatures(reply.body, text, witness->key()).ok());
    EXPECT_EQ(ask(*witness, SmallLog("log.example/b").request(0, 4)).status, 404);
  }
  const auto witness = open(folder.path);
  EXPECT_TRUE(witness->store().doubt().empty()) << witness->store().doubt();
  const WitnessReply reply = ask(*witness, log.request(0, 8));
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.content_type, "text/x.tlog.size");
  EXPECT_EQ(reply.body, "4\n");
  EXPECT_EQ(ask(*witness, log.request(4, 8)).status, 200);
  const WitnessReply shown = witness->find_checkpoint(render_hex(sha256(log.name())));
  EXPECT_EQ(shown.status, 200);
  const auto log_key = ledger::parse_verifier_key(log.vkey()).value();
  const auto opened = ledger::open_checkpoint(shown.body, log_key, {&witness->key(), 1});
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened.value().checkpoint.size, 8U);
  EXPECT_EQ(opened.value().verified.size(), 2U);
  EXPECT_EQ(witness->find_checkpoint("00").status, 404);
}

TEST(WitnessService, AForkIsRefusedAndBothSignedHeadsAreKept) {
  const Folder folder;
  const SmallLog log("log.example/a");
  const SmallLog fork("log.example/a", "another leaf");
  const auto witness = open(folder.path);
  ASSERT_TRUE(witness->add_logs({log.vkey()}).ok());
  ASSERT_EQ(ask(*witness, log.request(0, 8)).status, 200);
  EXPECT_EQ(ask(*witness, fork.request(0, 8)).status, 409);
  EXPECT_EQ(ask(*witness, fork.request(8, 8)).status, 422);
  EXPECT_EQ(ask(*witness, fork.request(8, 16)).status, 422);
  EXPECT_EQ(ask(*witness, fork.request(8, 4)).status, 400);
  std::vector<store::WitnessSplit> kept;
  ASSERT_TRUE(witness->store().visit_splits([&](const auto& split) { kept.push_back(split); }).ok());
  ASSERT_EQ(kept.size(), 3U) << "the same head twice is one finding";
  EXPECT_EQ(kept[0].kind, "other_root");
  EXPECT_EQ(kept[1].kind, "no_proof");
  EXPECT_EQ(kept[2].kind, "behind");
  const auto log_key = ledger::parse_verifier_key(log.vkey()).value();
  for (const store::WitnessSplit& split : kept) {
    EXPECT_TRUE(ledger::open_checkpoint(split.kept, log_key).ok());
    EXPECT_TRUE(ledger::open_checkpoint(split.offered, log_key).ok());
    EXPECT_EQ(ledger::open_checkpoint(split.kept, log_key).value().checkpoint.root, log.root(8));
  }
  EXPECT_EQ(ask(*witness, log.request(8, 16)).status, 200);
}

TEST(WitnessService, NoMoreThanSoManyForksOfOneLogAreKept) {
  const Folder folder;
  const SmallLog log("log.example/a");
  const auto witness = open(folder.path);
  ASSERT_TRUE(witness->add_logs({log.vkey()}).ok());
  ASSERT_EQ(ask(*witness, log.request(0, 8)).status, 200);
  for (std::size_t i = 0; i < store::witness_splits_max + 6; ++i) {
    ASSERT_EQ(ask(*witness, SmallLog("log.example/a", "fork" + std::to_string(i)).request(8, 8)).status, 422);
  }
  std::size_t kept = 0;
  ASSERT_TRUE(witness->store().visit_splits([&](const auto&) { ++kept; }).ok());
  EXPECT_EQ(kept, store::witness_splits_max);
  ASSERT_TRUE(witness->store()
                  .visit_logs([](const auto& one) { EXPECT_EQ(one.split_count, store::witness_splits_max + 6); })
                  .ok());
}

TEST(WitnessService, RequestsThatWaitShareOneSync) {
  const Folder folder;
  const SystemClock clock;
  WitnessOptions options;
  options.folder = folder.path;
  options.name = "witness.example";
  options.is_durable = false;
  std::promise<void> entered, go;
  std::atomic<bool> first{true};
  options.after_store = [&] {
    if (!first.exchange(false)) return;
    entered.set_value();
    go.get_future().wait();
  };
  const auto witness = std::move(Witness::open(options, clock)).value();
  std::vector<SmallLog> logs;
  for (int i = 0; i < 200; ++i) logs.emplace_back("log.example/" + std::to_string(i));
  for (const SmallLog& log : logs) ASSERT_TRUE(witness->add_logs({log.vkey()}).ok());
  std::atomic<int> cosigned{0};
  std::vector<std::promise<void>> answered(logs.size());
  for (std::size_t i = 0; i < logs.size(); ++i) {
    witness->add_checkpoint(logs[i].request(0, 2), [&, i](const WitnessReply& reply) {
      cosigned += reply.status == 200 ? 1 : 0;
      answered[i].set_value();
    });
    if (i == 0) entered.get_future().wait();
  }
  go.set_value();
  for (auto& one : answered) one.get_future().wait();
  EXPECT_EQ(cosigned, 200);
  EXPECT_EQ(witness->counts().groups, 2U) << "the first alone, and all that waited for it";
}

TEST(WitnessService, OfTwoHeadsOfOneSizeAtOnceOneIsCosigned) {
  const Folder folder;
  const auto witness = open(folder.path);
  for (int i = 0; i < 40; ++i) {
    const std::string name = "log.example/" + std::to_string(i);
    const std::array<SmallLog, 2> heads{SmallLog(name), SmallLog(name, "another leaf")};
    ASSERT_TRUE(witness->add_logs({heads[0].vkey()}).ok());
    std::atomic<int> cosigned{0};
    {
      std::vector<std::thread> both;
      for (const SmallLog& head : heads) {
        both.emplace_back([&] { cosigned += ask(*witness, head.request(0, 4)).status == 200 ? 1 : 0; });
      }
      for (std::thread& one : both) one.join();
    }
    EXPECT_EQ(cosigned, 1);
  }
}

// What a killed child had answered, a root for each size, as it wrote it down before it died.
void cosign_until_killed(const std::string& folder, const std::string& answers, const SmallLog& log, int kill_after) {
  const SystemClock clock;
  WitnessOptions options;
  options.folder = folder;
  options.name = "witness.example";
  int groups = 0;
  options.after_store = [&] {
    if (++groups == kill_after) ::raise(SIGKILL);
  };
  const auto witness = Witness::open(options, clock);
  std::ofstream out(answers, std::ios::app);
  std::uint64_t old_size = 0;
  for (std::uint64_t size = 1; size <= 64; size *= 2) {
    if (ask(*witness.value(), log.request(old_size, size)).status == 200) out << size << '\n' << std::flush;
    old_size = size;
  }
  ::_exit(0);
}

TEST(WitnessService, KilledBetweenStoringAndAnsweringItNeverCosignsASecondRootOfThatSize) {
  for (int kill_after = 1; kill_after <= 7; ++kill_after) {
    const Folder folder;
    const SmallLog log("log.example/a");
    const SmallLog fork("log.example/a", "another leaf");
    { ASSERT_TRUE(open(folder.path)->add_logs({log.vkey()}).ok()); }
    const pid_t child = ::fork();
    if (child == 0) cosign_until_killed(folder.path, folder.path + "/answers", log, kill_after);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto witness = open(folder.path);
    EXPECT_TRUE(witness->store().doubt().empty()) << witness->store().doubt();
    const std::uint64_t stored = std::uint64_t{1} << (kill_after - 1);
    EXPECT_EQ(ask(*witness, log.request(0, 64)).body, std::to_string(stored) + "\n") << "stored, though not answered";
    std::ifstream answers(folder.path + "/answers");
    std::uint64_t answered = 0;
    for (std::uint64_t size = 0; answers >> size;) answered = size;
    EXPECT_EQ(answered, stored / 2) << "what was not answered is not lost";
    for (std::uint64_t size = 1; size <= 64; size *= 2) {
      for (const std::uint64_t old_size : {std::uint64_t{0}, size / 2, size, stored}) {
        EXPECT_NE(ask(*witness, fork.request(old_size, size)).status, 200);
      }
    }
    EXPECT_EQ(ask(*witness, log.request(stored, stored)).status, 200) << "asked again it gives the answer it owed";
  }
}

void copy_state(const std::string& from, const std::string& to) {
  for (const char* name : {"witness.db", "witness.db-wal"}) {
    std::error_code ignored;
    fs::remove(to + "/" + name, ignored);
    if (fs::exists(from + "/" + name)) fs::copy_file(from + "/" + name, to + "/" + name);
  }
}

// The bytes of a backup written into the file that is there: its place in the file system stays the same.
void overwrite_state(const std::string& from, const std::string& to) {
  fs::remove(to + "/witness.db-wal");
  fs::remove(to + "/witness.db-shm");
  std::ofstream out(to + "/witness.db", std::ios::binary | std::ios::trunc);
  out << std::ifstream(from + "/witness.db", std::ios::binary).rdbuf();
}

TEST(WitnessService, AStateFromABackupRefusesUntilItIsToldTheNewestHead) {
  const SmallLog log("log.example/a");
  const SmallLog fork("log.example/a", "another leaf");
  for (const std::string how : {"missing", "copied", "overwritten", "overwritten twice", "whole folder"}) {
    SCOPED_TRACE(how);
    const Folder folder;
    const Folder backup;
    { ASSERT_TRUE(open(folder.path)->add_logs({log.vkey()}).ok()); }
    { ASSERT_EQ(ask(*open(folder.path), log.request(0, 4)).status, 200); }
    copy_state(folder.path, backup.path);
    fs::copy_file(folder.path + "/witness.mark", backup.path + "/witness.mark");
    { ASSERT_EQ(ask(*open(folder.path), log.request(4, 8)).status, 200); }
    const int rounds = how == "overwritten twice" ? 2 : 1;
    for (int round = 0; round < rounds; ++round) {
      if (how == "missing") {
        fs::remove(folder.path + "/witness.db");
        fs::remove(folder.path + "/witness.db-wal");
      } else if (how == "copied" || how == "whole folder") {
        copy_state(backup.path, folder.path);
        if (how == "whole folder")
          fs::copy_file(backup.path + "/witness.mark", folder.path + "/witness.mark",
                        fs::copy_options::overwrite_existing);
      } else {
        overwrite_state(backup.path, folder.path);
      }
      const auto witness = open(folder.path);
      EXPECT_FALSE(witness->store().doubt().empty());
      ASSERT_TRUE(witness->add_logs({log.vkey()}).ok());
      for (const std::string& body : {log.request(0, 4), log.request(4, 8), fork.request(4, 8), fork.request(0, 8)}) {
        EXPECT_EQ(ask(*witness, body).status, 503);
      }
    }
    { EXPECT_EQ(ask(*open(folder.path), fork.request(0, 8)).status, 503) << "a second start forgives nothing"; }
    const auto witness = open(folder.path);
    store::WitnessHead newest;
    newest.size = 8;
    newest.root = log.root(8);
    ASSERT_TRUE(witness->store().resume(log.name(), newest).ok());
    EXPECT_EQ(ask(*witness, fork.request(8, 8)).status, 422);
    EXPECT_EQ(ask(*witness, fork.request(8, 16)).status, 422);
    EXPECT_EQ(ask(*witness, log.request(8, 16)).status, 200);
    newest.size = 8;
    EXPECT_EQ(witness->store().resume(log.name(), newest).error().code, Code::conflict);
    EXPECT_EQ(witness->store().resume("log.example/z", newest).error().code, Code::not_found);
  }
}

TEST(WitnessService, AKeyThatOthersCanReadIsNotUsed) {
  const Folder folder;
  { open(folder.path); }
  fs::permissions(folder.path + "/witness.key", fs::perms::owner_read | fs::perms::group_read);
  const SystemClock clock;
  WitnessOptions options;
  options.folder = folder.path;
  const auto witness = Witness::open(options, clock);
  ASSERT_FALSE(witness.ok());
  EXPECT_EQ(witness.error().code, Code::forbidden);
}

TEST(WitnessService, WhenTooManyWaitTheNextIsToldSo) {
  const Folder folder;
  const SystemClock clock;
  const SmallLog log("log.example/a");
  WitnessOptions options;
  options.folder = folder.path;
  options.name = "witness.example";
  options.waiting_count_max = 1;
  options.group_count_max = 1;
  options.is_durable = false;
  std::promise<void> entered, go;
  std::atomic<bool> first{true};
  options.after_store = [&] {
    if (!first.exchange(false)) return;
    entered.set_value();
    go.get_future().wait();
  };
  auto witness = std::move(Witness::open(options, clock)).value();
  ASSERT_TRUE(witness->add_logs({log.vkey()}).ok());
  std::atomic<int> answered{0};
  const auto count = [&](const WitnessReply& reply) { answered += reply.status == 200 ? 1 : 0; };
  witness->add_checkpoint(log.request(0, 2), count);
  entered.get_future().wait();
  witness->add_checkpoint(log.request(2, 2), count);
  EXPECT_EQ(ask(*witness, log.request(2, 4)).status, 503);
  go.set_value();
  witness.reset();
  EXPECT_EQ(answered, 2) << "what was taken is answered before the end";
}

}  // namespace
}  // namespace redress::engine
