// SPDX-License-Identifier: Apache-2.0
#include "cli/demo_story.hpp"

#include <fmt/format.h>

#include <iostream>
#include <thread>

#include "base/clock.hpp"
#include "cases/decide.hpp"
#include "cli/demo_audit.hpp"
#include "cli/open_store.hpp"

namespace redress::cli {
namespace {

using nlohmann::json;

std::string url_of(int item) { return fmt::format("https://pictures.example/p/{}", item); }

Error broke(const std::string& what) { return Error{Code::conflict, "this step did not hold: " + what}; }

Status expect(bool held, const std::string& what) {
  if (held) return Done{};
  return broke(what);
}

std::string describe_line(std::string_view name, std::string_view state, std::string_view more) {
  return fmt::format("{} {} {}\n", name, state, more);
}

// "1:59:57" until a deadline.
std::string left_until(const std::string& due_at) {
  const auto due = parse_instant(due_at);
  if (!due.ok()) return "no deadline";
  const std::int64_t seconds = (due.value() - SystemClock{}.now()).count() / 1000;
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

const json* find_leading(const json& clocks) {
  for (const auto& clock : clocks) {
    if (clock.value("leads", false)) return &clock;
  }
  return nullptr;
}

bool is_acknowledged(const json& state, std::string_view kind, std::size_t count) {
  std::size_t found = 0;
  for (const auto& measure : state["measures"]) {
    if (measure["kind"] == kind && measure["state"] == "acknowledged") ++found;
  }
  return found >= count;
}

std::string clock_state(const json& state, std::string_view duty) {
  for (const auto& clock : state["clocks"]) {
    if (clock["duty"] == duty) return clock["state"];
  }
  return "absent";
}

}  // namespace

Story::Story(ApiClient api, const DemoReceiver& receiver, const DemoPictures& pictures, StoryTokens tokens)
    : api_(api),
      receiver_(receiver),
      pictures_(pictures),
      tokens_(std::move(tokens)),
      start_(std::chrono::steady_clock::now()) {}

void Story::say(const std::string& what) {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  std::cout << fmt::format("\n{:>5.1f} s  {}. {}\n", seconds, ++step_, what) << std::flush;
}

void Story::note(const std::string& detail) const { std::cout << "            " << detail << '\n' << std::flush; }

Result<json> Story::act(const std::string& action, const json& body, const std::string& token, int expected) const {
  TRY_ASSIGN(const auto answer, api_.post("/api/v1/cases/" + case_id_ + "/" + action, body, token));
  if (answer.status != expected) {
    return broke(fmt::format("'{}' was answered {}: {}", action, answer.status, answer.json().value("detail", "")));
  }
  return answer.json();
}

Result<json> Story::load() const {
  TRY_ASSIGN(const auto answer, api_.get("/api/v1/cases/" + case_id_, tokens_.asha));
  if (answer.status != 200) return broke(fmt::format("the case was answered {}", answer.status));
  return answer.json();
}

Result<json> Story::upload(const std::string& content_id, const Bytes& jpeg) const {
  const std::map<std::string, std::string> fields{{"content_id", content_id},
                                                  {"url", "https://pictures.example/p/" + content_id.substr(2)},
                                                  {"uploader", "user-77"},
                                                  {"uploaded_from", "IN"}};
  const ApiFile file{content_id + ".jpg", std::string(jpeg.begin(), jpeg.end())};
  TRY_ASSIGN(const auto answer, api_.post_form("/api/v1/media/check", fields, file, tokens_.platform));
  if (answer.status != 200) {
    return broke(fmt::format("the upload check answered {}: {}", answer.status, answer.json().value("detail", "")));
  }
  return answer.json();
}

Status Story::expect_edge(int item, const std::string& country, int status) const {
  TRY_ASSIGN(
      const auto answer,
      api_.get("/api/v1/edge/check?url=" + ApiClient::escape(url_of(item)) + "&country=" + country, tokens_.platform));
  const bool says_by_whom = status != 451 || answer.headers.contains("link");
  return expect(answer.status == status && says_by_whom,
                fmt::format("the edge answered {} for item {} in {}, not {}", answer.status, item, country, status));
}

Status Story::wait_until(const std::string& what, const std::function<bool(const json&)>& holds) const {
  for (int i = 0; i < 100; ++i) {
    TRY_ASSIGN(const json state, load());
    if (holds(state)) return Done{};
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return broke(what);
}

Status Story::upload_copies() {
  say(fmt::format("The platform registers six uploads of one photograph ({}).", pictures_.name));
  const std::array<std::pair<const char*, const Bytes*>, 6> copies{{{"as it was", &pictures_.original},
                                                                    {"recompressed", &pictures_.recompressed},
                                                                    {"with a caption", &pictures_.captioned},
                                                                    {"a part of it", &pictures_.cut},
                                                                    {"mirrored", &pictures_.mirrored},
                                                                    {"a screenshot", &pictures_.screenshot}}};
  for (std::size_t i = 0; i < copies.size(); ++i) {
    TRY_ASSIGN(const json answer, upload(fmt::format("p-{}", i + 1), *copies.at(i).second));
    TRY(expect(answer["verdict"] == "allow", "a picture that nobody complained about was not allowed"));
    note(fmt::format("p-{}  {:<15} {:>4} kB  allow", i + 1, copies.at(i).first, copies.at(i).second->size() / 1024));
  }
  return Done{};
}

Status Story::send_notice() {
  say("The person depicted reports the first one: \"a picture of me, made with AI\". No account, no name.");
  const json notice{{"channel", "user_complaint"}, {"complainant", "depicted"},           {"harm", "ncii_synthetic"},
                    {"jurisdictions", {"IN"}},     {"items", {{{"url", url_of(1)}}}},     {"good_faith", true},
                    {"signature", "A."},           {"statement", "I never agreed to it"}, {"language", "hi"},
                    {"contact", {{"none", true}}}};
  TRY_ASSIGN(const auto answer, api_.post("/api/v1/notices", notice));
  const json given = answer.json();
  TRY(expect(answer.status == 201, fmt::format("the notice was answered {}", answer.status)));
  case_code_ = given["case_code"];
  note("durable, then answered: case " + case_code_);
  for (const auto& clock : given["clocks"]) {
    if (clock["state"] != "running" || clock["due_at"].is_null()) continue;
    note(fmt::format("{} {:<14} {} left", clock.value("leads", false) ? "*" : " ", clock["duty"].get<std::string>(),
                     left_until(clock["due_at"])));
  }
  const json* leading = find_leading(given["clocks"]);
  TRY(expect(leading != nullptr && (*leading)["duty"] == "IN-NCII-2H", "India's two hours do not lead"));
  note("why: the person depicted complains about an intimate image; rule 3(2)(b) gives two hours from receipt");
  case_id_ = case_code_;
  TRY_ASSIGN(const json state, load());
  case_id_ = state["id"];
  return Done{};
}

// Copies of the whole are found with the notice, by their hashes; parts in the background, among all that is
// registered.
Status Story::find_copies() {
  TRY(wait_until("the five copies were not found", [](const json& state) { return state["items"].size() == 6; }));
  TRY_ASSIGN(const json state, load());
  for (const auto& item : state["items"]) {
    if (!item.contains("match")) continue;
    const json& match = item["match"];
    const std::string how = match.contains("inlier_count")
                                ? fmt::format("{} corners lie alike", match["inlier_count"].get<int>())
                                : fmt::format("{} bits apart", match["distance_bits"].get<int>());
    note(fmt::format("copy found: {}, {}{}", item["content_id"].get<std::string>(), how,
                     match["needs_look"].get<bool>() ? ", a person must look" : ""));
  }
  return Done{};
}

Status Story::hold_meanwhile() {
  say("Asha, on the night shift, takes the case and holds everything in the interim.");
  TRY_ASSIGN(const json claimed, act("claim", json::object(), tokens_.asha));
  TRY_ASSIGN(const json held,
             act("restrict", {{"items", {1, 2, 3, 4, 5, 6}}, {"reason", "held until decided"}}, tokens_.asha));
  for (const int item : {1, 2, 3, 4, 5, 6}) {
    TRY(expect_edge(item, "IN", 451));
    TRY(expect_edge(item, "DE", 204));
  }
  note("the edge answers 451 in India and 204 in Germany: the ground is Indian law");
  TRY(wait_until("the platform did not acknowledge the interim measures",
                 [](const json& state) { return is_acknowledged(state, "restrict", 6); }));
  note(fmt::format("the platform's receiver took {} signed messages and acknowledged the measures",
                   receiver_.count("measure.ordered")));
  TRY(expect(receiver_.refused() == 0, "a message came with a bad signature"));
  TRY_ASSIGN(const json state, load());
  TRY(expect(clock_state(state, "IN-NCII-2H") == "met", "the two hours were not met"));
  note("IN-NCII-2H: met");
  return Done{};
}

Status Story::decide() {
  say("Asha decides: remove, on rule 3(2)(b), with facts and reasons.");
  TRY_ASSIGN(const json decided,
             act("decide",
                 {{"outcome", "remove"},
                  {"ground", {{"kind", "legal"}, {"duty", "IN-NCII-2H"}}},
                  {"facts", "The picture shows the person who complains; it was made by a machine."},
                  {"reasons", "She did not agree to it. The copies show the same picture."},
                  {"items", {1, 2, 3, 4, 5, 6}}},
                 tokens_.asha));
  TRY(wait_until("the platform did not acknowledge the removal",
                 [](const json& state) { return is_acknowledged(state, "remove", 6); }));
  for (const int item : {1, 2, 3, 4, 5, 6}) TRY(expect_edge(item, "IN", 451));
  TRY(expect_edge(1, "DE", 204));
  note("six removals acknowledged; Germany still sees it, because the ground is national");
  return Done{};
}

Status Story::try_again() {
  say("The same picture is uploaded again from India.");
  TRY_ASSIGN(const json answer, upload("p-7", pictures_.recompressed));
  TRY(expect(answer["verdict"] == "block", "the upload was not blocked"));
  note("block: it matches case " + answer["matches"][0]["case_code"].get<std::string>());
  return Done{};
}

// On the page, without JavaScript and without an account: code and secret, then the one-page form.
Status Story::file_appeal(const std::string& secret) const {
  TRY_ASSIGN(const auto opened, api_.post_page("/appeal", {{"code", case_code_}, {"secret", secret}}));
  TRY(expect(opened.status == 303 && opened.headers.contains("set-cookie"),
             fmt::format("the appeal page answered {} to its code", opened.status)));
  const std::string set_cookie = opened.headers.at("set-cookie");
  const std::string cookie = set_cookie.substr(0, set_cookie.find(';'));
  TRY_ASSIGN(const auto page, api_.get_page("/appeal/" + case_code_, cookie));
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.body.find(mark);
  TRY(expect(page.status == 200 && at != std::string::npos, fmt::format("the appeal page answered {}", page.status)));
  const std::size_t first = at + mark.size();
  const std::string csrf = page.body.substr(first, page.body.find('"', first) - first);
  TRY_ASSIGN(const auto sent,
             api_.post_page("/appeal/" + case_code_,
                            {{"csrf", csrf}, {"ground", "consent"}, {"words", "We have her consent."}}, cookie));
  return expect(sent.status == 303, fmt::format("the appeal was answered {}", sent.status));
}

Status Story::appeal() {
  say("The uploader appeals: it is a work of art, shown with consent.");
  TRY_ASSIGN(const json state, load());
  TRY(file_appeal(state["appeal_code"]));
  TRY_ASSIGN(const json waiting, load());
  for (const auto& clock : waiting["clocks"]) {
    if (clock["duty"] == "HOUSE-APPEAL") {
      note(fmt::format("  HOUSE-APPEAL   {} left: as long as the removal had", left_until(clock["due_at"])));
    }
  }
  const json upheld{{"no", 1}, {"outcome", "upheld"}, {"reasons", "The consent is genuine and covers this picture."}};
  TRY_ASSIGN(const json refused, act("appeal", upheld, tokens_.asha, 403));
  note("Asha may not decide it: " + refused.value("detail", ""));
  TRY_ASSIGN(const json decided, act("appeal", upheld, tokens_.bela));
  note("Bela decides: upheld");
  return Done{};
}

Status Story::put_back() {
  say("Everything is put back, as fast as it was taken down.");
  TRY(wait_until("the platform did not acknowledge the restoring",
                 [](const json& state) { return is_acknowledged(state, "restore", 6); }));
  for (const int item : {1, 2, 3, 4, 5, 6}) TRY(expect_edge(item, "IN", 204));
  // Of all that was held, the repeated upload too.
  TRY(wait_until("the clock of restoring was not met",
                 [](const json& state) { return clock_state(state, "HOUSE-RESTORE") == "met"; }));
  note("the edge answers 204 again; HOUSE-RESTORE: met");
  TRY_ASSIGN(const json answer, upload("p-7", pictures_.recompressed));
  TRY(expect(answer["verdict"] == "allow", "a restored picture is still blocked"));
  note("the same upload is allowed again");
  return Done{};
}

Status Story::tell() {
  TRY(upload_copies());
  TRY(send_notice());
  TRY(find_copies());
  TRY(hold_meanwhile());
  TRY(decide());
  TRY(try_again());
  TRY(appeal());
  TRY(put_back());
  say("Anybody can check all of this from outside, in the public ledger.");
  return audit_from_outside(api_);
}

Result<std::string> Story::describe_case() const {
  TRY_ASSIGN(const json state, load());
  std::string text;
  for (const auto& clock : state["clocks"]) {
    text += describe_line(clock["duty"].get<std::string>(), clock["state"].get<std::string>(),
                          clock["due_at"].is_null() ? "" : clock["due_at"].get<std::string>());
  }
  for (const auto& measure : state["measures"]) {
    text += describe_line(measure["kind"].get<std::string>(), measure["state"].get<std::string>(),
                          std::to_string(measure["item_no"].get<int>()));
  }
  return text;
}

Status verify_replay(const std::string& data_dir, const std::string& case_code, const std::string& shown) {
  std::cout << "\n         The server is stopped. The journal alone is folded again.\n";
  TRY_ASSIGN(const auto opened, open_store(data_dir));
  TRY_ASSIGN(const auto case_id, opened.events->find_case_by_code(case_code));
  TRY(expect(case_id.has_value(), "the case is not in the journal"));
  TRY_ASSIGN(const auto records, opened.events->load_case(*case_id));
  cases::Case state;
  state.id = *case_id;
  for (const auto& record : records) state = cases::apply(std::move(state), std::get<cases::Event>(record.body));
  std::string text;
  for (const auto& clock : state.clocks) {
    text += describe_line(clock.duty, law::render(clock.state), clock.due_at ? render_instant(*clock.due_at) : "");
  }
  for (const auto& measure : state.measures) {
    text += describe_line(cases::render(measure.kind), cases::render(measure.state), std::to_string(measure.item_no));
  }
  TRY(expect(text == shown, "the replay differs from what the server showed"));
  std::cout << "            " << records.size() << " events; the same clocks and the same states\n";
  return Done{};
}

}  // namespace redress::cli
