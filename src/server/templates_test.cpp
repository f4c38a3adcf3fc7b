// SPDX-License-Identifier: Apache-2.0
#include "server/templates.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "server/assets.hpp"

namespace redress::server {
namespace {

report::Messages load() {
  auto loaded = report::Messages::load();
  EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().message);
  return std::move(loaded).value();
}

TEST(Templates, NameOnlyMessagesWithoutPlaceholders) {
  const auto messages = load();
  for (const auto& asset : embedded_pages()) {
    if (!asset.path.ends_with(".html")) continue;  // in a script two brackets are a list in a list
    const std::string text(asset.text);
    static const std::regex message(R"(\[\[([^>\]][^\]]*)\]\])");
    for (std::sregex_iterator match(text.begin(), text.end(), message), end; match != end; ++match) {
      const std::string key = (*match)[1];
      ASSERT_TRUE(messages.has(key)) << asset.path << " " << key;
      if (asset.path.ends_with("audit_words.html")) continue;  // the auditor's script fills those in
      EXPECT_EQ(messages.table("en").at(key).find('{'), std::string::npos) << asset.path << " " << key;
    }
  }
}

TEST(Templates, EscapeEverythingThatIsPutIn) {
  const auto messages = load();
  const auto templates = Templates::load(messages);
  ASSERT_TRUE(templates.ok()) << templates.error().message;
  const std::string hostile = R"(<script>alert(1)</script>"' onload=x {{secret}} [[home.title]])";
  nlohmann::json view{{"heading", hostile},   {"text", hostile},     {"link", hostile},
                      {"link_text", hostile}, {"platform", hostile}, {"lang", "en"},
                      {"fault", hostile},     {"note", hostile},     {"secret", "LEAK"}};
  const auto page = templates.value().render(messages.find("en"), "message", view);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("\"' onload"), std::string::npos);
  EXPECT_EQ(page.find("LEAK"), std::string::npos) << "a value is never read as a template";
  EXPECT_NE(page.find("[[home.title]]"), std::string::npos) << "nor as a message";
}

TEST(Templates, AnEmptyTextHidesItsSection) {
  const auto messages = load();
  const auto templates = Templates::load(messages);
  const auto page =
      templates.value().render(messages.find("en"), "message", {{"heading", "h"}, {"text", "t"}, {"link", ""}});
  EXPECT_EQ(page.find("<a href=\"\""), std::string::npos);
}

}  // namespace
}  // namespace redress::server
