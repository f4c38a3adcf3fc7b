// SPDX-License-Identifier: Apache-2.0
#include "media/header.hpp"

namespace redress::media {

std::string_view render(Format format) {
  switch (format) {
    case Format::jpeg:
      return "jpeg";
    case Format::png:
      return "png";
    case Format::webp:
      return "webp";
    case Format::gif:
      return "gif";
    case Format::avif:
      return "avif";
    case Format::heic:
      return "heic";
  }
  return "unknown";
}

Error explain(Refusal refusal) {
  switch (refusal) {
    case Refusal::empty:
      return {Code::invalid, "the file is empty"};
    case Refusal::unknown_kind:
      return {Code::unsupported, "not a picture: JPEG, PNG, WebP, GIF, AVIF and HEIC are understood"};
    case Refusal::video:
      return {Code::unsupported, "a film or a sound recording: here only still pictures are understood"};
    case Refusal::damaged:
      return {Code::invalid, "the picture is damaged and could not be decoded"};
    case Refusal::no_pixels:
      return {Code::invalid, "the file holds no picture"};
    case Refusal::too_many_pixels:
      return {Code::exhausted, "the picture has more than 50 million pixels: send a smaller copy"};
    case Refusal::side_too_long:
      return {Code::exhausted, "the picture is more than 20,000 pixels long: send a smaller copy"};
    case Refusal::too_many_frames:
      return {Code::exhausted, "the picture has more than 500 frames: send a shorter one"};
    case Refusal::bomb:
      return {Code::exhausted, "the picture unpacks to more than 1,000 times its file: it is refused unopened"};
    case Refusal::polyglot:
      return {Code::invalid, "another file is hidden behind the picture: send the picture alone"};
    case Refusal::file_too_large:
      return {Code::exhausted, "the file is over 200 MB: send a smaller copy"};
    case Refusal::memory:
      return {Code::exhausted, "the picture needs more memory than a file may use: send a smaller copy"};
    case Refusal::time:
      return {Code::exhausted, "the picture takes longer to decode than a file may: send a simpler copy"};
    case Refusal::no_heic:
      return {Code::unsupported, "HEIC needs the program heif-convert: install libheif-examples, or send a JPEG"};
    case Refusal::none:
    case Refusal::no_video:
    case Refusal::no_sound:
    case Refusal::forbidden:
    case Refusal::crashed:
    case Refusal::count:
      break;
  }
  return {Code::invalid, "the picture could not be decoded safely"};
}

Error explain_recording(Refusal refusal) {
  switch (refusal) {
    case Refusal::no_video:
      return {Code::unavailable, "films need the program ffmpeg: install the package ffmpeg"};
    case Refusal::no_sound:
      return {Code::unavailable, "sound needs the program fpcalc: install the package libchromaprint-tools"};
    case Refusal::too_many_pixels:
      return {Code::exhausted, "the film's frames are larger than they may be: send a smaller copy"};
    case Refusal::file_too_large:
      return {Code::exhausted, "the recording's file is larger than it may be: send a smaller copy"};
    case Refusal::memory:
      return {Code::exhausted, "the recording needs more memory than a file may use: send a smaller copy"};
    case Refusal::time:
      return {Code::exhausted, "the recording takes longer to decode than a file may: send a shorter copy"};
    case Refusal::empty:
      return {Code::invalid, "the file is empty"};
    case Refusal::damaged:
    case Refusal::no_pixels:
      return {Code::invalid, "no frame and no sound could be decoded: the recording is damaged, or of an unknown kind"};
    default:
      return {Code::invalid, "the recording could not be decoded safely"};
  }
}

}  // namespace redress::media
