// SPDX-License-Identifier: Apache-2.0
#include "label/label_recording.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/descriptor.hpp"
#include "label/append_xmp.hpp"
#include "label/beep.hpp"
#include "media/whole_picture.hpp"
#include "provenance/asset.hpp"

namespace redress::label {
namespace {

constexpr std::uint64_t frame_pixel_count_max = 4'096 * 2'304;
constexpr double words_seconds_min_china = 2;
constexpr std::size_t tag_bytes_max = 100'000;  // of one word on a command line
constexpr std::uint8_t ground = 128;

struct Said {
  RecordingFormat format = RecordingFormat::mp4;
  std::string xmp;
};

Result<RecordingFormat> format_of(const provenance::Asset& asset) {
  switch (asset.container) {
    case provenance::Container::mp3:
      return RecordingFormat::mp3;
    case provenance::Container::flac:
      return RecordingFormat::flac;
    case provenance::Container::riff:
      if (asset.mime == "audio/wav") return RecordingFormat::wav;
      break;
    case provenance::Container::bmff:
      if (asset.mime == "audio/mp4") return RecordingFormat::m4a;
      return asset.mime == "video/quicktime" ? RecordingFormat::quicktime : RecordingFormat::mp4;
    default:
      break;
  }
  return Error{Code::unsupported, "only MP4, QuickTime, MP3, M4A, FLAC and WAV recordings can be labelled"};
}

// What the file says of itself, by heads alone.
Result<Said> read_said(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (!file.is_open() || fstat(file.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return Error{Code::not_found, "there is no such file, or it cannot be read"};
  }
  const provenance::ByteSource source(file.number(), static_cast<std::uint64_t>(facts.st_size));
  TRY_ASSIGN(const provenance::Asset asset, provenance::read_asset(source));
  TRY_ASSIGN(const RecordingFormat format, format_of(asset));
  if (asset.stores_count > 0 || !asset.merkle_boxes.empty()) {
    return Error{Code::conflict,
                 "the file carries a signed C2PA manifest that a label would break: it is left as it is"};
  }
  const bool has_aigc = std::any_of(asset.metadata.begin(), asset.metadata.end(), [](const provenance::Metadata& one) {
    return one.name.find("AIGC") != std::string::npos;
  });
  if (has_aigc) return Error{Code::conflict, "the file has an AIGC field already: look at it first"};
  return Said{format, std::string(asset.xmp.begin(), asset.xmp.end())};
}

Result<RecordingFacts> probe(const media::Workshop& workshop, const RecordingPrograms& programs,
                             RecordingFormat format) {
  FactsReader reader;
  TRY(workshop.run(probe_command(programs, format), {}, [&](std::string_view line) { reader.add(line); }));
  return reader.finish();
}

std::size_t count(const RecordingFacts& facts, StreamKind kind) {
  return static_cast<std::size_t>(std::count_if(facts.streams.begin(), facts.streams.end(),
                                                [&](const StreamFacts& stream) { return stream.kind == kind; }));
}

const StreamFacts& first(const RecordingFacts& facts, StreamKind kind) {
  return *std::find_if(facts.streams.begin(), facts.streams.end(),
                       [&](const StreamFacts& stream) { return stream.kind == kind; });
}

Result<std::string_view> choose_words(const LabelWish& wish) {
  const std::string_view language =
      wish.language.empty() ? default_language(wish.statement.regime) : std::string_view(wish.language);
  return find_label_words(wish.statement.regime, language, wish.statement.label);
}

// The words as a picture of their own, and where it goes: at even pixels, since colours are halved.
Result<VisibleLabel> draw_words(const media::Workshop& workshop, const StreamFacts& film, const LabelWish& wish) {
  TRY_ASSIGN(const std::string_view words, choose_words(wish));
  const std::uint32_t width = film.is_sideways ? film.height : film.width;
  const std::uint32_t height = film.is_sideways ? film.width : film.height;
  media::Pixels frame{width, height, Bytes(std::size_t{3} * width * height, ground)};
  // Of a film no corner is quiet for long.
  const Corner corner = wish.corner == Corner::least_detail ? Corner::top_right : wish.corner;
  TRY_ASSIGN(VisibleLabel visible, draw_visible_label(frame, words, corner));
  media::Box& box = visible.box;
  media::Pixels words_alone{box.width, box.height, {}};
  for (std::uint32_t y = 0; y < box.height; ++y) {
    const auto row = frame.rgb.begin() + std::ptrdiff_t{3} * ((std::ptrdiff_t{box.top} + y) * width + box.left);
    words_alone.rgb.insert(words_alone.rgb.end(), row, row + std::ptrdiff_t{3} * box.width);
  }
  TRY_ASSIGN(const Bytes png, media::encode_png(words_alone));
  TRY(workshop.put(words_png, png));
  box.left &= ~1U;
  box.top &= ~1U;
  return visible;
}

// ffmpeg's lines of progress: microseconds of what was written.
media::Workshop::OnLine follow(const RecordingWish& wish, double seconds) {
  return [&wish, seconds](std::string_view line) {
    constexpr std::string_view name = "out_time_us=";
    if (!wish.on_progress || seconds <= 0 || !line.starts_with(name)) return;
    std::int64_t done_us = 0;
    const std::string_view number = line.substr(name.size());
    if (std::from_chars(number.data(), number.data() + number.size(), done_us).ec != std::errc()) return;
    wish.on_progress(std::clamp(static_cast<double>(done_us) / 1e6 / seconds, 0.0, 1.0));
  };
}

Status verify_film(const RecordingFacts& facts, bool has_words) {
  const StreamFacts& film = first(facts, StreamKind::picture);
  if (count(facts, StreamKind::picture) > 1) return Error{Code::unsupported, "the file holds several films"};
  if (!has_words) return Done{};
  if (!film.has_eight_bits) {
    return Error{Code::unsupported, "the film has more than 8 bits or finer colours than 4:2:0, which would be lost"};
  }
  if (film.width == 0 || film.height == 0 || std::uint64_t{film.width} * film.height > frame_pixel_count_max) {
    return Error{Code::unsupported, "the film's frames are larger than 4,096 × 2,304"};
  }
  return Done{};
}

Result<double> choose_seconds(const RecordingWish& wish) {
  const Regime regime = wish.label.statement.regime;
  const double seconds = wish.words_seconds.value_or(default_words_seconds(regime));
  if (regime == Regime::china && seconds > 0 && seconds < words_seconds_min_china) {
    return Error{Code::invalid, "China's words stand on a film for two seconds or more"};
  }
  return seconds;
}

Status make_film(LabelledRecording& labelled, const RecordingFacts& facts, FilmPlan plan, const RecordingWish& wish) {
  TRY(verify_film(facts, wish.label.has_words));
  TRY_ASSIGN(plan.seconds, choose_seconds(wish));
  if (wish.label.has_words) {
    TRY_ASSIGN(labelled.visible, draw_words(labelled.workshop, first(facts, StreamKind::picture), wish.label));
    plan.words = labelled.visible.box;
    labelled.words_seconds = plan.seconds;
  }
  if (count(facts, StreamKind::cover) > 0) labelled.left_out.emplace_back("cover picture");
  if (count(facts, StreamKind::other) > 0) labelled.left_out.emplace_back("data streams");
  return labelled.workshop.run(film_command(wish.programs, plan), {}, follow(wish, facts.seconds));
}

Status make_prefix(LabelledRecording& labelled, const RecordingWish& wish) {
  labelled.prefix = wish.prefix.value_or(default_prefix(wish.label.statement.regime));
  if (labelled.prefix == Prefix::beep) return labelled.workshop.put(prefix_wav, render_beep());
  TRY_ASSIGN(const std::string_view words, choose_words(wish.label));
  TRY(labelled.workshop.put(words_text, view_bytes(words)));
  const std::string_view language = wish.label.language.empty() ? default_language(wish.label.statement.regime)
                                                                : std::string_view(wish.label.language);
  media::WorkLimits limits;
  limits.is_speech = true;
  return labelled.workshop.run(speech_command(wish.programs, language), limits);
}

Status verify_sound(const RecordingFacts& facts) {
  if (count(facts, StreamKind::sound) != 1) return Error{Code::unsupported, "the file does not hold one sound alone"};
  const StreamFacts& sound = first(facts, StreamKind::sound);
  const bool has_layout = sound.channel_count == 1 || sound.channel_count == 2 || sound.channel_count == 6;
  if (sound.sample_rate == 0 || !has_layout) {
    return Error{Code::unsupported, "only sound of one, two or six channels can be labelled"};
  }
  if (sound.codec == Codec::other)
    return Error{Code::unsupported, "the sound is of a kind that cannot be written here"};
  return Done{};
}

Status make_sound(LabelledRecording& labelled, const RecordingFacts& facts, SoundPlan plan, const RecordingWish& wish) {
  TRY(verify_sound(facts));
  if (wish.label.has_words) {
    TRY(make_prefix(labelled, wish));
    plan.sound = first(facts, StreamKind::sound);
  }
  if (plan.format == RecordingFormat::wav && count(facts, StreamKind::cover) > 0) {
    labelled.left_out.emplace_back("cover picture");
  }
  return labelled.workshop.run(sound_command(wish.programs, plan), {}, follow(wish, facts.seconds));
}

// What the file's own tags say, beside XMP or where there is no place for it.
Result<Tags> make_tags(RecordingFormat format, const Statement& statement, const std::string& xmp) {
  Tags tags;
  if (statement.regime == Regime::china) tags.emplace_back("AIGC", render_aigc(statement));
  if (format == RecordingFormat::mp3) {
    if (xmp.size() > tag_bytes_max) return Error{Code::exhausted, "its XMP is full: nothing can be added to it"};
    tags.emplace_back("id3v2_priv.XMP", xmp);
  }
  if (format == RecordingFormat::flac) {
    tags.emplace_back("REDRESS_RECORD", render_record_urn(statement.record));
    const std::string source = render_source_type(statement.label);
    if (!source.empty()) tags.emplace_back("DIGITALSOURCETYPE", source);
  }
  return tags;
}

Status add_xmp(const std::string& path, RecordingFormat format, const std::string& xmp) {
  if (format == RecordingFormat::wav) return append_xmp_chunk(path, xmp);
  const bool has_boxes =
      format == RecordingFormat::mp4 || format == RecordingFormat::quicktime || format == RecordingFormat::m4a;
  return has_boxes ? append_xmp_box(path, xmp) : Status(Done{});
}

}  // namespace

double default_words_seconds(Regime regime) {
  constexpr double at_the_start = 5;
  return regime == Regime::india ? 0 : at_the_start;
}

Prefix default_prefix(Regime regime) { return regime == Regime::china ? Prefix::beep : Prefix::speech; }

Result<LabelledRecording> label_recording(const std::string& path, const RecordingWish& wish) {
  TRY_ASSIGN(const Said said, read_said(path));
  TRY_ASSIGN(const std::string xmp, add_statement(said.xmp, wish.label.statement));
  TRY_ASSIGN(const Tags tags, make_tags(said.format, wish.label.statement, xmp));
  TRY_ASSIGN(media::Workshop workshop, media::Workshop::open());
  TRY(workshop.put_file(recording_in, path));
  TRY_ASSIGN(const RecordingFacts facts, probe(workshop, wish.programs, said.format));
  const std::string made = workshop.path_of(recording_out);
  LabelledRecording labelled{std::move(workshop), made, false, {}, 0, Prefix::speech, {}};
  labelled.is_film = count(facts, StreamKind::picture) > 0;
  if (labelled.is_film) {
    TRY(make_film(labelled, facts, {said.format, {}, 0, tags}, wish));
  } else {
    TRY(make_sound(labelled, facts, {said.format, {}, tags}, wish));
  }
  TRY(add_xmp(labelled.path, said.format, xmp));
  return labelled;
}

}  // namespace redress::label
