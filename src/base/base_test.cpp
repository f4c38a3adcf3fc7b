// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/bounded_queue.hpp"
#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/utf8.hpp"

namespace redress {
namespace {

TEST(Instant, ReadsAnOffsetAsTheSamePointInTime) {
  EXPECT_EQ(parse_instant("2026-11-22T07:30:00+05:30").value(), parse_instant("2026-11-22T02:00:00Z").value());
  EXPECT_EQ(render_instant(parse_instant("2026-11-22T07:30:00.250+05:30").value()), "2026-11-22T02:00:00.250Z");
}

TEST(Instant, RefusesWhatIsNotAnInstant) {
  for (const char* text : {"", "2026-11-22", "2026-11-22T02:00:00", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z",
                           "2026-11-22T02:00:00.Z", "2026-11-22T02:00:00Zx", "2026-11-22T02:00:00+5:30"}) {
    EXPECT_FALSE(parse_instant(text).ok()) << text;
  }
}

TEST(Instant, IsWrittenAsRfc3339) {
  EXPECT_EQ(render_instant(Instant{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(render_instant(Instant{7}), "1970-01-01T00:00:00.007Z");
  EXPECT_EQ(render_instant(Instant{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(render_instant(Instant{-62'135'596'800'000}), "0001-01-01T00:00:00Z");
}

TEST(Instant, WritesWhatItReadsAcrossTheWholeCalendar) {
  for (std::int64_t ms = -2'208'988'800'000; ms < 4'102'444'800'000; ms += 86'399'999'937 / 10) {
    EXPECT_EQ(parse_instant(render_instant(Instant{ms})).value().ms, ms);
  }
}

TEST(Utf8, AgreesWithEncodingEveryCodePoint) {
  for (char32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 97) {
    std::string text;
    const auto byte = [](char32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
    if (c < 0x80) {
      text = {byte(c)};
    } else if (c < 0x800) {
      text = {byte(0xc0 | c >> 6), byte(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      text = {byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
    } else {
      text = {byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
    }
    const bool is_good = c < 0xd800 || c > 0xdfff;
    EXPECT_EQ(is_utf8(text), is_good) << static_cast<std::uint32_t>(c);
    EXPECT_EQ(character_bytes(text), is_good ? text.size() : 0);
    // Wherever it stands among the words that are looked at eight bytes at a time.
    const std::string long_text = std::string(c % 17, 'a') + text + "and more of it";
    EXPECT_EQ(is_utf8(long_text), is_good);
    if (text.size() > 1) {
      EXPECT_FALSE(is_utf8(text.substr(0, text.size() - 1)));
    }
  }
  for (const char* bad : {"\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\x80", "\xfe"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Bytes, SpellingsRoundTripAndRefuseOtherSpellings) {
  const Bytes bytes{0, 1, 254, 255, 16};
  EXPECT_EQ(parse_hex(render_hex(bytes)).value(), bytes);
  EXPECT_EQ(parse_base64(render_base64(bytes)).value(), bytes);
  EXPECT_EQ(render_base64(view_bytes("light w")), "bGlnaHQgdw==");
  EXPECT_FALSE(parse_hex("0g").ok());
  EXPECT_FALSE(parse_base64("bGlnaHQgdx==").ok());  // non-zero bits under the padding
  EXPECT_FALSE(parse_base64("abc").ok());
}

TEST(Bytes, ACodeTypedWithLookAlikesIsTheSameCode) {
  EXPECT_EQ(normalise_crockford("7q4m-2kxd").value(), "7Q4M2KXD");
  EXPECT_EQ(normalise_crockford("O1Il").value(), "0111");
  EXPECT_FALSE(normalise_crockford("ABCU").ok());
  EXPECT_EQ(render_crockford(Bytes{0xff, 0xff, 0xff, 0xff, 0xff}, 8), "ZZZZZZZZ");
}

TEST(Digest, MatchesThePublishedVectors) {
  EXPECT_EQ(render_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");      // FIPS 180-4
  EXPECT_EQ(render_hex(md5(view_bytes("abc"))), "900150983cd24fb0d6963f7d28e17f72");  // RFC 1321
  EXPECT_EQ(render_hex(hmac_sha256(view_bytes("Jefe"), view_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231, case 2
}

TEST(Digest, AStreamHashesLikeTheWhole) {
  Hasher hasher;
  hasher.add(view_bytes("a"));
  hasher.add(view_bytes("bc"));
  EXPECT_EQ(hasher.finish().sha256, sha256("abc"));
}

TEST(Digest, ASignatureBelongsToItsMessageAndKey) {
  const SigningKey key = make_signing_key();
  const Signature signature = sign(key, view_bytes("receipt"));
  EXPECT_TRUE(verify_signature(key.public_key, view_bytes("receipt"), signature).ok());
  EXPECT_FALSE(verify_signature(key.public_key, view_bytes("Receipt"), signature).ok());
  EXPECT_FALSE(verify_signature(make_signing_key().public_key, view_bytes("receipt"), signature).ok());
}

TEST(Id, IsOrderedByTimeAndRoundTrips) {
  const Id early = make_id(Instant{1000});
  const Id late = make_id(Instant{2000});
  EXPECT_LT(early, late);
  EXPECT_EQ(parse_id(render_id(late)).value(), late);
  EXPECT_FALSE(parse_id("01890a5d-ac96-774b-bcce-b302099a805").ok());
}

TEST(BoundedQueue, FullIsAnAnswer) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.push(1).ok());
  EXPECT_TRUE(queue.push(2).ok());
  EXPECT_EQ(queue.push(3).error().code, Code::exhausted);
  EXPECT_EQ(queue.pop_all(10, std::chrono::milliseconds{0}).size(), 2U);
  queue.close();
  EXPECT_EQ(queue.push(4).error().code, Code::unavailable);
  EXPECT_FALSE(queue.pop().has_value());
}

}  // namespace
}  // namespace redress
