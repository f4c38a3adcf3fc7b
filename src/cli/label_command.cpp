// SPDX-License-Identifier: Apache-2.0
#include "cli/label_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/descriptor.hpp"
#include "base/random.hpp"
#include "cli/exit.hpp"
#include "cli/label_recordings.hpp"
#include "cli/register_label.hpp"
#include "label/label_file.hpp"
#include "provenance/embed.hpp"

namespace redress::cli {
namespace {

constexpr std::size_t record_bytes = 7;

Result<Bytes> load_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Code::not_found, "there is no such file, or it cannot be read"};
  Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() > media::file_bytes_max) return Error{Code::exhausted, "the file is too large for a picture"};
  return bytes;
}

Status save_new_file(const std::string& path, ByteView bytes) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file.is_open()) {
    if (errno == EEXIST) return Error{Code::conflict, path + " exists already: name a new file"};
    return Error{Code::unavailable, path + " cannot be written"};
  }
  while (!bytes.empty()) {
    const ssize_t count = write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      unlink(path.c_str());
      return Error{Code::unavailable, path + " could not be written to its end: is the disk full?"};
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return Done{};
}

Result<std::uint64_t> parse_record(const std::string& text) {
  std::uint64_t record = 0;
  Bytes bytes;
  if (text.empty()) {
    const auto drawn = random_bytes<record_bytes>();
    bytes.assign(drawn.begin(), drawn.end());
  } else {
    auto parsed = parse_hex(text);
    if (!parsed.ok() || parsed.value().size() != record_bytes) {
      return Error{Code::invalid, "a record is 14 hex digits in small letters"};
    }
    bytes = std::move(parsed).value();
  }
  for (const std::uint8_t byte : bytes) record = record << 8U | byte;
  return record;
}

Result<label::LabelWish> make_wish(const LabelOptions& options) {
  label::LabelWish wish;
  TRY_ASSIGN(wish.statement.label, label::parse_label_class(options.label));
  TRY_ASSIGN(wish.statement.regime, label::parse_regime(options.regime));
  TRY_ASSIGN(wish.statement.record, parse_record(options.record));
  TRY_ASSIGN(wish.corner, label::parse_corner(options.corner));
  if (wish.statement.regime == label::Regime::china && options.producer.empty()) {
    return Error{Code::invalid, "China's label names who made it: --producer CODE"};
  }
  wish.statement.producer = options.producer;
  wish.language = options.language;
  wish.psnr_db = options.is_strong ? label::strong_psnr_db : label::default_psnr_db;
  wish.has_words = !options.has_no_words;
  return wish;
}

void report(const label::LabelWish& wish, const label::LabelledFile& labelled) {
  std::cout << fmt::format("record     {}\n", label::render_record_urn(wish.statement.record));
  if (wish.has_words) {
    const media::Box& box = labelled.visible.box;
    std::cout << fmt::format("words      {} x {} pixels at {}, {}; letters {:.0f} pixels high, contrast {:.1f}\n",
                             box.width, box.height, box.left, box.top, labelled.visible.glyph_height_px,
                             labelled.visible.contrast);
  }
  std::cout << fmt::format("watermark  {:.1f} dB\n", labelled.psnr_db);
  for (const std::string& name : labelled.left_out) std::cout << "left out   " << name << '\n';
}

label::ManifestWish make_manifest_wish(const LabelOptions& options, const label::LabelWish& wish) {
  label::ManifestWish manifest;
  manifest.label = wish.statement.label;
  manifest.record = wish.statement.record;
  manifest.is_own_output = options.signing.is_own_output;
  return manifest;
}

// The record first: a file that nothing knows must not be about.
Status publish(const LabelOptions& options, const label::LabelWish& wish, const media::WholePictures& pictures,
               ByteView file) {
  if (!options.registry.empty()) TRY(register_label(options.registry, file, wish, pictures));
  return save_new_file(options.output, file);
}

Status write_pixels(const LabelOptions& options, const label::LabelWish& wish, const media::WholePictures& pictures,
                    const SigningDesk* desk) {
  TRY_ASSIGN(const Bytes file, load_file(options.input));
  TRY_ASSIGN(const media::WholePicture whole, pictures.decode(file));
  const label::Carrier carrier(label::public_watermark_key());
  if (desk == nullptr) {
    TRY_ASSIGN(const label::LabelledFile labelled, label::label_file(file, whole, wish, carrier));
    TRY(publish(options, wish, pictures, labelled.file));
    report(wish, labelled);
    return Done{};
  }
  TRY_ASSIGN(const label::Incoming incoming, label::read_incoming(file, desk->trust, desk->at));
  TRY_ASSIGN(const Bytes bare, provenance::take_store_out(file));
  TRY_ASSIGN(const label::LabelledFile labelled, label::label_file(bare, whole, wish, carrier));
  label::ManifestWish manifest = make_manifest_wish(options, wish);
  manifest.has_words = wish.has_words;
  manifest.mark = label::Mark{wish.statement.label, carrier.number(), wish.statement.record};
  TRY_ASSIGN(const Bytes signed_file, sign_at(*desk, labelled.file, incoming, manifest));
  TRY(publish(options, wish, pictures, signed_file));
  report(wish, labelled);
  return Done{};
}

Status write_manifest(const LabelOptions& options, const label::LabelWish& wish, const SigningDesk& desk) {
  TRY_ASSIGN(const Bytes file, load_file(options.input));
  TRY_ASSIGN(const label::Incoming incoming, label::read_incoming(file, desk.trust, desk.at));
  TRY_ASSIGN(const Bytes signed_file, sign_at(desk, file, incoming, make_manifest_wish(options, wish)));
  TRY(save_new_file(options.output, signed_file));
  std::cout << fmt::format("record     {}\n", label::render_record_urn(wish.statement.record));
  return Done{};
}

// The labelled recording is made before the key is in memory.
Status write_recording(const LabelOptions& options, const label::LabelWish& wish) {
  if (!options.registry.empty()) {
    return Error{Code::unsupported,
                 "--register is for pictures: films and sound bear no watermark that leads back to a record"};
  }
  TRY_ASSIGN(const label::LabelledRecording labelled, make_labelled(options, wish));
  if (!options.signing.is_wanted) {
    TRY(copy_to_new_file(labelled.path, options.output));
  } else {
    TRY_ASSIGN(const SigningDesk desk, open_signing_desk(options.signing));
    TRY_ASSIGN(const Bytes file, load_file(options.input));
    TRY_ASSIGN(const label::Incoming incoming, label::read_incoming(file, desk.trust, desk.at));
    TRY_ASSIGN(const Bytes made, load_file(labelled.path));
    TRY_ASSIGN(const Bytes bare, provenance::take_store_out(made));
    label::ManifestWish manifest = make_manifest_wish(options, wish);
    manifest.has_words = wish.has_words;
    TRY_ASSIGN(const Bytes signed_file, sign_at(desk, bare, incoming, manifest));
    TRY(save_new_file(options.output, signed_file));
  }
  report_recording(wish, labelled);
  return Done{};
}

Status label_one(const LabelOptions& options) {
  const SigningOptions& signing = options.signing;
  if (!signing.test_pki.empty()) return make_test_pki(signing);
  if (options.input.empty() || options.output.empty()) {
    return Error{Code::invalid, "name the file, and with -o the one to write"};
  }
  if (signing.has_manifest_only && !signing.is_wanted) return Error{Code::invalid, "--manifest-only goes with --sign"};
  if (signing.has_manifest_only && !options.registry.empty()) {
    return Error{Code::invalid, "--register is for pictures with a watermark, not for --manifest-only"};
  }
  TRY_ASSIGN(const label::LabelWish wish, make_wish(options));
  if (signing.has_manifest_only) {
    TRY_ASSIGN(const SigningDesk desk, open_signing_desk(signing));
    return write_manifest(options, wish, desk);
  }
  if (is_recording(options)) return write_recording(options, wish);
  // Before the key is in memory: what decodes a stranger's picture is forked off, and must not have it.
  TRY_ASSIGN(const media::WholePictures pictures, media::WholePictures::start());
  if (!signing.is_wanted) return write_pixels(options, wish, pictures, nullptr);
  TRY_ASSIGN(const SigningDesk desk, open_signing_desk(signing));
  return write_pixels(options, wish, pictures, &desk);
}

}  // namespace

int label_command(const LabelOptions& options) {
  const Status done = label_one(options);
  return done.ok() ? exit_done : fail("label", done.error());
}

CLI::App* add_label_options(CLI::App& app, LabelOptions& options) {
  auto* label =
      app.add_subcommand("label", "Labels a picture, film or sound: words in it, a watermark, XMP, a manifest");
  label->add_option("IN", options.input, "JPEG, PNG, WebP, AVIF, HEIC; MP4, QuickTime; MP3, M4A, FLAC, WAV");
  label->add_option("-o,--output", options.output, "the labelled file; must not exist");
  label->add_option("--class", options.label, "generated, modified or suspected")->capture_default_str();
  label->add_option("--regime", options.regime, "whose law's words: IN, EU or CN")->capture_default_str();
  label->add_option("--language", options.language, "of the words: en, hi, bn, ta, te, mr, ur, gu, kn for IN; en; zh");
  label->add_option("--corner", options.corner, "least-detail, top-left, top-right, bottom-left, bottom-right")
      ->capture_default_str();
  label->add_option("--record", options.record, "14 hex digits; drawn by chance when not given");
  label->add_option("--producer", options.producer, "for CN: the code of who made it");
  label->add_option("--register", options.registry,
                    "a server's data folder: a picture's copies without metadata are found again there");
  label->add_flag("--strong", options.is_strong, "a watermark of 40 dB instead of 42");
  label->add_flag("--no-words", options.has_no_words, "nothing to be seen in the picture");
  label->add_option("--words-seconds", options.words_seconds, "on a film: so many seconds from its start, or `whole`");
  label->add_option("--prefix", options.prefix, "before sound: speech or beep");
  add_signing_options(*label, options.signing);
  label->footer(
      "Words need fonts: packages fonts-noto-core and fonts-noto-cjk. HEIC needs libheif-examples, films and sound "
      "need "
      "ffmpeg and espeak-ng.");
  return label;
}

}  // namespace redress::cli
