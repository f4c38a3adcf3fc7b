// SPDX-License-Identifier: Apache-2.0
#include "match/exchange.hpp"

#include <gtest/gtest.h>

#include "match/exchange_lines.hpp"
#include "match/exchange_stopncii.hpp"
#include "match/exchange_threat.hpp"

namespace redress::match {
namespace {

const std::string pdq = "9def0b7dafa86a1c90f2abd78e79ceb25ec3d1a4b3d4bc7a4354baf7717ea038";
const std::string md5 = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

TEST(Signal, HasOneSpellingAndItsOwnLength) {
  EXPECT_EQ(parse_signal(SignalKind::pdq, upper(pdq)).value(), pdq);
  EXPECT_EQ(parse_signal(SignalKind::md5, upper(md5)).value(), md5);
  const std::string tlsh(70, 'a');
  EXPECT_EQ(parse_signal(SignalKind::tlsh, tlsh).value(), "T1" + upper(tlsh));
  EXPECT_EQ(parse_signal(SignalKind::tlsh, "T1" + tlsh).value(), "T1" + upper(tlsh));
  for (const SignalKind kind :
       {SignalKind::pdq, SignalKind::md5, SignalKind::sha1, SignalKind::sha256, SignalKind::tlsh}) {
    for (const std::string& bad : {std::string(), std::string("a"), std::string(62, 'a'), std::string(66, '5'),
                                   std::string(64, 'g'), " " + pdq.substr(1), pdq + "\n"}) {
      EXPECT_FALSE(parse_signal(kind, bad).ok()) << render(kind) << " " << bad;
    }
  }
}

TEST(Signal, AnEmptyPicturesHashIsRefused) {
  EXPECT_FALSE(parse_signal(SignalKind::pdq, std::string(64, '0')).ok());
  EXPECT_FALSE(parse_signal(SignalKind::pdq, std::string(64, 'f')).ok());
  EXPECT_TRUE(parse_signal(SignalKind::pdq, std::string(8, 'f') + std::string(56, '0')).ok());         // 32 ones
  EXPECT_FALSE(parse_signal(SignalKind::pdq, std::string(7, 'f') + "7" + std::string(56, '0')).ok());  // 31
  EXPECT_TRUE(parse_signal(SignalKind::pdq, std::string(56, 'f') + std::string(8, '0')).ok());         // 224
  EXPECT_FALSE(parse_signal(SignalKind::pdq, std::string(56, 'f') + "1" + std::string(7, '0')).ok());
}

TEST(Signal, TextsHaveBounds) {
  EXPECT_TRUE(parse_signal(SignalKind::text, std::string(32U << 10, 'x')).ok());
  EXPECT_FALSE(parse_signal(SignalKind::text, std::string((32U << 10) + 1, 'x')).ok());
  EXPECT_FALSE(parse_signal(SignalKind::text, "\xff").ok());
  EXPECT_FALSE(parse_signal(SignalKind::text, std::string("a\0b", 3)).ok());
  EXPECT_TRUE(parse_signal(SignalKind::url, "https://example.org/" + std::string(2'028, 'x')).ok());
  EXPECT_FALSE(parse_signal(SignalKind::url, "https://example.org/" + std::string(2'029, 'x')).ok());
  EXPECT_FALSE(parse_signal(SignalKind::url, "https://example.org/a b").ok());
  EXPECT_TRUE(parse_signal(SignalKind::video_tmk, std::string(signal_bytes_max, 'x')).ok());
  EXPECT_FALSE(parse_signal(SignalKind::video_tmk, std::string(signal_bytes_max + 1, 'x')).ok());
}

TEST(Signal, AnErrorNeverRepeatsTheValue) {
  for (int kind = 0; kind <= static_cast<int>(SignalKind::other); ++kind) {
    const auto parsed = parse_signal(static_cast<SignalKind>(kind), "SECRET\xff");
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().message.find("SECRET"), std::string::npos);
  }
}

TEST(Exchange, WordsAreReadBack) {
  for (int i = 0; i <= static_cast<int>(SignalKind::other); ++i) {
    const auto kind = static_cast<SignalKind>(i);
    EXPECT_EQ(parse_signal_kind(render(kind)).value(), kind);
  }
  for (int i = 0; i <= static_cast<int>(Opinion::negative); ++i) {
    const auto opinion = static_cast<Opinion>(i);
    EXPECT_EQ(parse_opinion(render(opinion)).value(), opinion);
  }
  EXPECT_FALSE(parse_signal_kind("PDQ").ok());
  EXPECT_FALSE(parse_opinion("").ok());
}

TEST(Exchange, FaultsAreCountedToTheirLimit) {
  ExchangePage page;
  for (std::size_t i = 0; i < page_fault_count_max - 1; ++i) add_fault(page, "bad");
  EXPECT_EQ(page.faults.back(), "bad");
  for (int i = 0; i < 10; ++i) add_fault(page, "bad");
  EXPECT_EQ(page.faults.size(), page_fault_count_max);
  EXPECT_EQ(page.faults.back(), "there are more that cannot be taken");
}

TEST(Exchange, TagsAndNamesAreTidy) {
  std::vector<std::string> tags = {"b", "a", "b", "", "line\nbreak", "\xff", std::string(129, 'x')};
  EXPECT_EQ(tidy_tags(tags), (std::vector<std::string>{"a", "b"}));
  for (int i = 0; i < 100; ++i) tags.push_back("t" + std::to_string(i));
  EXPECT_EQ(tidy_tags(tags).size(), tag_count_max);
  EXPECT_EQ(tidy_name("An\x1b[31m Owner\xff tail"), "An[31m Owner");
  EXPECT_EQ(tidy_name(std::string(200, 'x')).size(), tag_bytes_max);
}

// ThreatExchange.

std::string indicator(const std::string& rest) {
  return R"({"id":"7","indicator":")" + pdq + R"(","type":"HASH_PDQ","last_updated":1700000000)" + rest + "}";
}
std::string threat_page(const std::string& data, const std::string& rest = "") {
  return R"({"data":[)" + data + "]" + rest + "}";
}
std::string descriptors(const std::string& list) {
  return R"(,"should_delete":false,"descriptors":{"data":[)" + list + "]}";
}
Opinion threat_opinion(const std::string& list) {
  const auto page = parse_threat_page(threat_page(indicator(descriptors(list))), "100");
  EXPECT_TRUE(page.ok());
  EXPECT_EQ(page.value().entries.size(), 1U);
  return page.value().entries.at(0).opinion;
}

TEST(ThreatExchange, ReadsAnIndicatorWithItsDescriptors) {
  const std::string one = R"({"id":"55","owner":{"id":"200","name":"Example App"},"status":"MALICIOUS","tags":)" +
                          std::string(R"({"data":[{"id":"1","text":"b"},{"id":"2","text":"a"}]}})");
  const auto page = parse_threat_page(
      threat_page(indicator(descriptors(one)),
                  R"(,"paging":{"next":"https://g/v9.0/1/threat_updates?access_token=1|SECRET&after=x&limit=500"})"),
      "100");
  ASSERT_TRUE(page.ok()) << page.error().message;
  const ExchangeEntry expected{
      "7", SignalKind::pdq, pdq, false, Opinion::positive, {"a", "b"}, "Example App", "55", Instant{1'700'000'000'000}};
  ASSERT_EQ(page.value().entries.size(), 1U);
  EXPECT_EQ(page.value().entries[0], expected);
  EXPECT_FALSE(page.value().is_last);
  EXPECT_EQ(page.value().next, "https://g/v9.0/1/threat_updates?after=x&limit=500");
}

TEST(ThreatExchange, DropsWhatIsDeletedOrNoLongerDescribed) {
  const auto page = parse_threat_page(threat_page(indicator(R"(,"should_delete":true,"descriptors":{"data":[]})") +
                                                  "," + indicator("") + R"(,{"id":9,"should_delete":true})"),
                                      "");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page.value().entries.size(), 3U);
  for (const ExchangeEntry& entry : page.value().entries) EXPECT_TRUE(entry.is_withdrawn && entry.signal.empty());
  EXPECT_EQ(page.value().entries[2].source_ref, "9");
  EXPECT_TRUE(page.value().is_last);
}

TEST(ThreatExchange, OpinionsAddUp) {
  const auto by = [](const char* owner, const char* status, const char* rest = "") {
    return std::string(R"({"id":"5","owner":{"id":")") + owner + R"("},"status":")" + status + "\"" + rest + "}";
  };
  EXPECT_EQ(threat_opinion(by("200", "MALICIOUS")), Opinion::positive);
  EXPECT_EQ(threat_opinion(by("200", "SUSPICIOUS")), Opinion::seed);
  EXPECT_EQ(threat_opinion(by("200", "UNKNOWN")), Opinion::seed);
  EXPECT_EQ(threat_opinion(""), Opinion::seed);
  EXPECT_EQ(threat_opinion(by("200", "NON_MALICIOUS")), Opinion::disputed);
  EXPECT_EQ(threat_opinion(by("200", "MALICIOUS") + "," + by("300", "NON_MALICIOUS")), Opinion::disputed);
  EXPECT_EQ(threat_opinion(by("200", "MALICIOUS") + "," + by("100", "NON_MALICIOUS")), Opinion::negative);
  EXPECT_EQ(threat_opinion(by("200", "NON_MALICIOUS") + "," + by("100", "MALICIOUS")), Opinion::positive);
  const std::string reaction =
      R"(,"reactions":[{"key":"HELPFUL","value":"1"},{"key":"DISAGREE_WITH_TAGS","value":"9"}])";
  EXPECT_EQ(threat_opinion(by("200", "MALICIOUS", reaction.c_str())), Opinion::disputed);
  EXPECT_EQ(threat_opinion(by("200", "MALICIOUS", R"(,"reactions":[{"key":"HELPFUL","value":"1"}])")),
            Opinion::positive);
}

TEST(ThreatExchange, OneBadEntryIsOneFault) {
  const std::string good = indicator(descriptors(""));
  const auto page =
      parse_threat_page(threat_page(good +
                                    R"(,7,{},{"id":"x"},{"id":"1","type":"HASH_PDQ","descriptors":[]},)"
                                    R"({"id":"2","type":"HASH_PDQ","indicator":"SECRET","descriptors":[]},)"
                                    R"({"id":"3","type":"HASH_MD5","indicator":")" +
                                    md5 +
                                    R"(","descriptors":7},)"
                                    R"({"id":"4","type":"HASH_NEW","indicator":"x","descriptors":[]},)" +
                                    good),
                        "");
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_EQ(page.value().entries.size(), 2U);
  EXPECT_EQ(page.value().faults.size(), 6U);
  EXPECT_EQ(page.value().other_count, 1U);
  for (const std::string& line : page.value().faults) EXPECT_EQ(line.find("SECRET"), std::string::npos) << line;
  EXPECT_EQ(page.value().faults[4], "entry 6: the PDQ hash is not 64 hex digits");
}

TEST(ThreatExchange, ABadPageIsAnError) {
  for (const std::string& bad : {std::string(), std::string("[]"), std::string("{}"), std::string("{\"data\":{}}"),
                                 std::string("{\"data\":["), std::string("<html>"), threat_page("\"\xff\"")}) {
    EXPECT_EQ(parse_threat_page(bad, "").error().code, Code::invalid) << bad;
  }
  EXPECT_EQ(parse_threat_page(std::string(page_bytes_max + 1, ' '), "").error().code, Code::exhausted);
  std::string many = "0";
  for (std::size_t i = 1; i < page_entry_count_max; ++i) many += ",0";
  EXPECT_TRUE(parse_threat_page(threat_page(many), "").ok());
  EXPECT_EQ(parse_threat_page(threat_page(many + ",0"), "").error().code, Code::exhausted);
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_EQ(parse_threat_page("{\"data\":[" + deep + "]}", "").error().code, Code::invalid);
  EXPECT_TRUE(parse_threat_page(threat_page("\"" + std::string(100, '[') + "\\\"\""), "").ok());
  const std::string long_next = R"(,"paging":{"next":"https://g/?a=)" + std::string(page_next_bytes_max, 'x') + "\"}";
  EXPECT_EQ(parse_threat_page(threat_page("", long_next), "").error().code, Code::invalid);
}

// StopNCII.

std::string record(const std::string& status, const std::string& feedback = "", const std::string& value = pdq) {
  return R"({"lastModtimestamp":1625175071,"hashValue":")" + value + R"(","hashStatus":")" + status +
         R"(","caseNumbers":{"cc592711-7068-442f-b5d2-24d50d389751":"Active"},)" +
         R"("signalType":"ImagePDQ","CSPFeedbacks":[)" + feedback + "]}";
}
std::string stopncii_page(const std::string& records, const std::string& token = "null", const char* more = "false") {
  return R"({"nextSetTimestamp":1625167824,"nextPageToken":)" + token + R"(,"hasMoreRecords":)" + more +
         R"(,"hashRecords":[)" + records + "]}";
}
std::string feedback_by(const char* source, const char* value) {
  return std::string(R"({"source":")") + source + R"(","feedbackValue":")" + value +

         R"(","tags":["Nude","Objectionable"]})";
}
Opinion stopncii_opinion(const std::string& feedback) {
  return parse_stopncii_page(stopncii_page(record("Active", feedback)), "Us").value().page.entries.at(0).opinion;
}

TEST(StopNcii, ReadsThePublishedSample) {
  const auto read = parse_stopncii_page(stopncii_page(record("Active", feedback_by("Facebook", "Blocked"))), "Us");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const ExchangeEntry expected{"ImagePDQ:" + pdq,         SignalKind::pdq,           pdq,        false,
                               Opinion::positive,         {"Nude", "Objectionable"}, "Facebook", "",
                               Instant{1'625'175'071'000}};
  EXPECT_EQ(read.value().page.entries, std::vector{expected});
  EXPECT_EQ(read.value().next_set, 1'625'167'824);
  EXPECT_TRUE(read.value().page.is_last);
}

TEST(StopNcii, WithdrawnAndDeletedReallyDisappear) {
  for (const char* status : {"Withdrawn", "Deleted"}) {
    const auto read = parse_stopncii_page(stopncii_page(record(status, feedback_by("A", "Blocked"), upper(pdq))), "");
    const ExchangeEntry& entry = read.value().page.entries.at(0);
    EXPECT_TRUE(entry.is_withdrawn);
    EXPECT_TRUE(entry.signal.empty());
    EXPECT_EQ(entry.source_ref, "ImagePDQ:" + pdq) << "named as its live record was";
  }
  for (const char* status : {"Unknown", "Received", "Active"}) {
    EXPECT_FALSE(parse_stopncii_page(stopncii_page(record(status)), "").value().page.entries.at(0).is_withdrawn);
  }
}

TEST(StopNcii, OpinionsAddUp) {
  EXPECT_EQ(stopncii_opinion(""), Opinion::seed);
  EXPECT_EQ(stopncii_opinion(feedback_by("A", "PendingReview")), Opinion::seed);
  EXPECT_EQ(stopncii_opinion(feedback_by("A", "Blocked")), Opinion::positive);
  EXPECT_EQ(stopncii_opinion(feedback_by("A", "NotBlocked")), Opinion::disputed);
  EXPECT_EQ(stopncii_opinion(feedback_by("A", "Blocked") + "," + feedback_by("B", "NotBlocked")), Opinion::disputed);
  EXPECT_EQ(stopncii_opinion(feedback_by("A", "Blocked") + "," + feedback_by("Us", "NotBlocked")), Opinion::negative);
  EXPECT_EQ(stopncii_opinion(feedback_by("A", "NotBlocked") + "," + feedback_by("Us", "Blocked")), Opinion::positive);
}

TEST(StopNcii, OneBadRecordIsOneFault) {
  const auto read = parse_stopncii_page(
      stopncii_page("null," + record("Active", "", "SECRET") + "," + record("Expired") + "," + record("Active") +
                    R"(,{"signalType":"Hologram","hashValue":"x"},{"signalType":"ImagePDQ"})"),
      "");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().page.entries.size(), 1U);
  EXPECT_EQ(read.value().page.faults.size(), 4U);
  EXPECT_EQ(read.value().page.other_count, 1U);
  for (const std::string& line : read.value().page.faults) EXPECT_EQ(line.find("SECRET"), std::string::npos);
}

TEST(StopNcii, ABadPageIsAnError) {
  const auto code = [](const std::string& text) { return parse_stopncii_page(text, "").error().code; };
  EXPECT_EQ(code("{}"), Code::invalid);
  const auto miscounted = R"({"count":2,"hashRecords":[],"nextSetTimestamp":1,"hasMoreRecords":false})";
  EXPECT_EQ(parse_stopncii_page(miscounted, "").value().page.faults.size(), 1U);
  EXPECT_EQ(code(R"({"hashRecords":[]})"), Code::invalid);
  EXPECT_EQ(code(R"({"hashRecords":[],"nextSetTimestamp":-1,"hasMoreRecords":false})"), Code::invalid);
  EXPECT_EQ(code(R"({"hashRecords":[],"nextSetTimestamp":1})"), Code::invalid);
  EXPECT_EQ(code(stopncii_page("", "null", "true")), Code::invalid) << "more, and no token";
  EXPECT_EQ(code(stopncii_page("", "\"" + std::string(page_next_bytes_max + 1, 'x') + "\"", "true")), Code::invalid);
  EXPECT_EQ(parse_stopncii_page(stopncii_page("", "\"abc\"", "true"), "").value().page.next, "abc");
}

TEST(StopNcii, WritesTheBodiesOfTheSchema) {
  const std::vector<StopNciiOpinion> opinions = {{SignalKind::pdq, upper(pdq), StopNciiFeedback::blocked, {"NCII"}}};
  EXPECT_EQ(
      render_stopncii_feedback(opinions).value(),
      R"({"count":1,"hashFeedbacks":[{"feedbackValue":"Blocked","hashValue":")" + pdq + R"(","tags":["NCII"]}]})");
  EXPECT_EQ(render_stopncii_hashes(opinions, Instant{1'700'000'000'000}).value(),
            R"({"count":1,"hashRecords":[{"CSPFeedbacks":[{"feedbackValue":"Blocked","tags":["NCII"]}],"hashValue":")" +
                pdq + R"(","lastModtimestamp":1700000000,"signalType":"ImagePDQ"}]})");
  EXPECT_EQ(render_stopncii_feedback({}).error().code, Code::invalid);
  EXPECT_EQ(render_stopncii_feedback(std::vector(801, opinions[0])).error().code, Code::invalid);
  EXPECT_TRUE(render_stopncii_feedback(std::vector(800, opinions[0])).ok());
  EXPECT_EQ(render_stopncii_hashes({{SignalKind::sha1, std::string(40, 'a'), {}, {}}}, {}).error().code,
            Code::unsupported);
}

// JSON lines and CSV.

std::vector<ExchangeEntry> samples() {
  return {{"a:1", SignalKind::pdq, pdq, false, Opinion::positive, {"a", "b"}, "Owner, \"Ltd\"", "", Instant{1'000}},
          {"b", SignalKind::md5, md5, false, Opinion::none, {}, "=cmd()", "", {}},
          {"-c", SignalKind::text, "two\r\nlines; 'quoted'", false, Opinion::seed, {}, "'=x", "", {}},
          {"d", SignalKind::url, "https://example.org/?a=1,2", false, Opinion::negative, {"@t"}, "", "", {}},
          {"e", SignalKind::other, "", true, Opinion::none, {}, "", "", Instant{5'000}}};
}

TEST(ExchangeLines, WhatIsWrittenIsReadBack) {
  std::string lines;
  std::string csv = render_csv_head();
  for (const ExchangeEntry& entry : samples()) {
    lines += render_line(entry) + "\n";
    csv += render_csv_row(entry);
  }
  for (const auto& page : {parse_lines(lines), parse_csv(csv), parse_csv("\xef\xbb\xbf" + csv)}) {
    ASSERT_TRUE(page.ok());
    EXPECT_TRUE(page.value().faults.empty()) << page.value().faults[0];
    EXPECT_EQ(page.value().entries, samples());
  }
  EXPECT_EQ(csv.find("\r\n-c"), std::string::npos) << "a spreadsheet would take it for a formula";
}

TEST(ExchangeLines, OtherToolsLinesGiveOneEntryAHash) {
  const auto page = parse_lines("{\"pdq\":\"" + pdq + "\"}\r\n\n{\"path\":\"a.jpg\",\"kind\":\"image\",\"md5\":\"" +
                                md5 + "\",\"pdq\":\"" + upper(pdq) + "\",\"pdq_quality\":50}\n{\"pdq\":\"" + pdq +
                                "\",\"pdq_quality\":49}\n{\"video_md5\":\"" + md5 + "\"}\n{\"clip\":\"x\"}");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page.value().entries.size(), 4U);
  EXPECT_EQ(page.value().entries[0].source_ref, "pdq:" + pdq);
  EXPECT_EQ(page.value().entries[1].signal, pdq);
  EXPECT_EQ(page.value().entries[2].kind, SignalKind::md5);
  EXPECT_EQ(page.value().entries[3].source_ref, "md5:" + md5);
  EXPECT_EQ(page.value().faults,
            (std::vector<std::string>{"line 4: \"pdq_quality\" is under 50: the hash says too little of its picture",
                                      "line 6: there is no \"signal\", and no hash under its own name"}));
}

TEST(ExchangeLines, OneBadLineIsOneFault) {
  const auto page = parse_lines(
      "nonsense\n[]\n{\"kind\":\"pdq\",\"signal\":7}\n{\"kind\":\"no\",\"signal\":\"x\"}\n"
      "{\"kind\":\"pdq\",\"signal\":\"SECRET\"}\n{\"withdrawn\":true}\n"
      "{\"ref\":\"a b\",\"withdrawn\":true}\n{\"ref\":\"a\",\"withdrawn\":1}\n" +
      std::string(line_bytes_max + 1, ' ') + "\n{\"ref\":\"a\",\"withdrawn\":true}\n");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page.value().entries.size(), 1U);
  EXPECT_EQ(page.value().faults.size(), 9U);
  for (const std::string& line : page.value().faults) EXPECT_EQ(line.find("SECRET"), std::string::npos);
}

TEST(ExchangeCsv, ColumnsMayComeInAnyOrderAndAmongOthers) {
  const auto page = parse_csv("note,signal,kind\nx," + pdq + ",pdq\n\"a \"\"quoted\"\" note\"," + md5 + ",md5\n");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page.value().entries.size(), 2U) << page.value().faults[0];
  EXPECT_EQ(page.value().entries[1].source_ref, "md5:" + md5);
}

TEST(ExchangeCsv, OneBadRowIsOneFaultAndABadHeadAnError) {
  const auto page =
      parse_csv("kind,signal\npdq,SECRET\npdq\nmd5," + md5 + ",too,many\n\nmd5," + md5 + "\nmd5,\"open\n");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page.value().entries.size(), 1U);
  ASSERT_EQ(page.value().faults.size(), 4U);
  EXPECT_EQ(page.value().faults[0], "row 2: the PDQ hash is not 64 hex digits");
  EXPECT_EQ(page.value().faults[3], "row 7: a quote is never closed");
  for (const char* bad : {"", "a,b\n", "\"kind,signal\n"}) EXPECT_EQ(parse_csv(bad).error().code, Code::invalid);
  const auto wide = parse_csv("kind,signal\nmd5," + md5 + std::string(200, ',') + "\n");
  EXPECT_EQ(wide.value().faults.size(), 1U);
  const auto endless = parse_csv("kind,signal\nmd5,\"" + std::string(line_bytes_max * 2, 'x'));
  EXPECT_EQ(endless.value().faults.size(), 1U);
}

}  // namespace
}  // namespace redress::match
