// SPDX-License-Identifier: Apache-2.0
#include "server/report_draft.hpp"

#include <zlib.h>

#include <array>

#include "http/form.hpp"

namespace redress::server {
namespace {

constexpr std::array<std::string_view, 2> cookies{"redress_draft", "redress_draft2"};
constexpr std::string_view draft_path = "/report";
constexpr std::chrono::hours draft_age{24};

std::optional<std::string> deflate_text(const std::string& text) {
  uLongf count = compressBound(text.size());
  std::string out(count, '\0');
  const int done = compress2(reinterpret_cast<Bytef*>(out.data()), &count, reinterpret_cast<const Bytef*>(text.data()),
                             text.size(), Z_BEST_COMPRESSION);
  if (done != Z_OK) return std::nullopt;
  out.resize(count);
  return out;
}

std::optional<std::string> inflate_text(const std::string& packed) {
  uLongf count = draft_bytes_max;
  std::string out(count, '\0');
  const int done = uncompress(reinterpret_cast<Bytef*>(out.data()), &count,
                              reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (done != Z_OK) return std::nullopt;
  out.resize(count);
  return out;
}

}  // namespace

std::string render_answers(const http::Fields& answers) {
  std::string text;
  for (const auto& answer : answers) {
    text += (text.empty() ? "" : "&") + http::encode_percent(answer.name) + "=" + http::encode_percent(answer.value);
  }
  return text;
}

std::optional<http::Fields> find_draft(const Desk& desk, const http::Request& request) {
  auto packed = find_sealed(desk, request, cookies[0]);
  if (!packed) return std::nullopt;
  if (packed->size() == draft_part_bytes_max) packed->append(find_sealed(desk, request, cookies[1]).value_or(""));
  const auto text = inflate_text(*packed);
  if (!text) return std::nullopt;
  auto answers = http::parse_form(*text);
  if (!answers.ok()) return std::nullopt;
  return std::move(answers).value();
}

Status keep_draft(const Desk& desk, http::Response& response, const http::Fields& answers) {
  const auto text = render_answers(answers);
  const auto packed = text.size() <= draft_bytes_max ? deflate_text(text) : std::nullopt;
  if (!packed || packed->size() > cookies.size() * draft_part_bytes_max)
    return Error{Code::exhausted, "these answers are too long for one report"};
  const std::string_view all = *packed;
  const auto head = all.substr(0, draft_part_bytes_max);
  set_sealed(desk, response, cookies[0], head, draft_path, draft_age);
  if (head.size() < draft_part_bytes_max) {
    clear_cookie(desk, response, cookies[1], draft_path);
  } else {
    set_sealed(desk, response, cookies[1], all.substr(head.size()), draft_path, draft_age);
  }
  return Done{};
}

void drop_draft(const Desk& desk, http::Response& response) {
  for (const auto name : cookies) clear_cookie(desk, response, name, draft_path);
}

}  // namespace redress::server
