// SPDX-License-Identifier: Apache-2.0
#include "ledger/tile_folder.hpp"

#include <sys/stat.h>

#include "ledger/log_check.hpp"
#include "ledger/test_disk.hpp"
#include "ledger/test_log.hpp"

namespace redress::ledger {
namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "ledger-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) names.push_back(std::filesystem::relative(entry.path(), folder).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

const Signer& log_signer() {
  static const Signer signer = test::test_signer("log.example/folder", KeyType::note);
  return signer;
}

std::string head_of(const TileWriter& writer) {
  return render_note(sign_checkpoint({"log.example/folder", writer.size(), writer.root(), {}}, log_signer()).value());
}

void append(TileWriter& writer, std::uint64_t count) {
  for (; count > 0; --count) {
    ASSERT_TRUE(writer.append(view_bytes("entry " + std::to_string(writer.size()))).ok());
  }
}

TEST(TileFolder, ALogOnDiskIsCheckedFromOutsideAndKeepsOnlyWhatIsNeeded) {
  const TemporaryFolder temporary;
  TileFolder folder(temporary.path());
  TileWriter writer;
  std::uint64_t old_size = 0;
  for (const std::uint64_t step : {10U, 240U, 20U, 5000U, 1U}) {
    append(writer, step);
    ASSERT_TRUE(folder.write(writer.take_files()).ok());
    ASSERT_TRUE(folder.publish("checkpoint", head_of(writer)).ok());
    ASSERT_TRUE(folder.remove_covered(old_size, writer.size()).ok());
    old_size = writer.size();
    const auto checked = check_log(folder.reader(), folder.load("checkpoint").value(), log_signer().key);
    ASSERT_TRUE(checked.ok()) << checked.error().message;
    EXPECT_EQ(checked.value().checkpoint.size, writer.size());
  }
  std::vector<std::string> partial;
  for (const std::string& name : files_below(temporary.path())) {
    EXPECT_FALSE(name.ends_with(".new")) << name;
    if (name.find(".p/") != std::string::npos) partial.push_back(name);
  }
  const std::vector<std::string> expected = {"tile/0/020.p/150", "tile/0/020.p/151",       "tile/1/000.p/1",
                                             "tile/1/000.p/20",  "tile/entries/020.p/150", "tile/entries/020.p/151"};
  EXPECT_EQ(partial, expected);
  EXPECT_EQ(folder.load("checkpoint.witnessed").error().code, Code::not_found);
}

TEST(TileFolder, FilesInFoldersAreFound) {
  const TemporaryFolder temporary;
  TileFolder folder(temporary.path());
  ASSERT_TRUE(folder.publish("rulebook/abc.json", "{}").ok());
  EXPECT_EQ(folder.load("rulebook/abc.json").value(), "{}");
  ASSERT_TRUE(folder.publish("rulebook/abc.json", "{1}").ok());
  EXPECT_EQ(folder.load("rulebook/abc.json").value(), "{1}");
  EXPECT_EQ(folder.reader()({TileKind::hashes, 0, 0, 256}).error().code, Code::not_found);
  EXPECT_EQ(real_disk().read(temporary.path()).error().code, Code::not_found);
  TileFolder nowhere(temporary.path() + "/absent");
  EXPECT_FALSE(nowhere.publish("checkpoint", "x").ok());
}

// Batches until the power goes. The size last acknowledged: publish() had returned.
std::uint64_t run_until_dark(TileFolder& folder, TileWriter& writer, std::mt19937_64& random) {
  std::uint64_t acknowledged = writer.size();
  while (writer.size() < 1200) {
    const std::uint64_t before = writer.size();
    // Now and then a batch of so many files that they are synced all at once.
    append(writer, random() % 4 == 0 ? 300 + random() % 3000 : 1 + random() % 200);
    if (!folder.write(writer.take_files()).ok() || !folder.publish("checkpoint", head_of(writer)).ok()) break;
    acknowledged = writer.size();
    if (!folder.remove_covered(before, writer.size()).ok()) break;
  }
  return acknowledged;
}

TEST(TileFolder, APowerCutAtAnyCallLeavesTheLastPublishedLogWholeAndItGoesOn) {
  std::uint64_t cuts = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    test::PowerCutDisk disk(seed);
    ASSERT_TRUE(disk.disk().make_folder("/log").ok());
    ASSERT_TRUE(disk.disk().sync_folder("").ok());
    TileWriter writer;
    std::uint64_t acknowledged = 0;
    for (int life = 0; life < 5; ++life) {
      disk.cut_after(1 + random() % 120);
      TileFolder folder("/log", disk.disk());
      acknowledged = run_until_dark(folder, writer, random);
      if (!disk.is_cut()) break;
      ++cuts;
      disk.restart();
      const auto note = folder.load("checkpoint");
      std::uint64_t size = 0;
      Digest root = empty_root();
      if (note.ok()) {
        const auto checked = check_log(folder.reader(), note.value(), log_signer().key);
        ASSERT_TRUE(checked.ok()) << checked.error().message;
        size = checked.value().checkpoint.size;
        root = checked.value().checkpoint.root;
      }
      ASSERT_TRUE(size == acknowledged || size == writer.size()) << size << " after " << acknowledged;
      auto resumed = TileWriter::resume(folder.reader(), size, root);
      ASSERT_TRUE(resumed.ok()) << resumed.error().message;
      writer = std::move(resumed).value();
    }
  }
  EXPECT_GT(cuts, 800U);
}

// The test above has teeth: a folder whose checkpoint is published before the tiles are synced does lose.
TEST(TileFolder, ADiskThatOnlyPretendsToSyncIsFoundOut) {
  std::uint64_t lost = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    test::PowerCutDisk disk(seed);
    ASSERT_TRUE(disk.disk().make_folder("/log").ok());
    ASSERT_TRUE(disk.disk().sync_folder("").ok());
    Disk lying = disk.disk();
    lying.sync = [](const std::string&) -> Status { return Done{}; };
    lying.sync_all = [](const std::string&) -> Status { return Done{}; };
    TileFolder folder("/log", lying);
    TileWriter writer;
    disk.cut_after(40 + random() % 80);
    const std::uint64_t acknowledged = run_until_dark(folder, writer, random);
    disk.restart();
    const auto note = folder.load("checkpoint");
    const auto checked =
        note.ok() ? check_log(folder.reader(), note.value(), log_signer().key) : Result<SignedCheckpoint>(note.error());
    if (!checked.ok() || checked.value().checkpoint.size < acknowledged) ++lost;
  }
  EXPECT_GT(lost, 100U);
}

TEST(TileFolder, AnErrorFromAnyCallIsTold) {
  for (std::uint64_t call = 1; call < 30; ++call) {
    test::PowerCutDisk disk(call);
    ASSERT_TRUE(disk.disk().make_folder("/log").ok());
    TileFolder folder("/log", disk.disk());
    TileWriter writer;
    append(writer, 300);
    disk.cut_after(call);
    const bool written = folder.write(writer.take_files()).ok() && folder.publish("checkpoint", head_of(writer)).ok();
    EXPECT_EQ(written, !disk.is_cut()) << call;
  }
}

}  // namespace
}  // namespace redress::ledger
