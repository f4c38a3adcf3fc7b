// SPDX-License-Identifier: Apache-2.0
#include "label/recording_facts.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace redress::label {
namespace {

constexpr double seconds_max = 1e7;

template <class Number>
Number parse_number(std::string_view text, Number most) {
  Number number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_fine = fault == std::errc() && end == text.data() + text.size() && number >= 0 && number <= most;
  return is_fine ? number : Number{};
}

template <class Value, std::size_t count>
Value find_word(const std::array<std::pair<std::string_view, Value>, count>& words, std::string_view text,
                Value other) {
  for (const auto& [word, value] : words) {
    if (text == word) return value;
  }
  return other;
}

StreamKind parse_kind(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, StreamKind>, 3> words = {
      {{"video", StreamKind::picture}, {"audio", StreamKind::sound}, {"subtitle", StreamKind::subtitle}}};
  return find_word(words, text, StreamKind::other);
}

Codec parse_codec(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Codec>, 7> words = {{{"aac", Codec::aac},
                                                                        {"alac", Codec::alac},
                                                                        {"mp3", Codec::mp3},
                                                                        {"flac", Codec::flac},
                                                                        {"pcm_s16le", Codec::pcm_s16},
                                                                        {"pcm_s24le", Codec::pcm_s24},
                                                                        {"pcm_f32le", Codec::pcm_f32}}};
  return find_word(words, text, Codec::other);
}

bool is_sideways(std::string_view degrees) { return degrees == "90" || degrees == "-90" || degrees == "270"; }

}  // namespace

void FactsReader::add_to_stream(std::string_view name, std::string_view value) {
  constexpr std::uint32_t most = 1U << 30U;
  StreamFacts& stream = facts_.streams.back();
  if (name == "codec_type") stream.kind = parse_kind(value);
  if (name == "codec_name") stream.codec = parse_codec(value);
  if (name == "width") stream.width = parse_number(value, most);
  if (name == "height") stream.height = parse_number(value, most);
  if (name == "pix_fmt") stream.has_eight_bits = value == "yuv420p" || value == "yuvj420p";
  if (name == "rotation") stream.is_sideways = is_sideways(value);
  if (name == "sample_rate") stream.sample_rate = parse_number(value, most);
  if (name == "channels") stream.channel_count = parse_number(value, most);
  if (name == "bits_per_raw_sample") stream.sample_bits = parse_number(value, most);
  if (name == "DISPOSITION:attached_pic" && value == "1" && stream.kind == StreamKind::picture) {
    stream.kind = StreamKind::cover;
  }
}

void FactsReader::add(std::string_view line) {
  if (line == "[STREAM]" || line == "[FORMAT]") {
    is_broken_ = is_broken_ || section_ != Section::none;
    section_ = line == "[STREAM]" ? Section::stream : Section::format;
    if (section_ == Section::format) return;
    is_full_ = facts_.streams.size() == stream_count_max;
    if (!is_full_) facts_.streams.emplace_back();
  } else if (line == "[/STREAM]" || line == "[/FORMAT]") {
    is_broken_ = is_broken_ || section_ == Section::none;
    section_ = Section::none;
  } else if (const std::size_t equals = line.find('='); equals != std::string_view::npos && !is_full_) {
    const std::string_view name = line.substr(0, equals);
    const std::string_view value = line.substr(equals + 1);
    if (section_ == Section::stream) add_to_stream(name, value);
    if (section_ == Section::format && name == "duration") facts_.seconds = parse_number(value, seconds_max);
  }
}

Result<RecordingFacts> FactsReader::finish() const {
  if (is_full_) return Error{Code::exhausted, "the recording has too many streams"};
  if (is_broken_ || section_ != Section::none || facts_.streams.empty()) {
    return Error{Code::invalid, "the recording holds neither pictures nor sound that could be read"};
  }
  return facts_;
}

}  // namespace redress::label
