// SPDX-License-Identifier: Apache-2.0
#include "engine/records.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "engine/bank.hpp"
#include "label/label_words.hpp"
#include "label/soft_binding.hpp"
#include "media/features_codec.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t lot_count = 256;
constexpr int score_max = 100;

Id id_of(std::uint64_t record) {
  Id id;
  for (std::size_t i = 0; i < sizeof record; ++i) id.bytes[i] = static_cast<std::uint8_t>(record >> (8 * i));
  return id;
}

std::uint64_t record_of(const Id& id) {
  std::uint64_t record = 0;
  for (std::size_t i = 0; i < sizeof record; ++i) record |= std::uint64_t{id.bytes[i]} << (8 * i);
  return record;
}

media::Fingerprint fingerprint_of(ByteView file, const media::Plane& luma) {
  const media::PdqResult hashed = media::hash_plane(luma);
  media::Fingerprint fingerprint;
  fingerprint.width = luma.width;
  fingerprint.height = luma.height;
  fingerprint.sha256 = sha256(file);
  fingerprint.pdq = hashed.hashes[0];
  fingerprint.pdq_quality = hashed.quality;
  fingerprint.dihedral = hashed.hashes;
  return fingerprint;
}

template <class Record>
std::optional<media::Fingerprint> fingerprint_of(const Record& record) {
  return make_fingerprint({render_hex(record.sha256), record.pdq, record.pdq_quality, std::nullopt});
}

// How alike two pictures are: by which verdict, and how sure that is.
struct Likeness {
  match::Verdict verdict = match::Verdict::look;
  int score = 0;
};

Likeness likeness_of(const match::Decision& decision) {
  if (decision.tier == match::Tier::exact) return {match::Verdict::same, score_max};
  return {decision.verdict, score_max - 1 - decision.distance_bits};
}

Likeness likeness_of(const cases::MatchFacts& corners) {
  const int score = std::min(score_max - 1, score_max / 2 + corners.inlier_count.value_or(0));
  return {corners.needs_look ? match::Verdict::look : match::Verdict::same, score};
}

}  // namespace

// A picture that is asked about. Its corners are looked for when nothing cheaper was sure.
struct Records::Query {
  media::Plane luma;
  media::Fingerprint fingerprint;
  Look corners;

  const Look& look() {
    if (!corners.corners) corners.corners = media::find_features(luma, media::query_plan);
    return corners;
  }
};

namespace {

template <class Query>
std::optional<Likeness> compare_with(const store::LabelRecord& record, Query& query) {
  const auto known = fingerprint_of(record);
  if (!known) return std::nullopt;
  if (const auto decision = match::compare(query.fingerprint, *known)) return likeness_of(*decision);
  auto corners = media::parse_features(record.features);
  if (!corners.ok()) return std::nullopt;
  Looks alone({corners.value().list.size(), 0, 0, 0});
  Look look;
  look.corners = std::move(corners).value();
  if (!alone.add(id_of(record.record), look).ok()) return std::nullopt;
  const std::vector<Alike> found = alone.find(query.look());
  return found.empty() ? std::nullopt : std::optional(likeness_of(found.front().match));
}

}  // namespace

Records::Records(store::RecordStore& store, const Limits& limits)
    : store_(store),
      carrier_(label::public_watermark_key()),
      pictures_(limits.record_count_max),
      looks_({limits.feature_count_max, 0, 0, 0}) {}

void Records::learn(const store::RecordSignal& signal) {
  const Id id = id_of(signal.record);
  Status learned = Done{};
  if (const auto fingerprint = fingerprint_of(signal)) learned = pictures_.add(id, *fingerprint);
  auto corners = media::parse_features(signal.features);
  if (learned.ok() && corners.ok()) {
    Look look;
    look.corners = std::move(corners).value();
    learned = looks_.add(id, look);
  }
  if (!learned.ok())
    spdlog::warn("a label is found by its mark only, or by a copy of the whole: {}", learned.error().message);
}

Status Records::refresh() {
  return last_no_.write([&](std::int64_t& last_no) -> Status {
    while (true) {
      TRY_ASSIGN(const auto news, store_.load_after(last_no, lot_count));
      if (news.records.empty()) return Done{};
      for (const store::RecordSignal& signal : news.records) learn(signal);
      last_no = news.last_no;
    }
  });
}

// The mark alone says nothing of the picture it stands in: it may have been copied there.
Status Records::add_named(const label::Mark& mark, Query& query, RecordFindings& findings) const {
  TRY_ASSIGN(auto record, store_.find(mark.record));
  if (!record) return Done{};
  FoundRecord found{std::move(*record), Recovery::content_differs, true, 0};
  if (found.record.label == label::label_name(mark.label) && compare_with(found.record, query)) {
    found.state = Recovery::recovered;
    found.score = score_max;
  }
  findings.records.push_back(std::move(found));
  return Done{};
}

Status Records::add_alike(Query& query, std::size_t count_max, RecordFindings& findings) {
  std::vector<std::pair<Id, Likeness>> alike;
  for (const match::Match& match : pictures_.match(query.fingerprint)) {
    alike.emplace_back(match.id, likeness_of(match.decision));
  }
  const auto is_same = [](const auto& one) { return one.second.verdict == match::Verdict::same; };
  if (std::none_of(alike.begin(), alike.end(), is_same) && looks_.has_corners()) {
    for (const Alike& one : looks_.find(query.look())) alike.emplace_back(one.id, likeness_of(one.match));
  }
  std::stable_sort(alike.begin(), alike.end(), [&](const auto& a, const auto& b) {
    return std::pair(!is_same(a), -a.second.score) < std::pair(!is_same(b), -b.second.score);
  });
  for (const auto& [id, likeness] : alike) {
    if (findings.records.size() >= count_max) return Done{};
    const std::uint64_t number = record_of(id);
    const auto is_there = [&](const FoundRecord& found) { return found.record.record == number; };
    if (std::any_of(findings.records.begin(), findings.records.end(), is_there)) continue;
    TRY_ASSIGN(auto record, store_.find(number));
    if (!record) continue;  // forgotten since it was learned
    const auto state = likeness.verdict == match::Verdict::same ? Recovery::recovered : Recovery::similar;
    findings.records.push_back({std::move(*record), state, false, likeness.score});
  }
  return Done{};
}

Result<RecordFindings> Records::find(ByteView file, const media::WholePicture& whole, std::size_t count_max) {
  TRY(refresh());
  Query query{media::luma_of(whole.pixels), {}, {}};
  query.fingerprint = fingerprint_of(file, query.luma);
  RecordFindings findings;
  if (const auto found = label::find_mark(query.luma, carrier_)) {
    findings.mark = found->mark;
    TRY(add_named(found->mark, query, findings));
  }
  if (!findings.records.empty() && findings.records.front().state == Recovery::recovered) return findings;
  TRY(add_alike(query, count_max, findings));
  const auto is_recovered = [](const FoundRecord& found) { return found.state == Recovery::recovered; };
  std::stable_partition(findings.records.begin(), findings.records.end(), is_recovered);
  return findings;
}

Result<std::vector<store::LabelRecord>> Records::find_by_binding(const store::SoftBinding& binding,
                                                                 std::size_t count_max) const {
  TRY_ASSIGN(const auto numbers, store_.find_by_binding(binding, count_max));
  std::vector<store::LabelRecord> records;
  for (const std::uint64_t number : numbers) {
    TRY_ASSIGN(auto record, store_.find(number));
    if (record) records.push_back(std::move(*record));
  }
  return records;
}

void describe(ByteView file, const media::WholePicture& whole, store::LabelRecord& record) {
  const media::Plane luma = media::luma_of(whole.pixels);
  const media::Fingerprint fingerprint = fingerprint_of(file, luma);
  record.sha256 = fingerprint.sha256;
  record.pdq = media::render_pdq(fingerprint.pdq);
  record.pdq_quality = fingerprint.pdq_quality;
  record.features = media::encode_features(media::find_features(luma, media::stored_plan));
  const auto label = label::parse_label_class(record.label);
  CHECK(label.ok());
  const label::Mark mark{label.value(), label::public_watermark_key().number, record.record};
  record.bindings = {{std::string(label::watermark_algorithm), label::encode_watermark_value(mark)}};
}

}  // namespace redress::engine
