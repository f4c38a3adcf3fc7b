// SPDX-License-Identifier: Apache-2.0
#include "media/hash_list.hpp"

#include <gtest/gtest.h>

#include <random>

#include "media/hash_list_wire.hpp"

namespace redress::media {
namespace {

const std::string md5_hex(32, 'a');
const std::string sha1_hex(40, 'b');
const std::string pdq_hex = "9def0b7dafa86a1c90f2abd78e79ceb25ec3d1a4b3d4bc7a4354baf7717ea038";

std::string page(const std::string& images, const std::string& rest = "") {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
         R"(<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="1">)" +
         images + "</images>" + rest + "</queryResult>";
}
std::string image(const std::string& inner, const std::string& hashes = "<md5>" + md5_hex + "</md5>",
                  const std::string& name = "image") {
  return "<" + name + R"(><member id="42">Example</member><timestamp>2017-10-24T15:00:00Z</timestamp><id>image1</id>)" +
         inner + "<fingerprints>" + hashes + "</fingerprints></" + name + ">";
}

HashList parse(const std::string& xml, std::uint32_t our_member = 0) {
  HashList list;
  EXPECT_EQ(parse_hash_list(view_bytes(xml), our_member, list), ListRefusal::none) << xml.substr(0, 2'000);
  return list;
}
ListRefusal refusal_of(const std::string& xml) {
  HashList list;
  return parse_hash_list(view_bytes(xml), 0, list);
}
EntryFault fault_of(const std::string& entry) {
  const HashList list = parse(page(entry));
  return list.entries.empty() ? EntryFault::count : list.entries[0].fault;
}

// The example of the API's documentation, with what its feedback says.
const std::string tombstone = R"(<deletedImage><member id="43">Other</member><id>image4</id>)"
                              R"(<timestamp>2017-10-24T15:10:00Z</timestamp></deletedImage>)";
const std::string video = R"(<videos count="1"><video><member id="42"/><timestamp>2017-10-24T15:00:00Z</timestamp>
    <id>video1</id><fingerprints/><feedback lastUpdateTimestamp="2023-06-01T12:48:14Z">
    <affirmativeFeedback type="Md5"><members timestamp="x"><member id="42">E</member><member id="7"/></members>
    </affirmativeFeedback>
    <negativeFeedback type="Sha1"><reasons><reason guid="01" name="R" type="Sha1"/>
    <members><member id="9"/></members></reasons></negativeFeedback>
    <negativeFeedback type="Pdna"><members><member id="9"/></members></negativeFeedback>
    </feedback></video></videos>)";
const std::string next =
    R"(<paging><next>/v2/entries?from=2017-10-20T00%3A00%3A00.000Z&amp;start=2001</next></paging>)";
const std::string sample =
    page(image(R"(<classification>A1</classification>)",
               "<md5>" + md5_hex + "</md5><sha1>" + sha1_hex + "</sha1><pdna>a1a1</pdna><pdq> " + pdq_hex +
                   R"( </pdq><tmk-pdqf rel="self" href="/v2/entries/1/fingerprints/TMK_PDQF"/>)") +
             tombstone,
         video + next);

TEST(HashList, ReadsTheDocumentedExample) {
  const HashList list = parse(sample, 9);
  ASSERT_EQ(list.entries.size(), 3U);
  EXPECT_EQ(list.declared_count, 2U);
  EXPECT_EQ(list.next, "/v2/entries?from=2017-10-20T00%3A00%3A00.000Z&start=2001");
  const ListedEntry& first = list.entries[0];
  EXPECT_EQ(first.fault, EntryFault::none);
  EXPECT_EQ(first.member_id, 42U);
  EXPECT_EQ(first.id, "image1");
  EXPECT_EQ(first.classification, "A1");
  EXPECT_EQ(render_instant(first.changed_at), "2017-10-24T15:00:00Z");
  EXPECT_EQ(render_hex(*first.md5), md5_hex);
  EXPECT_EQ(render_hex(*first.sha1), sha1_hex);
  EXPECT_EQ(render_pdq(*first.pdq), pdq_hex);
  EXPECT_EQ(first.other_count, 2U);
  EXPECT_FALSE(first.is_video || first.is_deleted);
  EXPECT_TRUE(list.entries[1].is_deleted);
  EXPECT_EQ(list.entries[1].member_id, 43U);
  const ListedEntry& third = list.entries[2];
  EXPECT_TRUE(third.is_video);
  EXPECT_EQ(third.md5_feedback.affirmative_count, 2U);
  EXPECT_EQ(third.sha1_feedback.negative_count, 1U);
  EXPECT_EQ(third.sha1_feedback.ours, HashFeedback::Ours::negative);
  EXPECT_EQ(third.md5_feedback.ours, HashFeedback::Ours::nothing);
  EXPECT_EQ(third.pdq_feedback, HashFeedback{});
}

TEST(HashList, OneBadEntryIsOneFault) {
  EXPECT_EQ(fault_of(image("")), EntryFault::none);
  EXPECT_EQ(fault_of(image("", "", "hologram")), EntryFault::unknown_element);
  EXPECT_EQ(fault_of("<image><id>a</id><timestamp>2017-10-24T15:00:00Z</timestamp></image>"), EntryFault::no_member);
  EXPECT_EQ(fault_of(R"(<image><member id="-1"/><id>a</id></image>)"), EntryFault::no_member);
  EXPECT_EQ(fault_of(R"(<image><member id="1"/><timestamp>2017-10-24T15:00:00Z</timestamp></image>)"),
            EntryFault::no_id);
  EXPECT_EQ(fault_of(image("<id>two words</id>")), EntryFault::none) << "the first is kept";
  EXPECT_EQ(fault_of(R"(<image><member id="1"/><id>)" + std::string(129, 'x') + "</id></image>"), EntryFault::no_id);
  EXPECT_EQ(fault_of(R"(<image><member id="1"/><id>a</id><timestamp>yesterday</timestamp></image>)"),
            EntryFault::no_time);
  EXPECT_EQ(fault_of(image("", "<md5>abc</md5>")), EntryFault::bad_hash);
  EXPECT_EQ(fault_of(image("", "<pdq>" + md5_hex + "</pdq><md5>" + md5_hex + "</md5>")), EntryFault::bad_hash);
  EXPECT_EQ(fault_of(image("", "<md5>" + md5_hex + "</md5><md5>" + md5_hex + "</md5>")), EntryFault::repeated_hash);
  EXPECT_TRUE(parse(page(image("", "<pdq>x</pdq><md5>" + md5_hex + "</md5>"))).entries[0].md5.has_value());
  EXPECT_FALSE(parse(page(image("", "<md5>" + md5_hex + "</md5>", "deletedImage"))).entries[0].md5.has_value());
}

TEST(HashList, ABadPageIsRefused) {
  EXPECT_EQ(refusal_of(""), ListRefusal::empty);
  EXPECT_EQ(refusal_of("{}"), ListRefusal::not_xml);
  EXPECT_EQ(refusal_of("<html/>"), ListRefusal::not_a_list);
  EXPECT_EQ(refusal_of(sample + "<more/>"), ListRefusal::not_xml);
  EXPECT_EQ(refusal_of("<queryResult>&unknown;</queryResult>"), ListRefusal::not_xml);
  EXPECT_EQ(refusal_of("<queryResult a='1' a='2'/>"), ListRefusal::not_xml);
  EXPECT_EQ(refusal_of("<?xml version='1.0' encoding='EBCDIC-9'?><queryResult/>"), ListRefusal::not_xml);
  EXPECT_EQ(refusal_of("<queryResult><paging><next>a b</next></paging></queryResult>"), ListRefusal::bad_next);
  EXPECT_EQ(refusal_of("<queryResult><paging><next>a</next><next>b</next></paging></queryResult>"),
            ListRefusal::bad_next);
  const std::string long_next(list_next_bytes_max + 1, 'x');
  EXPECT_EQ(refusal_of("<queryResult><paging><next>" + long_next + "</next></paging></queryResult>"),
            ListRefusal::bad_next);
  EXPECT_EQ(refusal_of(std::string(list_bytes_max + 1, ' ')), ListRefusal::too_large);
  EXPECT_TRUE(parse("<queryResult/>").entries.empty());
}

TEST(HashList, ADocumentTypeIsRefusedBeforeItsEntities) {
  std::string laughs = "<!DOCTYPE queryResult [<!ENTITY l0 \"ha\">";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "&l" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY l" + std::to_string(i) + " \"" + before + before + before + before + "\">";
  }
  EXPECT_EQ(refusal_of(laughs + "]><queryResult>&l29;</queryResult>"), ListRefusal::doctype);
  EXPECT_EQ(refusal_of("<!DOCTYPE q SYSTEM \"file:///etc/passwd\"><queryResult/>"), ListRefusal::doctype);
  EXPECT_EQ(refusal_of("<!DOCTYPE q [<!ENTITY % x SYSTEM \"http://127.0.0.1/\">%x;]><queryResult/>"),
            ListRefusal::doctype);
}

TEST(HashList, DepthSizeAndCountAreBounded) {
  const auto nested = [](int depth) {
    std::string xml = "<queryResult>";
    for (int i = 1; i < depth; ++i) xml += "<a>";
    for (int i = 1; i < depth; ++i) xml += "</a>";
    return xml + "</queryResult>";
  };
  EXPECT_EQ(refusal_of(nested(list_depth_max)), ListRefusal::none);
  EXPECT_EQ(refusal_of(nested(list_depth_max + 1)), ListRefusal::too_deep);
  EXPECT_EQ(refusal_of(nested(1'000'000)), ListRefusal::too_deep);
  std::string many;
  for (std::size_t i = 0; i < list_entry_count_max; ++i) many += "<image/>";
  EXPECT_EQ(refusal_of(page(many)), ListRefusal::none);
  EXPECT_EQ(refusal_of(page(many + "<image/>")), ListRefusal::too_many);
  const std::string giant(2U << 20, 'x');
  EXPECT_EQ(parse(page("<image note=\"" + giant + "\"><id>" + giant + "</id></image>")).entries[0].id, "");
  EXPECT_EQ(refusal_of("<queryResult><" + giant + "/></queryResult>"), ListRefusal::none);
  std::string attributes;
  for (int i = 0; i < 20'000; ++i) attributes += " a" + std::to_string(i) + "=\"\"";
  EXPECT_EQ(refusal_of("<queryResult" + attributes + "/>"), ListRefusal::none);
}

TEST(HashList, CutAnywhereItIsRefused) {
  for (std::size_t bytes = 0; bytes < sample.size(); ++bytes) {
    EXPECT_NE(refusal_of(sample.substr(0, bytes)), ListRefusal::none) << bytes;
  }
}

// The reply of the worker.

TEST(HashListReply, IsReadBackAsItWasWritten) {
  const HashList list = parse(sample, 42);
  HashList again;
  EXPECT_EQ(parse_list_reply(encode_list_reply(ListRefusal::none, list), again), ListRefusal::none);
  EXPECT_EQ(again.entries, list.entries);
  EXPECT_EQ(again.next, list.next);
  EXPECT_EQ(again.declared_count, list.declared_count);
  for (int i = 1; i < static_cast<int>(ListRefusal::count); ++i) {
    const auto refusal = static_cast<ListRefusal>(i);
    EXPECT_EQ(parse_list_reply(encode_list_reply(refusal, {}), again), refusal);
    EXPECT_FALSE(explain(refusal).message.empty());
  }
}

TEST(HashListReply, AnythingElseIsACrash) {
  const Bytes good = encode_list_reply(ListRefusal::none, parse(sample));
  HashList list;
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{3}, good.size() - 1}) {
    EXPECT_EQ(parse_list_reply(ByteView(good).first(bytes), list), ListRefusal::crashed);
  }
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_EQ(parse_list_reply(longer, list), ListRefusal::crashed);
  // The count, the length of `next`, and each byte of the first record by itself: a list within its limits, or none.
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bad = good;
    bad[random() % (round % 2 == 0 ? 24 : bad.size())] = static_cast<std::uint8_t>(random());
    const ListRefusal refusal = parse_list_reply(bad, list);
    if (refusal != ListRefusal::none) continue;
    for (const ListedEntry& entry : list.entries) {
      EXPECT_LE(entry.id.size(), list_id_bytes_max);
      EXPECT_FALSE(entry.is_deleted && (entry.md5 || entry.sha1 || entry.pdq));
      EXPECT_TRUE(!is_usable(entry.fault) || (entry.member_id != 0 && !entry.id.empty()));
    }
  }
}

// Through the sandbox.

class HashListReaderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { reader_ = std::make_unique<HashListReader>(HashListReader::start().value()); }
  static void TearDownTestSuite() { reader_.reset(); }
  static std::unique_ptr<HashListReader> reader_;
};
std::unique_ptr<HashListReader> HashListReaderTest::reader_;

TEST_F(HashListReaderTest, AWorkerSaysWhatAPlainParseSays) {
  const auto read = reader_->read(sample, 9);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().entries, parse(sample, 9).entries);
  EXPECT_EQ(read.value().next, parse(sample).next);
}

TEST_F(HashListReaderTest, HostilePagesAreErrorsAndTheReaderOutlivesThem) {
  EXPECT_EQ(reader_->read("", 0).error().code, Code::invalid);
  EXPECT_EQ(reader_->read("<html/>", 0).error().code, Code::invalid);
  EXPECT_EQ(reader_->read(std::string(list_bytes_max + 1, ' '), 0).error().code, Code::exhausted);
  EXPECT_EQ(reader_->read("<!DOCTYPE x []><queryResult/>", 0).error().code, Code::invalid);
  std::string many;
  for (std::size_t i = 0; i < list_entry_count_max; ++i) many += image("");
  const auto full = reader_->read(page(many), 0);
  ASSERT_TRUE(full.ok()) << full.error().message;
  EXPECT_EQ(full.value().entries.size(), list_entry_count_max);
  EXPECT_EQ(reader_->read(page(many + "<image/>"), 0).error().code, Code::exhausted);
  // A name of 8 MiB, held several times over by the parser: refused or read, never an outage.
  static_cast<void>(reader_->read("<queryResult><" + std::string(8U << 20, 'x') + "/></queryResult>", 0));
  EXPECT_TRUE(reader_->read(sample, 0).ok());
}

}  // namespace
}  // namespace redress::media
