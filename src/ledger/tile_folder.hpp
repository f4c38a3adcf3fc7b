// SPDX-License-Identifier: Apache-2.0
// ledger/tile_folder.hpp — a log as a folder of plain files, which any static host can serve as it is.
//
// Shapes          FOLDER/tile/…, FOLDER/checkpoint and whatever else publish() is given a name for.
// Errors          those of the disk. A failed write() or publish() leaves what was published before as it was.
// Threads         write, publish and remove_covered belong to one thread; reader and load may run on any other.
// Cost            write: a sync for each file and each folder touched, or two for everything when there are many files.
// Source          c2sp.org/tlog-tiles: partial tiles of a published checkpoint stay until the full tile is published.
// Never           shows half a file: each is written beside its place, synced, renamed, and its folder synced.
#pragma once

#include <set>

#include "ledger/disk.hpp"
#include "ledger/tiles.hpp"

namespace redress::ledger {

// Above this many files in one write, two syncs of the whole file system cost less than one for each.
constexpr std::size_t single_syncs_max = 16;

class TileFolder {
 public:
  // The folder must exist.
  explicit TileFolder(std::string folder, Disk disk = real_disk())
      : folder_(std::move(folder)), disk_(std::move(disk)) {}

  // Durable when this returns. May be repeated with the same files.
  [[nodiscard]] Status write(std::span<const TileFile> files);
  // A small file at the top of the folder, such as the checkpoint: replaced at once, durable when this returns.
  [[nodiscard]] Status publish(const std::string& name, std::string_view text);
  // Removes the partial tiles that full ones have replaced, after a checkpoint of `new_size` was published. `old_size`:
  // the size at which this was last called; 0 looks at everything.
  [[nodiscard]] Status remove_covered(std::uint64_t old_size, std::uint64_t new_size);

  [[nodiscard]] Result<std::string> load(const std::string& name) const;
  // Borrows this object.
  [[nodiscard]] TileReader reader() const;
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  [[nodiscard]] Status make_folders(const std::string& folder);
  [[nodiscard]] Status remove_partials(const TilePath& full);

  std::string folder_;
  Disk disk_;
  std::set<std::string> durable_folders_;
};

}  // namespace redress::ledger
