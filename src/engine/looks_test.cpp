// SPDX-License-Identifier: Apache-2.0
// Parts of pictures, films, sound and texts from end to end in a running engine: at upload, after a restart, in the
// search for copies, and gone again.
#include "engine/looks.hpp"

#include "engine/test_engine.hpp"
#include "engine/test_recordings.hpp"
#include "media/clutter.hpp"

namespace redress::engine::test {
namespace {

using cases::test::item;
using redress::test::make_clutter;

class LooksTest : public EngineTest {
 protected:
  LooksTest() {
    pictures_ = store::PictureStore::open(folder_).value();
    options_.pictures = pictures_.get();
  }
  MediaAnswer upload(const std::string& name, MediaCheck check) {
    const std::string pdq = check.content.pdq;
    check.content = picture(name, 'x');
    check.content.sha256 = render_hex(sha256(name));
    check.content.pdq = pdq;
    check.content.pdq_quality = pdq.empty() ? 0 : 100;
    std::promise<Result<MediaAnswer>> promise;
    engine_->check_media(std::move(check), [&](Result<MediaAnswer> result) { promise.set_value(std::move(result)); });
    auto answer = promise.get_future().get();
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    return std::move(answer).value();
  }
  MediaAnswer upload_film(const std::string& name, media::Video film) {
    MediaCheck check;
    check.recording = std::move(film);
    return upload(name, std::move(check));
  }
  MediaAnswer upload_text(const std::string& name, std::string text) {
    MediaCheck check;
    check.text = std::move(text);
    return upload(name, std::move(check));
  }
  MediaAnswer upload_picture(const std::string& name, media::Plane plane) {
    MediaCheck check;
    const media::PdqResult hashed = media::hash_plane(plane);
    check.content.pdq = media::render_pdq(hashed.hashes[0]);
    check.turns = hashed.hashes;
    check.plane = std::move(plane);
    return upload(name, std::move(check));
  }
  [[nodiscard]] std::optional<cases::MatchFacts> find_match(const Id& case_id, const std::string& content_id) const {
    const auto state = engine_->load_case(case_id).value();
    for (const cases::Item& one : state.items) {
      if (one.facts.content_id == content_id) return one.facts.match;
    }
    return std::nullopt;
  }

  std::unique_ptr<store::PictureStore> pictures_;
};

// Low in detail, so that it has no corners to speak of: a few soft hills of light.
media::Plane make_hills(std::uint32_t seed) { return media::scale(media::scale(make_clutter(seed), 8, 6), 640, 480); }

media::Plane framed(const media::Plane& plane) { return redress::test::frame(plane, 900, 700, 130, 110, 255); }

TEST_F(LooksTest, APictureInsideABorderIsMetByItsPartAndSaysWhereItLies) {
  start();
  upload_picture("whole", make_hills(1));
  const auto answer = must_send(notice({item("whole")}));
  decide(answer.case_id);
  const auto met = upload_picture("framed", framed(make_hills(1)));
  ASSERT_EQ(met.matches.size(), 1U);
  EXPECT_EQ(met.matches[0].tier, "part");
  EXPECT_EQ(met.verdict, Verdict::block);
  EXPECT_EQ(upload_picture("other", framed(make_hills(2))).verdict, Verdict::allow);
  const auto match = find_match(answer.case_id, "framed");
  ASSERT_TRUE(match && match->overlay);
  EXPECT_NEAR(match->overlay->left, 130e6 / 900, 10'000);
  EXPECT_NEAR(match->overlay->a, 640e6 / 900, 10'000);
}

TEST_F(LooksTest, APictureInsideABorderThatWasThereBeforeIsFoundByTheSearch) {
  start();
  upload_picture("framed", framed(redress::test::mirror(make_hills(3))));
  upload_picture("other", framed(make_hills(4)));
  upload_picture("whole", make_hills(3));
  const auto answer = must_send(notice({item("whole")}));
  ASSERT_TRUE(wait_until([&] { return find_match(answer.case_id, "framed").has_value(); }));
  const auto match = find_match(answer.case_id, "framed");
  EXPECT_EQ(match->tier, "part");
  ASSERT_TRUE(match->overlay);
  EXPECT_NEAR(match->overlay->a, -640e6 / 900, 10'000) << "mirrored";
  EXPECT_EQ(engine_->load_case(answer.case_id).value().items.size(), 2U);
}

TEST_F(LooksTest, AClipOfAHeldFilmAndItsSoundElsewhereAreMetAndAStrangerIsNot) {
  start();
  EXPECT_EQ(upload_film("film", make_film(1, 1)).verdict, Verdict::allow) << "nothing is held yet";
  const auto answer = must_send(notice({item("film")}));
  decide(answer.case_id);
  stop();
  start();
  const auto clip = upload_film("clip", cut(make_film(1, 1), 22, 60));
  EXPECT_NE(clip.verdict, Verdict::allow);
  ASSERT_EQ(clip.matches.size(), 1U);
  EXPECT_EQ(clip.matches[0].tier, "video_frames");
  EXPECT_GE(clip.matches[0].matched_ms.value_or(0), 10'000) << "of fifteen seconds";
  const auto voice = upload_film("voice", make_film(2, 1));
  ASSERT_EQ(voice.matches.size(), 1U);
  EXPECT_EQ(voice.matches[0].tier, "audio");
  EXPECT_EQ(voice.verdict, Verdict::block);
  EXPECT_TRUE(upload_film("stranger", make_film(3, 3)).matches.empty());
  EXPECT_TRUE(find_match(answer.case_id, "clip"));
  ASSERT_TRUE(act(answer.case_id, cases::Reverse{"the wrong film"}, cases::test::officer()).ok());
  EXPECT_EQ(upload_film("another clip", cut(make_film(1, 1), 30, 60)).verdict, Verdict::allow);
}

TEST_F(LooksTest, AShortClipIsForAPersonAndActsNowhere) {
  start();
  upload_film("film", make_film(4, 4));
  const auto answer = must_send(notice({item("film")}));
  decide(answer.case_id);
  const auto met = upload_film("short", cut(make_film(4, 4), 6, 12));
  EXPECT_EQ(met.verdict, Verdict::review);
  ASSERT_EQ(met.matches.size(), 1U);
  EXPECT_TRUE(met.matches[0].needs_look);
  EXPECT_FALSE(engine_->check_edge("https://host.example/p/short.jpg", "DE").is_blocked);
}

TEST_F(LooksTest, AClipThatWasThereBeforeIsFoundForTheCase) {
  start();
  upload_film("clip", cut(make_film(5, 5), 20, 60));
  upload_film("stranger", make_film(6, 6));
  upload_film("film", make_film(5, 5));
  const auto answer = must_send(notice({item("film")}));
  ASSERT_TRUE(wait_until([&] { return find_match(answer.case_id, "clip").has_value(); }));
  EXPECT_EQ(find_match(answer.case_id, "clip")->tier, "video_frames");
  const auto sweeps = engine_->load_sweeps(answer.case_id).value();
  ASSERT_EQ(sweeps.size(), 1U);
  EXPECT_EQ(sweeps[0].picture_count, 3U);
  EXPECT_EQ(sweeps[0].found_count, 1);
}

// Of a kept film one hash a look is known; that of its mirror image follows from it.
TEST_F(LooksTest, AMirroredClipThatWasThereBeforeIsFoundByItsFrames) {
  start();
  upload_film("clip", cut(make_film(11, 11, redress::test::mirror), 20, 60));
  upload_film("turned", cut(make_film(11, 11, redress::test::turn_right), 20, 60));
  upload_film("stranger", make_film(12, 12));
  upload_film("film", make_film(11, 11));
  stop();
  start();
  const auto answer = must_send(notice({item("film")}));
  for (const char* copy : {"clip", "turned"}) {
    ASSERT_TRUE(wait_until([&] { return find_match(answer.case_id, copy).has_value(); })) << copy;
    EXPECT_EQ(find_match(answer.case_id, copy)->tier, "video_frames");
  }
  EXPECT_EQ(engine_->load_sweeps(answer.case_id).value().at(0).found_count, 2);
}

TEST_F(LooksTest, AFileThatOnlyCameWithANoticeIsSearchedForToo) {
  start();
  upload_film("clip", cut(make_film(7, 7), 20, 60));
  MediaCheck attached;
  attached.content.sha256 = render_hex(sha256("attached"));
  attached.recording = make_film(7, 7);
  ASSERT_TRUE(engine_->keep_media(attached).ok());
  cases::ItemFacts named = item("elsewhere");
  named.sha256 = attached.content.sha256;
  const auto answer = must_send(notice({named}));
  ASSERT_TRUE(wait_until([&] { return find_match(answer.case_id, "clip").has_value(); }));
}

TEST_F(LooksTest, AChangedTextIsForAPersonAndAnEqualOneActs) {
  start();
  upload_text("text", make_text("somebody"));
  const auto answer = must_send(notice({item("text")}));
  decide(answer.case_id);
  const auto equal = upload_text("equal", make_text("SOMEBODY"));
  EXPECT_EQ(equal.verdict, Verdict::block) << "equal after folding";
  ASSERT_EQ(equal.matches.size(), 1U);
  EXPECT_EQ(equal.matches[0].tier, "text");
  std::string changed = make_text("somebody");
  changed.replace(changed.find("things about it"), 15, "nothing more of");
  EXPECT_EQ(upload_text("changed", changed).verdict, Verdict::review);
  std::string other;
  for (int i = 0; i < 300; ++i) other += "w" + std::to_string(i * i * 7 % 1'009) + " ";
  EXPECT_EQ(upload_text("other", other).verdict, Verdict::allow);
  EXPECT_EQ(upload_text("short", "too short for a hash").verdict, Verdict::allow);
}

TEST_F(LooksTest, WhatIsForgottenIsNotKeptInAnyWay) {
  start();
  upload_film("film", make_film(8, 8));
  upload_picture("whole", make_clutter(9));
  const std::vector<std::string> all{render_hex(sha256("film")), render_hex(sha256("whole"))};
  for (const std::string& sha256 : all) {
    const Look look = load_look(*pictures_, parse_digest(sha256).value()).value();
    EXPECT_TRUE(look.recording || (look.corners && look.parts));
  }
  ASSERT_TRUE(pictures_->forget(all).ok());
  for (const std::string& sha256 : all) {
    const Look look = load_look(*pictures_, parse_digest(sha256).value()).value();
    EXPECT_FALSE(look.recording || look.corners || look.parts);
  }
}

TEST(Looks, WhatDoesNotFitIsToldAndTheRestIsFound) {
  Looks looks({0, 1'000, 10, 10});
  Look look;
  look.recording = make_film(10, 10);
  const Status added = looks.add(Id{}, look);
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().code, Code::exhausted) << "of sound";
  const auto found = looks.find(look);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].match.tier, "video_frames");
  looks.remove(Id{});
  EXPECT_TRUE(looks.find(look).empty());
}

}  // namespace
}  // namespace redress::engine::test
