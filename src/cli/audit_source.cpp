// SPDX-License-Identifier: Apache-2.0
#include "cli/audit_source.hpp"

#include <curl/curl.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace redress::cli {
namespace {

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

Error too_large(const std::string& path) { return Error{Code::exhausted, path + " is larger than 32 MiB"}; }

class FolderSource final : public AuditSource {
 public:
  explicit FolderSource(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<std::string> read(const std::string& path) const override {
    const auto full = folder_ / path;
    std::error_code failure;
    const auto size = std::filesystem::file_size(full, failure);
    if (failure) return Error{Code::not_found, full.string() + ": " + failure.message()};
    if (size > file_bytes_max) return too_large(full.string());
    std::string bytes(size, '\0');
    std::ifstream file(full, std::ios::binary);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) {
      return Error{Code::unavailable, full.string() + ": " + std::strerror(errno)};
    }
    return bytes;
  }

 private:
  std::filesystem::path folder_;
};

// One connection is kept: a million entries are four thousand files.
class SiteSource final : public AuditSource {
 public:
  explicit SiteSource(std::string base) : base_(std::move(base)), handle_(curl_easy_init()) {
    CHECK(handle_ != nullptr);
    while (base_.ends_with('/')) base_.pop_back();
    CURL* const handle = handle_.get();
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, CURLOPT_MAXREDIRS, 3L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "redress-audit/1");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  }

  Result<std::string> read(const std::string& path) const override {
    std::string body;
    const std::string url = base_ + "/" + path;
    curl_easy_setopt(handle_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_.get(), CURLOPT_WRITEDATA, &body);
    const CURLcode code = curl_easy_perform(handle_.get());
    if (code == CURLE_WRITE_ERROR) return too_large(url);
    if (code != CURLE_OK) return Error{Code::unavailable, url + ": " + curl_easy_strerror(code)};
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status == 404 || status == 410) return Error{Code::not_found, url + " is not there"};
    if (status != 200) return Error{Code::unavailable, url + " answered " + std::to_string(status)};
    return body;
  }

 private:
  static std::size_t take(char* data, std::size_t size, std::size_t count, void* held) {
    auto& body = *static_cast<std::string*>(held);
    if (body.size() + size * count > file_bytes_max) return 0;
    body.append(data, size * count);
    return size * count;
  }

  std::string base_;
  std::unique_ptr<CURL, FreeHandle> handle_;
};

std::unique_ptr<AuditSource> open_at(const std::string& source, bool is_site) {
  if (is_site) return std::make_unique<SiteSource>(source);
  return std::make_unique<FolderSource>(source);
}

}  // namespace

Result<std::unique_ptr<AuditSource>> open_audit_source(const std::string& source) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  CHECK(ready);
  const bool is_site = source.starts_with("https://") || source.starts_with("http://");
  auto opened = open_at(source, is_site);
  const auto first = opened->read("checkpoint");
  if (first.ok()) return opened;
  if (first.error().code == Code::not_found) {
    auto below = open_at(source + "/ledger", is_site);
    if (below->read("checkpoint").ok()) return below;
  }
  return Error{first.error().code, "no ledger is there: " + first.error().message};
}

}  // namespace redress::cli
