// SPDX-License-Identifier: Apache-2.0
#include "cases/words.hpp"

#include <array>

namespace redress::cases {
namespace {

constexpr std::array<std::string_view, 4> notice_kinds{"complaint", "order", "flag", "match"};
constexpr std::array<std::string_view, 7> actor_kinds{"system",  "reporter",  "uploader", "reviewer",
                                                      "officer", "authority", "platform"};
constexpr std::array<std::string_view, 3> phases{"open", "decided", "closed"};
constexpr std::array<std::string_view, 3> item_origins{"named", "copy", "upload"};
constexpr std::array<std::string_view, 5> item_statuses{"live", "restricted", "removed", "labelled", "restored"};
constexpr std::array<std::string_view, 4> measure_kinds{"restrict", "remove", "label", "restore"};
constexpr std::array<std::string_view, 5> measure_states{"ordered", "dispatched", "acknowledged", "verified",
                                                         "superseded"};
constexpr std::array<std::string_view, 4> outcomes{"remove", "restrict", "label", "reject"};
constexpr std::array<std::string_view, 2> ground_kinds{"legal", "contractual"};
constexpr std::array<std::string_view, 2> appeal_bys{"uploader", "complainant"};
constexpr std::array<std::string_view, 3> appeal_outcomes{"pending", "upheld", "rejected"};
constexpr std::array<std::string_view, 4> safe_times{"any", "day", "evening", "ask"};

template <class Word, std::size_t count>
Result<Word> parse_from(const std::array<std::string_view, count>& words, std::string_view text,
                        std::string_view what) {
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i] == text) return static_cast<Word>(i);
  }
  std::string message = "not a " + std::string(what) + "; write one of:";
  for (const auto word : words) message.append(" ").append(word);
  return Error{Code::invalid, message};
}

template <class Word, std::size_t count>
std::string_view at(const std::array<std::string_view, count>& words, Word word) {
  return words.at(static_cast<std::size_t>(word));
}

}  // namespace

std::string_view render(NoticeKind word) { return at(notice_kinds, word); }
std::string_view render(ActorKind word) { return at(actor_kinds, word); }
std::string_view render(Phase word) { return at(phases, word); }
std::string_view render(ItemOrigin word) { return at(item_origins, word); }
std::string_view render(ItemStatus word) { return at(item_statuses, word); }
std::string_view render(MeasureKind word) { return at(measure_kinds, word); }
std::string_view render(MeasureState word) { return at(measure_states, word); }
std::string_view render(Outcome word) { return at(outcomes, word); }
std::string_view render(GroundKind word) { return at(ground_kinds, word); }
std::string_view render(AppealBy word) { return at(appeal_bys, word); }
std::string_view render(AppealOutcome word) { return at(appeal_outcomes, word); }
std::string_view render(SafeTime word) { return at(safe_times, word); }

template <>
Result<NoticeKind> parse_word(std::string_view text) {
  return parse_from<NoticeKind>(notice_kinds, text, "kind of notice");
}
template <>
Result<ActorKind> parse_word(std::string_view text) {
  return parse_from<ActorKind>(actor_kinds, text, "kind of actor");
}
template <>
Result<Phase> parse_word(std::string_view text) {
  return parse_from<Phase>(phases, text, "phase");
}
template <>
Result<ItemOrigin> parse_word(std::string_view text) {
  return parse_from<ItemOrigin>(item_origins, text, "origin of an item");
}
template <>
Result<ItemStatus> parse_word(std::string_view text) {
  return parse_from<ItemStatus>(item_statuses, text, "status of an item");
}
template <>
Result<MeasureKind> parse_word(std::string_view text) {
  return parse_from<MeasureKind>(measure_kinds, text, "measure");
}
template <>
Result<MeasureState> parse_word(std::string_view text) {
  return parse_from<MeasureState>(measure_states, text, "state of a measure");
}
template <>
Result<Outcome> parse_word(std::string_view text) {
  return parse_from<Outcome>(outcomes, text, "outcome");
}
template <>
Result<GroundKind> parse_word(std::string_view text) {
  return parse_from<GroundKind>(ground_kinds, text, "kind of ground");
}
template <>
Result<AppealBy> parse_word(std::string_view text) {
  return parse_from<AppealBy>(appeal_bys, text, "party to an appeal");
}
template <>
Result<AppealOutcome> parse_word(std::string_view text) {
  return parse_from<AppealOutcome>(appeal_outcomes, text, "outcome of an appeal");
}

template <>
Result<SafeTime> parse_word(std::string_view text) {
  return parse_from<SafeTime>(safe_times, text, "safe time");
}

}  // namespace redress::cases
