// SPDX-License-Identifier: Apache-2.0
#include "cli/api_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace redress::cli {
namespace {

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeForm {
  void operator()(curl_mime* form) const { curl_mime_free(form); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void add_header(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  CHECK(longer != nullptr);
  static_cast<void>(list.release());
  list.reset(longer);
}

std::size_t keep_body(char* data, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

std::size_t keep_header(char* data, std::size_t size, std::size_t count, void* headers) {
  const std::string line(data, size * count);
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) return size * count;
  std::string name = line.substr(0, colon);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t first = line.find_first_not_of(' ', colon + 1);
  const std::size_t last = line.find_last_not_of("\r\n");
  if (first != std::string::npos && last != std::string::npos && last >= first) {
    (*static_cast<std::map<std::string, std::string>*>(headers))[name] = line.substr(first, last - first + 1);
  }
  return size * count;
}

Handle open_handle(const std::string& url) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  CHECK(ready);
  Handle handle{curl_easy_init()};
  CHECK(handle != nullptr);
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  return handle;
}

Result<ApiAnswer> perform(const Handle& handle, HeaderList& headers, const std::string& token) {
  ApiAnswer answer;
  if (!token.empty()) add_header(headers, "Authorization: Bearer " + token);
  add_header(headers, "Expect:");
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, keep_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, keep_header);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &answer.headers);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) {
    return Error{Code::unavailable, std::string("the server did not answer: ") + curl_easy_strerror(code)};
  }
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

std::string url_of(std::uint16_t port, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(port) + path;
}

}  // namespace

nlohmann::json ApiAnswer::json() const {
  auto value = nlohmann::json::parse(body, nullptr, false);
  return value.is_discarded() ? nlohmann::json() : value;
}

std::string ApiClient::escape(const std::string& text) {
  char* escaped = curl_easy_escape(nullptr, text.c_str(), static_cast<int>(text.size()));
  CHECK(escaped != nullptr);
  std::string copy(escaped);
  curl_free(escaped);
  return copy;
}

Result<ApiAnswer> ApiClient::get(const std::string& path, const std::string& token) const {
  const Handle handle = open_handle(url_of(port_, path));
  HeaderList headers;
  return perform(handle, headers, token);
}

Result<ApiAnswer> ApiClient::post(const std::string& path, const nlohmann::json& body, const std::string& token) const {
  const Handle handle = open_handle(url_of(port_, path));
  HeaderList headers;
  add_header(headers, "Content-Type: application/json");
  const std::string text = body.dump();
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, text.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
  return perform(handle, headers, token);
}

Result<ApiAnswer> ApiClient::post_form(const std::string& path, const std::map<std::string, std::string>& fields,
                                       const ApiFile& file, const std::string& token) const {
  const Handle handle = open_handle(url_of(port_, path));
  HeaderList headers;
  const std::unique_ptr<curl_mime, FreeForm> form{curl_mime_init(handle.get())};
  for (const auto& [name, value] : fields) {
    curl_mimepart* part = curl_mime_addpart(form.get());
    curl_mime_name(part, name.c_str());
    curl_mime_data(part, value.data(), value.size());
  }
  curl_mimepart* part = curl_mime_addpart(form.get());
  curl_mime_name(part, "file");
  curl_mime_filename(part, file.name.c_str());
  curl_mime_type(part, "image/jpeg");
  curl_mime_data(part, file.bytes.data(), file.bytes.size());
  curl_easy_setopt(handle.get(), CURLOPT_MIMEPOST, form.get());
  return perform(handle, headers, token);
}

Result<ApiAnswer> ApiClient::post_page(const std::string& path, const std::map<std::string, std::string>& fields,
                                       const std::string& cookie) const {
  const Handle handle = open_handle(url_of(port_, path));
  HeaderList headers;
  if (!cookie.empty()) add_header(headers, "Cookie: " + cookie);
  std::string form;
  for (const auto& [name, value] : fields) form += (form.empty() ? "" : "&") + name + "=" + escape(value);
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, form.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
  return perform(handle, headers, "");
}

Result<ApiAnswer> ApiClient::get_page(const std::string& path, const std::string& cookie) const {
  const Handle handle = open_handle(url_of(port_, path));
  HeaderList headers;
  add_header(headers, "Cookie: " + cookie);
  return perform(handle, headers, "");
}

}  // namespace redress::cli
