// SPDX-License-Identifier: Apache-2.0
// Source: C2PA 2.2, 15.12.3 and 18.7.
#include <algorithm>
#include <optional>

#include "provenance/asset_digest.hpp"
#include "provenance/named_boxes.hpp"

namespace redress::provenance {
namespace {

BindingVerdict verdict(std::string_view code, std::string explanation) {
  return {"assertion.boxesHash." + std::string(code), std::move(explanation), false};
}

std::string at_byte(std::uint64_t offset) { return " at byte " + std::to_string(offset); }

bool is_listed(const BoxesHash& wanted, std::string_view name) {
  return std::any_of(wanted.boxes.begin(), wanted.boxes.end(), [&](const BoxesHash::Box& box) {
    return std::find(box.names.begin(), box.names.end(), name) != box.names.end();
  });
}

// Goes along both lists at once: what the claim lists, and what the file is made of.
class Comparison {
 public:
  Comparison(const ByteSource& source, const BoxesHash& wanted) : source_(source), wanted_(wanted) {}

  Result<bool> visit(std::string_view name, const Range& range) {
    // The signature of a PNG may be left unsaid: it is what makes the file one.
    if (name == "PNGh" && wanted_.boxes.front().names.front() != name) return true;
    if (entry_ == wanted_.boxes.size())
      return stop("unknownBox", "box " + std::string(name), range, " is not in the claim");
    const BoxesHash::Box& box = wanted_.boxes[entry_];
    if (box.names[name_] != name) {
      const bool known = is_listed(wanted_, name);
      return stop(known ? "mismatch" : "unknownBox", "box " + std::string(name), range,
                  known ? " is not where the claim lists it" : " is not in the claim");
    }
    if (name_ == 0) digest_.emplace(source_, box.algorithm);
    const bool left_out = box.excluded || name == "C2PA";
    if (!left_out) TRY(digest_->add(scan_is_whole_ && name.starts_with("RST") ? Range{range.offset, 2} : range));
    if (++name_ < box.names.size()) return true;
    if (!left_out && digest_->finish() != box.hash) {
      TRY_ASSIGN(const bool as_whole, matches_as_whole(box, range));
      if (!as_whole) return stop("mismatch", "box " + std::string(name), range, " does not match");
    }
    additional_ = additional_ || (box.excluded && name != "C2PA");
    name_ = 0;
    ++entry_;
    return true;
  }

  BindingVerdict finish() {
    if (found_) return *found_;
    if (entry_ < wanted_.boxes.size()) {
      return verdict("mismatch", "the file ends before box " + wanted_.boxes[entry_].names[name_]);
    }
    BindingVerdict match = verdict("match", "the file's boxes are those that were signed");
    match.additional_exclusions = additional_;
    return match;
  }

 private:
  // Some writers hash the scan with every RST in it under SOS, and for each RST its two bytes once more. No byte is
  // left out either way.
  Result<bool> matches_as_whole(const BoxesHash::Box& box, const Range& range) {
    if (box.names.size() != 1 || box.names[0] != "SOS") return false;
    Walk walk(source_, AssetLimits());
    TRY_ASSIGN(const Range scan, find_whole_scan(walk, range));
    TRY(digest_->add(scan));
    scan_is_whole_ = digest_->finish() == box.hash;
    return scan_is_whole_;
  }

  bool stop(std::string_view code, const std::string& what, const Range& range, std::string_view why) {
    found_ = verdict(code, what + at_byte(range.offset) + std::string(why));
    return false;
  }

  const ByteSource& source_;
  const BoxesHash& wanted_;
  std::size_t entry_ = 0;
  std::size_t name_ = 0;
  std::optional<AssetDigest> digest_;
  bool scan_is_whole_ = false;
  bool additional_ = false;
  std::optional<BindingVerdict> found_;
};

std::optional<BindingVerdict> find_malformed(const BoxesHash& wanted) {
  if (wanted.boxes.empty()) return verdict("malformed", "the assertion lists no box");
  for (const BoxesHash::Box& box : wanted.boxes) {
    if (box.names.empty()) return verdict("malformed", "an entry of the assertion names no box");
    const bool has_store = std::find(box.names.begin(), box.names.end(), "C2PA") != box.names.end();
    if (has_store && box.names.size() > 1) return verdict("malformed", "the manifest store is listed with other boxes");
  }
  return std::nullopt;
}

}  // namespace

Result<BindingVerdict> check_boxes_hash(const ByteSource& source, const Asset& asset, const BoxesHash& wanted) {
  if (const auto malformed = find_malformed(wanted)) return *malformed;
  Walk walk(source, AssetLimits());
  Comparison comparison(source, wanted);
  const BoxNaming naming{wanted.boxes.back().names.back() == "c2pa.after"};
  const Status status = for_each_named_box(
      walk, asset, naming, [&](std::string_view name, const Range& range) { return comparison.visit(name, range); });
  if (status.ok()) return comparison.finish();
  if (status.error().code == Code::corrupt) return verdict("mismatch", status.error().message);
  return status.error();
}

}  // namespace redress::provenance
