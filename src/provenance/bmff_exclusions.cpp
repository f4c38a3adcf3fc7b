// SPDX-License-Identifier: Apache-2.0
#include "provenance/bmff_exclusions.hpp"

#include <algorithm>
#include <map>

namespace redress::provenance {
namespace {

constexpr std::size_t depth_max = 32;
constexpr std::size_t exclusions_max = 256;
constexpr std::size_t roots_max = 1U << 17U;  // 8 MB of them: a film of ten hours in fragments of a second
constexpr std::size_t type_letters = 4;

std::uint64_t end_of(const Range& range) { return range.offset + range.length; }

Error no_path(std::string_view xpath) {
  return {Code::invalid, "'" + std::string(xpath.substr(0, 64)) + "' is no path to a box"};
}

// '[2]': digits without a leading zero, not 0.
Result<std::uint64_t> parse_ordinal(std::string_view text) {
  constexpr std::size_t digits_max = 9;
  if (text.size() < 3 || text.size() > digits_max + 2 || text.front() != '[' || text.back() != ']' || text[1] == '0') {
    return no_path(text);
  }
  std::uint64_t value = 0;
  for (const char c : text.substr(1, text.size() - 2)) {
    if (c < '0' || c > '9') return no_path(text);
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

struct Path {
  const BmffExclusion* exclusion = nullptr;
  std::vector<BoxPathNode> nodes;
};

struct FullBoxHead {
  std::uint64_t version = 0;
  std::uint64_t flags = 0;
};

Result<FullBoxHead> read_full_box_head(Walk& walk, const BmffBox& box) {
  if (box.content.length < 4) return FullBoxHead{UINT64_MAX, 0};  // no version can match
  TRY_ASSIGN(const std::uint64_t head, walk.read_big(box.content.offset, 4));
  return FullBoxHead{head >> 24U, head & 0xffffffU};
}

Result<bool> has_data(Walk& walk, const BmffBox& box, const BmffExclusion::Data& data) {
  if (data.offset > box.lies_at.length || data.value.size() > box.lies_at.length - data.offset) return false;
  TRY_ASSIGN(const ByteView bytes, walk.read(box.lies_at.offset + data.offset, data.value.size()));
  return std::equal(bytes.begin(), bytes.end(), data.value.begin());
}

Result<bool> is_meant(Walk& walk, const BmffBox& box, const BmffExclusion& exclusion) {
  if (exclusion.length && *exclusion.length != box.lies_at.length) return false;
  if (exclusion.version || exclusion.flags) {
    TRY_ASSIGN(const FullBoxHead head, read_full_box_head(walk, box));
    if (head.version == UINT64_MAX) return false;
    if (exclusion.version && *exclusion.version != head.version) return false;
    const std::uint64_t wanted = exclusion.flags.value_or(0);
    if (exclusion.flags && (exclusion.exact_flags ? head.flags : head.flags & wanted) != wanted) return false;
  }
  for (const BmffExclusion::Data& data : exclusion.data) {
    TRY_ASSIGN(const bool equal, has_data(walk, box, data));
    if (!equal) return false;
  }
  return true;
}

// Of a subset only what lies in the box; a length of 0 in the last reaches to its end.
void add_ranges(const BmffBox& box, const BmffExclusion& exclusion, std::vector<Range>& ranges) {
  if (exclusion.subset.empty()) ranges.push_back(box.lies_at);
  for (std::size_t i = 0; i < exclusion.subset.size(); ++i) {
    const Range& part = exclusion.subset[i];
    if (part.offset >= box.lies_at.length) continue;
    const std::uint64_t left = box.lies_at.length - part.offset;
    const bool reaches_end = part.length == 0 && i + 1 == exclusion.subset.size();
    ranges.push_back({box.lies_at.offset + part.offset, reaches_end ? left : std::min(part.length, left)});
  }
}

class Search {
 public:
  explicit Search(Walk& walk) : walk_(walk) {}

  Status look(Range inside, std::size_t depth, const std::vector<const Path*>& paths) {
    std::map<std::string, std::uint64_t, std::less<>> ordinals;  // of the types that a path names here
    return for_each_bmff_box(walk_, inside, [&](const BmffBox& box) -> Status {
      if (depth == 0 && found.roots.size() == roots_max)
        return Error{Code::invalid, "the file has more root boxes than are checked"};
      if (depth == 0) found.roots.push_back(box);
      std::vector<const Path*> named;
      for (const Path* path : paths) {
        if (box.type == path->nodes[depth].type) named.push_back(path);
      }
      if (named.empty()) return Done{};
      return look_at(box, depth, ++ordinals[std::string(box.type.view())], named);
    });
  }

  ExcludedBytes found;

 private:
  Status look_at(const BmffBox& box, std::size_t depth, std::uint64_t ordinal, const std::vector<const Path*>& named) {
    std::vector<const Path*> deeper;
    for (const Path* path : named) {
      const std::uint64_t wanted = path->nodes[depth].ordinal;
      if (wanted != 0 && wanted != ordinal) continue;
      if (depth + 1 < path->nodes.size()) {
        deeper.push_back(path);
        continue;
      }
      TRY_ASSIGN(const bool meant, is_meant(walk_, box, *path->exclusion));
      if (meant) add_ranges(box, *path->exclusion, found.ranges);
    }
    if (deeper.empty()) return Done{};
    TRY_ASSIGN(const Range children, find_children(walk_, box));
    return look(children, depth + 1, deeper);
  }

  Walk& walk_;
};

std::vector<Range> join(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.offset < b.offset; });
  std::vector<Range> joined;
  for (const Range& range : ranges) {
    if (joined.empty() || range.offset > end_of(joined.back())) {
      joined.push_back(range);
    } else {
      joined.back().length = std::max(end_of(joined.back()), end_of(range)) - joined.back().offset;
    }
  }
  return joined;
}

// What every claim over BMFF leaves out (A.5.6): the store, what may stand before it, and the media data that a
// Merkle tree holds.
bool is_usual(const BmffExclusion& exclusion) {
  if (exclusion.xpath == "/ftyp" || exclusion.xpath == "/mfra" || exclusion.xpath == "/free" ||
      exclusion.xpath == "/skip") {
    return true;
  }
  if (exclusion.xpath == "/mdat") return exclusion.subset.size() == 1 && exclusion.subset[0].offset >= 16;
  return exclusion.xpath == "/uuid" && exclusion.data.size() == 1 && exclusion.data[0].offset == 8 &&
         text_of(exclusion.data[0].value) == c2pa_box_uuid;
}

}  // namespace

Result<std::vector<BoxPathNode>> parse_box_path(std::string_view xpath) {
  std::vector<BoxPathNode> nodes;
  for (std::size_t at = 0; at < xpath.size();) {
    if (xpath[at] != '/' || xpath.size() - at < 1 + type_letters || nodes.size() == depth_max) return no_path(xpath);
    BoxPathNode node{std::string(xpath.substr(at + 1, type_letters))};
    at += 1 + type_letters;
    const std::size_t end = std::min(xpath.find('/', at), xpath.size());
    if (end > at) {
      TRY_ASSIGN(node.ordinal, parse_ordinal(xpath.substr(at, end - at)));
    }
    nodes.push_back(std::move(node));
    at = end;
  }
  if (nodes.empty()) return no_path(xpath);
  return nodes;
}

Result<ExcludedBytes> find_excluded(Walk& walk, const std::vector<BmffExclusion>& exclusions) {
  if (exclusions.size() > exclusions_max)
    return Error{Code::invalid, "the claim leaves out more boxes than are looked for"};
  std::vector<Path> paths;
  for (const BmffExclusion& exclusion : exclusions) {
    TRY_ASSIGN(std::vector<BoxPathNode> nodes, parse_box_path(exclusion.xpath));
    paths.push_back({&exclusion, std::move(nodes)});
  }
  std::vector<const Path*> all;
  all.reserve(paths.size());
  for (const Path& path : paths) all.push_back(&path);
  Search search(walk);
  TRY(search.look({0, walk.size()}, 0, all));
  search.found.ranges = join(std::move(search.found.ranges));
  search.found.has_more_than_usual = !std::all_of(exclusions.begin(), exclusions.end(), is_usual);
  return std::move(search.found);
}

bool is_excluded(const std::vector<Range>& excluded, const Range& range) {
  return std::any_of(excluded.begin(), excluded.end(),
                     [&](const Range& part) { return part.offset <= range.offset && end_of(part) >= end_of(range); });
}

}  // namespace redress::provenance
