// SPDX-License-Identifier: Apache-2.0
// provenance/ifd.hpp — the directories of a TIFF: of a TIFF or DNG file, and of the EXIF block in any other.
//
// Shapes          offsets inside are counted from where the TIFF begins; the ranges given are of the file.
// Errors          corrupt where an entry or its value is not all there, or the directories run in a ring.
// Threads         pure functions.
// Source          TIFF 6.0, section 2; Exif 3.0, 4.6.2.
#pragma once

#include <functional>

#include "provenance/walk.hpp"

namespace redress::provenance {

struct IfdEntry {
  std::uint64_t tag = 0;
  std::uint64_t type = 0;
  std::uint64_t count = 0;
  Range value;    // inside the entry where 4 bytes hold it
  Range lies_at;  // the entry itself
};

class Tiff {
 public:
  // Nothing where no TIFF begins.
  [[nodiscard]] static Result<std::optional<Tiff>> open(Walk& walk, Range range);

  [[nodiscard]] std::uint64_t first_directory() const { return first_; }
  // Calls `visit` with each entry whose value is all there, and gives where the next directory stands: 0, nowhere.
  [[nodiscard]] Result<std::uint64_t> for_each_entry(std::uint64_t directory,
                                                     const std::function<Status(const IfdEntry&)>& visit) const;
  // The first number of a value.
  [[nodiscard]] Result<std::uint64_t> read_number(const IfdEntry& entry) const;
  [[nodiscard]] bool is_little() const { return little_; }

 private:
  Tiff(Walk& walk, Range range, bool little) : walk_(&walk), range_(range), little_(little) {}
  [[nodiscard]] Result<std::uint64_t> read(std::uint64_t offset, std::size_t length) const;
  [[nodiscard]] Result<std::optional<IfdEntry>> read_entry(std::uint64_t at) const;

  Walk* walk_;
  Range range_;
  bool little_;
  std::uint64_t first_ = 0;
};

}  // namespace redress::provenance
