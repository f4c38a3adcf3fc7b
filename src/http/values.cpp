// SPDX-License-Identifier: Apache-2.0
// http/values.cpp — requests and responses as plain values.
#include <algorithm>

#include "http/ascii.hpp"
#include "http/form.hpp"
#include "http/http.hpp"

namespace redress::http {

std::optional<std::string_view> find_field(const Fields& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name == name) return field.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> find_header(const Fields& headers, std::string_view name) {
  for (const Field& header : headers) {
    if (is_equal_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::find_header(std::string_view name) const {
  return http::find_header(headers, name);
}

std::optional<std::string_view> Request::find_query(std::string_view name) const { return find_field(query, name); }

std::optional<std::string_view> Request::find_cookie(std::string_view name) const {
  for (const Field& header : headers) {
    if (!is_equal_ignoring_case(header.name, "cookie")) continue;
    if (const auto found = http::find_cookie(header.value, name)) return found;
  }
  return std::nullopt;
}

const std::string& Request::parameter(std::string_view name) const {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const Field& field) { return field.name == name; });
  CHECK(found != parameters.end());
  return found->value;
}

std::string Request::media_type() const { return render_media_type(find_header("content-type").value_or("")); }

std::string render_media_type(std::string_view content_type) {
  return lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
}

Response reply(int status, std::string content_type, std::string body) {
  return {status, {{"Content-Type", std::move(content_type)}}, std::move(body), {}};
}

Response reply_file(std::string path, std::string content_type) {
  return {200, {{"Content-Type", std::move(content_type)}}, {}, std::move(path)};
}

Response reply_empty(int status) { return {status, {}, {}, {}}; }

Response redirect(std::string location, int status) { return {status, {{"Location", std::move(location)}}, {}, {}}; }

Handler answer(std::function<Response(Request&&)> compute) {
  return [compute = std::move(compute)](Request&& request, const Responder& respond) {
    Response response;
    {
      Request own(std::move(request));  // gone, with its spool file, before anyone is told
      response = compute(std::move(own));
    }
    respond(std::move(response));
  };
}

}  // namespace redress::http
