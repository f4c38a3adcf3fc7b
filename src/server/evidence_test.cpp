// SPDX-License-Identifier: Apache-2.0
// server/evidence_test.cpp — what a reporter takes home, and how often the copies were served.
#include "server/evidence.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "server/pdf_sheet.hpp"
#include "server/test_person.hpp"
#include "server/zip.hpp"

namespace redress::server {
namespace {

// Stored files follow their names: enough of a reader for what make_zip writes.
std::map<std::string, std::string> read_zip(const std::string& zip) {
  const auto number = [&](std::size_t at, int bytes) {
    std::size_t value = 0;
    for (int i = bytes; i-- > 0;)
      value = value << 8 | static_cast<std::uint8_t>(zip.at(at + static_cast<std::size_t>(i)));
    return value;
  };
  std::map<std::string, std::string> files;
  for (std::size_t at = 0; number(at, 4) == 0x04034b50;) {
    const auto size = number(at + 18, 4);
    const auto name_size = number(at + 26, 2);
    files[zip.substr(at + 30, name_size)] = zip.substr(at + 30 + name_size, size);
    at += 30 + name_size + size;
  }
  return files;
}

TEST(Zip, IsReadByPythonsOwnReaderAndHasOneSpelling) {
  const std::vector<ZipFile> files{{"a.txt", "one"}, {"empty", ""}, {"ü.bin", std::string("\0\xff", 2)}};
  const auto zip = make_zip(files);
  EXPECT_EQ(zip, make_zip(files));
  const auto path = std::filesystem::temp_directory_path() / ("redress-zip-test-" + std::to_string(getpid()));
  std::ofstream(path, std::ios::binary) << zip;
  const std::string check =
      "python3 -c \"import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; "
      "assert z.namelist()==['a.txt','empty','\\u00fc.bin']; assert z.read('a.txt')==b'one'\" ";
  EXPECT_EQ(std::system((check + path.string()).c_str()), 0);
  std::filesystem::remove(path);
}

TEST(PdfSheet, TheSameWordsGiveTheSameSheetsAndALongTextGoesOnOverleaf) {
  const auto make = [](int lines) {
    PdfSheet sheet("hi", false, Instant{1'795'312'800'000});
    sheet.add(PdfStyle::title, "मामला");
    for (int i = 0; i < lines; ++i) sheet.add(PdfStyle::text, "यह एक पंक्ति है।");
    return sheet.finish();
  };
  const auto one = make(1);
  EXPECT_TRUE(one.starts_with("%PDF-1.5"));
  EXPECT_EQ(one, make(1));
  const auto pages = [](const std::string& pdf) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = pdf.find("/Type /Page %", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  EXPECT_EQ(pages(one), 1U);
  EXPECT_GT(pages(make(100)), 1U);
}

struct Evidence : testing::Test {
  std::map<std::string, std::string> take(const Filed& filed, const std::string& language = "en") {
    const auto answer = server.get("/case/" + filed.code + "/evidence?lang=" + language, filed.cookie);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Type"), "application/zip");
    EXPECT_EQ(answer.header("Content-Disposition"), "attachment; filename=\"documents.zip\"");
    return read_zip(answer.body);
  }
  TestServer server;
};

TEST_F(Evidence, HoldsSheetsReceiptAndHashesUnderOneSignature) {
  const auto filed = file_report(server, "my own words");
  auto files = take(filed);
  EXPECT_TRUE(files["case.pdf"].starts_with("%PDF"));
  EXPECT_NE(files["items.csv"].find("https://host.example/p/2"), std::string::npos);
  EXPECT_TRUE(files["receipt.txt"].starts_with("redress-receipt/v1\n"));
  const auto key = parse_hex(files["key.txt"].substr(0, 64)).value();
  const auto verifies = [&](const std::string& text, std::string signature) {
    signature.pop_back();
    return verify_signature(key, view_bytes(text), parse_base64(signature).value()).ok();
  };
  EXPECT_TRUE(verifies(files["receipt.txt"], files["receipt.sig"]));
  EXPECT_TRUE(verifies("redress-evidence/v1\n" + files["SHA256SUMS"], files["SHA256SUMS.sig"]));
  EXPECT_FALSE(verifies(files["SHA256SUMS"], files["SHA256SUMS.sig"])) << "the signature says what it is over";
  for (const auto& [name, text] : files) {
    if (name.starts_with("SHA256SUMS")) continue;
    EXPECT_NE(files["SHA256SUMS"].find(render_hex(sha256(text)) + "  " + name + "\n"), std::string::npos) << name;
  }
  EXPECT_TRUE(take(filed, "hi")["case.pdf"].starts_with("%PDF"));
}

TEST_F(Evidence, IsForWhoeverOpenedTheCase) {
  const auto filed = file_report(server);
  EXPECT_EQ(server.get("/case/" + filed.code + "/evidence").status, 401);
  const auto other = server.post_json("/api/v1/notices", sample_notice("https://host.example/elsewhere")).json();
  EXPECT_EQ(server.get("/case/" + other["case_code"].get<std::string>() + "/evidence", filed.cookie).status, 401);
}

Json span(const std::string& content, const std::string& from, const std::string& to, int count) {
  return {{"content_id", content}, {"from", from}, {"to", to}, {"count", count}};
}

TEST(Served, TheCasePageShowsTheCountsBeforeAndAfterTheCopyWasHidden) {
  TestServer server;
  auto notice = sample_notice();
  notice["items"] = {{{"content_id", "c1"}, {"url", "https://host.example/p/1"}}};
  const auto filed = server.post_json("/api/v1/notices", notice).json();
  const std::string code = filed["case_code"];
  const auto id = server.engine_->find_case(code).value();
  const auto opened =
      server.post_form("/case", form_text({{"code", code}, {"secret", filed["secret"].get<std::string>()}}));
  const auto cookie = "Cookie: redress_case=" + opened.cookie("redress_case") + "\r\n";
  const auto show = [&] { return server.get("/case/" + code + "?lang=en", cookie).body; };
  EXPECT_NE(show().find("has not told us how often"), std::string::npos);
  EXPECT_NE(show().find("It can still be seen."), std::string::npos);
  const auto token = server.token({"media", "admin"});
  const auto act = [&](const std::string& action, const Json& body) {
    return server.post_json("/api/v1/cases/" + render_id(id) + "/" + action, body, token);
  };
  server.clock_.advance(std::chrono::minutes{20});
  const auto restricted = act("restrict", {{"items", {1}}});
  ASSERT_EQ(restricted.status, 200) << restricted.body;
  const auto measure = server.engine_->load_case(id).value().measures.at(0);
  const auto acknowledged = act("measures/" + std::to_string(measure.no), {{"state", "acknowledged"}});
  ASSERT_EQ(acknowledged.status, 200) << acknowledged.body;
  const Json counts{{"served",
                     {span("c1", "2026-11-22T00:00:00Z", "2026-11-22T02:20:00Z", 41),
                      span("c1", "2026-11-22T02:20:00Z", "2026-11-22T03:00:00Z", 1)}}};
  EXPECT_EQ(server.post_json("/api/v1/media/served", counts, token).status, 200);
  EXPECT_NE(show().find("Before it was hidden it was shown 41 times. After that: 1 time."), std::string::npos)
      << show();
}

TEST(Served, NamesNobodyAndRefusesWhatDoesNotHoldTogether) {
  TestServer server;
  const auto token = server.token({"media"});
  const auto post = [&](const Json& body) { return server.post_json("/api/v1/media/served", body, token).status; };
  auto named = span("c1", "2026-11-22T00:00:00Z", "2026-11-22T01:00:00Z", 1);
  named["viewer"] = "somebody";
  EXPECT_EQ(post({{"served", {named}}}), 422);
  EXPECT_EQ(post({{"served", {span("c1", "2026-11-22T01:00:00Z", "2026-11-22T01:00:00Z", 1)}}}), 422);
  EXPECT_EQ(post({{"served", {span("c1", "2026-11-22T00:00:00Z", "2026-11-22T01:00:00Z", -1)}}}), 422);
  EXPECT_EQ(post(Json::object()), 422);
  Json many = Json::array();
  for (int i = 0; i < 1'001; ++i) many.push_back(span("c", "2026-11-22T00:00:00Z", "2026-11-22T01:00:00Z", 1));
  EXPECT_EQ(post({{"served", many}}), 422);
  EXPECT_EQ(server.post_json("/api/v1/media/served", {{"served", Json::array()}}, server.token({"notices"})).status,
            403);
}

}  // namespace
}  // namespace redress::server
