// SPDX-License-Identifier: Apache-2.0
#include "server/examine.hpp"

#include "engine/looks.hpp"
#include "media/preview.hpp"

namespace redress::server {
namespace {

void fill_fingerprint(store::Content& content, const media::Fingerprint& fingerprint) {
  content.kind = fingerprint.kind;
  content.sha256 = render_hex(fingerprint.sha256);
  content.md5 = render_hex(fingerprint.md5);
  content.pdq = media::render_pdq(fingerprint.pdq);
  content.pdq_quality = fingerprint.pdq_quality;
}

// A decoder that is not there is our fault, not the file's.
Error refuse(const Error& error) {
  return Error{error.code == Code::invalid ? Code::unsupported : error.code, error.message};
}

Status examine_recording(Desk& desk, const http::SpoolFile& file, engine::MediaCheck& check) {
  auto examined = desk.decoder.examine_recording_file(file.path(), engine::upload_plan());
  if (!examined.ok()) return refuse(examined.error());
  media::Video& video = examined.value();
  check.content.kind = video.frames.empty() ? "audio" : "video";
  check.content.sha256 = render_hex(video.sha256);
  check.content.md5 = render_hex(video.md5);
  check.recording = std::move(video);
  return Done{};
}

// A preview is for who may have to look at it: of what is registered. Whoever asks for the first tier alone and
// registers nothing needs luma only, and decoding that takes a third less time.
media::Want choose_want(const Desk& desk, Shown shown, const engine::MediaCheck& check) {
  if (shown == Shown::yes && check.register_content && desk.previews.is_on()) return media::Want::all;
  const bool is_hashed_only = check.first_tier_only && !check.register_content;
  return is_hashed_only ? media::Want::fingerprint : media::Want::fingerprint_and_plane;
}

Status examine_picture(Desk& desk, const http::SpoolFile& file, Shown shown, engine::MediaCheck& check) {
  auto examined = desk.decoder.examine_file(file.path(), choose_want(desk, shown, check));
  if (!examined.ok()) return refuse(examined.error());
  fill_fingerprint(check.content, examined.value().fingerprint);
  check.turns = examined.value().fingerprint.dihedral;
  if (examined.value().plane) {
    check.plane = media::turn_upright(std::move(*examined.value().plane), examined.value().orientation);
  }
  if (examined.value().preview) {
    // A full folder costs the reviewer a picture, not the uploader the upload.
    const auto kept = desk.previews.keep(examined.value().fingerprint.sha256, *examined.value().preview);
    static_cast<void>(kept.ok());
  }
  return Done{};
}

}  // namespace

bool is_recording(const http::SpoolFile& file) {
  const auto recording = media::is_recording_file(file.path());
  return recording.ok() && recording.value();
}

Status examine(Desk& desk, const http::SpoolFile& file, Shown shown, engine::MediaCheck& check) {
  return is_recording(file) ? examine_recording(desk, file, check) : examine_picture(desk, file, shown, check);
}

}  // namespace redress::server
