// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "http/form.hpp"
#include "http/head.hpp"
#include "http/multipart.hpp"
#include "http/routes.hpp"
#include "http/url.hpp"

namespace redress::http {
namespace {

std::string url_of(std::string_view text) {
  const auto url = parse_url(text);
  return url.ok() ? render_url(url.value()) : "refused";
}

TEST(Url, OneAddressHasOneSpelling) {
  EXPECT_EQ(url_of("HTTPS://Example.COM:443"), "https://example.com/");
  EXPECT_EQ(url_of("http://example.com:80/a/./b/../c#frag"), "http://example.com/a/c");
  EXPECT_EQ(url_of("http://example.com:8080/%7euser/%e0%a4%a8?q=%2f&r"),
            "http://example.com:8080/~user/%E0%A4%A8?q=%2F&r");
  EXPECT_EQ(url_of("http://example.com/न"), "http://example.com/%E0%A4%A8");
  EXPECT_EQ(url_of("http://example.com?"), "http://example.com/?");
  EXPECT_EQ(url_of("http://example.com/a/.."), "http://example.com/");
  EXPECT_EQ(url_of("http://example.com/../../a"), "http://example.com/a");
  EXPECT_EQ(url_of("http://[2001:DB8::1]:81/"), "http://[2001:db8::1]:81/");
  EXPECT_EQ(url_of("https://xn--h1alffa9f.xn--p1ai/p"), "https://xn--h1alffa9f.xn--p1ai/p");
}

TEST(Url, EverythingElseIsRefused) {
  for (const char* bad : {"",
                          "example.com",
                          "//example.com",
                          "ftp://example.com",
                          "javascript:alert(1)",
                          "http://",
                          "http:///a",
                          "http://user@example.com",
                          "http://a:b@example.com",
                          "http://exa mple.com",
                          "http://example.com:0",
                          "http://example.com:65536",
                          "http://example.com:8a",
                          "http://example.com:-1",
                          "http://-a.com",
                          "http://a-.com",
                          "http://a..b",
                          "http://.a",
                          "http://[::1",
                          "http://[]",
                          "http://[zz::1]",
                          "http://a/%",
                          "http://a/%zz",
                          "http://a/%00",
                          "http://a/\\b",
                          "http://a/\"",
                          "http://a/<b>",
                          "http://a\n/",
                          "http://a/\x7f",
                          "http://a/\xff",
                          "http://a,b/",
                          "http://a;b/"}) {
    EXPECT_FALSE(parse_url(bad).ok()) << bad;
  }
  EXPECT_FALSE(parse_url("http://a/" + std::string(2048, 'x')).ok());
  EXPECT_TRUE(parse_url("http://a/" + std::string(2039, 'x')).ok());
}

TEST(Form, DecodesPairsInOrderAndRefusesBrokenOnes) {
  const auto form = parse_form("a=1&b=x+y%26z&a=2&&empty&e=");
  ASSERT_TRUE(form.ok());
  ASSERT_EQ(form.value().size(), 5U);
  EXPECT_EQ(find_field(form.value(), "a"), "1");
  EXPECT_EQ(find_field(form.value(), "b"), "x y&z");
  EXPECT_EQ(find_field(form.value(), "empty"), "");
  for (const char* bad : {"a=%", "a=%1", "a=%g0", "a=%00", "a=%ff", "a=%c0%af"})
    EXPECT_FALSE(parse_form(bad).ok()) << bad;
  std::string many;
  for (int i = 0; i < 256; ++i) many += "&a=1";
  EXPECT_TRUE(parse_form(many).ok());
  EXPECT_EQ(parse_form(many + "&a").error().code, Code::exhausted);
}

TEST(Form, CookiesAreFoundAndWritten) {
  EXPECT_EQ(find_cookie("a=1; sid=\"x y\"; b=2", "sid"), "x y");
  EXPECT_EQ(find_cookie("xsid=1; sid", "sid"), std::nullopt);
  EXPECT_EQ(render_cookie({"sid", "a;b", "/console", std::chrono::seconds(60), true, true, "Strict"}),
            "sid=a%3Bb; Path=/console; Max-Age=60; HttpOnly; Secure; SameSite=Strict");
}

TEST(Form, AnyTextSurvivesPercentEncoding) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (auto i = random() % 20; i > 0; --i) text += static_cast<char>(1 + random() % 127);
    EXPECT_EQ(decode_percent(encode_percent(text), true).value(), text);
  }
}

TEST(Problem, IsValidJsonWhateverItsDetailHolds) {
  const Response response = problem(422, "Some fields", "a \"quote\"\n\\ \x01", {{"#/items/0/url", "no URL"}});
  EXPECT_EQ(response.body,
            "{\"type\":\"about:blank\",\"title\":\"Some fields\",\"status\":422,"
            "\"detail\":\"a \\\"quote\\\"\\u000a\\\\ \\u0001\","
            "\"errors\":[{\"pointer\":\"#/items/0/url\",\"detail\":\"no URL\"}]}\n");
  EXPECT_EQ(find_header(response.headers, "content-type"), "application/problem+json");
  EXPECT_NE(problem(400, "x", "\xff\xfe").body.find("not valid UTF-8"), std::string::npos);
}

TEST(Head, DatesAreWrittenAsTheProtocolWants) {
  EXPECT_EQ(render_http_date(parse_instant("1994-11-06T08:49:37Z").value()), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_FALSE(is_sendable({200, {{"A", "b\r\nc"}}, {}, {}}));
  EXPECT_FALSE(is_sendable({200, {{"A b", "c"}}, {}, {}}));
  EXPECT_FALSE(is_sendable({99, {}, {}, {}}));
}

TEST(RoutesDeath, AMalformedOrDoubledPatternIsOurOwnMistake) {
  const Handler handler = answer([](const Request&) { return reply_empty(); });
  Routes routes;
  routes.add(Method::get, "/a/{id}", handler);
  EXPECT_DEATH(routes.add(Method::get, "/a/{id}", handler), "promise broken");
  EXPECT_DEATH(routes.add(Method::get, "a", handler), "promise broken");
  EXPECT_DEATH(routes.add(Method::get, "/{a...}/b", handler), "promise broken");
  EXPECT_DEATH(routes.add(Method::get, "/a{id}", handler), "promise broken");
}

class Multipart : public testing::Test {
 protected:
  static Result<std::vector<Part>> parse(const std::string& text, MultipartLimits limits = {}) {
    limits.spool_folder = testing::TempDir();
    std::istringstream body(text);
    return parse_multipart(body, "b", limits);
  }
  static std::string part(const std::string& headers, const std::string& content) {
    return "--b\r\n" + headers + "\r\n\r\n" + content + "\r\n";
  }
  static std::string field(const std::string& name, const std::string& value) {
    return part("Content-Disposition: form-data; name=\"" + name + "\"", value);
  }
};

TEST_F(Multipart, FieldsBecomeTextAndFilesBecomeFiles) {
  const std::string bytes = "\r\n--a\r\n" + std::string(200'000, 'z') + "\r\n--\r\n";
  const auto parts = parse("preamble\r\n" + field("one", "1") + field("empty", "") +
                           part("content-disposition: form-data; name=f; filename=\"C:\\a\\%22b\\\"c.png\"\r\n"
                                "Content-Type: image/png",
                                bytes) +
                           "--b--\r\nepilogue");
  ASSERT_TRUE(parts.ok()) << parts.error().message;
  ASSERT_EQ(parts.value().size(), 3U);
  EXPECT_EQ(parts.value()[0].value, "1");
  EXPECT_EQ(parts.value()[1].value, "");
  const Part& file = parts.value()[2];
  EXPECT_EQ(file.name, "f");
  EXPECT_EQ(file.filename, "C:\\a\\%22b\"c.png");
  EXPECT_EQ(file.content_type, "image/png");
  ASSERT_TRUE(file.file.has_value());
  EXPECT_EQ(file.file->size_bytes(), bytes.size());
  EXPECT_EQ(file.file->sha256(), sha256(bytes));
  std::ifstream in(file.file->path(), std::ios::binary);
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>(in), {}}), bytes);
}

// Contents of every length around the reader's window, with near-boundaries inside: nothing is lost or added.
TEST_F(Multipart, ContentsOfEveryAwkwardLengthComeThrough) {
  for (const std::size_t base : {0UL, 1UL, 60UL, 65'400UL, 131'000UL}) {
    for (std::size_t more = 0; more < 160; more += base == 0 ? 1 : 7) {
      std::string bytes(base + more, 'x');
      for (std::size_t i = 0; i + 4 < bytes.size(); i += 11) bytes.replace(i, 4, "\r\n--");
      const auto parts =
          parse(field("a", "1") + part("Content-Disposition: form-data; name=f; filename=f", bytes) + "--b--");
      ASSERT_TRUE(parts.ok()) << bytes.size();
      ASSERT_EQ(parts.value()[1].file->sha256(), sha256(bytes)) << bytes.size();
    }
  }
}

TEST_F(Multipart, WhatIsBrokenOrTooMuchIsRefused) {
  EXPECT_TRUE(parse("--b--").ok());
  for (const std::string& bad :
       {std::string(), std::string("no boundary"), field("a", "1"), std::string("--b\r\n\r\nx\r\n--b--"),
        part("X: y", "1") + "--b--", part("Content-Disposition: attachment; name=a", "1") + "--b--",
        part("Content-Disposition form-data", "1") + "--b--", std::string("--bx\r\n"),
        std::string("--b\r\nContent-Disp"), part("Content-Disposition: form-data; name=\"\xff\"", "1") + "--b--",
        part(std::string("Content-Disposition: form-data; name=\"a\0\"", 41), "1") + "--b--",
        part("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b", "1") + "--b--"}) {
    const auto parts = parse(bad);
    ASSERT_FALSE(parts.ok()) << bad;
    EXPECT_EQ(parts.error().code, Code::invalid) << bad;
  }
  MultipartLimits limits;
  limits.part_count_max = 2;
  limits.field_bytes_max = 10;
  limits.file_bytes_max = 10;
  const auto exhausted = [&](const std::string& text) {
    const auto parts = parse(text, limits);
    return !parts.ok() && parts.error().code == Code::exhausted;
  };
  EXPECT_FALSE(exhausted(field("a", "1") + field("a", std::string(10, 'x')) + "--b--"));
  EXPECT_TRUE(exhausted(field("a", "1") + field("a", "1") + field("a", "1") + "--b--"));
  EXPECT_TRUE(exhausted(field("a", std::string(11, 'x')) + "--b--"));
  EXPECT_TRUE(exhausted(part("Content-Disposition: form-data; name=f; filename=f", std::string(11, 'x')) + "--b--"));
  EXPECT_TRUE(exhausted(field(std::string(9000, 'n'), "1") + "--b--"));
}

TEST_F(Multipart, BoundariesAreReadAsTheStandardAllows) {
  EXPECT_EQ(parse_boundary("multipart/form-data; boundary=----WebKitFormBoundaryX").value(), "----WebKitFormBoundaryX");
  EXPECT_EQ(parse_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"").value(), "a b");
  for (const char* bad : {"", "text/plain; boundary=a", "multipart/form-data", "multipart/form-data; boundary=",
                          "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=a\"b"}) {
    EXPECT_FALSE(parse_boundary(bad).ok()) << bad;
  }
  EXPECT_FALSE(parse_boundary("multipart/form-data; boundary=" + std::string(71, 'a')).ok());
}

}  // namespace
}  // namespace redress::http
