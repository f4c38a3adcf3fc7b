// SPDX-License-Identifier: Apache-2.0
#include "cli/register_label.hpp"

#include <filesystem>

#include "base/clock.hpp"
#include "engine/generation.hpp"
#include "provenance/asset.hpp"
#include "provenance/manifest_store.hpp"

namespace redress::cli {
namespace {

Status add_manifest(ByteView file, store::LabelRecord& record) {
  TRY_ASSIGN(provenance::Asset asset, provenance::read_asset(provenance::ByteSource{file}));
  if (!asset.store) return Done{};
  TRY_ASSIGN(const auto manifests, provenance::ManifestStore::parse(*asset.store));
  if (manifests.manifests().empty()) return Error{Code::corrupt, "the file's manifest store is empty"};
  record.manifest_id = manifests.manifests().back().label;
  record.manifest = std::move(*asset.store);
  return Done{};
}

}  // namespace

Status register_label(const std::string& data_dir, ByteView file, const label::LabelWish& wish,
                      const media::WholePictures& pictures) {
  if (!std::filesystem::is_directory(data_dir)) {
    return Error{Code::not_found, "there is no folder " + data_dir + ": name a server's data folder"};
  }
  TRY_ASSIGN(const auto records, store::RecordStore::open(data_dir));
  store::LabelRecord record = engine::make_record(wish, SystemClock().now());
  TRY(add_manifest(file, record));
  TRY_ASSIGN(const media::WholePicture whole, pictures.decode(file));
  engine::describe(file, whole, record);
  return records->put(record);
}

}  // namespace redress::cli
