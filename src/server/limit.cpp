// SPDX-License-Identifier: Apache-2.0
#include "server/limit.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/bytes.hpp"

namespace redress::server {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4 = false;
};

std::optional<Address> parse_address(std::string_view text) {
  const std::string terminated(text.substr(0, text.find('%')));
  Address address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) {
    address.is_v4 = true;
    return address;
  }
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
  if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin())) {
    std::copy_n(address.bytes.begin() + 12, 4, address.bytes.begin());
    address.is_v4 = true;
  }
  return address;
}

}  // namespace

std::string prefix_of(std::string_view address) {
  const auto parsed = parse_address(address);
  if (!parsed) return "unknown";
  return (parsed->is_v4 ? "4:" : "6:") + render_hex(ByteView(parsed->bytes).first(parsed->is_v4 ? 3 : 7));
}

bool is_loopback(std::string_view address) {
  const auto parsed = parse_address(address);
  if (!parsed) return false;
  if (parsed->is_v4) return parsed->bytes[0] == 127;
  std::array<std::uint8_t, 16> one{};
  one[15] = 1;
  return parsed->bytes == one;
}

double Limit::tokens_at(const Bucket& bucket, Instant now) const {
  const auto passed_ms = std::max<std::int64_t>(0, (now - bucket.at).count());
  return std::min(options_.burst, bucket.tokens + static_cast<double>(passed_ms) / 1000.0 * options_.per_second);
}

// A bucket that has filled up again says nothing any more. When all are in use the fullest go: they press least.
void Limit::make_room(Buckets& buckets, Instant now) const {
  std::erase_if(buckets, [&](const auto& entry) { return tokens_at(entry.second, now) >= options_.burst; });
  if (buckets.size() < options_.bucket_count_max) return;
  std::vector<double> levels;
  for (const auto& [prefix, bucket] : buckets) levels.push_back(tokens_at(bucket, now));
  const auto middle = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 2);
  std::nth_element(levels.begin(), middle, levels.end());
  const double level = *middle;
  std::erase_if(buckets, [&](const auto& entry) { return tokens_at(entry.second, now) >= level; });
}

Status Limit::take(std::string_view address, Instant now, double tokens) {
  const auto prefix = prefix_of(address);
  const double missing = buckets_.write([&](Buckets& buckets) {
    auto found = buckets.find(prefix);
    if (found == buckets.end()) {
      if (buckets.size() >= options_.bucket_count_max) make_room(buckets, now);
      found = buckets.emplace(prefix, Bucket{options_.burst, now}).first;
    }
    Bucket& bucket = found->second;
    bucket.tokens = tokens_at(bucket, now);
    bucket.at = std::max(bucket.at, now);
    if (bucket.tokens < tokens) return tokens - bucket.tokens;
    bucket.tokens -= tokens;
    return 0.0;
  });
  if (missing <= 0) return Done{};
  const auto wait = static_cast<std::int64_t>(std::ceil(missing / std::max(options_.per_second, 0.001)));
  return Error{Code::exhausted, "too many requests from this network: try again in " + std::to_string(wait) + " s"};
}

std::size_t Limit::bucket_count() const {
  return buckets_.read([](const Buckets& buckets) { return buckets.size(); });
}

}  // namespace redress::server
