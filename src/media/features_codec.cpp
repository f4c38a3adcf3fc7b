// SPDX-License-Identifier: Apache-2.0
#include "media/features_codec.hpp"

namespace redress::media {
namespace {

constexpr std::size_t head_bytes = 7;
constexpr std::size_t corner_bytes = 39;
constexpr std::size_t corner_count_max = 1'024;

template <class Number>
void put(Bytes& bytes, Number number) {
  for (std::size_t i = sizeof(Number); i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

template <class Number>
Number take(ByteView& bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) number = static_cast<Number>(number << 8 | bytes[i]);
  bytes = bytes.subspan(sizeof(Number));
  return number;
}

}  // namespace

Bytes encode_features(const Features& features) {
  CHECK(features.list.size() <= corner_count_max);
  Bytes bytes;
  bytes.reserve(head_bytes + corner_bytes * features.list.size());
  bytes.push_back(feature_version);
  put(bytes, features.width);
  put(bytes, features.height);
  put(bytes, static_cast<std::uint16_t>(features.list.size()));
  for (const Feature& feature : features.list) {
    put(bytes, feature.point.x);
    put(bytes, feature.point.y);
    put(bytes, feature.size);
    put(bytes, feature.direction);
    for (const std::uint64_t word : feature.bits) put(bytes, word);
  }
  return bytes;
}

Result<Features> parse_features(ByteView bytes) {
  if (bytes.empty()) return Error{Code::invalid, "no features"};
  if (bytes[0] != feature_version) {
    return Error{Code::unsupported, "features of version " + std::to_string(bytes[0]) +
                                        ", this program makes and reads " + std::to_string(feature_version) +
                                        ": make them anew from the picture"};
  }
  if (bytes.size() < head_bytes) return Error{Code::invalid, "features that are cut short"};
  bytes = bytes.subspan(1);
  Features features;
  features.width = take<std::uint16_t>(bytes);
  features.height = take<std::uint16_t>(bytes);
  const auto count = take<std::uint16_t>(bytes);
  if (count > corner_count_max || bytes.size() != corner_bytes * count) {
    return Error{Code::invalid, "features whose number is not what they say"};
  }
  features.list.resize(count);
  for (Feature& feature : features.list) {
    feature.point.x = take<std::uint16_t>(bytes);
    feature.point.y = take<std::uint16_t>(bytes);
    feature.size = take<std::uint16_t>(bytes);
    feature.direction = take<std::uint8_t>(bytes);
    for (std::uint64_t& word : feature.bits) word = take<std::uint64_t>(bytes);
    if (feature.point.x > features.width || feature.point.y > features.height) {
      return Error{Code::invalid, "a feature outside of its picture"};
    }
    if (feature.size == 0 || feature.direction >= direction_count) {
      return Error{Code::invalid, "a feature without a size, or with a direction that is none"};
    }
  }
  return features;
}

}  // namespace redress::media
