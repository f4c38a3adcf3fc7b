// SPDX-License-Identifier: Apache-2.0
#include "engine/banks.hpp"

#include "engine/looks.hpp"
#include "engine/test_engine.hpp"
#include "engine/test_recordings.hpp"
#include "media/clutter.hpp"
#include "media/features_codec.hpp"

namespace redress::engine::test {
namespace {

using store::BankAction;
using store::BankEntry;
using store::EntryRole;

// A hash, and others so many bits away from it.
std::string hash_at(int bits) {
  media::Pdq pdq{};
  for (std::size_t i = 0; i < pdq.size(); ++i) pdq.at(i) = static_cast<std::uint8_t>(0x35 + 7 * i);
  for (int i = 0; i < bits; ++i) pdq.at(static_cast<std::size_t>(i / 8)) ^= static_cast<std::uint8_t>(1U << (i % 8));
  return media::render_pdq(pdq);
}

class BanksTest : public EngineTest {
 protected:
  BanksTest() {
    store_of_banks_ = store::BankStore::open(folder_).value();
    options_.banks = store_of_banks_.get();
    policy_of_bank_.name = "NCII";
    policy_of_bank_.action = BankAction::block;
    policy_of_bank_.territory = law::everywhere();
    EXPECT_TRUE(store_of_banks_->make_bank(policy_of_bank_, by_).ok());
  }
  ~BanksTest() override { stop(); }
  std::int64_t put(BankEntry entry) {
    entry.source_ref = std::to_string(++refs_);
    auto done = store_of_banks_->put({"NCII", "staff", {std::move(entry)}, {}, {}}, by_);
    EXPECT_TRUE(done.ok());
    if (engine_) {
      EXPECT_TRUE(engine_->refresh_banks().ok());
    }
    return done.value().nos.at(0);
  }
  static BankEntry known(const std::string& pdq, EntryRole role = EntryRole::confirmed) {
    BankEntry entry;
    entry.pdq = pdq;
    entry.role = role;
    return entry;
  }
  static store::Content asked(const std::string& pdq) {
    store::Content content;
    content.pdq = pdq;
    content.pdq_quality = 100;
    content.sha256 = render_hex(sha256(pdq));
    return content;
  }
  MediaAnswer ask(const std::string& pdq) { return check(asked(pdq)); }

  const store::BankStore::By by_{"asha", Instant{1'000}};
  std::unique_ptr<store::BankStore> store_of_banks_;
  store::BankPolicy policy_of_bank_;
  int refs_ = 0;
};

TEST_F(BanksTest, AnEntryMatchesFromTheMomentItIsInByItsPolicyAndByHowNearItIs) {
  start();
  EXPECT_EQ(ask(hash_at(0)).verdict, Verdict::allow);
  const auto no = put(known(hash_at(0)));
  const auto near = ask(hash_at(8));
  EXPECT_EQ(near.verdict, Verdict::block);
  ASSERT_EQ(near.bank_hits.size(), 1U);
  EXPECT_EQ(near.bank_hits[0].entry_no, no);
  EXPECT_EQ(near.bank_hits[0].distance_bits, 8);
  EXPECT_EQ(ask(hash_at(20)).verdict, Verdict::review);
  EXPECT_EQ(ask(hash_at(40)).verdict, Verdict::allow);
  ASSERT_TRUE(store_of_banks_->remove(no, by_).ok());
  ASSERT_TRUE(wait_until([&] { return ask(hash_at(0)).verdict == Verdict::allow; })) << "seen without being told";
}

TEST_F(BanksTest, ACandidateNeverActsByItselfAndANegativeSilences) {
  start();
  put(known(hash_at(0), EntryRole::candidate));
  EXPECT_EQ(ask(hash_at(0)).verdict, Verdict::review);
  put(known(hash_at(0)));
  EXPECT_EQ(ask(hash_at(4)).verdict, Verdict::block);
  put(known(hash_at(4), EntryRole::negative));
  EXPECT_EQ(ask(hash_at(4)).verdict, Verdict::allow) << "somebody looked: it is something else";
  EXPECT_EQ(ask(hash_at(0)).verdict, Verdict::block) << "nearer than the negative";
}

TEST_F(BanksTest, TheSameBytesAreNeverSilenced) {
  start();
  BankEntry bytes;
  bytes.sha256 = render_hex(sha256(hash_at(4)));
  bytes.role = EntryRole::confirmed;
  put(bytes);
  put(known(hash_at(4), EntryRole::negative));
  EXPECT_EQ(ask(hash_at(4)).verdict, Verdict::block);
}

TEST_F(BanksTest, AnMd5AloneIsEnoughToFind) {
  start();
  BankEntry entry;
  entry.md5 = std::string(32, 'a');
  entry.role = EntryRole::confirmed;
  put(entry);
  store::Content content;
  content.md5 = std::string(32, 'a');
  EXPECT_EQ(check(content).verdict, Verdict::block);
  content.md5 = std::string(32, 'b');
  EXPECT_EQ(check(content).verdict, Verdict::allow);
}

TEST_F(BanksTest, WhatIsOffOverOrOutsideItsTerritoryDoesNotAct) {
  start();
  const auto no = put(known(hash_at(0)));
  ASSERT_TRUE(store_of_banks_->change(no, {false, {}, {}, {}}, "", by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  EXPECT_EQ(ask(hash_at(0)).verdict, Verdict::allow);
  ASSERT_TRUE(store_of_banks_->change(no, {true, {}, {}, clock_.now() + std::chrono::hours{1}}, "", by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  EXPECT_EQ(ask(hash_at(0)).verdict, Verdict::block);
  clock_.move(std::chrono::hours{1});
  EXPECT_EQ(ask(hash_at(0)).verdict, Verdict::allow) << "expired";
  put(known(hash_at(0)));
  policy_of_bank_.territory = law::parse_territory(std::vector<std::string>{"IN"}).value();
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  auto content = asked(hash_at(0));
  EXPECT_EQ(check(content).verdict, Verdict::review) << "nobody knows from where";
  content.uploaded_from = "IN";
  EXPECT_EQ(check(content).verdict, Verdict::block);
  policy_of_bank_.is_on = false;
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  EXPECT_EQ(check(content).verdict, Verdict::allow);
}

TEST_F(BanksTest, ABankThatIsPartlyOnLooksAtTheSamePicturesEachTime) {
  policy_of_bank_.enabled_percent = 30;
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  start();
  put(known(hash_at(0)));
  int met = 0;
  for (int i = 0; i < 300; ++i) {
    auto content = asked(hash_at(0));
    content.sha256 = render_hex(sha256(std::to_string(i)));
    const auto verdict = check(content).verdict;
    EXPECT_EQ(check(content).verdict, verdict);
    met += verdict == Verdict::block ? 1 : 0;
  }
  EXPECT_GT(met, 60);
  EXPECT_LT(met, 120);
}

TEST_F(BanksTest, AnEntryThatSuddenlyMatchesMuchWaitsForAPerson) {
  policy_of_bank_.flood_count_max = 5;
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  start();
  const auto no = put(known(hash_at(0)));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask(hash_at(3)).verdict, Verdict::block) << "one picture, however often";
  const auto other = [&](int i) {
    auto content = asked(hash_at(3));
    content.sha256 = render_hex(sha256(std::to_string(i)));
    return check(content).verdict;
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(other(i), Verdict::block);
  other(5);
  EXPECT_EQ(other(6), Verdict::review) << "more than five different pictures within the hour";
  EXPECT_TRUE(store_of_banks_->find(no).value()->quarantined_at);
  EXPECT_EQ(engine_->metrics().bank_entries_quarantined, 1U);
  ASSERT_TRUE(store_of_banks_->change(no, {{}, {}, false, {}}, "looked at", by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  EXPECT_EQ(other(7), Verdict::block);
  EXPECT_EQ(engine_->metrics().bank_entries_quarantined, 0U);
}

TEST_F(BanksTest, ARegisteredMatchOpensACaseAndTheNextOneOfThatEntryJoinsItAfterARestartToo) {
  start();
  put(known(hash_at(0)));
  auto content = asked(hash_at(2));
  content.content_id = "one";
  content.urls = {"https://host.example/p/one.jpg"};
  content.uploaded_from = "IN";
  const auto first = check(content);
  EXPECT_EQ(first.verdict, Verdict::block);
  ASSERT_FALSE(first.case_code.empty());
  stop();
  start();
  content.content_id = "two";
  content.urls = {"https://host.example/p/two.jpg"};
  content.sha256 = render_hex(sha256("two"));
  EXPECT_EQ(check(content).case_code, first.case_code);
  const Id id = engine_->find_case(first.case_code).value();
  const auto state = engine_->load_case(id).value();
  ASSERT_EQ(state.notices.size(), 1U);
  EXPECT_TRUE(state.measures.empty()) << "no duty in India asks to take this down before anybody has complained";
  EXPECT_EQ(state.notices[0].facts.kind, cases::NoticeKind::match);
  EXPECT_EQ(state.notices[0].facts.channel, law::Channel::own_detection);
  EXPECT_TRUE(state.notices[0].facts.bank_entry_no);
  ASSERT_EQ(state.items.size(), 2U);
  EXPECT_EQ(state.items[1].facts.content_id, "two");
  decide(id);
  content.content_id = "three";
  content.sha256 = render_hex(sha256("three"));
  const auto third = check(content);
  EXPECT_EQ(third.verdict, Verdict::block);
  EXPECT_TRUE(third.case_code.empty()) << "held by our own decision now";
}

TEST_F(BanksTest, WhatABankBlocksIsHeldUntilAPersonDecidesAndLiftsIfNobodyDoes) {
  policy_of_bank_.harm = law::Harm::ncii_synthetic;
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  start();
  put(known(hash_at(0)));
  const auto upload = [&](const std::string& name, int bits) {
    auto content = asked(hash_at(bits));
    content.content_id = name;
    content.urls = {"https://host.example/p/" + name + ".jpg"};
    content.uploaded_from = "IN";
    const auto answer = check(content);
    return std::pair(answer.verdict, engine_->find_case(answer.case_code).value());
  };
  const auto [verdict, id] = upload("one", 2);
  EXPECT_EQ(verdict, Verdict::block);
  auto state = engine_->load_case(id).value();
  ASSERT_EQ(state.measures.size(), 1U);
  EXPECT_TRUE(state.measures[0].automatic);
  EXPECT_EQ(state.measures[0].kind, cases::MeasureKind::restrict);
  EXPECT_EQ(law::render_territory(state.measures[0].territory), std::vector<std::string>{"IN"}) << "not everywhere";
  EXPECT_EQ(state.items[0].status, cases::ItemStatus::restricted);
  EXPECT_TRUE(engine_->check_edge("https://host.example/p/one.jpg", "IN").is_blocked);
  EXPECT_FALSE(engine_->check_edge("https://host.example/p/one.jpg", "FR").is_blocked);
  EXPECT_EQ(upload("two", 3), std::pair(Verdict::block, id)) << "joins what is held";
  EXPECT_EQ(engine_->load_case(id).value().items.size(), 2U);
  clock_.move(std::chrono::hours{25});
  ASSERT_TRUE(wait_until([&] {
    state = engine_->load_case(id).value();
    return state.items[0].status == cases::ItemStatus::restored;
  })) << "nobody confirmed it";
  EXPECT_FALSE(engine_->check_edge("https://host.example/p/one.jpg", "IN").is_blocked);
}

TEST_F(BanksTest, WhatIsOnlyLookedAtIsNotHeld) {
  policy_of_bank_.harm = law::Harm::ncii_synthetic;
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  start();
  put(known(hash_at(0)));
  auto content = asked(hash_at(20));
  content.content_id = "far";
  content.urls = {"https://host.example/p/far.jpg"};
  content.uploaded_from = "IN";
  const auto answer = check(content);
  EXPECT_EQ(answer.verdict, Verdict::review);
  EXPECT_TRUE(engine_->load_case(engine_->find_case(answer.case_code).value()).value().measures.empty());
}

TEST_F(BanksTest, ACropIsFoundByItsCornersWhereTheBankUsesThem) {
  const auto pictures = store::PictureStore::open(folder_).value();
  options_.pictures = pictures.get();
  start();
  const auto whole = redress::test::make_clutter(4);
  BankEntry entry = known(hash_at(0));
  entry.look = media::encode_features(media::find_features(whole, media::stored_plan));
  put(entry);
  const auto upload = [&] {
    MediaCheck asking;
    asking.content.sha256 = render_hex(sha256("crop"));
    asking.plane = media::crop(whole, {120, 90, 420, 330});
    std::promise<Result<MediaAnswer>> promise;
    engine_->check_media(std::move(asking), [&](Result<MediaAnswer> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get().value();
  };
  const auto met = upload();
  EXPECT_EQ(met.verdict, Verdict::block);
  ASSERT_EQ(met.bank_hits.size(), 1U);
  EXPECT_EQ(met.bank_hits[0].tier, "features");
  policy_of_bank_.uses_features = false;
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  EXPECT_EQ(upload().verdict, Verdict::allow);
  stop();
}

class BankRecordingsTest : public BanksTest {
 protected:
  BankRecordingsTest() {
    pictures_ = store::PictureStore::open(folder_).value();
    options_.pictures = pictures_.get();
  }
  ~BankRecordingsTest() override { stop(); }
  static BankEntry entry_of(const Look& look, EntryRole role = EntryRole::confirmed) {
    BankEntry entry;
    entry.role = role;
    entry.look = encode_look(look);
    entry.sha256 = render_hex(sha256(entry.look));
    return entry;
  }
  static Look look_of(media::Video film) {
    Look look;
    look.recording = std::move(film);
    return look;
  }
  MediaAnswer upload(std::optional<media::Video> film, std::optional<std::string> text = {}) {
    MediaCheck asking;
    asking.content.sha256 = render_hex(sha256("asked " + std::to_string(++asked_count_)));
    asking.recording = std::move(film);
    asking.text = std::move(text);
    std::promise<Result<MediaAnswer>> promise;
    engine_->check_media(std::move(asking), [&](Result<MediaAnswer> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get().value();
  }
  std::unique_ptr<store::PictureStore> pictures_;
  int asked_count_ = 0;
};

TEST_F(BankRecordingsTest, AClipASoundAndAnEqualTextAreMetThroughARestart) {
  put(entry_of(look_of(make_film(21, 21))));
  Look text;
  text.text = match::hash_text(make_text("somebody")).value();
  put(entry_of(text));
  for (int round = 0; round < 2; ++round) {
    start();
    const auto clip = upload(cut(make_film(21, 21), 22, 60));
    ASSERT_EQ(clip.bank_hits.size(), 1U);
    EXPECT_EQ(clip.bank_hits[0].tier, "video_frames");
    const auto mirrored = upload(cut(make_film(21, 21, redress::test::mirror), 22, 60));
    ASSERT_EQ(mirrored.bank_hits.size(), 1U);
    const auto voice = upload(make_film(22, 21));
    ASSERT_EQ(voice.bank_hits.size(), 1U);
    EXPECT_EQ(voice.bank_hits[0].tier, "audio");
    EXPECT_EQ(voice.verdict, Verdict::block);
    const auto words = upload({}, make_text("SOMEBODY"));
    ASSERT_EQ(words.bank_hits.size(), 1U);
    EXPECT_EQ(words.bank_hits[0].tier, "text");
    EXPECT_EQ(upload(make_film(23, 23)).verdict, Verdict::allow);
    stop();
  }
}

TEST_F(BankRecordingsTest, ASongThatIsNobodysHarmSilencesItsSoundAndNotWhatIsSeen) {
  start();
  put(entry_of(look_of(make_film(24, 24))));
  media::Video song = make_film(25, 24);
  song.frames.clear();
  put(entry_of(look_of(song), EntryRole::negative));
  EXPECT_TRUE(upload(make_film(26, 24)).bank_hits.empty()) << "the song under another picture";
  media::Video clip = cut(make_film(24, 24), 22, 60);
  clip.sound = song.sound;
  const auto seen = upload(clip);
  ASSERT_EQ(seen.bank_hits.size(), 1U);
  EXPECT_EQ(seen.bank_hits[0].tier, "video_frames");
}

TEST_F(BankRecordingsTest, ABankThatComparesHashesOnlyMeetsNoClip) {
  policy_of_bank_.uses_features = false;
  ASSERT_TRUE(store_of_banks_->set_bank(policy_of_bank_, by_).ok());
  start();
  put(entry_of(look_of(make_film(27, 27))));
  EXPECT_EQ(upload(cut(make_film(27, 27), 22, 60)).verdict, Verdict::allow);
}

TEST_F(BankRecordingsTest, WhatDoesNotFitIsStillMetByItsBytesAndARemovedOneByNothing) {
  options_.shot_count_max = 15;
  start();
  const std::int64_t first = put(entry_of(look_of(make_film(28, 28))));
  const BankEntry second = entry_of(look_of(make_film(29, 29)));
  put(second);
  EXPECT_EQ(upload(cut(make_film(28, 28), 22, 60)).bank_hits.size(), 1U);
  media::Video silent = cut(make_film(29, 29), 22, 60);
  EXPECT_TRUE(upload(silent).bank_hits.empty()) << "its ten pictures did not fit beside the ten";
  store::Content content;
  content.sha256 = second.sha256;
  EXPECT_EQ(check(content).verdict, Verdict::block);
  ASSERT_TRUE(store_of_banks_->remove(first, by_).ok());
  ASSERT_TRUE(engine_->refresh_banks().ok());
  EXPECT_EQ(upload(cut(make_film(28, 28), 22, 60)).verdict, Verdict::allow);
}

}  // namespace
}  // namespace redress::engine::test
