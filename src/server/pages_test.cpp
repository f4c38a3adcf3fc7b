// SPDX-License-Identifier: Apache-2.0
// server/pages_test.cpp — the pages as a browser without JavaScript uses them.
#include <gtest/gtest.h>

#include <thread>

#include "media/clutter.hpp"
#include "media/preview.hpp"
#include "server/test_person.hpp"

namespace redress::server {
namespace {

constexpr std::size_t page_bytes_max = 50'000;
constexpr const char* password = "correct horse battery";

std::string cookie_header(const std::string& name, const std::string& value) {
  return "Cookie: " + name + "=" + value + "\r\n";
}

std::string sign_in(TestServer& server, const std::string& name = "asha") {
  EXPECT_TRUE(server.accounts_->add_user({name, name, store::Role::reviewer}, password).ok());
  const auto answer = server.post_form("/console/sign-in", form_text({{"name", name}, {"password", password}}));
  EXPECT_EQ(answer.status, 303) << answer.body;
  return cookie_header("redress_session", answer.cookie("redress_session"));
}

TEST(PublicPages, AreSmallAndSayTheirLanguage) {
  TestServer server;
  for (const auto* path : {"/", "/report", "/case", "/appeal", "/transparency", "/console/"}) {
    for (const std::string language : {"en", "hi"}) {
      const auto answer = server.get(std::string(path) + "?lang=" + language);
      EXPECT_EQ(answer.status, 200) << path;
      EXPECT_LT(answer.body.size(), page_bytes_max) << path;
      EXPECT_NE(answer.body.find("<html lang=\"" + language + "\" dir=\"ltr\">"), std::string::npos) << path;
      const std::string leave = "<script src=\"/assets/device/leave.js\" defer></script>";
      const bool is_console = std::string(path) == "/console/";
      EXPECT_EQ(answer.body.find("<script"), is_console ? std::string::npos : answer.body.find(leave)) << path;
      EXPECT_EQ(answer.body.find("<script"), answer.body.rfind("<script")) << path;
      EXPECT_EQ(answer.header("Content-Security-Policy").find("unsafe"), std::string::npos) << path;
      EXPECT_EQ(answer.body.find("style=\""), std::string::npos) << path << ": the policy forbids inline style";
      EXPECT_EQ(answer.body.find("[["), std::string::npos) << path;
    }
  }
  EXPECT_NE(server.get("/", "Accept-Language: hi-IN,hi;q=0.9\r\n").body.find("lang=\"hi\""), std::string::npos);
}

TEST(Transparency, TheLedgerIsToldAndItsCheckIsTheOnlyScriptBesideTheWayOut) {
  TestServer server({}, true);
  Answer page;
  for (int tries = 0; tries < 200; ++tries) {
    page = server.get("/transparency?lang=en");
    if (page.body.find("audit/page.js") != std::string::npos) break;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  const auto script = page.body.find("<script type=\"module\" src=\"/assets/audit/page.js\"></script>");
  ASSERT_NE(script, std::string::npos);
  EXPECT_EQ(script, page.body.rfind("<script"));
  EXPECT_EQ(page.body.find("<script"), page.body.find("<script src=\"/assets/device/leave.js\" defer>"));
  EXPECT_LT(page.body.size(), page_bytes_max);
  EXPECT_EQ(page.body.find("[["), std::string::npos);
  EXPECT_NE(page.body.find("redress audit "), std::string::npos) << "how to check without this page";
  const std::string policy = page.header("Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'; ")) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  for (const auto* path :
       {"/assets/audit/page.js", "/assets/audit/worker.js", "/assets/audit/law/zone.js", "/assets/audit/js-yaml.mjs"}) {
    const auto file = server.get(path);
    EXPECT_EQ(file.status, 200) << path;
    EXPECT_EQ(file.header("Content-Type"), "text/javascript; charset=utf-8") << path;
    EXPECT_EQ(file.header("Content-Security-Policy"), policy) << path << ": a worker is held to its own";
  }
  EXPECT_EQ(server.get("/assets/audit/README.md").status, 404);
  EXPECT_EQ(server.get("/assets/audit/law/%2e%2e%2fpage.js").status, 404);
}

TEST(FollowUp, OpensWithBothCodesAndAnswersAlikeForEitherWrong) {
  TestServer server;
  const auto json = server.post_json("/api/v1/notices", sample_notice()).json();
  const std::string code = json["case_code"];
  const std::string secret = json["secret"];
  const auto opened = server.post_form("/case", form_text({{"code", code}, {"secret", secret}}));
  ASSERT_EQ(opened.status, 303);
  EXPECT_EQ(opened.header("Location"), "/case/" + code);
  const auto page = server.get("/case/" + code, cookie_header("redress_case", opened.cookie("redress_case")));
  EXPECT_NE(page.body.find("We have your report"), std::string::npos);
  const auto wrong_secret = server.post_form("/case", form_text({{"code", code}, {"secret", "0000-0000-0000"}}));
  const auto wrong_code = server.post_form("/case", form_text({{"code", "0000-0000"}, {"secret", secret}}));
  EXPECT_EQ(wrong_secret.status, 404);
  EXPECT_EQ(wrong_code.status, 404);
  auto body = wrong_secret.body;
  body.replace(body.find(code), code.size(), "0000-0000");
  EXPECT_EQ(body, wrong_code.body);
}

TEST(FollowUp, ASessionEndsAndServesNoOtherCase) {
  TestServer server;
  const auto mine = file_report(server);
  const auto theirs = server.post_json("/api/v1/notices", sample_notice("https://host.example/elsewhere")).json();
  EXPECT_NE(server.get("/case/" + mine.code, mine.cookie).body.find("What has happened"), std::string::npos);
  EXPECT_EQ(server.get("/case/" + theirs["case_code"].get<std::string>(), mine.cookie).body.find("What has happened"),
            std::string::npos);
  server.clock_.advance(std::chrono::minutes{31});
  const auto ended = server.get("/case/" + mine.code, mine.cookie);
  EXPECT_NE(ended.body.find("Your session has ended"), std::string::npos);
}

TEST(FollowUp, MovesWantTheFormTokenAndThenHappen) {
  TestServer server;
  const auto filed = file_report(server);
  const auto page = server.get("/case/" + filed.code, filed.cookie);
  const auto csrf = value_of(page.body, "csrf");
  ASSERT_FALSE(csrf.empty());
  const auto links = form_text({{"urls", "https://host.example/p/3"}});
  EXPECT_EQ(server.post_form("/case/" + filed.code + "/links", links, filed.cookie).status, 401) << "without the token";
  EXPECT_EQ(server.post_form("/case/" + filed.code + "/links", links + "&csrf=" + csrf, filed.cookie).status, 303);
  EXPECT_EQ(server.post_form("/case/" + filed.code + "/erase", "csrf=" + csrf, filed.cookie).status, 303);
  const auto state = server.engine_->load_case(parse_id(filed.id).value()).value();
  EXPECT_EQ(state.items.size(), 3U);
  EXPECT_TRUE(state.personal_erased);
}

TEST(Console, WrongPasswordsAndEndedSessionsAreToldApartFromNothing) {
  TestServer server;
  const auto cookie = sign_in(server);
  EXPECT_EQ(server.get("/console/", cookie).status, 200);
  const auto wrong = server.post_form("/console/sign-in", form_text({{"name", "asha"}, {"password", "wrong"}}));
  const auto unknown = server.post_form("/console/sign-in", form_text({{"name", "nobody"}, {"password", "wrong"}}));
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(unknown.status, 403);
  server.clock_.advance(std::chrono::minutes{16});
  const auto ended = server.get("/console/", cookie);
  EXPECT_EQ(ended.status, 401);
  EXPECT_NE(ended.body.find("Your session has ended"), std::string::npos);
  const auto api = server.get("/api/v1/cases", cookie);
  EXPECT_EQ(api.status, 401);
  EXPECT_EQ(api.header("Content-Type"), "application/problem+json");
  const auto page = server.get("/console/cases/" + render_id(make_id(server.clock_.now())), cookie);
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(page.header("Location"), "/console/");
}

TEST(Console, ACaseIsWorkedFromTheQueueToTheUploadersAppeal) {
  TestServer server;
  const auto filed = file_report(server, "<img src=x onerror=alert(1)>");
  const auto asha = sign_in(server);
  const auto queue = server.get("/console/", asha);
  EXPECT_NE(queue.body.find(filed.code), std::string::npos);
  const auto path = "/console/cases/" + filed.id;
  const auto page = server.get(path, asha);
  ASSERT_EQ(page.status, 200);
  EXPECT_EQ(page.body.find("<img src=x"), std::string::npos);
  EXPECT_NE(page.body.find("&lt;img src=x"), std::string::npos);
  const auto csrf = "&csrf=" + value_of(page.body, "csrf");
  EXPECT_EQ(server.post_form(path + "/claim", "x=1", asha).status, 403) << "without the form token";
  EXPECT_EQ(server.post_form(path + "/claim", "x=1" + csrf, asha).status, 303);
  const auto decide =
      form_text({{"outcome", "remove"}, {"ground", "IN-NCII-2H"}, {"facts", "seen"}, {"reasons", "because"}});
  const auto decided = server.post_form(path + "/decide", decide + csrf, asha);
  ASSERT_EQ(decided.status, 303) << decided.body;
  const auto code = server.engine_->render_appeal_secret(parse_id(filed.id).value());
  const auto opened = server.post_form("/appeal", form_text({{"code", filed.code}, {"secret", code}}));
  ASSERT_EQ(opened.status, 303);
  const auto uploader = cookie_header("redress_appeal", opened.cookie("redress_appeal"));
  const auto appeal = server.get("/appeal/" + filed.code, uploader);
  EXPECT_NE(appeal.body.find("because"), std::string::npos);
  EXPECT_EQ(appeal.body.find("onerror"), std::string::npos) << "the reporter's words are not for the uploader";
  const auto form = form_text({{"ground", "consent"}, {"csrf", value_of(appeal.body, "csrf")}});
  EXPECT_EQ(server.post_form("/appeal/" + filed.code, form, uploader).status, 303);
  const auto own = server.post_form(path + "/appeal",
                                    form_text({{"no", "1"}, {"outcome", "upheld"}, {"reasons", "right"}}) + csrf, asha);
  EXPECT_EQ(own.status, 403) << "another person decides";
  EXPECT_NE(own.body.find("somebody else must decide"), std::string::npos);
  const auto ravi = sign_in(server, "ravi");
  const auto ravi_csrf = "&csrf=" + value_of(server.get(path, ravi).body, "csrf");
  const auto upheld = server.post_form(
      path + "/appeal", form_text({{"no", "1"}, {"outcome", "upheld"}, {"reasons", "right"}}) + ravi_csrf, ravi);
  EXPECT_EQ(upheld.status, 303) << upheld.body;
  EXPECT_NE(server.get("/case/" + filed.code, filed.cookie).body.find("put back"), std::string::npos);
}

// A reported picture and its copy, which came with corners between the thresholds or above them.
TEST(Console, AMatchIsShownBesideWhatWasReportedAndLaidOverItWithoutScript) {
  TestServer server;
  const auto token = server.token({"media", "notices"});
  const auto put = [&](const std::string& name, const media::Plane& plane) {
    media::Pixels pixels{plane.width, plane.height, {}};
    for (std::uint32_t y = 0; y < plane.height; ++y) {
      for (std::uint32_t x = 0; x < plane.width; ++x) pixels.rgb.insert(pixels.rgb.end(), 3, plane.row(y)[x]);
    }
    const auto jpeg = media::encode_jpeg(pixels, 90).value();
    const auto field = [](const std::string& key, const std::string& value) {
      return "--b\r\nContent-Disposition: form-data; name=\"" + key + "\"\r\n\r\n" + value + "\r\n";
    };
    const auto answer =
        server.send("POST", "/api/v1/media/check", token + "Content-Type: multipart/form-data; boundary=b\r\n",
                    field("content_id", name) + field("url", "https://host.example/" + name) +
                        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\n\r\n" +
                        std::string(jpeg.begin(), jpeg.end()) + "\r\n--b--\r\n");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json();
  };
  const auto whole = redress::test::make_clutter(31);
  put("whole", whole);
  auto notice = sample_notice();
  notice["items"] = {{{"url", "https://host.example/whole"}}};
  const auto filed = server.post_json("/api/v1/notices", notice, token);
  ASSERT_EQ(filed.status, 201) << filed.body;
  const std::string code = filed.json()["case_code"];
  const std::string id = render_id(server.engine_->find_case(code).value());
  const auto asha = sign_in(server);
  const auto path = "/console/cases/" + id;
  const auto csrf = "&csrf=" + value_of(server.get(path, asha).body, "csrf");
  const auto decide =
      form_text({{"outcome", "remove"}, {"ground", "IN-NCII-2H"}, {"facts", "seen"}, {"reasons", "because"}});
  ASSERT_EQ(server.post_form(path + "/decide", decide + csrf, asha).status, 303);
  const auto met = put("crop", media::crop(whole, {120, 90, 420, 330}));
  ASSERT_EQ(met["matches"].size(), 1U) << met;
  const auto page = server.get(path, asha);
  EXPECT_NE(page.body.find("Compare with item 1"), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("<g transform=\"matrix("), std::string::npos);
  EXPECT_NE(page.body.find("<polygon points=\""), std::string::npos);
  const auto svg_at = page.body.find("class=\"pair\"");
  ASSERT_NE(svg_at, std::string::npos);
  EXPECT_EQ(page.body.find("?clear=1\" width", svg_at), std::string::npos) << "blurred unless asked for";
  const auto clear = server.get(path + "?clear=2", asha);
  EXPECT_NE(clear.body.find("?clear=1\" width", svg_at), std::string::npos);
  const auto json = server.get("/api/v1/cases/" + id, asha).json();
  const auto overlay = json["items"][1]["match"]["overlay"];
  ASSERT_EQ(overlay.size(), 6U) << json["items"];
  EXPECT_NEAR(overlay[0].get<double>(), 640.0 / 420, 0.02);
  EXPECT_NEAR(overlay[4].get<double>(), -120.0 / 420, 0.02);
}

TEST(Console, TheCasePageShowsWhatTheFileSaidAboutItself) {
  TestServer server;
  const std::string sha256(64, 'b');
  const auto token = server.token({"media", "notices"});
  const Json content{{"content_id", "c"}, {"url", "https://host.example/c"}, {"sha256", sha256}};
  ASSERT_EQ(server.post_json("/api/v1/media/check", content, token).status, 200);
  auto notice = sample_notice();
  notice["items"] = {{{"url", "https://host.example/c"}}};
  const std::string code = server.post_json("/api/v1/notices", notice, token).json()["case_code"];
  const auto path = "/console/cases/" + render_id(server.engine_->find_case(code).value());
  const auto asha = sign_in(server);
  EXPECT_EQ(server.get(path, asha).body.find("said about itself"), std::string::npos) << "no file was at hand";
  provenance::Inspection said;
  said.verdict = {provenance::Origin::ai_generated, {"a field states <b>AI</b>"}};
  said.summary = "no manifest";
  ASSERT_TRUE(server.desk_->previews.keep_note(sha256, provenance::render_inspection(said)).ok());
  const auto page = server.get(path, asha).body;
  EXPECT_NE(page.find("said about itself"), std::string::npos);
  EXPECT_NE(page.find("ai-generated"), std::string::npos);
  EXPECT_NE(page.find("a field states &lt;b&gt;AI"), std::string::npos) << page;
  ASSERT_TRUE(server.desk_->previews.keep_note(sha256, "{}").ok());
  EXPECT_EQ(server.get(path, asha).body.find("said about itself"), std::string::npos) << "a note that does not hold";
}

TEST(Leave, EndsTheSessionAndGoesWhereNothingTells) {
  TestServer server;
  const auto answer = server.get("/leave");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.header("Location"), "https://www.wikipedia.org/");
  EXPECT_NE(answer.head.find("Set-Cookie: redress_case=;"), std::string::npos) << answer.head;
}

}  // namespace
}  // namespace redress::server
