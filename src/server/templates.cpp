// SPDX-License-Identifier: Apache-2.0
#include "server/templates.hpp"

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include "server/assets.hpp"

namespace redress::server {
namespace {

using kainjow::mustache::data;

constexpr int include_depth_max = 4;

data to_data(const nlohmann::json& value) {
  if (value.is_object()) {
    data object(data::type::object);
    for (const auto& entry : value.items()) object.set(entry.key(), to_data(entry.value()));
    return object;
  }
  if (value.is_array()) {
    data list(data::type::list);
    for (const auto& entry : value) list.push_back(to_data(entry));
    return list;
  }
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.empty() ? data(false) : data(text);
  }
  if (value.is_boolean()) return data(value.get<bool>());
  if (value.is_number()) return data(value.dump());
  return data(false);
}

Status expand(const report::Messages& messages, const report::Language& language, std::string_view text, int depth,
              std::string& out) {
  if (depth > include_depth_max) return Error{Code::corrupt, "parts include each other"};
  while (true) {
    const auto open = text.find("[[");
    out.append(text.substr(0, open));
    if (open == std::string_view::npos) return Done{};
    const auto close = text.find("]]", open);
    if (close == std::string_view::npos) return Error{Code::corrupt, "a [[ is not closed"};
    const auto name = text.substr(open + 2, close - open - 2);
    if (name.starts_with(">")) {
      const auto part = find_asset("pages/" + std::string(name.substr(1)) + ".html");
      if (!part) return Error{Code::corrupt, "no part named " + std::string(name)};
      TRY(expand(messages, language, *part, depth + 1, out));
    } else if (!messages.has(name)) {
      return Error{Code::corrupt, "no message named " + std::string(name)};
    } else {
      out.append(escape_html(messages.pattern(language, name)));
    }
    text.remove_prefix(close + 2);
  }
}

Status check_tags(const std::string& text) {
  if (text.find("{{{") != std::string::npos || text.find("{{&") != std::string::npos) {
    return Error{Code::corrupt, "holds an unescaped tag"};
  }
  const kainjow::mustache::mustache parsed(text);
  if (!parsed.is_valid()) return Error{Code::corrupt, parsed.error_message()};
  return Done{};
}

}  // namespace

std::string escape_html(std::string_view text) { return kainjow::mustache::html_escape(std::string(text)); }

Result<Templates> Templates::load(const report::Messages& messages) {
  Templates templates;
  for (const auto& asset : embedded_pages()) {
    if (!asset.path.starts_with("pages/") || !asset.path.ends_with(".html")) continue;
    const std::string page(asset.path.substr(6, asset.path.size() - 11));
    for (const auto& language : messages.languages()) {
      std::string text;
      auto status = expand(messages, language, asset.text, 0, text);
      if (status.ok()) status = check_tags(text);
      if (!status.ok()) return Error{Code::corrupt, std::string(asset.path) + ": " + status.error().message};
      templates.text_by_page_.emplace(language.code + "/" + page, std::move(text));
    }
  }
  return templates;
}

std::string Templates::render(const report::Language& language, std::string_view page,
                              const nlohmann::json& view) const {
  const auto found = text_by_page_.find(language.code + "/" + std::string(page));
  CHECK(found != text_by_page_.end());
  kainjow::mustache::mustache parsed(found->second);
  return parsed.render(to_data(view));
}

}  // namespace redress::server
