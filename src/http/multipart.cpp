// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.hpp"

#include <fstream>
#include <sstream>

#include "base/utf8.hpp"
#include "http/ascii.hpp"

namespace redress::http {
namespace {

constexpr std::size_t part_header_bytes_max = 8 * 1024;
constexpr std::size_t read_bytes = 64 * 1024;

Error malformed(const char* why) { return Error{Code::invalid, std::string("the form could not be read: ") + why}; }

// One `name` or `name="value"` of a header's parameters at a time.
std::optional<Field> next_parameter(std::string_view& text) {
  while (!text.empty() && (text.front() == ';' || text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  Field field;
  const std::size_t end = std::min(text.find_first_of("=;"), text.size());
  field.name = lower_ascii(trim(text.substr(0, end)));
  text.remove_prefix(end);
  if (text.empty() || text.front() == ';') return field;
  text.remove_prefix(1);
  if (text.empty() || text.front() != '"') {
    const std::size_t stop = std::min(text.find(';'), text.size());
    field.value = trim(text.substr(0, stop));
    text.remove_prefix(stop);
    return field;
  }
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    // Browsers escape quotes as %22; older ones as \". A backslash before anything else is part of a Windows path.
    if (text.front() == '\\' && text.size() > 1 && text[1] == '"') text.remove_prefix(1);
    field.value += text.front();
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return field;
}

class Reader {
 public:
  Reader(std::istream& body, std::string_view boundary, const MultipartLimits& limits)
      : body_(body), delimiter_("\r\n--" + std::string(boundary)), limits_(limits), window_("\r\n") {}

  Result<std::vector<Part>> read() {
    TRY_ASSIGN(const bool last_at_once, skip_preamble());
    if (last_at_once) return std::move(parts_);
    for (;;) {
      if (parts_.size() == limits_.part_count_max) return Error{Code::exhausted, "the form has too many parts"};
      TRY(read_headers());
      TRY(read_content());
      TRY_ASSIGN(const bool last, read_delimiter_end());
      if (last) return std::move(parts_);
    }
  }

 private:
  bool fill() {
    const std::size_t before = window_.size();
    window_.resize(before + read_bytes);
    body_.read(window_.data() + before, static_cast<std::streamsize>(read_bytes));
    window_.resize(before + static_cast<std::size_t>(body_.gcount()));
    return window_.size() > before;
  }

  // After a delimiter: "--" ends the form, CRLF begins a part.
  Result<bool> read_delimiter_end() {
    while (window_.find('\n') == std::string::npos && window_.size() < 256 && !window_.starts_with("--")) {
      if (!fill()) break;
    }
    if (window_.starts_with("--")) return true;
    std::size_t end = window_.find_first_not_of(" \t");
    if (end == std::string::npos || window_.compare(end, 2, "\r\n") != 0) return malformed("a boundary line is broken");
    window_.erase(0, end + 2);
    return false;
  }

  Result<bool> skip_preamble() {
    for (;;) {
      const std::size_t at = window_.find(delimiter_);
      if (at != std::string::npos) {
        window_.erase(0, at + delimiter_.size());
        return read_delimiter_end();
      }
      if (window_.size() > part_header_bytes_max + read_bytes) return malformed("no boundary at its beginning");
      if (!fill()) return malformed("the boundary never appears");
    }
  }

  Status read_headers() {
    std::size_t end = 0;
    while ((end = window_.find("\r\n\r\n")) == std::string::npos && !window_.starts_with("\r\n")) {
      if (window_.size() > part_header_bytes_max) return Error{Code::exhausted, "a part's header is over 8 KiB"};
      if (!fill()) return malformed("it ends inside a part's header");
    }
    if (window_.starts_with("\r\n")) return malformed("a part has no name");
    if (end > part_header_bytes_max) return Error{Code::exhausted, "a part's header is over 8 KiB"};
    Part part;
    std::string_view lines = std::string_view(window_).substr(0, end);
    bool named = false;
    while (!lines.empty()) {
      const std::size_t stop = std::min(lines.find("\r\n"), lines.size());
      TRY(read_header(lines.substr(0, stop), part, named));
      lines.remove_prefix(std::min(stop + 2, lines.size()));
    }
    if (!named) return malformed("a part has no name");
    window_.erase(0, end + 2);  // the blank line's CRLF may begin the delimiter of an empty part
    parts_.push_back(std::move(part));
    return Done{};
  }

  static Status read_header(std::string_view line, Part& part, bool& named) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return malformed("a part's header line has no colon");
    for (const char c : line) {
      if (is_control(c) && c != '\t') return malformed("a part's header holds a control character");
    }
    const std::string name = lower_ascii(line.substr(0, colon));
    std::string_view value = trim(line.substr(colon + 1));
    if (name == "content-type") part.content_type = value;
    if (name != "content-disposition") return Done{};
    if (named) return malformed("a part is named twice");
    const std::size_t semicolon = std::min(value.find(';'), value.size());
    if (!is_equal_ignoring_case(trim(value.substr(0, semicolon)), "form-data"))
      return malformed("a part is no form-data");
    value.remove_prefix(semicolon);
    while (auto parameter = next_parameter(value)) {
      if (!is_utf8(parameter->value)) return malformed("a name is not UTF-8");
      if (parameter->name == "name" && !named) {
        part.name = std::move(parameter->value);
        named = true;
      } else if (parameter->name == "filename" && !part.filename) {
        part.filename = std::move(parameter->value);
      }
    }
    return Done{};
  }

  Status read_content() {
    Part& part = parts_.back();
    if (part.filename) {
      TRY_ASSIGN(part.file, SpoolFile::create(limits_.spool_folder));
    }
    bool first = true;
    for (;;) {
      std::size_t at = window_.find(delimiter_);
      const bool found = at != std::string::npos;
      // Keep back what might be the beginning of a delimiter.
      if (!found) at = window_.size() < delimiter_.size() + 2 ? 0 : window_.size() - delimiter_.size();
      if (at > 0 || found) {
        std::string_view piece = std::string_view(window_).substr(0, at);
        if (first && at >= 2) piece.remove_prefix(2);  // the blank line's CRLF
        first = false;
        TRY(keep(part, piece));
        window_.erase(0, at + (found ? delimiter_.size() : 0));
      }
      if (found) break;
      if (!fill()) return malformed("it ends inside a part");
    }
    return part.file ? part.file->finish() : Done{};
  }

  Status keep(Part& part, std::string_view piece) const {
    if (part.file) {
      if (part.file->size_bytes() + piece.size() > limits_.file_bytes_max) {
        return Error{Code::exhausted, "a file is larger than this form takes"};
      }
      return part.file->append(view_bytes(piece));
    }
    if (part.value.size() + piece.size() > limits_.field_bytes_max) {
      return Error{Code::exhausted, "a field is larger than this form takes"};
    }
    part.value += piece;
    return Done{};
  }

  std::istream& body_;
  const std::string delimiter_;
  const MultipartLimits& limits_;
  std::string window_;  // begins with a CRLF so that a delimiter on the first line is found like any other
  std::vector<Part> parts_;
};

}  // namespace

Result<std::string> parse_boundary(std::string_view content_type) {
  if (render_media_type(content_type) != "multipart/form-data") return malformed("it is not multipart/form-data");
  std::string_view rest = content_type.substr(std::min(content_type.find(';'), content_type.size()));
  while (const auto parameter = next_parameter(rest)) {
    if (parameter->name != "boundary") continue;
    const std::string& value = parameter->value;
    constexpr std::string_view others = "'()+_,-./:=? ";
    const bool plain = std::all_of(value.begin(), value.end(), [&](char c) {
      return is_alpha(c) || is_digit(c) || others.find(c) != std::string_view::npos;
    });
    if (value.empty() || value.size() > 70 || value.back() == ' ' || !plain) break;
    return value;
  }
  return malformed("its boundary is missing or malformed");
}

Result<std::vector<Part>> parse_multipart(std::istream& body, std::string_view boundary,
                                          const MultipartLimits& limits) {
  return Reader(body, boundary, limits).read();
}

Result<std::vector<Part>> parse_multipart(const Request& request, const MultipartLimits& limits) {
  TRY_ASSIGN(const std::string boundary, parse_boundary(request.find_header("content-type").value_or("")));
  if (!request.upload) {
    std::istringstream body(request.body);
    return parse_multipart(body, boundary, limits);
  }
  std::ifstream body(request.upload->path(), std::ios::binary);
  if (!body) return Error{Code::unavailable, "the upload could not be read back"};
  return parse_multipart(body, boundary, limits);
}

}  // namespace redress::http
