// SPDX-License-Identifier: Apache-2.0
#include "mail/guard.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <set>

#include "mail/fetch.hpp"
#include "mail/test_receiver.hpp"

namespace redress::mail {
namespace {

Bytes address(const char* text) {
  Bytes bytes(16);
  if (::inet_pton(AF_INET6, text, bytes.data()) == 1) return bytes;
  bytes.resize(4);
  CHECK(::inet_pton(AF_INET, text, bytes.data()) == 1);
  return bytes;
}

std::string format(const char* pattern, unsigned a, unsigned b = 0, unsigned c = 0, unsigned d = 0) {
  char text[128];
  std::snprintf(text, sizeof text, pattern, a, b, c, d);
  return text;
}

// Every way this test knows to write one IPv4 address as a host.
std::vector<std::string> spellings(unsigned a, unsigned b, unsigned c, unsigned d) {
  const unsigned whole = a << 24U | b << 16U | c << 8U | d;
  std::vector<std::string> all = {
      format("%u.%u.%u.%u", a, b, c, d),
      format("%u", whole),
      format("0x%x", whole),
      format("0%o", whole),
      format("0X%X", whole),
      format("%u.%u", a, whole & 0xffffffU),
      format("%u.%u.%u", a, b, c << 8U | d),
      format("0x%x.0x%x.0x%x.0x%x", a, b, c, d),
      format("0%o.0%o.0%o.0%o", a, b, c, d),
      format("000%o.%u.0x%x.%u", a, b, c, d),
      format("%u.%u.%u.%u.", a, b, c, d),
      format("%%%02x", static_cast<unsigned>(std::to_string(a)[0])) + std::to_string(a).substr(1) +
          format(".%u.%u.%u", b, c, d),
      format("[::ffff:%u.%u.%u.%u]", a, b, c, d),
      format("[::ffff:%x:%x]", a << 8U | b, c << 8U | d),
      format("[0:0:0:0:0:FFFF:%u.%u.%u.%u]", a, b, c, d),
      format("[::%u.%u.%u.%u]", a, b, c, d),
      format("[::%x:%x]", a << 8U | b, c << 8U | d),
      format("[64:ff9b::%u.%u.%u.%u]", a, b, c, d),
      format("[64:ff9b:1::%u.%u.%u.%u]", a, b, c, d),
      format("[2002:%x:%x::1]", a << 8U | b, c << 8U | d),
      format("[2001:0:53aa:64c:0:fbff:%x:%x]", 0xffffU ^ (a << 8U | b), 0xffffU ^ (c << 8U | d)),
      format("[2a00::5efe:%u.%u.%u.%u]", a, b, c, d),
      format("[2a00::200:5efe:%u.%u.%u.%u]", a, b, c, d),
      format("[::ffff:0:%u.%u.%u.%u]", a, b, c, d)};
  return all;
}

const std::vector<std::string>& odd_hosts() {
  static const std::vector<std::string> hosts = {"localhost",
                                                 "LOCALHOST",
                                                 "localhost.",
                                                 "ip6-localhost",
                                                 "[::1]",
                                                 "[::]",
                                                 "[0::0]",
                                                 "[0:0:0:0:0:0:0:1]",
                                                 "[fc00::1]",
                                                 "[fd12:3456::1]",
                                                 "[fe80::1]",
                                                 "[fe80::1%25lo]",
                                                 "[fe80::1%25eth0]",
                                                 "[fec0::1]",
                                                 "[ff02::1]",
                                                 "[ff0e::1]",
                                                 "[2001:db8::1]",
                                                 "[2001::1]",
                                                 "[2001:10::1]",
                                                 "[2001:20::1]",
                                                 "[3fff::1]",
                                                 "[100::1]",
                                                 "[5f00::1]",
                                                 "[4000::1]",
                                                 "127.0.0.1%00.example.com",
                                                 "127.0.0.1%2eexample",
                                                 "①②⑦.0.0.1",
                                                 "１２７.0.0.1",
                                                 "0",
                                                 "0.0.0.0",
                                                 "127.1",
                                                 "127.0.1",
                                                 "0x7f.1",
                                                 "017700000001",
                                                 "%6c%6f%63%61%6c%68%6f%73%74",
                                                 "%31%32%37.0.0.1",
                                                 "[::ffff:7f00:1]",
                                                 "[::FFFF:127.0.0.1]",
                                                 "example.com@127.0.0.1",
                                                 "user:pass@127.0.0.1",
                                                 "127.0.0.1#@example.com",
                                                 "127.0.0.1?@example.com",
                                                 "example.com\\@127.0.0.1",
                                                 "127.0.0.1\t",
                                                 " 127.0.0.1",
                                                 "127.0.0.1:80@127.0.0.1"};
  return hosts;
}

std::vector<std::string> inner_hosts() {
  std::vector<std::string> hosts = odd_hosts();
  for (const auto& [a, b, c, d] : std::vector<std::array<unsigned, 4>>{{127, 0, 0, 1},
                                                                       {127, 1, 2, 3},
                                                                       {10, 0, 0, 5},
                                                                       {192, 168, 1, 1},
                                                                       {172, 16, 0, 1},
                                                                       {172, 31, 255, 254},
                                                                       {169, 254, 169, 254},
                                                                       {100, 64, 0, 1},
                                                                       {224, 0, 0, 1},
                                                                       {255, 255, 255, 255},
                                                                       {240, 0, 0, 1},
                                                                       {198, 18, 0, 1}}) {
    for (auto& one : spellings(a, b, c, d)) hosts.push_back(std::move(one));
  }
  return hosts;
}

// The receiver listens, its port is a permitted one: only the address check stands between. Nothing may arrive.
TEST(Guard, NoSpellingOfAnInnerAddressIsReached) {
  TestReceiver receiver([](const std::string&) { return http_answer(200, "inside"); });
  GuardRules rules;
  rules.ports = {80, 443, receiver.port()};
  const Guard guard(rules);
  std::set<std::string> tried;
  for (const std::string& host : inner_hosts()) {
    for (const char* scheme : {"http://", "https://", "HTTP://"}) {
      const std::string url = scheme + host + ":" + std::to_string(receiver.port()) + "/";
      FetchOptions options;
      options.timeout = std::chrono::milliseconds(500);
      EXPECT_FALSE(fetch(guard, url, options).ok()) << url;
      EXPECT_FALSE(guard.check(url).ok()) << url;
    }
    tried.insert(host);
  }
  EXPECT_GE(tried.size(), 200U);
  EXPECT_EQ(receiver.connection_count(), 0);
  GuardRules open = rules;
  open.allowed_targets = {receiver.name()};
  EXPECT_TRUE(fetch(Guard(open), receiver.url()).ok());
  EXPECT_EQ(receiver.connection_count(), 1);
}

TEST(Guard, PublicAddressesPassAndTheirNeighboursDoNot) {
  for (const char* open :
       {"1.1.1.1",         "8.8.8.8",      "9.255.255.255",   "11.0.0.0",    "100.63.255.255",  "100.128.0.0",
        "126.255.255.255", "128.0.0.0",    "169.253.255.255", "169.255.0.0", "172.15.255.255",  "172.32.0.0",
        "192.167.255.255", "192.169.0.0",  "198.17.255.255",  "198.20.0.0",  "223.255.255.255", "2001:200::1",
        "2606:4700::1111", "2a00:1450::1", "2003::1",         "3ffe::1"}) {
    EXPECT_TRUE(is_public_address(address(open))) << open;
  }
  for (const char* inner :
       {"0.255.255.255", "10.255.255.255", "100.127.255.255", "127.255.255.255", "172.31.255.255", "192.0.0.1",
        "192.88.99.1", "198.19.255.255", "224.0.0.0", "239.255.255.255", "2001:1ff::1", "2002::1", "3fff:fff::1",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "1fff::1", "4000::1", "fdff::1"}) {
    EXPECT_FALSE(is_public_address(address(inner))) << inner;
  }
  EXPECT_FALSE(is_public_address({}));
  EXPECT_FALSE(is_public_address(Bytes(5, 8)));
}

TEST(Guard, PortsAndSchemesAreAFewAndTheOperatorMayNameMore) {
  const Resolver outside = [](const std::string&) {
    return Result<std::vector<Bytes>>(std::vector<Bytes>{{8, 8, 8, 8}});
  };
  GuardRules rules;
  rules.allowed_targets = {"example.com:8443", "[::1]:9000"};
  const Guard guard(rules, outside);
  EXPECT_TRUE(guard.check("https://example.com/a").ok());
  EXPECT_TRUE(guard.check("https://example.com:8443/a").ok());
  EXPECT_EQ(guard.check("https://example.com:22/").error().code, Code::forbidden);
  EXPECT_EQ(guard.check("https://example.org:8443/").error().code, Code::forbidden);
  for (const char* bad :
       {"ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "example.com", "//example.com/",
        "http:example.com", "http:///a", "", "http://exa mple.com/", "http://example.com/\r\nX: y",
        "http://user@example.com/", "dict://example.com:80/", "http://example.com:99999/"}) {
    ASSERT_FALSE(guard.check(bad).ok()) << bad;
    EXPECT_EQ(guard.check(bad).error().code, Code::invalid) << bad;
  }
  EXPECT_FALSE(guard.check("http://example.com/" + std::string(2048, 'a')).ok());
  EXPECT_EQ(guard.check("HTTP://EXAMPLE.com/a#b").value().url, "http://example.com/a");
}

TEST(Guard, OneInnerAddressAmongManyRefusesTheName) {
  const Guard guard({}, [](const std::string&) {
    return Result<std::vector<Bytes>>(std::vector<Bytes>{{8, 8, 8, 8}, {127, 0, 0, 1}});
  });
  EXPECT_EQ(guard.check("http://example.com/").error().code, Code::forbidden);
  const Guard none({}, [](const std::string&) { return Result<std::vector<Bytes>>(std::vector<Bytes>{}); });
  EXPECT_EQ(none.check("http://example.com/").error().code, Code::unavailable);
  const Guard many({}, [](const std::string&) {
    return Result<std::vector<Bytes>>(std::vector<Bytes>(33, Bytes{8, 8, 8, 8}));
  });
  EXPECT_EQ(many.check("http://example.com/").error().code, Code::forbidden);
  EXPECT_EQ(Guard().check("http://no-such-name.invalid/").error().code, Code::unavailable);
}

// The name says one thing when it is checked and another afterwards: the connection goes where the check looked, or
// nowhere.
TEST(Guard, ANameThatChangesItsMindIsNotFollowed) {
  TestReceiver receiver([](const std::string& request) { return http_answer(200, header_of(request, "Host")); });
  int look_ups = 0;
  GuardRules rules;
  rules.ports = {receiver.port()};
  rules.allowed_targets = {"rebind.example:" + std::to_string(receiver.port())};
  const Guard guard(rules, [&](const std::string&) {
    ++look_ups;
    return Result<std::vector<Bytes>>(std::vector<Bytes>{{127, 0, 0, 1}});
  });
  const auto fetched = fetch(guard, "http://rebind.example:" + std::to_string(receiver.port()) + "/");
  ASSERT_TRUE(fetched.ok()) << fetched.error().message;
  EXPECT_EQ(fetched.value().body, "rebind.example:" + std::to_string(receiver.port()));  // Host kept
  EXPECT_EQ(look_ups, 1);
  // "localhost" would lead inside by the system's resolver; the check saw another address, so the socket is refused.
  rules.allowed_targets.clear();
  const Guard elsewhere(rules, [](const std::string&) {
    return Result<std::vector<Bytes>>(std::vector<Bytes>{{203, 0, 114, 1}});
  });
  FetchOptions options;
  options.timeout = std::chrono::milliseconds(200);
  EXPECT_FALSE(fetch(elsewhere, "http://localhost:" + std::to_string(receiver.port()) + "/", options).ok());
  EXPECT_FALSE(fetch(elsewhere, "http://127.0.0.1:" + std::to_string(receiver.port()) + "/", options).ok());
  EXPECT_EQ(receiver.connection_count(), 1);
}

}  // namespace
}  // namespace redress::mail
