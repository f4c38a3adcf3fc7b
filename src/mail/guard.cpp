// SPDX-License-Identifier: Apache-2.0
#include "mail/guard.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace redress::mail {
namespace {

constexpr std::size_t url_length_max = 2048;
constexpr std::size_t address_count_max = 32;

struct Block {
  std::array<std::uint8_t, 16> prefix;
  int bits;
};

bool is_within(ByteView address, const Block& block) {
  const auto whole = static_cast<std::size_t>(block.bits / 8);
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), block.prefix.begin())) {
    return false;
  }
  const int rest = block.bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
  return (address[whole] & mask) == (block.prefix[whole] & mask);
}

constexpr std::array<Block, 16> inner_v4 = {{
    {{0}, 8},              // this network
    {{10}, 8},             // private
    {{100, 64}, 10},       // carrier-grade NAT
    {{127}, 8},            // loopback
    {{169, 254}, 16},      // link-local, cloud metadata
    {{172, 16}, 12},       // private
    {{192, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2}, 24},     // documentation
    {{192, 31, 196}, 24},  // AS112
    {{192, 88, 99}, 24},   // 6to4 relays
    {{192, 168}, 16},      // private
    {{198, 18}, 15},       // benchmarking
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 4},            // multicast
    {{240}, 4},            // reserved, broadcast
}};

// Only 2000::/3 is global unicast; of it, these lead elsewhere. All the rest (mapped, compatible, NAT64, fc00::/7,
// fe80::/10, ff00::/8,
// ::, ::1) lies outside 2000::/3 and is refused with it.
constexpr Block global_v6 = {{0x20}, 3};
constexpr std::array<Block, 4> inner_v6 = {{
    {{0x20, 0x01, 0x00}, 23},        // protocol assignments: Teredo 2001::/32, ORCHID, benchmarking
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: carries an IPv4 address
    {{0x3f, 0xff, 0x00}, 20},        // documentation
}};

bool is_isatap(ByteView address) {
  return (address[8] & 0xfdU) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == 0xfe;
}

struct FreeCurl {
  void operator()(char* text) const { curl_free(text); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, FreeUrl>;

Error refuse(const char* why) { return Error{Code::invalid, std::string("the address cannot be called: ") + why}; }

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, FreeCurl> held(text);
  return held.get();
}

Status verify_characters(std::string_view url) {
  if (url.empty() || url.size() > url_length_max) return refuse("it must have 1 to 2,048 characters");
  for (const char c : url) {
    // Two parsers read these two ways; a URL that means well escapes them.
    if (c <= 0x20 || c >= 0x7f || c == '\\')
      return refuse("it holds a space, a backslash or a character outside ASCII");
  }
  return Done{};
}

// The library also takes "http:/a" and "http:///a"; one spelling is enough.
bool has_authority(std::string_view url) {
  const std::size_t slashes = url.find("://");
  return slashes != std::string_view::npos && slashes <= 5 && slashes + 3 < url.size() && url[slashes + 3] != '/';
}

}  // namespace

bool is_public_address(ByteView address) {
  const auto hits = [&](const Block& block) { return is_within(address, block); };
  if (address.size() == 4) return std::none_of(inner_v4.begin(), inner_v4.end(), hits);
  if (address.size() != 16) return false;
  return hits(global_v6) && std::none_of(inner_v6.begin(), inner_v6.end(), hits) && !is_isatap(address);
}

std::string render_address(ByteView address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.size() == 4 ? AF_INET : AF_INET6;
  CHECK(address.size() == 4 || address.size() == 16);
  CHECK(::inet_ntop(family, address.data(), text.data(), text.size()) != nullptr);
  return text.data();
}

Result<std::vector<Bytes>> resolve_by_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &first) != 0) {
    return Error{Code::unavailable, "the host name could not be resolved"};
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> held(first, ::freeaddrinfo);
  std::vector<Bytes> found;
  for (const addrinfo* one = first; one != nullptr && found.size() <= address_count_max; one = one->ai_next) {
    if (one->ai_family == AF_INET) {
      const auto* in = reinterpret_cast<const sockaddr_in*>(one->ai_addr);
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(&in->sin_addr);
      found.emplace_back(bytes, bytes + 4);
    } else if (one->ai_family == AF_INET6) {
      const auto* in = reinterpret_cast<const sockaddr_in6*>(one->ai_addr);
      found.emplace_back(in->sin6_addr.s6_addr, in->sin6_addr.s6_addr + 16);
    }
  }
  return found;
}

Guard::Guard(GuardRules rules, Resolver resolve) : rules_(std::move(rules)), resolve_(std::move(resolve)) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(ready == CURLE_OK);
}

Result<GuardedTarget> Guard::check(std::string_view text) const {
  TRY(verify_characters(text));
  const UrlHandle url(curl_url());
  CHECK(url != nullptr);
  if (!has_authority(text) ||
      curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return refuse("it is not a complete http(s) URL without a user name");
  }
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return refuse("only http and https are called");
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  GuardedTarget target;
  target.host = part_of(url.get(), CURLUPART_HOST);
  std::transform(target.host.begin(), target.host.end(), target.host.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  target.port = static_cast<std::uint16_t>(std::stoul(part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)));
  if (curl_url_set(url.get(), CURLUPART_HOST, target.host.c_str(), 0) != CURLUE_OK)
    return refuse("its host is malformed");
  target.url = part_of(url.get(), CURLUPART_URL);
  // Escapes in a host are undone by the library; what came out must still be a plain name or a literal.
  constexpr std::string_view host_characters = "abcdefghijklmnopqrstuvwxyz0123456789-._:[]";
  if (target.host.find_first_not_of(host_characters) != std::string::npos) return refuse("its host is malformed");
  // "127.0.0.1." is a name to the resolver and a number to others.
  if (target.host.ends_with('.')) return refuse("its host ends in a dot");
  if (target.host.empty() || target.port == 0 || target.url.empty()) return refuse("it names no host or port");
  if (!part_of(url.get(), CURLUPART_ZONEID).empty()) return refuse("an address with a zone is local by nature");

  const std::string name = target.host + ":" + std::to_string(target.port);
  const bool named =
      std::find(rules_.allowed_targets.begin(), rules_.allowed_targets.end(), name) != rules_.allowed_targets.end();
  if (!named && std::find(rules_.ports.begin(), rules_.ports.end(), target.port) == rules_.ports.end()) {
    return Error{Code::forbidden, "port " + std::to_string(target.port) +
                                      " is not called: add the host and port to the allowed targets if it is yours"};
  }
  const bool literal = target.host.front() == '[';
  TRY_ASSIGN(const std::vector<Bytes> addresses,
             resolve_(literal ? target.host.substr(1, target.host.size() - 2) : target.host));
  if (addresses.empty()) return Error{Code::unavailable, "the host name has no address"};
  if (addresses.size() > address_count_max) return Error{Code::forbidden, "the host name has too many addresses"};
  for (const Bytes& address : addresses) {
    if (!named && !is_public_address(address)) {
      return Error{Code::forbidden,
                   "the host's address is not public: add the host and port to the allowed targets if it is yours"};
    }
    target.addresses.push_back(render_address(address));
  }
  return target;
}

Result<GuardedTarget> Guard::check_redirect(const GuardedTarget& from, std::string_view location) const {
  TRY(verify_characters(location));
  const UrlHandle url(curl_url());
  CHECK(url != nullptr);
  if (curl_url_set(url.get(), CURLUPART_URL, from.url.c_str(), 0) != CURLUE_OK ||
      curl_url_set(url.get(), CURLUPART_URL, std::string(location).c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return refuse("the redirect leads to no http(s) URL");
  }
  return check(part_of(url.get(), CURLUPART_URL));
}

}  // namespace redress::mail
