// SPDX-License-Identifier: Apache-2.0
#include "label/append_xmp.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/bytes.hpp"

namespace redress::label {
namespace {

constexpr std::array<std::uint8_t, 16> xmp_uuid = {0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8,
                                                   0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC};

Error not_written() { return {Code::unavailable, "the labelled file could not be written: is the disk full?"}; }

Status write_at(const std::string& path, std::uint64_t at, const std::string& bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(at));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return not_written();
  return Done{};
}

Result<std::uint64_t> size_of(const std::string& path) {
  std::error_code fault;
  const std::uint64_t bytes = std::filesystem::file_size(path, fault);
  if (fault) return not_written();
  return bytes;
}

std::string little(std::uint64_t value) {
  std::string bytes;
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
  return bytes;
}

}  // namespace

Status append_xmp_box(const std::string& path, std::string_view packet) {
  TRY_ASSIGN(const std::uint64_t end, size_of(path));
  const std::uint64_t bytes = 8 + xmp_uuid.size() + packet.size();
  std::string box;
  for (unsigned i = 4; i-- > 0;) box += static_cast<char>(bytes >> (8 * i) & 0xFFU);
  box += "uuid";
  box.append(xmp_uuid.begin(), xmp_uuid.end());
  box += packet;
  return write_at(path, end, box);
}

Status append_xmp_chunk(const std::string& path, std::string_view packet) {
  TRY_ASSIGN(const std::uint64_t end, size_of(path));
  std::string chunk = "_PMX" + little(packet.size()) + std::string(packet);
  if (end % 2 != 0) chunk.insert(0, 1, '\0');
  if (packet.size() % 2 != 0) chunk += '\0';
  const std::uint64_t riff_bytes = end + chunk.size() - 8;
  if (riff_bytes > std::numeric_limits<std::uint32_t>::max()) {
    return Error{Code::unsupported, "a WAV of 4 GB has no room for metadata: save it as FLAC first"};
  }
  TRY(write_at(path, end, chunk));
  return write_at(path, 4, little(riff_bytes));
}

}  // namespace redress::label
