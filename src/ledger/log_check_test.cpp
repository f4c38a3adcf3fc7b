// SPDX-License-Identifier: Apache-2.0
#include "ledger/log_check.hpp"

#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

using test::Files;
using test::find_data;
using test::reader_of;

struct Log {
  Files files;
  std::string note;
  VerifierKey key;
};

Log make_log(std::uint64_t size) {
  Log log;
  TileWriter writer;
  for (std::uint64_t i = 0; i < size; ++i) {
    EXPECT_TRUE(writer.append(Bytes(i % 9, static_cast<std::uint8_t>(i))).ok());
  }
  test::keep(log.files, writer.take_files());
  const Signer signer = test::test_signer("log.example/check", KeyType::note);
  log.note = render_note(sign_checkpoint({"log.example/check", size, writer.root(), {}}, signer).value());
  log.key = signer.key;
  return log;
}

TEST(LogCheck, VisitsEveryEntryInOrder) {
  const Log log = make_log(600);
  std::uint64_t count = 0;
  const auto head = check_log(reader_of(log.files), log.note, log.key,
                              [&](std::uint64_t index, ByteView entry, const Digest& leaf) -> Status {
                                EXPECT_EQ(index, count++);
                                EXPECT_EQ(entry.size(), index % 9);
                                EXPECT_EQ(leaf, leaf_hash(entry));
                                return Done{};
                              });
  ASSERT_TRUE(head.ok()) << head.error().message;
  EXPECT_EQ(count, 600U);
  const auto stopped =
      check_log(reader_of(log.files), log.note, log.key, [&](std::uint64_t index, ByteView, const Digest&) -> Status {
        if (index == 300) return Error{Code::conflict, "seen enough"};
        return Done{};
      });
  EXPECT_EQ(stopped.error().code, Code::conflict);
}

TEST(LogCheck, LogsOfEverySizeAroundATileHold) {
  for (const std::uint64_t size : {0U, 1U, 255U, 256U, 257U, 512U, 600U}) {
    const Log log = make_log(size);
    EXPECT_TRUE(check_log(reader_of(log.files), log.note, log.key).ok()) << size;
  }
}

TEST(LogCheck, EveryChangedByteOfEveryFileOfALogOfSixHundredIsFound) {
  Log log = make_log(600);
  ASSERT_EQ(log.files.size(), 7U);
  std::uint8_t change = 1;
  for (auto& [path, bytes] : log.files) {
    for (std::uint8_t& byte : bytes) {
      // Another change for each byte; each is refused as surely as the others.
      change = static_cast<std::uint8_t>(change % 255 + 1);
      byte ^= change;
      ASSERT_FALSE(check_log(reader_of(log.files), log.note, log.key).ok()) << path;
      byte ^= change;
    }
  }
  for (char& byte : log.note) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ 1U << bit);
      ASSERT_FALSE(check_log(reader_of(log.files), log.note, log.key).ok());
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ 1U << bit);
    }
  }
  EXPECT_TRUE(check_log(reader_of(log.files), log.note, log.key).ok());
}

TEST(LogCheck, AFileThatIsGoneShorterOrLongerIsFound) {
  const Log log = make_log(600);
  for (const auto& [path, bytes] : log.files) {
    Files files = log.files;
    files[path].pop_back();
    EXPECT_FALSE(check_log(reader_of(files), log.note, log.key).ok()) << path;
    files[path] = bytes;
    files[path].push_back(0);
    EXPECT_FALSE(check_log(reader_of(files), log.note, log.key).ok()) << path;
    files.erase(path);
    EXPECT_EQ(check_log(reader_of(files), log.note, log.key).error().code, Code::not_found) << path;
  }
}

TEST(LogCheck, APublishedLogIsReadAtEachOfItsSizes) {
  const auto path = find_data("tessera-log");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  std::string text = test::load_text(*path + "/vkey");
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const VerifierKey key = parse_verifier_key(text).value();
  const TileReader reader = [&](const TilePath& tile) -> Result<Bytes> {
    const std::string file = *path + "/" + render_tile_path(tile);
    if (!std::filesystem::exists(file)) return Error{Code::not_found, file};
    return test::to_bytes(test::load_text(file));
  };
  for (unsigned size = 1; size <= 15; ++size) {
    const std::string file = *path + "/checkpoint." + std::to_string(size);
    if (!std::filesystem::exists(file)) continue;
    const auto head = check_log(reader, test::load_text(file), key);
    ASSERT_TRUE(head.ok()) << size << " " << head.error().message;
    EXPECT_EQ(head.value().checkpoint.size, size);
  }
}

TEST(LogCheck, APublishedMirrorLeadsToItsRoot) {
  const auto path = find_data("sunlight-mirror");
  if (!path) GTEST_SKIP() << "skipped: no test data";
  const Checkpoint head = parse_checkpoint(parse_note(test::load_text(*path + "/checkpoint")).value().text).value();
  const TileReader reader = [&](const TilePath& tile) -> Result<Bytes> {
    const std::string file = *path + "/" + render_tile_path(tile);
    if (!std::filesystem::exists(file)) return Error{Code::not_found, file};
    return test::to_bytes(test::load_text(file));
  };
  auto tree = TileTree::open(reader, head.size, head.root);
  ASSERT_TRUE(tree.ok()) << tree.error().message;
  for (std::uint64_t index = 0; index < head.size; index += 13) {
    const Proof proof = tree.value().inclusion_proof(index, head.size).value();
    EXPECT_TRUE(verify_inclusion(tree.value().leaf(index).value(), index, head.size, proof, head.root).ok());
  }
}

}  // namespace
}  // namespace redress::ledger
