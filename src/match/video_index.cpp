// SPDX-License-Identifier: Apache-2.0
#include "match/video_index.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "match/time_align.hpp"

namespace redress::match {
namespace {

constexpr int pictures_told = 3;
constexpr double most = 0.8;
constexpr double half = 0.5;
constexpr double same_seconds_min = 3;
constexpr double look_seconds_min = 2;

// How many of these hashes lie apart from each other, up to `most_count`.
int count_pictures(const std::vector<media::Pdq>& hashes) {
  std::vector<media::Pdq> apart;
  for (const media::Pdq& hash : hashes) {
    const bool is_new = std::all_of(apart.begin(), apart.end(), [&](const media::Pdq& other) {
      return media::distance_bits(hash, other) > look_bits_max;
    });
    if (is_new) apart.push_back(hash);
    if (apart.size() == pictures_told) break;
  }
  return static_cast<int>(apart.size());
}

double share(double part, std::size_t whole) {
  return whole == 0 ? 0 : std::min(1.0, part / static_cast<double>(whole));
}

// Moments of the query that lie within reach of a matched one: a query may look more often than what is known was
// looked at.
std::size_t count_covered(const media::Video& query, const std::set<std::uint32_t>& matched, double reach_seconds) {
  const auto reach = static_cast<std::uint32_t>(reach_seconds * query.frames_per_second);
  std::set<std::uint32_t> covered;
  for (const media::VideoFrame& frame : query.frames) {
    const std::uint32_t first = frame.number > reach ? frame.number - reach : 0;
    const auto nearest = matched.lower_bound(first);
    const bool is_near = nearest != matched.end() && *nearest <= frame.number + reach;
    if (is_near && frame.quality >= media::pdq_quality_min) covered.insert(frame.number);
  }
  return covered.size();
}

double spacing_of(const media::Video& video) { return video.frames_per_second > 0 ? 1 / video.frames_per_second : 1; }

}  // namespace

std::optional<Verdict> judge_video(const VideoMatch& match) {
  const bool is_most_of_either = std::max(match.query_fraction, match.stored_fraction) >= most;
  if (match.picture_count >= pictures_told && match.matched_seconds >= same_seconds_min && is_most_of_either) {
    return Verdict::same;
  }
  if (match.picture_count > 1) {
    return match.matched_seconds >= look_seconds_min ? std::optional(Verdict::look) : std::nullopt;
  }
  if (match.query_fraction < most || match.reached_fraction < half) return std::nullopt;
  const bool is_one_throughout = match.reached_fraction >= most && match.distance_bits <= same_bits_max;
  return is_one_throughout ? Verdict::same : Verdict::look;
}

struct VideoIndex::Hit {
  std::uint32_t slot = 0;
  std::uint32_t shot = 0;  // of the query
  std::uint8_t turn = 0;
  int distance_bits = 0;
};

struct VideoIndex::Candidate {
  std::uint32_t film = 0;
  std::uint8_t turn = 0;
  std::size_t vote_count = 0;  // moments of the query
  std::vector<Pairing> pairings;
};

Status VideoIndex::add(const Id& id, const media::Video& video) {
  Film film{id, 0, find_shots(video), count_moments(video), spacing_of(video)};
  return known_.write([&](Known& known) -> Status {
    if (known.numbers.contains(id)) return Error{Code::conflict, "this film is in the index already"};
    if (film.shots.size() > shot_count_max_ - known.shot_count) {
      return Error{Code::exhausted, "the index of films is full: raise its limit and restart"};
    }
    const std::uint32_t number = known.next_number++;
    film.first_slot = static_cast<std::uint32_t>(known.film_of.size());
    for (const Shot& shot : film.shots) {
      const std::uint32_t slot = hashes_.add(bits_of(shot.hashes[0]));
      CHECK(slot == known.film_of.size());
      known.film_of.push_back(number);
    }
    known.shot_count += film.shots.size();
    known.numbers.emplace(id, number);
    known.films.emplace(number, std::move(film));
    return Done{};
  });
}

bool VideoIndex::remove(const Id& id) {
  return known_.write([&](Known& known) {
    const auto number = known.numbers.find(id);
    if (number == known.numbers.end()) return false;
    const auto film = known.films.find(number->second);
    CHECK(film != known.films.end());
    const std::size_t count = film->second.shots.size();
    for (std::size_t i = 0; i < count; ++i) hashes_.remove(film->second.first_slot + static_cast<std::uint32_t>(i));
    known.shot_count -= count;
    known.films.erase(film);
    known.numbers.erase(number);
    return true;
  });
}

std::size_t VideoIndex::count() const {
  return known_.read([](const Known& known) { return known.films.size(); });
}

std::size_t VideoIndex::shot_count() const {
  return known_.read([](const Known& known) { return known.shot_count; });
}

std::vector<VideoIndex::Hit> VideoIndex::ask(const std::vector<Shot>& shots, const VideoBudget& budget) const {
  struct Asker {
    std::uint32_t shot = 0;
    std::uint8_t turn = 0;
  };
  std::vector<Bits256> queries;
  std::vector<Asker> askers;
  for (std::uint32_t shot = 0; shot < shots.size(); ++shot) {
    for (std::uint8_t turn = 0; turn < 8; ++turn) {
      const media::Pdq& pdq = shots[shot].hashes.at(turn);
      if (pdq == media::Pdq{}) continue;  // a turn that is not known
      queries.push_back(bits_of(pdq));
      askers.push_back({shot, turn});
    }
  }
  auto found = hashes_.find_each(queries, budget.radius_bits);
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < found.size(); ++i) {
    auto& near = found[i];
    const std::size_t kept = std::min(near.size(), budget.hit_count_max);
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(kept), near.end(),
                      [](const Near& a, const Near& b) {
                        return a.distance_bits != b.distance_bits ? a.distance_bits < b.distance_bits : a.slot < b.slot;
                      });
    for (std::size_t k = 0; k < kept; ++k) {
      hits.push_back({near[k].slot, askers[i].shot, askers[i].turn, near[k].distance_bits});
    }
  }
  return hits;
}

// By film and turn; those that most moments of the query are near to.
std::vector<VideoIndex::Candidate> VideoIndex::pick(std::vector<Hit>& hits, const std::vector<Shot>& shots,
                                                    const Known& known, const VideoBudget& budget) {
  std::map<std::pair<std::uint32_t, std::uint8_t>, Candidate> candidates;
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.shot < b.shot; });
  for (const Hit& hit : hits) {
    const std::uint32_t number = known.film_of[hit.slot];
    const auto film = known.films.find(number);
    if (film == known.films.end()) continue;  // removed since
    Candidate& candidate = candidates[{number, hit.turn}];
    if (candidate.pairings.empty() || candidate.pairings.back().query != hit.shot) {
      candidate.vote_count += shots[hit.shot].frame_count;
    }
    candidate.pairings.push_back({hit.shot, hit.slot - film->second.first_slot, hit.distance_bits});
  }
  std::vector<Candidate> picked;
  for (auto& [key, candidate] : candidates) {
    candidate.film = key.first;
    candidate.turn = key.second;
    picked.push_back(std::move(candidate));
  }
  std::stable_sort(picked.begin(), picked.end(),
                   [](const Candidate& a, const Candidate& b) { return a.vote_count > b.vote_count; });
  picked.resize(std::min(picked.size(), budget.candidate_count_max));
  return picked;
}

VideoMatch VideoIndex::measure(const Candidate& candidate, const std::vector<Shot>& shots, const Film& film,
                               const media::Video& query) {
  const double tolerance = tolerance_seconds(film.spacing_seconds);
  const double spacing = spacing_of(query);
  const TimeAlignment found = align_times(shots, film.shots, candidate.pairings, tolerance);
  std::set<std::uint32_t> moments;  // of the query, by number: once, whole or inside
  std::set<std::uint32_t> reached;  // of the film
  std::vector<media::Pdq> pictures;
  std::vector<int> distances;
  for (const Pairing& pairing : candidate.pairings) {
    const Shot& asked = shots[pairing.query];
    const Shot& known = film.shots[pairing.stored];
    for (std::uint32_t i = 0; i < known.frame_count; ++i) reached.insert(known.first_number + i);
    bool is_in_time = false;
    for (std::uint32_t i = 0; i < asked.frame_count; ++i) {
      if (!falls_into(asked.begin_seconds + i * spacing, known, found, tolerance)) continue;
      moments.insert(asked.first_number + i);
      is_in_time = true;
    }
    if (!is_in_time) continue;
    pictures.push_back(asked.hashes[0]);
    distances.push_back(pairing.distance_bits);
  }
  VideoMatch match;
  match.id = film.id;
  match.turn = static_cast<media::Turn>(candidate.turn);
  match.speed = found.speed;
  match.offset_seconds = found.offset_seconds;
  const std::size_t covered = count_covered(query, moments, film.spacing_seconds / found.speed / 2);
  match.matched_seconds = static_cast<double>(covered) * spacing;
  match.query_fraction = share(static_cast<double>(covered), count_moments(query));
  match.stored_fraction = share(match.matched_seconds * found.speed / film.spacing_seconds, film.moment_count);
  match.reached_fraction = share(static_cast<double>(reached.size()), film.moment_count);
  match.picture_count = count_pictures(pictures);
  if (!distances.empty()) {
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    match.distance_bits = *middle;
  }
  return match;
}

std::vector<VideoMatch> VideoIndex::find(const media::Video& query, const VideoBudget& budget) const {
  const std::vector<Shot> shots = find_shots(query);
  if (shots.empty()) return {};
  std::vector<Hit> hits = ask(shots, budget);
  std::map<Id, VideoMatch> best;
  known_.read([&](const Known& known) {
    for (const Candidate& candidate : pick(hits, shots, known, budget)) {
      VideoMatch match = measure(candidate, shots, known.films.at(candidate.film), query);
      const auto verdict = judge_video(match);
      if (!verdict) continue;
      match.verdict = *verdict;
      const auto [place, is_new] = best.emplace(match.id, match);
      if (!is_new && match.matched_seconds > place->second.matched_seconds) place->second = match;
    }
  });
  std::vector<VideoMatch> matches;
  for (const auto& [id, match] : best) matches.push_back(match);
  std::stable_sort(matches.begin(), matches.end(),
                   [](const VideoMatch& a, const VideoMatch& b) { return a.matched_seconds > b.matched_seconds; });
  return matches;
}

}  // namespace redress::match
