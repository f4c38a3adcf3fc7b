// SPDX-License-Identifier: Apache-2.0
#include "mail/fetch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <memory>

namespace redress::mail {
namespace {

using Steady = std::chrono::steady_clock;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Result<File> open_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  File file(descriptor < 0 ? nullptr : ::fdopen(descriptor, "wb"));
  if (!file) return Error{Code::unavailable, "the answer's file cannot be written: check the folder"};
  return file;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<Answer> ask(const GuardedTarget& target, const FetchOptions& options, Steady::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now());
  if (left.count() <= 0) return Error{Code::unavailable, "no answer: the time ran out"};
  Transfer transfer;
  transfer.headers = options.headers;
  transfer.timeout = left;
  transfer.body_bytes_max = options.body_bytes_max;
  transfer.proxy = options.proxy;
  transfer.post_body = options.post_body;
  transfer.method = options.method;
  if (options.file_path.empty()) return run_transfer(target, transfer);
  TRY_ASSIGN(const File file, open_file(options.file_path));
  transfer.file = file.get();
  auto answer = run_transfer(target, transfer);
  if (std::fflush(file.get()) != 0)
    return Error{Code::exhausted, "the answer could not be stored: the disk is full or failing"};
  return answer;
}

}  // namespace

Result<Fetched> fetch(const Guard& guard, std::string_view url, const FetchOptions& options) {
  CHECK(options.post_body == nullptr || options.redirects_max == 0);
  const Steady::time_point deadline = Steady::now() + options.timeout;
  TRY_ASSIGN(GuardedTarget target, guard.check(url));
  for (int redirects = 0;; ++redirects) {
    TRY_ASSIGN(Answer answer, ask(target, options, deadline));
    const std::string location = is_redirect(answer.status) ? find_value(answer.headers, "location") : "";
    if (location.empty()) {
      return Fetched{answer.status, target.url, std::move(answer.headers), std::move(answer.body), answer.body_bytes};
    }
    if (redirects == options.redirects_max) return Error{Code::exhausted, "the address redirects too often"};
    TRY_ASSIGN(target, guard.check_redirect(target, location));
  }
}

}  // namespace redress::mail
