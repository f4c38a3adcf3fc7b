// SPDX-License-Identifier: Apache-2.0
// The second tier from end to end in a running engine: crops at upload, and the search for crops of what is named.
#include "engine/closer_look.hpp"

#include "engine/test_engine.hpp"
#include "media/clutter.hpp"
#include "media/features_codec.hpp"

namespace redress::engine::test {
namespace {

using cases::test::item;

class CloserLookTest : public EngineTest {
 protected:
  CloserLookTest() {
    pictures_ = store::PictureStore::open(folder_).value();
    options_.pictures = pictures_.get();
  }

  // `seed` draws the picture, `name` stands for its bytes.
  MediaAnswer upload(const std::string& name, media::Plane plane) {
    MediaCheck check;
    check.plane = std::move(plane);
    return upload(name, std::move(check));
  }
  MediaAnswer upload(const std::string& name, MediaCheck check) {
    check.content = picture(name, 'x');
    check.content.sha256 = render_hex(sha256(name));
    std::promise<Result<MediaAnswer>> promise;
    engine_->check_media(std::move(check), [&](Result<MediaAnswer> result) { promise.set_value(std::move(result)); });
    auto answer = promise.get_future().get();
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    return std::move(answer).value();
  }
  static media::Plane crop_of(std::uint32_t seed) {
    return media::crop(redress::test::make_clutter(seed), {120, 90, 420, 330});
  }
  // Where the left upper corner of the whole lies in the crop, and how long its sides are there: 120 of 420 and so on.
  static void expect_overlay_of_the_crop(const cases::Item& item) {
    ASSERT_TRUE(item.facts.match && item.facts.match->overlay);
    const cases::Overlay& overlay = *item.facts.match->overlay;
    const auto at = [](double share) { return share * 1e6; };
    EXPECT_NEAR(overlay.left, at(-120.0 / 420), 10'000);
    EXPECT_NEAR(overlay.top, at(-90.0 / 330), 10'000);
    EXPECT_NEAR(overlay.a, at(640.0 / 420), 10'000);
    EXPECT_NEAR(overlay.d, at(480.0 / 330), 10'000);
    EXPECT_NEAR(overlay.b, 0, 10'000);
    EXPECT_NEAR(overlay.c, 0, 10'000);
  }
  [[nodiscard]] bool has_item(const Id& case_id, const std::string& content_id) const {
    const auto state = engine_->load_case(case_id).value();
    return std::any_of(state.items.begin(), state.items.end(),
                       [&](const cases::Item& item) { return item.facts.content_id == content_id; });
  }

  std::unique_ptr<store::PictureStore> pictures_;
};

TEST_F(CloserLookTest, ACropOfAHeldPictureIsMetAtTheDoorAndOneOfAnotherIsNot) {
  start();
  EXPECT_EQ(upload("whole", redress::test::make_clutter(1)).verdict, Verdict::allow) << "nothing is held yet";
  const auto answer = must_send(notice({item("whole")}));
  decide(answer.case_id);
  const auto met = upload("crop", crop_of(1));
  EXPECT_EQ(met.verdict, Verdict::block);
  ASSERT_EQ(met.matches.size(), 1U);
  EXPECT_EQ(met.matches[0].tier, "features");
  EXPECT_GE(met.matches[0].inlier_count.value_or(0), match::same_inliers_min);
  EXPECT_FALSE(met.matches[0].needs_look);
  EXPECT_EQ(upload("mirrored crop", redress::test::mirror(crop_of(1))).verdict, Verdict::block);
  EXPECT_EQ(upload("other", crop_of(2)).verdict, Verdict::allow);
  EXPECT_TRUE(has_item(answer.case_id, "crop"));
  stop();
  start();
  expect_overlay_of_the_crop(engine_->load_case(answer.case_id).value().items.at(1));
}

TEST_F(CloserLookTest, AfterARestartItStillKnowsAndAfterAReversalNoMore) {
  start();
  upload("whole", redress::test::make_clutter(3));
  const auto answer = must_send(notice({item("whole")}));
  decide(answer.case_id);
  stop();
  start();
  EXPECT_EQ(upload("crop", crop_of(3)).verdict, Verdict::block);
  ASSERT_TRUE(act(answer.case_id, cases::Reverse{"the wrong picture"}, cases::test::officer()).ok());
  EXPECT_EQ(upload("another crop", media::crop(redress::test::make_clutter(3), {60, 60, 480, 360})).verdict,
            Verdict::allow);
}

TEST_F(CloserLookTest, CropsThatWereThereBeforeAreFoundForTheCaseAndTheSearchIsNotedOnIt) {
  start();
  upload("crop", crop_of(5));
  upload("stranger", redress::test::make_clutter(6));
  upload("whole", redress::test::make_clutter(5));
  const auto answer = must_send(notice({item("whole")}));
  ASSERT_TRUE(wait_until([&] { return has_item(answer.case_id, "crop"); }));
  const auto state = engine_->load_case(answer.case_id).value();
  ASSERT_EQ(state.items.size(), 2U);
  expect_overlay_of_the_crop(state.items[1]);
  EXPECT_EQ(state.items[1].facts.origin, cases::ItemOrigin::copy);
  ASSERT_TRUE(state.items[1].facts.match);
  EXPECT_EQ(state.items[1].facts.match->tier, "features");
  EXPECT_EQ(state.items[1].facts.match->item_no, 1);
  EXPECT_FALSE(state.items[1].facts.urls.empty()) << "completed by what was registered";
  const auto sweeps = engine_->load_sweeps(answer.case_id).value();
  ASSERT_EQ(sweeps.size(), 1U);
  EXPECT_EQ(sweeps[0].picture_count, 3U);
  EXPECT_EQ(sweeps[0].found_count, 1);
  decide(answer.case_id);
  EXPECT_TRUE(engine_->check_edge("https://host.example/p/crop.jpg", "DE").is_blocked);
}

TEST_F(CloserLookTest, ACropThatCameBetweenTheNoticeAndTheDecisionIsFoundAtTheDecision) {
  start();
  upload("whole", redress::test::make_clutter(7));
  const auto answer = must_send(notice({item("whole")}));
  ASSERT_TRUE(wait_until([&] { return !engine_->load_sweeps(answer.case_id).value().empty(); }));
  upload("crop", crop_of(7));
  EXPECT_FALSE(has_item(answer.case_id, "crop"));
  decide(answer.case_id);
  ASSERT_TRUE(wait_until([&] { return has_item(answer.case_id, "crop"); }));
  ASSERT_TRUE(wait_until([&] { return engine_->check_edge("https://host.example/p/crop.jpg", "DE").is_blocked; }));
}

// The index moves on between a search and the writer's turn: the search counts no more, and another is made.
TEST_F(CloserLookTest, ASearchThatWasOvertakenIsMadeAgain) {
  Bank bank({100, 100'000}, pictures_.get());
  std::vector<store::Hold> holds;
  for (const auto& [name, seed] : {std::pair("another", 9U), std::pair("whole", 8U)}) {
    const auto corners = media::find_features(redress::test::make_clutter(seed), media::stored_plan);
    ASSERT_TRUE(pictures_->keep(sha256(name), {{store::LookKind::corners, media::encode_features(corners)}}).ok());
    holds.emplace_back().item_no = static_cast<int>(holds.size());
    holds.back().sha256 = render_hex(sha256(name));
  }
  bank.set_holds(Id{}, {holds[0]});
  MediaCheck check;
  check.register_content = false;
  check.plane = crop_of(8);
  auto closer = look_closer(bank, nullptr, pictures_.get(), check, Instant{}).value();
  EXPECT_TRUE(closer.found.empty());
  bank.set_holds(Id{}, holds);
  std::vector<Bank::HeldMatch> held;
  add_closer(bank, std::move(closer), held);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].match.tier, "features");
}

}  // namespace
}  // namespace redress::engine::test
