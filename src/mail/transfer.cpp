// SPDX-License-Identifier: Apache-2.0
#include "mail/transfer.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace redress::mail {
namespace {

constexpr std::size_t header_bytes_max = 64 * 1024;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& text) {
  curl_slist* grown = curl_slist_append(list.get(), text.c_str());
  CHECK(grown != nullptr);
  (void)list.release();
  list.reset(grown);
}

struct Exchange {
  const GuardedTarget& target;
  const Transfer& transfer;
  Answer answer;
  std::size_t header_bytes = 0;
  bool reached_limit = false, disk_failed = false;
};

// The last word on where a connection goes: whatever the URL, resolver or library say, only a checked address gets a
// socket.
curl_socket_t open_socket(void* held, curlsocktype purpose, curl_sockaddr* to) {
  const auto& exchange = *static_cast<const Exchange*>(held);
  if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
  if (exchange.transfer.proxy.empty()) {
    std::string address;
    if (to->family == AF_INET) {
      const auto* in = reinterpret_cast<const sockaddr_in*>(&to->addr);
      address = render_address({reinterpret_cast<const std::uint8_t*>(&in->sin_addr), 4});
    } else if (to->family == AF_INET6) {
      const auto* in = reinterpret_cast<const sockaddr_in6*>(&to->addr);
      address = render_address({in->sin6_addr.s6_addr, 16});
    }
    const auto& checked = exchange.target.addresses;
    if (std::find(checked.begin(), checked.end(), address) == checked.end()) return CURL_SOCKET_BAD;
  }
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* held) {
  auto& exchange = *static_cast<Exchange*>(held);
  const std::uint64_t room = exchange.transfer.body_bytes_max - exchange.answer.body_bytes;
  const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(size, room));
  if (exchange.transfer.file != nullptr) {
    if (std::fwrite(data, 1, taken, exchange.transfer.file) != taken) {
      exchange.disk_failed = true;
      return 0;
    }
  } else {
    exchange.answer.body.append(data, taken);
  }
  exchange.answer.body_bytes += taken;
  if (taken < size) exchange.reached_limit = true;
  return taken;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* held) {
  auto& exchange = *static_cast<Exchange*>(held);
  exchange.header_bytes += size;
  if (exchange.header_bytes > header_bytes_max) return 0;
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) exchange.answer.headers.clear();  // an interim answer came before
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && static_cast<unsigned char>(value.back()) <= ' ') value.remove_suffix(1);
  exchange.answer.headers.emplace_back(std::move(name), value);
  return size;
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

// "host:port:address,address": the name is not looked up a second time.
List pin_addresses(const GuardedTarget& target) {
  List list;
  if (target.host.starts_with("[")) return list;  // a literal is not looked up at all
  std::string line = target.host + ":" + std::to_string(target.port) + ":";
  for (const std::string& address : target.addresses) {
    if (line.back() != ':') line += ',';
    line += address.find(':') == std::string::npos ? address : "[" + address + "]";
  }
  append(list, line);
  return list;
}

void set_limits(CURL* easy, const Transfer& transfer) {
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_PROXY, transfer.proxy.c_str());  // "" also switches the environment's proxies off
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(transfer.timeout.count(), 1)));
  set(easy, CURLOPT_FORBID_REUSE, 1L);
  set(easy, CURLOPT_USERAGENT, "redress/1");
}

Error explain(CURLcode code, const Exchange& exchange) {
  if (exchange.disk_failed)
    return Error{Code::exhausted, "the answer could not be stored: the disk is full or failing"};
  if (exchange.reached_limit) return Error{Code::exhausted, "the answer is larger than what is taken"};
  return Error{Code::unavailable, std::string("no answer: ") + curl_easy_strerror(code)};
}

}  // namespace

std::string find_value(const Headers& headers, std::string_view lower_case_name) {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

Result<Answer> run_transfer(const GuardedTarget& target, const Transfer& transfer) {
  const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
  CHECK(easy != nullptr);
  Exchange exchange{target, transfer, {}};
  const List pinned = pin_addresses(target);
  List headers;
  append(headers, "Expect:");
  for (const auto& [name, value] : transfer.headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return Error{Code::invalid, "a header must not hold a line break"};
    }
    append(headers, std::string(name).append(": ").append(value));
  }
  set(easy.get(), CURLOPT_URL, target.url.c_str());
  set(easy.get(), CURLOPT_RESOLVE, pinned.get());
  set(easy.get(), CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(easy.get(), CURLOPT_OPENSOCKETDATA, &exchange);
  set(easy.get(), CURLOPT_WRITEFUNCTION, &take_body);
  set(easy.get(), CURLOPT_WRITEDATA, &exchange);
  set(easy.get(), CURLOPT_HEADERFUNCTION, &take_header);
  set(easy.get(), CURLOPT_HEADERDATA, &exchange);
  set(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  set_limits(easy.get(), transfer);
  if (transfer.post_body != nullptr) {
    set(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.post_body->size()));
    set(easy.get(), CURLOPT_POSTFIELDS, transfer.post_body->data());
    if (!transfer.method.empty()) set(easy.get(), CURLOPT_CUSTOMREQUEST, transfer.method.c_str());
  }
  const CURLcode code = curl_easy_perform(easy.get());
  const bool cut = code == CURLE_WRITE_ERROR && exchange.reached_limit && transfer.stop_at_limit;
  if (code != CURLE_OK && !cut) return explain(code, exchange);
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  exchange.answer.status = static_cast<int>(status);
  return std::move(exchange.answer);
}

}  // namespace redress::mail
