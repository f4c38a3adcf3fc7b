// SPDX-License-Identifier: Apache-2.0
#include "cli/forget_pictures.hpp"

#include <filesystem>

#include "server/previews.hpp"
#include "store/picture_store.hpp"
#include "store/record_store.hpp"

namespace redress::cli {
namespace {

template <class Store>
Status forget_in(const std::string& data_dir, const char* file, std::span<const std::string> sha256s) {
  if (!std::filesystem::exists(data_dir + "/" + file)) return Done{};
  TRY_ASSIGN(const auto store, Store::open(data_dir));
  return store->forget(sha256s);
}

}  // namespace

Status forget_pictures(const std::string& data_dir, std::span<const std::string> sha256s) {
  for (const std::string& sha256 : sha256s) TRY(server::Previews::forget(data_dir + "/previews", sha256));
  TRY(forget_in<store::PictureStore>(data_dir, "pictures.db", sha256s));
  return forget_in<store::RecordStore>(data_dir, "records.db", sha256s);
}

}  // namespace redress::cli
