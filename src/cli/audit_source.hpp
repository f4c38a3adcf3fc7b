// SPDX-License-Identifier: Apache-2.0
// cli/audit_source.hpp — the files of a ledger, wherever it is: a folder on this machine or a site.
//
// Shapes          paths below the ledger's own folder. A source that has none itself, but one in its folder `ledger`,
//                 is read there.
// Errors          not_found: there is no such file. exhausted: larger than file_bytes_max. unavailable: no answer.
// Threads         one owner; calls block.
// Never           follows a redirect to anything but http and https, or keeps what it read.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"

namespace redress::cli {

inline constexpr std::size_t file_bytes_max = std::size_t{32} << 20;  // a full bundle of the longest entries has 16 MiB

class AuditSource {
 public:
  virtual ~AuditSource() = default;
  [[nodiscard]] virtual Result<std::string> read(const std::string& path) const = 0;
};

[[nodiscard]] Result<std::unique_ptr<AuditSource>> open_audit_source(const std::string& source);

}  // namespace redress::cli
