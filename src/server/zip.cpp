// SPDX-License-Identifier: Apache-2.0
#include "server/zip.hpp"

#include <zlib.h>

#include <cstdint>

#include "base/check.hpp"

namespace redress::server {
namespace {

constexpr std::uint32_t local_mark = 0x04034b50;
constexpr std::uint32_t central_mark = 0x02014b50;
constexpr std::uint32_t end_mark = 0x06054b50;
constexpr std::uint16_t version = 20;
constexpr std::uint16_t name_is_utf8 = 0x0800;
constexpr std::uint16_t first_day = 0x0021;  // 1 January 1980, the format's first

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> 8 * i & 0xffU));
}

// What the local header and the central directory have in common.
void put_common(std::string& out, const ZipFile& file) {
  const auto size = static_cast<std::uint32_t>(file.text.size());
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(file.text.data()), file.text.size());
  put(out, version, 2);
  put(out, name_is_utf8, 2);
  put(out, 0, 2);  // stored
  put(out, 0, 2);
  put(out, first_day, 2);
  put(out, static_cast<std::uint32_t>(sum), 4);
  put(out, size, 4);
  put(out, size, 4);
  put(out, static_cast<std::uint32_t>(file.name.size()), 2);
  put(out, 0, 2);
}

void put_central(std::string& out, const ZipFile& file, std::size_t at) {
  put(out, central_mark, 4);
  put(out, version, 2);
  put_common(out, file);
  put(out, 0, 2);  // no comment
  put(out, 0, 2);  // the first disk
  put(out, 0, 2);
  put(out, 0, 4);
  put(out, static_cast<std::uint32_t>(at), 4);
  out += file.name;
}

}  // namespace

std::string make_zip(std::span<const ZipFile> files) {
  CHECK(files.size() < 0xffff);
  std::string out;
  std::string central;
  for (const auto& file : files) {
    put_central(central, file, out.size());
    put(out, local_mark, 4);
    put_common(out, file);
    out += file.name;
    out += file.text;
  }
  CHECK(out.size() + central.size() < 0xffff'ffff);
  const auto directory_at = static_cast<std::uint32_t>(out.size());
  out += central;
  put(out, end_mark, 4);
  put(out, 0, 4);
  put(out, static_cast<std::uint32_t>(files.size()), 2);
  put(out, static_cast<std::uint32_t>(files.size()), 2);
  put(out, static_cast<std::uint32_t>(central.size()), 4);
  put(out, directory_at, 4);
  put(out, 0, 2);
  return out;
}

}  // namespace redress::server
