// SPDX-License-Identifier: Apache-2.0
// label/ingredient.hpp — the ingredient assertion: what came in, and what the reader found of its manifests.
//
// Shapes          c2pa.ingredient.v3, parentOf. A file that came without a manifest is one too: of unknown provenance.
// Errors          none.
// Threads         pure function.
// Source          C2PA 2.2, 15.2.2 (results), 18.16.
// Never           leaves a failure out.
#pragma once

#include "label/sign_file.hpp"

namespace redress::label {

[[nodiscard]] Bytes encode_ingredient(const Incoming& incoming);
// {url, hash}
[[nodiscard]] Bytes encode_hashed_uri(std::string_view url, ByteView hashed);

}  // namespace redress::label
