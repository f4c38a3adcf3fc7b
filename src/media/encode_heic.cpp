// SPDX-License-Identifier: Apache-2.0
#include "media/encode_heic.hpp"

#include <unistd.h>

namespace redress::media {
namespace {

constexpr const char* input_name = "in.png";
constexpr const char* output_name = "out.heic";

Error missing(const std::string& program) {
  return {Code::unavailable, "HEIC is written by " + program +
                                 ", which is not there: install the Debian package libheif-examples, or save the "
                                 "picture as JPEG or AVIF first"};
}

// The picture is ours and sound: when nothing comes out, it is for what the program lacks.
Error failed() {
  return {Code::unavailable,
          "heif-enc wrote no HEIC: is libheif's encoder x265 there (Debian 13: package libheif-plugin-x265)?"};
}

}  // namespace

Result<Bytes> encode_heic(const Pixels& pixels, int quality, Chroma chroma, const HeicEncoder& encoder) {
  CHECK(quality >= 0 && quality <= 100);
  if (access(encoder.program.c_str(), X_OK) != 0) return missing(encoder.program);
  TRY_ASSIGN(const Bytes png, encode_png(pixels));
  TRY_ASSIGN(const Workshop workshop, Workshop::open());
  TRY(workshop.put(input_name, png));
  const std::vector<std::string> command = {encoder.program,
                                            "-q",
                                            std::to_string(quality),
                                            "-p",
                                            "preset=ultrafast",
                                            "-p",
                                            chroma == Chroma::full ? "chroma=444" : "chroma=420",
                                            "--no-alpha",
                                            "-o",
                                            output_name,
                                            input_name};
  const Status done = workshop.run(command, encoder.limits);
  if (!done.ok()) return done.error().code == Code::invalid ? failed() : done.error();
  auto file = workshop.take(output_name, file_bytes_max);
  if (!file.ok() && file.error().code == Code::not_found) return failed();
  return file;
}

}  // namespace redress::media
