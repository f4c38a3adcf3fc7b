// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/media/check: what a file says about itself, and whether that is what was declared.
#include <gtest/gtest.h>

#include "media/preview.hpp"
#include "media/test_data.hpp"
#include "server/test_server.hpp"

namespace redress::server {
namespace {

// A picture with this digital source type in its metadata, unsigned; with none where it is empty.
std::string make_picture(const std::string& term) {
  media::Pixels pixels{64, 48, Bytes(3 * 64 * 48)};
  for (std::size_t i = 0; i < pixels.rgb.size(); ++i) pixels.rgb[i] = static_cast<std::uint8_t>(i * i / 97);
  const auto jpeg = media::encode_jpeg(pixels, 90).value();
  std::string file(jpeg.begin(), jpeg.end());
  if (term.empty()) return file;
  const std::string packet =
      std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' "
      "Iptc4xmpExt:DigitalSourceType='http://cv.iptc.org/newscodes/digitalsourcetype/" +
      term + "'/></rdf:RDF></x:xmpmeta>";
  const std::size_t length = packet.size() + 2;
  return file.insert(2, std::string("\xff\xe1") + static_cast<char>(length >> 8U) + static_cast<char>(length) + packet);
}

Json check(TestServer& server, const std::string& file, const std::map<std::string, std::string>& fields = {},
           int status = 200) {
  std::string body;
  for (const auto& [name, value] : fields) {
    body += "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
  body += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n" + file + "\r\n--b--\r\n";
  const auto answer = server.send("POST", "/api/v1/media/check",
                                  server.token({"media"}) + "Content-Type: multipart/form-data; boundary=b\r\n", body);
  EXPECT_EQ(answer.status, status) << answer.body;
  return answer.json();
}

TEST(MediaSays, AFileThatSaysAiIsToBeLabelled) {
  TestServer server;
  const auto json = check(server, make_picture("trainedAlgorithmicMedia"));
  EXPECT_EQ(json["verdict"], "label");
  EXPECT_EQ(json["origin"], "ai-generated");
  EXPECT_EQ(json["provenance"]["state"], "none");
  ASSERT_EQ(json["signals"].size(), 1U);
  EXPECT_EQ(json["signals"][0]["field"], "XMP Iptc4xmpExt:DigitalSourceType");
  EXPECT_FALSE(json["reasons"].empty());
  EXPECT_FALSE(json.contains("declaration"));
}

TEST(MediaSays, AFileThatSaysNothingIsUnknownAndMayStand) {
  TestServer server;
  for (const auto* const term : {"", "digitalCapture"}) {
    const auto json = check(server, make_picture(term));
    EXPECT_EQ(json["verdict"], "allow") << term;
    EXPECT_EQ(json["origin"], "unknown") << term;
  }
}

TEST(MediaSays, WhatWasDeclaredIsHeldAgainstIt) {
  TestServer server;
  const auto lie = check(server, make_picture("trainedAlgorithmicMedia"), {{"declared", "not-ai"}});
  EXPECT_EQ(lie["declaration"]["agreement"], "contradicted");
  EXPECT_EQ(lie["verdict"], "label");
  const auto honest = check(server, make_picture(""), {{"declared", "ai"}});
  EXPECT_EQ(honest["declaration"]["agreement"], "unproven");
  EXPECT_EQ(honest["verdict"], "label") << "who says AI is believed";
  const auto plain = check(server, make_picture(""), {{"declared", "not-ai"}});
  EXPECT_EQ(plain["declaration"]["agreement"], "unproven");
  EXPECT_EQ(plain["verdict"], "allow");
  check(server, make_picture(""), {{"declared", "perhaps"}}, 422);
  const auto without_file = server.post_json(
      "/api/v1/media/check", {{"sha256", std::string(64, 'a')}, {"declared", "ai"}}, server.token({"media"}));
  EXPECT_EQ(without_file.json()["verdict"], "label");
  EXPECT_EQ(without_file.json()["declaration"]["declared"], "ai");
  EXPECT_FALSE(without_file.json().contains("origin"));
}

TEST(MediaSays, ThePolicyIsTheOperators) {
  Options options;
  options.synthetic.generated = engine::Verdict::block;
  options.synthetic.declared = engine::Verdict::allow;
  TestServer server(options);
  EXPECT_EQ(check(server, make_picture("trainedAlgorithmicMedia"))["verdict"], "block");
  EXPECT_EQ(check(server, make_picture(""), {{"declared", "ai"}})["verdict"], "allow");
}

TEST(MediaSays, TheFirstTierAloneDoesNotWaitForIt) {
  TestServer server;
  const auto json = check(server, make_picture("trainedAlgorithmicMedia"), {{"first_tier_only", "true"}});
  EXPECT_FALSE(json.contains("origin"));
  EXPECT_EQ(json["verdict"], "allow");
}

TEST(MediaSays, WhatARegisteredFileSaidIsKeptAndForgottenWithItsPreview) {
  TestServer server;
  const std::string file = make_picture("trainedAlgorithmicMedia");
  const std::string sha256 = check(server, file)["fingerprint"]["sha256"];
  EXPECT_FALSE(server.desk_->previews.find_note(sha256)) << "nothing was registered";
  check(server, file, {{"content_id", "a"}});
  const auto note = server.desk_->previews.find_note(sha256);
  ASSERT_TRUE(note);
  EXPECT_EQ(provenance::parse_inspection(*note).value().verdict.origin, provenance::Origin::ai_generated);
  EXPECT_FALSE(server.desk_->previews.find_note("../" + sha256.substr(3)));
  ASSERT_TRUE(Previews::forget(server.desk_->options.preview_folder, sha256).ok());
  EXPECT_FALSE(server.desk_->previews.find_note(sha256));
}

TEST(MediaSays, PublishedFilesSayWhatTheyShould) {
  const auto folder = redress::test::find_data("c2pa");
  if (!folder) GTEST_SKIP() << "skipped: no test data";
  const struct {
    std::string file;
    std::string origin;
    std::string state;
    std::string verdict;
  } table[] = {
      {"made/ing-parent-genai.jpg", "ai-edited", "Valid", "label"},
      {"made/ing-component-genai.png", "ai-edited", "Valid", "label"},
      {"made/tamper-pixels.jpg", "tampered", "Invalid", "allow"},
      {"made/transplanted.jpg", "tampered", "Invalid", "allow"},
      {"made/stripped.jpg", "unknown", "none", "allow"},
      {"unsigned/IMG_0003.jpg", "unknown", "none", "allow"},
  };
  TestServer server;
  for (const auto& row : table) {
    const auto json = check(server, redress::test::load_text(*folder + "/" + row.file), {{"register", "false"}});
    EXPECT_EQ(json["origin"], row.origin) << row.file;
    EXPECT_EQ(json["provenance"]["state"], row.state) << row.file;
    EXPECT_EQ(json["verdict"], row.verdict) << row.file;
  }
}

}  // namespace
}  // namespace redress::server
