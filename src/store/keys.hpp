// SPDX-License-Identifier: Apache-2.0
// store/keys.hpp — the secrets of one instance: made once at the first start, read at every other.
//
// Shapes          DIR/keys, mode 0400, one `name value` a line; docs/reference/journal-format.md.
// Errors          unavailable when the file cannot be read or written; corrupt when it does not hold what we wrote;
//                 forbidden when others than its owner may read it.
// Threads         call at start, before others exist.
// Never           logged, put into the database or into an answer. Whoever backs the folder up backs them up apart.
#pragma once

#include <string>

#include "base/digest.hpp"

namespace redress::store {

struct Keys {
  Digest secret_key{};         // follow-up secrets, idempotency keys and tokens are kept only as digests under it
  SigningKey receipt_key;      // signs receipts
  std::string webhook_secret;  // "whsec_…": for endpoints that have none of their own
};

// Forbidden when others than the owner may read the file.
[[nodiscard]] Status verify_private(const std::string& path);

// Durable (file and folder synced) when it returns.
[[nodiscard]] Result<Keys> load_or_make_keys(const std::string& data_dir);

}  // namespace redress::store
