// SPDX-License-Identifier: Apache-2.0
// cli/hash_pictures.hpp — the pictures of `redress bench hash`: photographs where there are any, a made landscape else.
//
// Shapes          JPEGs, 4 : 3, quality 85, chroma at half size, of each long edge asked for. Photographs are those of
//                 Debian's mate-backgrounds that are 2,560 pixels long: cut to 4 : 3 and shrunk. For what is larger
//                 than a photograph two by two are put together, at the scale that they have.
// Errors          none: a photograph that cannot be read is left out.
// Threads         pure functions over files.
// Cost            some seconds; the count of what is done is shown on a terminal.
// Never           used on anything but pictures of a package and our own: strangers' bytes are decoded in the sandbox.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.hpp"

namespace redress::cli {

struct HashPictures {
  std::vector<std::vector<Bytes>> jpegs;  // of each long edge, in the order asked for
  std::size_t photograph_count = 0;       // 0: all of them are made
};

[[nodiscard]] HashPictures make_hash_pictures(std::span<const std::uint32_t> longest);

}  // namespace redress::cli
