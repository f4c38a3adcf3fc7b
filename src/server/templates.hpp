// SPDX-License-Identifier: Apache-2.0
// server/templates.hpp — pages from pages/*.html: Mustache for values, [[key]] for words, [[>name]] for parts.
//
// Use this when   a page is rendered. The view is a JSON value: objects, lists, texts, truth values.
// Shapes          an empty text counts as false in a section, so {{#x}}…{{/x}} shows only what is there.
// Errors          Templates::load: corrupt, naming file and key or tag. An unknown page is our own mistake (CHECK).
// Threads         immutable after load; render from any thread.
// Cost            about 0.3 ms a page.
// Never           lets a value through unescaped: {{{x}}} and {{&x}} are refused at load.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "report/messages.hpp"

namespace redress::server {

class Templates {
 public:
  [[nodiscard]] static Result<Templates> load(const report::Messages& messages);
  [[nodiscard]] std::string render(const report::Language& language, std::string_view page,
                                   const nlohmann::json& view) const;

 private:
  std::map<std::string, std::string, std::less<>> text_by_page_;  // "hi/report"
};

[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace redress::server
