// SPDX-License-Identifier: Apache-2.0
#include "media/workshop.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "media/sandbox.hpp"

namespace redress::media {
namespace {

Workshop open_workshop() {
  auto workshop = Workshop::open();
  EXPECT_TRUE(workshop.ok());
  return std::move(workshop).value();
}

#define SKIP_WITHOUT_LANDLOCK() \
  if (landlock_abi() < 1) GTEST_SKIP() << "skipped: this kernel has no Landlock"

TEST(Workshop, AProgramReadsAndPrintsWhatLiesThere) {
  SKIP_WITHOUT_LANDLOCK();
  const Workshop workshop = open_workshop();
  ASSERT_TRUE(workshop.put("in.txt", view_bytes("one\ntwo\n" + std::string(5'000, 'x') + "\n")).ok());
  std::vector<std::string> lines;
  const Status done =
      workshop.run({"/usr/bin/head", "in.txt"}, {}, [&](std::string_view line) { lines.emplace_back(line); });
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", std::string(printed_line_bytes_max, 'x')}));
}

TEST(Workshop, AProgramSeesNothingElse) {
  SKIP_WITHOUT_LANDLOCK();
  const Workshop workshop = open_workshop();
  std::string printed;
  for (const char* path : {"/etc/passwd", "/proc/self/environ", "/tmp"}) {
    EXPECT_FALSE(workshop.run({"/usr/bin/head", path}, {}, [&](std::string_view line) { printed += line; }).ok());
  }
  EXPECT_EQ(printed, "");
  // Another program may not be started, nor may a name be given away.
  EXPECT_FALSE(workshop.run({"/usr/bin/env", "/usr/bin/head", "/etc/passwd"}, {}).ok());
  EXPECT_FALSE(workshop.run({"/usr/bin/ln", "-s", "/etc/passwd", "link"}, {}).ok());
  EXPECT_EQ(workshop.run({"/usr/bin/no-such-program"}, {}).error().code, Code::unavailable);
}

TEST(Workshop, LimitsOfTimeAndOfWordsEndAProgram) {
  SKIP_WITHOUT_LANDLOCK();
  const Workshop workshop = open_workshop();
  EXPECT_EQ(workshop.run({"/usr/bin/yes"}, {}).error().code, Code::exhausted);
  WorkLimits limits;
  limits.wall_max = std::chrono::seconds(0);
  EXPECT_EQ(workshop.run({"/usr/bin/yes"}, limits).error().code, Code::exhausted);
}

TEST(Workshop, TheFolderGoesWithIt) {
  std::string folder;
  {
    const Workshop workshop = open_workshop();
    ASSERT_TRUE(workshop.put("a", view_bytes("b")).ok());
    folder = std::filesystem::path(workshop.path_of("a")).parent_path();
    EXPECT_TRUE(std::filesystem::exists(folder));
    EXPECT_EQ(workshop.put_file("c", "/nowhere/at/all").error().code, Code::not_found);
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

}  // namespace
}  // namespace redress::media
