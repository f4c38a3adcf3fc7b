// SPDX-License-Identifier: Apache-2.0
// match/bank_file.hpp — a bank as a file: JSON lines, one file a line, as `redress fingerprint` prints them.
//
// Shapes          {"path","kind","sha256","md5"} and by kind: "image" its size, PDQ and, with --all, "dihedral": the
//                 eight turns by name, and "features": media/features_codec.hpp in base64. "video" its size, "frames"
//                 and "frames_inside" as vPDQ lines, "audio": Chromaprint words in base64, highest byte first. "audio"
//                 the same without a picture. "text" its words' SimHash. Unknown keys are ignored, and so are features
//                 of another version: the other tiers of the entry still count.
// Errors          parse_*: invalid, naming the file and the line. exhausted: more than entry_count_max lines.
// Threads         pure functions.
// Source          docs/reference/bank-file.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "match/text_hash.hpp"
#include "media/features.hpp"
#include "media/video.hpp"

namespace redress::match {

inline constexpr std::size_t entry_count_max = 10'000'000;

struct BankEntry {
  std::string path;
  media::Fingerprint fingerprint;
  std::optional<media::Features> features;
  // fingerprint.kind "video" or "audio": frames and sound; size and digests stand in the fingerprint only.
  std::optional<media::Video> video;
  std::optional<TextHash> text;
  bool operator==(const BankEntry&) const = default;
};

enum class Detail { plain, all };

// One line, without its line end.
[[nodiscard]] std::string render_entry(const BankEntry& entry, Detail detail = Detail::plain);
// `where` is "file:line", for the error.
[[nodiscard]] Result<BankEntry> parse_entry(std::string_view line, const std::string& where);
// Empty lines are skipped.
[[nodiscard]] Result<std::vector<BankEntry>> parse_bank(std::string_view text, const std::string& name);

}  // namespace redress::match
