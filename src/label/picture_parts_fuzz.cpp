// SPDX-License-Identifier: Apache-2.0
// Hostile pictures' files taken apart; what was kept is put together again and must then be taken apart alike.
#include <algorithm>

#include "label/picture_parts.hpp"
#include "label/statement.hpp"

namespace {

using namespace redress;

void take_apart(ByteView file, media::Format format, ByteView empty) {
  auto parts = label::parse_picture_parts(file, format);
  if (!parts.ok()) return;
  if (parts.value().xmp.empty()) parts.value().xmp.assign(1, 'x');
  const auto joined = label::join_picture_parts(empty, parts.value(), format);
  if (!joined.ok()) return;
  auto again = label::parse_picture_parts(joined.value(), format);
  CHECK(again.ok() && again.value().xmp == parts.value().xmp);
  // A WebP has its profile first.
  for (label::PictureParts* one : {&parts.value(), &again.value()}) std::sort(one->kept.begin(), one->kept.end());
  CHECK(again.value().kept == parts.value().kept);
  if (format != media::Format::heic) return;
  const media::HeifFacts& was = parts.value().heif;
  const media::HeifFacts& is = again.value().heif;
  CHECK(is.orientation == was.orientation && is.icc == was.icc && is.exif == was.exif);
  CHECK(is.primaries == was.primaries && is.transfer == was.transfer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // As an encoder would write them: a JFIF header, three channels and the scan; a header of three channels and the end.
  static const Bytes jpeg = parse_hex(
                                "ffd8ffe000104a46494600010100000100010000ffc000110800010001030111000211010311"
                                "01ffda000c03010002000300003f00ffd9")
                                .value();
  static const Bytes png =
      parse_hex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000049454e44ae426082").value();
  static const Bytes webp =
      parse_hex("524946461c000000574542505650384c0f0000002f0000000007101111888808fe070000").value();
  // One item of one byte, its coding and its size.
  static const Bytes heic =
      parse_hex(
          "000000186674797068656963000000006d69663168656963000000bf6d657461000000000000000e7069746d000000000001"
          "0000002469696e6600000000000100000016696e6665020000000001000068766331000000000020696c6f63010000004400"
          "00010001000100000001000000000000000100000058697072700000003b6970636f0000001f687663430000000000000000"
          "00000000000000000100000000000000000014697370650000000000000001000000010000001569706d6100000000000000"
          "010001028102000000096964617478")
          .value();
  const ByteView file(data, size);
  take_apart(file, media::Format::jpeg, jpeg);
  take_apart(file, media::Format::png, png);
  take_apart(file, media::Format::webp, webp);
  take_apart(file, media::Format::heic, heic);
  static_cast<void>(label::parse_picture_parts(file, media::Format::avif));
  static_cast<void>(label::add_statement({reinterpret_cast<const char*>(data), size}, {}));
  return 0;
}
