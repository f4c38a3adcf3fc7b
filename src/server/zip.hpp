// SPDX-License-Identifier: Apache-2.0
// server/zip.hpp — several files as one, stored as they are.
//
// Shapes          ZIP without compression, times of 1980: the same files give the same bytes.
// Errors          none: more than 65,535 files, or 4 GiB, are a CHECK.
// Threads         a pure function.
// Source          APPNOTE.TXT 6.3.10, §4.3.
#pragma once

#include <span>
#include <string>

namespace redress::server {

struct ZipFile {
  std::string name;  // UTF-8, without folders
  std::string text;
};

[[nodiscard]] std::string make_zip(std::span<const ZipFile> files);

}  // namespace redress::server
