// SPDX-License-Identifier: Apache-2.0
// scenario/main.cpp — plays the stories of tests/scenario/*.md against the core, with the packs of statutes/.
//
//   scenario FILE.md...
//
// The lines of a ```story block are played in order; one the core disagrees with ends the run with its number.
//   at INSTANT                                            time passes until then, every tick on the way included
//   complaint WHO HARM COUNTRIES CONTENT...               complaint depicted ncii IN,BR picture-1 picture-2
//   order HARM COUNTRIES "RANK" [without WHAT] CONTENT... order threat IN "Under Secretary" without provision picture-1
//   copy|near ITEM CONTENT                                a sweep finds an exact copy, or a near match
//   restrict|remove|label|reject NAME DUTY [ITEM...]      a reviewer's interim measure or decision
//   ask|answer|reverse|appeal|uphold|dismiss WHO [...]    ask asha, answer 1, appeal uploader, uphold ben 1
//   confirm                                               the platform reports every measure as done
//   refused COMMAND => WORDS                              the command is refused, and the reason contains the words
//   then clock DUTY STATE [due INSTANT] | then item NO STATUS [in COUNTRIES] | then case PHASE | then defects COUNT
#include <cstdio>
#include <sstream>

#include "cases/test_case.hpp"

namespace redress::scenario {
namespace {

using namespace cases;
using namespace cases::test;

using Words = std::vector<std::string>;

Words split(const std::string& line) {
  Words words;
  std::istringstream in(line);
  for (std::string word; in >> std::ws && !in.eof();) {
    if (in.peek() == '"') {
      in.get();
      std::getline(in, word, '"');
    } else {
      in >> word;
    }
    words.push_back(word);
  }
  return words;
}

Words split_codes(const std::string& list) {
  Words codes;
  std::istringstream in(list);
  for (std::string code; std::getline(in, code, ',');) codes.push_back(code);
  return codes;
}

std::string where;  // the line that is played, for the one message that ends a run

[[noreturn]] void disagree(const std::string& what) {
  std::printf("%s\n  %s\n", where.c_str(), what.c_str());
  std::exit(1);
}

template <class T>
T need(Result<T> result) {
  if (!result.ok()) disagree(result.error().message);
  return std::move(result).value();
}

void expect(bool holds, const std::string& what) {
  if (!holds) disagree(what);
}

struct Wish {
  Command command;
  Actor actor;
};

std::vector<ItemFacts> items_from(const Words& words, std::size_t first) {
  std::vector<ItemFacts> items;
  for (std::size_t i = first; i < words.size(); ++i) items.push_back(item(words[i]));
  return items;
}

std::vector<int> numbers_from(const Words& words, std::size_t first) {
  std::vector<int> numbers;
  for (std::size_t i = first; i < words.size(); ++i) numbers.push_back(std::stoi(words[i]));
  return numbers;
}

Wish read_order(const Words& words, Instant now) {
  std::size_t next = 4;
  ReceiveNotice notice = indian_order({}, now);
  law::OrderFacts& order = *notice.facts.order;
  order.rank = words.at(3);
  if (words.at(1) == "terrorist") order.legal_basis = "Regulation (EU) 2021/784";
  for (; words.at(next) == "without"; next += 2) {
    const std::string& what = words.at(next + 1);
    if (what == "provision") order.provision.clear();
    if (what == "reasons") order.reasons.clear();
    if (what == "urls") order.urls.clear();
    if (what == "authorisation") order.authorised_in_writing = false;
  }
  notice.facts.harm = need(law::parse_harm(words.at(1)));
  notice.facts.jurisdictions = split_codes(words.at(2));
  notice.items = items_from(words, next);
  return {notice, authority()};
}

// What the present case adds to a line: who decides, and on which ground.
Wish read_decision(const Words& words) {
  if (words.at(0) == "restrict") return {Restrict{numbers_from(words, 3), {}, "in the interim"}, reviewer(words.at(1))};
  Decide command = decision(need(parse_word<Outcome>(words.at(0))), words.at(2));
  command.item_nos = numbers_from(words, 3);
  return {command, reviewer(words.at(1))};
}

Wish read_appeal(const Words& words) {
  const std::string& what = words.at(0);
  if (what == "appeal") {
    const AppealBy by = need(parse_word<AppealBy>(words.at(1)));
    return {Appeal{by, {}, "words", 0}, by == AppealBy::uploader ? uploader() : reporter()};
  }
  DecideAppeal command{std::stoi(words.at(2)), what == "uphold" ? AppealOutcome::upheld : AppealOutcome::rejected,
                       "heard", std::nullopt};
  if (words.size() > 4) command.instead = decision(need(parse_word<Outcome>(words.at(3))), words.at(4));
  return {command, reviewer(words.at(1))};
}

Wish read_command(const Words& words, Instant now) {
  const std::string& what = words.at(0);
  if (what == "complaint") {
    ReceiveNotice notice = complaint(split_codes(words.at(3)), items_from(words, 4), now);
    notice.facts.complainant = need(law::parse_complainant(words.at(1)));
    notice.facts.harm = need(law::parse_harm(words.at(2)));
    return {notice, reporter()};
  }
  if (what == "order") return read_order(words, now);
  if (what == "copy" || what == "near") {
    return {AddItems{{copy_of(std::stoi(words.at(1)), words.at(2), what == "near")}}, Actor{}};
  }
  if (what == "restrict" || what == "remove" || what == "label" || what == "reject") return read_decision(words);
  if (what == "appeal" || what == "uphold" || what == "dismiss") return read_appeal(words);
  if (what == "ask") return {AskClarification{"which one is meant?"}, reviewer(words.at(1))};
  if (what == "answer") return {GiveClarification{std::stoi(words.at(1)), "this one"}, authority()};
  if (what == "reverse") return {Reverse{"taken back"}, reviewer(words.at(1))};
  if (what == "close") return {Close{}, reviewer(words.at(1))};
  disagree("'" + what + "' is no command of a story");
}

void check(const TestCase& one, const Words& words) {
  const std::string& what = words.at(1);
  if (what == "clock") {
    const CaseClock* clock = one.clock(words.at(2));
    const std::string state = one.clock_state(words.at(2));
    expect(state == words.at(3), "the clock is " + state);
    if (words.size() < 6) return;
    expect(clock->due_at.has_value(), "the clock has no deadline");
    expect(*clock->due_at == at(words.at(5)), "the clock is due at " + render_instant(*clock->due_at));
  } else if (what == "item") {
    const int no = std::stoi(words.at(2));
    expect(one.item_status(no) == words.at(3), "the item is " + one.item_status(no));
    if (words.size() < 6) return;
    std::string held;
    for (const auto& code : law::render_territory(one.held_in(no))) held += (held.empty() ? "" : ",") + code;
    expect(held == words.at(5), "it is held in " + held);
  } else if (what == "case") {
    expect(render(one.state.phase) == words.at(2), "the case is " + std::string(render(one.state.phase)));
  } else if (what == "defects") {
    const auto count = std::to_string(one.state.notices.back().defects.size());
    expect(count == words.at(2), "the order has " + count + " defects");
  } else {
    disagree("'" + what + "' is nothing a story can check");
  }
}

void play_line(TestCase& one, const std::string& line) {
  const auto arrow = line.find(" => ");
  const Words words = split(line.substr(0, arrow));
  if (words.at(0) == "at") {
    const Instant until = at(words.at(1));
    if (one.events.empty()) one.now = until;
    one.pass(until - one.now);
  } else if (words.at(0) == "then") {
    check(one, words);
  } else if (words.at(0) == "confirm") {
    one.acknowledge();
  } else if (words.at(0) == "refused") {
    const Wish wish = read_command(Words(words.begin() + 1, words.end()), one.now);
    const Error error = one.refuse(wish.command, wish.actor);
    const std::string reason = line.substr(arrow + 4);
    expect(error.message.find(reason) != std::string::npos, "the refusal says: " + error.message);
  } else {
    const Wish wish = read_command(words, one.now);
    one.send(wish.command, wish.actor);
  }
}

bool play_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    std::printf("%s: cannot be read\n", path.c_str());
    return false;
  }
  TestCase one;
  bool in_story = false;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with("```")) {
      in_story = line == "```story";
      continue;
    }
    if (!in_story || line.find_first_not_of(' ') == std::string::npos) continue;
    where = path + ":" + std::to_string(number) + ": " + line;
    play_line(one, line);
  }
  return !one.events.empty();
}

}  // namespace
}  // namespace redress::scenario

int main(int count, char** words) {
  int failed = 0;
  for (int i = 1; i < count; ++i) {
    if (!redress::scenario::play_file(words[i])) ++failed;
  }
  std::printf("%d of %d stories hold\n", count - 1 - failed, count - 1);
  return count > 1 && failed == 0 ? 0 : 1;
}
