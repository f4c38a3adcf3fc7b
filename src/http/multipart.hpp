// SPDX-License-Identifier: Apache-2.0
// http/multipart.hpp — multipart/form-data taken apart: small fields into strings, files onto disk, each hashed on the
// way.
//
// Use this when   a form with files arrives; the route sets upload_bytes_max, so the body itself is already a spool
//                 file.
// Shapes          at most part_count_max parts; a part with a filename is a file, whatever its size.
// Units           *_bytes_max bytes.
// Errors          invalid: not multipart, no boundary, malformed part, missing name, no closing boundary.
//                 exhausted: too many parts, a header over 8 KiB, a field or file over its limit. unavailable: the
//                 disk.
// Threads         pure apart from the files it makes; call it on a worker.
// Source          RFC 7578; RFC 2046 §5.1 (boundary at most 70 characters).
// Never           trusts a filename: it is kept as text for people, no path is ever made from it.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"

namespace redress::http {

struct MultipartLimits {
  std::size_t part_count_max = 100;
  std::uint64_t field_bytes_max = 256 * 1024;
  std::uint64_t file_bytes_max = 200ULL << 20;
  std::string spool_folder = "/tmp";
};

struct Part {
  std::string name;
  std::optional<std::string> filename;
  std::string content_type;       // as sent, empty when none was; never believed for what a file is
  std::string value;              // of a field
  std::optional<SpoolFile> file;  // of a file
};

[[nodiscard]] Result<std::string> parse_boundary(std::string_view content_type);
[[nodiscard]] Result<std::vector<Part>> parse_multipart(const Request& request, const MultipartLimits& limits = {});
[[nodiscard]] Result<std::vector<Part>> parse_multipart(std::istream& body, std::string_view boundary,
                                                        const MultipartLimits& limits);

}  // namespace redress::http
