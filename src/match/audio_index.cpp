// SPDX-License-Identifier: Apache-2.0
#include "match/audio_index.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>

#include "media/video.hpp"

namespace redress::match {
namespace {

constexpr std::size_t bits_a_word = 32;
const auto window_words = static_cast<std::size_t>(std::ceil(look_audio_seconds_min / media::word_seconds));
constexpr std::size_t edge_words = 8;
constexpr double slack_seconds = edge_words * media::word_seconds;
constexpr std::size_t changes_min = 8;  // in a window, of either recording: less is silence or a tone

double share_of(std::size_t wrong_bits, std::size_t words) {
  return static_cast<double>(wrong_bits) / static_cast<double>(words * bits_a_word);
}

// Counts over the last window_words pairs.
class Window {
 public:
  Window(std::span<const std::uint32_t> query, std::span<const std::uint32_t> known) : query_(query), known_(known) {}
  void add(std::size_t i) {
    count(i, 1);
    if (i >= window_words) count(i - window_words, -1);
  }
  [[nodiscard]] bool is_alike() const {
    return share_of(static_cast<std::size_t>(wrong_bits_), window_words) <= look_error_share_max &&
           std::min(query_changes_, known_changes_) >= static_cast<int>(changes_min);
  }

 private:
  static bool changes(std::span<const std::uint32_t> words, std::size_t i) { return i > 0 && words[i] != words[i - 1]; }
  void count(std::size_t i, int sign) {
    wrong_bits_ += sign * std::popcount(query_[i] ^ known_[i]);
    query_changes_ += changes(query_, i) ? sign : 0;
    known_changes_ += changes(known_, i) ? sign : 0;
  }
  std::span<const std::uint32_t> query_;
  std::span<const std::uint32_t> known_;
  int wrong_bits_ = 0;
  int query_changes_ = 0;
  int known_changes_ = 0;
};

// A word that stands as long as a second says nothing of where in a recording it is.
bool stands(std::span<const std::uint32_t> words, std::size_t i) {
  return i >= 4 && words[i] == words[i - 1] && words[i] == words[i - 4];
}

std::optional<Verdict> judge(double seconds, double error_share) {
  if (seconds + slack_seconds < look_audio_seconds_min || error_share > look_error_share_max) return std::nullopt;
  const bool is_same = seconds >= same_audio_seconds_min && error_share <= same_error_share_max;
  return is_same ? Verdict::same : Verdict::look;
}

void keep_better(std::map<Id, AudioMatch>& best, const AudioMatch& match) {
  const auto rank = [](const AudioMatch& one) { return one.matched_seconds * (1 - 2 * one.error_share); };
  const auto [place, is_new] = best.emplace(match.id, match);
  if (!is_new && rank(match) > rank(place->second)) place->second = match;
}

std::vector<AudioMatch> list(const std::map<Id, AudioMatch>& best) {
  std::vector<AudioMatch> matches;
  for (const auto& [id, match] : best) matches.push_back(match);
  std::stable_sort(matches.begin(), matches.end(),
                   [](const AudioMatch& a, const AudioMatch& b) { return a.matched_seconds > b.matched_seconds; });
  return matches;
}

// A window may reach past the alike part by what it can bear of wrong bits. The ends go, block by block of a second.
void trim(std::span<const std::uint32_t> query, std::span<const std::uint32_t> known, Stretch& stretch) {
  const auto is_alike = [&](std::size_t first) {
    std::size_t wrong = 0;
    for (std::size_t i = first; i < first + edge_words; ++i) {
      wrong += static_cast<std::size_t>(std::popcount(query[i] ^ known[i]));
    }
    return share_of(wrong, edge_words) <= look_error_share_max;
  };
  while (stretch.count >= edge_words && !is_alike(stretch.first)) {
    ++stretch.first;
    --stretch.count;
  }
  while (stretch.count >= edge_words && !is_alike(stretch.first + stretch.count - edge_words)) --stretch.count;
  if (stretch.count + edge_words < window_words) stretch = {};
}

}  // namespace

Stretch find_stretch(std::span<const std::uint32_t> query, std::span<const std::uint32_t> known,
                     std::ptrdiff_t offset) {
  const auto query_first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, -offset));
  const auto known_first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, offset));
  if (query_first >= query.size() || known_first >= known.size()) return {};
  query = query.subspan(query_first);
  known = known.subspan(known_first);
  const std::size_t count = std::min(query.size(), known.size());
  Window window(query, known);
  Stretch longest;
  Stretch now;
  for (std::size_t i = 0; i < count; ++i) {
    window.add(i);
    if (i + 1 < window_words) continue;
    if (!window.is_alike()) {
      now = {};
      continue;
    }
    now = now.count == 0 ? Stretch{i + 1 - window_words, window_words, 0} : Stretch{now.first, now.count + 1, 0};
    if (now.count > longest.count) longest = now;
  }
  trim(query, known, longest);
  for (std::size_t i = 0; i < longest.count; ++i) {
    longest.wrong_bits += static_cast<std::size_t>(std::popcount(query[longest.first + i] ^ known[longest.first + i]));
  }
  longest.first += query_first;
  return longest;
}

struct AudioIndex::Candidate {
  std::uint32_t recording = 0;
  std::ptrdiff_t offset = 0;
  int vote_count = 0;
};

Status AudioIndex::add(const Id& id, const std::vector<std::uint32_t>& words) {
  return known_.write([&](Known& known) -> Status {
    if (known.numbers.contains(id)) return Error{Code::conflict, "this recording is in the index already"};
    if (words.size() > word_count_max_ - known.word_count) {
      return Error{Code::exhausted, "the index of sound is full: raise its limit and restart"};
    }
    const std::uint32_t number = known.next_number++;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (!stands(words, i)) known.postings[words[i]].push_back({number, static_cast<std::uint32_t>(i)});
    }
    known.word_count += words.size();
    known.numbers.emplace(id, number);
    known.recordings.emplace(number, Recording{id, words});
    return Done{};
  });
}

bool AudioIndex::remove(const Id& id) {
  return known_.write([&](Known& known) {
    const auto number = known.numbers.find(id);
    if (number == known.numbers.end()) return false;
    const auto recording = known.recordings.find(number->second);
    CHECK(recording != known.recordings.end());
    for (const std::uint32_t word : recording->second.words) {
      const auto postings = known.postings.find(word);
      if (postings == known.postings.end()) continue;
      std::erase_if(postings->second, [&](const Posting& one) { return one.recording == number->second; });
      if (postings->second.empty()) known.postings.erase(postings);
    }
    known.word_count -= recording->second.words.size();
    known.recordings.erase(recording);
    known.numbers.erase(number);
    return true;
  });
}

std::size_t AudioIndex::count() const {
  return known_.read([](const Known& known) { return known.recordings.size(); });
}

std::size_t AudioIndex::word_count() const {
  return known_.read([](const Known& known) { return known.word_count; });
}

// Offsets by their votes. A recording has as many of them as it has chances: that an offset is better than its
// neighbours is found by comparing.
std::vector<AudioIndex::Candidate> AudioIndex::vote(const Known& known, std::span<const std::uint32_t> query,
                                                    const AudioBudget& budget) {
  std::map<std::pair<std::uint32_t, std::ptrdiff_t>, int> votes;
  const auto ask = [&](std::uint32_t word, std::size_t place) {
    const auto found = known.postings.find(word);
    if (found == known.postings.end() || found->second.size() > budget.posting_count_max) return;
    for (const Posting& posting : found->second) {
      ++votes[{posting.recording, static_cast<std::ptrdiff_t>(posting.place) - static_cast<std::ptrdiff_t>(place)}];
    }
  };
  for (std::size_t i = 0; i < query.size(); ++i) {
    if (stands(query, i)) continue;
    ask(query[i], i);
    for (std::size_t bit = 0; bit < bits_a_word; ++bit) ask(query[i] ^ (1U << bit), i);
  }
  std::vector<Candidate> candidates;
  for (const auto& [key, count] : votes) {
    if (count >= budget.vote_count_min) candidates.push_back({key.first, key.second, count});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.vote_count > b.vote_count; });
  candidates.resize(std::min(candidates.size(), budget.candidate_count_max));
  return candidates;
}

std::vector<AudioMatch> AudioIndex::find(std::span<const std::uint32_t> query, const AudioBudget& budget) const {
  std::map<Id, AudioMatch> best;
  known_.read([&](const Known& known) {
    for (const Candidate& candidate : vote(known, query, budget)) {
      const Recording& recording = known.recordings.at(candidate.recording);
      const Stretch stretch = find_stretch(query, recording.words, candidate.offset);
      if (stretch.count == 0) continue;
      AudioMatch match{recording.id,
                       static_cast<double>(stretch.count) * media::word_seconds,
                       static_cast<double>(stretch.first) * media::word_seconds,
                       static_cast<double>(candidate.offset) * media::word_seconds,
                       share_of(stretch.wrong_bits, stretch.count),
                       Verdict::look};
      const auto verdict = judge(match.matched_seconds, match.error_share);
      if (!verdict) continue;
      match.verdict = *verdict;
      keep_better(best, match);
    }
  });
  return list(best);
}

std::vector<AudioMatch> AudioIndex::find_any_pitch(const media::Video& query, const AudioBudget& budget) const {
  std::map<Id, AudioMatch> best;
  for (const AudioMatch& match : find(query.sound, budget)) keep_better(best, match);
  for (const auto& words : query.other_pitches) {
    for (const AudioMatch& match : find(words, budget)) keep_better(best, match);
  }
  return list(best);
}

}  // namespace redress::match
