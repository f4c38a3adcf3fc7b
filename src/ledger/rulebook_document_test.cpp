// SPDX-License-Identifier: Apache-2.0
#include "ledger/rulebook_document.hpp"

#include <gtest/gtest.h>

#include "law/test_rulebook.hpp"

namespace redress::ledger {
namespace {

using std::chrono::hours;

const HouseLengths house{hours{24}, hours{12}};

law::OperatorChoices choices() {
  law::OperatorChoices choices;
  choices.targets["*"] = hours{6};
  choices.disabled = {"IN-NCII-2H"};
  return choices;
}

Result<std::string> read_shipped(const std::string& document, const std::string& path) {
  if (path == rulebook_path(sha256(document))) return document;
  for (const auto& [name, text] : law::read_statutes()) {
    if (path == pack_path(sha256(text))) return text;
  }
  return Error{Code::not_found, path};
}

TEST(RulebookDocument, GivesTheSameRulebookAgain) {
  const auto rulebook = law::load_shipped(choices());
  const std::string document = render_rulebook_document(rulebook, house);
  const auto loaded =
      load_rulebook(sha256(document), [&](const std::string& path) { return read_shipped(document, path); });
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  EXPECT_EQ(loaded.value().house, house);
  EXPECT_EQ(loaded.value().tz_version, rulebook.tz_version);
  EXPECT_EQ(render_rulebook_document(loaded.value().rulebook, house), document);
  EXPECT_FALSE(law::is_on(*law::find_duty(loaded.value().rulebook, "IN-NCII-2H")));
}

TEST(RulebookDocument, HasOneText) {
  const std::string document = render_rulebook_document(law::shipped(), house);
  ASSERT_TRUE(parse_rulebook_document(document).ok());
  EXPECT_FALSE(parse_rulebook_document(" " + document).ok());
  EXPECT_FALSE(parse_rulebook_document(document + "\n").ok());
  EXPECT_FALSE(parse_rulebook_document("{}").ok());
  EXPECT_FALSE(parse_rulebook_document("").ok());
  EXPECT_FALSE(parse_rulebook_document("[1]").ok());
  std::string more = document;
  more.insert(1, R"("also":1,)");
  EXPECT_FALSE(parse_rulebook_document(more).ok());
}

TEST(RulebookDocument, IsRefusedWithAnotherPackThanItNames) {
  const std::string document = render_rulebook_document(law::shipped(), house);
  const auto loaded = load_rulebook(sha256(document), [&](const std::string& path) -> Result<std::string> {
    TRY_ASSIGN(std::string text, read_shipped(document, path));
    return path.starts_with("statutes/") ? text + "\n" : text;
  });
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, Code::corrupt);
}

TEST(RulebookDocument, IsRefusedUnderAnotherName) {
  const std::string document = render_rulebook_document(law::shipped(), house);
  const auto loaded =
      load_rulebook(sha256("other"), [&](const std::string&) -> Result<std::string> { return document; });
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, Code::corrupt);
}

}  // namespace
}  // namespace redress::ledger
