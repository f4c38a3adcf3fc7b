// SPDX-License-Identifier: Apache-2.0
// cli/api_client.hpp — speaks to a Redress on this machine the way a platform does: plain HTTP and JSON.
//
// Errors          unavailable when no answer came; an answer of any status is a value.
// Threads         one owner.
// Never           leaves 127.0.0.1.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::cli {

struct ApiAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  // The body as JSON; null where it is none.
  [[nodiscard]] nlohmann::json json() const;
};

struct ApiFile {
  std::string name;
  std::string bytes;
};

class ApiClient {
 public:
  explicit ApiClient(std::uint16_t port) : port_(port) {}
  // The token goes into `Authorization: Bearer`; empty for none.
  [[nodiscard]] Result<ApiAnswer> get(const std::string& path, const std::string& token = "") const;
  [[nodiscard]] Result<ApiAnswer> post(const std::string& path, const nlohmann::json& body,
                                       const std::string& token = "") const;
  [[nodiscard]] Result<ApiAnswer> post_form(const std::string& path, const std::map<std::string, std::string>& fields,
                                            const ApiFile& file, const std::string& token = "") const;
  // As a browser does it: a plain form, with the cookie that an earlier answer set.
  [[nodiscard]] Result<ApiAnswer> post_page(const std::string& path, const std::map<std::string, std::string>& fields,
                                            const std::string& cookie = "") const;
  [[nodiscard]] Result<ApiAnswer> get_page(const std::string& path, const std::string& cookie) const;
  [[nodiscard]] static std::string escape(const std::string& text);

 private:
  std::uint16_t port_;
};

}  // namespace redress::cli
