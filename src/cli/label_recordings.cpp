// SPDX-License-Identifier: Apache-2.0
#include "cli/label_recordings.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <iostream>

#include "base/descriptor.hpp"
#include "label/label_recording.hpp"

namespace redress::cli {
namespace {

constexpr double words_seconds_max = 86'400;

Result<std::optional<double>> parse_seconds(const std::string& text) {
  if (text.empty()) return std::optional<double>();
  if (text == "whole") return std::optional(0.0);
  double seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc() || end != text.data() + text.size() || !(seconds > 0) || seconds > words_seconds_max) {
    return Error{Code::invalid, "--words-seconds is a number of seconds, or `whole`"};
  }
  return std::optional(seconds);
}

Result<std::optional<label::Prefix>> parse_prefix(const std::string& text) {
  if (text.empty()) return std::optional<label::Prefix>();
  if (text == "speech") return std::optional(label::Prefix::speech);
  if (text == "beep") return std::optional(label::Prefix::beep);
  return Error{Code::invalid, "--prefix is speech or beep"};
}

}  // namespace

// The workshop may lie on another disk than the output.
Status copy_to_new_file(const std::string& from, const std::string& to) {
  {
    const Descriptor file(open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file.is_open() && errno == EEXIST) return Error{Code::conflict, to + " exists already: name a new file"};
    if (!file.is_open()) return Error{Code::unavailable, to + " cannot be written"};
  }
  std::error_code fault;
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, fault);
  if (!fault) {
    std::filesystem::permissions(to, std::filesystem::perms(0644), fault);
    return Done{};
  }
  unlink(to.c_str());
  return Error{Code::unavailable, to + " could not be written to its end: is the disk full?"};
}

void report_recording(const label::LabelWish& wish, const label::LabelledRecording& labelled) {
  std::cout << fmt::format("record     {}\n", label::render_record_urn(wish.statement.record));
  if (wish.has_words && labelled.is_film) {
    const media::Box& box = labelled.visible.box;
    const std::string when =
        labelled.words_seconds > 0 ? fmt::format("first {:g} seconds", labelled.words_seconds) : "whole film";
    std::cout << fmt::format("words      {}: {} x {} pixels at {}, {}; letters {:.0f} pixels high\n", when, box.width,
                             box.height, box.left, box.top, labelled.visible.glyph_height_px);
  } else if (wish.has_words) {
    std::cout << "prefix     " << (labelled.prefix == label::Prefix::beep ? "beep" : "speech") << '\n';
  }
  for (const std::string& name : labelled.left_out) std::cout << "left out   " << name << '\n';
}

bool is_recording(const LabelOptions& options) {
  const auto is_one = media::is_recording_file(options.input);
  return is_one.ok() && is_one.value();
}

Result<label::LabelledRecording> make_labelled(const LabelOptions& options, const label::LabelWish& wish) {
  label::RecordingWish recording{wish, {}, {}, {}, {}};
  TRY_ASSIGN(recording.words_seconds, parse_seconds(options.words_seconds));
  TRY_ASSIGN(recording.prefix, parse_prefix(options.prefix));
  const bool is_watched = isatty(STDERR_FILENO) == 1;
  if (is_watched) {
    recording.on_progress = [](double share) { std::cerr << fmt::format("\rlabelling {:3.0f} %", 100 * share); };
  }
  auto labelled = label::label_recording(options.input, recording);
  if (is_watched) std::cerr << "\r\033[K";
  return labelled;
}

}  // namespace redress::cli
