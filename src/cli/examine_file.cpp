// SPDX-License-Identifier: Apache-2.0
#include "cli/examine_file.hpp"

#include "cli/statutes.hpp"

namespace redress::cli {
namespace {

Result<ExaminedFile> examine_text(const std::string& path) {
  TRY_ASSIGN(const Hasher::Both hashes, media::hash_file(path));
  TRY_ASSIGN(const std::string text, read_file(path));
  ExaminedFile file;
  file.entry.path = path;
  file.entry.fingerprint.kind = "text";
  file.entry.fingerprint.sha256 = hashes.sha256;
  file.entry.fingerprint.md5 = hashes.md5;
  const auto hash = match::hash_text(text);
  // One too short for a hash is still found where it is the same file.
  if (!hash.ok() && hash.error().code != Code::invalid) return hash.error();
  if (hash.ok()) file.entry.text = hash.value();
  return file;
}

Result<ExaminedFile> examine_recording(const media::Decoder& decoder, const std::string& path,
                                       const media::VideoPlan& plan) {
  TRY_ASSIGN(media::Video video, decoder.examine_recording_file(path, plan));
  ExaminedFile file;
  file.entry.path = path;
  media::Fingerprint& fingerprint = file.entry.fingerprint;
  fingerprint.kind = video.frames.empty() ? "audio" : "video";
  fingerprint.width = video.width;
  fingerprint.height = video.height;
  fingerprint.sha256 = video.sha256;
  fingerprint.md5 = video.md5;
  file.entry.video = std::move(video);
  return file;
}

Result<ExaminedFile> examine_picture(const media::Decoder& decoder, const std::string& path, media::Want want) {
  TRY_ASSIGN(media::Examination examination, decoder.examine_file(path, want));
  return ExaminedFile{{path, examination.fingerprint, std::nullopt, std::nullopt, std::nullopt},
                      std::move(examination.plane),
                      examination.luma};
}

}  // namespace

Result<ExaminedFile> examine_file(const media::Decoder& decoder, const std::string& path, const FileWish& wish) {
  if (wish.kind == Kind::text || path.ends_with(".txt")) return examine_text(path);
  TRY_ASSIGN(const bool is_recording, media::is_recording_file(path));
  return is_recording ? examine_recording(decoder, path, wish.plan) : examine_picture(decoder, path, wish.want);
}

}  // namespace redress::cli
