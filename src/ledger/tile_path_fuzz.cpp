// SPDX-License-Identifier: Apache-2.0
#include "ledger/tile_path.hpp"

// One tile, one name; no name leaves the folder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto tile = ledger::parse_tile_path(text);
  if (!tile.ok()) return 0;
  if (ledger::render_tile_path(tile.value()) != text || text.find("..") != std::string_view::npos) __builtin_trap();
  return 0;
}
