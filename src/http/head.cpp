// SPDX-License-Identifier: Apache-2.0
#include "http/head.hpp"

#include <array>
#include <charconv>
#include <ctime>

#include "http/ascii.hpp"

namespace redress::http {
namespace {

bool is_own(std::string_view name) {
  return is_equal_ignoring_case(name, "content-length") || is_equal_ignoring_case(name, "connection") ||
         is_equal_ignoring_case(name, "transfer-encoding") || is_equal_ignoring_case(name, "date");
}

bool is_token(std::string_view name) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_alpha(c) || is_digit(c) || others.find(c) != std::string_view::npos;
  });
}

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name);
  out += ": ";
  out.append(value);
  out += "\r\n";
}

struct Reason {
  int status;
  std::string_view text;
};

constexpr std::array<Reason, 33> reasons = {{{200, "OK"},
                                             {201, "Created"},
                                             {202, "Accepted"},
                                             {204, "No Content"},
                                             {301, "Moved Permanently"},
                                             {302, "Found"},
                                             {303, "See Other"},
                                             {304, "Not Modified"},
                                             {307, "Temporary Redirect"},
                                             {308, "Permanent Redirect"},
                                             {400, "Bad Request"},
                                             {401, "Unauthorized"},
                                             {403, "Forbidden"},
                                             {404, "Not Found"},
                                             {405, "Method Not Allowed"},
                                             {406, "Not Acceptable"},
                                             {408, "Request Timeout"},
                                             {409, "Conflict"},
                                             {410, "Gone"},
                                             {411, "Length Required"},
                                             {412, "Precondition Failed"},
                                             {413, "Content Too Large"},
                                             {415, "Unsupported Media Type"},
                                             {417, "Expectation Failed"},
                                             {422, "Unprocessable Content"},
                                             {428, "Precondition Required"},
                                             {429, "Too Many Requests"},
                                             {431, "Request Header Fields Too Large"},
                                             {451, "Unavailable For Legal Reasons"},
                                             {500, "Internal Server Error"},
                                             {501, "Not Implemented"},
                                             {503, "Service Unavailable"},
                                             {505, "HTTP Version Not Supported"}}};

}  // namespace

bool is_bodiless(int status) { return status < 200 || status == 204 || status == 304; }

bool is_sendable(const Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  for (const Field& header : response.headers) {
    if (!is_token(header.name)) return false;
    if (std::any_of(header.value.begin(), header.value.end(), [](char c) { return is_control(c) && c != '\t'; })) {
      return false;
    }
  }
  return true;
}

void append_head(std::string& out, const Response& response, const HeadFacts& facts) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out.append(find_reason(response.status));
  out += "\r\n";
  append_field(out, "Date", facts.date);
  if (!is_bodiless(response.status)) {
    out += "Content-Length: ";
    append_number(out, facts.content_bytes);
    out += "\r\n";
  }
  if (!facts.keep_alive) out += "Connection: close\r\n";
  for (const Field& header : response.headers) {
    if (!is_own(header.name)) append_field(out, header.name, header.value);
  }
  if (facts.common_headers != nullptr) {
    for (const Field& header : *facts.common_headers) {
      if (!find_header(response.headers, header.name)) append_field(out, header.name, header.value);
    }
  }
  out += "\r\n";
}

std::string_view find_reason(int status) {
  const auto found =
      std::find_if(reasons.begin(), reasons.end(), [&](const Reason& one) { return one.status == status; });
  return found == reasons.end() ? "Status" : found->text;
}

std::string render_http_date(Instant at) {
  constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = at.ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return std::string(days[static_cast<std::size_t>(utc.tm_wday)]) + ", " + two(utc.tm_mday) + " " +
         months[static_cast<std::size_t>(utc.tm_mon)] + " " + std::to_string(utc.tm_year + 1900) + " " +
         two(utc.tm_hour) + ":" + two(utc.tm_min) + ":" + two(utc.tm_sec) + " GMT";
}

}  // namespace redress::http
