// SPDX-License-Identifier: Apache-2.0
#include "cli/line_output.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace redress::cli {
namespace {

class LineOutputTest : public testing::Test {
 protected:
  void put(std::string_view text) { std::ofstream(file_, std::ios::binary) << text; }
  [[nodiscard]] std::string read() const {
    std::ifstream file(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  ~LineOutputTest() override { std::filesystem::remove(file_); }

  const std::string file_ = testing::TempDir() + "lines-" + std::to_string(::getpid());
};

TEST_F(LineOutputTest, GoesOnAfterATornLine) {
  put("{\"path\":\"a\"}\n{\"path\":\"b\"}\n{\"path\":\"c\",\"sha2");
  auto output = LineOutput::open(file_);
  ASSERT_TRUE(output.ok()) << output.error().message;
  EXPECT_EQ(output.value().count_before(), 2U);
  EXPECT_TRUE(output.value().has("b"));
  EXPECT_FALSE(output.value().has("c"));
  output.value().write("{\"path\":\"c\"}");
  EXPECT_TRUE(output.value().finish().ok());
  EXPECT_EQ(read(), "{\"path\":\"a\"}\n{\"path\":\"b\"}\n{\"path\":\"c\"}\n");
}

TEST_F(LineOutputTest, NeverWritesIntoAFileOfSomethingElse) {
  for (const char* text : {"my diary\n", "{\"name\":\"a\"}\n", "{\"path\":1}\n", "\n"}) {
    put(text);
    const auto output = LineOutput::open(file_);
    ASSERT_FALSE(output.ok()) << text;
    EXPECT_EQ(output.error().code, Code::invalid);
    EXPECT_NE(output.error().message.find(file_ + ":1"), std::string::npos) << output.error().message;
    EXPECT_EQ(read(), text);
  }
}

TEST_F(LineOutputTest, AFullDiskIsTold) {
  auto output = LineOutput::open("/dev/full");
  ASSERT_TRUE(output.ok()) << output.error().message;
  output.value().write("{\"path\":\"a\"}");
  EXPECT_EQ(output.value().finish().error().code, Code::unavailable);
}

}  // namespace
}  // namespace redress::cli
