// SPDX-License-Identifier: Apache-2.0
#include "ledger/tile_folder.hpp"
namespace redress::ledger {
namespace {

constexpr const char* fresh_suffix = ".new";
constexpr std::size_t remembered_folders_max = 64;

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

Status unless_absent(Status status) {
  if (!status.ok() && status.error().code != Code::not_found) return status;
  return Done{};
}

}  // namespace

Status TileFolder::make_folders(const std::string& folder) {
  // A folder's name must be as durable as what stands in it. That it is there says nothing: the process that made it
  // may have died before its sync. So each is made and synced once in each process.
  if (folder.size() <= folder_.size() || durable_folders_.contains(folder)) return Done{};
  const std::string parent = parent_of(folder);
  TRY(make_folders(parent));
  TRY(disk_.make_folder(folder));
  TRY(disk_.sync_folder(parent));
  if (durable_folders_.size() >= remembered_folders_max) durable_folders_.clear();
  durable_folders_.insert(folder);
  return Done{};
}

Status TileFolder::write(std::span<const TileFile> files) {
  const bool one_by_one = files.size() <= single_syncs_max;
  std::set<std::string> folders;
  for (const TileFile& file : files) {
    const std::string path = folder_ + "/" + render_tile_path(file.path);
    if (folders.insert(parent_of(path)).second) TRY(make_folders(parent_of(path)));
    TRY(disk_.write(path + fresh_suffix, file.bytes));
    if (one_by_one) TRY(disk_.sync(path + fresh_suffix));
  }
  if (!one_by_one) TRY(disk_.sync_all(folder_));
  for (const TileFile& file : files) {
    const std::string path = folder_ + "/" + render_tile_path(file.path);
    TRY(disk_.rename(path + fresh_suffix, path));
  }
  if (!one_by_one) return disk_.sync_all(folder_);
  for (const std::string& folder : folders) TRY(disk_.sync_folder(folder));
  return Done{};
}

Status TileFolder::publish(const std::string& name, std::string_view text) {
  const std::string path = folder_ + "/" + name;
  TRY(make_folders(parent_of(path)));
  TRY(disk_.write(path + fresh_suffix, view_bytes(text)));
  TRY(disk_.sync(path + fresh_suffix));
  TRY(disk_.rename(path + fresh_suffix, path));
  return disk_.sync_folder(parent_of(path));
}

Status TileFolder::remove_partials(const TilePath& full) {
  const std::string folder = folder_ + "/" + render_tile_path(full) + ".p";
  const auto names = disk_.list(folder);
  if (!names.ok()) return unless_absent(names.error());
  for (const std::string& name : names.value()) TRY(unless_absent(disk_.remove(folder + "/" + name)));
  return unless_absent(disk_.remove(folder));
}

Status TileFolder::remove_covered(std::uint64_t old_size, std::uint64_t new_size) {
  for (unsigned level = 0; level < level_count(new_size); ++level) {
    for (std::uint64_t index = tile_count(old_size, level).full; index < tile_count(new_size, level).full; ++index) {
      TRY(remove_partials({TileKind::hashes, level, index, tile_width_max}));
      if (level == 0) TRY(remove_partials({TileKind::entries, 0, index, tile_width_max}));
    }
  }
  return Done{};
}

Result<std::string> TileFolder::load(const std::string& name) const {
  TRY_ASSIGN(const Bytes bytes, disk_.read(folder_ + "/" + name));
  return std::string(bytes.begin(), bytes.end());
}

TileReader TileFolder::reader() const {
  return [this](const TilePath& tile) { return disk_.read(folder_ + "/" + render_tile_path(tile)); };
}

}  // namespace redress::ledger
