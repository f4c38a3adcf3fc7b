// SPDX-License-Identifier: Apache-2.0
#include "engine/url_key.hpp"

#include <gtest/gtest.h>

#include "engine/edge_table.hpp"

namespace redress::engine {
namespace {

TEST(UrlKey, WhatIsStoredKeepsPathAndQueryByteForByte) {
  EXPECT_EQ(normalise_url("HTTPS://Host.Example:443/A%2fb?Q=1#top"), "https://host.example/A%2fb?Q=1");
  EXPECT_EQ(normalise_url("http://host.example"), "http://host.example/");
  EXPECT_EQ(normalise_url("http://host.example:8080/x"), "http://host.example:8080/x");
  EXPECT_EQ(normalise_url("not a url"), "not a url");
}

TEST(UrlKey, SpellingsOfOneFileAreOneKey) {
  const auto key = edge_key("https://host.example/a/b.jpg").path;
  for (const char* same :
       {"http://host.example/a/b.jpg", "https://HOST.example:443/a/b.jpg", "https://host.example//a///b.jpg",
        "https://host.example/a/./b.jpg", "https://host.example/x/../a/b.jpg", "https://host.example/%61/b%2Ejpg",
        "https://host.example/a%2Fb.jpg", "https://host.example./a/b.jpg#x"}) {
    EXPECT_EQ(edge_key(same).path, key) << same;
  }
  for (const char* other :
       {"https://host.example/A/b.jpg", "https://host.example/a/b.jpg/", "https://other.example/a/b.jpg",
        "https://host.example:8443/a/b.jpg", "https://host.example/a/b%2525.jpg"}) {
    EXPECT_NE(edge_key(other).path, key) << other;
  }
}

store::Hold hold_of(const Id& id, std::vector<std::string> urls, law::Territory territory) {
  store::Hold hold;
  hold.case_id = id;
  hold.item_no = 1;
  hold.case_code = "AAAA-BBBB";
  hold.urls = std::move(urls);
  hold.territory = std::move(territory);
  return hold;
}

TEST(EdgeTable, BlocksOnlyInsideTheTerritoryAndLiftsAtOnce) {
  EdgeTable edge;
  const Id id = make_id(Instant{1}, 1, 1);
  edge.set(id, {hold_of(id, {"https://h.example/1.jpg"}, {false, {"IN"}})});
  ASSERT_TRUE(edge.find("https://h.example/1.jpg", "IN"));
  EXPECT_EQ(edge.find("https://h.example/1.jpg", "IN")->case_code, "AAAA-BBBB");
  EXPECT_FALSE(edge.find("https://h.example/1.jpg", "DE"));
  EXPECT_FALSE(edge.find("https://h.example/1.jpg", ""));
  edge.set(id, {hold_of(id, {"https://h.example/1.jpg"}, law::everywhere())});
  EXPECT_TRUE(edge.find("https://h.example/1.jpg", ""));
  EXPECT_EQ(edge.count(), 1U);
  edge.set(id, {});
  EXPECT_FALSE(edge.find("https://h.example/1.jpg", "IN"));
  EXPECT_EQ(edge.count(), 0U);
}

TEST(EdgeTable, AQueryIsNoWayRoundAFileAndAllOfAPage) {
  EdgeTable edge;
  const Id id = make_id(Instant{1}, 1, 1);
  edge.set(id, {hold_of(id, {"https://h.example/1.jpg", "https://h.example/view?id=7"}, law::everywhere())});
  EXPECT_TRUE(edge.find("http://h.example/1.jpg?cache=2", ""));
  EXPECT_TRUE(edge.find("https://h.example/view?id=7", ""));
  EXPECT_FALSE(edge.find("https://h.example/view?id=8", ""));
  EXPECT_FALSE(edge.find("https://h.example/view", ""));
}

TEST(EdgeTable, TwoCasesHoldOneUrlUntilBothLetGo) {
  EdgeTable edge;
  const Id a = make_id(Instant{1}, 1, 1);
  const Id b = make_id(Instant{1}, 1, 2);
  edge.set(a, {hold_of(a, {"https://h.example/1.jpg"}, law::everywhere())});
  edge.set(b, {hold_of(b, {"https://h.example/1.jpg"}, law::everywhere())});
  edge.set(a, {});
  EXPECT_TRUE(edge.find("https://h.example/1.jpg", ""));
  edge.set(b, {});
  EXPECT_FALSE(edge.find("https://h.example/1.jpg", ""));
}

}  // namespace
}  // namespace redress::engine
