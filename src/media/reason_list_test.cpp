// SPDX-License-Identifier: Apache-2.0
#include "media/reason_list.hpp"

#include <gtest/gtest.h>

#include <random>

#include "media/hash_list.hpp"
#include "media/reason_list_wire.hpp"
#include "media/reason_list_xml.hpp"

namespace redress::media {
namespace {

const std::string guid = "01234567-abcd-0123-4567-012345678900";

std::string page(const std::string& reasons) {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)"
         R"(<availableFeedbackReasons xmlns="https://hashsharing.ncmec.org/hashsharing/v2">)" +
         reasons + "</availableFeedbackReasons>";
}
std::string reason(const std::string& name, const std::string& of_guid = guid, const std::string& type = "Sha1") {
  return R"(<reason guid=")" + of_guid + R"(" name=")" + name + R"(" type=")" + type + R"("/>)";
}
std::string repeat(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

ReasonList parse(const std::string& xml) {
  ReasonList list;
  EXPECT_EQ(parse_reason_list(view_bytes(xml), list), ListRefusal::none) << xml.substr(0, 2'000);
  return list;
}
ListRefusal refusal_of(const std::string& xml) {
  ReasonList list;
  return parse_reason_list(view_bytes(xml), list);
}

const std::string sample =
    page(reason("Example Reason 1") + reason("Not it", "01234567-ABCD-0123-4567-012345678901", ""));

TEST(ReasonList, ReadsTheDocumentedExample) {
  const ReasonList list = parse(sample);
  ASSERT_EQ(list.reasons.size(), 2U);
  EXPECT_EQ(list.reasons[0], (ListedReason{guid, "Example Reason 1", "Sha1"}));
  EXPECT_EQ(list.reasons[1], (ListedReason{"01234567-ABCD-0123-4567-012345678901", "Not it", ""}));
  EXPECT_EQ(list.fault_count, 0U);
  EXPECT_TRUE(parse(page("")).reasons.empty());
}

TEST(ReasonList, ABadReasonIsLeftOutAndCounted) {
  const std::string longest(reason_name_bytes_max, 'n');
  const std::string bad =
      reason("a", "") + reason("b", guid + "0") + reason("c", "01234567-abcd-0123-4567-01234567890g") +
      reason("d", "01234567+abcd-0123-4567-012345678900") + reason(longest + "n") +
      reason("e", guid, std::string(reason_kind_bytes_max + 1, 'k')) + reason("f", guid, "Sha 1") + "<reason/>";
  const ReasonList list = parse(page(bad + reason(longest, guid, std::string(reason_kind_bytes_max, 'k'))));
  EXPECT_EQ(list.fault_count, 8U);
  ASSERT_EQ(list.reasons.size(), 1U);
  EXPECT_EQ(list.reasons[0].name, longest);
  EXPECT_TRUE(parse(page("<group>" + reason("deeper") + "</group><other/>")).reasons.empty());
}

TEST(ReasonList, ALetterOutsidePrintableAsciiIsAQuestionMark) {
  EXPECT_EQ(parse(page(reason("Fiancé &#x202e;तस &amp; &#127;"))).reasons.at(0).name, "Fianc? ??? & ?");
  EXPECT_EQ(parse(page(reason(repeat("é", reason_name_bytes_max)))).reasons.at(0).name,
            std::string(reason_name_bytes_max, '?'));
}

TEST(ReasonList, ABadPageIsRefused) {
  EXPECT_EQ(refusal_of(""), ListRefusal::empty);
  EXPECT_EQ(refusal_of("{}"), ListRefusal::not_xml);
  EXPECT_EQ(refusal_of("<html/>"), ListRefusal::not_a_list);
  EXPECT_EQ(refusal_of("<queryResult>" + reason("a") + "</queryResult>"), ListRefusal::not_a_list);
  EXPECT_EQ(refusal_of("<!DOCTYPE x [<!ENTITY a \"b\">]>" + page(reason("&a;"))), ListRefusal::doctype);
  EXPECT_EQ(refusal_of("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><availableFeedbackReasons/>"), ListRefusal::doctype);
  EXPECT_EQ(refusal_of(page(repeat("<a>", list_depth_max - 1) + repeat("</a>", list_depth_max - 1))),
            ListRefusal::none);
  EXPECT_EQ(refusal_of(page(repeat("<a>", list_depth_max) + repeat("</a>", list_depth_max))), ListRefusal::too_deep);
  for (std::size_t bytes = 0; bytes < sample.size(); ++bytes) {
    EXPECT_NE(refusal_of(sample.substr(0, bytes)), ListRefusal::none) << bytes;
  }
}

TEST(ReasonList, SizeAndCountAreBounded) {
  EXPECT_EQ(parse(page(repeat(reason("a"), reason_count_max))).reasons.size(), reason_count_max);
  EXPECT_EQ(refusal_of(page(repeat(reason("a"), reason_count_max + 1))), ListRefusal::too_many);
  EXPECT_EQ(refusal_of(page(reason("a") + repeat("<reason/>", reason_count_max))), ListRefusal::too_many);
  const std::size_t room = reason_list_bytes_max - sample.size();
  EXPECT_EQ(refusal_of(sample + std::string(room, ' ')), ListRefusal::none);
  EXPECT_EQ(refusal_of(sample + std::string(room + 1, ' ')), ListRefusal::too_large);
}

// The reply of the worker.

TEST(ReasonListReply, IsReadBackAsItWasWritten) {
  const ReasonList list = parse(page(reason("a") + reason(std::string(reason_name_bytes_max, 'n')) + "<reason/>"));
  ReasonList again;
  EXPECT_EQ(parse_reason_reply(encode_reason_reply(ListRefusal::none, list), again), ListRefusal::none);
  EXPECT_EQ(again.reasons, list.reasons);
  EXPECT_EQ(again.fault_count, 1U);
  for (int i = 1; i < static_cast<int>(ListRefusal::count); ++i) {
    const auto refusal = static_cast<ListRefusal>(i);
    EXPECT_EQ(parse_reason_reply(encode_reason_reply(refusal, {}), again), refusal);
    EXPECT_FALSE(explain_reasons(refusal).message.empty());
  }
}

TEST(ReasonListReply, AnythingElseIsACrash) {
  const Bytes good = encode_reason_reply(ListRefusal::none, parse(sample));
  const auto with = [&good](std::size_t at, std::uint8_t value) {
    Bytes changed = good;
    changed.at(at) = value;
    ReasonList list;
    return parse_reason_reply(changed, list);
  };
  EXPECT_EQ(with(8, 254), ListRefusal::none) << "254 faults and 2 reasons are a full list";
  EXPECT_EQ(with(8, 255), ListRefusal::crashed);
  EXPECT_EQ(with(12, 1), ListRefusal::crashed) << "less than there is";
  EXPECT_EQ(with(12, 3), ListRefusal::crashed) << "more than there is";
  EXPECT_EQ(with(16, 'x'), ListRefusal::crashed) << "no GUID";
  EXPECT_EQ(with(16 + 36, '\n'), ListRefusal::crashed) << "a name that would write over a terminal";
  EXPECT_EQ(with(16 + 36 + 200, 0xe2), ListRefusal::crashed) << "a kind that is not ASCII";
  EXPECT_EQ(with(16 + 252, 201), ListRefusal::crashed) << "a name longer than its place";
  EXPECT_EQ(with(16 + 253, 17), ListRefusal::crashed) << "a kind longer than its place";
  ReasonList list;
  for (std::size_t bytes = 0; bytes < good.size(); ++bytes) {
    EXPECT_EQ(parse_reason_reply(ByteView(good).first(bytes), list), ListRefusal::crashed) << bytes;
  }
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bad = good;
    bad[random() % (round % 2 == 0 ? 16 : bad.size())] = static_cast<std::uint8_t>(random());
    if (parse_reason_reply(bad, list) != ListRefusal::none) continue;
    for (const ListedReason& one : list.reasons) EXPECT_TRUE(is_sound(one));
  }
}

// Through the sandbox.

class ReasonListReaderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { reader_ = std::make_unique<HashListReader>(HashListReader::start().value()); }
  static void TearDownTestSuite() { reader_.reset(); }
  static std::unique_ptr<HashListReader> reader_;
};
std::unique_ptr<HashListReader> ReasonListReaderTest::reader_;

TEST_F(ReasonListReaderTest, AWorkerSaysWhatAPlainParseSays) {
  const auto read = reader_->read_reasons(sample);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().reasons, parse(sample).reasons);
  const auto full = reader_->read_reasons(page(repeat(reason("a"), reason_count_max)));
  ASSERT_TRUE(full.ok()) << full.error().message;
  EXPECT_EQ(full.value().reasons.size(), reason_count_max);
}

TEST_F(ReasonListReaderTest, HostilePagesAreErrorsAndTheReaderOutlivesThem) {
  EXPECT_EQ(reader_->read_reasons("").error().code, Code::invalid);
  EXPECT_EQ(reader_->read_reasons("<!DOCTYPE x []><availableFeedbackReasons/>").error().code, Code::invalid);
  EXPECT_EQ(reader_->read_reasons(std::string(reason_list_bytes_max + 1, ' ')).error().message,
            "the page is larger than 1 MiB");
  EXPECT_EQ(reader_->read_reasons(page(repeat("<reason/>", reason_count_max + 1))).error().message,
            "the page has more than 256 reasons");
  EXPECT_EQ(reader_->read_reasons("<queryResult/>").error().message,
            "the page is not a list of reasons: its root is not availableFeedbackReasons");
  EXPECT_EQ(reader_->read(sample, 0).error().message, "the page is not a list of hashes: its root is not queryResult");
  EXPECT_TRUE(reader_->read("<queryResult/>", UINT32_MAX).ok()) << "a member of that number is asked for entries too";
  EXPECT_TRUE(reader_->read_reasons(sample).ok());
}

}  // namespace
}  // namespace redress::media
